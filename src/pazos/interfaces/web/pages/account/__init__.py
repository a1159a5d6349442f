"""Signing in, one's own account, and what a reader chooses for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.interfaces.web.pages.account import choices, entering, factor, invited, own

if TYPE_CHECKING:
    from pazos.interfaces.components.routes import Address

ADDRESSES: tuple[Address, ...] = (
    *entering.ADDRESSES,
    *invited.ADDRESSES,
    *own.ADDRESSES,
    *factor.ADDRESSES,
    *choices.ADDRESSES,
)
