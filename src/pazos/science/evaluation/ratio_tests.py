"""Which ratios of deaths does chance not reject, where few units began? Scores drawn anew under each ratio.

The model of counts is fitted with the ratio held, and what its places have beyond it is drawn anew: by random signs
unit by unit (Kline and Santos 2012), or by dealing the dates out again over all units (Fisher 1935). The interval is
what the test does not reject, each ratio with a fit of its own; it must never be read off a fit at another ratio.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy.optimize import brentq

from pazos.science.evaluation import resampling
from pazos.science.evaluation.clustered import Regression, residual
from pazos.science.evaluation.declared.counts import Score, score
from pazos.science.evaluation.declared.sets import permuted
from pazos.science.evaluation.likelihood import fit, solved
from pazos.science.evaluation.spreading import Draws, draws_of, spread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.panel import Panel

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


class RatioTest(Protocol):
    """A test of the logarithm of a ratio."""

    def centre(self, estimate: float) -> float:
        """Return the ratio next to the estimate at which the statistic is nought."""
        ...

    def drawn(self, ratio: float, *, draws: int, seed: int) -> resampling.Drawn:
        """Return the statistic's size and that of the draws, where the ratio is true."""
        ...


@dataclass(frozen=True)
class Wild:
    """The wild bootstrap of unit scores, linearised where the ratio is held (MacKinnon, Nielsen and Webb 2025).

    `deaths` and `exposed` are units x times; `moving` has its columns behind them, the treatment first. Errors by unit are reckoned anew in every draw, from
    residuals of one step away from the null: those under the null would bound the statistic however far the ratio.
    """

    deaths: Floats
    exposed: Floats
    moving: Floats

    def centre(self, estimate: float) -> float:
        """Return the estimate: there the score is nought."""
        return estimate

    def drawn(self, ratio: float, *, draws: int, seed: int) -> resampling.Drawn:
        """Return the size of the clustered t statistic of one step from the null, and of its draws."""
        return resampling.wild(self.under(ratio), draws=draws, seed=seed).under(0.0)

    def under(self, ratio: float) -> Regression:
        """Return the regression that a step from the model with the ratio held is; its first coefficient is the step."""
        treatment = self.moving[:, :, :1]
        held = fit(self.deaths, self.exposed * np.exp(ratio * treatment[:, :, 0]), self.moving[:, :, 1:])
        regressors = np.concatenate([residual(treatment, held.weights), held.regressors], axis=2)
        flat = regressors.reshape(-1, regressors.shape[2])
        weighed = flat * held.weights.reshape(-1, 1)
        step = solved(flat.T @ weighed, weighed.T @ held.residuals.ravel())
        return Regression(step, regressors, held.residuals - regressors @ step, held.weights)


@dataclass(frozen=True)
class Randomised:
    """The score over its error with the dates dealt out again (see `declared.counts`).

    Under a ratio every treated unit would have had its deaths since over the ratio, whichever units began: what is
    tested is exact where every unit might as well have had any other's date. Units without a death are dealt too.
    """

    panel: Panel

    def centre(self, estimate: float) -> float:
        """Return the ratio at which the treated had since what the others let expect."""
        near, far = estimate - resampling.FARTHEST, estimate + resampling.FARTHEST
        return float(brentq(lambda ratio: self._seen(self._score(ratio)), near, far, xtol=1e-9))

    def drawn(self, ratio: float, *, draws: int, seed: int) -> resampling.Drawn:
        """Return the size of the statistic, and of those of the dates dealt out."""
        resampling.refuse_few(draws)
        known = self._score(ratio)
        sizes = spread(partial(_dealt, known), draws_of(draws, seed=seed, size=resampling.BATCH))
        return resampling.Drawn(abs(self._seen(known)), np.concatenate(sizes), counts_itself=True)

    def _score(self, ratio: float) -> Score:
        exposed = np.ones_like(self.panel.outcome) if self.panel.exposure is None else self.panel.exposure
        untreated = self.panel.outcome / np.exp(ratio * self.panel.treated)
        return score(untreated, exposed, self.panel.first[self.panel.ever])

    def _seen(self, known: Score) -> float:
        return float(known.figures(np.flatnonzero(self.panel.ever)[None])[1][0])


def _dealt(known: Score, piece: Draws) -> Floats:
    units, treated = len(known.errors), len(known.start)
    return np.abs(known.figures(permuted(piece, units)[:, :treated])[1])


def chance_of(
    test: RatioTest, found: Regression, *, draws: int, seed: int, confidence: float
) -> tuple[float, float, float]:
    """Return the interval of a test around the fit, and its p-value of no effect."""
    drawn = partial(test.drawn, draws=draws, seed=seed)
    centre = test.centre(float(found.coefficients[0]))
    low, high = resampling.inverted(drawn, centre=centre, step=found.error(0), confidence=confidence)
    return low, high, drawn(0.0).p_value
