"""Which months are closed, what each vintage said, and which source delivered which month.

A source delivered a month when a file of it that is in use covers that month, whether or not a death
stands in it. Nothing here tells "no row" from "no death" by itself: somebody says which it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pazos.domain.register.frozen import last_day
from pazos.domain.register.models import Closing, NonDelivery
from pazos.domain.register.vocabulary import ClosingState
from pazos.domain.sources.models import Delivery, Source
from pazos.domain.sources.rules import covered
from pazos.domain.sources.vocabulary import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.db.models import QuerySet

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Coverage:
    """What the sources delivered: for each source the months that its files in use cover, and what was recorded."""

    sources: tuple[Source, ...]  # those of which a file is in use
    spans: dict[int, tuple[tuple[date, date], ...]]  # source: whole months, first to last day
    said_none: frozenset[tuple[int, date]]  # the source said that it knows of no death
    not_delivered: frozenset[tuple[int, date]]

    def delivered(self, source: Source, month: date) -> bool:
        """Return whether a source delivered a month: with rows, or by saying that it knows of no death."""
        inside = any(first <= month <= last for first, last in self.spans.get(source.pk, ()))
        return (inside and (source.pk, month) not in self.not_delivered) or (
            source.pk,
            month,
        ) in self.said_none

    def missing(self, month: date, sources: Sequence[Source] | None = None) -> tuple[Source, ...]:
        """Return the sources (all, or of those given) that did not deliver a month, recorded or not."""
        asked = self.sources if sources is None else sources
        return tuple(one for one in asked if not self.delivered(one, month))

    def silent(self, month: date) -> tuple[Source, ...]:
        """Return the sources that delivered months before, not this one, and nobody has said why."""
        return tuple(
            one
            for one in self.missing(month)
            if (one.pk, month) not in self.not_delivered and min(self.spans[one.pk])[0] <= month
        )

    def span(self) -> tuple[date, date] | None:
        """Return the first and last day that any file in use covers."""
        every = [span for spans in self.spans.values() for span in spans]
        return (min(first for first, _ in every), max(last for _, last in every)) if every else None

    def recorded(self, month: date) -> tuple[Source, ...]:
        """Return the sources that are recorded as not having delivered a month."""
        return tuple(one for one in self.sources if (one.pk, month) in self.not_delivered)


def coverage() -> Coverage:
    """Return what every source delivered: three questions to the database, whatever the span."""
    spans: dict[int, list[tuple[date, date]]] = {}
    files = Delivery.objects.filter(
        state=DeliveryState.CURRENT, first_on__isnull=False, last_on__isnull=False
    )
    for source, first, last in files.order_by("source").values_list("source_id", "first_on", "last_on"):
        if first and last:
            spans.setdefault(source, []).append(covered(first, last))
    noted = list(
        NonDelivery.objects.filter(ended_at__isnull=True).values_list("source_id", "month", "said_none")
    )
    return Coverage(
        sources=tuple(Source.objects.filter(pk__in=list(spans)).order_by("slug")),
        spans={source: tuple(found) for source, found in spans.items()},
        said_none=frozenset((source, month) for source, month, none in noted if none),
        not_delivered=frozenset((source, month) for source, month, none in noted if not none),
    )


def months_between(first: date, last: date) -> Iterator[date]:
    """Yield the first day of every month that a span touches."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = last_day(month) + _DAY


def closed(month: date) -> list[Closing]:
    """Return the vintages of a month that were signed, the first one first."""
    return list(_closed().filter(month=month).order_by("number"))


def latest_closed(first: date, last: date) -> dict[date, Closing]:
    """Return the newest signed vintage of each closed month of a span."""
    return {one.month: one for one in _closed().filter(month__range=(first, last)).order_by("number")}


def every_closed() -> list[Closing]:
    """Return all signed vintages, by month and number."""
    return list(_closed().order_by("month", "number"))


def _closed() -> QuerySet[Closing]:
    found = Closing.objects.filter(state=ClosingState.CLOSED)
    return found.select_related("prepared_by", "signed_by")


def prepared(month: date) -> Closing | None:
    """Return the vintage of a month that waits for its second signature."""
    found = Closing.objects.filter(month=month, state=ClosingState.PREPARED)
    return found.select_related("prepared_by").first()


def prepared_between(first: date, last: date) -> dict[date, Closing]:
    """Return what waits for its second signature in a span, by month."""
    found = Closing.objects.filter(state=ClosingState.PREPARED, month__range=(first, last))
    return {one.month: one for one in found.select_related("prepared_by")}


def non_deliveries(month: date) -> list[NonDelivery]:
    """Return what was recorded of sources without rows in a month and still stands."""
    found = NonDelivery.objects.filter(month=month, ended_at__isnull=True)
    return list(found.select_related("source", "recorded_by").order_by("source__name"))


def figure_of(closing: Closing, name: str) -> tuple[str, int] | None:
    """Return the figure that a closing holds of a rule, whatever its version: its key and its value."""
    return next(
        ((key, n) for key, n in sorted(closing.counts.items()) if key.partition("@")[0] == name), None
    )
