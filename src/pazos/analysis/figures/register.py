"""Counts of the register, drawn: a line for each rule, broken wherever the count means something else.

A period without a count leaves a gap and a mark on the axis: nothing is drawn through it, and
nothing falls to zero there.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from pazos.analysis.figures import shelf
from pazos.foundation.runs.actions import canonical
from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import altair


FEW = 36  # months that can be named one by one


@dataclass(frozen=True)
class Point:
    """One period: its first day, its count (None: there is none), and what keeps it from being whole."""

    start: date
    deaths: int | None
    missing: bool = False  # a source of the rule did not deliver all of it
    partial: bool = False


@dataclass(frozen=True)
class Drawn:
    """What a picture shows: for each rule its points in order of time, and the days on which lines break."""

    lines: tuple[tuple[str, tuple[Point, ...]], ...]  # "rule@version", points
    breaks: tuple[date, ...] = ()
    by: str = "month"


def picture(drawn: Drawn, *, language: str) -> str:
    """Return the picture as SVG, drawn before or now; "" where no period has a count."""
    if not any(point.deaths is not None for _, points in drawn.lines for point in points):
        return ""
    return shelf.kept(
        canonical(asdict(drawn)), language=language, draw=lambda: chart(drawn, language=language)
    )


def chart(drawn: Drawn, *, language: str) -> altair.TopLevelMixin:
    """Return the chart: one line a rule, its gaps, its marks, and a rule where lines break."""
    import altair as alt

    from pazos.analysis.figures import render
    from pazos.analysis.figures.city import STROKES, WIDTH

    rows = list(_rows(drawn))
    names = list(dict.fromkeys(name for name, _ in drawn.lines))
    strokes = [STROKES[place % len(STROKES)] for place in range(len(names))]
    colour = alt.Color(
        "line:N",
        title=None,
        scale=alt.Scale(domain=names, range=[colour for colour, _ in strokes]),
        legend=alt.Legend(orient="top", symbolStrokeWidth=2, symbolType="stroke", labelLimit=300),
    )
    dash = alt.StrokeDash(
        "line:N", legend=None, scale=alt.Scale(domain=names, range=[pattern for _, pattern in strokes])
    )
    title = say(N_("Deaths a month") if drawn.by == "month" else N_("Deaths a year"), language)
    when = alt.X("day:T", title=None, axis=_axis(drawn))
    count = alt.Y(
        "deaths:Q", title=title, axis=alt.Axis(format=",d", tickMinStep=1), scale=alt.Scale(zero=True)
    )
    counted = alt.Chart(alt.InlineData(values=[row for row in rows if row["deaths"] is not None]))
    base = counted.encode(x=when, y=count, color=colour)
    whole = base.transform_filter("!datum.doubt").mark_point(filled=True, size=26, opacity=1)
    doubtful = base.transform_filter("datum.doubt").mark_point(
        filled=False, size=34, opacity=1, strokeWidth=1.5
    )
    layers = [base.mark_line(strokeWidth=2).encode(strokeDash=dash, detail="stretch:N"), whole, doubtful]
    silent = [row for row in rows if row["missing"]]
    if silent:
        marks = alt.Chart(alt.InlineData(values=silent)).encode(x=when)
        layers.append(
            marks.mark_tick(color=render.WARM, thickness=3, height=8, orient="vertical").encode(
                y=alt.datum(0)
            )
        )
    if drawn.breaks:
        days = alt.Chart(alt.InlineData(values=[{"day": day.isoformat()} for day in drawn.breaks]))
        layers.append(days.mark_rule(color=render.WARM, strokeDash=[4, 3], strokeWidth=1.5).encode(x=when))
    return alt.layer(*layers).properties(width=WIDTH, height=230)


def _axis(drawn: Drawn) -> altair.Axis:
    """Return the axis of time: months as numbers over a few years, which is no language; else years."""
    import altair as alt

    few = drawn.by == "month" and max(len(points) for _, points in drawn.lines) <= FEW
    if few:
        return alt.Axis(format="%m/%Y", tickCount={"interval": "month", "step": 3}, grid=False)
    return alt.Axis(format="%Y", tickCount="year", grid=False)


def _rows(drawn: Drawn) -> Iterator[dict[str, object]]:
    """Yield a row a period; `stretch` changes at every gap, so that no line is drawn through one."""
    for place, (name, points) in enumerate(drawn.lines):
        gaps = 0
        for point in points:
            gaps += point.deaths is None
            yield {
                "line": name,
                "stretch": f"{place}-{gaps}",
                "day": point.start.isoformat(),
                "deaths": point.deaths,
                "missing": point.missing,
                "doubt": point.missing or point.partial,
            }
