"""Two facts that are known together or not at all, as a condition of the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import Q


def both_or_neither(first: Q, second: Q) -> Q:
    """Return the condition that two others hold together or fail together."""
    return (first & second) | (~first & ~second)
