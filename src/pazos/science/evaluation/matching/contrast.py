"""Difference in differences of the treated against those chosen, with what each unit adds to it.

Sums of weighted deaths are compared, not rates of single units: a month without a death in one unit has no logarithm,
and sums have. On the scale of ratios the figure is log of (treated after / before) / (others after / before).

The error is clustered by unit, with the weights taken as known: for neighbours that is a variance given whom they
were (Abadie and Spiess 2022), for weights that were estimated it is on the safe side (Hirano, Imbens, Ridder 2003).

Of each side it is the sum of two parts. What chance alone does to counts is known from the deaths. How much the units
differ beyond that is what their scatter has over it, nought at least (DerSimonian and Laird 1986 part a variance so),
and has to be learnt from few units. Only the second part costs degrees of freedom: of a sum of variances they are its
square over the sum of each part's square by its own (Satterthwaite 1946; Welch 1947), and a known part has no end of
them. Where units scatter as by chance the interval is the normal one; where they differ by far more it is Welch's.
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

    def chance(self, each: Floats) -> float:
        """Return the variance that counting alone brings to a figure which a death in a cell moves by `each`.

        A unit's deaths are the same in all of its rows: what one row adds another may take away.
        """
        _, place, row = np.unique(self.units, return_index=True, return_inverse=True)
        moved = np.zeros((len(place), each.shape[1]))
        np.add.at(moved, row, each)
        return float((moved**2 * self.outcome[place]).sum())


@dataclass(frozen=True)
class Part:
    """The level of a side over some cells (`value`, a rate or its logarithm), and what each unit adds to it.

    `each` is by how much a further death in a cell, rows x times, would move it.
    """

    value: float
    added: Floats
    each: Floats


@dataclass(frozen=True)
class Figure:
    """Contrasts with their covariance, never below chance, and the degrees of freedom of each, infinite for chance alone."""

    values: Floats
    covariance: Floats
    degrees: Floats

    def error(self, place: int) -> float:
        """Return the standard error of a contrast."""
        return float(self.covariance[place, place] ** 0.5)

    def reach(self, place: int, confidence: float) -> float:
        """Return half the width of a contrast's interval, by Student's distribution."""
        return float(stats.t.ppf((1 + confidence) / 2, self.degrees[place])) * self.error(place)

    def p_value(self, place: int) -> float:
        """Return the p-value against nought that goes with `reach`."""
        return float(2 * stats.t.sf(abs(self.values[place]) / self.error(place), self.degrees[place]))


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
        values, covariance = np.zeros(len(cells)), np.zeros((len(cells), len(cells)))
        learnt, numbers = [], []
        for place, side in enumerate(self.sides):
            sign = 1.0 if place == 0 else -1.0
            start = self._part(side, reference[place])
            parts = [self._part(side, where[place]) for where in cells]
            values += sign * np.array([part.value - start.value for part in parts])
            added = np.column_stack([part.added - start.added for part in parts])
            by_units = np.asarray(added.T @ added * side.number / max(side.number - 1, 1), dtype=float)
            known = [side.chance(part.each - start.each) if self.counts else 0.0 for part in parts]
            beyond = np.diag(by_units) - np.array(known)
            covariance += by_units + np.diag(np.maximum(-beyond, 0.0))
            learnt.append(np.maximum(beyond, 0.0))
            numbers.append(side.number)
        return Figure(values, covariance, satterthwaite(np.diag(covariance), learnt, numbers))

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
        return Part(float(np.log(rate)) if self.ratio else rate, added, side.weights[:, None] * where / by)


def satterthwaite(whole: Floats, learnt: list[Floats], numbers: list[float]) -> Floats:
    """Return the degrees of freedom of variances (`whole`) of which each side's `learnt` part is known from its units.

    Infinite where nothing is learnt from units (Satterthwaite 1946).
    """
    below = (np.stack(learnt) ** 2 / np.maximum(np.array(numbers) - 1, 1)[:, None]).sum(axis=0)
    found = np.divide(whole**2, below, out=np.full(len(whole), np.inf), where=below > 0)
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
