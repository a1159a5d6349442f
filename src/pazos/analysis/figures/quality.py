"""Where in a series the flags stand, and how far each criterion of a record is met."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.analysis.figures.render import ACCENT, LINE, SOFT_INK, WARM
from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import altair


def flags_chart(
    series: Sequence[Mapping[str, Any]], flags: Sequence[Mapping[str, Any]]
) -> altair.TopLevelMixin:
    """Return the whole series (time, count) with a mark on every period that has flags."""
    import altair

    lines = [{"day": _day(one["time"]), "count": one["count"]} for one in series]
    when = altair.X("day:T", title=None, axis=altair.Axis(format="%Y", tickCount="year"))
    base = altair.Chart(altair.InlineData(values=lines), width=640, height=240)
    counted = base.mark_line(color=ACCENT, strokeWidth=1.5, point={"size": 14, "color": ACCENT}).encode(
        x=when, y=altair.Y("count:Q", title=say(N_("deaths a period")))
    )
    number: dict[str, int] = {}
    for flag in flags:
        if time := flag["where"]["time"]:
            number[time] = number.get(time, 0) + 1
    marks = [{"day": _day(time), "flags": count} for time, count in sorted(number.items())]
    marked = (
        altair.Chart(altair.InlineData(values=marks))
        .mark_tick(color=WARM, thickness=2, size=14)
        .encode(
            x=when,
            y=altair.value(6),
            opacity=altair.Opacity("flags:Q", legend=None, scale=altair.Scale(range=[0.5, 1])),
        )
    )
    return altair.layer(counted, marked)


def _day(time: str) -> str:
    return f"{time}-01" if len(time) > 4 else f"{time}-01-01"


def criteria_chart(verdicts: Sequence[Mapping[str, Any]]) -> altair.TopLevelMixin:
    """Return a bar a criterion that has a share as its value, with its threshold as a tick."""
    import altair

    rows = [
        {
            "name": one["title"],
            "value": one["value"],
            "threshold": one["threshold"],
            "met": one["verdict"] == "met",
        }
        for one in verdicts
        if isinstance(one["value"], int | float)
        and isinstance(one["threshold"], int | float)
        and one["threshold"] <= 1
    ]
    base = altair.Chart(altair.InlineData(values=rows), width=420, height=altair.Step(20))
    axis = altair.Axis(format="%", gridColor=LINE)
    name = altair.Y("name:N", title=None, sort=None, axis=altair.Axis(labelLimit=320))
    bars = base.mark_bar(height=10).encode(
        x=altair.X("value:Q", title=say(N_("share")), axis=axis),
        y=name,
        color=altair.condition("datum.met", altair.value(ACCENT), altair.value(WARM)),
    )
    ticks = base.mark_tick(color=SOFT_INK, thickness=2, size=16).encode(x="threshold:Q", y=name)
    return altair.layer(bars, ticks)
