"""Who signs hangs on the age: what was told in a referral, and what is known of the person, judged together."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from pazos.domain.rights.rules.consenting import ADULT, Ages, contradict


class Block(models.TextChoices):
    """A reason why nobody can be taken in with these ages."""

    AGES_DIFFER = (
        "ages_differ",
        _(
            "The age of the referral and the age that is kept of this person contradict one another, and it depends on "
            "the age who signs. Look at the paper: put the referral right, or the age on the person's page, with the "
            "reason."
        ),
    )
    NO_GUARDIAN_YET = (
        "no_guardian_yet",
        _(
            "By what is known they are under 18, and no guardian signed the permission that holds: write a new one, "
            "signed by a guardian, with the day on which the minor was heard."
        ),
    )


def is_minor(*, told: bool | None, known: Ages | None) -> bool | None:
    """Return whether somebody is under 18 where either telling says so; None where that is open."""
    return True if known is not None and known[1] < ADULT else told


def what_blocks_ages(
    told: Ages, known: Ages | None, *, minor: bool | None, signs_anew: bool, guardian_signed: bool
) -> tuple[Block, ...]:
    """Return what stands against taking somebody in by what is told and known of their age.

    `guardian_signed`: a permission that holds already was signed by a guardian. A new one is judged as it is written.
    """
    stands = {
        Block.AGES_DIFFER: known is not None and contradict(told, known),
        Block.NO_GUARDIAN_YET: minor is True and not signs_anew and not guardian_signed,
    }
    return tuple(block for block, true in stands.items() if true)
