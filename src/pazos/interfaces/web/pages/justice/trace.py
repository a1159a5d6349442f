"""Leaving the trace of a look at justice: whose record was shown to whom, at which address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.foundation.audit.reading import note_read
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest


def looked(request: HttpRequest, *, what: str, keys: Iterable[object]) -> None:
    """Note that records were shown at the address that was asked for. No emergency widens justice."""
    match = request.resolver_match
    note_read(by=reader(request), what=what, keys=keys, at_address=str(match.url_name) if match else "")
