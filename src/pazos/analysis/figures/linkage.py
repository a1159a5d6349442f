"""What each threshold of a linkage costs: false links, missed links, and pairs that people must look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.analysis.figures.render import ACCENT, COLD, SOFT_INK, WARM
from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import altair

WIDTH, HEIGHT = 560, 280
_SERIES = (
    ("false_links", N_("expected false links"), WARM),
    ("missed_links", N_("expected missed links"), COLD),
)


def cost_chart(
    costs: Sequence[dict[str, Any]], *, upper: float, lower: float, review: int
) -> altair.LayerChart:
    """Return the cost curve (rows of `science.linkage.cost_curve`) with the two thresholds drawn in.

    `review` is the number of pairs between the thresholds. The horizontal axis is the log odds of
    the threshold, so that 0.9, 0.99 and 0.999 stand equally far apart.
    """
    import altair

    names = [say(name) for _, name, _ in _SERIES]
    base = altair.Chart(altair.InlineData(values=_points(costs)), width=WIDTH, height=HEIGHT)
    lines = base.mark_line(point=True).encode(
        x=_axis(altair),
        y=altair.Y("pairs:Q", title=say(N_("pairs")), scale=altair.Scale(type="symlog")),
        color=altair.Color(
            "what:N", title=None, scale=altair.Scale(domain=names, range=[colour for *_, colour in _SERIES])
        ),
    )
    said = say(
        N_("{count} pairs to review between {lower} and {upper}"),
        None,
        count=review,
        lower=lower,
        upper=upper,
    )
    limits = [{"odds": _odds(limit)} for limit in (lower, upper)]
    rules = (
        altair.Chart(altair.InlineData(values=limits))
        .mark_rule(color=ACCENT, strokeDash=[4, 3])
        .encode(x=_axis(altair))
    )
    chart: altair.LayerChart = lines + rules
    return chart.properties(
        title=altair.TitleParams(say(N_("What a threshold costs")), subtitle=said, subtitleColor=SOFT_INK)
    )


def _axis(altair: Any) -> Any:
    ticks = [_odds(share) for share in (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999)]
    percent = "format(100 / (1 + pow(10, -datum.value)), '~g') + '%'"
    return altair.X(
        "odds:Q", title=say(N_("threshold (probability)")), axis=altair.Axis(values=ticks, labelExpr=percent)
    )


def _odds(share: float) -> float:
    from math import log10

    share = min(max(share, 1e-4), 1 - 1e-4)
    return log10(share / (1 - share))


def _points(costs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"odds": _odds(row["threshold"]), "pairs": round(row[key], 3), "what": say(name)}
        for row in costs
        for key, name, _ in _SERIES
    ]
