"""A difference of changes that is right if either the model of who was treated or that of the change is.

Sant'Anna and Zhao (2020), the traditional estimator for panels: logistic propensity by maximum likelihood, linear
outcome regression among the comparison, and both models' uncertainty in the influence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

STEPS = 50
CERTAIN = 0.999


def doubly_robust(change: Floats, treated: Flags, covariates: Floats, *, name: str) -> tuple[float, Floats]:
    """Return the effect on the treated and what each unit adds to it; `covariates` hold a constant first.

    Raises:
        InputProblem: too few treated or compared for the covariates, covariates that repeat one another, or values that
            tell the treated from the others for certain.
    """
    _refuse_thin(covariates, treated, name)
    score = _propensity(covariates, treated, name)
    inside = treated.astype(float)
    odds = score * (1 - inside) / (1 - score)
    outside = covariates[~treated]
    slopes = np.linalg.lstsq(outside, change[~treated], rcond=None)[0]
    left = change - covariates @ slopes
    mean_in, mean_out = left[treated].mean(), float((odds * left).sum() / odds.sum())
    bread = np.linalg.inv(outside.T @ outside)
    of_slopes = (covariates * ((1 - inside) * left)[:, None]) @ bread
    information = covariates.T @ (covariates * (score * (1 - score))[:, None])
    of_score = (covariates * (inside - score)[:, None]) @ np.linalg.inv(information)
    centred = odds * (left - mean_out)
    own_in = inside * (left - mean_in) - of_slopes @ (inside @ covariates)
    own_out = centred + of_score @ (centred @ covariates) - of_slopes @ (odds @ covariates)
    return float(mean_in - mean_out), own_in / inside.sum() - own_out / odds.sum()


def _refuse_thin(covariates: Floats, treated: Flags, name: str) -> None:
    columns = covariates.shape[1]
    if min(treated.sum(), (~treated).sum()) <= columns:
        raise InputProblem(
            "Those that begin at {begin} or those they are compared with are too few for {count} covariates. Name fewer, or none.",
            begin=name,
            count=columns - 1,
        )
    if np.linalg.matrix_rank(covariates[~treated]) < columns:
        raise InputProblem(
            "Among those compared with the beginners of {begin} a covariate never differs or repeats another. Take it out.",
            begin=name,
        )


def _propensity(covariates: Floats, treated: Flags, name: str) -> Floats:
    """Return the probability of treatment by logistic regression (Newton's steps)."""
    # Centred and scaled for the steps only: the probabilities do not depend on it.
    spread = covariates.std(axis=0)
    design = np.where(
        spread > 0, (covariates - covariates.mean(axis=0)) / np.where(spread > 0, spread, 1), 1.0
    )
    slopes = np.zeros(design.shape[1])
    for _ in range(STEPS):
        score = 1 / (1 + np.exp(-np.clip(design @ slopes, -500, 500)))
        doubt = score * (1 - score)
        if score[~treated].max() > CERTAIN or doubt.max() < 1 - CERTAIN:
            break
        step = np.linalg.solve(design.T @ (design * doubt[:, None]), design.T @ (treated - score))
        slopes = slopes + step
        if np.abs(step).max() < 1e-10:
            return np.asarray(score, dtype=float)
    raise InputProblem(
        "The covariates tell those that begin at {begin} from the others for certain: nobody is left that is like them. Name fewer covariates.",
        begin=name,
    )
