"""The words of disputes and mediations.

Codes are never reused or deleted: a phone that was away for weeks still sends the old ones.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What the friction is about, in the street's own terms."""

    TERRITORY = "territory", _("marks of territory, graffiti")
    FOOTBALL = "football", _("football loyalties")
    FAMILY = "family", _("within a family")
    NEIGHBOURS = "neighbours", _("between neighbours")
    DEBT = "debt", _("a debt")
    JEALOUSY = "jealousy", _("jealousy, a couple")
    SCHOOL = "school", _("at school")
    SOCIAL_MEDIA = "social_media", _("an insult on social media")
    REVENGE = "revenge", _("revenge after a shooting")
    THREAT = "threat", _("a threat")
    RETURN = "return", _("somebody returns from prison")
    OTHER = "other", _("something else")


class State(models.TextChoices):
    """Where a dispute stands."""

    ALERT = "alert", _("alert: nobody has taken it")
    CLAIMED = "claimed", _("taken")
    ACTIVE = "active", _("in mediation")
    WATCHED = "watched", _("settled, being watched")
    CLOSED = "closed", _("closed")


class Heard(models.TextChoices):
    """How the gestor came to know. There is no word here for police, on purpose."""

    SAW = "saw", _("saw it")
    NEIGHBOUR = "neighbour", _("a neighbour")
    RELATIVE = "relative", _("a relative of those involved")
    PARTY = "party", _("one of those involved")
    SCHOOL = "school", _("the school")
    LEADER = "leader", _("a community or church leader")
    HEALTH = "health", _("a health worker")
    SOCIAL_MEDIA = "social_media", _("social media")
    COLLEAGUE = "colleague", _("another gestor")


class Sign(models.TextChoices):
    """A sign that a dispute may kill; the scale of risk is reckoned from them and explained."""

    FIREARM_SEEN = "firearm_seen", _("a firearm was seen or shown")
    SHOTS = "shots", _("shots were fired")
    DEATH = "death", _("somebody died or was badly hurt over it")
    THREAT_OF_DEATH = "threat_of_death", _("somebody was threatened with death")
    GROUP = "group", _("a group is behind one side")
    REPEATED = "repeated", _("it has flared up before")
    DEADLINE = "deadline", _("there is a date: a match, a party, a payment")
    MINORS = "minors", _("there are minors in the middle")
    ALCOHOL = "alcohol", _("alcohol or drugs are in it")
    DISPLACED = "displaced", _("somebody had to leave home")


class Risk(models.IntegerChoices):
    """How likely it is that somebody dies if nobody does anything."""

    LOW = 1, _("low")
    GUARDED = 2, _("guarded")
    HIGH = 3, _("high")
    IMMINENT = 4, _("imminent")


class Side(models.TextChoices):
    """What somebody is in a dispute."""

    INVOLVED = "involved", _("directly involved")
    RELATIVE = "relative", _("relative")
    PARTNER = "partner", _("partner or former partner")
    FRIEND = "friend", _("friend")
    NEIGHBOUR = "neighbour", _("neighbour")
    STUDENT = "student", _("student")
    GROUP = "group", _("a group")
    HELPER = "helper", _("somebody who helps to settle it")


class Act(models.TextChoices):
    """What was done in one step of a mediation."""

    LISTENED = "listened", _("listened to one side")
    LISTENED_BOTH = "listened_both", _("listened to each side")
    MET = "met", _("both sides met")
    FAMILY = "family", _("talked with the family")
    LEADERS = "leaders", _("talked with community leaders")
    CALMED = "calmed", _("calmed it on the spot")
    ACCOMPANIED = "accompanied", _("accompanied somebody")
    PAINTED = "painted", _("painted over or removed a mark")
    ACTIVITY = "activity", _("a shared activity: a match, a meal")
    REFERRED = "referred", _("told where to find help")
    WATCHED = "watched", _("kept an eye on it")


class Term(models.TextChoices):
    """What the sides agreed to."""

    KEEP_AWAY = "keep_away", _("to keep away from each other")
    NO_MARKS = "no_marks", _("not to mark or cross a border")
    APOLOGY = "apology", _("an apology")
    PAYMENT = "payment", _("a payment or a plan of payments")
    RETURN_THING = "return_thing", _("to give something back")
    DELETE_POST = "delete_post", _("to delete what was published")
    NO_WEAPONS = "no_weapons", _("no weapons at a place or a date")
    SPEAK_FIRST = "speak_first", _("to speak to the gestor first")
    OTHER = "other", _("something else")


class Keeper(models.TextChoices):
    """Who keeps an eye on an agreement."""

    GESTOR = "gestor", _("the gestor")
    FAMILY = "family", _("a family")
    LEADER = "leader", _("a community leader")
    SCHOOL = "school", _("the school")
    CHURCH = "church", _("a church")
    SIDES = "sides", _("the sides themselves")


class Occasion(models.TextChoices):
    """Why somebody goes back."""

    FIRST_72_HOURS = "first_72_hours", _("within 72 hours of a shooting")
    FUNERAL = "funeral", _("wake and funeral")
    NOVENA = "novena", _("end of the novena")
    MONTH = "month", _("a month after")
    ANNIVERSARY = "anniversary", _("anniversary")
    AGREEMENT = "agreement", _("to see whether an agreement holds")
    RELEASE = "release", _("somebody's return")
    VISIT = "visit", _("to go back and ask")


class Outcome(models.TextChoices):
    """How a dispute ended."""

    SETTLED = "settled", _("settled, and it held")
    CALMED = "calmed", _("it calmed by itself")
    SEPARATED = "separated", _("the sides live apart now")
    PASSED_ON = "passed_on", _("passed on to another kind of help")
    VIOLENCE = "violence", _("it ended in violence")
    UNKNOWN = "unknown", _("nobody knows")


class Reason(models.TextChoices):
    """Why a dispute changed hands, closed or opened again."""

    SHIFT = "shift", _("end of a shift or leave")
    CLOSER = "closer", _("somebody else is closer to the people")
    SAFETY = "safety", _("it is not safe for the gestor")
    MOVED = "moved", _("the gestor moved to another cluster")
    LEFT = "left", _("the gestor left the programme")
    AGREEMENT_HELD = "agreement_held", _("the agreement held")
    NOTHING_MORE = "nothing_more", _("nothing more can be done")
    WRONG = "wrong", _("it was no dispute, or entered twice")
    FLARED_UP = "flared_up", _("it flared up again")
    AGREEMENT_BROKEN = "agreement_broken", _("the agreement was broken")


class Tie(models.TextChoices):
    """How one dispute hangs together with another."""

    SAME_SIDES = "same_sides", _("the same sides")
    ANSWER_TO = "answer_to", _("an answer to it")
    SAME_PLACE = "same_place", _("the same place")
    SAME = "same", _("the same dispute, entered twice")
