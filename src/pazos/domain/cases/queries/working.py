"""How does the permission of those who are accompanied stand, and until when? One question for many people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.domain.rights.queries.consents import facts_together
from pazos.domain.rights.registry import Subject
from pazos.domain.rights.rules.consenting import (
    Block,
    ended_together,
    what_blocks_one,
    what_blocks_processing,
)
from pazos.domain.rights.vocabulary import Purpose, SubjectKind

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from pazos.domain.rights.rules.consenting import ConsentFacts


@dataclass(frozen=True)
class Permit:
    """Whether a person may be accompanied on a day, and the last day of it (None: no end, or none at all)."""

    blocks: tuple[Block, ...]
    until: date | None = None

    @property
    def holds(self) -> bool:
        """Whether it holds."""
        return not self.blocks

    @property
    def was_withdrawn(self) -> bool:
        """Whether the person, or their guardian, took it back."""
        return Block.WITHDRAWN in self.blocks

    def ends_within(self, days: int, *, on: date) -> bool:
        """Return whether it holds now and will not for long."""
        return self.holds and self.until is not None and (self.until - on).days <= days


def permits(participants: Iterable[UUID], *, on: date) -> dict[UUID, Permit]:
    """Return how the permission of each person stands on a day."""
    subjects = [Subject(SubjectKind.PARTICIPANT, key) for key in participants]
    return {one.key: _permit(facts, on) for one, facts in facts_together(subjects, on=on).items()}


def _permit(facts: list[ConsentFacts], on: date) -> Permit:
    blocks = what_blocks_processing(facts, purpose=Purpose.ACCOMPANIMENT, on=on)
    if blocks:
        return Permit(blocks)
    standing = ended_together([one for one in facts if one.purpose == Purpose.ACCOMPANIMENT], on=on)
    ends = [one.expires_on for one in standing if not what_blocks_one(one, on=on)]
    return Permit((), None if None in ends else max(end for end in ends if end))
