"""Addresses that state the permission they need; there is no other way to make one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, path

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponseBase

    from pazos.foundation.access.policy import Permission


@dataclass(frozen=True)
class Address:
    """One address of the product: its path, its name, its view and the permission it needs."""

    route: str
    name: str
    view: Callable[..., HttpResponseBase]
    needs: Permission

    def pattern(self) -> URLPattern:
        """Return the address as Django knows it, carrying its permission with it."""
        extra: dict[str, Any] = {}
        made = path(self.route, self.view, extra, name=self.name)
        made.needs = self.needs  # type: ignore[attr-defined]
        return made
