"""The columns of a segmented regression: a line before, and what each break may change of level and of slope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.interrupted.series import Series

    Floats = NDArray[np.float64]

CHANGES = ("both", "level", "slope")
SEASONS = ("auto", "fourier", "dummies", "none")


@dataclass(frozen=True)
class Design:
    """`columns` are times x terms; the last of them, `effects`, are what the breaks changed."""

    columns: Floats
    effects: Floats
    season: str

    @property
    def known(self) -> int:
        """How many terms say what would have been without the breaks."""
        return int(self.columns.shape[1] - self.effects.shape[1])

    def of_effects(self, weights: Floats) -> Floats:
        """Return weights on all terms of a mean of the effect over times; `weights` over the times add up to one."""
        return np.concatenate([np.zeros(self.known), weights @ self.effects])


def design_of(series: Series, *, change: str, season: str, harmonics: int) -> Design:
    """Return the design; slopes are by year (by time, where the length of a year is not known).

    `season` "auto" takes Fourier's terms where the series stands alone and has two years or more: beside others, what
    both share of the season is taken out already.

    Raises:
        InputProblem: an unknown change or season, or a season that the times cannot tell.
    """
    if change not in CHANGES or season not in SEASONS:
        raise InputProblem(
            "What breaks change is one of {changes}, and the season one of {seasons}; here {change} and {season}.",
            changes=", ".join(CHANGES),
            seasons=", ".join(SEASONS),
            change=change,
            season=season,
        )
    times = np.arange(len(series.times))
    line = np.column_stack([np.ones(len(times)), (times - series.breaks[0]) / series.cycle])
    kind = _kind(series, season)
    waves = _waves(times, series.cycle, kind=kind, harmonics=harmonics)
    effects = []
    for place in series.breaks:
        since = (times >= place).astype(float)
        effects += [since] * (change != "slope") + [since * (times - place) / series.cycle] * (
            change != "level"
        )
    whole = np.column_stack([line, waves, *effects])
    return Design(whole, np.column_stack(effects), kind)


def _kind(series: Series, season: str) -> str:
    years = len(series.times) / series.cycle
    if season in {"fourier", "dummies"} and (series.cycle == 1 or years < 2):
        raise InputProblem(
            "A season needs months or quarters over two years or more; here are {times} times. Use --season none.",
            times=len(series.times),
        )
    if season != "auto":
        return season
    return "fourier" if series.totals is None and series.cycle > 1 and years >= 2 else "none"


def _waves(times: NDArray[np.int_], cycle: int, *, kind: str, harmonics: int) -> Floats:
    if kind == "none":
        return np.empty((len(times), 0))
    if kind == "dummies":
        return np.asarray((times % cycle)[:, None] == np.arange(1, cycle)[None, :], dtype=float)
    if not 1 <= harmonics <= cycle // 2:
        raise InputProblem(
            "A season of {cycle} times has between 1 and {most} waves; here {harmonics} are asked for.",
            cycle=cycle,
            most=cycle // 2,
            harmonics=harmonics,
        )
    angles = 2 * np.pi * times[:, None] * np.arange(1, harmonics + 1)[None, :] / cycle
    # Half a cycle is the shortest wave, and its sine is nought at every time.
    sines = np.sin(angles[:, : (cycle - 1) // 2])
    return np.hstack([np.cos(angles), sines])
