"""Who looked at whose record? Every page, export and stream of guarded data notes it here.

A note names records by their numbers and holds nothing of their content. It cannot be switched
off. Once a day has passed, the hash of its looks goes into the trail, so that whoever removes
or alters one is found out even years later.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from pazos.foundation.audit.actions import record
from pazos.foundation.audit.models import AuditEvent, ReadEvent, ReadKey, SealedDay
from pazos.foundation.days import midnight

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    note_reads(by=by, shown={what: keys}, at_address=at_address, in_emergency=in_emergency)


def note_reads(
    *,
    by: AbstractBaseUser,
    shown: Mapping[str, Iterable[object]],
    at_address: str,
    in_emergency: bool = False,
) -> None:
    """Note records of several kinds that one page showed, each kind as `note_read` does: one look a kind."""
    kinds = {what: sorted({str(key) for key in keys}) for what, keys in shown.items()}
    kinds = {what: keys for what, keys in kinds.items() if keys}
    if not kinds:
        return
    now = timezone.now()
    with transaction.atomic():
        recent = ReadEvent.objects.filter(
            by_id=by.pk,
            at__gte=now - SAME_LOOK,
            what__in=kinds,
            address=at_address,
            in_emergency=in_emergency,
        )
        known = list(recent.values_list("what", "keys"))
        unknown = {what: keys for what, keys in kinds.items() if (what, keys) not in known}
        if not unknown:
            return
        newest = ReadEvent.objects.values_list("at", flat=True).first()
        if newest is not None and timezone.localdate(newest) < timezone.localdate(now):
            seal_days_before(timezone.localdate(now))
        looks = ReadEvent.objects.bulk_create(
            ReadEvent(
                at=now, by_id=by.pk, what=what, keys=keys, address=at_address, in_emergency=in_emergency
            )
            for what, keys in unknown.items()
        )
        ReadKey.objects.bulk_create(
            (ReadKey(look=look, key=key) for look in looks for key in look.keys), batch_size=1000
        )


def seal_days_before(today: date) -> None:
    """Write the hash of every finished day's looks into the trail, oldest first."""
    last = SealedDay.objects.order_by("-day").values_list("day", flat=True).first()
    first = ReadEvent.objects.order_by("at").values_list("at", flat=True).first()
    if first is None:
        return
    begin = last + timedelta(days=1) if last else timezone.localdate(first)
    while (day := _next_day(begin, before=today)) is not None:
        begin = day + timedelta(days=1)
        looks, digest = _hash_of(day)
        sealed = SealedDay.objects.create(day=day, looks=looks, looks_hash=digest)
        record("reads.day_sealed", sealed, by=None, looks=looks, hash=digest)


def _next_day(begin: date, *, before: date) -> date | None:
    """Return the first day with a look, from one day until before another."""
    found = _between(begin, before).order_by("at").values_list("at", flat=True).first()
    return timezone.localdate(found) if found else None


def _between(first: date, end: date) -> QuerySet[ReadEvent]:
    """Return the looks of days, `end` not among them; by their moments, which have an index, and days have none."""
    return ReadEvent.objects.filter(at__gte=midnight(first), at__lt=midnight(end))


def broken_days() -> list[SealedDay]:
    """Return the sealed days whose looks no longer are what they were, oldest first.

    Days whose looks were removed by the rules of retention are not broken: see `forget_before`.
    """
    kept = SealedDay.objects.filter(day__gte=_kept_from()).order_by("day")
    return [one for one in kept if _hash_of(one.day) != _said(one)]


def check_days(on: date) -> int:
    """Hash every sealed day again and mark those that are broken; return how many are. The worker does it each night."""
    broken = [one.pk for one in broken_days()]
    SealedDay.objects.filter(pk__in=broken, broken_since__isnull=True).update(broken_since=on)
    return len(broken)


def found_broken() -> QuerySet[SealedDay]:
    """Return the days that were found broken, oldest first."""
    return SealedDay.objects.filter(broken_since__isnull=False).order_by("day")


@transaction.atomic
def forget_before(day: date) -> int:
    """Remove the looks of sealed days before `day`, and say so in the trail; return how many went."""
    seal_days_before(timezone.localdate())
    sealed = SealedDay.objects.filter(day__lt=day)
    going = ReadEvent.objects.filter(at__lt=midnight(min(day, timezone.localdate())))
    ReadKey.objects.filter(look__in=going).delete()
    gone, _ = going.delete()
    newest = sealed.first()
    if gone and newest is not None:
        record("reads.forgotten", newest, by=None, looks=gone, before=day.isoformat())
    return gone


def forget_records(keys: Iterable[object]) -> int:
    """Take records that were erased out of the index of looks; return in how many looks they were.

    The looks stay as they were sealed, with numbers that lead to nobody any more.
    """
    return ReadKey.objects.filter(key__in=[str(key) for key in keys]).delete()[0]


def _kept_from() -> date:
    """Return the day before which looks were let go by the rules of retention."""
    events = AuditEvent.objects.filter(verb="reads.forgotten").values_list("facts", flat=True)
    return max((date.fromisoformat(facts["before"]) for facts in events), default=date.min)


def _said(sealed: SealedDay) -> tuple[int, str]:
    return sealed.looks, sealed.looks_hash


def _hash_of(day: date) -> tuple[int, str]:
    digest, looks = hashlib.sha256(), 0
    for look in _between(day, day + timedelta(days=1)).order_by("id").iterator(chunk_size=2000):
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
        found = found.filter(pk__in=_looks_at([record]))
    if first:
        found = found.filter(at__gte=midnight(first))
    if last:
        found = found.filter(at__lt=midnight(last + timedelta(days=1)))
    return found.filter(in_emergency=True) if in_emergency else found


def who_saw(keys: Iterable[str], *, most: int) -> list[tuple[datetime, int, str]]:
    """Return moment, reader and kind of the newest looks at any of these records."""
    found = ReadEvent.objects.filter(pk__in=_looks_at(keys)).order_by("-at")
    return list(found.values_list("at", "by", "what")[:most])


def _looks_at(keys: Iterable[str]) -> QuerySet[ReadKey, int]:
    return ReadKey.objects.filter(key__in=list(keys)).values_list("look", flat=True)


def readers() -> list[tuple[int, str]]:
    """Return number and name of everybody who looked at something."""
    looked = Exists(ReadEvent.objects.filter(by=OuterRef("pk")).order_by())
    return list(get_user_model().objects.filter(looked).order_by("name").values_list("pk", "name"))
