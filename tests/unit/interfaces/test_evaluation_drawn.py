"""What the pictures of the checks say in words, and when there is none."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from pazos.analysis.figures import render
from pazos.analysis.figures.evaluation_answer import forest_chart, wrapped
from pazos.interfaces.reports.evaluation import drawn

BLOCKS = [
    {"time": -6.5, "estimate": 0.1, "low": -0.2, "high": 0.4},
    {"time": 2.5, "estimate": -0.4, "low": -0.6, "high": -0.1},
]
DOUBTS: dict[str, dict[str, Any]] = {
    "parallel_trends": {"course": BLOCKS, "slope": 0.01, "smallest_slope_noticed": 0.02},
    "honest_bounds": {
        "estimate_against_last_block": -0.5,
        "relative": [{"bound": 0.0, "low": -0.6, "high": -0.1}, {"bound": 2.0, "low": -0.9, "high": 0.3}],
        "relative_breakdown": 0.75,
        "smooth": [{"bound": 0.0, "low": -0.6, "high": -0.1}, {"bound": 0.25, "low": -0.7, "high": -0.05}],
        "smooth_breakdown_as_share": None,
    },
    "leave_one_out": {
        "estimate": -0.3,
        "lowest": -0.4,
        "highest": -0.2,
        "rows": [
            {"without": "c1", "kind": "treated", "units": 1, "estimate": -0.4, "low": -0.7, "high": -0.1},
            {"without": "c2", "kind": "donor", "units": 1, "estimate": -0.2, "low": -0.5, "high": 0.1},
            {"without": "c3", "kind": "treated", "units": 1, "why": "No."},
        ],
    },
    "dose_response": {
        "thirds": [{"third": n, "dose": 9.75, "estimate": -0.1, "low": -0.2, "high": 0.1} for n in (1, 2, 3)]
    },
}


def told(doubts: dict[str, dict[str, Any]]) -> Any:
    rows = [{"name": name, "passed": True, "facts": facts} for name, facts in doubts.items()]
    result = {"doubts": rows, "primary": {"unit": "difference"}}
    run = SimpleNamespace(pk=1, result_hash="0" * 64)
    answer = SimpleNamespace(run=run, run_id=1)
    return SimpleNamespace(result=result, names={"c1": "Norte"}, language="en", answer=answer)


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Any) -> Any:
    settings.CITY_FILES = tmp_path / "files"
    with translation.override("en"):
        yield


def test_each_check_that_has_rows_is_drawn_once_and_says_what_it_shows() -> None:
    (section,) = drawn.drawn(told(DOUBTS))
    figures = [block for block in section.blocks if block.kind == "figure"]
    assert len(figures) == 5
    assert all(one.svg and one.alt and one.caption for one in figures)  # type: ignore[union-attr]


def test_the_breakdown_is_told_in_words_and_so_is_that_there_is_none() -> None:
    relative, smooth = drawn.bounds(told(DOUBTS))
    assert "It holds nought from 0.75 on" in relative.alt
    assert "at 0.50" in smooth.alt
    assert "does not fall as far as was looked" in smooth.alt


def test_places_left_out_bear_their_names_and_refused_ones_are_not_drawn() -> None:
    (figure,) = drawn.left_out(told(DOUBTS))
    assert "Norte" in figure.svg
    assert "c3" not in figure.svg
    assert "Shown are" not in figure.caption


def test_of_many_places_those_without_which_the_answer_moves_most_are_drawn_in_their_own_order() -> None:
    rows = [
        {
            "without": f"u{n:02d}",
            "kind": "treated",
            "units": 1,
            "estimate": -n / 100,
            "low": -1.0,
            "high": 1.0,
        }
        for n in range(1, drawn.MOST + 6)
    ]
    facts = {"estimate": 0.0, "lowest": -0.35, "highest": -0.01, "rows": rows}
    (figure,) = drawn.left_out(told({"leave_one_out": facts}))
    assert f"Shown are {drawn.MOST} of {drawn.MOST + 5}" in figure.caption
    assert "u05" not in figure.svg
    assert figure.svg.index("u06") < figure.svg.index("u35")


def test_the_drift_of_a_ratio_is_told_as_a_change_a_time() -> None:
    ratio = told(DOUBTS)
    ratio.result["primary"]["unit"] = "log_ratio"
    (figure,) = drawn.drift(ratio)
    assert "with the drift of 1.0% a time" in figure.alt


def test_how_much_was_done_is_in_no_picture_and_no_words_of_it() -> None:
    (figure,) = drawn.thirds(told(DOUBTS))
    assert all("9.75" not in text for text in (figure.svg, figure.alt, figure.caption))


def test_where_the_rows_of_the_dose_are_kept_back_there_is_no_picture_of_it() -> None:
    assert drawn.thirds(told({"dose_response": {"warning": "x"}})) == []


def test_without_anything_to_draw_there_is_no_section() -> None:
    assert drawn.drawn(told({"honest_bounds": {"why": "too_few"}, "leave_one_out": {"rows": []}})) == []


def test_a_long_label_stands_in_lines_and_is_never_cut() -> None:
    label = "the plan: two-way fixed effects by neighbourhood and quarter"
    assert wrapped(label).replace("\n", " ") == label
    assert max(map(len, wrapped(label).split("\n"))) <= 24
    rows = [{"label": label, "estimate": -0.2, "low": -0.4, "high": 0.1}]
    picture = render.svg(forest_chart(rows, language="en"), language="en")
    assert "…" not in picture
    assert all(word in picture for word in label.split())
