"""Who must know at once that a person is called otherwise, or came to something or did not?

And the row by which somebody who takes part is kept from others while a permission of theirs is taken back.

An app above declares in its module `hearing` what it does then, in a tuple of the name of what it hears.
They are found by these names, so that no app here ever has to import one above.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from pazos.domain.participants.models import Participant
from pazos.domain.refusing.at_once import hold
from pazos.domain.rights.registry import declared
from pazos.domain.rights.vocabulary import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from uuid import UUID

    from pazos.domain.rights.registry import Subject

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


def _hold(subject: Subject) -> None:
    if subject.kind == SubjectKind.PARTICIPANT:
        # What only points to them goes on; whoever writes that they came takes the same lock first.
        hold(Participant.objects.filter(pk=subject.key), no_key=True)


HELD = (_hold,)


@cache
def _hearers(what: News) -> tuple[Hears, ...]:
    return tuple(declared(what, within="hearing"))
