"""Which criteria does a record meet, which step does it stand on, and what is missing to rise one?

Criteria are gradual and add up: every one met is told, on whatever step it stands. A measure that could not
be taken is "cannot say", never a fail, and never a pass.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pazos.science.quality.criteria import Criterion
    from pazos.science.quality.measures import Measure

MAY_BE_CHANCE = 0.05  # a shortfall that a good record shows more often than this is none yet
Met = Literal["met", "not met", "cannot say"]


@dataclass(frozen=True)
class Verdict:
    """A criterion, what was measured, and whether it is met.

    `lacking`: how many records would have to be mended for it to be met (0 where met or where records are
    not what is counted).
    """

    criterion: Criterion
    measure: Measure
    verdict: Met
    lacking: int


@dataclass(frozen=True)
class Step:
    """A step of the scorecard: `reached` if all of it and of the steps below is met."""

    number: int
    met: tuple[str, ...]
    not_met: tuple[str, ...]
    cannot_say: tuple[str, ...]
    reached: bool


@dataclass(frozen=True)
class Scorecard:
    """All verdicts, the steps, the highest step reached (0 for none) and what is missing for the next."""

    verdicts: tuple[Verdict, ...]
    steps: tuple[Step, ...]
    reached: int
    to_rise: tuple[Verdict, ...]


def judge(measures: Mapping[str, Measure], criteria: Sequence[Criterion]) -> Scorecard:
    """Return the scorecard of a record. Criteria whose measure was not taken cannot be said."""
    from pazos.science.quality.measures import Measure

    verdicts = tuple(
        _verdict(one, measures.get(one.measure, Measure(one.measure, None, why="not_measured")))
        for one in criteria
    )
    steps: list[Step] = []
    for number in sorted({one.step for one in criteria}):
        below = not steps or steps[-1].reached
        steps.append(_step(number, [one for one in verdicts if one.criterion.step == number], below=below))
    reached = max((step.number for step in steps if step.reached), default=0)
    following = next((step.number for step in steps if not step.reached), None)
    to_rise = tuple(one for one in verdicts if one.criterion.step == following and one.verdict != "met")
    return Scorecard(verdicts, tuple(steps), reached, to_rise)


def _verdict(criterion: Criterion, found: Measure) -> Verdict:
    if found.value is None:
        return Verdict(criterion, found, "cannot say", 0)
    met = (
        found.value <= criterion.value
        if criterion.comparison == "at most"
        else found.value >= criterion.value
    )
    if not met and found.chance > MAY_BE_CHANCE:
        return Verdict(criterion, replace(found, why="may_be_chance"), "cannot say", 0)
    return Verdict(criterion, found, "met" if met else "not met", 0 if met else _lacking(criterion, found))


def _lacking(criterion: Criterion, found: Measure) -> int:
    if not found.short:
        return 0
    permitted = criterion.value if criterion.comparison == "at most" else 1 - criterion.value
    return max(1, found.short - int(permitted * found.of + 1e-9))


def _step(number: int, verdicts: list[Verdict], *, below: bool) -> Step:
    by: dict[str, list[str]] = {"met": [], "not met": [], "cannot say": []}
    for one in verdicts:
        by[one.verdict].append(one.criterion.code)
    whole = below and not by["not met"] and not by["cannot say"]
    return Step(number, tuple(by["met"]), tuple(by["not met"]), tuple(by["cannot say"]), whole)
