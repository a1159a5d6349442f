"""Passwords: which are taken, and what giving one ends."""

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
    from django.contrib.auth.base_user import AbstractBaseUser


def refuse_weak(password: str, *, username: str) -> None:
    """Refuse a password that the city's rules do not take."""
    try:
        validate_password(password, Staff(username=username))
    except ValidationError as error:
        raise InputProblem(
            N_("This password cannot be used. {reasons}"), reasons=" ".join(error.messages)
        ) from error


@transaction.atomic
def set_password(staff: Staff, *, password: str, by: AbstractBaseUser | None) -> None:
    """Give an account another password; sessions opened with the old one end."""
    refuse_weak(password, username=staff.username)
    staff.set_password(password)
    staff.save(update_fields=["password"])
    audit.record("staff.password_set", staff, by=by)
