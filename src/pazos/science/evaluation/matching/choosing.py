"""Who is compared with whom: neighbours by propensity or by distance, or all of the others with weights.

Nothing of an outcome after the beginning is read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from pazos.science.evaluation.matching.entropy import entropy_weights
from pazos.science.evaluation.matching.propensity import propensity
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.matching.features import Features

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

NEAREST = ("propensity", "mahalanobis")
WEIGHTED = ("entropy", "weights", "overlap")


@dataclass(frozen=True)
class How:
    """The ways of choosing: `by` one of NEAREST and WEIGHTED, and for neighbours how many, how near, how often.

    `caliper` is in standard deviations of the propensity's linear predictor; nought is none.
    """

    by: str
    neighbours: int
    caliper: float
    replacement: bool


@dataclass(frozen=True)
class Chosen:
    """`pairs` are treated x others, each row what the others weigh for a treated unit: they add up to its `own` weight.

    `treated` and `others` are places of units. A treated unit without anybody near enough weighs nought.
    """

    treated: NDArray[np.intp]
    others: NDArray[np.intp]
    own: Floats
    pairs: Floats
    linear: Floats
    ridge: float

    @property
    def totals(self) -> Floats:
        """What each of the others weighs in all."""
        return np.asarray(self.pairs.sum(axis=0), dtype=float)

    @property
    def effective(self) -> float:
        """How many units of equal weight the others are worth (Kish 1965)."""
        return float(self.totals.sum() ** 2 / (self.totals**2).sum())


def choose(features: Features, ever: Flags, how: How) -> Chosen:
    """Return who is compared with whom.

    `by`: "propensity", nearest in the linear predictor (Rosenbaum and Rubin 1985; caliper of Austin 2011);
    "mahalanobis", nearest in the features within that caliper; "entropy" (Hainmueller 2012); "weights", by the odds
    of the propensity (Hirano, Imbens and Ridder 2003); "overlap", each side by the propensity of the other (Li, Morgan
    and Zaslavsky 2018), whose effect is for those that might have been on either side.

    Raises:
        InputProblem: an unknown way, everybody treated, nobody within the caliper, or no weights that balance.
    """
    _refuse(ever, how)
    treated, others = np.flatnonzero(ever), np.flatnonzero(~ever)
    linear, ridge = propensity(features.values, ever)
    if how.by in NEAREST:
        pairs = _neighbours(features, ever, linear, how=how)
        own = (pairs.sum(axis=1) > 0).astype(float)
    elif how.by == "overlap":
        own = special.expit(-linear[treated])
        pairs = _shared(special.expit(linear[others]), own)
    else:
        own = np.ones(len(treated))
        weights = np.exp(linear[others] - linear[others].max())
        if how.by == "entropy":
            values = features.values
            weights = entropy_weights(values[others], values[treated].mean(axis=0), names=features.names)
        pairs = _shared(weights, own)
    if not own.any():
        raise InputProblem(
            "Nobody of the others is near enough to any of the treated. Widen the caliper, or take by entropy."
        )
    return Chosen(treated, others, own, pairs, linear, ridge)


def _refuse(ever: Flags, how: How) -> None:
    if how.by not in NEAREST + WEIGHTED:
        raise InputProblem(
            "Matching is by one of {known}; there is no {given}.",
            known=", ".join(NEAREST + WEIGHTED),
            given=how.by,
        )
    if (~ever).sum() < 2 or how.neighbours < 1 or how.caliper < 0:
        raise InputProblem(
            "Matching needs two units or more that are never treated, one neighbour or more and a caliper from nought up; here {others} units, {neighbours} neighbours, caliper {caliper}.",
            others=int((~ever).sum()),
            neighbours=how.neighbours,
            caliper=how.caliper,
        )


def _shared(weights: Floats, own: Floats) -> Floats:
    return np.asarray(own[:, None] * (weights / weights.sum())[None, :], dtype=float)


def _neighbours(features: Features, ever: Flags, linear: Floats, *, how: How) -> Floats:
    treated, others = np.flatnonzero(ever), np.flatnonzero(~ever)
    apart = np.abs(linear[treated][:, None] - linear[others][None, :])
    distance = apart if how.by == "propensity" else _mahalanobis(features.values, treated, others)
    reach = how.caliper * linear.std() if how.caliper else np.inf
    distance = np.where(apart <= reach, distance, np.inf)
    pairs = np.zeros(distance.shape)
    # Whoever is hardest to match chooses first; with replacement the order changes nothing.
    for row in np.argsort(-linear[treated], kind="stable"):
        order = np.argsort(distance[row], kind="stable")[: how.neighbours]
        near = order[np.isfinite(distance[row, order])]
        if len(near):
            pairs[row, near] = 1 / len(near)
        if not how.replacement:
            distance[:, near] = np.inf
    return pairs


def _mahalanobis(values: Floats, treated: NDArray[np.intp], others: NDArray[np.intp]) -> Floats:
    inverse = np.linalg.pinv(np.atleast_2d(np.cov(values[others], rowvar=False)))
    apart = values[treated][:, None, :] - values[others][None, :, :]
    return np.asarray(np.einsum("tok,kl,tol->to", apart, inverse, apart), dtype=float)
