"""Which means of counts are likeliest, by units, times and some columns? Poisson's quasi-likelihood on arrays.

It must never make dummies of units or times: they are swept out exactly at each step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.clustered import Regression, residual
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

STEPS = 100
SETTLED = 1e-10


def fit(deaths: Floats, exposed: Floats, moving: Floats) -> Regression:
    """Return the fit by iterated weighted least squares; each step sweeps units and times out exactly.

    `deaths` and `exposed` (nought in holes) are units x times, `moving` has its columns behind them. Each unit and each
    time that is not all holes holds a death.

    Raises:
        InputProblem: it does not settle.
    """
    inside = exposed > 0
    offset = np.log(np.where(inside, exposed, 1.0))
    mean = _start(deaths, exposed)
    before: Floats | None = None
    for _ in range(STEPS):
        safe = np.where(inside, mean, 1.0)
        working = np.where(inside, np.log(safe) - offset + (deaths - mean) / safe, 0.0)
        swept = residual(np.concatenate([working[:, :, None], moving], axis=2), mean)
        regressors = swept[:, :, 1:]
        flat = regressors.reshape(mean.size, regressors.shape[2])
        weighed = flat * mean.reshape(-1, 1)
        coefficients = solved(flat.T @ weighed, weighed.T @ swept[:, :, 0].ravel())
        errors = np.where(inside, swept[:, :, 0] - regressors @ coefficients, 0.0)
        found = Regression(coefficients, regressors, errors, mean)
        mean = np.where(inside, np.exp(np.clip(working - errors + offset, -50, 50)), 0.0)
        # Without a column the means themselves have to settle.
        now = coefficients if len(coefficients) else mean
        if before is not None and np.abs(now - before).max() < SETTLED * max(1.0, float(np.abs(now).max())):
            return found
        before = now
    raise InputProblem(
        "The model of counts does not settle: some time since the beginning holds next to no deaths. Take larger units or longer times."
    )


def _start(deaths: Floats, exposed: Floats) -> Floats:
    rates = deaths.sum(axis=1) / exposed.sum(axis=1)
    expected = rates[:, None] * exposed
    times = np.divide(
        deaths.sum(axis=0),
        expected.sum(axis=0),
        out=np.zeros(deaths.shape[1]),
        where=expected.sum(axis=0) > 0,
    )
    return np.asarray(expected * times[None, :], dtype=float)


def solved(matrix: Floats, right: Floats) -> Floats:
    """Return what a matrix takes to the right hand side."""
    return np.asarray(np.linalg.solve(matrix, right), dtype=float)
