"""The address list: every page, export and deed, each with the permission it needs.

A module of pages ends with its own tuple `ADDRESSES`; one line here opens its doors. The
order is the order of the navigation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.interfaces.web.pages import (
    account,
    board,
    books,
    budget,
    committees,
    cooperation,
    deliveries,
    designations,
    documents,
    emergency,
    finding,
    gallery,
    gazetteer,
    gestores,
    history,
    jobs,
    looks,
    mapping,
    maps,
    neighbourhoods,
    observatory,
    partners,
    patterns,
    people,
    phones,
    policy,
    proofs,
    register,
    rejected,
    rights,
    runs,
    sources,
    strategy,
    street,
    territory,
    trail,
    victims,
    workshop,
)

if TYPE_CHECKING:
    from pazos.interfaces.components.routes import Address

ADDRESSES: tuple[Address, ...] = (
    *observatory.ADDRESSES,
    *maps.ADDRESSES,
    *patterns.ADDRESSES,
    *neighbourhoods.ADDRESSES,
    *victims.ADDRESSES,
    *sources.ADDRESSES,
    *deliveries.ADDRESSES,
    *rejected.ADDRESSES,
    *mapping.ADDRESSES,
    *gazetteer.ADDRESSES,
    *territory.ADDRESSES,
    *runs.ADDRESSES,
    *proofs.ADDRESSES,
    *register.ADDRESSES,
    *workshop.ADDRESSES,
    *designations.ADDRESSES,
    *street.ADDRESSES,
    *phones.ADDRESSES,
    *gestores.ADDRESSES,
    *board.ADDRESSES,
    *strategy.ADDRESSES,
    *documents.ADDRESSES,
    *books.ADDRESSES,
    *finding.ADDRESSES,
    *history.ADDRESSES,
    *budget.ADDRESSES,
    *cooperation.ADDRESSES,
    *partners.ADDRESSES,
    *committees.ADDRESSES,
    *jobs.ADDRESSES,
    *people.ADDRESSES,
    *policy.ADDRESSES,
    *rights.ADDRESSES,
    *trail.ADDRESSES,
    *looks.ADDRESSES,
    *emergency.ADDRESSES,
    *account.ADDRESSES,
    *gallery.ADDRESSES,
)
