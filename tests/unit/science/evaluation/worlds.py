"""Panels with a known truth, for the tests of the estimators."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.panel import NEVER, Panel

if TYPE_CHECKING:
    from numpy.typing import NDArray


def city(
    seed: int,
    *,
    units: int = 60,
    times: int = 24,
    starts: tuple[int, ...] = (12,) * 8,
    effect: float = 0.0,
    mean: float = 4.0,
    drift: float = 0.0,
) -> Panel:
    """Counts by Poisson with unit and time effects; `effect` and `drift` (a time, of the treated) are log ratios."""
    rng = np.random.default_rng(seed)
    first = np.full(units, NEVER)
    first[: len(starts)] = starts
    level = rng.gamma(5, 1 / 5, (units, 1)) * mean * np.exp(0.2 * np.sin(np.arange(times) / 2))[None, :]
    panel = Panel(
        tuple(f"u{one:04}" for one in range(units)),
        tuple(map(str, range(times))),
        level,
        first.astype(np.int64),
    )
    shift = effect * panel.treated + drift * np.arange(times)[None, :] * panel.ever[:, None]
    people = rng.integers(800, 1200, (units, times)).astype(float)
    outcome = rng.poisson(level * np.exp(shift) * people / 1000).astype(float)
    return replace(panel, outcome=outcome, exposure=people)


def shuffled(panel: Panel, seed: int = 3) -> Panel:
    """The same panel with its units in another order."""
    return taken(panel, np.random.default_rng(seed).permutation(len(panel.units)))


def taken(panel: Panel, rows: NDArray[np.int64]) -> Panel:
    """The panel of some of its units, in the order given."""
    return replace(
        panel,
        units=tuple(panel.units[row] for row in rows),
        outcome=panel.outcome[rows],
        first=panel.first[rows],
        exposure=None if panel.exposure is None else panel.exposure[rows],
        covariates={name: values[rows] for name, values in panel.covariates.items()},
    )
