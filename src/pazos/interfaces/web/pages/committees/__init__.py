"""Pages of committees: who decides together, what was decided, and what became of what was promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.interfaces.web.pages.committees import (
    commitments,
    committee,
    council,
    listing,
    minutes,
    session_papers,
    sessions,
    steps,
)

if TYPE_CHECKING:
    from pazos.interfaces.components.routes import Address

ADDRESSES: tuple[Address, ...] = (
    *commitments.ADDRESSES,
    *steps.ADDRESSES,
    *listing.ADDRESSES,
    *committee.ADDRESSES,
    *sessions.ADDRESSES,
    *session_papers.ADDRESSES,
    *council.ADDRESSES,
    *minutes.ADDRESSES,
)
