"""The pictures of the checks: the drift before, honest bounds, the answer without each place, the thirds by dose.

Each picture takes plain rows, with an interval wherever there is an estimate. A ratio stands on a scale of ratios, where
half and double lie equally far from no change; a difference on a plain one. What is not finite is not drawn.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import altair as alt

from pazos.analysis.figures import render
from pazos.foundation.words import N_, preferred_language, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Rows = Sequence[Mapping[str, Any]]

WIDTH = 560
LOG_RATIO = "log_ratio"
ENDS = ("estimate", "low", "high")
FARTHEST = 20.0  # of a logarithm: beyond it a ratio is no figure
REFERENCE = -1.0  # the time against which a drift is reckoned


def drawable(rows: Rows) -> list[dict[str, Any]]:
    """Return the rows whose interval has two ends, and whose estimate is known where they have one."""
    return [
        dict(row) for row in rows if all(_known(row[end]) for end in ENDS if end in row or end != ENDS[0])
    ]


def bounds_chart(
    rows: Rows, falls: float | None, *, of: str, unit: str, language: str | None = None
) -> alt.TopLevelMixin:
    """Return the honest sets (bound, low, high), and upright the drift at which the answer falls; `of` says which drift."""
    words = language or preferred_language()
    drift = alt.X("bound:Q", title=say(of, words))
    bars = (
        alt.Chart(_data(_scaled(rows, unit)))
        .mark_rule(color=render.ACCENT, strokeWidth=4)
        .encode(x=drift, y=_effect("low", alt.Y, unit=unit, words=words), y2="high:Q")
    )
    layers = [_nought(unit, alt.Y), bars]
    if falls is not None:
        layers.append(
            alt.Chart(_data([{"x": falls}]))
            .mark_rule(color=render.WARM, strokeWidth=2, strokeDash=[6, 3])
            .encode(x="x:Q")
        )
    return alt.layer(*layers).properties(width=WIDTH, height=240)


def left_out_chart(rows: Rows, whole: float, *, unit: str, language: str | None = None) -> alt.TopLevelMixin:
    """Return the answer without each place (label, estimate, low, high), in the order given; upright the whole answer."""
    words = language or preferred_language()
    order = [row["label"] for row in rows]
    base = alt.Chart(_data(_scaled(rows, unit))).encode(
        y=alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=260))
    )
    change = _effect("low", alt.X, unit=unit, words=words)
    bars = base.mark_rule(color=render.ACCENT_SOFT, strokeWidth=3).encode(x=change, x2="high:Q")
    points = base.mark_point(color=render.ACCENT, filled=True, size=45).encode(x="estimate:Q")
    full = (
        alt.Chart(_data([{"x": _on_scale(whole, unit)}]))
        .mark_rule(color=render.WARM, strokeWidth=2, strokeDash=[6, 3])
        .encode(x="x:Q")
    )
    return alt.layer(_nought(unit, alt.X), bars, full, points).properties(
        width=WIDTH - 160, height=max(80, 20 * len(rows))
    )


def thirds_chart(rows: Rows, *, unit: str, language: str | None = None) -> alt.TopLevelMixin:
    """Return the effect in the thirds (third: 1 to 3, estimate, low, high) of the treated, from least to most dose."""
    words = language or preferred_language()
    named = [say(one, words) for one in (N_("least of it"), N_("in between"), N_("most of it"))]
    placed = [{**row, "label": named[row["third"] - 1]} for row in _scaled(rows, unit)]
    base = alt.Chart(_data(placed)).encode(
        x=alt.X(
            "label:N",
            sort=named,
            title=say(N_("thirds of the treated places, by how much was done"), words),
            axis=alt.Axis(labelAngle=0),
        )
    )
    bars = base.mark_rule(color=render.ACCENT_SOFT, strokeWidth=4).encode(
        y=_effect("low", alt.Y, unit=unit, words=words), y2="high:Q"
    )
    points = base.mark_point(color=render.ACCENT, filled=True, size=70).encode(y="estimate:Q")
    return alt.layer(_nought(unit, alt.Y), bars, points).properties(width=WIDTH - 160, height=240)


def drift_chart(
    rows: Rows, *, slope: float, noticed: float | None, unit: str, language: str | None = None
) -> alt.TopLevelMixin:
    """Return how far the treated lay from the others (time from the beginning, estimate, low, high), before and after.

    Over the times before stand the line that was fitted (`slope` a time) and, broken, the smallest that the check would
    have noticed.
    """
    words = language or preferred_language()
    steps = alt.X("time:Q", title=say(N_("steps from the beginning"), words))
    base = alt.Chart(_data(_scaled(rows, unit))).encode(x=steps)
    bars = base.mark_rule(color=render.ACCENT_SOFT, strokeWidth=3).encode(
        y=_effect("low", alt.Y, unit=unit, words=words), y2="high:Q"
    )
    points = base.mark_point(color=render.ACCENT, filled=True, size=50).encode(y="estimate:Q")
    named = {say(N_("drift that was found"), words): slope}
    if noticed is not None:
        named[say(N_("smallest drift that would have been noticed"), words)] = math.copysign(noticed, slope)
    dashes = alt.Scale(domain=list(named), range=[[1, 0], [6, 3]][: len(named)])
    lines = (
        alt.Chart(_data(_lines(rows, named, unit)))
        .mark_line(color=render.WARM, strokeWidth=1.5)
        .encode(
            x=steps,
            y="drift:Q",
            strokeDash=alt.StrokeDash(
                "which:N", scale=dashes, title=None, legend=alt.Legend(orient="top", labelLimit=320)
            ),
        )
    )
    begins = alt.Chart(_data([{"x": -0.5}])).mark_rule(color=render.INK, strokeDash=[5, 4]).encode(x="x:Q")
    return alt.layer(_nought(unit, alt.Y), begins, bars, lines, points).properties(width=WIDTH, height=280)


def _lines(rows: Rows, named: Mapping[str, float], unit: str) -> list[dict[str, Any]]:
    before = sorted({REFERENCE, *(row["time"] for row in rows if row["time"] < 0)})
    return [
        {"which": which, "time": time, "drift": _on_scale(slope * (time - REFERENCE), unit)}
        for which, slope in named.items()
        for time in before
        if _known(slope) and abs(slope * (time - REFERENCE)) < FARTHEST
    ]


def _scaled(rows: Rows, unit: str) -> list[dict[str, Any]]:
    return [
        {**row, **{end: _on_scale(row[end], unit) for end in ENDS if end in row}} for row in drawable(rows)
    ]


def _on_scale(value: float, unit: str) -> float:
    return math.exp(max(-FARTHEST, min(FARTHEST, value))) if unit == LOG_RATIO else value


def _effect(field: str, channel: type[Any], *, unit: str, words: str) -> Any:
    if unit != LOG_RATIO:
        return channel(f"{field}:Q", title=say(N_("effect: deaths by place and time"), words))
    title = say(N_("deaths, as a multiple of what would have been"), words)
    return channel(
        f"{field}:Q",
        title=title,
        scale=alt.Scale(type="log", nice=False, padding=12),
        axis=alt.Axis(tickCount=6),
    )


def _nought(unit: str, channel: type[Any]) -> alt.Chart:
    """Return the line of no effect."""
    across = {"y": "nought:Q"} if channel is alt.Y else {"x": "nought:Q"}
    line: alt.Chart = (
        alt.Chart(_data([{"nought": _on_scale(0.0, unit)}])).mark_rule(color=render.SOFT_INK).encode(**across)
    )
    return line


def _data(rows: Iterable[Mapping[str, Any]]) -> alt.InlineData:
    return alt.InlineData(values=[dict(row) for row in rows])


def _known(value: float | None) -> bool:
    return value is not None and math.isfinite(value)
