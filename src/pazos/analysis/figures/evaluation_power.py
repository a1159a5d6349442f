"""What a plan would see: by how many deaths fewer there might be, in how many of the simulated futures it says so.

Each share stands with the interval of its simulation; the line of four in five is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from pazos.analysis.figures import render
from pazos.foundation.words import N_, preferred_language, say

if TYPE_CHECKING:
    from collections.abc import Mapping

ENOUGH = 0.8


def power_chart(result: Mapping[str, Any], *, language: str | None = None) -> alt.TopLevelMixin:
    """Return the chart of a run's result (`effects`, `detected` with share, low, high; `smallest_detectable`)."""
    words = language or preferred_language()
    rows = [
        {"effect": effect, **seen} for effect, seen in zip(result["effects"], result["detected"], strict=True)
    ]
    percents = alt.Axis(format="%", tickMinStep=0.05)
    effect = alt.X(
        "effect:Q",
        title=say(N_("true fall of deaths where it is treated"), words),
        axis=percents,
        scale=alt.Scale(domain=[0, max(result["effects"])]),
    )
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=effect)
    seen = alt.Y(
        "low:Q",
        title=say(N_("share of simulated futures in which it is seen"), words),
        axis=alt.Axis(format="%"),
        scale=alt.Scale(domain=[0, 1]),
    )
    bars = base.mark_rule(color=render.ACCENT_SOFT, strokeWidth=3).encode(y=seen, y2="high:Q")
    line = base.mark_line(color=render.ACCENT, strokeWidth=2).encode(y="share:Q")
    points = base.mark_point(color=render.ACCENT, filled=True, size=50).encode(y="share:Q")
    enough = (
        alt.Chart(alt.InlineData(values=[{"y": ENOUGH}]))
        .mark_rule(color=render.INK, strokeDash=[5, 4])
        .encode(y="y:Q")
    )
    layers: list[Any] = [enough, bars, line, points]
    if result["smallest_detectable"] is not None:
        least = alt.Chart(alt.InlineData(values=[{"x": result["smallest_detectable"]}]))
        layers.insert(1, least.mark_rule(color=render.SOFT_INK, strokeDash=[2, 2]).encode(x="x:Q"))
    return alt.layer(*layers).properties(width=560, height=280)
