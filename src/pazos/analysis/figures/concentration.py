"""A Lorenz curve, beside the most even spread that the deaths allow.

With fewer deaths than places the diagonal is out of reach, and comparing with it would call every
city concentrated: the line that can be reached is drawn too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.analysis.figures.render import ACCENT, LINE, SOFT_INK
from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import altair


def lorenz_curve(points: Sequence[Mapping[str, Any]], *, deaths: int, places: int) -> altair.TopLevelMixin:
    """Return the curve of `points` (share_of_places, share_of_deaths) for so many deaths and places."""
    import altair

    start = max(0.0, 1 - deaths / places)
    across = altair.X(
        "share_of_places:Q",
        scale=altair.Scale(domain=[0, 1]),
        title=say(N_("share of places, fewest deaths first")),
        axis=altair.Axis(format="%"),
    )
    up = altair.Y(
        "share_of_deaths:Q",
        scale=altair.Scale(domain=[0, 1]),
        title=say(N_("share of deaths")),
        axis=altair.Axis(format="%"),
    )

    def drawn(values: Sequence[Mapping[str, Any]]) -> altair.Chart:
        rows = [dict(value) for value in values]
        return altair.Chart(altair.InlineData(values=rows), width=340, height=340)

    def straight(left: float) -> altair.Chart:
        ends = [(left, 0.0), (1.0, 1.0)]
        return drawn([{"share_of_places": x, "share_of_deaths": y} for x, y in ends])

    curve = drawn(points).mark_line(color=ACCENT, strokeWidth=2.5).encode(x=across, y=up)
    even = straight(0.0).mark_line(color=LINE).encode(x=across, y=up)
    reachable = straight(start).mark_line(color=SOFT_INK, strokeDash=[4, 3]).encode(x=across, y=up)
    return altair.layer(even, reachable, curve)
