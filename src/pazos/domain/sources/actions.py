"""Deeds on sources and deliveries. The only place that writes them: one transaction, one audit event."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from pazos.domain.sources import queries
from pazos.domain.sources.bulk import add_records, take_out
from pazos.domain.sources.models import Delivery, Record, RejectedRow, Source
from pazos.domain.sources.rules import Overlap, replaces_by_itself
from pazos.domain.sources.vocabulary import DeliveryState
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pazos.domain.people.models import Staff

REJECTED_AT_ONCE = 2_000


@dataclass(frozen=True)
class Figures:
    """What reading a file gave: counts, period, warnings as stored."""

    rows: int
    accepted: int
    victims: int
    victims_in_city: int
    first_on: Any
    last_on: Any
    mapping: dict[str, Any]  # as it was applied, with what this file decided
    warnings: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Columns:
    """Records as blocks of columns: `names` names the columns, `same` holds for every record."""

    names: Sequence[str]
    blocks: Iterable[Sequence[Sequence[Any]]]
    same: Mapping[str, Any]
    rows: int


@dataclass(frozen=True)
class RejectedFacts:
    """A row that could not be taken: its number, its texts by heading, every reason as stored."""

    row_number: int
    values: dict[str, str]
    problems: list[dict[str, Any]]


@transaction.atomic
def create_source(*, stored: Mapping[str, Any], by: Staff | None) -> Source:
    """Make a source of a mapping, which also says kind, institution, definition, coverage and rhythm."""
    if Source.objects.filter(slug=stored["slug"]).exists():
        raise InputProblem(
            N_("There is a source {slug} already. Choose another short name."), slug=stored["slug"]
        )
    source = Source.objects.create(
        slug=stored["slug"],
        name=stored["name"],
        kind=stored["kind"],
        institution=stored["institution"],
        definition=stored["definition"],
        coverage=stored["coverage"],
        rhythm=stored["rhythm"],
        mapping=dict(stored),
        mapping_version=stored["version"],
    )
    audit.record("source.created", source, by=by, slug=source.slug, version=source.mapping_version)
    return source


@transaction.atomic
def revise_mapping(source: Source, *, stored: Mapping[str, Any], by: Staff | None) -> Source:
    """Give a source a new version of its mapping; deliveries keep the one they were read with."""
    source = Source.objects.select_for_update().get(pk=source.pk)
    source.mapping_version += 1
    source.mapping = {**stored, "slug": source.slug, "version": source.mapping_version}
    source.save(update_fields=["mapping", "mapping_version"])
    audit.record("source.mapping_revised", source, by=by, version=source.mapping_version)
    return source


@transaction.atomic
def receive(*, source: Source, file_name: str, file_hash: str, file_bytes: int, by: Staff | None) -> Delivery:
    """Note a file that is kept and about to be read; a file noted before is found again."""
    delivery, new = Delivery.objects.get_or_create(
        source=source,
        file_hash=file_hash,
        defaults={
            "file_name": file_name[-255:],
            "file_bytes": file_bytes,
            "mapping": source.mapping,
            "received_at": timezone.now(),
            "received_by": by,
        },
    )
    if new:
        audit.record("delivery.received", delivery, by=by, source=source.slug, sha256=file_hash)
    return delivery


@transaction.atomic
def read_again(delivery: Delivery, *, by: Staff | None) -> Delivery:
    """Take a delivery's records back, so that its file is read anew; what people decided stays."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    _restore_superseded(delivery)
    corrected = queries.settled_rows(delivery).filter(state=RejectedRow.State.CORRECTED)
    numbers = list(corrected.values_list("row_number", flat=True))
    take_out(Record.objects.filter(delivery=delivery).exclude(row_number__in=numbers))
    queries.open_rejected(delivery).delete()
    delivery.state, delivery.problem = DeliveryState.READING, None
    delivery.mapping = delivery.source.mapping
    delivery.save(update_fields=["state", "problem", "mapping"])
    audit.record("delivery.read_again", delivery, by=by)
    return delivery


@transaction.atomic
def stop(
    delivery: Delivery, *, problem: Mapping[str, Any], warnings: list[dict[str, Any]], by: Staff | None
) -> Delivery:
    """Write down why a file is kept but not taken."""
    delivery.state, delivery.problem, delivery.warnings = DeliveryState.STOPPED, dict(problem), warnings
    delivery.save(update_fields=["state", "problem", "warnings"])
    audit.record("delivery.stopped", delivery, by=by, code=problem["code"])
    return delivery


@transaction.atomic
def settle(
    delivery: Delivery,
    *,
    figures: Figures,
    records: Columns,
    rejected: Iterable[RejectedFacts],
    snapshot: bool,
    say: Callable[[Overlap, bool], dict[str, Any]],
    by: Staff | None,
) -> Delivery:
    """Write what a file held, and put it in use, or let it wait where it would replace much more.

    `say` words what a snapshot replaced, or would replace if it must wait (True).
    A delivery that another process settled meanwhile is returned as it is.
    """
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state != DeliveryState.READING:
        return delivery
    same = {**records.same, "delivery": delivery.pk, "source": delivery.source_id}
    add_records(records.blocks, records.names, same=same, rows=records.rows)
    _keep_rejected(delivery, rejected)
    _write_figures(delivery, figures)
    _put_in_use(delivery, snapshot=snapshot, say=say)
    audit.record(
        "delivery.read",
        delivery,
        by=by,
        rows=delivery.rows,
        accepted=delivery.accepted,
        victims=delivery.victims,
        state=str(delivery.state),
    )
    return delivery


def _keep_rejected(delivery: Delivery, rejected: Iterable[RejectedFacts]) -> None:
    rows = [
        RejectedRow(delivery=delivery, row_number=row.row_number, values=row.values, problems=row.problems)
        for row in rejected
    ]
    RejectedRow.objects.bulk_create(rows, batch_size=REJECTED_AT_ONCE)


def _write_figures(delivery: Delivery, figures: Figures) -> None:
    settled = queries.settled_rows(delivery)
    kept = queries.records_of(delivery).filter(row_number__in=settled.values("row_number"))
    extra, kept_victims = (
        kept.count(),
        kept.aggregate(all=Sum("victims", default=0), city=Sum("victims", filter=Q(in_city=True), default=0)),
    )
    delivery.rows = figures.rows + settled.count()
    delivery.accepted = figures.accepted + extra
    delivery.rejected = delivery.rows - delivery.accepted
    delivery.victims = figures.victims + kept_victims["all"]
    delivery.victims_in_city = figures.victims_in_city + kept_victims["city"]
    delivery.first_on, delivery.last_on = figures.first_on, figures.last_on
    delivery.warnings, delivery.mapping = figures.warnings, figures.mapping


def _put_in_use(
    delivery: Delivery, *, snapshot: bool, say: Callable[[Overlap, bool], dict[str, Any]]
) -> None:
    """Set the state of a delivery just written; a snapshot replaces what it covers."""
    reaches = snapshot and queries.overlapping(delivery).exists()
    codes = queries.municipalities_of(delivery) if reaches else []
    overlap = queries.overlap_of(delivery, codes)
    waits = overlap.exists and not replaces_by_itself(overlap)
    delivery.state = DeliveryState.WAITING if waits else DeliveryState.CURRENT
    if overlap.exists:
        delivery.warnings = [*delivery.warnings, say(overlap, waits)]
    delivery.save()
    if overlap.exists and not waits:
        _supersede(delivery, codes)


def _supersede(delivery: Delivery, codes: Sequence[str]) -> int:
    return sum(block.update(superseded_by=delivery) for block in queries.replaceable_by(delivery, codes))


@transaction.atomic
def replace_earlier(delivery: Delivery, *, by: Staff | None) -> Delivery:
    """Put a waiting delivery in use in place of what it covers, on a person's word."""
    delivery = _waiting(delivery)
    replaced = _supersede(delivery, queries.municipalities_of(delivery))
    delivery.state = DeliveryState.CURRENT
    delivery.save(update_fields=["state"])
    audit.record("delivery.replaced_earlier", delivery, by=by, records=replaced)
    return delivery


@transaction.atomic
def add_to_earlier(delivery: Delivery, *, by: Staff | None) -> Delivery:
    """Put a waiting delivery in use beside what it overlaps, on a person's word."""
    delivery = _waiting(delivery)
    delivery.state = DeliveryState.CURRENT
    delivery.save(update_fields=["state"])
    audit.record("delivery.added_to_earlier", delivery, by=by)
    return delivery


def _waiting(delivery: Delivery) -> Delivery:
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state != DeliveryState.WAITING:
        raise InputProblem(
            N_("{file} is not waiting for a decision; it is: {state}."),
            file=delivery.file_name,
            state=delivery.state,
        )
    return delivery


@transaction.atomic
def set_aside(delivery: Delivery, *, by: Staff | None) -> Delivery:
    """Take a delivery out of use and bring back what it had replaced; its records are kept."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state not in (DeliveryState.CURRENT, DeliveryState.WAITING):
        raise InputProblem(
            N_("{file} is not in use; it is: {state}."), file=delivery.file_name, state=delivery.state
        )
    delivery.state = DeliveryState.SET_ASIDE
    delivery.save(update_fields=["state"])
    restored = _restore_superseded(delivery)
    audit.record("delivery.set_aside", delivery, by=by, restored=restored)
    return delivery


def _restore_superseded(delivery: Delivery) -> int:
    """Bring back what a delivery replaced, but for what a later snapshot in use covers as well."""
    others = Record.objects.filter(superseded_by=delivery).exclude(delivery=delivery)
    restored = others.update(superseded_by=None)
    if not restored:
        return 0
    later = Delivery.objects.filter(
        source=delivery.source_id, state=DeliveryState.CURRENT, pk__gt=delivery.pk
    ).order_by("pk")
    for other in later:
        if other.mapping.get("delivers", "snapshot") == "snapshot":
            for block in queries.replaceable_by(other, queries.municipalities_of(other)):
                block.filter(delivery__lt=other.pk).update(superseded_by=other)
    return restored


@transaction.atomic
def accept_correction(
    row: RejectedRow, *, values: dict[str, str], records: Sequence[Mapping[str, Any]], by: Staff | None
) -> list[Record]:
    """Make a corrected row records of its delivery (one, or one a month where it counts by month)."""
    row = RejectedRow.objects.select_for_update().select_related("delivery").get(pk=row.pk)
    if row.state != RejectedRow.State.OPEN:
        raise InputProblem(N_("Row {row} has been decided on already."), row=row.row_number)
    delivery = Delivery.objects.select_for_update().get(pk=row.delivery_id)
    common = {"delivery": delivery, "source_id": delivery.source_id, "row_number": row.row_number}
    later = queries.successors(delivery)
    made = [
        Record.objects.create(
            **common, **{**record, "superseded_by_id": queries.successor_on(later, record["occurred_on"])}
        )
        for record in records
    ]
    row.state, row.correction = RejectedRow.State.CORRECTED, values
    _sign(row, by=by)
    delivery.accepted += 1
    delivery.rejected -= 1
    delivery.victims += sum(record.victims for record in made)
    delivery.victims_in_city += sum(record.victims for record in made if record.in_city)
    days = [record.occurred_on for record in made]
    delivery.first_on = min((*filter(None, [delivery.first_on]), *days), default=None)
    delivery.last_on = max((*filter(None, [delivery.last_on]), *days), default=None)
    delivery.save()
    audit.record("rejected_row.corrected", delivery, by=by, row=row.row_number)
    return made


@transaction.atomic
def leave_out(row: RejectedRow, *, note: str, by: Staff | None) -> RejectedRow:
    """Note that a person decided that a rejected row is no record, and why."""
    row = RejectedRow.objects.select_for_update().get(pk=row.pk)
    if row.state != RejectedRow.State.OPEN:
        raise InputProblem(N_("Row {row} has been decided on already."), row=row.row_number)
    row.state, row.note = RejectedRow.State.LEFT_OUT, note[:300]
    _sign(row, by=by)
    audit.record("rejected_row.left_out", row, by=by, row=row.row_number)
    return row


def _sign(row: RejectedRow, *, by: Staff | None) -> None:
    row.decided_by, row.decided_at = by, timezone.now()
    row.save()
