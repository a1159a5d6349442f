"""What each threshold of a linkage would cost: wrong links against missed ones, and where the two lines stand.

The figures are expectations under the model's own probabilities: as good as the model, no better.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from pazos.analysis.figures import render
from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WIDTH = 620


def cost_by_threshold(
    curve: Sequence[Mapping[str, Any]], *, lower: float, upper: float, language: str
) -> alt.TopLevelMixin:
    """Return the expected wrong and missed links by weight; `curve` holds weight, false_links, missed_links."""
    wrong, missed = say(N_("wrong links"), language), say(N_("missed links"), language)
    rows = [
        {"weight": row["weight"], "links": row[key], "what": name}
        for row in curve
        for key, name in (("false_links", wrong), ("missed_links", missed))
    ]
    colour = alt.Color(
        "what:N",
        title=None,
        legend=alt.Legend(orient="top", symbolType="stroke", symbolStrokeWidth=2),
        scale=alt.Scale(domain=[wrong, missed], range=[render.WARM, render.ACCENT]),
    )
    dash = alt.StrokeDash(
        "what:N", legend=None, scale=alt.Scale(domain=[wrong, missed], range=[[1, 0], [6, 3]])
    )
    weight = alt.X(
        "weight:Q", title=say(N_("Weight of the pair"), language), axis=alt.Axis(format="d", grid=False)
    )
    lines = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line(strokeWidth=2)
        .encode(
            x=weight,
            # Thousands of wrong links at one end must not flatten what decides at the other.
            y=alt.Y(
                "links:Q",
                title=say(N_("Pairs expected"), language),
                scale=alt.Scale(type="symlog"),
                axis=alt.Axis(format=",d", values=[0, 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 100_000]),
            ),
            color=colour,
            strokeDash=dash,
        )
    )
    marks = [
        {"weight": lower, "label": say(N_("a person looks from here"), language)},
        {"weight": upper, "label": say(N_("joined from here"), language)},
    ]
    marked = alt.Chart(alt.InlineData(values=marks))
    rules = marked.mark_rule(color=render.SOFT_INK, strokeDash=[3, 3]).encode(x="weight:Q")
    names = marked.mark_text(color=render.INK, align="left", dx=4, baseline="top", fontSize=11).encode(
        x="weight:Q", y=alt.value(2), text="label:N"
    )
    return alt.layer(lines, rules, names).properties(width=WIDTH, height=260)
