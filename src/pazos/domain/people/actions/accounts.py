"""Opening, changing, closing and reopening accounts.

An account is never removed: the trail names it. Whatever takes something away from somebody
ends their sessions in the same transaction.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.domain.people import throttling
from pazos.domain.people.actions.deciding import refuse_leaving_nobody, refuse_managing, refuse_place
from pazos.domain.people.actions.passwords import refuse_weak
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.people.rules import shrinks
from pazos.foundation.access.policy import Role
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date

USERNAME = re.compile(r"[\w.@+-]{2,80}")


@dataclass(frozen=True)
class Standing:
    """What an account is: whose, in which role and organisation, between which days."""

    name: str
    role: Role
    organisation: Organisation | None = None
    access_from_on: date | None = None
    access_until_on: date | None = None

    def refuse_wrong(self) -> None:
        """Refuse what no account can be."""
        if not self.name.strip():
            raise InputProblem(N_("Write the person's name."))
        first, last = self.access_from_on, self.access_until_on
        if first is not None and last is not None and last < first:
            raise InputProblem(N_("Access ends before it begins: check the two days."))


def standing_of(staff: Staff) -> Standing:
    """Return what an account is today."""
    return Standing(
        staff.name, Role(staff.role), staff.organisation, staff.access_from_on, staff.access_until_on
    )


@transaction.atomic
def open_account(
    *,
    username: str,
    name: str,
    role: Role,
    by: Staff | None,
    password: str | None = None,
    organisation: Organisation | None = None,
    access_from_on: date | None = None,
    access_until_on: date | None = None,
) -> Staff:
    """Make an account; without a password nobody can sign in until an invitation is accepted."""
    standing = Standing(name, role, organisation, access_from_on, access_until_on)
    standing.refuse_wrong()
    _refuse_username(username)
    refuse_place(role, organisation, by=by)
    if password is not None:
        refuse_weak(password, username=username)
    staff = Staff.objects.make(username=username, name=name.strip(), role=role, password=password)
    staff.organisation = organisation
    staff.access_from_on, staff.access_until_on = access_from_on, access_until_on
    staff.save(update_fields=["organisation", "access_from_on", "access_until_on"])
    audit.record("staff.account_opened", staff, by=by, role=role.value, organisation=staff.organisation_id)
    return staff


def _refuse_username(username: str) -> None:
    if not USERNAME.fullmatch(username):
        raise InputProblem(
            N_("A user name has 2 to 80 letters, digits or . _ - and no spaces; {username} has others."),
            username=username,
        )
    if Staff.objects.filter(username__iexact=username).exists():
        raise InputProblem(N_("There is an account {username} already."), username=username)


@transaction.atomic
def change_account(staff: Staff, *, to: Standing, by: Staff | None) -> None:
    """Give an account another name, role, organisation or other days; what shrinks ends its sessions."""
    to.refuse_wrong()
    refuse_managing(staff, by=by)
    before = standing_of(staff)
    if (to.role, to.organisation) != (before.role, before.organisation):
        refuse_place(to.role, to.organisation, by=by, of=staff)
    _refuse_last_manager_going(staff, to)
    changed = _changes(before, to)
    if not changed:
        return
    for field in ("role", "organisation", "access_from_on", "access_until_on"):
        setattr(staff, field, getattr(to, field))
    staff.name = to.name.strip()
    staff.save(update_fields=["name", "role", "organisation", "access_from_on", "access_until_on"])
    if _takes_away(before, to):
        raise_round(staff)
    audit.record("staff.account_changed", staff, by=by, **changed)


def _refuse_last_manager_going(staff: Staff, to: Standing) -> None:
    today = timezone.localdate()
    begins_later = to.access_from_on is not None and to.access_from_on > today
    if Role(staff.role) is not to.role or begins_later:
        refuse_leaving_nobody(staff, until=None)
    elif to.access_until_on is not None and to.access_until_on != staff.access_until_on:
        refuse_leaving_nobody(staff, until=to.access_until_on)


def _changes(before: Standing, after: Standing) -> dict[str, Any]:
    """Return what the trail says: codes, numbers and days, and of a name only that it changed."""
    changed: dict[str, Any] = {}
    if before.role is not after.role:
        changed["role"] = [before.role.value, after.role.value]
    if before.organisation != after.organisation:
        changed["organisation"] = [
            one.pk if one else None for one in (before.organisation, after.organisation)
        ]
    for field in ("access_from_on", "access_until_on"):
        days = [getattr(before, field), getattr(after, field)]
        if days[0] != days[1]:
            changed[field] = [day.isoformat() if day else None for day in days]
    if before.name != after.name.strip():
        changed["renamed"] = True
    return changed


def _takes_away(before: Standing, after: Standing) -> bool:
    today = timezone.localdate()
    ended = after.access_until_on is not None and after.access_until_on < today
    begins_later = after.access_from_on is not None and after.access_from_on > today
    moved = before.organisation != after.organisation
    return moved or ended or begins_later or shrinks(before.role, after.role)


@transaction.atomic
def close_account(staff: Staff, *, by: Staff | None) -> None:
    """End a person's access at once; the account stays, because the trail names it."""
    refuse_managing(staff, by=by)
    refuse_leaving_nobody(staff, until=None)
    staff.invitations.waiting().update(withdrawn_at=timezone.now())
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    raise_round(staff)
    audit.record("staff.account_closed", staff, by=by)


@transaction.atomic
def reopen_account(staff: Staff, *, by: Staff | None) -> None:
    """Give a closed account its access back; it must still go with its organisation."""
    refuse_managing(staff, by=by)
    refuse_place(Role(staff.role), staff.organisation, by=by)
    staff.is_active = True
    staff.save(update_fields=["is_active"])
    audit.record("staff.account_reopened", staff, by=by)


@transaction.atomic
def end_sessions(staff: Staff, *, by: Staff | None) -> None:
    """Sign a person out on every device; anybody may do it to their own account."""
    if by is None or by.pk != staff.pk:
        refuse_managing(staff, by=by)
    raise_round(staff)
    audit.record("staff.sessions_ended", staff, by=by)


def raise_round(staff: Staff) -> None:
    """End every open session of an account, as part of a deed that says why."""
    staff.session_round += 1
    staff.save(update_fields=["session_round"])


@transaction.atomic
def unlock(staff: Staff, *, by: Staff | None) -> None:
    """Let somebody try again who was turned away for too many wrong passwords or codes."""
    refuse_managing(staff, by=by)
    throttling.forget_tries(staff)
    audit.record("staff.unlocked", staff, by=by)
