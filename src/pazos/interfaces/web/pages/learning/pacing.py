"""How often may the same connection send a form that needs no name? Counted in memory for an hour, and kept nowhere.

A complaint must not stand beside an address in any table, so tries are not counted in the database as those at
signing in are. What the city bears in all is counted there, without addresses (`domain.cases.rules.voice`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.cache import cache
from django.utils import timezone

from pazos.foundation.privacy.sealing import blind_index

if TYPE_CHECKING:
    from django.http import HttpRequest

AN_HOUR = 3600  # seconds


def may_send(request: HttpRequest, *, what: str, most: int) -> bool:
    """Count one sending, and return whether it is within the limit of its connection for this hour."""
    hour = timezone.now().strftime("%Y-%m-%d %H")
    key = blind_index(f"{request.META.get('REMOTE_ADDR', '')} {hour}", f"pace of {what}")
    cache.add(key, 0, AN_HOUR)
    return cache.incr(key) <= most
