"""Charts over time: no mark joins two definitions, and a reader sees where they meet."""

from __future__ import annotations

from typing import Any

import pytest

from pazos.analysis.figures import city, render
from pazos.analysis.figures.breaks import in_stretches
from pazos.analysis.figures.page import svg_for_page

BEFORE, SINCE = "police_co_before_2023@1", "police_co_2023@1"
YEARS = range(2019, 2025)


def rule(year: int) -> str:
    return BEFORE if year < 2023 else SINCE


def counted(name: str, *, one: bool) -> dict[str, Any]:
    years = [
        {"year": y, "deaths": 90 + y % 7, "complete": True, "rule": "" if one else rule(y)} for y in YEARS
    ]
    return {"name": name, "by_year": years}


def rated(*, one: bool) -> list[dict[str, Any]]:
    return [
        {"year": y, "deaths": 90, "rate": 30.0, "low": 25.0, "high": 36.0, "rule": "" if one else rule(y)}
        for y in YEARS
    ]


def months(*, one: bool) -> list[dict[str, Any]]:
    known = {"count": 8, "expected": 8.0, "low": 3, "high": 14}
    return [
        {"month": f"{y}-{m:02d}", **known, "rule": "" if one else rule(y)}
        for y in YEARS
        for m in range(1, 13)
    ]


def charts(*, one: bool, language: str = "en") -> dict[str, Any]:
    return {
        "by_source": city.deaths_by_source([counted("Police", one=one), counted("Forensic", one=True)], language=language),
        "rate_by_year": city.rate_by_year(rated(one=one), language=language),
        "monthly": city.monthly(months(one=one), [], language=language),
        "of_a_place": city.deaths_of_a_place(rated(one=one), language=language),
    }  # fmt: skip


def lines(chart: Any) -> list[dict[str, Any]]:
    """Return the layers that join points (lines and areas), each with the rows it draws."""
    whole = chart.to_dict()
    return [
        {**one, "rows": whole["datasets"][one.get("data", whole.get("data"))["name"]]}
        for one in whole["layer"]
        if one["mark"]["type"] in {"line", "area"}
    ]


def joined(layer: dict[str, Any], values: list[dict[str, Any]]) -> list[set[str]]:
    """Return the rules of each line that a layer draws: rows alike in what tells lines apart are joined."""
    apart = [layer["encoding"]["detail"]["field"]]
    groups: dict[tuple[Any, ...], set[str]] = {}
    for row in values:
        groups.setdefault(tuple(row[name] for name in apart), set()).add(row["rule"])
    return list(groups.values())


@pytest.mark.parametrize("name", ["by_source", "rate_by_year", "monthly"])
def test_no_line_joins_two_definitions(name: str) -> None:
    drawn = lines(charts(one=False)[name])
    assert drawn
    for layer in drawn:
        values = layer["rows"]
        assert all(len(rules) == 1 for rules in joined(layer, values))
        assert {row["rule"] for row in values} >= {BEFORE, SINCE}


def test_the_line_of_the_police_is_cut_at_2023_and_that_of_the_forensic_institute_is_not() -> None:
    (layer,) = lines(charts(one=False)["by_source"])
    stretches: dict[str, set[str]] = {}
    for row in layer["rows"]:
        stretches.setdefault(row["source"], set()).add(row["stretch"])
    assert {source: len(held) for source, held in stretches.items()} == {"Police": 2, "Forensic": 1}
    assert [row["year"] for row in layer["rows"] if row["begins"]] == [2023]


@pytest.mark.parametrize("name", ["by_source", "rate_by_year", "monthly", "of_a_place"])
def test_the_cut_is_marked_and_named_and_where_there_is_none_nothing_is(name: str) -> None:
    cut, whole = (
        svg_for_page(render.svg(charts(one=one)[name], language="es"), key="k", title="t")
        for one in (False, True)
    )
    assert cut.count("another definition") == 1
    assert "another definition" not in whole
    assert ("Police: another definition" in cut) == (name == "by_source")


def test_a_period_of_two_definitions_is_joined_to_neither_side() -> None:
    rows = in_stretches([{"rule": "a"}, {"rule": "a"}, {"rule": None}, {"rule": "b"}, {"rule": "b"}])
    assert [row["stretch"] for row in rows] == ["-0", "-0", "-1", "-2", "-2"]
    assert [row["begins"] for row in rows] == [False, False, True, True, False]


def test_a_chart_writes_its_numbers_as_its_reader_does() -> None:
    import altair as alt
    import pandas as pd

    chart = alt.Chart(pd.DataFrame({"x": [0.0, 1.0], "y": [0.0, 1.0]})).mark_point().encode(x="x", y="y")
    assert "0,5" in render.svg(chart, language="es")
    assert "0.5" in render.svg(chart, language="en")
