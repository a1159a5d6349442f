"""Who was treated when, and who is left as a donor? Cohort by cohort, with the weights by which cohorts are added up.

The mean of an effect is over treated units and times: a cohort weighs as many treated cells as it has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.panel import NEVER, all_treated_problem
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from pazos.science.evaluation.panel import Panel

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

BEFORE = 3  # times; a weighted mean that meets one or two points says nothing


@dataclass(frozen=True)
class Design:
    """`slots` are the rows of the treated, `starts` their first treated places; `donors` rows never treated."""

    outcome: Floats
    slots: Ints
    starts: Ints
    donors: Ints
    names: tuple[str, ...]
    covariates: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def cohorts(self) -> tuple[tuple[int, Ints], ...]:
        """Each first treated place, with which of the slots begin then."""
        return tuple((int(one), np.flatnonzero(self.starts == one)) for one in np.unique(self.starts))

    @property
    def pool(self) -> Floats:
        """The donors' outcomes, donors x times."""
        return self.outcome[self.donors]

    @property
    def cells(self) -> Ints:
        """How many treated times each slot has: its weight in the mean."""
        return np.asarray(self.outcome.shape[1] - self.starts)

    def named(self, weights: Floats) -> dict[str, float]:
        """Return slots x donors weights as one by donor, the mean over treated cells; those of nought left out."""
        mean = self.cells @ weights / self.cells.sum()
        return {
            self.names[row]: float(one) for row, one in zip(self.donors, mean, strict=True) if abs(one) > 1e-9
        }


def design_of(panel: Panel, *, control: str = "never", covariates: bool = False) -> Design:
    """Return the design of a panel, donors being the units that are never treated.

    Raises:
        InputProblem: fewer than two donors, fewer than three times before a beginning, an outcome that never
            differs between donors, covariates where none are taken (`covariates` says), or another comparison
            than with the never treated.
    """
    if control != "never":
        raise InputProblem(
            "Synthetic controls compare with units that are never treated; leave out --control."
        )
    if panel.covariates and not covariates:
        raise InputProblem("This method takes no covariates; synthetic-control with placebos does.")
    if panel.ever.all():
        raise all_treated_problem()
    donors, slots = np.flatnonzero(panel.first == NEVER), np.flatnonzero(panel.ever)
    if len(donors) < 2:
        raise InputProblem(
            "A synthetic control needs at least two units that are never treated; here is only {unit}.",
            unit=panel.units[int(donors[0])],
        )
    starts = panel.first[slots]
    if starts.min() < BEFORE:
        raise InputProblem(
            "A synthetic control needs at least {least} times before the treatment; {unit} has {times}.",
            least=BEFORE,
            unit=panel.units[int(slots[starts.argmin()])],
            times=int(starts.min()),
        )
    if np.ptp(panel.outcome[:, : starts.min()]) == 0:
        raise InputProblem("Before the treatment the outcome is the same everywhere: nothing can be matched.")
    return Design(panel.outcome, slots, starts, donors, panel.units, panel.covariates)


def in_event_time(courses: Floats, starts: Ints) -> Floats:
    """Return courses (..., slots, times) by steps from each slot's beginning (..., slots, steps), NaN where none.

    The first step is minus the latest beginning.
    """
    times = courses.shape[-1]
    found = np.full((*courses.shape[:-1], int(starts.max() - starts.min()) + times), np.nan)
    for slot, start in enumerate(starts):
        left = int(starts.max() - start)
        found[..., slot, left : left + times] = courses[..., slot, :]
    return found


def means_by_step(courses: Floats, starts: Ints, *, counts: Ints | None = None) -> Floats:
    """Return the mean over the slots seen at each step from the beginning; a slot stands for `counts` units."""
    weights = np.ones(len(starts)) if counts is None else counts.astype(float)
    if (starts == starts[0]).all():
        return np.asarray(np.moveaxis(courses, -2, -1) @ weights / weights.sum())
    seen = in_event_time(courses, starts)
    there = ~np.isnan(seen) * weights[:, None]
    return np.asarray((np.nan_to_num(seen) * there).sum(axis=-2) / there.sum(axis=-2))


def mean_after(courses: Floats, starts: Ints, *, counts: Ints | None = None) -> Floats:
    """Return the mean over treated cells of courses (..., slots, times); a slot stands for `counts` units."""
    after = (np.arange(courses.shape[-1]) >= starts[:, None]).astype(float)
    if counts is not None:
        after *= counts[:, None]
    return np.asarray((courses * after).sum(axis=(-2, -1)) / after.sum())
