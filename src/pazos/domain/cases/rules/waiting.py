"""In which order are those called who wait? A rule that is published, made of facts of papers and days.

Nobody is scored: no need, no danger and no worth of a person is weighed. Three classes that anybody can
check on a paper come one after the other, and within each the order is that of arrival.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from pazos.domain.cases.vocabulary import WaitClass
from pazos.domain.rights.rules.clock import months_after

if TYPE_CHECKING:
    from datetime import date

RE_ENTRY_MONTHS = 12


class BeforeOthers(models.TextChoices):
    """Why somebody is called before others who stand first; the supervisor says it, and it stands in the trail."""

    NOT_REACHED = "not_reached", _("those before could not be found for now, and keep their place")
    NOT_NOW = "not_now", _("those before asked to be called later, and keep their place")
    PAIR = "pair", _("the pair that has room is the one for this person's language, sex or safety")
    URGENT_ORDER = "urgent_order", _("an authority set a term that ends before their turn")


def class_of(*, ordered_until: date | None, last_ended_on: date | None, arrived_on: date) -> WaitClass:
    """Return as what somebody waits. `last_ended_on`: when their last case ended, if they had one."""
    if ordered_until is not None and ordered_until >= arrived_on:
        return WaitClass.ORDERED
    if last_ended_on is not None and months_after(last_ended_on, RE_ENTRY_MONTHS) > arrived_on:
        return WaitClass.RE_ENTRY
    return WaitClass.ARRIVAL
