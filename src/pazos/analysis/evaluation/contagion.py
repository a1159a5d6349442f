"""Did deaths call for deaths nearby less than before? The extra table of an answer whose deaths have a point and a day.

It stands beside the plan and decides nothing. Points are read, counted in pairs and left behind: what is kept is four
ratios and how they compare, never where anybody died.
"""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd
from django.db.models import F
from django.db.models.functions import Coalesce

from pazos.analysis.evaluation.counted import counting_of
from pazos.analysis.evaluation.outcomes import CHUNK
from pazos.analysis.evaluation.surroundings import begins_of
from pazos.analysis.evaluation.window import month_on, window_of
from pazos.analysis.frames import in_force
from pazos.analysis.notices import plain_facts
from pazos.analysis.register.reading import deaths_between, judged, read_register
from pazos.domain.register.counting import Statement, what_keeps_out
from pazos.domain.register.models import Claim
from pazos.domain.sources.vocabulary import Precision, SourceKind
from pazos.science.evaluation.near_repeats_compared import near_repeats_compared
from pazos.science.places.distances import local_plane
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pazos.analysis.evaluation.counted import Counting
    from pazos.analysis.evaluation.places import Units
    from pazos.analysis.evaluation.window import Window
    from pazos.domain.evaluations.protocol import Protocol
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
    told = asdict(compared)
    return {**_known(told), "parts": [_known(part) for part in told["parts"]]}


def _known(told: Plain) -> Plain:
    """Return figures with None where there is none."""
    return {
        name: None if isinstance(one, float) and not math.isfinite(one) else one for name, one in told.items()
    }


def points(counting: Counting, window: Window) -> pd.DataFrame:
    """Return the deaths of a window that are counted and have a day and a point: COLUMNS, one row each."""
    rows = _of_records(counting, window) if counting.rule is None else _of_claims(counting, window)
    return pd.DataFrame(list(rows), columns=list(COLUMNS))


def _of_records(counting: Counting, window: Window) -> Iterable[Row]:
    slug = counting.source.slug if counting.source else None
    place = Coalesce(F("neighbourhood__code"), F("spelling__neighbourhood__code"))
    rows = in_force(slug).filter(
        occurred_on__range=(window.begins, window.ends), precision=Precision.DAY, lon__isnull=False
    )
    known = rows.annotate(place=place).order_by("delivery_id", "row_number")
    return known.values_list("place", "occurred_on", "lon", "lat").iterator(CHUNK)


def _of_claims(counting: Counting, window: Window) -> Iterable[Row]:
    """Yield each death that a rule counts once, at the point of the earliest claim that has one."""
    rule, source = counting.rule, counting.source
    if rule is None:
        return
    claims = Claim.objects.filter(
        withdrawn_at__isnull=True,
        duplicate=False,
        death__in=deaths_between(window.begins, window.ends),
        record__lon__isnull=False,
        record__precision=Precision.DAY,
    )
    counted: set[int] | None = None
    if source is None:
        judgements = judged(rule, read_register(window.begins, window.ends))
        counted = {number for number, _day, against in judgements if not against}
    else:
        claims = claims.filter(source=source)
    seen: set[int] = set()
    fields = (
        "death",
        "flags",
        "death__neighbourhood__code",
        "death__occurred_on",
        "record__lon",
        "record__lat",
    )
    for number, flags, *row in claims.order_by("pk").values_list(*fields).iterator(CHUNK):
        if number in seen or not _counts(number, flags, counting=counting, counted=counted):
            continue
        seen.add(number)
        yield tuple(row)


def _counts(number: int, flags: dict[str, bool], *, counting: Counting, counted: set[int] | None) -> bool:
    if counted is not None:
        return number in counted
    if counting.rule is None or counting.source is None:
        return True
    return not what_keeps_out(counting.rule.rule, [Statement(SourceKind(counting.source.kind), flags)])
