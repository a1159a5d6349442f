"""Giving a phone what its person may hold, and telling it what to forget.

What was given is remembered for each phone: so only changes are sent again, and a record that was
erased or is out of reach is named to be forgotten, until the phone has asked again after that.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from pazos.domain.fieldwork.models import Device, Erased, Holding, Submission
from pazos.domain.fieldwork.queries import receipts, street
from pazos.domain.fieldwork.vocabulary import Standing
from pazos.domain.teams.rules import OutOfReachError
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.foundation.privacy.sealing import blind_index
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from pazos.domain.fieldwork.queries.given import DisputeGiven

TOLD_FOR = timedelta(days=90)


@dataclass(frozen=True)
class Given:
    """What a phone is given. `full`: it is everything; else only what changed since the cursor."""

    at: datetime
    cursor: int
    full: bool
    facts: dict[str, Any]


def is_over(device: Device) -> bool:
    """Return whether a phone must forget everything: revoked, emptied, or its person left."""
    gone = device.revoked_at is not None or device.emptied_at is not None
    return gone or not device.staff.may(Permission.USE_FIELD)


@transaction.atomic
def give(device: Device, *, since: int) -> Given:
    """Return what changed for this phone's person since a stream, and remember that it was given."""
    at = timezone.now()
    held = Device.objects.select_for_update(of=("self",)).select_related("staff").get(pk=device.pk)
    if is_over(held) or held.expires_at <= at:
        raise OutOfReachError(N_("This phone receives nothing any more."))
    held.seen_at, staff = at, held.staff
    # A cursor that was never given: the first time, or this server was restored from a backup.
    full = since == 0 or since > held.cursor
    number = max(since, held.cursor) + 1
    disputes, cut = street.disputes(seen_by=staff, at=at)
    changed = _remember(held, disputes, since=0 if full else since, number=number)
    forget = _let_go(held, {one.id for one in disputes}, since=since, number=number)
    forget |= _erased(held, at=at)
    held.cursor = number
    held.save(update_fields=["seen_at", "cursor"])
    note_read(by=staff, what="disputes.dispute", keys=[one.id for one in changed], at_address="field_stream")
    facts = {
        **street.around(seen_by=staff),
        "disputes": changed,
        "cut": cut,
        "presences": street.presences(seen_by=staff, on=timezone.localdate(at)),
        "sendings": receipts.lately(staff, at=at),
        "forget": sorted(forget),
    }
    return Given(at, number, full=full, facts=facts)


def _remember(device: Device, disputes: list[DisputeGiven], *, since: int, number: int) -> list[DisputeGiven]:
    """Return the disputes that the phone does not have as they are, and write down that it is given them."""
    sure = device.holdings.filter(cursor__lte=since) if since else Holding.objects.none()
    has = dict(sure.values_list("record", "digest"))
    digests = {one.id: _digest(one) for one in disputes}
    changed = [one for one in disputes if has.get(one.id) != digests[one.id]]
    Holding.objects.bulk_create(
        [Holding(device=device, record=one.id, digest=digests[one.id], cursor=number) for one in changed],
        update_conflicts=True,
        unique_fields=["device", "record"],
        update_fields=["digest", "cursor"],
    )
    return changed


def _digest(dispute: DisputeGiven) -> str:
    text = json.dumps(asdict(dispute), sort_keys=True, cls=DjangoJSONEncoder)
    # Under the city's key: what is sealed elsewhere must not be guessed from a hash here.
    return blind_index(hashlib.sha256(text.encode()).hexdigest(), "fieldwork.holding")


def _let_go(device: Device, within: set[UUID], *, since: int, number: int) -> set[UUID]:
    """Return what the phone may still hold and must not; forget what it has confirmed to have forgotten."""
    gone = device.holdings.exclude(record__in=within)
    gone.filter(digest="", cursor__lte=since).delete()
    told = set(gone.values_list("record", flat=True))
    gone.exclude(digest="").update(digest="", cursor=number)
    return told


def _erased(device: Device, *, at: datetime) -> set[UUID]:
    """Return erased records of what this person sent: the phone may hold them from its own writing."""
    own = Submission.objects.filter(staff=device.staff_id, standing=Standing.ERASED)
    rows = Erased.objects.filter(record__in=own.values("record"), at__gte=at - TOLD_FOR)
    return set(rows.values_list("record", flat=True))
