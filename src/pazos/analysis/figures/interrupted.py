"""An interrupted series: the deaths, the line fitted to them, and where the line before would have gone.

The shade is the interval of what was expected, not of a month's deaths; the upright lines are the breaks as told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from pazos.analysis.figures import render
from pazos.analysis.figures.levels import times_axis
from pazos.foundation.words import N_, preferred_language, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def interrupted_chart(
    course: Sequence[Mapping[str, Any]], breaks: Sequence[str], *, language: str | None = None
) -> alt.TopLevelMixin:
    """Return the chart of `course` (time, observed, fitted, expected, and low and high from the first break on)."""
    words = language or preferred_language()
    times = [str(one["time"]) for one in course]
    rows = [{**one, "place": place} for place, one in enumerate(course)]
    after = [row for row in rows if "low" in row]
    when = alt.X("place:Q", title=None, axis=times_axis(times))
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=when)
    seen = base.mark_point(color=render.ACCENT, filled=True, size=22).encode(
        y=alt.Y("observed:Q", title=say(N_("observed, and expected without it (broken line)"), words))
    )
    fitted = base.mark_line(color=render.ACCENT, strokeWidth=1.5).encode(y="fitted:Q")
    ahead = alt.Chart(alt.InlineData(values=after)).encode(x=when)
    shade = ahead.mark_area(color=render.SOFT_INK, opacity=0.15).encode(y="low:Q", y2="high:Q")
    expected = ahead.mark_line(color=render.INK, strokeDash=[5, 4], strokeWidth=1.5).encode(y="expected:Q")
    marks = alt.Chart(alt.InlineData(values=[{"place": times.index(one) - 0.5} for one in breaks]))
    rules = marks.mark_rule(color=render.WARM).encode(x="place:Q")
    return alt.layer(shade, seen, fitted, expected, rules).properties(width=640, height=280)
