"""Who reads this page, and in which role; what is out of their reach is answered as if it did not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404

from pazos.domain.people.models import Staff
from pazos.foundation.access.policy import Permission, Role, may

if TYPE_CHECKING:
    from django.http import HttpRequest

T = TypeVar("T")


def reader(request: HttpRequest) -> Staff:
    """Return the account that asks; the wall has let nobody else through."""
    if not isinstance(request.user, Staff):
        raise PermissionDenied
    return request.user


def role_of(request: HttpRequest) -> Role:
    """Return the role of whoever asks; anyone not signed in is the public."""
    return Role(request.user.role) if isinstance(request.user, Staff) else Role.PUBLIC


def holds(request: HttpRequest, permission: Permission) -> bool:
    """Return whether whoever asks holds a permission that the address itself does not need."""
    return request.user.may(permission) if isinstance(request.user, Staff) else may(Role.PUBLIC, permission)


def or_404(found: T | None) -> T:
    """Return a row, or answer as if there were none."""
    if found is None:
        raise Http404
    return found
