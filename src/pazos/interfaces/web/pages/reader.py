"""Who reads this page, where only someone signed in can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from pazos.domain.people.models import Staff

if TYPE_CHECKING:
    from django.http import HttpRequest


def reader(request: HttpRequest) -> Staff:
    """Return the account that asks; the wall has let nobody else through."""
    if not isinstance(request.user, Staff):
        raise PermissionDenied
    return request.user
