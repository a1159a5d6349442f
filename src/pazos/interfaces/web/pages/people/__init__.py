"""People and access: who has an account, inviting, changing, closing; organisations.

Whoever manages accounts sees who may enter and since when, and nothing that anybody wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.interfaces.web.pages.people import deeds, inviting, listing, organisations, person

if TYPE_CHECKING:
    from pazos.interfaces.components.routes import Address

ADDRESSES: tuple[Address, ...] = (
    *listing.ADDRESSES,
    *inviting.ADDRESSES,
    *person.ADDRESSES,
    *deeds.ADDRESSES,
    *organisations.ADDRESSES,
)
