"""The words of what phones send."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Standing(models.TextChoices):
    """What became of a sending. Whatever it says, the sending is kept whole, unless it was erased."""

    KEPT = "kept", _("kept, and about to be taken up")
    APPLIED = "applied", _("received")
    HELD_EARLIER = "held_earlier", _("waits for an earlier one that has not arrived")
    HELD_EDIT = "held_edit", _("two people changed the same field: somebody decides")
    HELD_COORDINATOR = "held_coordinator", _("received, and with the coordinator")
    REFUSED = "refused", _("cannot be taken as it is: the coordinator has it")
    SENT_BACK = "sent_back", _("sent back to you, with the reason")
    SET_ASIDE = "set_aside", _("set aside by the coordinator")
    ERASED = "erased", _("the record it belongs to was erased")


# Nothing more is done with these unless a person does it.
FOR_A_PERSON = (Standing.HELD_EDIT, Standing.HELD_COORDINATOR, Standing.REFUSED)
# What builds on one of these need not wait for it.
PASSED = (Standing.APPLIED, Standing.HELD_EDIT, Standing.SENT_BACK, Standing.SET_ASIDE, Standing.ERASED)
# What was written of somebody who is accompanied lies with whoever supervises cases.
OF_CASES = {
    Standing.HELD_COORDINATOR: _("received, and with whoever supervises"),
    Standing.REFUSED: _("cannot be taken as it is: whoever supervises has it"),
    Standing.SENT_BACK: _("sent back to whoever wrote it, with the reason"),
    Standing.SET_ASIDE: _("turned down, with the reason"),
}


class Side(models.TextChoices):
    """On which side of the wall a sending lies: who settles street work, or who supervises cases."""

    STREET = "street", _("street work")
    CASES = "cases", _("accompaniment")


class Choice(models.TextChoices):
    """What a person decided about two edits of one field."""

    MINE = "mine", _("what this phone wrote")
    THEIRS = "theirs", _("what stood there")
    OTHER = "other", _("something else")
