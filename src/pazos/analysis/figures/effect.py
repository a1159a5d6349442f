"""The course of an effect: what it was at each step from the beginning, with its interval.

Steps before the beginning are drawn too: there it should be nought, and a reader must see whether it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from pazos.analysis.figures import render
from pazos.foundation.words import N_, preferred_language, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def event_study_chart(
    moments: Sequence[Mapping[str, Any]], *, language: str | None = None
) -> alt.TopLevelMixin:
    """Return the chart of `moments` (time, estimate, low, high); the treatment begins at 0."""
    words = language or preferred_language()
    rows = [dict(one) for one in moments]
    steps = alt.X("time:Q", title=say(N_("steps from the beginning"), words), axis=alt.Axis(tickMinStep=1))
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=steps)
    bars = base.mark_rule(color=render.ACCENT_SOFT, strokeWidth=3).encode(
        y=alt.Y("low:Q", title=say(N_("effect"), words)), y2="high:Q"
    )
    points = base.mark_point(color=render.ACCENT, filled=True, size=50).encode(y="estimate:Q")
    nought = alt.Chart(alt.InlineData(values=[{"y": 0}])).mark_rule(color=render.SOFT_INK).encode(y="y:Q")
    begins = (
        alt.Chart(alt.InlineData(values=[{"x": -0.5}]))
        .mark_rule(color=render.INK, strokeDash=[5, 4])
        .encode(x="x:Q")
    )
    return alt.layer(nought, begins, bars, points).properties(width=560, height=300)
