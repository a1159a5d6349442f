"""How large would the effect look where nothing was done? Every donor is treated on paper, and compared alike.

The share of placebos that look at least as extreme is the p-value (Abadie, Diamond and Hainmueller 2010); the
interval holds every mean effect that the same comparison does not reject (Firpo and Possebom 2018).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.controls.design import mean_after, means_by_step
from pazos.science.evaluation.effect import Moment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

CELLS = 4_000_000  # numbers held at once


@dataclass(frozen=True)
class Course:
    """One or many courses of gaps: by step from the beginning, their mean after it, and their size on both sides."""

    steps: Floats
    mean: Floats
    before: Floats
    after: Floats


def course_of(gaps: Floats, starts: Ints, *, floor: float) -> Course:
    """Return the course of gaps (..., slots, times); `floor` is the least size before that is told from nought."""
    steps, latest = means_by_step(gaps, starts), int(starts.max())
    before = np.sqrt((steps[..., :latest] ** 2).mean(axis=-1))
    after = np.sqrt((steps[..., latest:] ** 2).mean(axis=-1))
    return Course(steps, np.asarray(mean_after(gaps, starts)), np.maximum(before, floor), after)


def assignments(donors: int, slots: int, *, draws: int, seed: int) -> Ints:
    """Return which donors are treated on paper, draws x slots: each one once where one is enough and draws allow."""
    if slots == 1 and donors <= draws:
        return np.arange(donors)[:, None]
    random = np.random.default_rng(seed)
    if slots == 1:
        return np.sort(random.choice(donors, draws, replace=False))[:, None]
    return np.stack([random.permutation(donors)[:slots] for _ in range(draws)])


def placebo_courses(gaps: Floats, starts: Ints, *, drawn: Ints, floor: float) -> Course:
    """Return the courses of placebos, from each donor's gaps by slot (slots x donors x times) and who is drawn."""
    batch = max(1, CELLS // (len(starts) * gaps.shape[-1]))
    places = np.arange(len(starts))
    parts = [
        course_of(gaps[places, drawn[at : at + batch]], starts, floor=floor)
        for at in range(0, len(drawn), batch)
    ]
    return Course(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("steps", "mean", "before", "after")
        )
    )


def share_as_extreme(found: Course, placebos: Course) -> float:
    """Return the share, the treated itself among them, whose gap grew at least as much after the beginning."""
    ratio = float(found.after / found.before)
    return float(
        (1 + (placebos.after / placebos.before >= ratio * (1 - 1e-12)).sum()) / (1 + len(placebos.mean))
    )


def half_width(found: Course, values: Floats, *, placebos: Course, confidence: float) -> Floats:
    """Return how far from the figure the interval reaches, by column of `values` (placebos x figures); NaN if unbounded.

    Values are weighed by each one's own fit before the beginning.
    """
    # With m placebos at least as extreme the p-value is (m + 1) / (n + 1); m is the least that is not rejected.
    least = math.floor((1 - confidence) * (len(values) + 1) + 1e-9)
    if least == 0:
        return np.full(values.shape[1:], np.nan)
    sizes = np.sort(np.abs(values) / placebos.before.reshape(-1, *[1] * (values.ndim - 1)), axis=0)
    return np.asarray(sizes[-least] * found.before)


def moments(steps: Floats, halves: Floats, *, latest: int) -> tuple[Moment, ...]:
    """Return the event study: the estimate at each step from the beginning, with its interval."""
    return tuple(
        Moment(place - latest, float(one), float(one - half), float(one + half))
        for place, (one, half) in enumerate(zip(steps, halves, strict=True))
    )
