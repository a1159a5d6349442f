"""The figure of every set, for estimators that are sums of outcomes by weights: a table of looks-up, no refit.

Without covariates such an estimator weighs a unit's times by when the unit began and by nothing else. The weights of
one pattern of beginnings serve every set with that pattern, and a set's figure is the sum of a few cells of a table.
Sets are compared by their figure over its own error (treated and others apart, Neyman 1923): places differ in
how much happens in them, and bare figures of busy places would look extreme among quiet ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.clustered import residual, time_inverse
from pazos.science.evaluation.imputation import Fit, cell_weights
from pazos.science.evaluation.panel import NEVER, Panel

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


def by_two_way(panel: Panel) -> Floats:
    """Return the weights of two-way fixed effects, units x times."""
    shape = residual(panel.treated[:, :, None].astype(float))[:, :, 0]
    return np.asarray(shape / (shape**2).sum(), dtype=float)


def by_imputation(panel: Panel) -> Floats:
    """Return the weights of imputation, units x times."""
    untreated = (~panel.treated).astype(float)
    known = panel.treated & (untreated.sum(axis=0) > 0)[None, :]
    fit = Fit(panel, panel.outcome, np.empty((*panel.outcome.shape, 0)), known)
    return cell_weights(fit, known / known.sum(), untreated=untreated, inverse=time_inverse(untreated))


def by_last_before(panel: Panel) -> Floats:
    """Return the weights of Callaway and Sant'Anna (simple, never treated) and of Sun and Abraham, units x times."""
    never = panel.first == NEVER
    after = panel.treated / panel.treated.sum()
    found = after.copy()
    rows = np.flatnonzero(panel.ever)
    found[rows, panel.first[rows] - 1] -= after[rows].sum(axis=1)
    found[never] -= found[~never].sum(axis=0) / never.sum()
    return np.asarray(found, dtype=float)


WEIGHTS: dict[str, Callable[[Panel], Floats]] = {
    "twfe": by_two_way,
    "imputation": by_imputation,
    "callaway-santanna": by_last_before,
    "sun-abraham": by_last_before,
}


@dataclass(frozen=True)
class Linear:
    """The table of one method and pattern of beginnings: what a unit adds as each of the treated, or as none of them."""

    own: Floats  # treated x units
    never: Floats  # units

    def figures(self, sets: Ints) -> tuple[Floats, Floats]:
        """Return the estimate of each set (draws x treated, units), and the estimate over its error."""
        places, treated = len(self.never), sets.shape[1]
        own, lost = self.own[np.arange(treated), sets], self.never[sets]
        left, rest = places - treated, self.never.sum() - lost.sum(axis=1)
        squares = (self.never**2).sum() - (lost**2).sum(axis=1)
        others = (squares - rest**2 / left) * left / max(left - 1, 1)
        spread = ((own - own.mean(axis=1, keepdims=True)) ** 2).sum(axis=1) * treated / max(treated - 1, 1)
        estimate = own.sum(axis=1) + rest
        return estimate, estimate / np.sqrt(np.maximum(spread + others, np.finfo(float).tiny))


def linear(method: str, outcome: Floats, starts: Ints) -> Linear:
    """Return the table of a method on outcomes (units x times), when as many begin as `starts` has, then."""
    units, times = outcome.shape
    first = np.full(units, NEVER)
    first[: len(starts)] = starts
    pattern = Panel(
        tuple(map(str, range(units))), tuple(map(str, range(times))), np.zeros_like(outcome), first
    )
    weights = WEIGHTS[method](pattern)
    return Linear(weights[: len(starts)] @ outcome.T, outcome @ weights[-1])
