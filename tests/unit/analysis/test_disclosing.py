"""The gate: what leaves through it, to whom."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pazos.analysis.disclosing import MINIMUM, TOTAL, released, released_list
from pazos.foundation.access.policy import COMPARTMENTS, GUARDED, Permission
from pazos.foundation.privacy import Privacy
from pazos.science import disclosure

ROWS, COLUMNS = ("Norte", "Sur", "Centro"), ("2024-T1", "2024-T2", "2024-T3", "2024-T4")
COUNTS = {(row, column): 20 + 7 * r + c for r, row in enumerate(ROWS) for c, column in enumerate(COLUMNS)}
POISONED = {**COUNTS, ("Sur", "2024-T2"): 2}


def test_a_small_count_and_what_would_give_it_away_stay_inside() -> None:
    found = released(POISONED, rows=ROWS, columns=COLUMNS, to=Permission.SEE_STREET_TOTALS)
    assert found.count("Sur", "2024-T2") is None
    assert found.hidden >= 4
    assert found.minimum == MINIMUM
    in_its_row = [cell for cell in found.cells[1] if cell is None]
    assert len(in_its_row) >= 2


@pytest.mark.parametrize("to", Permission)
def test_only_who_may_see_people_one_by_one_gets_every_count(to: Permission) -> None:
    found = released(POISONED, rows=ROWS, columns=COLUMNS, to=to)
    assert (found.count("Sur", "2024-T2") == 2) == (COMPARTMENTS[to] in GUARDED)


def test_no_permission_of_the_public_or_of_areas_is_let_through_whole() -> None:
    for to in (Permission.SEE_PUBLIC, Permission.SEE_AREAS, Permission.SEE_STREET_TOTALS):
        assert COMPARTMENTS[to] in (Privacy.PUBLIC, Privacy.WORKING)


def test_totals_are_true_where_they_are_shown() -> None:
    found = released(COUNTS, rows=ROWS, columns=COLUMNS, to=Permission.SEE_PUBLIC)
    assert found.hidden == 0
    assert found.rows[-1] == found.columns[-1] == TOTAL
    assert found.count(TOTAL) == sum(COUNTS.values())
    assert found.count("Sur") == sum(COUNTS["Sur", column] for column in COLUMNS)
    whole = released(COUNTS, rows=ROWS, columns=COLUMNS, to=Permission.SEE_RECORDS)
    assert whole.cells == found.cells


def test_totals_are_called_as_the_science_calls_them() -> None:
    assert disclosure.TOTAL == TOTAL


def test_a_pair_that_is_not_counted_is_nobody() -> None:
    found = released(
        {("a", "x"): 9, ("b", "y"): 8}, rows=["a", "b"], columns=["x", "y"], to=Permission.SEE_PUBLIC
    )
    assert (found.count("a", "y"), found.count(TOTAL)) == (0, 17)


def test_a_list_hides_the_smallest_other_with_a_small_one() -> None:
    found = released_list({"a": 3, "b": 12, "c": 40}, to=Permission.SEE_STREET_TOTALS)
    assert found == {"a": None, "b": None, "c": 40, TOTAL: 55}


def test_many_things_of_few_people_are_few() -> None:
    """Ten jobs of two people are hidden, with what would give them away; in the sum they are among enough."""
    counts, people = {"a": 10, "b": 12, "c": 40}, {"a": {1, 2}, "b": set(range(9)), "c": set(range(9, 40))}
    assert released_list(counts, to=Permission.SEE_INDICATORS)["a"] == 10
    found = released_list(counts, to=Permission.SEE_INDICATORS, people=people)
    assert found == {"a": None, "b": None, "c": 40, TOTAL: 62}


def test_a_margin_of_few_people_is_few_though_each_cell_is_many_things() -> None:
    names = ["x", "y"]
    counts = {(row, column): 8 for row in ("a", "b", "c") for column in names}
    people = {(row, column): {(row, n % 4, row != "a" and n) for n in range(8)} for row, column in counts}
    found = released(counts, rows=["a", "b", "c"], columns=names, to=Permission.SEE_INDICATORS, people=people)
    assert (found.count("a", "x"), found.count("a", "y"), found.count("a")) == (None, None, None)
    assert found.count(TOTAL) == 48


def test_nobody_is_shown_or_hidden_as_the_caller_knows_the_table() -> None:
    counts = {"a": 0, "b": 12, "c": 40}
    assert released_list(counts, to=Permission.SEE_PUBLIC)["a"] == 0
    assert released_list(counts, to=Permission.SEE_PUBLIC, zeros="suppress")["a"] is None


@pytest.mark.parametrize("along", ["row", "column"])
def test_a_table_of_one_line_is_protected_as_the_list_it_is(along: str) -> None:
    names, one = ["a", "b", "c"], ["x"]
    numbers = dict(zip(names, (3, 12, 40), strict=True))
    if along == "column":
        counts = {(name, "x"): n for name, n in numbers.items()}
        found = released(counts, rows=names, columns=one, to=Permission.SEE_PUBLIC)
        cells = [found.count(name, "x") for name in names] + [found.count(name) for name in names]
    else:
        counts = {("x", name): n for name, n in numbers.items()}
        found = released(counts, rows=one, columns=names, to=Permission.SEE_PUBLIC)
        cells = [found.count("x", name) for name in names] + [found.count(TOTAL, name) for name in names]
    assert cells == [None, None, 40, None, None, 40]
    assert found.count(TOTAL) == 55


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=5))
def test_nothing_that_leaves_is_small_whatever_the_table(numbers) -> None:
    rows, columns = [f"r{n}" for n in range(len(numbers))], ["a", "b", "c"]
    counts = {
        (row, column): n
        for row, line in zip(rows, numbers, strict=True)
        for column, n in zip(columns, line, strict=True)
    }
    found = released(counts, rows=rows, columns=columns, to=Permission.SEE_AREAS)
    assert all(cell is None or cell == 0 or cell >= MINIMUM for line in found.cells for cell in line)
