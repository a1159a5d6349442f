"""Addresses that state the permission they need; there is no other way to make one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, get_resolver, path, reverse

from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.http import HttpResponseBase
    from django.urls import URLResolver

    from pazos.foundation.access.policy import Permission


class Stage(StrEnum):
    """The five steps of the strategy's loop, and who may enter; the value is its name on the page (English key)."""

    SEE = N_("See")
    TARGET = N_("Target")
    ACT = N_("Act")
    GOVERN = N_("Govern")
    LEARN = N_("Learn")
    ENTER = N_("Access and rights")


OF_RECORDS, OF_REGISTER = N_("Records"), N_("Register of deaths")  # groups of the first stage
OF_STREET, OF_TEAM = N_("Street work"), N_("Gestores and phones")
OF_CASES, OF_WORK = N_("People and cases"), N_("The way to work")
OF_JUSTICE, OF_VENUES = N_("Justice and orientation"), N_("Venues")
OF_STRATEGY, OF_PARTNERS = N_("Strategy and activities"), N_("Partners and cooperation")
OF_INDICATORS, OF_COMMITTEES, OF_BUDGET = N_("Indicators"), N_("Committees"), N_("Budget")
OF_ACCOUNT = N_("Board and accounts")
OF_EVALUATIONS, OF_PROGRAMME = N_("Evaluations"), N_("What the programme learns")
OF_ACCESS, OF_RIGHTS = N_("People and access"), N_("Rights and privacy")


class Key(StrEnum):
    """What opens an address, besides the permission; none of these opens another's addresses."""

    SESSION = "session"  # somebody signed in, with their second factor where they need one
    DEVICE = "device"  # the key of a phone whose person holds the permission today
    SENDING = "sending"  # the key of any phone: what was written must arrive, though its person has left


@dataclass(frozen=True)
class Address:
    """One address of the product: its path, its name, its view and the permission it needs.

    With `menu` (an English key marked by N_) it also stands in the navigation, under `stage`,
    in the order of the address list, for those whom it is open to; a `group` (a key too) gives a
    stage of many pages headings of its own.
    """

    route: str
    name: str
    view: Callable[..., HttpResponseBase]
    needs: Permission
    menu: str = ""
    stage: Stage = Stage.SEE
    group: str = ""
    key: Key = Key.SESSION

    def pattern(self) -> URLPattern:
        """Return the address as Django knows it, carrying its permission with it."""
        extra: dict[str, Any] = {}
        made = path(self.route, self.view, extra, name=self.name)
        made.address = self  # type: ignore[attr-defined]
        return made


def addresses() -> tuple[Address, ...]:
    """Return every address of the product, whichever door it belongs to, in their order."""
    return _carried_by(get_resolver())


def menu_addresses() -> tuple[tuple[Address, str], ...]:
    """Return the addresses of the navigation with their paths, in their order."""
    return _with_paths(get_resolver())


@lru_cache(maxsize=4)
def _carried_by(resolver: URLResolver) -> tuple[Address, ...]:
    return tuple(getattr(pattern, "address") for pattern in resolver.url_patterns)  # noqa: B009


@lru_cache(maxsize=4)
def _with_paths(resolver: URLResolver) -> tuple[tuple[Address, str], ...]:
    return tuple((one, reverse(one.name)) for one in _carried_by(resolver) if one.menu)


def declared_permissions() -> Mapping[str, Permission]:
    """Return the permission of every address by its name."""
    return _needs_of(get_resolver())


@lru_cache(maxsize=4)
def _needs_of(resolver: URLResolver) -> dict[str, Permission]:
    return {address.name: address.needs for address in _carried_by(resolver)}


def address_named(name: str) -> Address | None:
    """Return one address, None for a name that is none of the product's."""
    return next((address for address in addresses() if address.name == name), None)
