"""Giving people access."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from pazos.domain.people.models import Staff
from pazos.foundation.audit import actions as audit

if TYPE_CHECKING:
    from pazos.foundation.access.policy import Role


@transaction.atomic
def open_account(*, username: str, name: str, role: Role, password: str, by: Staff | None) -> Staff:
    """Make an account in one role and write it in the trail."""
    staff = Staff.objects.make(username=username, name=name, role=role, password=password)
    audit.record("staff.account_opened", staff, by=by, role=role.value)
    return staff
