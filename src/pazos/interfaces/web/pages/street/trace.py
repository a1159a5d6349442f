"""Leaving the trace of a look: which records of street work were shown to whom, at which address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.foundation.access.policy import Permission, Role, scope_of
from pazos.foundation.audit.reading import note_read
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest


def looked(
    request: HttpRequest,
    *,
    at: str,
    what: str,
    keys: Iterable[object],
    by: Permission = Permission.SEE_DISPUTES,
) -> None:
    """Note that records were shown under the permission `by`; looks in an emergency are marked."""
    who = reader(request)
    in_emergency = who.scope(by) != scope_of(Role(who.role), by)
    note_read(by=who, what=what, keys=keys, at_address=at, in_emergency=in_emergency)
