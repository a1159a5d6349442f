"""How much does each predictor count? As much as brings the outcome before nearest (nested optimisation).

Inner: the shares that bring the donors' predictors nearest to the treated's, weighed by a diagonal. Outer: the
diagonal whose shares leave the least gap of the outcome before (Abadie, Diamond and Hainmueller 2010, section
2.3). The outer problem has many optima: the answer is the best that was found from several starts, and nothing
says that it is the best there is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from pazos.science.evaluation.controls.optimality import note_unknown
from pazos.science.evaluation.controls.simplex import nearest_means

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.controls.design import Design

    Floats = NDArray[np.float64]

STARTS, EVALUATIONS = 4, 2000


def searched_weights(
    donors: Floats, treated: Floats, *, pool: Floats, own: Floats, starts: Floats | None = None
) -> Floats:
    """Return the shares of donors.

    `donors` is donors x predictors, `treated` predictors; `pool` (donors x times) and `own` (times) are outcomes to
    be met; `starts` are weights of predictors to search from (default: even ones, and others from a fixed seed).
    A predictor that is the same everywhere counts nothing.
    """
    spread = np.vstack((donors, treated)).std(axis=0, ddof=1)
    scale = np.where(spread > 0, spread, np.inf)
    near, wanted = donors / scale, treated / scale
    random = np.random.default_rng(0)
    even = np.ones((1, len(wanted))) / len(wanted)
    begin = (
        np.vstack((even, random.dirichlet(even[0] * len(wanted), STARTS - 1))) if starts is None else starts
    )

    def shares(raw: Floats) -> Floats:
        total = np.abs(raw).sum()
        root = np.sqrt(np.abs(raw) / (total if total > 0 else 1.0))
        return np.asarray(nearest_means(near * root, (wanted * root)[None]).weights[0])

    def loss(raw: Floats) -> float:
        return float(((own - shares(raw) @ pool) ** 2).mean())

    found = [minimize(loss, start, method="Powell", options={"maxfev": EVALUATIONS}) for start in begin]
    return shares(min(found, key=lambda one: float(one.fun)).x)


def by_averages(design: Design, rows: NDArray[np.int64], *, first: int, banned: NDArray[np.bool_]) -> Floats:
    """Return the weights of each row's donors (rows x donors).

    Predictors are each covariate's average before, and the outcome's.
    """
    note_unknown({"why": "predictors_searched"})
    averages = np.column_stack(
        [grid[:, :first].mean(axis=1) for grid in (*design.covariates.values(), design.outcome)]
    )
    weights = np.zeros((len(rows), len(design.donors)))
    for place, row in enumerate(rows):
        used = design.donors[~banned[place]]
        weights[place, ~banned[place]] = searched_weights(
            averages[used],
            averages[row],
            pool=design.outcome[used, :first],
            own=design.outcome[row, :first],
        )
    return weights
