"""From one figure a cohort and time to what people ask: on the whole, by cohort, by calendar time, by time since.

Cohorts weigh as many units as they have, and that these shares are themselves estimated is part of the error
(Callaway and Sant'Anna 2021, section 3). Nothing is averaged over figures that could not be computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.influence import Sums

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pazos.science.evaluation.group_time import Cohort

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]

KINDS = ("simple", "group", "calendar", "dynamic")


@dataclass(frozen=True)
class Average:
    """One average over cells (cohort, time): the kind, the value it stands for (None: overall), its parts."""

    kind: str
    at: int | None
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Averages:
    """The averages by kind, with the sums they rest on, in the same order."""

    kind: tuple[str, ...]
    at: tuple[int | None, ...]
    sums: Sums

    def columns(self, kind: str, *, overall: bool) -> list[int]:
        """Return the places of a kind's parts, or of its overall figure."""
        return [
            place
            for place, (one, at) in enumerate(zip(self.kind, self.at, strict=True))
            if one == kind and (at is None) == overall
        ]


def averaged(cohorts: Sequence[Cohort], first: Ints) -> Averages:
    """Return every average of the cohorts' figures; calendar times are places of times."""
    sizes = {one.begin: int((first == one.begin).sum()) for one in cohorts}
    cells = [
        (one.begin, time + 1)
        for one in cohorts
        for time in np.flatnonzero(np.isfinite(one.estimates)).tolist()
    ]
    parts = _parts(cells)
    inside = [set(one.cells) for one in parts]
    weights = np.array([[sizes[cell[0]] * (cell in one) for cell in cells] for one in inside], dtype=float)
    totals = weights.sum(axis=1)
    shares = weights / totals[:, None]
    values = np.concatenate([one.estimates[np.isfinite(one.estimates)] for one in cohorts])
    estimates = shares @ values
    influence = _linear(cohorts, shares, units=len(first))
    influence += _of_shares(cells, first, shares=shares, deviations=values[None, :] - estimates[:, None])
    return _with_overall(parts, Sums(estimates, influence, first), sizes=sizes, first=first)


def _parts(cells: list[tuple[int, int]]) -> list[Average]:
    since = [cell for cell in cells if cell[1] >= cell[0]]
    found = [Average("simple", None, tuple(since))]
    found += _by("group", {cell: cell[0] for cell in since})
    found += _by("calendar", {cell: cell[1] for cell in since})
    return found + _by("dynamic", {cell: cell[1] - cell[0] for cell in cells})


def _by(kind: str, values: dict[tuple[int, int], int]) -> list[Average]:
    return [
        Average(kind, at, tuple(cell for cell, value in values.items() if value == at))
        for at in sorted(set(values.values()))
    ]


def _linear(cohorts: Sequence[Cohort], shares: Floats, *, units: int) -> Floats:
    influence = np.zeros((units, len(shares)))
    begin = 0
    for one in cohorts:
        there = np.isfinite(one.estimates)
        until = begin + int(there.sum())
        influence[one.rows] += one.influence[:, there] @ shares[:, begin:until].T
        begin = until
    return influence


def _of_shares(cells: list[tuple[int, int]], first: Ints, *, shares: Floats, deviations: Floats) -> Floats:
    """Return what each unit adds because the cohorts' shares are estimated, units x averages.

    A cell's weight is its cohort's share of the units; the derivative of a weighted mean by it is the deviation of the
    cell from the mean over the sum of weights, so that only the unit's own cohort's cells count.
    """
    owners = np.array([cell[0] for cell in cells])
    found = np.zeros((len(first), len(shares)))
    for cohort in np.unique(owners):
        mine = owners == cohort
        members = first == cohort
        found[members] = (shares[:, mine] * deviations[:, mine]).sum(axis=1) / members.sum()
    return found


def _with_overall(parts: list[Average], sums: Sums, *, sizes: dict[int, int], first: Ints) -> Averages:
    kinds, at = [one.kind for one in parts], [one.at for one in parts]
    estimates, influence = [sums.estimates], [sums.influence]
    for kind in ("group", "calendar", "dynamic"):
        mine = [
            place
            for place, one in enumerate(parts)
            if one.kind == kind and (kind != "dynamic" or (one.at or 0) >= 0)
        ]
        weight = np.array(
            [sizes[parts[place].at or 0] if kind == "group" else 1 for place in mine], dtype=float
        )
        share = weight / weight.sum()
        whole = float(share @ sums.estimates[mine])
        column = sums.influence[:, mine] @ share
        if kind == "group":
            column = column + _of_groups(parts, mine, sums=sums, share=share)
        kinds.append(kind)
        at.append(None)
        estimates.append(np.array([whole]))
        influence.append(column[:, None])
    return Averages(tuple(kinds), tuple(at), Sums(np.concatenate(estimates), np.hstack(influence), first))


def _of_groups(parts: list[Average], mine: list[int], *, sums: Sums, share: Floats) -> Floats:
    found = np.zeros(len(sums.groups))
    whole = float(share @ sums.estimates[mine])
    for place, weight in zip(mine, share, strict=True):
        members = sums.groups == parts[place].at
        found[members] = weight * (sums.estimates[place] - whole) / members.sum()
    return found
