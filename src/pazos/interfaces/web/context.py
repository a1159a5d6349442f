"""What every page knows: whose city this is, what its reader may do, and where they may go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.translation import get_language

from pazos import __version__
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import GRANTS, Permission, Role
from pazos.interfaces.components.routes import Stage, menu_addresses
from pazos.interfaces.web.pages.street.calls import banner

if TYPE_CHECKING:
    from django.http import HttpRequest

    from pazos.interfaces.components.routes import Address

THEME_COOKIE = "pazos_theme"
THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Stop:
    """One line of the navigation."""

    text: str
    href: str
    current: bool


@dataclass(frozen=True)
class Room:
    """One group of pages."""

    heading: str
    stops: list[Stop]

    @property
    def current(self) -> bool:
        """Whether the reader is on one of its pages."""
        return any(stop.current for stop in self.stops)


@dataclass(frozen=True)
class Storey:
    """One stage of the navigation with its groups of pages."""

    heading: str
    rooms: list[Room]

    @property
    def current(self) -> bool:
        """Whether the reader is on one of its pages."""
        return any(room.current for room in self.rooms)

    @property
    def href(self) -> str:
        """Where the heading leads: its first page."""
        return self.rooms[0].stops[0].href


@dataclass(frozen=True)
class Navigation:
    """The navigation as it is drawn."""

    wide: str
    narrow: str


def city(request: HttpRequest) -> dict[str, Any]:
    """Return the municipality, the reader's permissions by name (`may.see_areas`) and the navigation."""
    held = permissions_of(request)
    return {
        "municipality": Municipality.objects.defer("outline").first(),
        "may": {permission.value: permission in held for permission in Permission},
        "navigation": drawn(held, current_page(held, path=request.path), get_language()),
        "theme": chosen_theme(request),
        "pazos_version": __version__,
        **banner(request),
    }


def permissions_of(request: HttpRequest) -> frozenset[Permission]:
    """Return what whoever asks holds today: nothing but what the public holds when nobody is signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return frozenset(GRANTS[Role.PUBLIC])
    return frozenset(permission for permission in Permission if user.may(permission))


def chosen_theme(request: HttpRequest) -> str:
    """Return the reader's light: "auto" follows the device."""
    chosen = request.COOKIES.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "auto"


def current_page(held: frozenset[Permission], *, path: str) -> str:
    """Return the path of the page of the navigation on which a reader is: of several that hold it the longest."""
    return max((href for _address, href in _open_to(held) if _within(href, path)), key=len, default="")


def navigation(held: frozenset[Permission], *, here: str) -> list[Storey]:
    """Return the stages with the groups of pages that are open to these permissions, in the order of the addresses."""
    storeys = []
    for stage in Stage:
        groups: dict[str, list[Stop]] = {}
        for address, href in _open_to(held):
            if address.stage == stage:
                groups.setdefault(address.group or stage.value, []).append(
                    Stop(address.menu, href, current=href == here)
                )
        if groups:
            storeys.append(Storey(stage.value, [Room(heading, stops) for heading, stops in groups.items()]))
    return storeys


@lru_cache(maxsize=512)
def drawn(held: frozenset[Permission], here: str, _language: str | None) -> Navigation:
    """Draw the navigation once for all who hold the same, on the same page in the same language.

    It is the dearest part of most pages, and nothing in it is of one person alone.
    """
    facts = {"navigation": navigation(held, here=here)}
    if not facts["navigation"]:
        return Navigation("", "")
    return Navigation(
        render_to_string("web/rooms.html", facts), render_to_string("web/navigation.html", facts)
    )


def _open_to(held: frozenset[Permission]) -> list[tuple[Address, str]]:
    return [(address, href) for address, href in menu_addresses() if address.needs in held]


def _within(href: str, path: str) -> bool:
    return path == href if href == "/" else path.startswith(href)
