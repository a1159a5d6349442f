"""Small cells: hidden, and not to be worked out from what is shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pazos.science.disclosure import TOTAL, audit, suppress
from pazos.science.problems import InputProblem

one_way = st.lists(st.integers(0, 30), min_size=1, max_size=8).map(pd.Series)
two_way = st.integers(2, 5).flatmap(
    lambda columns: st.lists(
        st.lists(st.one_of(st.integers(0, 6), st.integers(0, 60)), min_size=columns, max_size=columns),
        min_size=2,
        max_size=5,
    )
).map(pd.DataFrame)  # fmt: skip


def hidden(table: pd.DataFrame | pd.Series, **options: object) -> list:
    shown = suppress(table, **options).table
    return shown[shown.isna()].index.to_list()


def small_cells_stay_unknown(table: pd.DataFrame | pd.Series, **options: object) -> None:
    found = suppress(table, **options)
    known = options.get("zeros", "show") == "show"
    possible = audit(found.table, zeros_are_known=known)
    span = possible["high"] - possible["low"]
    assert (span >= 1).all(), "a suppressed cell can be worked out"
    primary = found.primary.to_numpy().ravel()[found.table.isna().to_numpy().ravel()]
    assert (span[primary] >= found.protection).all(), "a small cell is bounded too closely"


@settings(max_examples=60, deadline=None)
@given(one_way, st.sampled_from(["show", "suppress"]))
def test_no_small_cell_of_a_list_can_be_worked_out(table: pd.Series, zeros: str) -> None:
    small_cells_stay_unknown(table, zeros=zeros)


@settings(max_examples=30, deadline=None)
@given(two_way, st.sampled_from(["show", "suppress"]), st.sampled_from([3, 5, 10]))
def test_no_small_cell_of_a_table_can_be_worked_out(table: pd.DataFrame, zeros: str, minimum: int) -> None:
    small_cells_stay_unknown(table, zeros=zeros, minimum=minimum)


@settings(max_examples=40, deadline=None)
@given(two_way)
def test_what_is_shown_is_true_and_never_small(table: pd.DataFrame) -> None:
    found = suppress(table)
    whole = table.assign(total=table.sum(axis=1))
    whole.loc[TOTAL] = whole.sum()
    shown = found.table.notna().to_numpy()
    values = found.table.to_numpy(dtype=float, na_value=np.nan)[shown]
    assert (values == whole.to_numpy()[shown]).all()
    assert ((values == 0) | (values >= 5)).all()
    assert not (found.primary & found.secondary).to_numpy().any()


def test_one_small_cell_in_a_list_takes_the_smallest_other_with_it() -> None:
    assert hidden(pd.Series({"a": 3, "b": 12, "c": 40, "d": 0})) == ["a", "b"]


def test_two_small_cells_that_hide_each_other_need_no_third() -> None:
    assert hidden(pd.Series({"a": 3, "b": 4, "c": 40})) == ["a", "b"]


def test_two_single_deaths_do_not_hide_each_other() -> None:
    # Their sum is 2 and zeros are shown: each is 1.
    assert hidden(pd.Series({"a": 1, "b": 1, "c": 9, "d": 40})) == ["a", "b", "c"]


def test_one_small_cell_in_a_table_needs_a_rectangle() -> None:
    table = pd.DataFrame({"men": [3, 20, 30], "women": [10, 25, 35], "old": [50, 60, 70]})
    gone = suppress(table).table.isna()
    assert gone.loc[:2, ["men", "women", "old"]].to_numpy().sum() == 4
    assert gone.sum(axis=0).max() == gone.sum(axis=1).max() == 2
    assert not gone.loc[TOTAL].any()


def test_a_table_without_small_cells_is_shown_whole() -> None:
    assert not suppress(pd.DataFrame([[5, 9], [0, 7]])).table.isna().any().any()


def test_a_single_death_hides_its_total_too() -> None:
    assert hidden(pd.Series({"a": 1, "b": 0})) == ["a", TOTAL]


def test_a_small_margin_is_hidden_like_a_small_cell() -> None:
    found = suppress(pd.DataFrame([[1, 2], [40, 50]], index=["few", "many"], columns=["men", "women"]))
    assert bool(found.primary.loc["few", TOTAL])
    assert pd.isna(found.table.loc["few", TOTAL])


def test_zeros_may_be_hidden_like_small_counts() -> None:
    table = pd.Series({"helped": 0, "not": 8, "unknown": 20})
    assert hidden(table) == []
    assert hidden(table, zeros="suppress") == ["helped", "not"]


def test_audit_works_out_the_cell_that_was_hidden_alone() -> None:
    naive = pd.Series({"a": pd.NA, "b": 12, TOTAL: 15}, dtype="Int64")
    assert audit(naive)[["low", "high"]].to_numpy().tolist() == [[3, 3]]


def test_audit_of_a_table_gives_the_textbook_bounds() -> None:
    # Hidden 2 x 2 block with sums 7 and 9 across, 6 and 10 down: Fréchet's bounds.
    table = pd.DataFrame([[pd.NA, pd.NA, 4, 11], [pd.NA, pd.NA, 8, 17], [6, 10, 12, 28]], dtype="Int64")
    found = audit(table)
    assert found[["low", "high"]].to_numpy().tolist() == [[0, 6], [1, 7], [0, 6], [3, 9]]


def test_audit_refuses_totals_that_do_not_add_up() -> None:
    with pytest.raises(InputProblem, match="do not add up"):
        audit(pd.Series({"a": pd.NA, "b": 12, TOTAL: 5}, dtype="Int64"))


def test_the_order_of_rows_does_not_decide_how_much_is_hidden() -> None:
    table = pd.DataFrame([[3, 20, 31], [10, 25, 36], [51, 62, 73]])
    turned = suppress(table.iloc[::-1]).table
    assert turned.isna().sum().sum() == suppress(table).table.isna().sum().sum()


def test_a_city_by_age_is_protected() -> None:
    draw = np.random.default_rng(1)
    table = pd.DataFrame(draw.poisson(draw.gamma(1, 4, (40, 1)) * draw.gamma(2, 0.5, (1, 10)), (40, 10)))
    found = suppress(table)
    assert (found.primary | found.secondary).to_numpy().sum() == found.table.isna().sum().sum()
    small_cells_stay_unknown(table.iloc[:12, :5])


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        (pd.Series([], dtype=float), {}, "empty"),
        (pd.Series([1, -2]), {}, "something else: 1"),
        (pd.Series([1.5, 2]), {}, "something else: 0"),
        (pd.Series([np.nan, 2]), {}, "something else: 0"),
        (pd.DataFrame([[1, 2]]), {}, "two rows and two columns"),
        (pd.Series({"a": 4, TOTAL: 4}), {}, "without its totals"),
        (pd.Series([1, 2]), {"minimum": 1}, "at least 2"),
        (pd.Series([1, 2]), {"zeros": "some"}, "show or suppress"),
    ],
)
def test_tables_that_are_not_counts_are_refused(table: object, options: dict, message: str) -> None:
    with pytest.raises(InputProblem, match=message):
        suppress(table, **options)
