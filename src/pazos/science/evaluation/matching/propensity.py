"""How likely was a unit to be treated, by what it was like before? A logit, held back by a ridge where it runs away.

With seven treated units a logit often tells them apart without error, and its coefficients go to infinity. They are
then held back as if each were drawn around nought with a spread of one, and that is told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RIDGE = 1.0
STEPS = 100
SETTLED = 1e-9
RUNAWAY = 12.0  # of a linear predictor: odds of more than 160,000 to one


def propensity(features: Floats, treated: NDArray[np.bool_]) -> tuple[Floats, float]:
    """Return the linear predictor of each unit, and the ridge (on coefficients of standardised features), nought if none."""
    standard = (features - features.mean(axis=0)) / features.std(axis=0)
    design = np.column_stack([np.ones(len(standard)), standard])
    linear = _fitted(design, treated.astype(float), ridge=0.0)
    if np.abs(linear).max() < RUNAWAY:
        return linear, 0.0
    return _fitted(design, treated.astype(float), ridge=RIDGE), RIDGE


def _fitted(design: Floats, treated: Floats, *, ridge: float) -> Floats:
    """Return the linear predictor by Newton's steps, each halved until it helps; it stops where it runs away."""
    penalty = np.full(design.shape[1], ridge)
    penalty[0] = 0.0
    coefficients = np.zeros(design.shape[1])
    value = _loss(design, treated, coefficients, penalty=penalty)
    for _ in range(STEPS):
        linear = design @ coefficients
        share = special.expit(linear)
        curve = design.T @ (design * (share * (1 - share))[:, None]) + np.diag(penalty)
        step = np.linalg.lstsq(curve, design.T @ (treated - share) - penalty * coefficients, rcond=1e-12)[0]
        if np.abs(step).max() < SETTLED or np.abs(linear).max() > 2 * RUNAWAY:
            break
        part = 1.0
        while (tried := _loss(design, treated, coefficients + part * step, penalty=penalty)) > value:
            part /= 2
            if part < SETTLED:
                return np.asarray(design @ coefficients, dtype=float)
        coefficients, value = coefficients + part * step, tried
    return np.asarray(design @ coefficients, dtype=float)


def _loss(design: Floats, treated: Floats, coefficients: Floats, *, penalty: Floats) -> float:
    linear = design @ coefficients
    return float((np.logaddexp(0, linear) - treated * linear).sum() + 0.5 * penalty @ coefficients**2)
