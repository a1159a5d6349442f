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
