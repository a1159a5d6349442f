"""Difference in differences of the treated against those chosen, with what each unit adds to it.

Sums of weighted deaths are compared, not rates of single units: a month without a death in one unit has no logarithm,
and sums have. On the scale of ratios the figure is log of (treated after / before) / (others after / before).

The error is clustered by unit, with the weights taken as known: for neighbours that is a variance given whom they
were (Abadie and Spiess 2022), for weights that were estimated it is on the safe side (Hirano, Imbens, Ridder 2003). It
is never taken below what chance alone does to the counts. That chance is known from the deaths and not from the scatter
of few units: an interval is the wider of Student's by the units and the normal one by chance, and each of them holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.matching.choosing import Chosen
    from pazos.science.evaluation.matching.features import Features
    from pazos.science.evaluation.panel import Panel

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Side:
    """Rows of one side: a unit stands once for each beginning it is compared at. Arrays are rows x times.

    `number` is how many units of equal weight it is worth.
    """

    units: NDArray[np.intp]
    weights: Floats
    since: Ints
    base: Flags
    outcome: Floats
    exposed: Floats
    number: float

    def sums(self, where: Flags) -> tuple[float, float]:
        """Return the weighted outcome and exposure of cells."""
        return (
            float(self.weights @ (self.outcome * where).sum(axis=1)),
            float(self.weights @ (self.exposed * where).sum(axis=1)),
        )


@dataclass(frozen=True)
class Part:
    """The level of a side over some cells (`value`, a rate or its logarithm), and what each unit adds to it."""

    value: float
    added: Floats
    chance: float  # the variance that counting alone brings


@dataclass(frozen=True)
class Figure:
    """Contrasts with their covariance, never below chance; of each the variance by units alone, and its degrees of freedom."""

    values: Floats
    covariance: Floats
    scatter: Floats
    degrees: Floats

    def error(self, place: int) -> float:
        """Return the standard error of a contrast."""
        return float(self.covariance[place, place] ** 0.5)

    def reach(self, place: int, confidence: float) -> float:
        """Return half the width of a contrast's interval: the wider of that by units and that by chance."""
        by_units = float(stats.t.ppf((1 + confidence) / 2, self.degrees[place]) * self.scatter[place] ** 0.5)
        return max(by_units, float(stats.norm.ppf((1 + confidence) / 2)) * self.error(place))

    def p_value(self, place: int) -> float:
        """Return the p-value against nought that goes with `reach`."""
        distance, root = abs(float(self.values[place])), float(self.scatter[place] ** 0.5)
        by_units = 2 * stats.t.sf(distance / root, self.degrees[place]) if root > 0 else 0.0
        return max(float(by_units), float(2 * stats.norm.sf(distance / self.error(place))))


@dataclass(frozen=True)
class Stack:
    """Both sides; `ratio` says whether levels are logarithms, `counts` whether chance has a floor."""

    treated: Side
    others: Side
    names: tuple[str, ...]
    ratio: bool
    counts: bool

    @cached_property
    def sides(self) -> tuple[Side, Side]:
        """The treated, then the others."""
        return self.treated, self.others

    def after(self) -> tuple[Flags, Flags]:
        """Return the treated times of the rows of both sides."""
        return self.treated.since >= 0, self.others.since >= 0

    def before(self) -> tuple[Flags, Flags]:
        """Return the times of the rows of both sides that a change is measured from."""
        return self.treated.base, self.others.base

    def contrasts(self, cells: list[tuple[Flags, Flags]], reference: tuple[Flags, Flags]) -> Figure:
        """Return for each of `cells` how much further from `reference` the treated are than the others."""
        values, variances, scatters, numbers = np.zeros(len(cells)), [], [], []
        for place, side in enumerate(self.sides):
            sign = 1.0 if place == 0 else -1.0
            start = self._part(side, reference[place])
            parts = [self._part(side, where[place]) for where in cells]
            values += sign * np.array([part.value - start.value for part in parts])
            added = np.column_stack([part.added - start.added for part in parts])
            by_units = np.asarray(added.T @ added * side.number / max(side.number - 1, 1), dtype=float)
            variances.append(self._with_chance(by_units, parts, start))
            scatters.append(np.diag(by_units))
            numbers.append(side.number)
        return Figure(
            values, variances[0] + variances[1], scatters[0] + scatters[1], _welch(scatters, numbers)
        )

    def _with_chance(self, covariance: Floats, parts: list[Part], start: Part) -> Floats:
        if not self.counts:
            return covariance
        floor = np.array([part.chance for part in parts]) + start.chance
        return np.asarray(covariance + np.diag(np.maximum(floor - np.diag(covariance), 0.0)), dtype=float)

    def _part(self, side: Side, where: Flags) -> Part:
        deaths, exposed = side.sums(where)
        if self.ratio and deaths <= 0:
            raise InputProblem(
                "No deaths on one side, before or since: the ratio is nought or has no bounds. Take scale difference, more units, or longer times."
            )
        rate = deaths / exposed
        cells = (side.outcome * where).sum(axis=1) - rate * (side.exposed * where).sum(axis=1)
        by = deaths if self.ratio else exposed
        added = np.bincount(side.units, side.weights * cells / by, minlength=len(self.names)).astype(float)
        squares = np.bincount(
            side.units, side.weights * (side.outcome * where).sum(axis=1), minlength=len(self.names)
        )
        single = np.bincount(side.units, side.weights, minlength=len(self.names))
        chance = float((single * squares).sum()) / by**2
        return Part(float(np.log(rate)) if self.ratio else rate, added, chance)


def _welch(variances: list[Floats], numbers: list[float]) -> Floats:
    """Return the degrees of freedom of each contrast (Welch 1947)."""
    whole = np.stack(variances)
    below = (whole**2 / np.maximum(np.array(numbers) - 1, 1)[:, None]).sum(axis=0)
    found = np.divide(whole.sum(axis=0) ** 2, below, out=np.ones(whole.shape[1]), where=below > 0)
    return np.asarray(np.maximum(found, 1.0), dtype=float)


def stacked(panel: Panel, features: Features, chosen: Chosen, *, ratio: bool, counts: bool) -> Stack:
    """Return both sides at every beginning; the others weigh at each what those treated then ask for."""
    exposed = np.ones_like(panel.outcome)
    if ratio and panel.exposure is not None:
        exposed = panel.exposure
    starts = panel.first[chosen.treated]
    rows = [np.flatnonzero(chosen.own > 0)]
    treated = _side(
        panel,
        features,
        exposed,
        units=chosen.treated[rows[0]],
        weights=chosen.own[rows[0]],
        starts=starts[rows[0]],
    )
    units, weights, begins = [], [], []
    for start in panel.cohorts:
        asked = chosen.pairs[starts == start].sum(axis=0)
        some = np.flatnonzero(asked > 0)
        units.append(chosen.others[some])
        weights.append(asked[some])
        begins.append(np.full(len(some), start))
    others = _side(
        panel,
        features,
        exposed,
        units=np.concatenate(units),
        weights=np.concatenate(weights),
        starts=np.concatenate(begins),
    )
    return Stack(treated, others, panel.units, ratio, counts)


def _side(
    panel: Panel,
    features: Features,
    exposed: Floats,
    *,
    units: NDArray[np.intp],
    weights: Floats,
    starts: Ints,
) -> Side:
    since = np.arange(len(panel.times))[None, :] - starts[:, None]
    # Times between the first beginning of all and one's own choose nobody: they measure.
    later = np.arange(len(panel.times)) >= panel.cohorts[0]
    base = (features.base | later)[None, :] & (since < 0)
    each = np.bincount(units, weights)
    number = float(each.sum() ** 2 / (each**2).sum())
    return Side(units, weights, since.astype(np.int64), base, panel.outcome[units], exposed[units], number)
