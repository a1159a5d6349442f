"""The pictures of an answer: lines of treated and others, weights, what each method says, what chance alone gives.

Each picture takes plain rows; an interval stands wherever there is an estimate. Places of treated and others are
told apart by shade and by a dash, never by colour alone.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import altair as alt

from pazos.analysis.figures import render
from pazos.foundation.words import N_, preferred_language, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Rows = Sequence[Mapping[str, Any]]

WIDTH = 560
MOST_DONORS = 15
LINE = 24  # letters of a line of a label


def course_chart(course: Mapping[str, Any], *, language: str | None = None) -> alt.TopLevelMixin:
    """Return the mean deaths of treated places, of those never treated and of the weighed comparison, over time."""
    words = language or preferred_language()
    named = {
        "treated": say(N_("treated"), words),
        "weighed": say(N_("comparison, weighed"), words),
        "never": say(N_("never treated"), words),
    }
    lines = [key for key in named if course.get(key)]
    rows = [
        {"place": place, "time": time, "deaths": deaths, "who": named[key]}
        for key in lines
        for place, (time, deaths) in enumerate(zip(course["times"], course[key], strict=True))
    ]
    ticks = course["times"][:: max(1, len(course["times"]) // 8)]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X(
            "time:O",
            sort=list(course["times"]),
            title=None,
            axis=alt.Axis(values=list(ticks), labelAngle=0, labelAlign="center"),
        ),
        y=alt.Y("deaths:Q", title=say(N_("deaths in a place and time, mean"), words)),
    )
    scale = alt.Scale(
        domain=[named[key] for key in lines],
        range=[{"treated": render.ACCENT, "weighed": render.INK, "never": render.SOFT_INK}[k] for k in lines],
    )
    dash = alt.Scale(
        domain=[named[key] for key in lines],
        range=[{"treated": [1, 0], "weighed": [6, 3], "never": [2, 2]}[key] for key in lines],
    )
    drawn = base.mark_line(strokeWidth=2).encode(
        color=alt.Color("who:N", scale=scale, title=None, legend=alt.Legend(orient="top")),
        strokeDash=alt.StrokeDash("who:N", scale=dash, title=None, legend=alt.Legend(orient="top")),
    )
    begins = (
        alt.Chart(alt.InlineData(values=[{"time": time} for time in course["begins"]]))
        .mark_rule(color=render.INK, strokeDash=[5, 4])
        .encode(x=alt.X("time:O", sort=list(course["times"])))
    )
    return alt.layer(begins, drawn).properties(width=WIDTH, height=280)


def forest_chart(rows: Rows, *, language: str | None = None) -> alt.TopLevelMixin:
    """Return rows (label, estimate, low, high: changes as shares) as points with their intervals, in the order given."""
    words = language or preferred_language()
    told = [{**row, "label": wrapped(row["label"])} for row in rows]
    lines = max(row["label"].count("\n") for row in told) + 1
    base = alt.Chart(alt.InlineData(values=told)).encode(
        y=alt.Y(
            "label:N",
            sort=[row["label"] for row in told],
            title=None,
            axis=alt.Axis(labelExpr="split(datum.value, '\\n')", labelLimit=0),
        )
    )
    change = alt.X(
        "low:Q", title=say(N_("change against what would have been"), words), axis=alt.Axis(format="+%")
    )
    bars = base.mark_rule(color=render.ACCENT_SOFT, strokeWidth=3).encode(x=change, x2="high:Q")
    points = base.mark_point(color=render.ACCENT, filled=True, size=60).encode(x="estimate:Q")
    nought = alt.Chart(alt.InlineData(values=[{"x": 0}])).mark_rule(color=render.SOFT_INK).encode(x="x:Q")
    return alt.layer(nought, bars, points).properties(
        width=WIDTH - 160, height=max(80, (14 * lines + 12) * len(rows))
    )


def wrapped(label: str) -> str:
    """Return a label in lines of its words, so that it is never cut and leaves room on a phone."""
    return "\n".join(textwrap.wrap(label, LINE))


def weights_chart(weights: Mapping[str, float], *, language: str | None = None) -> alt.TopLevelMixin:
    """Return how much each place carries of the comparison, the heaviest first."""
    words = language or preferred_language()
    names = sorted(weights, key=lambda name: (-abs(weights[name]), name))[:MOST_DONORS]
    rows = [{"place": name, "weight": weights[name]} for name in names]
    bars: alt.Chart = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(color=render.ACCENT)
        .encode(
            y=alt.Y("place:N", sort=names, title=None, axis=alt.Axis(labelLimit=260)),
            x=alt.X("weight:Q", title=say(N_("share of the comparison"), words), axis=alt.Axis(format="%")),
        )
        .properties(width=WIDTH - 160)
    )
    return bars


def placebo_chart(bins: Rows, seen: float, *, language: str | None = None) -> alt.TopLevelMixin:
    """Return what the method finds where nothing was done (low, high, sets), and what it found for the treated."""
    words = language or preferred_language()
    bars = (
        alt.Chart(alt.InlineData(values=[dict(one) for one in bins]))
        .mark_bar(color=render.ACCENT_SOFT)
        .encode(
            x=alt.X("low:Q", bin="binned", title=say(N_("effect found"), words)),
            x2="high:Q",
            y=alt.Y("sets:Q", title=say(N_("sets of places where nothing was done"), words)),
        )
    )
    found = (
        alt.Chart(alt.InlineData(values=[{"x": seen}]))
        .mark_rule(color=render.WARM, strokeWidth=2, strokeDash=[6, 3])
        .encode(x="x:Q")
    )
    return alt.layer(bars, found).properties(width=WIDTH, height=220)


def balance_chart(rows: Rows, *, language: str | None = None) -> alt.TopLevelMixin:
    """Return how unlike treated and others are in each trait, before and after weighing (standardised differences)."""
    words = language or preferred_language()
    named = {"before": say(N_("before"), words), "after": say(N_("after"), words)}
    points = [
        {"trait": row["name"], "difference": row[key], "when": named[key]}
        for row in rows
        for key in named
        if row.get(key) is not None
    ]
    dots: alt.Chart = (
        alt.Chart(alt.InlineData(values=points))
        .mark_point(filled=True, size=60)
        .encode(
            y=alt.Y("trait:N", title=None, sort=[row["name"] for row in rows]),
            x=alt.X("difference:Q", title=say(N_("standardised difference"), words)),
            color=alt.Color(
                "when:N",
                title=None,
                scale=alt.Scale(domain=list(named.values()), range=[render.SOFT_INK, render.ACCENT]),
            ),
            shape=alt.Shape("when:N", title=None),
        )
        .properties(width=WIDTH - 160)
    )
    return dots
