"""Weights of donors and of times for one cohort: the two sides of synthetic difference-in-differences.

Donors are weighed so that their mean runs parallel to the treated before; times so that their mean stands where the
donors do afterwards (Arkhangelsky, Athey, Hirshberg, Imbens and Wager 2021, equations 4 to 6). Many problems of one
cohort are solved as a family: they differ in who is treated and who is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.controls.optimality import note_unknown
from pazos.science.evaluation.controls.published import stopped_early
from pazos.science.evaluation.controls.simplex import nearest_by_gram, nearest_means

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

TIMES_RIDGE = 1e-6  # of the noise: only to make the weights of times unique (section 2 of the paper)
BYTES = 32_000_000


@dataclass(frozen=True)
class Block:
    """The donors' outcomes (donors x times), the first treated place, how many begin then, and the noise."""

    pool: Floats
    first: int
    size: int
    noise: float

    @property
    def ridge(self) -> float:
        """The paper's zeta squared times the times before: what it costs to rest on few donors."""
        after = self.pool.shape[1] - self.first
        return float(np.sqrt(self.size * after) * self.noise**2 * self.first)


@dataclass(frozen=True)
class Fitted:
    """`donors` is problems x donors, `times` problems x times before."""

    donors: Floats
    times: Floats


def noise_of(pool: Floats, first: int) -> float:
    """Return the standard deviation of the donors' first differences before."""
    return float(np.diff(pool[:, :first], axis=1).std(ddof=1))


def fitted(block: Block, targets: Floats, *, banned: Flags, solver: str) -> Fitted:
    """Return the weights of each problem; `targets` is problems x times, `banned` problems x donors.

    `solver` is "exact" (the optimum) or "published" (the stopping rule of the paper's own programme).
    """
    before, wanted = block.pool[:, : block.first], targets[:, : block.first]
    if solver == "published":
        return _published(block, wanted, banned)
    level = before - before.mean(axis=1, keepdims=True)
    sought = wanted - wanted.mean(axis=1, keepdims=True)
    donors = nearest_means(level, sought, banned=banned, ridge=block.ridge)
    return Fitted(donors.weights, _times(block, banned))


def courses(block: Block, targets: Floats, weights: Fitted) -> Floats:
    """Return the gap of each problem at every time, less its weighted mean before (problems x times)."""
    gaps = targets - weights.donors @ block.pool
    return np.asarray(gaps - (gaps[:, : block.first] * weights.times).sum(axis=1, keepdims=True))


def _times(block: Block, banned: Flags) -> Floats:
    """Return the weights of times: each problem's Gram matrix is the whole one less those left out."""
    rows = _rows(block)
    whole, found = rows.T @ rows, np.empty((len(banned), block.first))
    step = max(1, BYTES // (8 * whole.size))
    for at in range(0, len(banned), step):
        out = banned[at : at + step]
        left = len(rows) - out.sum(axis=1)
        gone = rows[np.nonzero(out)[1].reshape(len(out), -1)]
        total = gone.sum(axis=1)
        made = whole - gone.transpose(0, 2, 1) @ gone
        made -= total[:, :, None] * (total / left[:, None])[:, None, :]
        grams = np.ascontiguousarray(made[:, :-1, :-1])
        penalty = (TIMES_RIDGE * block.noise) ** 2 * left
        found[at : at + step] = nearest_by_gram(
            grams, np.ascontiguousarray(made[:, :-1, -1]), penalty
        ).weights
    return found


def _rows(block: Block) -> Floats:
    """Return donors x (times before, mean after), less each donor's own level and each column's mean."""
    before, after = block.pool[:, : block.first], block.pool[:, block.first :].mean(axis=1, keepdims=True)
    rows = np.hstack((before, after)) - before.mean(axis=1, keepdims=True)
    return np.asarray(rows - rows.mean(axis=0))


def _published(block: Block, wanted: Floats, banned: Flags) -> Fitted:
    note_unknown({"why": "stopped_as_published"})
    rows, before = _rows(block), block.pool[:, : block.first]
    donors, times = np.zeros(banned.shape), np.empty(wanted.shape)
    least = 1e-5 * block.noise
    for place, (target, out) in enumerate(zip(wanted, banned, strict=True)):
        left = before[~out].T
        donors[place, ~out] = stopped_early(
            left - left.mean(axis=0), target - target.mean(), ridge=block.ridge, least=least
        )
        kept = rows[~out] - rows[~out].mean(axis=0)
        ridge = (TIMES_RIDGE * block.noise) ** 2 * len(kept)
        times[place] = stopped_early(kept[:, :-1], kept[:, -1], ridge=ridge, least=least)
    return Fitted(donors, times)
