"""A plan becomes a panel: deaths of each unit at each time, who lives there, who is treated from when, what is near.

`gather` reads the whole window and is called by `answering` alone, for a sealed plan. `gather_before` is for everything
that comes before the seal: of the days since the first treatment it reads no death and no record, for no unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pazos.analysis.evaluation import covariates, doses, municipalities
from pazos.analysis.evaluation.counted import counting_of, delivered
from pazos.analysis.evaluation.gathered import Gathered, Note
from pazos.analysis.evaluation.outcomes import counts
from pazos.analysis.evaluation.people import people
from pazos.analysis.evaluation.places import read_ground
from pazos.analysis.evaluation.treatment import first_places, notes_on_starts, parts_of
from pazos.analysis.evaluation.window import month_of, month_text, window_of
from pazos.analysis.frames import fingerprint
from pazos.domain.evaluations.vocabulary import UnitKind
from pazos.foundation.words import N_
from pazos.science.evaluation.panel import Panel, refuse_design
from pazos.science.evaluation.study import Around
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.analysis.evaluation.places import Ground, Units
    from pazos.analysis.evaluation.treatment import Parts
    from pazos.analysis.evaluation.window import Window
    from pazos.domain.evaluations.protocol import Outcome, Protocol, Subgroup
    from pazos.foundation.runs.actions import Input

    Floats = NDArray[np.float64]

__all__ = ["Gathered", "Note", "gather", "gather_before", "ground_of"]

ENOUGH = 2  # times before the first treatment, below which nothing can be compared


@dataclass(frozen=True)
class _Whole:
    """All units over the times that were delivered, before they are parted."""

    deaths: Floats
    people: Floats | None
    covariates: dict[str, Floats]


def ground_of(protocol: Protocol) -> Ground | None:
    """Return the places that every panel of a plan stands on; None where its units are municipalities.

    Raises:
        InputProblem: the window is none, or there are no neighbourhoods.
    """
    if protocol.unit == UnitKind.MUNICIPALITY:
        return None
    return read_ground(window_of(protocol.first, protocol.last, protocol.grain))


def gather(
    protocol: Protocol,
    *,
    outcome: Outcome | None = None,
    subgroup: Subgroup | None = None,
    ground: Ground | None = None,
) -> Gathered:
    """Return the panel of the whole window, by the plan's outcome or another, of all victims or a subgroup.

    `ground` is `ground_of` the plan, where it was read already.

    Raises:
        InputProblem: the plan cannot be followed on this city's records; says what is wrong and the cure.
    """
    found = _gathered(protocol, outcome=outcome, subgroup=subgroup, ground=ground, before=False)
    refuse_design(found.panel)
    return found


def gather_before(
    protocol: Protocol,
    *,
    outcome: Outcome | None = None,
    subgroup: Subgroup | None = None,
    ground: Ground | None = None,
) -> Gathered:
    """Return the panel of the times before the first treatment; nobody in it is treated yet.

    Raises:
        InputProblem: as `gather`, or fewer than two times lie before.
    """
    return _gathered(protocol, outcome=outcome, subgroup=subgroup, ground=ground, before=True)


def _gathered(
    protocol: Protocol,
    *,
    outcome: Outcome | None,
    subgroup: Subgroup | None,
    ground: Ground | None,
    before: bool,
) -> Gathered:
    asked = window_of(protocol.first, protocol.last, protocol.grain)
    window = _until_treatment(protocol, asked) if before else asked
    if protocol.unit == UnitKind.MUNICIPALITY:
        return municipalities.gathered(protocol, window, chosen=_chosen(protocol, window)[0])
    counting = counting_of(outcome or protocol.outcome, asked)
    ground = ground or read_ground(asked)
    units, metres = ground.units, ground.metres
    parts = parts_of(protocol, units, metres)
    window, cuts = delivered(counting, window)
    deaths, gone = counts(counting, units, window, subgroup=subgroup)
    exposure, unknown = people(units, window.years, subgroup=subgroup)
    known, missing = covariates.read(protocol.covariates, units, window)
    whole = _Whole(deaths, exposure, known)
    chosen, early = _chosen(protocol, window)
    dose, hidden = (None, ()) if before else doses.read(protocol.dose, units, window)
    notes = (*units.notes, *counting.notes, *cuts, *gone, *unknown, *missing, *early, *hidden, *parts.notes)
    if metres is None:
        lost = [code for code, shape in zip(units.codes, units.shapes, strict=True) if shape is None]
        notes = (*notes, Note("no_distances", {"units": lost}))
    return Gathered(
        panel=_panel(parts.compared, whole, units=units, window=window, starts=parts.starts),
        around=Around(
            ring=_ring(parts, whole, units=units, window=window),
            metres=None if metres is None else metres[np.ix_(parts.compared, parts.compared)],
            chosen=chosen,
            doses=None if dose is None else dose[parts.compared],
        ),
        inputs=(
            *_inputs(whole, units, window, metres=metres),
            *(() if before else doses.rests_on(protocol.dose, window)),
        ),
        names={code: units.names[code] for code in units.codes},
        notes=(*notes, *(() if before else notes_on_starts(parts, units, window))),
    )


def _until_treatment(protocol: Protocol, window: Window) -> Window:
    starts = [month_of(one.starts, what=one.unit) for one in protocol.treated]
    before = window.until(min([*starts, window.last + 1]))
    if before.times < ENOUGH:
        raise InputProblem(
            N_(
                "Fewer than two times lie before the first treatment ({starts}); the window begins in {first}. Begin it earlier."
            ),
            starts=month_text(min([*starts, window.last + 1])),
            first=month_text(window.first),
        )
    return before


def _chosen(protocol: Protocol, window: Window) -> tuple[tuple[int, int] | None, tuple[Note, ...]]:
    """Return the places of the times over which units were chosen, as far as the window holds them."""
    if not (protocol.chosen_from and protocol.chosen_to):
        return None, ()
    begins = month_of(protocol.chosen_from, what="chosen_from")
    ends = month_of(protocol.chosen_to, what="chosen_to")
    facts = {"from": protocol.chosen_from, "to": protocol.chosen_to}
    notes = (Note("chosen_before", facts),) if begins < window.first else ()
    first, last = max(window.place(begins), 0), min(window.place(ends), window.times - 1)
    return ((first, last) if first <= last else None), notes


def _panel(rows: list[int], whole: _Whole, *, units: Units, window: Window, starts: dict[int, int]) -> Panel:
    return Panel(
        units=tuple(units.codes[row] for row in rows),
        times=window.labels,
        outcome=whole.deaths[rows],
        first=first_places(rows, starts, window),
        exposure=None if whole.people is None else whole.people[rows],
        covariates={name: values[rows] for name, values in whole.covariates.items()},
    )


def _ring(parts: Parts, whole: _Whole, *, units: Units, window: Window) -> Panel | None:
    if not parts.ring:
        return None
    starts = {row: parts.starts[near] for row, near in parts.nearest.items()}
    return _panel(parts.ring, whole, units=units, window=window, starts=starts)


def _inputs(whole: _Whole, units: Units, window: Window, *, metres: Floats | None) -> tuple[Input, ...]:
    """Return what was read, each by its hash, cell by cell."""
    cells = pd.DataFrame(
        {"unit": np.repeat(units.codes, window.times), "time": np.tile(window.labels, len(units.codes))}
    )
    columns = {"deaths": whole.deaths, **({} if whole.people is None else {"people": whole.people})}
    found = [
        fingerprint(name, cells.assign(value=values.ravel()))
        for name, values in {**columns, **whole.covariates}.items()
    ]
    if metres is not None:
        pairs = pd.DataFrame(np.round(metres), columns=list(units.codes)).assign(unit=list(units.codes))
        found.append(fingerprint("distances", pairs))
    return tuple(found)
