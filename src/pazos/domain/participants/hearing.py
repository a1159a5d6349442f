"""Who must know at once that a person is called otherwise, or came to something or did not?

An app above declares in its module `hearing` what it does then, in a tuple of the name of what it hears.
They are found by these names, so that no app here ever has to import one above.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from pazos.domain.rights.registry import declared

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from uuid import UUID

    Hears = Callable[[Collection[UUID]], object]


class News(StrEnum):
    """What is told."""

    RENAMED = "RENAMED"
    CAME = "CAME"  # or did not come after all


def tell(what: News, people: Iterable[UUID]) -> None:
    """Tell everything that hears; it is done before this returns, within the caller's transaction."""
    keys = set(people)
    for hears in _hearers(what) if keys else ():
        hears(keys)


@cache
def _hearers(what: News) -> tuple[Hears, ...]:
    return tuple(declared(what, within="hearing"))
