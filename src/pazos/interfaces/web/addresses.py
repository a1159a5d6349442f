"""The address list: every page, export and deed, each with the permission it needs.

A module of pages ends with its own tuple `ADDRESSES`; one line here opens its doors. The
order is the order of the navigation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.interfaces.web.pages import (
    account,
    gallery,
    maps,
    neighbourhoods,
    observatory,
    patterns,
    runs,
    victims,
)

if TYPE_CHECKING:
    from pazos.interfaces.web.routes import Address

ADDRESSES: tuple[Address, ...] = (
    *observatory.ADDRESSES,
    *maps.ADDRESSES,
    *patterns.ADDRESSES,
    *neighbourhoods.ADDRESSES,
    *victims.ADDRESSES,
    *runs.ADDRESSES,
    *account.ADDRESSES,
    *gallery.ADDRESSES,
)
