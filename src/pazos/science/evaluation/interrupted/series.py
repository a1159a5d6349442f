"""One series out of a panel: the deaths of all treated at each time, and of the others where they are compared with.

The months are never stretched: what the panel does not hold is not guessed, and breaks stand where they are told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pazos.science.evaluation import times
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pazos.science.evaluation.panel import Panel

    Floats = NDArray[np.float64]

BEFORE = 8  # times; fewer do not carry a line (Penfold and Zhang 2013)
STRETCH = 4
CYCLES = {"month": 12, "quarter": 4}


@dataclass(frozen=True)
class Series:
    """Deaths of the treated (`counts`), and of the treated and the others together (`totals`) where there are others.

    `offset` is the logarithm of the treated's exposure, less that of the others where there are others. `breaks` are
    places of times, the first of them the beginning of the treatment. `cycle`: times in a year, 1 where unknown.
    """

    times: tuple[str, ...]
    counts: Floats
    totals: Floats | None
    offset: Floats
    breaks: tuple[int, ...]
    cycle: int

    @property
    def stretches(self) -> tuple[tuple[int, int], ...]:
        """The places from each break up to the next."""
        return tuple(zip(self.breaks, (*self.breaks[1:], len(self.times)), strict=True))


def series_of(panel: Panel, *, breaks: Sequence[str] | None, control: str | None) -> Series:
    """Return the series of the treated; `control` None compares with those never treated, where there are any.

    Raises:
        InputProblem: the treated begin at different times, there are too few times or deaths on a side of a break, a
            break is no time of the panel, or nobody is exposed at some time.
    """
    panel.counts()
    control = control or ("none" if panel.ever.all() else "never")
    if control not in {"never", "none"}:
        raise InputProblem(
            "The method {method} compares with never or none; there is no {given}.",
            method="its",
            given=control,
        )
    if control == "never" and panel.ever.all():
        raise InputProblem("Every unit is treated: there is no series beside it. Use --control none.")
    ordinals, kind = times.ordinals(pd.Series(panel.times))
    places = _breaks(panel, breaks, ordinals=ordinals, kind=kind)
    counts, exposed = _summed(panel, panel.ever)
    totals, offset = None, np.log(exposed)
    if control == "never":
        others, theirs = _summed(panel, ~panel.ever)
        _refuse_silence(others, panel.times, breaks=places[:1], who="the others")
        totals, offset = counts + others, offset - np.log(theirs)
    _refuse_silence(counts, panel.times, breaks=places, who="the treated")
    return Series(panel.times, counts, totals, offset, places, CYCLES.get(kind, 1))


def _summed(panel: Panel, units: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    if panel.exposure is None:
        return panel.outcome[units].sum(axis=0), np.full(len(panel.times), float(units.sum()))
    exposed = panel.exposure[units].sum(axis=0)
    if not (exposed > 0).all():
        raise InputProblem(
            "Nobody is exposed at the times {times}: a rate has no meaning there. Bring the people, or leave the times out.",
            times=listed(np.array(panel.times)[exposed <= 0]),
        )
    return panel.outcome[units].sum(axis=0), exposed


def _breaks(
    panel: Panel, breaks: Sequence[str] | None, *, ordinals: NDArray[np.int64], kind: str
) -> tuple[int, ...]:
    if len(panel.cohorts) > 1:
        raise InputProblem(
            "The treated begin at {count} different times, and one interrupted series has one beginning. Take those of one beginning, or a method for staggered beginnings such as imputation.",
            count=len(panel.cohorts),
        )
    begins = panel.cohorts[0]
    asked, told = times.ordinals(pd.Series([str(one) for one in breaks or [panel.times[begins]]]))
    if told != kind or not np.isin(asked, ordinals).all():
        raise InputProblem(
            "The breaks {breaks} are not all within the times of the panel, {first} to {last}.",
            breaks=listed(breaks or ()),
            first=panel.times[0],
            last=panel.times[-1],
        )
    places = tuple(int(one) for one in np.searchsorted(ordinals, np.unique(asked)))
    if places[0] != begins:
        raise InputProblem(
            "The first break is the beginning of the treatment, {begins}; here it is {first}.",
            begins=panel.times[begins],
            first=panel.times[places[0]],
        )
    _refuse_short(places, panel)
    return places


def _refuse_short(places: tuple[int, ...], panel: Panel) -> None:
    if places[0] < BEFORE:
        raise InputProblem(
            "An interrupted series needs at least {least} times before the treatment; here are {times}.",
            least=BEFORE,
            times=places[0],
        )
    lengths = np.diff([*places, len(panel.times)])
    if lengths.min() < STRETCH:
        short = places[int(lengths.argmin())]
        raise InputProblem(
            "From {start} on there are {times} times up to the next break or the end; at least {least} are needed to tell a level from a slope.",
            start=panel.times[short],
            times=int(lengths.min()),
            least=STRETCH,
        )


def _refuse_silence(counts: Floats, names: tuple[str, ...], *, breaks: tuple[int, ...], who: str) -> None:
    for start, end in zip((0, *breaks), (*breaks, len(counts)), strict=True):
        if not counts[start:end].any():
            raise InputProblem(
                "No deaths of {who} from {start} to {end}: a ratio is nought there and has no logarithm. Take longer stretches or a method for differences.",
                who=who,
                start=names[start],
                end=names[end - 1],
            )
