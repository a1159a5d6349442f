"""The words of restorative processes, of the system for adolescents and of legal orientation."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Asked(TextChoices):
    """Who asked for a process."""

    AUTHORITY = "authority", _("an authority")
    HARMED = "harmed", _("the person who was harmed")
    RESPONSIBLE = "responsible", _("the person who did the harm")
    COMMUNITY = "community", _("the community")


class Harm(TextChoices):
    """What kind of harm, in the widest words: the facts stay with the people."""

    PROPERTY = "property", _("property")
    INJURY = "injury", _("injury")
    THREAT = "threat", _("threat")
    COEXISTENCE = "coexistence", _("living together")
    DEATH = "death", _("the death of somebody near")
    OTHER = "other", pgettext_lazy("harm", "other")


class ProcessState(TextChoices):
    """Where a process is."""

    ASKED = "asked", pgettext_lazy("a process", "asked for")
    PREPARING = "preparing", pgettext_lazy("a process", "in preparation")
    READY = "ready", pgettext_lazy("a process", "ready for the encounter")
    AGREED = "agreed", pgettext_lazy("a process", "with an agreement")
    CLOSED = "closed", pgettext_lazy("a process", "closed")
    STOPPED = "stopped", pgettext_lazy("a process", "stopped")


class Stopped(TextChoices):
    """Why a process stopped. Nobody has to give a reason for not wanting it any more."""

    HARMED = "harmed", _("the person who was harmed does not want it")
    RESPONSIBLE = "responsible", _("the other side does not want it")
    NOT_SAFE = "not_safe", _("it is not safe")
    NOT_FIT = "not_fit", _("the law or the pathway does not allow it")
    NOT_FOUND = "not_found", _("a side was not found")


class Side(TextChoices):
    """Which side somebody is on."""

    HARMED = "harmed", pgettext_lazy("side", "was harmed")
    RESPONSIBLE = "responsible", pgettext_lazy("side", "takes responsibility")
    SUPPORT = "support", pgettext_lazy("side", "supports one of them")
    COMMUNITY = "community", pgettext_lazy("side", "speaks for the community")


class Meeting(TextChoices):
    """What kind of meeting."""

    PREPARATION = "preparation", _("preparation with one side")
    CIRCLE = "circle", _("circle")
    CONFERENCE = "conference", _("conference")
    INDIRECT = "indirect", _("message carried between the sides")
    FOLLOW_UP = "follow_up", pgettext_lazy("meeting", "follow-up")


class DutyState(TextChoices):
    """How a duty of an agreement stands."""

    OPEN = "open", pgettext_lazy("a duty", "open")
    DONE = "done", pgettext_lazy("a duty", "done")
    BROKEN = "broken", pgettext_lazy("a duty", "not kept")
    CHANGED = "changed", pgettext_lazy("a duty", "changed by both")
    LET_GO = "let_go", pgettext_lazy("a duty", "nobody owes it any more")


class MeasureKind(TextChoices):
    """The measures of the adolescent criminal responsibility system (Law 1098 of 2006, article 177)."""

    ADMONITION = "admonition", _("admonition")
    RULES = "rules", _("rules of conduct")
    SERVICE = "service", _("service to the community")
    ASSISTED = "assisted", _("assisted liberty")
    SEMI_CLOSED = "semi_closed", _("semi-closed internment")
    DEPRIVATION = "deprivation", _("specialised care centre")


class Matter(TextChoices):
    """What legal orientation was about."""

    FAMILY = "family", pgettext_lazy("matter", "family")
    HOUSING = "housing", pgettext_lazy("matter", "housing")
    WORK = "work", pgettext_lazy("matter", "work")
    DEBTS = "debts", _("debts")
    IDENTITY = "identity", pgettext_lazy("matter", "identity papers")
    MILITARY = "military", _("military service card")
    VICTIMS = "victims", _("rights of victims")
    PENAL = "penal", _("a criminal procedure of one's own")
    COEXISTENCE = "coexistence", pgettext_lazy("matter", "living together")
    OTHER = "other", pgettext_lazy("matter", "other")


class Counted(TextChoices):
    """Of what only a number is left, once it was erased."""

    PROCESS = "process", _("restorative processes")
    MEASURE = "measure", _("measures of adolescents")
    ORIENTATION = "orientation", _("legal orientations")


class School(TextChoices):
    """Whether an adolescent is linked to the education system (Law 1098 of 2006, article 177, paragraph 1)."""

    YES = "yes", pgettext_lazy("school", "linked to it")
    SOUGHT = "sought", pgettext_lazy("school", "not yet: a place is being sought")
    NO = "no", pgettext_lazy("school", "not linked to it")


class Compliance(TextChoices):
    """How a measure is kept, as a judge who may change it has to know (article 178)."""

    KEPT = "kept", pgettext_lazy("a measure", "kept")
    PARTLY = "partly", pgettext_lazy("a measure", "kept in part")
    NOT_KEPT = "not_kept", pgettext_lazy("a measure", "not kept")


class AskedOfJudge(TextChoices):
    """What a report asks the judge for (article 178: measures may be changed as the adolescent needs)."""

    NOTHING = "nothing", _("nothing; it informs")
    REVIEW = "review", _("to look at the measure again")
    END = "end", _("to declare the measure fulfilled")
