"""Phones come and go: a key made once, visits, revoking, and the word that a phone is empty."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.fieldwork.models import BackupMark, Device
from pazos.domain.teams.rules import OutOfReachError
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import datetime

    from pazos.domain.people.models import Staff

KEPT_FOR = timedelta(days=30)
MOST_DEVICES = 5
TOKEN_BYTES = 32


@transaction.atomic
def make_device(*, name: str, by: Staff) -> tuple[Device, str]:
    """Return a new phone of `by` and its key, which is shown this once and stored only as a hash."""
    if not by.may(Permission.USE_PHONE):
        raise OutOfReachError(N_("Your account does not write from the street today."))
    now = timezone.now()
    if by.devices.filter(revoked_at=None, emptied_at=None, expires_at__gt=now).count() >= MOST_DEVICES:
        raise InputProblem(
            N_("You have {most} phones already. Revoke one that you no longer use first."), most=MOST_DEVICES
        )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    device = Device.objects.create(
        staff=by,
        name="".join(letter for letter in name if letter.isprintable()).strip()[:60],
        token_hash=hash_of(token),
        given_as=by.role,
        made_at=now,
        expires_at=now + KEPT_FOR,
    )
    audit.record("device.made", device, by=by)
    return device, token


def hash_of(token: str) -> str:
    """Return what is stored of a key; it is random enough that its plain hash gives nothing away."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def revoke(device: Device, *, by: Staff) -> Device:
    """Let a phone receive nothing more and be told to forget; what it still sends is kept aside.

    A person may revoke their own, and whoever runs the street work anybody's.
    """
    row = Device.objects.select_for_update().get(pk=device.pk)
    if row.staff_id != by.pk and not by.may(Permission.RUN_OUTREACH):
        raise OutOfReachError(N_("This is somebody else's phone."))
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = timezone.now(), by
        row.save(update_fields=["revoked_at", "revoked_by"])
        audit.record("device.revoked", row, by=by)
    return row


@transaction.atomic
def emptied(device: Device) -> None:
    """Write down that a phone has forgotten everything; its key opens nothing more."""
    row = Device.objects.select_for_update().get(pk=device.pk)
    if row.emptied_at is None:
        row.emptied_at, row.waiting = timezone.now(), 0
        row.save(update_fields=["emptied_at", "waiting"])
        row.holdings.all().delete()
        audit.record("device.emptied", row, by=None)


def visited(
    device: Device, *, at: datetime, ahead: timedelta | None = None, waiting: int | None = None
) -> None:
    """Write down that a phone was heard of, its clock, and what it still holds unsent."""
    device.seen_at = at
    if ahead is not None:
        device.clock_ahead_seconds = round(ahead.total_seconds())
    if waiting is not None:
        device.waiting = waiting
    device.save(update_fields=["seen_at", "clock_ahead_seconds", "waiting"])


@transaction.atomic
def backed_up(*, taken_at: datetime, by: Staff | None, folder: str = "") -> BackupMark:
    """Write down that a backup holds everything up to a moment: phones may forget what came before.

    `folder` is where Pazos made the copy itself.
    """
    if taken_at > timezone.now():
        raise InputProblem(N_("A backup cannot hold what has not come yet."))
    mark = BackupMark.objects.create(taken_at=taken_at, told_by=by, folder=folder)
    audit.record("backup.marked", mark, by=by)
    return mark
