"""Keeping what a phone sent, whole and sealed, before anything is made of it.

A number that came before with the same content is the same sending. One that came before with
other content is kept too, under a number of its own, and refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from pazos.domain.disputes.models import Dispute
from pazos.domain.fieldwork.actions.devices import visited
from pazos.domain.fieldwork.clocks import Clock
from pazos.domain.fieldwork.forgetting import empty_row, is_of_erased, leave_out_erased
from pazos.domain.fieldwork.knowing import hash_kept
from pazos.domain.fieldwork.models import Device, Submission
from pazos.domain.fieldwork.naming import note_named
from pazos.domain.fieldwork.problems import stored
from pazos.domain.fieldwork.siding import side_of
from pazos.domain.fieldwork.vocabulary import Standing
from pazos.domain.refusing.at_once import put
from pazos.domain.teams.models import Membership
from pazos.domain.teams.queries import open_clusters
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

MOST_A_DAY = 3000
TAMPERED = N_("Another sending came under this number before. This one is kept aside.")


class TooManyError(Exception):
    """A phone sent more in a day than anybody can write."""


@dataclass(frozen=True)
class Said:
    """One sending as the phone put it; `content` is its JSON object, whole."""

    id: UUID
    form: str
    form_version: int
    record: UUID
    base_version: int | None
    after: UUID | None
    written_at: datetime
    content: dict[str, Any]


def clock_of(device: Device, *, clock: datetime, at: datetime) -> Clock:
    """Return what is known of a phone's clock at a visit."""
    first = Device.objects.filter(staff=device.staff_id).aggregate(first=Min("made_at"))["first"]
    return Clock(clock - at, first or device.made_at, at, timezone.get_current_timezone())


def keep(device: Device, sendings: Sequence[Said], *, clock: Clock, waiting: int = 0) -> list[Submission]:
    """Return the kept rows of sendings, in their order; new ones are stored, all of them or none.

    The visit is written down with them; `waiting` is what the phone says it still holds unsent.
    """
    since = clock.received_at - timedelta(days=1)
    today = device.submissions.filter(received_at__gte=since).count()
    if today + len(sendings) > MOST_A_DAY:
        raise TooManyError
    # Everything is looked up before the database is locked for writing.
    places = _Clusters(device, clock.received_at)
    both = [(one, hash_kept(one.content)) for one in sendings]
    rows: dict[UUID, Submission] = {}
    for one, hashed in both:
        rows.setdefault(one.id, _row(device, one, clock, kept_hash=hashed, places=places))
    with transaction.atomic():
        # In one order: the same ones sent twice at once wait for one another, and neither dies of it.
        Submission.objects.bulk_create(sorted(rows.values(), key=attrgetter("pk")), ignore_conflicts=True)
        kept = Submission.objects.in_bulk(list(rows))
        note_named(row for row in rows.values() if kept[row.pk].content_hash == row.content_hash)
        visited(device, at=clock.received_at, ahead=clock.ahead, waiting=waiting)
        return [_same(kept[one.id], one, clock, device=device, kept_hash=hashed) for one, hashed in both]


def _row(
    device: Device, one: Said, clock: Clock, *, kept_hash: str, places: _Clusters, **more: Any
) -> Submission:
    values = one.content.get("values")
    parent = _uuid(values.get("dispute") or values.get("case")) if isinstance(values, dict) else None
    facts = {
        "id": one.id,
        "standing": Standing.KEPT,
        "parent": parent,
        "cluster_id": places.of(one, parent),
        "side": side_of(one, device),
        **more,
    }
    return Submission(
        device=device,
        staff_id=device.staff_id,
        form=one.form,
        form_version=one.form_version,
        record=one.record,
        base_version=one.base_version,
        after=one.after,
        content=one.content,
        content_hash=kept_hash,
        written_at_phone=one.written_at,
        written_at=clock.true(one.written_at),
        received_at=clock.received_at,
        stood_at=clock.received_at,
        **facts,
    )


def _same(row: Submission, one: Said, clock: Clock, *, device: Device, kept_hash: str) -> Submission:
    """Return the row if it is this sending; else keep this one aside under a number of its own."""
    if row.content_hash == kept_hash and row.staff_id == device.staff_id:
        return row
    aside = uuid5(one.id, f"{device.staff_id} {kept_hash}")
    earlier = Submission.objects.filter(pk=aside).first()
    if earlier is not None:
        return earlier
    refused = {
        "id": aside,
        "same_as": one.id,
        "standing": Standing.REFUSED,
        "problems": [stored(InputProblem(TAMPERED))],
    }
    places = _Clusters(device, clock.received_at)
    made = _row(device, one, clock, kept_hash=kept_hash, places=places, **refused)
    leave_out_erased(made)
    if is_of_erased(made):
        empty_row(made, standing=Standing.ERASED)
    if (standing := put(made, own=Submission.objects.all())) is not None:
        return standing
    note_named([made])
    return made


class _Clusters:
    """Whose coordinator a sending concerns: its place's, its dispute's, else its writer's last cluster's."""

    def __init__(self, device: Device, at: datetime) -> None:
        self.on = timezone.localdate(at)
        latest = Membership.objects.filter(staff=device.staff_id).order_by("-from_on", "-pk").first()
        self.own = latest.cluster_id if latest else None
        self.places: dict[str, int | None] = {}
        self.disputes: dict[UUID, int | None] = {}

    def of(self, one: Said, parent: UUID | None) -> int | None:
        """Return the cluster of a sending, None where its writer never belonged to one."""
        values = one.content.get("values")
        place = values.get("neighbourhood") if isinstance(values, dict) else None
        if isinstance(place, dict):
            place = place.get("mine")
        found = self._of_place(place) if isinstance(place, str) and place.isprintable() else None
        return found or self._of_dispute(parent or one.record) or self.own

    def _of_place(self, code: str) -> int | None:
        if code not in self.places:
            row = open_clusters(on=self.on).filter(neighbourhoods__code=code).first()
            self.places[code] = row.pk if row else None
        return self.places[code]

    def _of_dispute(self, key: UUID) -> int | None:
        if key not in self.disputes:
            row = Dispute.objects.filter(pk=key).only("cluster_id").first()
            self.disputes[key] = row.cluster_id if row else None
        return self.disputes[key]


def _uuid(said: Any) -> UUID | None:
    try:
        return UUID(said) if isinstance(said, str) else None
    except ValueError:
        return None


def known(device: Device, numbers: Iterable[UUID]) -> dict[UUID, datetime]:
    """Return which of these numbers the server has from this phone's person, with when they came."""
    rows = Submission.objects.filter(pk__in=list(numbers), staff=device.staff_id)
    return dict(rows.values_list("id", "received_at"))
