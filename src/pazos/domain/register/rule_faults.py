"""What is wrong with a counting rule that somebody is making? Every reason at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pazos.domain.register.counting import Rule


class Fault(models.TextChoices):
    """A reason why a rule cannot be made."""

    NO_TITLE = "no_title", _("It has no title.")
    NO_BASIS = "no_basis", _("It does not say which standard, decree or agreement it follows.")
    COUNTS_EVERYTHING = "counts_everything", _("It has no condition to count a death: it would count all.")
    BOTH_WAYS = "both_ways", _("The same thing is asked for and left out.")
    ENDS_BEFORE = "ends_before", _("Its time ends before it begins.")
    NAME_TAKEN = "name_taken", _("Another rule has this name. Choose another title.")
    SAME_AS_BEFORE = "same_as_before", _("It counts as the version before does: nothing was changed.")
    SHIPPED = "shipped", _("It comes with Pazos. Make a rule of your own from it.")
    RETIRED = "retired", _("It is retired already.")


def what_is_wrong(
    rule: Rule, *, title: str, basis: str, taken: bool = False, before: Iterable[str] = ()
) -> tuple[Fault, ...]:
    """Return everything that stands against making a rule; an empty answer means it may be made.

    `taken`: another rule has its name. `before`: the hash of the version it takes the place of.
    """
    flags = [{one.flag for one in conditions} for conditions in (rule.counts_if, rule.leaves_out_if)]
    stands = {
        Fault.NO_TITLE: not title.strip(),
        Fault.NO_BASIS: not basis.strip(),
        Fault.COUNTS_EVERYTHING: not rule.counts_if,
        Fault.BOTH_WAYS: bool(flags[0] & flags[1]),
        Fault.ENDS_BEFORE: bool(rule.valid_from and rule.valid_until and rule.valid_until < rule.valid_from),
        Fault.NAME_TAKEN: taken,
        Fault.SAME_AS_BEFORE: rule.digest() in set(before),
    }
    return tuple(fault for fault, true in stands.items() if true)
