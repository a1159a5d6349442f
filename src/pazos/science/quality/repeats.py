"""Does a period, or a run of them, repeat an earlier one?

Two honest months of a city rarely agree in every neighbourhood. For each place and pair of periods the
chance of equal counts is taken from the Poisson at the mean of the periods around both; chances multiply
over places and over the periods of a run, and are corrected for all pairs that could have agreed. A place
without deaths agrees with itself always, and so says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.quality.chance import chance_of_same
from pazos.science.quality.panel import PER_YEAR, Flag, Panel

if TYPE_CHECKING:
    from pazos.science.quality.chance import Floats, Mask

CHANCE = 0.01
_SIDE = {"M": 6, "Q": 4, "Y": 3}
_FARTHEST = {"M": 36, "Q": 12, "Y": 10}  # how far back the runs of single places are looked for
_LEAST_CELLS = 4  # counts above zero that must agree
_NEARLY = 0.8  # a copy with a few cells changed


@dataclass(frozen=True)
class Repeat:
    """Columns `first` to `last` repeat those `lag` earlier; `row` None is all places together."""

    row: int | None
    first: int
    last: int
    lag: int
    log_chance: float
    cells: int
    agreed: int


def repeated(panel: Panel, *, chance: float = CHANCE) -> tuple[list[Flag], Mask]:
    """Return the repeats that chance makes in fewer than `chance` of all files, and what they cover."""
    around = _local_means(panel)
    covered = np.zeros(panel.counts.shape, dtype=bool)
    together = _together(panel, around, chance) if len(panel.places) > 1 else []
    flags = []
    for one in _best_first(together, covered):
        covered[:, one.first : one.last + 1] = True
        flags.append(_flag(panel, one, around))
    for one in _best_first(_alone(panel, around, chance), covered):
        covered[one.row, one.first : one.last + 1] = True
        flags.append(_flag(panel, one, around))
    return flags, covered


def _local_means(panel: Panel) -> Floats:
    """Return the mean of the known periods around each, without itself."""
    side = _SIDE[panel.unit]
    known = np.isfinite(panel.counts)
    counts = np.where(known, panel.counts, 0.0)
    number = counts.shape[1]
    sums, weights = (
        np.concatenate([np.zeros((len(counts), 1)), np.cumsum(each, axis=1)], axis=1)
        for each in (counts, known)
    )
    low = np.maximum(np.arange(number) - side, 0)
    high = np.minimum(np.arange(number) + side + 1, number)
    total = sums[:, high] - sums[:, low] - counts
    weight = weights[:, high] - weights[:, low] - known
    answer: Floats = total / np.maximum(weight, 1)
    return answer


def _pairs(panel: Panel, around: Floats, lag: int) -> tuple[Mask, Mask, Floats]:
    """Return which cells agree with those `lag` earlier, which say something, and the log chance."""
    later, earlier = panel.counts[:, lag:], panel.counts[:, :-lag]
    both = np.isfinite(later) & np.isfinite(earlier)
    agree = both & (later == earlier)
    mean = (around[:, lag:] + around[:, :-lag]) / 2
    log = np.where(both, np.log(chance_of_same(np.where(both, mean, 0.0))), 0.0)
    return agree | ~both, agree & (np.nan_to_num(later) > 0), log


def _together(panel: Panel, around: Floats, chance: float) -> list[Repeat]:
    number = len(panel.periods)
    pairs = number * (number - 1) / 2
    found = []
    for lag in range(1, number):
        agree, telling, log = _pairs(panel, around, lag)
        whole: Mask = np.asarray(agree.all(axis=0))
        for first, last in _runs(whole):
            cells = int(telling[:, first : last + 1].sum())
            total = float(log[:, first : last + 1].sum())
            if cells >= _LEAST_CELLS and total + np.log(pairs) < np.log(chance):
                found.append(Repeat(None, first + lag, last + lag, lag, total + np.log(pairs), cells, cells))
        found += _nearly(panel, (agree, log), lag, whole, limit=chance / pairs)
    return found


def _nearly(panel: Panel, pairs: tuple[Mask, Floats], lag: int, whole: Mask, *, limit: float) -> list[Repeat]:
    """Return the periods in which most places that had deaths agree, though not all."""
    from scipy import stats

    agree, log = pairs
    filled = (np.nan_to_num(panel.counts[:, lag:]) > 0) | (np.nan_to_num(panel.counts[:, :-lag]) > 0)
    cells = filled.sum(axis=0)
    same = (filled & agree).sum(axis=0)
    found = []
    for at in np.flatnonzero((cells >= 8) & (same >= _NEARLY * cells) & ~whole).tolist():
        odds = np.exp(log[:, at][log[:, at] < 0])
        matched = int(agree[:, at][log[:, at] < 0].sum())
        p_value = float(stats.poisson_binom.sf(matched - 1, odds)) if len(odds) else 1.0
        if p_value < limit:
            log_chance = float(np.log(max(p_value, 1e-300) / limit))
            found.append(Repeat(None, at + lag, at + lag, lag, log_chance, int(cells[at]), int(same[at])))
    return found


def _alone(panel: Panel, around: Floats, chance: float) -> list[Repeat]:
    number = len(panel.periods)
    farthest = min(number - 1, _FARTHEST[panel.unit])
    usual = {1, PER_YEAR[panel.unit]}
    found = []
    for lag in range(1, farthest + 1):
        # What is copied is mostly the last period or the last year: these lags share half of the chance.
        share = chance / (2 * len(usual)) if lag in usual else chance / (2 * farthest)
        limit = np.log(share / (len(panel.places) * number))
        agree, telling, log = _pairs(panel, around, lag)
        both = agree & np.isfinite(panel.counts[:, lag:]) & np.isfinite(panel.counts[:, :-lag])
        for row in np.flatnonzero(_longest(both, log) < limit).tolist():
            for first, last in _runs(both[row]):
                total = float(log[row, first : last + 1].sum())
                cells = int(telling[row, first : last + 1].sum())
                if total < limit and cells >= _LEAST_CELLS:
                    corrected = total - limit + np.log(chance)
                    found.append(Repeat(row, first + lag, last + lag, lag, corrected, cells, cells))
    return found


def _longest(both: Mask, log: Floats) -> Floats:
    """Return, for each place, the least log chance of any run of agreeing periods."""
    run = np.zeros(len(both))
    least = np.zeros(len(both))
    for column in range(both.shape[1]):
        run = np.where(both[:, column], run + log[:, column], 0.0)
        np.minimum(least, run, out=least)
    return least


def _runs(truth: Mask) -> list[tuple[int, int]]:
    edges = np.diff(np.concatenate([[False], truth, [False]]).astype(np.int8))
    return list(
        zip(np.flatnonzero(edges > 0).tolist(), (np.flatnonzero(edges < 0) - 1).tolist(), strict=True)
    )


def _best_first(found: list[Repeat], covered: Mask) -> list[Repeat]:
    """Return the least likely repeats; one that overlaps a better one is left out."""
    kept = []
    taken = covered.copy()
    for one in sorted(found, key=lambda each: (each.log_chance, each.lag, each.first)):
        place = slice(None) if one.row is None else one.row
        if not taken[place, one.first : one.last + 1].any():
            taken[place, one.first : one.last + 1] = True
            kept.append(one)
    return kept


def _flag(panel: Panel, one: Repeat, around: Floats) -> Flag:
    cells = (slice(None) if one.row is None else one.row, slice(one.first, one.last + 1))
    return Flag(
        check="repeated_period",
        severity="implausible",
        place=None if one.row is None else panel.places[one.row],
        time=panel.label(one.first),
        value=float(np.nansum(panel.counts[cells])),
        expected=float(np.nansum(around[cells])),
        p_value=float(np.exp(max(one.log_chance, -690))),
        facts={
            "from": panel.label(one.first - one.lag),
            "until": panel.label(one.last),
            "periods": one.last - one.first + 1,
            "cells": one.cells,
            "agreed": one.agreed,
        },
    )
