"""A series cut into levels: the counts, the level of each stretch, and when each break may have been.

The shade of a break is the interval of its date; the line in it the date that fits best. No cause is ever written there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from pazos.analysis.figures import render
from pazos.foundation.words import N_, preferred_language, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def levels_chart(
    series: Sequence[Mapping[str, Any]], breaks: Sequence[Mapping[str, Any]], *, language: str | None = None
) -> alt.TopLevelMixin:
    """Return the chart of `series` (time, count, expected) and `breaks` (time, low, high, ratio)."""
    words = language or preferred_language()
    place = {str(one["time"]): number for number, one in enumerate(series)}
    rows = [{**one, "place": place[str(one["time"])]} for one in series]
    marks = [
        {
            "place": place[str(one["time"])],
            "low": place[str(one["low"])],
            "high": place[str(one["high"])],
            "label": f"{one['time']}: × {one['ratio']:.2f}",
        }
        for one in breaks
    ]
    when = alt.X("place:Q", title=None, axis=times_axis([str(one["time"]) for one in series]))
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=when)
    counted = base.mark_line(
        color=render.ACCENT_SOFT, strokeWidth=1.2, point={"size": 14, "color": render.ACCENT}
    )
    expected = base.mark_line(color=render.INK, strokeWidth=2)
    cut = alt.Chart(alt.InlineData(values=marks))
    shade = cut.mark_rect(color=render.WARM, opacity=0.18).encode(x="low:Q", x2="high:Q")
    rule = cut.mark_rule(color=render.WARM).encode(x="place:Q")
    label = cut.mark_text(color=render.WARM, align="left", dx=4, dy=8, baseline="top").encode(
        x="place:Q", y=alt.value(0), text="label:N"
    )
    count = alt.Y("count:Q", title=say(N_("count"), words))
    layers = (shade, counted.encode(y=count), expected.encode(y="expected:Q"), rule, label)
    return alt.layer(*layers).properties(width=640, height=260)


def times_axis(times: list[str]) -> alt.Axis:
    """Return an axis that names about eight of the times, by their own labels."""
    step = max(1, len(times) // 8)
    named = list(range(0, len(times), step))
    spoken = " : ".join(f"datum.value == {one} ? '{times[one]}'" for one in named)
    return alt.Axis(values=named, labelExpr=f"{spoken} : ''", grid=False)
