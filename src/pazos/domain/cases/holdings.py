"""What is kept of those who are accompanied, topic by topic, gathered for the rights of the person.

Each topic declares its own in `held`; a topic that stands alone is found here and nowhere else.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from django.utils.module_loading import module_has_submodule

from pazos.domain.cases import held

if TYPE_CHECKING:
    from pazos.domain.rights.registry import Holding

TOPICS = ("referrals", "care", "voice", "cases")  # what hangs on a case goes before the case


def _gathered() -> tuple[Holding, ...]:
    found: list[Holding] = []
    for topic in TOPICS:
        if module_has_submodule(held, topic):
            found += import_module(f"{held.__name__}.{topic}").HOLDINGS
    return tuple(found)


HOLDINGS = _gathered()
