"""How did the treated run beside the others, in blocks of time long enough to be told, before and since?

The event study of an estimate has a figure for each time; with few deaths and few treated places these are noise, and
their covariance is known from as many places as were treated. Here the times stand in a few blocks of one length,
counted from the beginning, with one joint covariance. Blocks that the window cuts are joined to their neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from pazos.science.evaluation import leads_and_lags as events
from pazos.science.evaluation.contrasts import fitted
from pazos.science.evaluation.sun_abraham import event_study

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.effect import Effect
    from pazos.science.evaluation.panel import Panel

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

# Those that take the places for parallel: the others weigh or model them, and are doubted by other means.
BY_TRENDS = ("twfe", "poisson", "callaway-santanna", "imputation", "sun-abraham")
MOST = 4  # blocks before, beside the reference


@dataclass(frozen=True)
class Course:
    """Estimates by block against the last block before: first those `before`, then those since.

    `blocks` are their numbers (the reference is -1), `middles` the mean times since the beginning, `shares` the treated
    cells' shares in the blocks since; `degrees` are those of the side with fewer places.
    """

    blocks: Ints
    middles: Floats
    reference: float
    estimates: Floats
    covariance: Floats
    shares: Floats
    degrees: float
    width: int

    @property
    def before(self) -> int:
        """How many blocks lie before the reference."""
        return int((self.blocks < 0).sum())

    def rows(self, confidence: float) -> list[dict[str, float]]:
        """Return the course for a plot, pointwise intervals by Student's distribution."""
        reach = stats.t.ppf((1 + confidence) / 2, self.degrees) * np.sqrt(np.diag(self.covariance))
        drawn = zip(self.middles, self.estimates, reach, strict=True)
        return [
            {
                "time": float(time),
                "estimate": float(one),
                "low": float(one - wide),
                "high": float(one + wide),
            }
            for time, one, wide in drawn
        ]


def degrees_of(panel: Panel) -> int:
    """Return the degrees of freedom of the side with fewer places."""
    treated = int(panel.ever.sum())
    return min(treated, len(panel.units) - treated) - 1


def width_of(panel: Panel, *, most: int = MOST) -> int:
    """Return the length of a block: as many leads as a third of the degrees of freedom, at most `most`, at least one."""
    leads = max(1, min(most, degrees_of(panel) // 3))
    longest = max(panel.cohorts)
    return max(1, -(-longest // (leads + 1)))


def course(panel: Panel, effect: Effect, *, width: int) -> Course | None:
    """Return the course in blocks of `width` times, in what the effect is in; None where it cannot be told.

    Where places begin at different times and the effect is a difference, cohorts are not mixed (Sun and Abraham 2021).
    """
    if panel.ever.all() or degrees_of(panel) < 1 or min(panel.cohorts) < 2:
        return None
    ratio = effect.unit == "log_ratio"
    blocks = _blocks(panel, width)
    numbers = np.unique(blocks[panel.ever])
    kept = numbers[numbers != -1]
    if not (kept < 0).any() or -1 not in numbers:
        return None
    if ratio or effect.method == "twfe" or len(panel.cohorts) == 1:
        dummies = (blocks[:, :, None] == kept) & panel.ever[:, None, None]
        found = fitted(panel, dummies.astype(float), ratio=ratio)
        if found is None:
            return None
        place = slice(0, len(kept))
        estimates, covariance = found.coefficients[place], found.covariance[place, place]
    else:
        estimates, covariance = _unmixed(panel, blocks, kept)
    return _course(panel, blocks, kept, figures=(estimates, covariance), width=width)


def _blocks(panel: Panel, width: int) -> Ints:
    """Return each cell's block; only to be read where a unit is ever treated."""
    times = events.since(panel)
    ever = panel.ever
    most_before, most_since = -int(times[ever].min()), int(times[ever].max()) + 1
    lowest = -max(1, most_before // width)
    highest = max(0, most_since // width - 1)
    return np.clip(times // width, lowest, highest)


def _unmixed(panel: Panel, blocks: Ints, kept: Ints) -> tuple[Floats, Floats]:
    """Return block means of the figures by single times, each time with the same weight, less the reference block's."""
    times, sums = event_study(panel)
    since, ever = events.since(panel), panel.ever
    own = {
        int(time): int(block) for time, block in zip(since[ever].ravel(), blocks[ever].ravel(), strict=True)
    }
    of_times = np.array([own[time] for time in times])

    def mean(block: int) -> Floats:
        inside = of_times == block
        # The last time before stands at nought and is a member of the reference block.
        return np.asarray(inside / (inside.sum() + (block == -1)), dtype=float)

    contrast = np.stack([mean(int(block)) - mean(-1) for block in kept])
    single = sums.taken(range(1, len(times) + 1))
    influence = single.influence @ contrast.T
    return contrast @ single.estimates, np.asarray(influence.T @ influence, dtype=float)


def _course(panel: Panel, blocks: Ints, kept: Ints, *, figures: tuple[Floats, Floats], width: int) -> Course:
    times, ever = events.since(panel), panel.ever
    middles = np.array([times[ever][blocks[ever] == block].mean() for block in kept])
    cells = np.array([(blocks[ever] == block).sum() for block in kept if block >= 0], dtype=float)
    return Course(
        blocks=kept,
        middles=middles,
        reference=float(times[ever][blocks[ever] == -1].mean()),
        estimates=figures[0],
        covariance=figures[1],
        shares=cells / cells.sum(),
        degrees=float(degrees_of(panel)),
        width=width,
    )
