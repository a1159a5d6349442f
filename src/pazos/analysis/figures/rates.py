"""A caterpillar of rates: each place in order, with its interval, against the whole.

The smoothed rate is the point and the crude rate a faint ring, so that a single death in a small
place is never the tallest thing on the page without its doubt beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.analysis.figures.render import ACCENT, ACCENT_SOFT, SOFT_INK, WARM
from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import altair

MOST = 60
ROW = 14


def caterpillar(areas: Sequence[Mapping[str, Any]], *, whole: float) -> altair.TopLevelMixin:
    """Return the chart of `areas` (id, rate, low, high, smoothed), the highest `MOST` of them.

    `whole` is the rate of all places together, drawn as a line.
    """
    import altair

    known = [dict(area) for area in areas if area["rate"] is not None and area["rate"] == area["rate"]]
    shown = sorted(known, key=lambda area: -area["smoothed"])[:MOST]
    places = altair.Y("id:N", sort=None, title=None, axis=altair.Axis(labelLimit=220, labelOverlap=False))
    title = say(N_("deaths per 100,000 people a year"))
    base = altair.Chart(altair.InlineData(values=shown), width=460, height=ROW * max(1, len(shown)))
    interval = base.mark_rule(color=ACCENT_SOFT, strokeWidth=3).encode(
        y=places, x=altair.X("low:Q", title=title), x2="high:Q"
    )
    crude = base.mark_point(color=SOFT_INK, size=24, strokeWidth=1).encode(y=places, x="rate:Q")
    smoothed = base.mark_point(color=ACCENT, filled=True, size=36, opacity=1).encode(y=places, x="smoothed:Q")
    line = altair.Chart(altair.InlineData(values=[{"whole": whole}])).mark_rule(color=WARM, strokeDash=[4, 3])
    return altair.layer(interval, crude, smoothed, line.encode(x="whole:Q"))
