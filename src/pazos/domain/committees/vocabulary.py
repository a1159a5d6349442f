"""The words of committees."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(TextChoices):
    """What a committee is for."""

    MANAGEMENT = "management", _("management committee")
    OPERATIONAL = "operational", _("operational committee")
    MESA = "mesa", _("working table with citizens (mesa)")
    COUNCIL = "council", _("citizens' council")


class SessionState(TextChoices):
    """How a session stands."""

    CALLED = "called", pgettext_lazy("a session", "called")
    HELD = "held", pgettext_lazy("a session", "held")
    SIGNED = "signed", pgettext_lazy("a session", "minutes signed")
    CANCELLED = "cancelled", pgettext_lazy("a session", "cancelled")


class Presence(TextChoices):
    """Whether whoever holds a seat came."""

    PRESENT = "present", pgettext_lazy("at a session", "present")
    DELEGATE = "delegate", pgettext_lazy("at a session", "sent a delegate")
    EXCUSED = "excused", pgettext_lazy("at a session", "excused")
    ABSENT = "absent", pgettext_lazy("at a session", "absent")


class CommitmentState(TextChoices):
    """How a commitment stands; late is reckoned, never written."""

    OPEN = "open", pgettext_lazy("a commitment", "open")
    SAID_DONE = "said_done", pgettext_lazy("a commitment", "said to be done")
    DONE = "done", pgettext_lazy("a commitment", "done")
    DROPPED = "dropped", pgettext_lazy("a commitment", "dropped")


class Judgement(TextChoices):
    """What a citizens' council says of a commitment, beside what the city says."""

    KEPT = "kept", pgettext_lazy("a promise", "kept")
    PARTLY = "partly", pgettext_lazy("a promise", "kept in part")
    NOT_KEPT = "not_kept", pgettext_lazy("a promise", "not kept")
    NOT_KNOWN = "not_known", pgettext_lazy("a promise", "cannot be told")


class Standing(TextChoices):
    """How a commitment stands on a day: its state and the calendar together, reckoned and never stored."""

    AHEAD = "ahead", pgettext_lazy("a commitment", "open, not yet due")
    SOON = "soon", pgettext_lazy("a commitment", "due within a week")
    LATE = "late", pgettext_lazy("a commitment", "late")
    SAID = "said", pgettext_lazy("a commitment", "said to be done, not yet accepted")
    KEPT = "kept", pgettext_lazy("a commitment", "kept in time")
    KEPT_LATE = "kept_late", pgettext_lazy("a commitment", "kept, but late")
    DROPPED = "dropped", pgettext_lazy("a commitment", "dropped")


class Occasion(TextChoices):
    """Why a reminder is sent."""

    WEEK_BEFORE = "week_before", pgettext_lazy("a reminder", "a week before")
    DAY_BEFORE = "day_before", pgettext_lazy("a reminder", "the day before")
    LATE = "late", pgettext_lazy("a reminder", "late")
    MOVED = "moved", pgettext_lazy("a reminder", "it was moved")
