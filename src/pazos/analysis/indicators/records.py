"""How the register itself is kept: months closed in time, sources that delivered, records with a place."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, Sum
from django.utils import timezone

from pazos.analysis.frames import in_force, main_source
from pazos.analysis.indicators.found import Found, Part, Row, Rows, nothing
from pazos.domain.register.frozen import last_day, month_name
from pazos.domain.register.models import Closing
from pazos.domain.register.queries.closing import coverage, months_between
from pazos.domain.register.vocabulary import ClosingState
from pazos.foundation.access.policy import Permission
from pazos.foundation.runs.actions import Input
from pazos.foundation.runs.canonical import sha256_of
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from pazos.analysis.indicators.found import Ask


def closed_in_time(ask: Ask) -> Found:
    """Count the months whose first vintage was signed within some days of their end."""
    days = timedelta(days=ask.arguments["days"])
    first, last = ask.days
    if ask.on <= last + days:
        return nothing(N_("The last day to close {month} has not come yet."), month=month_name(last))
    first_ones = Closing.objects.filter(state=ClosingState.CLOSED, number=0, month__range=(first, last))
    signed = {one.month: one.signed_at for one in first_ones}
    rows = tuple(_closing(month, signed.get(month), days) for month in months_between(first, last))
    in_time = sum(row.counted for row in rows)
    parts = (Part(N_("months closed in time"), in_time), Part(N_("months"), len(rows)))
    return Found(in_time, len(rows), parts=parts, rows=(Rows(N_("months"), Permission.SEE_INDICATORS, rows),))


def _closing(month: date, signed_at: object, days: timedelta) -> Row:
    on = timezone.localdate(signed_at) if signed_at else None  # type: ignore[arg-type]
    return Row(
        key=month_name(month),
        words=month_name(month),
        number=f"{on:%Y-%m-%d}" if on else "–",
        counted=on is not None and on <= last_day(month) + days,
        address="month",
        slots={"month": month_name(month)},
    )


def delivered(ask: Ask) -> Found:
    """Count the months that each source delivered of those since its first one."""
    known = coverage()
    rows = tuple(
        Row(
            key=f"{source.slug} {month_name(month)}",
            words=f"{source.name} · {month_name(month)}",
            number=1,
            counted=known.delivered(source, month),
            address="source",
            slots={"slug": source.slug},
        )
        for month in months_between(*ask.days)
        for source in known.sources
        if min(known.spans[source.pk])[0] <= month
    )
    if not rows:
        return nothing(N_("No source had begun to deliver by then."))
    came = sum(row.counted for row in rows)
    parts = (Part(N_("delivered"), came), Part(N_("expected"), len(rows)))
    return Found(
        came, len(rows), parts=parts, rows=(Rows(N_("sources and months"), Permission.SEE_INDICATORS, rows),)
    )


def placed(ask: Ask) -> Found:
    """Count the victims of the main source whose neighbourhood is known."""
    source = main_source()
    known = Q(neighbourhood__isnull=False) | Q(spelling__neighbourhood__isnull=False)
    found = in_force(source.slug).filter(occurred_on__range=ask.days)
    sums = found.aggregate(every=Sum("victims"), placed=Sum("victims", filter=known))
    every, placed_ones = sums["every"] or 0, sums["placed"] or 0
    if not every:
        return nothing(N_("{source} has no records of the period."), source=source.name)
    parts = (
        Part(N_("victims with a known neighbourhood"), placed_ones),
        Part(N_("victims of the records"), every),
        Part(N_("source"), source.name),
    )
    read = Input(f"records {source.slug}", sha256_of([placed_ones, every]), found.count())
    return Found(placed_ones, every, parts=parts, inputs=(read,))


GATHER: dict[str, Callable[[Ask], Found]] = {
    "closing.in_time": closed_in_time,
    "sources.delivered": delivered,
    "records.placed": placed,
}
