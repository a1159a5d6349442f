"""What of an answer leaves with it: never how much street work a place had, nor a group that points at somebody."""

from __future__ import annotations

from typing import Any

import pytest

from pazos.analysis.evaluation.shareable import shareable

THIRDS = [{"third": n, "units": 3, "dose": 9.75, "estimate": -0.1, "low": -0.2, "high": 0.1} for n in (1, 2)]
DOSE = {"name": "dose_response", "passed": None, "facts": {"warning": "dose_not_by_chance", "thirds": THIRDS}}


def answer(**parts: Any) -> dict[str, Any]:
    return {"subgroups": [], "seen": 100.0, "meaning": {"ages": {}}, "doubts": [], "notes": [], **parts}


@pytest.mark.parametrize("public", [True, False])
def test_how_much_was_done_leaves_with_no_answer(public: bool) -> None:
    (check,) = shareable(answer(doubts=[DOSE]), public=public)["doubts"]
    assert "9.75" not in str(check)
    assert check["facts"]["warning"] == "dose_not_by_chance"
    assert ("thirds" in check["facts"]) is not public
    assert DOSE["facts"]["thirds"][0]["dose"] == 9.75


def group(first: int, last: int, seen: float, *, sex: str = "") -> dict[str, Any]:
    return {"name": f"{first}-{last}", "age_from": first, "age_to": last, "sex": sex, "seen": seen}


def hidden(*groups: dict[str, Any]) -> list[bool]:
    return ["hidden" in row for row in shareable(answer(subgroups=list(groups)))["subgroups"]]


def test_groups_side_by_side_are_shown_where_nobody_is_few() -> None:
    assert hidden(group(0, 29, 40), group(30, 64, 50)) == [False, False]


def test_a_group_is_hidden_where_it_or_all_who_are_not_of_it_are_few() -> None:
    assert hidden(group(0, 29, 3)) == [True]
    assert hidden(group(0, 64, 97)) == [True]
    assert any(hidden(group(0, 29, 40), group(30, 64, 57)))  # three are of neither


def test_groups_that_share_victims_are_all_hidden_where_few_lie_between_two_of_them() -> None:
    assert hidden(group(14, 29, 40), group(14, 30, 42)) == [True, True]
    assert hidden(group(14, 29, 40), group(14, 40, 60)) == [False, False]
    assert hidden(group(14, 29, 40), group(20, 40, 60), group(70, 99, 2)) == [True, True, True]


def test_what_is_hidden_of_a_group_is_every_figure() -> None:
    (row,) = shareable(answer(subgroups=[{**group(0, 29, 3), "estimate": 1.0, "averted": {}}]))["subgroups"]
    assert row == {"name": "0-29", "age_from": 0, "age_to": 29, "sex": "", "hidden": True}


def test_what_was_carried_of_a_group_leaves_only_where_neither_it_nor_what_is_told_is_few() -> None:
    def note(deaths: int, **of: Any) -> dict[str, Any]:
        return {"code": "unplaced", "facts": {"deaths": deaths, "of": 40}, **({"of": of} if of else {})}

    def of(row: dict[str, Any]) -> dict[str, Any]:
        return {name: row[name] for name in ("name", "age_from", "age_to", "sex")}

    big, small = group(0, 29, 40), group(30, 64, 2)
    kept = [note(2), note(2, rule="iccs_0101@1", source=""), note(6, **of(big))]
    told = [*kept, note(2, **of(big)), note(6, **of(small))]
    assert shareable(answer(subgroups=[big], notes=told[:4]))["notes"] == kept
    assert shareable(answer(subgroups=[group(70, 99, 40), small], notes=told))["notes"] == kept
