"""What remains of the gap before is taken off by a ridge regression on the donors' past.

Source: Ben-Michael, Feller and Rothstein (2021), equations 8 and 14, and section 5.3 for the penalty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.controls.simplex import nearest_means

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

PENALTIES, SMALLEST = 20, 1e-8  # how many are tried, and the least as a share of the largest


def augmented_weights(donors: Floats, targets: Floats, *, penalty: float) -> Floats:
    """Return problems x donors weights, adding up to one, of any sign; arguments as in `nearest_means`."""
    first = nearest_means(donors, targets).weights
    return np.asarray(first + _correction(donors, targets - first @ donors, np.array([penalty]))[0])


def penalty_by_leaving_times_out(donors: Floats, targets: Floats) -> float:
    """Return the largest penalty whose error at times left out is within a standard error of the least.

    Each time but the last is left out in turn, the weights found from the others, and its gap squared; the mean
    over targets. Penalties fall from the largest squared singular value, evenly by their logarithm.
    """
    level = donors - donors.mean(axis=0)
    largest = float(np.linalg.norm(level, 2) ** 2)
    penalties = largest * SMALLEST ** (np.arange(PENALTIES + 1) / PENALTIES)
    found = np.empty((donors.shape[1] - 1, len(penalties)))
    for left in range(len(found)):
        kept = np.arange(donors.shape[1]) != left
        first = nearest_means(donors[:, kept], targets[:, kept]).weights
        extra = _correction(donors[:, kept], (targets - first @ donors)[:, kept], penalties)
        found[left] = ((targets[:, left] - (first + extra) @ donors[:, left]) ** 2).mean(axis=1)
    mean, error = found.mean(axis=0), found.std(axis=0, ddof=1) / np.sqrt(len(found))
    best = int(mean.argmin())
    return float(penalties[mean <= mean[best] + error[best]].max())


def _correction(donors: Floats, gaps: Floats, penalties: Floats) -> Floats:
    """Return penalties x problems x donors: gaps (problems x times) regressed on the donors' centred past."""
    level = donors - donors.mean(axis=0)
    left, sizes, right = np.linalg.svd(level, full_matrices=False)
    scaled = sizes / (sizes**2 + penalties[:, None])
    return np.asarray(((gaps @ right.T)[None] * scaled[:, None]) @ left.T)
