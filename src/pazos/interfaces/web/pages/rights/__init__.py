"""Pages of rights over data: what people ask, what the city may do, what it keeps, what it lets out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.interfaces.web.pages.rights import (
    catalogue,
    consents,
    demands,
    erasing,
    finding,
    holidays,
    keeping,
    own_sheet,
    papers,
    releases,
    requests,
    steps,
)

if TYPE_CHECKING:
    from pazos.interfaces.components.routes import Address

ADDRESSES: tuple[Address, ...] = (
    *requests.ADDRESSES,
    *steps.ADDRESSES,
    *finding.ADDRESSES,
    *papers.ADDRESSES,
    *own_sheet.ADDRESSES,
    *holidays.ADDRESSES,
    *consents.ADDRESSES,
    *keeping.ADDRESSES,
    *erasing.ADDRESSES,
    *demands.ADDRESSES,
    *releases.ADDRESSES,
    *catalogue.ADDRESSES,
)
