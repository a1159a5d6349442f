"""Referrals, the waiting list, and people who stand twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pazos.interfaces.components.routes import Address

ADDRESSES: tuple[Address, ...] = ()
