"""Which units of a plan are treated, and from which time on? And which stand too near to be compared?

The time that holds the first treated month counts as treated, though it may be so in part: an effect is rather
understated than overstated. A unit once treated stays so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.analysis.evaluation.gathered import Note
from pazos.analysis.evaluation.window import month_of
from pazos.foundation.words import N_
from pazos.science.evaluation.panel import NEVER
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.analysis.evaluation.places import Units
    from pazos.analysis.evaluation.window import Window
    from pazos.domain.evaluations.protocol import Protocol

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Parts:
    """The rows of the units by what they are to the plan; `starts` is the first treated month of treated rows."""

    starts: dict[int, int]
    compared: list[int]  # the treated among them
    ring: list[int]
    nearest: dict[int, int]  # of a row of the ring: the treated row that is nearest
    notes: tuple[Note, ...] = ()


def parts_of(protocol: Protocol, units: Units, metres: Floats | None) -> Parts:
    """Return who is treated from when, who is compared, and who is watched for displacement.

    Raises:
        InputProblem: nobody is treated, a unit is unknown, treated and excluded at once, or nobody is left to compare.
    """
    starts = starts_of(protocol, units)
    excluded = set(units.rows([one.unit for one in protocol.excluded]))
    both = sorted(units.codes[row] for row in excluded & starts.keys())
    if both:
        raise InputProblem(
            N_(
                "These are treated and left out of the comparison at once: {codes}. Take them out of one list."
            ),
            codes=", ".join(both),
        )
    ring, nearest, notes = _ring(protocol, units, metres=metres, starts=starts, excluded=excluded)
    compared = [row for row in range(len(units.codes)) if row not in excluded and row not in set(ring)]
    if len(compared) == len(starts):
        raise InputProblem(
            N_(
                "Nobody is left to compare with: all others are treated, left out or within {metres} m of a treated one. Make the buffer smaller, or leave fewer out."
            ),
            metres=protocol.buffer_metres,
        )
    return Parts(starts, compared, ring, nearest, notes)


def starts_of(protocol: Protocol, units: Units) -> dict[int, int]:
    """Return the first treated month of each treated row; of places that stand as one, the earliest.

    Raises:
        InputProblem: nobody is treated, a unit is unknown, or a beginning is no month.
    """
    if not protocol.treated:
        raise InputProblem(N_("The plan names no treated unit. Name them with the month each began."))
    starts: dict[int, int] = {}
    for one in protocol.treated:
        (row,) = units.rows([one.unit])
        month = month_of(one.starts, what=one.unit)
        starts[row] = min(month, starts.get(row, month))
    return starts


def _ring(
    protocol: Protocol,
    units: Units,
    *,
    metres: Floats | None,
    starts: dict[int, int],
    excluded: set[int],
) -> tuple[list[int], dict[int, int], tuple[Note, ...]]:
    if not protocol.buffer_metres:
        return [], {}, ()
    if metres is None:
        raise InputProblem(
            N_(
                "A buffer of {metres} m needs the place of every neighbourhood on the map; these have none: {codes}. Bring their outlines in, or plan without a buffer."
            ),
            metres=protocol.buffer_metres,
            codes=", ".join(c for c, shape in zip(units.codes, units.shapes, strict=True) if shape is None),
        )
    treated = sorted(starts)
    near = metres[:, treated].min(axis=1) <= protocol.buffer_metres
    ring = [row for row in np.flatnonzero(near).tolist() if row not in starts and row not in excluded]
    nearest = {row: treated[int(metres[row, treated].argmin())] for row in ring}
    notes = [Note("buffer", {"units": [units.codes[row] for row in ring], "metres": protocol.buffer_metres})]
    points = [c for c, shape in zip(units.codes, units.shapes, strict=True) if shape.geom_type == "Point"]
    if points:
        notes.append(Note("buffer_by_points", {"units": points}))
    return ring, nearest, tuple(notes)


def first_places(rows: list[int], starts: dict[int, int], window: Window) -> Ints:
    """Return the place of the first treated time of each row, NEVER where none or after the window."""
    places = np.full(len(rows), NEVER, dtype=np.int64)
    for at, row in enumerate(rows):
        if row in starts and starts[row] <= window.last:
            places[at] = max(window.place(starts[row]), 0)
    return places


def notes_on_starts(parts: Parts, units: Units, window: Window) -> tuple[Note, ...]:
    """Return what must be told of beginnings: in the middle of a time, or after the window."""
    partly = [row for row, month in parts.starts.items() if (month - window.first) % window.size]
    after = [row for row, month in parts.starts.items() if month > window.last]
    found = []
    if partly:
        found.append(Note("partly_treated", {"units": [units.codes[row] for row in partly]}))
    if after:
        found.append(Note("never_in_window", {"units": [units.codes[row] for row in after]}))
    return tuple(found)
