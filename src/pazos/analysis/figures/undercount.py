"""Deaths that no source recorded: the total with its interval, what each list holds, and the models.

Where nobody can tell, no total is drawn: the deaths observed stand alone under that verdict.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pazos.analysis.figures.render import ACCENT, ACCENT_SOFT, SOFT_INK, WARM
from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import altair

WIDTH = 460
ROW = 22
MOST = 12


def undercount_chart(result: Mapping[str, Any], *, language: str | None = None) -> altair.VConcatChart:
    """Return the chart of `result`, as the command gives it."""
    import altair

    parts = [_totals(result, language)]
    if result["verdict"] == "estimate":
        parts.append(_shares(result, language))
    rows = _rows(result)
    if rows:
        parts.append(_missed(rows, observed=result["observed"], language=language))
    chart: altair.VConcatChart = altair.vconcat(*parts).resolve_scale(x="independent")
    return chart


def _totals(result: Mapping[str, Any], language: str | None) -> altair.LayerChart | altair.FacetChart:
    """Draw the observed as a bar and, where there is one, the total with its interval."""
    import altair

    told = result["verdict"] == "estimate"
    title = (
        say(N_("deaths, observed and in all"), language)
        if told
        else say(N_("deaths observed; how many more: cannot tell"), language)
    )
    where = altair.Y("what:N", sort=None, title=None, axis=altair.Axis(labelLimit=240))
    bars = [{"what": say(N_("observed"), language), "deaths": result["observed"]}]
    bars += [
        {"what": one["list"], "deaths": one["deaths"]}
        for one in sorted(result["coverage"], key=lambda one: -one["deaths"])
    ]
    drawn = altair.Chart(altair.InlineData(values=bars), width=WIDTH, title=title).mark_bar(color=ACCENT_SOFT)
    layers = [drawn.encode(y=where, x=altair.X("deaths:Q", title=None))]
    if told:
        total = [{"what": say(N_("in all"), language), **result["total"]}]
        base = altair.Chart(altair.InlineData(values=total))
        layers.append(base.mark_rule(color=ACCENT, strokeWidth=3).encode(y=where, x="low:Q", x2="high:Q"))
        layers.append(
            base.mark_point(color=ACCENT, filled=True, size=60, opacity=1).encode(y=where, x="estimate:Q")
        )
    return altair.layer(*layers)


def _shares(result: Mapping[str, Any], language: str | None) -> altair.LayerChart | altair.FacetChart:
    import altair

    base = altair.Chart(
        altair.InlineData(values=result["coverage"]),
        width=WIDTH,
        title=say(N_("share of all deaths that each list holds"), language),
    )
    where = altair.Y("list:N", sort="-x", title=None, axis=altair.Axis(labelLimit=240))
    scale = altair.Scale(domain=[0, 1])
    share = altair.Axis(format="%")
    rule = base.mark_rule(color=ACCENT_SOFT, strokeWidth=4).encode(
        y=where, x=altair.X("low:Q", title=None, scale=scale, axis=share), x2="high:Q"
    )
    return altair.layer(
        rule, base.mark_point(color=ACCENT, filled=True, size=50, opacity=1).encode(y=where, x="share:Q")
    )


def _rows(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what is compared: strata where there are some, else the models with weight."""
    if result.get("strata"):
        return [{"name": one["stratum"], **one["missed"]} for one in result["strata"] if _is_bounded(one)]
    known = [one for one in result["models"] if _is_bounded(one)]
    ranked = sorted(known, key=lambda one: -one["weight"])[:MOST]
    return [{"name": f"{one['weight']:.0%} {one['model']}", **one["missed"]} for one in ranked]


def _is_bounded(one: Mapping[str, Any]) -> bool:
    return all(value is not None and math.isfinite(value) for value in one["missed"].values())


def _missed(
    rows: Sequence[Mapping[str, Any]], *, observed: int, language: str | None
) -> altair.LayerChart | altair.FacetChart:
    import altair

    title = say(
        N_("deaths in no list, by model or stratum (weight), beside {observed} observed"),
        language,
        observed=observed,
    )
    base = altair.Chart(
        altair.InlineData(values=list(rows)), width=WIDTH, height=ROW * len(rows), title=title
    )
    where = altair.Y("name:N", sort=None, title=None, axis=altair.Axis(labelLimit=260))
    rule = base.mark_rule(color=SOFT_INK, strokeWidth=2).encode(
        y=where, x=altair.X("low:Q", title=None), x2="high:Q"
    )
    return altair.layer(
        rule, base.mark_point(color=WARM, filled=True, size=40, opacity=1).encode(y=where, x="estimate:Q")
    )
