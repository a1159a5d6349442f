"""Street work by quarter: the totals that left it, and nothing that could be worked out from them.

The totals are read as they were frozen; what is hidden there stays hidden. The one share that is not
among them, days to go back kept in time, is of the whole city, passes the same gate, and is counted
once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q

from pazos.analysis.disclosing import TOTAL, released_list
from pazos.analysis.indicators.found import Found, Part, nothing
from pazos.analysis.indicators.gated import HIDDEN, too_soon
from pazos.analysis.street_totals import Measure, street_totals
from pazos.domain.disputes.models import FollowUp, StreetQuarter
from pazos.domain.disputes.quarters import Quarter
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.runs.actions import Input
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from pazos.analysis.indicators.found import Ask

SAYS = {
    Measure.OPENED: N_("disputes opened"),
    Measure.SETTLED: N_("disputes settled"),
    Measure.PRESENCE: N_("walks, visits and activities"),
}


def _total(measure: Measure) -> Callable[[Ask], Found]:
    def gather(ask: Ask) -> Found:
        row = _frozen(ask)
        if isinstance(row, Found):
            return row
        total = row.totals[measure][TOTAL]
        if total is None:
            return nothing(HIDDEN)
        return Found(total, parts=(Part(SAYS[measure], total),), inputs=(_input(row),))

    return gather


def settled_share(ask: Ask) -> Found:
    """Return the settled of a quarter over its opened."""
    row = _frozen(ask)
    if isinstance(row, Found):
        return row
    settled, opened = (row.totals[measure][TOTAL] for measure in (Measure.SETTLED, Measure.OPENED))
    if settled is None or opened is None:
        return nothing(HIDDEN)
    parts = (Part(SAYS[Measure.SETTLED], settled), Part(SAYS[Measure.OPENED], opened))
    return Found(settled, opened, parts=parts, inputs=(_input(row),))


def follow_ups(ask: Ask) -> Found:
    """Count the days to go back of a quarter that were kept by their day."""
    if (early := too_soon(ask)) is not None:
        return early
    due = FollowUp.objects.filter(due_on__range=ask.days, dropped="")
    in_time = due.filter(Q(done_on__isnull=False, done_on__lte=F("due_on"))).count()
    counts = {"in_time": in_time, "late": due.count() - in_time}
    shown = released_list(counts, to=Permission.SEE_INDICATORS, zeros="suppress")
    kept, every = shown["in_time"], shown[TOTAL]
    if kept is None or every is None:
        return nothing(HIDDEN)
    parts = (Part(N_("kept by their day"), kept), Part(N_("due in the quarter"), every))
    return Found(kept, every, parts=parts)


def _frozen(ask: Ask) -> StreetQuarter | Found:
    if (early := too_soon(ask)) is not None:
        return early
    quarter = Quarter.of(ask.period.starts_on)
    if ask.by is not None and ask.by.scope(Permission.SEE_STREET_TOTALS) is Scope.CITY:
        street_totals(seen_by=ask.by)  # counts the quarters that are due
    row = StreetQuarter.objects.filter(first_on=quarter.first_on).first()
    return row or nothing(N_("There is no total of street work of that quarter."))


def _input(row: StreetQuarter) -> Input:
    return Input(f"street totals {row.first_on:%Y-%m}", row.totals_hash, 1)


GATHER: dict[str, Callable[[Ask], Found]] = {
    "street.opened": _total(Measure.OPENED),
    "street.settled": _total(Measure.SETTLED),
    "street.presence": _total(Measure.PRESENCE),
    "street.settled_share": settled_share,
    "street.follow_ups": follow_ups,
}
