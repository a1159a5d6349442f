"""Is the table itself in order: every period there once, every count a whole number, the end complete?

Rows are compared as they stand in the file. What is wrong is told with the row's number and left out of
the other checks; nothing is mended in silence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pazos.science.quality.chance import tails_of_count
from pazos.science.quality.panel import PER_YEAR, Flag, Panel, period_label
from pazos.science.quality.spread import dispersion, exposures

if TYPE_CHECKING:
    from pazos.science.quality.chance import Floats

LATE_CHANCE = 0.01
_BACK = {"M": 12, "Q": 6, "Y": 4}
_FEWEST = {"M": 12, "Q": 8, "Y": 5}


def wrong_counts(frame: pd.DataFrame, *, unit: str) -> list[Flag]:
    """Return the counts that no count can be: below zero, with a fraction, or no number at all.

    `frame` has place, time, row (of the file), count and count_text.
    """
    text = frame["count_text"].fillna("").astype(str)
    count = frame["count"].to_numpy(dtype=float, na_value=np.nan)
    kinds = {
        "not_a_number": (text != "").to_numpy() & np.isnan(count),
        "negative": count < 0,
        "fraction": (count >= 0) & (np.nan_to_num(count) % 1 > 0),
    }
    flags = []
    for kind, wrong in kinds.items():
        for one in frame[wrong].itertuples():
            facts = {"kind": kind, "row": int(one.row), "text": str(one.count_text)}
            value = None if np.isnan(one.count) else float(one.count)
            flags.append(
                Flag(
                    f"count_{kind}",
                    "impossible",
                    _name(one.place),
                    _time(one.time, unit),
                    value,
                    None,
                    None,
                    facts,
                )
            )
    return flags


def duplicated_rows(frame: pd.DataFrame, *, unit: str) -> tuple[list[Flag], pd.DataFrame]:
    """Return the places and times with more than one row, and the frame with one row each.

    Rows that say the same are counted once; rows that differ are added up. Both are told.
    """
    keys = ["place", "time"]
    twice = frame.duplicated(keys, keep=False)
    if not twice.any():
        return [], frame
    flags, kept = [], [frame[~twice]]
    for (place, time), rows in frame[twice].groupby(keys, dropna=False):
        said = rows["count"].to_numpy(dtype=float, na_value=np.nan)
        same = bool(np.isnan(said).all() or (said == said[0]).all())
        one = rows.iloc[[0]].copy()
        if not same:
            one["count"] = rows["count"].sum(min_count=1)
        kept.append(one)
        facts = {"rows": [int(row) for row in rows["row"]][:10], "same": same, "times": len(rows)}
        flags.append(
            Flag(
                "duplicated",
                "impossible",
                _name(place),
                _time(time, unit),
                float(len(rows)),
                1.0,
                None,
                facts,
            )
        )
    return flags, pd.concat(kept).sort_values("row")


def missing_periods(panel: Panel) -> list[Flag]:
    """Return the periods between first and last for which no place has a figure, a flag a run."""
    known = np.isfinite(panel.counts).any(axis=0)
    flags = []
    gaps = np.flatnonzero(~known)
    for run in np.split(gaps, np.flatnonzero(np.diff(gaps) > 1) + 1) if len(gaps) else []:
        first, last = int(run[0]), int(run[-1])
        facts = {"first": panel.label(first), "last": panel.label(last), "periods": len(run), "absent": True}
        flags.append(
            Flag(
                "missing_periods", "implausible", None, panel.label(first), None, float(len(run)), None, facts
            )
        )
    return flags


def incomplete_end(panel: Panel, *, chance: float = LATE_CHANCE) -> list[Flag]:
    """Return the last period if all places together fall short there as late registration leaves them.

    One-sided, against the same number of periods before it; up to three periods at the end are tried.
    """
    whole = panel.whole()
    counts = whole.counts[0]
    known = np.flatnonzero(np.isfinite(counts))
    if len(known) < _FEWEST[panel.unit]:
        return []
    share = exposures(whole)
    values, weights = counts[known], share[known]
    spread = dispersion(values, weights, unit=panel.unit)
    ratio = float(np.median(spread.ratio))
    best: tuple[float, int, float, float] | None = None
    most = 3 if PER_YEAR[panel.unit] == 12 else 1
    for last in range(1, most + 1):
        p_value, seen, expected = _short(values, weights, last, (ratio, spread.freedom, _BACK[panel.unit]))
        if p_value * most < chance and (best is None or p_value < best[0]):
            best = (p_value, last, seen, expected)
    if best is None:
        return []
    p_value, last, seen, expected = best
    facts = {"periods": last, "last": panel.label(int(known[-1]))}
    time = panel.label(int(known[-last]))
    return [Flag("incomplete_end", "notable", None, time, seen, expected, min(1.0, p_value * most), facts)]


def _short(
    values: Floats, weights: Floats, last: int, known: tuple[float, float, int]
) -> tuple[float, float, float]:
    ratio, freedom, back = known
    seen, weight = float(values[-last:].sum()), float(weights[-last:].sum())
    before = slice(-last - back, -last)
    base, base_weight = float(values[before].sum()), float(weights[before].sum())
    expected = base / base_weight * weight
    variance = ratio * expected * (1 + weight / base_weight)
    fewer, _ = tails_of_count(
        np.array([seen]), mean=np.array([expected]), variance=np.array([variance]), freedom=freedom
    )
    return float(fewer[0]), seen, expected


def _name(place: object) -> str | None:
    return None if place is None or pd.isna(place) else str(place)  # type: ignore[call-overload]


def _time(time: object, unit: str) -> str | None:
    return None if pd.isna(time) else period_label(time, unit)  # type: ignore[call-overload]
