"""What do some cells of a panel say of places, beside unit and time effects? As differences or as ratios of deaths.

The doubts look at parts of a panel: at the cells not treated yet, or at all of them in long blocks of time. Here
such a part is fitted once, with errors clustered by unit. What cannot be fitted is None, never a guess.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation import likelihood
from pazos.science.evaluation.clustered import Regression, residual
from pazos.science.evaluation.twfe import covariates_by_change
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.panel import Panel

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


def fitted(panel: Panel, moving: Floats, *, inside: Flags | None = None, ratio: bool) -> Regression | None:
    """Return the regression on `moving` (units x times x columns) over the cells `inside`, covariates after them.

    `ratio`: the outcome are deaths and coefficients logarithms of ratios; otherwise differences by unit and time. None
    where a column repeats the units and times, or holds no deaths to take a ratio to.
    """
    cells = np.ones(panel.outcome.shape, dtype=bool) if inside is None else inside
    varying, _ = covariates_by_change(panel)
    whole = np.concatenate([moving, *(one[:, :, None] for one in varying.values())], axis=2)
    try:
        return _ratios(panel, whole, cells) if ratio else _differences(panel, whole, cells)
    except (InputProblem, np.linalg.LinAlgError):
        return None


def _differences(panel: Panel, moving: Floats, inside: Flags) -> Regression | None:
    units, times = inside.any(axis=1), inside.any(axis=0)
    weights = inside[np.ix_(units, times)].astype(float)
    values = np.concatenate([panel.outcome[:, :, None], moving], axis=2)[np.ix_(units, times)]
    swept = residual(values, weights)
    outcome, regressors = swept[:, :, 0], swept[:, :, 1:]
    flat = (regressors * weights[:, :, None]).reshape(weights.size, -1)
    if not _told(flat, (values[:, :, 1:] * weights[:, :, None]).reshape(flat.shape)):
        return None
    found = np.linalg.solve(flat.T @ flat, flat.T @ (outcome * weights).ravel())
    return Regression(np.asarray(found, dtype=float), regressors, outcome - regressors @ found, weights)


def _ratios(panel: Panel, moving: Floats, inside: Flags) -> Regression | None:
    exposed = np.ones_like(panel.outcome) if panel.exposure is None else panel.exposure
    deaths = np.where(inside, panel.outcome, 0.0)
    inside = inside & (deaths.sum(axis=0) > 0)[None, :] & (exposed > 0)
    units = (deaths.sum(axis=1) > 0) & inside.any(axis=1)
    times = inside[units].any(axis=0)
    part = np.ix_(units, times)
    kept, weights = moving[part], np.where(inside, exposed, 0.0)[part]
    swept = residual(kept, weights) * np.sqrt(weights)[:, :, None]
    columns = kept.shape[2]
    if not _told(swept.reshape(-1, columns), (kept * np.sqrt(weights)[:, :, None]).reshape(-1, columns)):
        return None
    return likelihood.fit(deaths[part], weights, kept)


def _told(swept: Floats, plain: Floats) -> bool:
    """Return whether each column differs beyond units and times, and from the other columns."""
    scale = np.sqrt((plain**2).sum(axis=0))
    if not (scale > 0).all():
        return False
    return bool(np.linalg.svd(swept / scale, compute_uv=False).min() > 1e-6)
