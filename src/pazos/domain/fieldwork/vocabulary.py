"""The words of what phones send."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Standing(models.TextChoices):
    """What became of a sending. Whatever it says, the sending is kept whole."""

    APPLIED = "applied", _("received")
    HELD_EARLIER = "held_earlier", _("waits for an earlier one that has not arrived")
    HELD_EDIT = "held_edit", _("two people changed the same field: somebody decides")
    HELD_COORDINATOR = "held_coordinator", _("received, and with the coordinator")
    REFUSED = "refused", _("cannot be taken as it is: the coordinator has it")
    SET_ASIDE = "set_aside", _("set aside by the coordinator")
    ERASED = "erased", _("the record it belongs to was erased")


class Choice(models.TextChoices):
    """What a person decided about two edits of one field."""

    MINE = "mine", _("what this phone wrote")
    THEIRS = "theirs", _("what stood there")
    OTHER = "other", _("something else")
