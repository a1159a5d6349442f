"""The address list: every page, export and deed, each with the permission it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pazos.interfaces.web.routes import Address

ADDRESSES: tuple[Address, ...] = ()
