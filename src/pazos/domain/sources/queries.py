"""Questions about sources and deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum

from pazos.domain.sources.models import Delivery, Record, RejectedRow, Source
from pazos.domain.sources.rules import Overlap, Weight, covered
from pazos.domain.sources.vocabulary import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from django.db.models import QuerySet

AT_ONCE = 500  # values in one IN (...): SQLite takes some thousands at most


@dataclass(frozen=True)
class DeliveryFacts:
    """What a list of imports shows of one delivery."""

    id: int
    source: str
    file_name: str
    file_hash: str
    state: str
    rows: int
    accepted: int
    rejected: int
    open_rows: int
    victims: int
    victims_in_city: int
    first_on: date | None
    last_on: date | None
    warnings: list[dict[str, Any]]
    problem: dict[str, Any] | None


def source_named(slug: str) -> Source | None:
    """Return a source by its short name."""
    return Source.objects.filter(slug=slug).first()


def known_sources() -> list[str]:
    """Return the short names of all sources of this city."""
    return list(Source.objects.values_list("slug", flat=True))


def deliveries() -> list[DeliveryFacts]:
    """Return every delivery, the latest first."""
    counted = Delivery.objects.select_related("source").annotate(
        open_rows=Count("rejectedrow", filter=Q(rejectedrow__state=RejectedRow.State.OPEN))
    )
    return [facts_of(delivery, open_rows=delivery.open_rows) for delivery in counted]


def facts_of(delivery: Delivery, *, open_rows: int) -> DeliveryFacts:
    """Return one delivery's facts."""
    return DeliveryFacts(
        id=delivery.pk,
        source=delivery.source.slug,
        file_name=delivery.file_name,
        file_hash=delivery.file_hash,
        state=delivery.state,
        rows=delivery.rows,
        accepted=delivery.accepted,
        rejected=delivery.rejected,
        open_rows=open_rows,
        victims=delivery.victims,
        victims_in_city=delivery.victims_in_city,
        first_on=delivery.first_on,
        last_on=delivery.last_on,
        warnings=delivery.warnings,
        problem=delivery.problem,
    )


def records_of(delivery: Delivery) -> QuerySet[Record]:
    """Return the records of a delivery as its file was last read."""
    return Record.objects.filter(delivery=delivery).exclude(superseded_by=delivery)


def municipalities_of(delivery: Delivery) -> list[str]:
    """Return the codes of the municipalities that a delivery holds records of."""
    codes = records_of(delivery).order_by().values_list("municipality_code", flat=True)
    return sorted(codes.distinct())


def overlapping(delivery: Delivery) -> QuerySet[Delivery]:
    """Return the deliveries in use of the same source that reach into the months of this one."""
    if delivery.first_on is None or delivery.last_on is None:
        return Delivery.objects.none()
    first, last = covered(delivery.first_on, delivery.last_on)
    return Delivery.objects.filter(
        source=delivery.source_id, state=DeliveryState.CURRENT, first_on__lte=last, last_on__gte=first
    ).exclude(pk=delivery.pk)


def replaceable_by(delivery: Delivery, codes: Collection[str]) -> list[QuerySet[Record]]:
    """Return the earlier records that a snapshot covers, in blocks of municipalities.

    They are those in use of other deliveries of the source, in the months and municipalities
    of the new one.
    """
    others = list(overlapping(delivery).values_list("pk", flat=True))
    if not others or delivery.first_on is None or delivery.last_on is None:
        return []
    earlier = Record.objects.filter(
        source=delivery.source_id,
        superseded_by__isnull=True,
        delivery__in=others,
        occurred_on__range=covered(delivery.first_on, delivery.last_on),
    )
    listed = sorted(codes)
    return [
        earlier.filter(municipality_code__in=listed[start : start + AT_ONCE])
        for start in range(0, len(listed), AT_ONCE)
    ]


def successors(delivery: Delivery) -> list[tuple[date, date, int]]:
    """Return the later files that replaced records of this one: first and last day covered, and id.

    A row corrected afterwards must not count beside the file that took its place.
    """
    replaced = Record.objects.filter(delivery=delivery, superseded_by__isnull=False)
    others = Delivery.objects.filter(pk__in=replaced.values("superseded_by"), state=DeliveryState.CURRENT)
    found = others.exclude(pk=delivery.pk)
    spans = found.order_by("-pk").values_list("first_on", "last_on", "pk")
    return [(*covered(first, last), pk) for first, last, pk in spans if first and last]


def successor_on(later: Sequence[tuple[date, date, int]], day: date) -> int | None:
    """Return which of the `successors` covers a day."""
    return next((pk for first, last, pk in later if first <= day <= last), None)


def overlap_of(delivery: Delivery, codes: Collection[str]) -> Overlap:
    """Return what a snapshot would replace, and what it holds in the same municipalities."""
    overlap = Overlap()
    for block in replaceable_by(delivery, codes):
        earlier = _weight(block)
        if earlier.victims:
            shared = list(block.order_by().values_list("municipality_code", flat=True).distinct())
            own = records_of(delivery).filter(municipality_code__in=shared)
            overlap = Overlap(overlap.earlier + earlier, overlap.new + _weight(own))
    return overlap


def _weight(records: QuerySet[Record]) -> Weight:
    placed = Q(spelling__isnull=False) | Q(neighbourhood__isnull=False)
    sums = records.aggregate(
        every=Sum("victims", default=0),
        inside=Sum("victims", filter=Q(in_city=True), default=0),
        known=Sum("victims", filter=Q(in_city=True) & placed, default=0),
    )
    return Weight(sums["every"], sums["inside"], sums["known"])


def open_rejected(delivery: Delivery) -> QuerySet[RejectedRow]:
    """Return the rejected rows that nobody has decided on."""
    return RejectedRow.objects.filter(delivery=delivery, state=RejectedRow.State.OPEN)


def settled_rows(delivery: Delivery) -> QuerySet[RejectedRow]:
    """Return the rejected rows that a person has corrected or left out."""
    return RejectedRow.objects.filter(delivery=delivery).exclude(state=RejectedRow.State.OPEN)
