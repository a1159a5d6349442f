"""The words of accounts: how an account stands today, and why a second factor is taken away."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(TextChoices):
    """How an account stands on a day."""

    OPEN = "open", pgettext_lazy("an account", "open")
    INVITED = "invited", _("invited, no password yet")
    NOT_YET = "not_yet", _("begins later")
    ENDED = "ended", _("ended on its date")
    CLOSED = "closed", _("closed")


class LostFactor(TextChoices):
    """Why somebody's second factor is taken away; written down as a code, never as a text."""

    LOST_PHONE = "lost_phone", _("the phone was lost or stolen")
    NEW_PHONE = "new_phone", _("there is a new phone and the old one is gone")
    NO_CODES = "no_codes", _("no code works and the recovery codes are gone")
    MISUSED = "misused", _("somebody else may have used it")
