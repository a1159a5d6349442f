"""How the treated moved against those chosen, step by step, and whether they moved alike before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.effect import Check, Moment
from pazos.science.evaluation.trends import Leads, parallel_trends

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.matching.contrast import Figure, Side, Stack

    Flags = NDArray[np.bool_]

WIDTHS = (1, 2, 3, 4, 6, 12, 24)


@dataclass(frozen=True)
class Course:
    """Blocks of `width` times with their contrasts against all times before that measure.

    `leads` are those before the last one before, against that one; `middles` the mean times of the blocks.
    """

    width: int
    blocks: tuple[int, ...]
    middles: dict[int, float]
    figure: Figure
    leads: Figure | None


def course_of(stack: Stack, *, split: bool) -> Course | None:
    """Return the course with as few times in one as leaves a death in each on both sides; None where none does.

    Before the beginning only the times count that a change is measured from.
    """
    for width in WIDTHS:
        if split and width % 2:
            continue
        blocks = _blocks(stack.treated, width)
        cells = {one: (_cells(stack.treated, one, width), _cells(stack.others, one, width)) for one in blocks}
        if -1 not in cells or len(blocks) < 2 or not all(_full(stack, one) for one in cells.values()):
            continue
        figure = stack.contrasts([cells[one] for one in blocks], stack.before())
        early = [cells[one] for one in blocks if one < -1]
        leads = stack.contrasts(early, cells[-1]) if early else None
        middles = {one: float(stack.treated.since[cells[one][0]].mean()) for one in blocks}
        return Course(width, tuple(blocks), middles, figure, leads)
    return None


def _blocks(side: Side, width: int) -> list[int]:
    seen = side.base | (side.since >= 0)
    return [int(one) for one in np.unique((side.since // width)[seen])]


def _cells(side: Side, block: int, width: int) -> Flags:
    within = side.since // width == block
    return np.asarray(within & (side.base | (side.since >= 0)), dtype=bool)


def _full(stack: Stack, cells: tuple[Flags, Flags]) -> bool:
    for side, where in zip(stack.sides, cells, strict=True):
        deaths, exposed = side.sums(where)
        if exposed <= 0 or (stack.ratio and deaths <= 0):
            return False
    return True


def moments(course: Course | None, confidence: float) -> tuple[Moment, ...]:
    """Return the event study, against the mean of what was before: one month of few deaths is no anchor."""
    if course is None:
        return ()
    found = []
    for place, block in enumerate(course.blocks):
        value, reach = float(course.figure.values[place]), course.figure.reach(place, confidence)
        found.append(Moment(block * course.width, value, value - reach, value + reach))
    return tuple(found)


def moved_alike(course: Course | None, stack: Stack, *, slope: float, split: bool) -> Check:
    """Return the check of parallel trends before, on times that chose nobody; where all chose, it would flatter."""
    if not split:
        return Check("parallel_trends", None, {"why": "matched_on_them"})
    if course is None or course.leads is None:
        return Check("parallel_trends", None, {"why": "too_few"})
    leads = Leads(
        tuple(course.middles[block] for block in course.blocks if block < -1),
        course.leads.values,
        course.leads.covariance,
        min(side.number for side in stack.sides) - 1,
        course.middles[-1],
    )
    return parallel_trends(leads, slope)
