"""Who looked at whose record? Every page, export and stream of guarded data notes it here.

A note names records by their numbers and holds nothing of their content. It cannot be switched
off. Once a day has passed, the hash of its looks goes into the trail, so that whoever removes
or alters one is found out even years later.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.foundation.audit.actions import record
from pazos.foundation.audit.models import AuditEvent, ReadEvent, SealedDay

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.contrib.auth.base_user import AbstractBaseUser
    from django.db.models import QuerySet

SAME_LOOK = timedelta(minutes=5)  # a list that reloads itself is one look, not twenty


def note_read(
    *,
    by: AbstractBaseUser,
    what: str,
    keys: Iterable[object],
    at_address: str,
    in_emergency: bool = False,
) -> None:
    """Note that `by` was shown records `keys` of the kind `what` ("disputes.dispute") at an address.

    The same records shown again to the same person at the same address within five minutes are
    the same look. Nothing is noted where nothing was shown.
    """
    shown = sorted({str(key) for key in keys})
    if not shown:
        return
    now = timezone.now()
    with transaction.atomic():
        recent = ReadEvent.objects.filter(
            by_id=by.pk, at__gte=now - SAME_LOOK, what=what, address=at_address, in_emergency=in_emergency
        )
        if shown in list(recent.values_list("keys", flat=True)):
            return
        newest = ReadEvent.objects.values_list("at", flat=True).first()
        if newest is not None and timezone.localdate(newest) < timezone.localdate(now):
            seal_days_before(timezone.localdate(now))
        ReadEvent.objects.create(
            at=now, by_id=by.pk, what=what, keys=shown, address=at_address, in_emergency=in_emergency
        )


def seal_days_before(today: date) -> None:
    """Write the hash of every finished day's looks into the trail, oldest first."""
    last = SealedDay.objects.order_by("-day").values_list("day", flat=True).first()
    first = ReadEvent.objects.order_by("at").values_list("at", flat=True).first()
    if first is None:
        return
    begin = last + timedelta(days=1) if last else timezone.localdate(first)
    waiting = ReadEvent.objects.filter(at__date__gte=begin, at__date__lt=today)
    for day in sorted(set(waiting.values_list("at__date", flat=True))):
        looks, digest = _hash_of(day)
        sealed = SealedDay.objects.create(day=day, looks=looks, looks_hash=digest)
        record("reads.day_sealed", sealed, by=None, looks=looks, hash=digest)


def broken_days() -> list[SealedDay]:
    """Return the sealed days whose looks no longer are what they were, oldest first.

    Days whose looks were removed by the rules of retention are not broken: see `forget_before`.
    """
    return [
        one for one in SealedDay.objects.order_by("day") if _is_kept(one) and _hash_of(one.day) != _said(one)
    ]


@transaction.atomic
def forget_before(day: date) -> int:
    """Remove the looks of sealed days before `day`, and say so in the trail; return how many went."""
    seal_days_before(timezone.localdate())
    sealed = SealedDay.objects.filter(day__lt=day)
    gone, _ = ReadEvent.objects.filter(at__date__in=list(sealed.values_list("day", flat=True))).delete()
    newest = sealed.first()
    if gone and newest is not None:
        record("reads.forgotten", newest, by=None, looks=gone, before=day.isoformat())
    return gone


def _is_kept(sealed: SealedDay) -> bool:
    events = AuditEvent.objects.filter(verb="reads.forgotten").values_list("facts", flat=True)
    return not any(sealed.day.isoformat() < facts["before"] for facts in events)


def _said(sealed: SealedDay) -> tuple[int, str]:
    return sealed.looks, sealed.looks_hash


def _hash_of(day: date) -> tuple[int, str]:
    digest, looks = hashlib.sha256(), 0
    for look in ReadEvent.objects.filter(at__date=day).order_by("id"):
        line = [
            look.pk,
            look.at.isoformat(),
            look.by_id,
            look.what,
            look.keys,
            look.address,
            look.in_emergency,
        ]
        digest.update(json.dumps(line).encode())
        looks += 1
    return looks, digest.hexdigest()


def looks(
    *, person: str, record: str, first: date | None, last: date | None, in_emergency: bool
) -> QuerySet[ReadEvent]:
    """Return looks, newest first: of an account's number, at a record's number, within days."""
    found = ReadEvent.objects.select_related("by")
    if person.isdecimal():
        found = found.filter(by=int(person))
    if record:
        found = found.filter(keys__icontains=json.dumps(record))
    if first:
        found = found.filter(at__date__gte=first)
    if last:
        found = found.filter(at__date__lte=last)
    return found.filter(in_emergency=True) if in_emergency else found


def readers() -> list[tuple[int, str]]:
    """Return number and name of everybody who looked at something."""
    return list(ReadEvent.objects.order_by("by__name").values_list("by", "by__name").distinct())
