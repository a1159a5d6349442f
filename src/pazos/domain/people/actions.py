"""Giving people access."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from pazos.domain.people.models import Staff
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.foundation.access.policy import Role


def refuse_weak(password: str, *, username: str) -> None:
    """Refuse a password that the city's rules do not take."""
    try:
        validate_password(password, Staff(username=username))
    except ValidationError as error:
        raise InputProblem(
            N_("This password cannot be used. {reasons}"), reasons=" ".join(error.messages)
        ) from error


@transaction.atomic
def open_account(*, username: str, name: str, role: Role, password: str, by: Staff | None) -> Staff:
    """Make an account in one role and write it in the trail."""
    if Staff.objects.filter(username=username).exists():
        raise InputProblem(N_("There is an account {username} already."), username=username)
    refuse_weak(password, username=username)
    staff = Staff.objects.make(username=username, name=name, role=role, password=password)
    audit.record("staff.account_opened", staff, by=by, role=role.value)
    return staff


@transaction.atomic
def set_password(staff: Staff, *, password: str, by: Staff | None) -> None:
    """Give an account another password; sessions opened with the old one end."""
    refuse_weak(password, username=staff.username)
    staff.set_password(password)
    staff.save(update_fields=["password"])
    audit.record("staff.password_set", staff, by=by)


@transaction.atomic
def close_account(staff: Staff, *, by: Staff | None) -> None:
    """End a person's access; the account stays, because the trail names it."""
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    audit.record("staff.account_closed", staff, by=by)
