"""What every page knows: whose city this is, and what its reader may do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import Permission, Role, may

if TYPE_CHECKING:
    from django.http import HttpRequest


def city(request: HttpRequest) -> dict[str, Any]:
    """Return the municipality and the reader's permissions by name (`may.see_areas`)."""
    user = getattr(request, "user", None)
    role = Role(user.role) if user is not None and user.is_authenticated else Role.PUBLIC
    return {
        "municipality": Municipality.objects.first(),
        "may": {permission.value: may(role, permission) for permission in Permission},
    }
