"""Charts of the city as a whole: what each source counts, its rate, its months, its victims.

Each takes a part of a run's result and a language, and shows the interval wherever there is
one. Numbers on axes are whole, so that no decimal point is left in the wrong language. A line is
cut where its source changed definition.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

import altair as alt

from pazos.analysis.figures import render
from pazos.analysis.figures.breaks import cut_marks, in_stretches
from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Rows = Sequence[Mapping[str, Any]]

WIDTH = 620
WHOLE = {"format": ",d", "tickMinStep": 1}
STROKES = (
    (render.ACCENT, [1, 0]),
    (render.WARM, [6, 3]),
    (render.COLD, [2, 2]),
    (render.SOFT_INK, [8, 2, 2, 2]),
)


def deaths_by_source(sources: Rows, *, language: str) -> alt.TopLevelMixin:
    """Return each source's deaths by year, side by side: one line a source, none averaged.

    A year of which a source has only a part is not drawn: it would look like a fall.
    """
    rows = [
        {"source": one["name"], **year}
        for one in sources
        for year in in_stretches((year for year in one["by_year"] if year["complete"]), line=one["name"])
    ]
    names = [one["name"] for one in sources]
    strokes = [STROKES[place % len(STROKES)] for place in range(len(names))]
    colour = alt.Color(
        "source:N",
        title=None,
        legend=alt.Legend(orient="top", symbolStrokeWidth=2, symbolType="stroke", labelLimit=300),
        scale=alt.Scale(domain=names, range=[colour for colour, _ in strokes]),
    )
    dash = alt.StrokeDash(
        "source:N", legend=None, scale=alt.Scale(domain=names, range=[pattern for _, pattern in strokes])
    )
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=_years(),
        y=alt.Y("deaths:Q", title=say(N_("Deaths"), language), axis=_whole()),
        color=colour,
    )
    lines = base.mark_line(strokeWidth=2).encode(strokeDash=dash, detail="stretch:N")
    points = base.mark_point(filled=True, size=36, opacity=1)
    return alt.layer(lines, points, *_cuts(rows, language)).properties(width=WIDTH, height=240)


def rate_by_year(years: Rows, *, language: str) -> alt.TopLevelMixin:
    """Return the city's rate (or, without people, its deaths) by year with the 95% interval.

    Runs of before rules were named carry none: their years are drawn as they were.
    """
    rated = any(year["rate"] is not None for year in years)
    title = say(N_("Per 100,000 people a year"), language) if rated else say(N_("Deaths"), language)
    named = [{"rule": "", **year, "shown": year["rate"] if rated else year["deaths"]} for year in years]
    rows = in_stretches(named)
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=_years())
    shown = alt.Y("shown:Q", title=title, scale=alt.Scale(zero=True), axis=_whole())
    layers = [base.mark_line(strokeWidth=2).encode(y=shown, detail="stretch:N")]
    if rated:
        interval = base.mark_rule(strokeWidth=7, color=render.ACCENT_SOFT)
        layers.insert(0, interval.encode(y=alt.Y("low:Q", title=title), y2="high:Q"))
    layers.append(base.mark_point(filled=True, size=55, opacity=1).encode(y=shown))
    return alt.layer(*layers, *_cuts(rows, language)).properties(width=WIDTH, height=230)


def deaths_of_a_place(years: Rows, *, language: str) -> alt.TopLevelMixin:
    """Return one neighbourhood's deaths by year as bars, with a mark where the definition changes."""
    rows = in_stretches(years)
    most = max([1, *(year["deaths"] for year in years)])
    whole = alt.Axis(format="d", values=list(range(0, most + 1, max(1, most // 4))))
    bars = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(width={"band": 0.6})
        .encode(x=_years(), y=alt.Y("deaths:Q", title=say(N_("Deaths"), language), axis=whole))
    )
    return alt.layer(bars, *_cuts(rows, language)).properties(width=WIDTH, height=170)


def monthly(months: Rows, changes: Rows, *, language: str) -> alt.TopLevelMixin:
    """Return the months with what season and trend expect of each, and where the level changed.

    What is expected is that of one definition; neither it nor the count is drawn from one to the next.
    """
    rows = in_stretches({**month, "day": f"{month['month']}-01"} for month in months)
    cuts = [{"day": _half_a_month_before(row["month"])} for row in rows if row["begins"]]
    marks = [
        {"day": f"{change['month']}-01", "label": f"× {_decimal(change['ratio'], language)}"}
        for change in changes
    ]
    axis = alt.Axis(format="%Y", tickCount="year", labelAlign="left", labelOffset=2, grid=False)
    when = alt.X("day:T", title=None, axis=axis)
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=when, detail="stretch:N")
    title = say(N_("Deaths a month"), language)
    band = base.mark_area(color=render.ACCENT_SOFT, opacity=0.45, interpolate="step").encode(
        y=alt.Y("low:Q", title=title, axis=_whole()), y2="high:Q"
    )
    expected = base.mark_line(color=render.SOFT_INK, strokeDash=[4, 3], strokeWidth=1.2).encode(
        y="expected:Q"
    )
    counted = base.mark_line(strokeWidth=1.4).encode(y="count:Q")
    dots = base.mark_point(filled=True, size=14, opacity=1).encode(y="count:Q")
    changed = alt.Chart(alt.InlineData(values=marks)).encode(x="day:T")
    rules = changed.mark_rule(color=render.WARM, strokeWidth=1.6)
    labels = changed.mark_text(
        color=render.WARM, align="left", dx=5, dy=4, baseline="top", fontSize=12
    ).encode(y=alt.value(0), text="label:N")
    late = bool(cuts) and cuts[-1]["day"] > rows[len(rows) // 2]["day"]
    marks_of_cuts = cut_marks(cuts, at=alt.X("day:T"), language=language, late=late)
    layers = (band, expected, counted, dots, rules, labels, *marks_of_cuts)
    return alt.layer(*layers).properties(width=WIDTH, height=250)


def _half_a_month_before(month: str) -> str:
    """Return a day between the point of a month and that of the month before it."""
    return (date.fromisoformat(f"{month}-01") - timedelta(days=15)).isoformat()


def pyramid(rows: Rows, *, language: str, band: tuple[int, int] | None = None) -> alt.TopLevelMixin:
    """Return victims by five-year age, women to the left, men to the right; `band` is drawn darker."""
    labels = [_ages(row["age_from"], row["age_to"]) for row in rows]
    scale = alt.Scale(domain=[True, False], range=[render.ACCENT, render.ACCENT_SOFT])
    axis = alt.Axis(labelExpr="abs(datum.value)", tickMinStep=1, gridOpacity=0.6, domain=False)
    bars = (
        alt.Chart(alt.InlineData(values=_two_sided(rows, band or (0, 200))))
        .mark_bar(height={"band": 0.84})
        .encode(
            x=alt.X("victims:Q", title=say(N_("Victims"), language), axis=axis),
            y=alt.Y("label:N", title=say(N_("Age"), language), sort=labels[::-1], axis=alt.Axis(ticks=False)),
            color=alt.Color("inside:N", scale=scale, legend=None),
        )
    )
    width = WIDTH - 60
    line = alt.Chart(alt.InlineData(values=[{}])).mark_rule(color=render.INK, strokeWidth=1.4)
    women = _side(say(N_("Women"), language), at=0, align="left")
    men = _side(say(N_("Men"), language), at=width, align="right")
    return alt.layer(bars, line.encode(x=alt.datum(0)), women, men).properties(width=width, height=310)


def _two_sided(rows: Rows, band: tuple[int, int]) -> list[dict[str, Any]]:
    low, high = band
    return [
        {
            "label": _ages(row["age_from"], row["age_to"]),
            "victims": sign * row[sex],
            # A five-year group that the band cuts through belongs to it in part; it is drawn as inside.
            "inside": row["age_from"] <= high and row["age_from"] + 4 >= low,
        }
        for row in rows
        for sex, sign in (("f", -1), ("m", 1))
    ]


def _side(text: str, *, at: int, align: Literal["left", "right"]) -> alt.Chart:
    mark = alt.Chart(alt.InlineData(values=[{"text": text}])).mark_text(
        align=align, baseline="bottom", color=render.INK, fontSize=13, fontWeight="bold", dy=-6
    )
    side: alt.Chart = mark.encode(x=alt.value(at), y=alt.value(0), text="text:N")
    return side


def shares(rows: Rows, *, language: str) -> alt.TopLevelMixin:
    """Return shares of a whole with their intervals: `label`, `share`, `low`, `high`."""
    values = [dict(row) for row in rows if row["share"] is not None]
    base = alt.Chart(alt.InlineData(values=values)).encode(y=alt.Y("label:N", sort=None, title=None))
    axis = alt.Axis(format=".0%", tickMinStep=0.1)
    title = say(N_("Share of victims whose age is known"), language)
    interval = base.mark_rule(strokeWidth=7, color=render.ACCENT_SOFT).encode(
        x=alt.X("low:Q", title=title, axis=axis, scale=alt.Scale(zero=True)), x2="high:Q"
    )
    points = base.mark_point(filled=True, size=60, opacity=1).encode(x="share:Q")
    return alt.layer(interval, points).properties(width=WIDTH - 60, height=28 * max(1, len(values)))


def weekday_by_hour(table: Sequence[Sequence[int]], *, language: str) -> alt.TopLevelMixin:
    """Return a grid of weekday (Monday first) by hour; darker is more deaths."""
    days = [say(day, language) for day in WEEKDAYS]
    cells = [
        {"day": day, "hour": hour, "deaths": deaths}
        for day, row in zip(days, table, strict=True)
        for hour, deaths in enumerate(row)
    ]
    most = max(1, max(max(row) for row in table))
    # Five steps and no more, so that the page can exchange them for those of the reader's light.
    steps = alt.Scale(type="quantize", domain=[0, most], range=list(render.SEQUENCE))
    legend = alt.Legend(orient="top", format="d", gradientLength=160)
    bare = alt.Axis(labelAngle=0, ticks=False, domain=False)
    chart: alt.Chart = (
        alt.Chart(alt.InlineData(values=cells))
        .mark_rect(stroke=render.PAPER)
        .encode(
            x=alt.X("hour:O", title=say(N_("Hour"), language), axis=bare),
            y=alt.Y("day:N", title=None, sort=days, axis=bare),
            color=alt.Color("deaths:Q", title=say(N_("Deaths"), language), scale=steps, legend=legend),
        )
        .properties(width=WIDTH, height=190)
    )
    return chart


def lorenz(
    points: Sequence[Sequence[float]], *, deaths: int, places: int, language: str
) -> alt.TopLevelMixin:
    """Return the curve beside the most even spread that so few deaths on so many places allow."""
    start = max(0.0, 1 - deaths / places)
    percent = alt.Axis(format=".0%", tickCount=5)
    across = alt.X("places:Q", title=say(N_("Share of places, fewest deaths first"), language), axis=percent)
    up = alt.Y("deaths:Q", title=say(N_("Share of deaths"), language), axis=percent)

    def line(values: Sequence[Sequence[float]], **look: Any) -> alt.Chart:
        rows = [{"places": x, "deaths": y} for x, y in values]
        drawn: alt.Chart = alt.Chart(alt.InlineData(values=rows)).mark_line(**look).encode(x=across, y=up)
        return drawn

    even = line([(start, 0.0), (1.0, 1.0)], color=render.SOFT_INK, strokeDash=[4, 3], strokeWidth=1.2)
    seen = line(points, color=render.ACCENT, strokeWidth=2.4)
    return alt.layer(even, seen).properties(width=380, height=320)


WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


def _whole() -> alt.Axis:
    return alt.Axis(format=",d", tickMinStep=1)


def _years() -> alt.X:
    # Bands, so that a mark can stand between two years.
    scale = alt.Scale(type="band")
    return alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0, ticks=False), scale=scale)


def _cuts(rows: Rows, language: str) -> list[alt.Chart]:
    """Return the marks between years that are counted by two definitions; of several sources, named."""
    years = sorted({row["year"] for row in rows})
    whose: dict[int, list[str]] = {}
    for row in rows:
        if row["begins"]:
            whose.setdefault(row["year"], []).extend([row["source"]] if "source" in row else [])
    cuts = [{"year": year, **({"whose": ", ".join(names)} if names else {})} for year, names in whose.items()]
    late = bool(cuts) and max(whose) > years[len(years) // 2]
    at = alt.X("year:O", bandPosition=0)
    return cut_marks(cuts, at=at, language=language, late=late)


def _ages(first: int, last: int | None) -> str:
    return f"{first}+" if last is None else f"{first}–{last}"


def _decimal(value: float, language: str) -> str:
    text = f"{value:.2f}"
    return text.replace(".", ",") if language == "es" else text
