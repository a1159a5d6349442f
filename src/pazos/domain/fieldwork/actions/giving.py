"""Giving a phone what its person may hold, and telling it what to forget.

What was given is remembered for each phone: so only changes are sent again, and a record that was
erased or is out of reach is named to be forgotten, until the phone has asked again after that.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, is_dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.domain.fieldwork.models import Device, Erased, Holding, Submission
from pazos.domain.fieldwork.queries import accompanied, receipts, street
from pazos.domain.fieldwork.vocabulary import Standing
from pazos.domain.teams.rules import OutOfReachError
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.foundation.privacy.sealing import blind_index
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from pazos.domain.fieldwork.queries.given import CaseGiven, DisputeGiven

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
    return gone or not device.staff.may(Permission.USE_PHONE)


def give(device: Device, *, since: int) -> Given:
    """Return what changed for this phone's person since a stream, and remember that it was given."""
    at = timezone.now()
    if is_over(device) or device.expires_at <= at:
        raise OutOfReachError(N_("This phone receives nothing any more."))
    staff = device.staff
    # Read before the database is locked for writing: three hundred phones ask at once.
    disputes, cut = street.disputes(seen_by=staff, at=at)
    today = timezone.localdate(at)
    cases = accompanied.cases(seen_by=staff, on=today)
    facts = {
        **street.around(seen_by=staff),
        "activities": accompanied.activities(seen_by=staff, on=today),
        "cut": cut,
        "presences": street.presences(seen_by=staff, on=today),
        "sendings": receipts.lately(staff, at=at),
    }
    digests = {one.id: _digest(one) for one in disputes} | {one.id: _digest(one) for one in cases}
    with transaction.atomic():
        full, number, changed, forget = _write_down(device, digests, since=since, at=at)
        for what, given in (
            ("disputes.dispute", {one.id for one in disputes}),
            ("cases.case", {one.id for one in cases}),
        ):
            keys = sorted(changed & given)
            note_read(by=staff, what=what, keys=keys, at_address="field_stream")
    facts["disputes"] = [one for one in disputes if one.id in changed]
    facts["cases"] = [one for one in cases if one.id in changed]
    facts["forget"] = sorted(forget)
    return Given(at, number, full=full, facts=facts)


def _write_down(
    device: Device, digests: dict[UUID, str], *, since: int, at: datetime
) -> tuple[bool, int, set[UUID], set[UUID]]:
    """Write down what the phone is given; return whether that is all, its number, what, and what to forget."""
    held = Device.objects.select_for_update().get(pk=device.pk)
    # A cursor that was never given: the first time, or this server was restored from a backup.
    full = since == 0 or since > held.cursor
    number = max(since, held.cursor) + 1
    changed = _remember(held, digests, since=0 if full else since, number=number)
    forget = _let_go(held, set(digests), since=since, number=number) | _erased(held, at=at)
    held.cursor, held.seen_at = number, at
    if not held.waiting:  # what it still has to send was written with the forms of before
        held.given_as = device.staff.role
    held.save(update_fields=["seen_at", "cursor", "given_as"])
    return full, number, changed, forget


def _remember(device: Device, digests: dict[UUID, str], *, since: int, number: int) -> set[UUID]:
    """Return the records that the phone does not have as they are, and write down that it is given them."""
    sure = device.holdings.filter(cursor__lte=since) if since else Holding.objects.none()
    has = dict(sure.values_list("record", "digest"))
    changed = {key: digest for key, digest in digests.items() if has.get(key) != digest}
    Holding.objects.bulk_create(
        [Holding(device=device, record=key, digest=one, cursor=number) for key, one in changed.items()],
        update_conflicts=True,
        unique_fields=["device", "record"],
        update_fields=["digest", "cursor"],
    )
    return set(changed)


def _digest(given: DisputeGiven | CaseGiven) -> str:
    text = json.dumps(given, default=lambda one: vars(one) if is_dataclass(one) else str(one))
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
