"""Which place suddenly stops, starts, or falls silent for a while?

A run of zeros is weighed against the place's own deaths just before (or after) it: how often would
chance give none at all for so long? A file that stops listing a place says so at once, with no test.
Peace can also bring a run of zeros: it must never be called an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.quality.chance import chance_of_none, discoveries
from pazos.science.quality.panel import Flag, Panel
from pazos.science.quality.spread import dispersion, exposures

if TYPE_CHECKING:
    from pazos.science.quality.chance import Floats, Mask, Places

FALSE_DISCOVERIES = 0.01
_HISTORY = {"M": 24, "Q": 12, "Y": 6}
_FEWEST = {"M": 6, "Q": 4, "Y": 3}  # periods of history that are needed
_CHECK = {"end": "place_stops", "start": "place_starts", "middle": "place_silent"}


@dataclass(frozen=True)
class Silence:
    """A run of zeros of place `row`, columns `first` to `last`, where `expected` deaths were to come."""

    row: int
    first: int
    last: int
    where: str
    expected: float
    p_value: float


def silences(panel: Panel, *, rate: float = FALSE_DISCOVERIES) -> tuple[list[Flag], Mask]:
    """Return the silences that chance hardly makes, and the places x periods that they cover.

    Runs at either end, and runs in the middle, are families of their own: of the first there is one a
    place, and they are what a source that ceased to deliver looks like.
    """
    share = exposures(panel)
    every = [one for row in range(len(panel.places)) for one in _of_place(panel, row, share)]
    covered = np.zeros(panel.counts.shape, dtype=bool)
    flags = []
    for where in ("end", "start", "middle"):
        family = [one for one in every if one.where == where]
        chosen, _ = discoveries(np.array([one.p_value for one in family]), rate=rate)
        for one, take in zip(family, chosen, strict=True):
            if take:
                covered[one.row, one.first : one.last + 1] = True
                flags.append(_flag(panel, one))
    return flags, covered


def _of_place(panel: Panel, row: int, share: Floats) -> list[Silence]:
    at = np.flatnonzero(np.isfinite(panel.counts[row]))
    counts = panel.counts[row, at]
    loud = np.flatnonzero(counts > 0)
    if len(loud) < 2 or len(loud) == len(counts):
        return []
    ratio = float(np.median(dispersion(counts, share[at], unit=panel.unit).ratio))
    ends = [-1, *loud.tolist(), len(counts)]
    found = []
    for before, after in pairwise(ends):
        if after - before > 1:
            one = _weighed(panel, row, (at, before + 1, after - 1), share, ratio)
            found += [one] if one else []
    return found


def _weighed(
    panel: Panel, row: int, run: tuple[Places, int, int], share: Floats, ratio: float
) -> Silence | None:
    at, first, last = run
    most = _HISTORY[panel.unit]
    where = "end" if last == len(at) - 1 else "start" if first == 0 else "middle"
    near = np.concatenate([at[max(first - most, 0) : first], at[last + 1 : last + 1 + most]])
    if len(near) < _FEWEST[panel.unit]:
        return None
    deaths, weight = float(panel.counts[row, near].sum()), float(share[near].sum())
    own = float(share[at[first : last + 1]].sum())
    expected = deaths / weight * own
    variance = ratio * expected * (1 + own / weight)
    chance = chance_of_none(np.array([expected]), variance=np.array([variance]))
    p_value = float(chance[0])
    if where == "middle":
        # Any death could have been the last before a silence.
        p_value *= float(np.count_nonzero(panel.counts[row, at]))
    return Silence(row, int(at[first]), int(at[last]), where, expected, min(1.0, p_value))


def _flag(panel: Panel, one: Silence) -> Flag:
    return Flag(
        check=_CHECK[one.where],
        severity="implausible" if one.p_value < 1e-4 else "notable",
        place=panel.places[one.row],
        time=panel.label(one.first if one.where != "start" else one.last + 1),
        value=0.0,
        expected=one.expected,
        p_value=one.p_value,
        facts={
            "first": panel.label(one.first),
            "last": panel.label(one.last),
            "periods": one.last - one.first + 1,
            "absent": False,
        },
    )


def places_that_leave(panel: Panel) -> tuple[list[Flag], Mask]:
    """Return the places whose rows end early, or begin late, in a file that lists zeros too.

    Runs shared by five places or more are told once, with their number: then it is the file that
    changed, not the places.
    """
    known = np.isfinite(panel.counts)
    covered = np.zeros_like(known)
    runs: dict[tuple[str, int, int], list[int]] = {}
    number = known.shape[1]
    for row in np.flatnonzero(known.any(axis=1) & ~known.all(axis=1)).tolist():
        for first, last in _gaps(known[row]):
            where = "end" if last == number - 1 else "start" if first == 0 else "middle"
            if not known[:, first : last + 1].any():
                continue  # the whole file lacks them: told once elsewhere
            runs.setdefault((where, first, last), []).append(row)
            covered[row, first : last + 1] = True
    flags = []
    for (where, first, last), rows in runs.items():
        flags += _absent(panel, where, (first, last), rows)
    return flags, covered


def _absent(panel: Panel, where: str, run: tuple[int, int], rows: list[int]) -> list[Flag]:
    first, last = run
    facts = {
        "first": panel.label(first),
        "last": panel.label(last),
        "periods": last - first + 1,
        "absent": True,
    }
    time = panel.label(min(last + 1, len(panel.periods) - 1) if where == "start" else first)
    if len(rows) >= 5:
        names = [panel.places[row] for row in rows]
        facts |= {"places": len(rows), "of": len(panel.places), "names": names[:10]}
        return [
            Flag("places_absent", "notable", None, panel.label(first), 0.0, float(len(rows)), None, facts)
        ]
    check = {**_CHECK, "middle": "missing_periods"}[where]
    return [
        Flag(
            check,
            "implausible",
            panel.places[row],
            time,
            None,
            _usual(panel, row) * (last - first + 1),
            None,
            facts,
        )
        for row in rows
    ]


def _usual(panel: Panel, row: int) -> float:
    return float(np.nanmean(panel.counts[row]))


def _gaps(known: Mask) -> list[tuple[int, int]]:
    """Return (first, last) of each run of unknown periods."""
    edges = np.diff(np.concatenate([[True], known, [True]]).astype(np.int8))
    return list(
        zip(np.flatnonzero(edges < 0).tolist(), (np.flatnonzero(edges > 0) - 1).tolist(), strict=True)
    )
