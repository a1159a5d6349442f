"""What every page knows: whose city this is, what its reader may do, and where they may go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from pazos import __version__
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import Permission, Role, may
from pazos.interfaces.components.routes import Stage, addresses

if TYPE_CHECKING:
    from django.http import HttpRequest

THEME_COOKIE = "pazos_theme"
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Stop:
    """One line of the navigation."""

    text: str
    href: str
    current: bool


def city(request: HttpRequest) -> dict[str, Any]:
    """Return the municipality, the reader's permissions by name (`may.see_areas`) and the navigation."""
    user = getattr(request, "user", None)
    role = Role(user.role) if user is not None and user.is_authenticated else Role.PUBLIC
    return {
        "municipality": Municipality.objects.first(),
        "may": {permission.value: may(role, permission) for permission in Permission},
        "navigation": navigation(role, path=request.path),
        "theme": chosen_theme(request),
        "version": __version__,
    }


def chosen_theme(request: HttpRequest) -> str:
    """Return the reader's light: "auto" follows the device."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "auto"


def navigation(role: Role, *, path: str) -> list[tuple[str, list[Stop]]]:
    """Return the headings (a stage, or a group within it) that hold a page this role may see, in their order."""
    shown = [address for address in addresses() if address.menu and may(role, address.needs)]
    headings: dict[str, list[Stop]] = {}
    for stage in Stage:
        for address in shown:
            if address.stage == stage:
                href = reverse(address.name)
                stop = Stop(address.menu, href, current=_within(href, path))
                headings.setdefault(address.group or stage.value, []).append(stop)
    return list(headings.items())


def _within(href: str, path: str) -> bool:
    return path == href if href == "/" else path.startswith(href)
