"""How did those who began at one time fare at another, against those who had not begun? One figure a cohort and time.

Callaway and Sant'Anna (2021): before the beginning each time is compared with the one before it, since then with the
last time before (varying base). A cohort is never compared with one that has begun.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.doubly_robust import doubly_robust
from pazos.science.evaluation.panel import NEVER, all_treated_problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.panel import Panel

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Comparison:
    """Who is compared at which times: `never` treated units only, or all that have not yet begun."""

    panel: Panel
    never: bool

    @cached_property
    def begins(self) -> Ints:
        """Each unit's first treated time, beyond the panel where there is none."""
        return np.where(self.panel.first == NEVER, len(self.panel.times) + 1, self.panel.first)

    def bases(self, cohort: int) -> Ints:
        """Return the base of each time from the second on."""
        times = np.arange(1, len(self.panel.times))
        return np.where(times < cohort, times - 1, cohort - 1)

    def controls(self, cohort: int) -> Flags:
        """Return who may be compared with a cohort, units x times from the second on."""
        times = np.arange(1, len(self.panel.times))
        if self.never:
            return np.broadcast_to((self.panel.first == NEVER)[:, None], (len(self.begins), len(times)))
        latest = np.maximum(times, self.bases(cohort))
        others = (self.begins[:, None] > latest[None, :]) & (self.begins != cohort)[:, None]
        return np.asarray(others, dtype=bool)

    def refuse_nobody(self) -> None:
        """Refuse a panel in which nobody is left to compare with.

        Raises:
            InputProblem: all are treated, and only those that never are were asked for.
        """
        if self.never and self.panel.ever.all():
            raise all_treated_problem()


@dataclass(frozen=True)
class Cohort:
    """The figures of one cohort at each time from the second on (NaN without comparison), and units' influence."""

    begin: int
    estimates: Floats
    influence: Floats  # rows x times
    rows: Ints


def cohort_effects(comparison: Comparison, begin: int) -> Cohort:
    """Return the effects of those who began at `begin`, and what each unit adds to them."""
    panel = comparison.panel
    controls = comparison.controls(begin)
    rows = np.flatnonzero((panel.first == begin) | controls.any(axis=1))
    treated, others = panel.first[rows] == begin, controls[rows]
    outcome = panel.outcome[rows]
    change = outcome[:, 1:] - outcome[:, comparison.bases(begin)]
    if panel.covariates:
        estimates, influence = _adjusted(comparison, begin, rows=rows, change=change, others=others)
    else:
        estimates, influence = _plain(change, treated, others)
    return Cohort(begin, estimates, influence, rows)


def _plain(change: Floats, treated: Flags, others: Flags) -> tuple[Floats, Floats]:
    mean = change[treated].mean(axis=0)
    count = others.sum(axis=0)
    there = count > 0
    against = np.divide((change * others).sum(axis=0), count, out=np.zeros(len(count)), where=there)
    influence = np.where(others, against - change, 0.0) / np.maximum(count, 1)
    influence[treated] = (change[treated] - mean) / treated.sum()
    return np.where(there, mean - against, np.nan), np.where(there, influence, 0.0)


def _adjusted(
    comparison: Comparison, begin: int, *, rows: Ints, change: Floats, others: Flags
) -> tuple[Floats, Floats]:
    """Return the doubly robust figures, covariates as they stood in the base period."""
    panel, bases = comparison.panel, comparison.bases(begin)
    treated = panel.first[rows] == begin
    estimates, influence = np.full(change.shape[1], np.nan), np.zeros(change.shape)
    for place, base in enumerate(bases):
        inside = treated | others[:, place]
        if not others[:, place].any():
            continue
        columns = [np.ones(int(inside.sum()))]
        columns += [values[rows[inside], base] for values in panel.covariates.values()]
        found = doubly_robust(
            change[inside, place], treated[inside], np.column_stack(columns), name=panel.times[begin]
        )
        estimates[place], influence[inside, place] = found
    return estimates, influence
