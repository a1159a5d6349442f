"""Did deaths call for deaths nearby less than before? The extra table of an answer whose deaths have a point and a day.

It stands beside the plan and decides nothing. Points are read, counted in pairs and left behind: what is kept is four
ratios and how they compare, never where anybody died.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from pazos.analysis.evaluation.counted import counting_of
from pazos.analysis.evaluation.outcomes import CHUNK, claims_of, counts_by_word, records_of
from pazos.analysis.evaluation.surroundings import begins_of
from pazos.analysis.evaluation.window import month_on, window_of
from pazos.analysis.notices import plain_facts
from pazos.analysis.register.reading import judged, read_register
from pazos.domain.sources.vocabulary import Precision
from pazos.science.evaluation.near_repeats_compared import near_repeats_compared
from pazos.science.places.distances import local_plane
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pazos.analysis.evaluation.counted import Counting
    from pazos.analysis.evaluation.places import Units
    from pazos.analysis.evaluation.window import Window
    from pazos.domain.evaluations.protocol import Protocol
    from pazos.domain.register.breaks import Named
    from pazos.domain.sources.models import Source
    from pazos.science.evaluation.panel import Panel

    Plain = dict[str, Any]
    Row = tuple[object, ...]

METRES, DAYS = (
    400,
    15,
)  # a few blocks and two weeks (Ratcliffe and Rengert 2008): nearer than 400 m, 0 to 14 days apart
COLUMNS = ("place", "day", "lon", "lat")


def near_repeats_of(protocol: Protocol, panel: Panel, units: Units | None) -> Plain:
    """Return near repeats before and after, treated and others; empty where no death has a point.

    `why` or `refused` says what stands in the way: units that began at several times have no before in common.
    """
    if units is None:
        return {}
    window = window_of(protocol.first, protocol.last, protocol.grain)
    found = points(counting_of(protocol.outcome, window), window)
    if not len(found):
        return {}
    kept: Plain = {"metres": METRES, "days": DAYS, "points": len(found)}
    begins = begins_of(panel, window)
    if len(set(begins.values())) > 1:
        return {**kept, "why": "several_beginnings"}
    treated = dict.fromkeys(panel.units, False) | dict.fromkeys(begins, True)
    row = found["place"].map(dict(units.row_of))
    of = row.map({units.row_of[unit]: is_treated for unit, is_treated in treated.items()})
    found = found.assign(treated=of, after=found["day"].map(month_on) >= min(begins.values()))
    return {**kept, **_compared(found[of.notna()], protocol)}


def _compared(found: pd.DataFrame, protocol: Protocol) -> Plain:
    try:
        east, north = local_plane(found["lon"].to_numpy(float), found["lat"].to_numpy(float))
        compared = near_repeats_compared(
            found.assign(x=east, y=north),
            x="x",
            y="y",
            day="day",
            treated="treated",
            after="after",
            metres=METRES,
            days=DAYS,
            seed=protocol.seed,
            confidence=protocol.confidence,
        )
    except InputProblem as problem:
        return {"refused": {"template": problem.template, "facts": plain_facts(problem.facts)}}
    return asdict(compared)


def points(counting: Counting, window: Window) -> pd.DataFrame:
    """Return the deaths of a window that are counted and have a day and a point: COLUMNS, one row each."""
    if counting.rule is None:
        rows = _of_records(counting, window)
    else:
        rows = _of_claims(counting.rule, counting.source, window)
    return pd.DataFrame(list(rows), columns=list(COLUMNS))


def _of_records(counting: Counting, window: Window) -> Iterable[Row]:
    rows = records_of(counting, window).filter(precision=Precision.DAY, lon__isnull=False)
    fields = ("place", "occurred_on", "lon", "lat")
    return rows.order_by("delivery_id", "row_number").values_list(*fields).iterator(CHUNK)


def _of_claims(rule: Named, source: Source | None, window: Window) -> Iterable[Row]:
    """Yield each death that a rule counts once, at the point of the earliest claim that has one."""
    counted: set[int] = set()
    if source is None:
        judgements = judged(rule, read_register(window.begins, window.ends))
        counted = {number for number, _day, against in judgements if not against}
    claims = claims_of(window, source=source)
    pointed = claims.filter(record__lon__isnull=False, record__precision=Precision.DAY).order_by("pk")
    fields = ("death__neighbourhood__code", "death__occurred_on", "record__lon", "record__lat")
    seen: set[int] = set()
    for number, flags, *row in pointed.values_list("death", "flags", *fields).iterator(CHUNK):
        is_counted = number in counted if source is None else counts_by_word(rule, source, flags)
        if is_counted and number not in seen:
            seen.add(number)
            yield tuple(row)
