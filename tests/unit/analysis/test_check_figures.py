"""The pictures of the checks: every estimate with its interval, the whole answer and the breakdown marked as lines."""

from __future__ import annotations

import math
from typing import Any

import pytest

from pazos.analysis.figures import render
from pazos.analysis.figures.evaluation_checks import (
    bounds_chart,
    drawable,
    drift_chart,
    left_out_chart,
    thirds_chart,
)

BOUNDS = [{"bound": 0.0, "low": -0.6, "high": -0.1}, {"bound": 1.0, "low": -0.9, "high": 0.2}]
PLACES = [
    {"label": "B", "estimate": -0.4, "low": -0.7, "high": -0.1},
    {"label": "A", "estimate": -0.2, "low": -0.5, "high": 0.1},
]
THIRDS = [{"third": n, "estimate": -0.1 * n, "low": -0.2 * n, "high": 0.05} for n in (1, 2, 3)]
COURSE = [{"time": time, "estimate": 0.1, "low": -0.2, "high": 0.4} for time in (-9.5, -5.5, 2.5)]
UNITS = ("log_ratio", "difference")


def charts(unit: str, language: str = "en") -> dict[str, Any]:
    return {
        "bounds": bounds_chart(BOUNDS, 0.7, of="drift, as a multiple of the largest before", unit=unit, language=language),
        "left_out": left_out_chart(PLACES, -0.3, unit=unit, language=language),
        "thirds": thirds_chart(THIRDS, unit=unit, language=language),
        "drift": drift_chart(COURSE, slope=0.01, noticed=0.03, unit=unit, language=language),
    }  # fmt: skip


def rows_of(chart: Any, field: str) -> list[dict[str, Any]]:
    """Return the rows of every layer that has a field, each row once."""
    found = [row for rows in chart.to_dict()["datasets"].values() for row in rows if field in row]
    return [row for place, row in enumerate(found) if row not in found[:place]]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("name", ["bounds", "left_out", "thirds", "drift"])
def test_every_picture_is_drawn_in_both_languages_with_an_interval_at_each_estimate(
    name: str, unit: str
) -> None:
    for language in ("es", "en"):
        chart = charts(unit, language)[name]
        assert "<path" in render.svg(chart, language="es")
        rows = rows_of(chart, "low")
        assert rows
        assert all(row["low"] <= row.get("estimate", row["low"]) <= row["high"] for row in rows)


def test_a_ratio_stands_on_a_scale_of_ratios_and_a_difference_as_it_is() -> None:
    ratio, plain = (rows_of(charts(unit)["left_out"], "low") for unit in UNITS)
    assert [row["estimate"] for row in ratio] == pytest.approx([math.exp(-0.4), math.exp(-0.2)])
    assert [row["estimate"] for row in plain] == [-0.4, -0.2]


def test_the_drift_at_which_the_answer_falls_is_marked_and_none_where_it_does_not_fall() -> None:
    of = "drift, as a multiple of the largest before"
    marked, unmarked = (bounds_chart(BOUNDS, falls, of=of, unit="difference") for falls in (0.7, None))
    assert [row["x"] for row in rows_of(marked, "x")] == [0.7]
    assert rows_of(unmarked, "x") == []


def test_the_whole_answer_is_a_line_and_places_keep_the_order_given() -> None:
    chart = charts("difference")["left_out"]
    assert [row["x"] for row in rows_of(chart, "x")] == [-0.3]
    assert [row["label"] for row in rows_of(chart, "low")] == ["B", "A"]


def test_the_lines_of_drift_meet_nought_at_the_time_before_the_beginning_and_stop_there() -> None:
    lines = rows_of(charts("difference")["drift"], "drift")
    assert max(row["time"] for row in lines) == -1.0
    assert all(row["drift"] == 0 for row in lines if row["time"] == -1.0)
    farthest = [row["drift"] for row in lines if row["time"] == -9.5]
    assert farthest == pytest.approx([0.01 * -8.5, 0.03 * -8.5])


def test_what_has_no_ends_is_not_drawn() -> None:
    rows = [*BOUNDS, {"bound": 2.0, "low": None, "high": 3.0}, {"bound": 3.0, "low": -math.inf, "high": 1.0}]
    assert drawable(rows) == BOUNDS
    assert drawable([{"estimate": None, "low": 0.0, "high": 1.0}]) == []
