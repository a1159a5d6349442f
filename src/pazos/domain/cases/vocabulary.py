"""The words of accompaniment. Codes are never reused or deleted: an old phone may still send them.

There is no word for a group that somebody is said to belong to, nor for a risk of a person, and there will be none.
"""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Origin(TextChoices):
    """Who sent a person, or told them of it."""

    GESTOR = "gestor", _("a gestor")
    SCHOOL = "school", _("a school")
    HEALTH = "health", _("health services")
    JUSTICE = "justice", _("a judge, a family defender or the system for adolescents")
    FAMILY = "family", _("the family")
    SELF = "self", _("the person came of their own")
    PARTNER = "partner", _("a partner organisation")
    ACTIVITY = "activity", _("an activity of the strategy")


class ReferralState(TextChoices):
    """How a referral stands. One that nobody answers in time is late, and stays sent until somebody does."""

    SENT = "sent", pgettext_lazy("a referral", "sent")
    ACCEPTED = "accepted", pgettext_lazy("a referral", "accepted")
    WAITING = "waiting", pgettext_lazy("a referral", "accepted, on the waiting list")
    REFUSED = "refused", pgettext_lazy("a referral", "not accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("a referral", "withdrawn")


class Refusal(TextChoices):
    """Why a referral was not accepted; it is told to whoever referred, and to the person."""

    NOT_WANTED = "not_wanted", _("the person does not want it")
    NOT_FOUND = "not_found", _("the person was not found")
    AGE = "age", _("the age is not one of the designation's, and no exception was argued")
    PLACE = "place", _("the place is not in a cluster, and no exception was argued")
    ALREADY_IN = "already_in", _("the person has a case already")
    OTHER_SERVICE = "other_service", _("another service is the right one; it was told which")
    NO_PERMISSION = "no_permission", _("there is no permission of the person or the guardian")


class Ground(TextChoices):
    """Why somebody outside the designation's places or ages may take part."""

    MOVED = "moved", _("lived or grew up there and had to move")
    STUDIES = "studies", _("studies or works there")
    TIES = "ties", _("their family or friends are there")
    NEARLY = "nearly", _("turns of age within six months")
    VICTIM = "victim", _("was harmed there")
    OTHER = "other", pgettext_lazy("ground of an exception", "another, argued in words")


class WaitClass(IntegerChoices):
    """In which order those who wait are called: facts of papers and days, never a judgement of a person."""

    ORDERED = 1, _("an order of a judge or a family defender sets a term")
    RE_ENTRY = 2, _("had a case that ended less than twelve months before")
    ARRIVAL = 3, _("in the order of arrival")


class CaseState(TextChoices):
    """Where a case is."""

    ACTIVE = "active", pgettext_lazy("a case", "active")
    PAUSED = "paused", pgettext_lazy("a case", "paused")
    ENDED = "ended", pgettext_lazy("a case", "ended")


class Turn(TextChoices):
    """What turned a case."""

    OPENED = "opened", pgettext_lazy("a case", "opened")
    ASSIGNED = "assigned", pgettext_lazy("a case", "given to a pair")
    TRANSFERRED = "transferred", pgettext_lazy("a case", "passed to another pair")
    PAUSED = "paused", pgettext_lazy("a case, as a deed", "paused")
    TAKEN_UP = "taken_up", pgettext_lazy("a case", "taken up again")
    ENDED = "ended", pgettext_lazy("a case, as a deed", "ended")
    RE_ENTERED = "re_entered", pgettext_lazy("a case", "came back")


class Pause(TextChoices):
    """Why a case rests."""

    HEALTH = "health", _("health")
    TRAVEL = "travel", _("away for a time")
    SAFETY = "safety", _("it is not safe to meet")
    STUDY_OR_WORK = "study_or_work", _("study or work leaves no time")
    ASKED = "asked", _("the person asked for it")
    NO_CONTACT = "no_contact", _("no contact for the time being")
    PERMISSION = "permission", _("the permission was withdrawn or ended")


class Exit(TextChoices):
    """Why a case ended."""

    GOALS_MET = "goals_met", _("reached what they set out to do")
    WORK = "work", _("found work and goes on without us")
    STUDY = "study", _("studies and goes on without us")
    WITHDREW = "withdrew", _("did not want to go on")
    PERMISSION = "permission", _("the permission was withdrawn or ended")
    MOVED = "moved", _("moved away")
    LOST = "lost", _("no contact, after every try of the pathway")
    OTHER_SERVICE = "other_service", _("goes on in another service")
    DETAINED = "detained", _("deprived of liberty")
    DIED = "died", _("died")


FINISHED = (Exit.GOALS_MET, Exit.WORK, Exit.STUDY)  # with what they came for


class Dimension(TextChoices):
    """The four dimensions over which a plan is built."""

    INDIVIDUAL = "individual", _("individual")
    FAMILY = "family", pgettext_lazy("dimension", "family")
    PRODUCTIVE = "productive", _("productive")
    CITIZEN = "citizen", _("citizen")


class Occasion(TextChoices):
    """When the dimensions were looked at."""

    FIRST = "first", _("first assessment")
    AGAIN = "again", _("re-assessment")
    LAST = "last", _("at the end")


class GoalState(TextChoices):
    """How a goal or a step of it stands."""

    OPEN = "open", pgettext_lazy("a goal", "open")
    DONE = "done", pgettext_lazy("a goal", "reached")
    CHANGED = "changed", pgettext_lazy("a goal", "changed for another")
    DROPPED = "dropped", pgettext_lazy("a goal", "let go")


class SessionKind(TextChoices):
    """How people met."""

    INDIVIDUAL = "individual", _("session with the person")
    FAMILY = "family", _("session with the family")
    HOME_VISIT = "home_visit", _("home visit")
    CALL = "call", _("telephone call")
    ACCOMPANIED = "accompanied", _("went along to an institution or an interview")


class Came(TextChoices):
    """Whether they met."""

    MET = "met", pgettext_lazy("a meeting", "met")
    ABSENT = "absent", _("did not come")
    NOT_FOUND = "not_found", _("was not found")
    CALLED_OFF = "called_off", _("was called off")


class ServiceKind(TextChoices):
    """To what a person was referred."""

    HEALTH = "health", pgettext_lazy("service", "health")
    MENTAL_HEALTH = "mental_health", _("mental health")
    SUBSTANCES = "substances", _("care for substance use")
    EDUCATION = "education", _("school or studies")
    IDENTITY = "identity", _("identity papers")
    FAMILY = "family", _("family defender or commissary")
    VICTIMS = "victims", _("care for victims")
    LEGAL = "legal", _("legal orientation")
    HOUSING = "housing", _("housing or shelter")
    FOOD = "food", _("food")
    SPORT_CULTURE = "sport_culture", _("sport, art or culture")
    WORK = "work", _("training or work")


class ServiceAnswer(TextChoices):
    """What the other service answered."""

    ATTENDED = "attended", _("attended")
    WAITING = "waiting", pgettext_lazy("service", "on its waiting list")
    REFUSED = "refused", pgettext_lazy("service", "not accepted")
    NOT_WANTED = "not_wanted", _("the person did not go")
    NO_ANSWER = "no_answer", _("no answer")


class CrisisKind(TextChoices):
    """What must not wait. Each has a checklist and duties of its own, see `pathways`."""

    SUICIDE = "suicide", _("risk of suicide")
    THREAT = "threat", _("threat to the person")
    HOME_VIOLENCE = "home_violence", _("violence at home")
    SEXUAL_VIOLENCE = "sexual_violence", _("sexual violence")
    CHILD_AT_RISK = "child_at_risk", _("a child or adolescent at risk")
    RECRUITMENT = "recruitment", _("risk of being recruited or used")
    OVERDOSE = "overdose", _("overdose or poisoning")
    MISSING = "missing", _("the person is missing")


class SheetKind(TextChoices):
    """What a city keeps as data of its own."""

    INSTRUMENT = "instrument", _("instrument")
    PATHWAY = "pathway", _("pathway")


class Reached(TextChoices):
    """What came of a follow-up."""

    REACHED = "reached", pgettext_lazy("a follow-up", "reached")
    NOT_REACHED = "not_reached", pgettext_lazy("a follow-up", "not reached")
    NOT_WANTED = "not_wanted", pgettext_lazy("a follow-up", "does not want it")


class FollowUpMonth(IntegerChoices):
    """How long after the end a person is looked up."""

    THREE = 3, _("3 months after")
    SIX = 6, _("6 months after")
    TWELVE = 12, _("12 months after")


class About(TextChoices):
    """What a complaint is about."""

    TREATMENT = "treatment", _("how somebody was treated")
    SERVICE = "service", _("a service that was promised")
    DATA = "data", _("what is kept or said of somebody")
    SAFETY = "safety", pgettext_lazy("complaint", "safety")
    STAFF = "staff", _("somebody of the team")
    OTHER = "other", pgettext_lazy("complaint", "something else")
