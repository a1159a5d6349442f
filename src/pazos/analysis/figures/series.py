"""A monthly series with what was expected of it, and the months from which its level changed.

A month without data leaves a gap in the line: it is never drawn through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.analysis.figures.render import ACCENT, ACCENT_SOFT, SOFT_INK, WARM
from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import altair


def monthly_chart(
    months: Sequence[Mapping[str, Any]], changes: Sequence[Mapping[str, Any]]
) -> altair.TopLevelMixin:
    """Return the chart of `months` (month, count, expected, low, high) and `changes` (month, ratio)."""
    import altair

    rows = [{**_known(month), "day": f"{month['month']}-01"} for month in months]
    marks = [{"day": f"{change['month']}-01", "label": f"× {change['ratio']:.2f}"} for change in changes]
    # Years alone: a chart must not name months in a language of its own.
    when = altair.X("day:T", title=None, axis=altair.Axis(format="%Y", tickCount="year"))
    base = altair.Chart(altair.InlineData(values=rows), width=640, height=260)
    band = base.mark_area(color=ACCENT_SOFT, opacity=0.35).encode(
        x=when, y=altair.Y("low:Q", title=say(N_("deaths a month"))), y2="high:Q"
    )
    expected = base.mark_line(color=SOFT_INK, strokeDash=[4, 3], strokeWidth=1).encode(x=when, y="expected:Q")
    counted = base.mark_line(color=ACCENT, strokeWidth=1.5, point={"size": 14, "color": ACCENT}).encode(
        x=when, y="count:Q"
    )
    changed = altair.Chart(altair.InlineData(values=marks))
    rules = changed.mark_rule(color=WARM).encode(x=when)
    labels = changed.mark_text(color=WARM, align="left", dx=4, dy=8, baseline="top").encode(
        x=when, y=altair.value(0), text="label:N"
    )
    return altair.layer(band, expected, counted, rules, labels)


def _known(month: Mapping[str, Any]) -> dict[str, Any]:
    # JSON knows no "not a number"; null is what leaves the gap.
    return {name: None if value != value else value for name, value in month.items()}
