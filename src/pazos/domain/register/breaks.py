"""May these counts stand in one line? Only what one rule counts, within its own time.

Police counts of Colombia changed definition in 2023: a line through that year says nothing. A
span that leaves a rule's time is cut there, and what lies outside is drawn by the rule of that
time as a line of its own, or not at all, and said.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.domain.register.counting import Rule

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Named:
    """A rule under its name and version: what a count must carry."""

    name: str
    version: int
    rule: Rule

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"


@dataclass(frozen=True)
class Stretch:
    """What may be one line: one rule, from its first day to its last."""

    named: Named
    first: date
    last: date


class Why(StrEnum):
    """Why a line ends."""

    OTHER_RULE = "other_rule"  # from here another rule counts, in a line of its own
    NO_RULE = "no_rule"  # the rule does not count here, and none takes its place


@dataclass(frozen=True)
class Break:
    """Where a line ends: the first day on which the count means something else, and why."""

    on: date
    before: Named | None
    after: Named | None
    why: Why


@dataclass(frozen=True)
class Lines:
    """What is drawn of a span: lines in order of time, and the breaks between and beside them."""

    stretches: tuple[Stretch, ...]
    breaks: tuple[Break, ...]

    @property
    def is_one_line(self) -> bool:
        """Whether the whole span may be drawn, added up or compared as one."""
        return len(self.stretches) == 1 and not self.breaks


def lines(asked: Named, *, first: date, last: date, others: Sequence[Named] = ()) -> Lines:
    """Cut a span where the rule asked for does not count; `others` may be drawn in its place.

    Another rule takes the place only where it joins the asked one day to day and listens to the
    same sources: then both are the same institution's count under two definitions.
    """
    chain = [one for one in (_joined(asked, others, -1), asked, _joined(asked, others, +1)) if one]
    stretches = [one for named in chain if (one := _within(named, first, last))]
    breaks = [
        Break(after.first, before.named, after.named, Why.OTHER_RULE)
        for before, after in itertools.pairwise(stretches)
    ]
    return Lines(tuple(stretches), (*breaks, *_open_ends(stretches, first, last)))


def _within(named: Named, first: date, last: date) -> Stretch | None:
    start = max(first, named.rule.valid_from or first)
    end = min(last, named.rule.valid_until or last)
    return Stretch(named, start, end) if start <= end else None


def _joined(asked: Named, others: Sequence[Named], side: int) -> Named | None:
    """Return the rule that ends the day before the asked one begins (-1), or begins the day after (+1)."""
    edge = asked.rule.valid_from if side < 0 else asked.rule.valid_until
    if edge is None:
        return None
    for other in others:
        theirs = other.rule.valid_until if side < 0 else other.rule.valid_from
        if theirs == edge + side * _DAY and set(other.rule.kinds) == set(asked.rule.kinds) and other != asked:
            return other
    return None


def _open_ends(stretches: Sequence[Stretch], first: date, last: date) -> list[Break]:
    if not stretches:
        return [Break(first, None, None, Why.NO_RULE)]
    ends = []
    if stretches[0].first > first:
        ends.append(Break(stretches[0].first, None, stretches[0].named, Why.NO_RULE))
    if stretches[-1].last < last:
        ends.append(Break(stretches[-1].last + _DAY, stretches[-1].named, None, Why.NO_RULE))
    return ends
