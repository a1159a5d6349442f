"""Pages of venues: where people meet, how they are kept, and which stay alive. No person stands in them."""

from __future__ import annotations

from pazos.interfaces.web.pages.venues import listing, neighbours, venue, works

ADDRESSES = (*listing.ADDRESSES, *venue.ADDRESSES, *works.ADDRESSES, *neighbours.ADDRESSES)
