"""Four invented years of the strategy's books, each topic resting on those before it."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from typing import TYPE_CHECKING

from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.people.models import Staff
    from pazos.foundation.access.policy import Role

SEED = 961
TOPICS = (
    *("strategy", "partners", "activities", "budget", "cooperation", "committees", "indicators"),
    "evaluations",
)


def invent_books(*, by: Mapping[Role, Staff], seed: int = SEED) -> Counter[str]:
    """Fill the books of every topic and return what was made."""
    made: Counter[str] = Counter()
    for topic in TOPICS:
        # Each topic by itself: others may write to the city in between.
        with transaction.atomic():
            made += import_module(f"pazos.analysis.demo_books.{topic}").invent(by=by, seed=seed)
    return made
