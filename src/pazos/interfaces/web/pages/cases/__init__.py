"""Cases: whose they are, what was done, how they turned and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pazos.interfaces.components.routes import Address

ADDRESSES: tuple[Address, ...] = ()
