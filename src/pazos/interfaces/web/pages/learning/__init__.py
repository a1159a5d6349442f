"""What the programme learns of itself, and what people think of it: totals only."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pazos.interfaces.components.routes import Address

ADDRESSES: tuple[Address, ...] = ()
