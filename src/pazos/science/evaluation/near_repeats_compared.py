"""Do deaths call for deaths nearby less than before, in the treated places against the others?

The Knox ratio says how many more pairs of incidents lie near and soon after each other than if dates were dealt out
anew (see `patterns.near_repeat`). Four of them, before and after, in treated and comparison places, make a ratio of
ratios: below one, the contagion weakened more where something was done.

It needs points and dates, which a panel has not, and it must never be read as fewer deaths: it is about how they
hang together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.patterns.near_repeat import near_repeat
from pazos.science.problems import InputProblem, require_columns

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from pazos.science.patterns.near_repeat import NearRepeat

    Floats = NDArray[np.float64]

SIGNS = {("treated", "after"): 1, ("treated", "before"): -1, ("others", "after"): -1, ("others", "before"): 1}
FEWEST = 5  # pairs expected by chance; below it a ratio is no ratio


@dataclass(frozen=True)
class Knox:
    """One of the four: near and soon pairs seen and expected, their ratio, and how often chance made as many."""

    where: str
    when: str
    incidents: int
    observed: int
    expected: float
    ratio: float
    p_value: float


@dataclass(frozen=True)
class Compared:
    """The ratio of ratios with its interval by permutation; NaN, with `why`, where some pairs are too few."""

    ratio: float
    low: float
    high: float
    p_value: float
    parts: tuple[Knox, ...]
    why: str = ""


def near_repeats_compared(
    points: pd.DataFrame,
    *,
    x: str,
    y: str,
    day: str,
    treated: str,
    after: str,
    metres: float,
    days: float,
    seed: int,
    permutations: int = 999,
    confidence: float = 0.95,
) -> Compared:
    """Return the Knox ratios of pairs within `metres` and `days`, before and after, treated and others.

    `treated` and `after` are columns of noughts and ones. The permutations of each part say how far its logarithm moves
    by chance alone; they are dealt independently, and the interval takes the quantiles of their sum from what was seen.
    It holds for pairs as scattered as those of dates dealt out: where repeats are many it is somewhat too short.

    Raises:
        InputProblem: a column is missing or unreadable, or one of the four parts has fewer than three incidents.
    """
    require_columns(points, x, y, day, treated, after, method="near_repeats_compared")
    parts: list[Knox] = []
    draws = np.zeros(permutations)
    for place, ((where, when), sign) in enumerate(SIGNS.items()):
        inside = (points[treated].astype(bool) == (where == "treated")) & (
            points[after].astype(bool) == (when == "after")
        )
        some = points[inside]
        if len(some) < 3:
            raise InputProblem(
                "Near repeats need three incidents or more in each part; {where}, {when}: {given}.",
                where=where,
                when=when,
                given=len(some),
            )
        found = near_repeat(
            some,
            x=x,
            y=y,
            day=day,
            space_breaks=(0, metres),
            time_breaks=(0, days),
            seed=seed + place,
            permutations=permutations,
        )
        parts.append(_knox(found, where, when))
        expected = max(parts[-1].expected, np.finfo(float).tiny)
        draws += sign * np.log(np.maximum(found.dealt[:, 0, 0], 0.5) / expected)
    return _compared(tuple(parts), draws, confidence)


def _knox(found: NearRepeat, where: str, when: str) -> Knox:
    return Knox(
        where,
        when,
        int(found.settings["incidents"]),
        int(found.observed[0, 0]),
        float(found.expected[0, 0]),
        float(found.ratio[0, 0]),
        float(found.p_value[0, 0]),
    )


def _compared(parts: tuple[Knox, ...], draws: Floats, confidence: float) -> Compared:
    if any(one.expected < FEWEST or one.observed == 0 for one in parts):
        nan = float("nan")
        return Compared(nan, nan, nan, nan, parts, "too_few_pairs")
    signs = [SIGNS[one.where, one.when] for one in parts]
    seen = float(sum(sign * np.log(one.ratio) for sign, one in zip(signs, parts, strict=True)))
    low, high = np.quantile(draws, [(1 - confidence) / 2, (1 + confidence) / 2])
    p_value = (1 + int((np.abs(draws) >= abs(seen)).sum())) / (1 + len(draws))
    return Compared(
        float(np.exp(seen)), float(np.exp(seen - high)), float(np.exp(seen - low)), p_value, parts
    )
