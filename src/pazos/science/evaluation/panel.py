"""A balanced panel of places and times, some of which were treated from a moment on.

Everything an estimator may rely on is checked here, once, and refused in words: every unit stands once at
every time, a treatment once begun goes on, and somebody is left to compare with.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pazos.science.evaluation import times
from pazos.science.problems import InputProblem, listed, require_columns

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Rows = NDArray[np.int64] | NDArray[np.intp] | NDArray[np.bool_]

NEVER = -1


@dataclass(frozen=True)
class Panel:
    """`outcome` is units x times; `first` is the place of the first treated time of each unit, NEVER where none.

    `exposure` (people, hours) and `covariates` have the same shape. Units stand in the order of their names.
    """

    units: tuple[str, ...]
    times: tuple[str, ...]
    outcome: Floats
    first: Ints
    exposure: Floats | None = None
    covariates: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def treated(self) -> NDArray[np.bool_]:
        """Which cells are treated, units x times."""
        places = np.arange(len(self.times))
        on = (self.first[:, None] != NEVER) & (places[None, :] >= self.first[:, None])
        return np.asarray(on, dtype=bool)

    @property
    def ever(self) -> NDArray[np.bool_]:
        """Which units are treated at some time."""
        return np.asarray(self.first != NEVER, dtype=bool)

    @property
    def cohorts(self) -> tuple[int, ...]:
        """The places of the times at which some unit begins, in order."""
        return tuple(int(one) for one in np.unique(self.first[self.ever]))

    @property
    def is_counted(self) -> bool:
        """Whether the outcome are whole numbers from nought up."""
        return bool((self.outcome >= 0).all() and (self.outcome == np.floor(self.outcome)).all())

    def of_units(self, rows: Rows, *, first: Ints | None = None) -> Panel:
        """Return the panel of some of its units (their places, or flags), with other beginnings where they are given."""
        places = np.arange(len(self.units))[rows]
        return replace(
            self,
            units=tuple(self.units[place] for place in places),
            outcome=self.outcome[places],
            first=self.first[places] if first is None else first,
            exposure=None if self.exposure is None else self.exposure[places],
            covariates={name: values[places] for name, values in self.covariates.items()},
        )

    def of_times(self, kept: NDArray[np.bool_]) -> Panel:
        """Return the panel of some of its times; who began at one left out begins at the next that is kept, if any is."""
        earlier = np.concatenate([[0], kept.cumsum()])
        first = np.where(self.first == NEVER, NEVER, earlier[np.maximum(self.first, 0)])
        return replace(
            self,
            times=tuple(time for time, stays in zip(self.times, kept, strict=True) if stays),
            outcome=self.outcome[:, kept],
            first=np.where(first < kept.sum(), first, NEVER).astype(np.int64),
            exposure=None if self.exposure is None else self.exposure[:, kept],
            covariates={name: values[:, kept] for name, values in self.covariates.items()},
        )

    def counts(self) -> None:
        """Refuse outcomes that are no counts.

        Raises:
            InputProblem: some are below nought or not whole.
        """
        if not self.is_counted:
            raise InputProblem(
                "A model of counts needs whole numbers from nought up; this outcome has others."
            )


def read_panel(
    frame: pd.DataFrame,
    *,
    unit: str,
    time: str,
    outcome: str,
    treated_from: str | None = None,
    treated: str | None = None,
    exposure: str | None = None,
    covariates: Sequence[str] = (),
) -> Panel:
    """Return the panel of a long table: one row a unit and time.

    `treated_from` holds the first treated time of the row's unit (empty, 0 or "never" for none); `treated` is a
    column of noughts and ones instead. One of the two is given.

    Raises:
        InputProblem: a column is missing, a unit stands twice at a time or lacks one, the treatment switches off,
            all units or none are treated, some from the start, the outcome is all nought, or a death has no exposure.
    """
    require_columns(frame, unit, time, outcome, treated_from, treated, exposure, *covariates, method="effect")
    if (treated_from is None) == (treated is None):
        raise InputProblem("Say when each unit was treated: name one column, --treated-from or --treated.")
    ordinals, kind = times.ordinals(frame[time])
    names = frame[unit].astype("string").str.strip().fillna("")
    if (names == "").any():
        raise InputProblem("Rows without a name of their unit: {rows}.", rows=_rows(names == ""))
    units, row = np.unique(names.to_numpy(str), return_inverse=True)
    moments, column = np.unique(ordinals, return_inverse=True)
    _refuse_holes(units, moments, row=row, column=column, kind=kind)
    shape = (len(units), len(moments))

    def grid(name: str) -> Floats:
        found = np.empty(shape)
        found[row, column] = _numbers(frame[name], name)
        return found

    values = grid(outcome)
    first = (
        _first(times.starts(frame[treated_from], kind=kind), row, moments, units=units)
        if treated_from
        else _first_of(grid(str(treated)), units)
    )
    panel = Panel(
        units=tuple(map(str, units)),
        times=tuple(times.label(int(one), kind) for one in moments),
        outcome=values,
        first=first,
        exposure=grid(exposure) if exposure else None,
        covariates={name: grid(name) for name in covariates},
    )
    refuse_design(panel)
    return panel


def _rows(where: pd.Series) -> str:
    return listed(int(place) + 2 for place in np.flatnonzero(where.to_numpy()))


def _numbers(column: pd.Series, name: str) -> Floats:
    found = pd.to_numeric(column, errors="coerce").to_numpy(float)
    wrong = ~np.isfinite(found)
    if wrong.any():
        raise InputProblem(
            "The column {column} has cells that are no numbers, in the rows {rows}.",
            column=name,
            rows=listed(int(place) + 2 for place in np.flatnonzero(wrong)),
        )
    return np.asarray(found, dtype=float)


def _refuse_holes(
    units: NDArray[np.str_], moments: Ints, *, row: NDArray[np.intp], column: NDArray[np.intp], kind: str
) -> None:
    seen = np.zeros((len(units), len(moments)), dtype=int)
    np.add.at(seen, (row, column), 1)
    twice = np.argwhere(seen > 1)
    if len(twice):
        raise InputProblem(
            "These stand twice: {pairs}. Add them up or take one out.",
            pairs=_pairs(twice, units, moments, kind),
        )
    missing = np.argwhere(seen == 0)
    if len(missing):
        raise InputProblem(
            "These are missing: {pairs}. A month without deaths is a row with 0; a unit without data is taken out whole.",
            pairs=_pairs(missing, units, moments, kind),
        )
    steps = np.diff(moments)
    if len(steps) and (steps != steps[0]).any():
        gap = int(np.flatnonzero(steps != steps[0])[0])
        raise InputProblem(
            "The times are not evenly spaced: after {before} comes {after}. Bring the times between them too.",
            before=times.label(int(moments[gap]), kind),
            after=times.label(int(moments[gap + 1]), kind),
        )


def _pairs(found: NDArray[np.intp], units: NDArray[np.str_], moments: Ints, kind: str) -> str:
    return listed(f"{units[unit]} {times.label(int(moments[moment]), kind)}" for unit, moment in found)


def _first(starts: Floats, row: NDArray[np.intp], moments: Ints, *, units: NDArray[np.str_]) -> Ints:
    low, high = np.full(len(units), np.inf), np.full(len(units), -np.inf)
    np.minimum.at(low, row, starts)
    np.maximum.at(high, row, starts)
    if (low != high).any():
        raise InputProblem(
            "These units begin at more than one time: {units}. A unit begins once.",
            units=listed(units[low != high]),
        )
    # Whoever begins after the last time of the panel is not treated in it.
    places = np.searchsorted(moments, low)
    return np.where(places < len(moments), places, NEVER).astype(np.int64)


def _first_of(flags: Floats, units: NDArray[np.str_]) -> Ints:
    if not np.isin(flags, (0, 1)).all():
        raise InputProblem("The column of the treatment holds noughts and ones only.")
    off = (np.diff(flags, axis=1) < 0).any(axis=1)
    if off.any():
        raise InputProblem(
            "The treatment switches off in: {units}. These methods are for a treatment that goes on once begun.",
            units=listed(units[off]),
        )
    return np.where(flags.any(axis=1), flags.argmax(axis=1), NEVER).astype(np.int64)


def refuse_design(panel: Panel) -> None:
    """Refuse a panel in which no effect can be looked for.

    Raises:
        InputProblem: none are treated, some from the start, the outcome is all nought, or a death has no exposure.
    """
    if not panel.ever.any():
        raise InputProblem("No unit is treated within these times: there is no effect to look for.")
    early = panel.first == 0
    if early.any():
        raise InputProblem(
            "Treated from the first time on: {units}. Without a time before nobody can tell. Take them out, or bring earlier times.",
            units=listed(np.array(panel.units)[early]),
        )
    if not (panel.outcome != 0).any():
        raise InputProblem("The outcome is nought everywhere: there is nothing to compare.")
    if panel.exposure is not None:
        if (panel.exposure < 0).any():
            raise InputProblem("An exposure is nought or more; some are below.")
        bare = (panel.exposure == 0) & (panel.outcome != 0)
        if bare.any():
            raise InputProblem(
                "Deaths where nobody is exposed: {pairs}. Correct the people there, or take the unit out.",
                pairs=listed(f"{panel.units[u]} {panel.times[t]}" for u, t in np.argwhere(bare)),
            )


def all_treated_problem() -> InputProblem:
    """Return the refusal of a method that needs units which are never treated, where there are none."""
    return InputProblem(
        "Every unit is treated at some time, and this method compares with units that never are. Bring some, or use not-yet."
    )
