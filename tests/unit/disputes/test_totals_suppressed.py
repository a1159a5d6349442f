"""What leaves street work: whole quarters, no small number, and none that can be worked out from the others."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from pazos.analysis.disclosing import MINIMUM
from pazos.analysis.street_totals import OUTSIDE, suppressed
from pazos.domain.disputes.quarters import LATE_PHONES, Quarter, countable
from pazos.science.disclosure import TOTAL, audit

COUNTS = st.lists(st.one_of(st.integers(0, 12), st.integers(0, 400)), min_size=1, max_size=9)


def shown(counts: list[int]) -> dict[str, int | None]:
    clusters = {number: f"C{number}" for number in range(1, len(counts))} | {OUTSIDE: ""}
    return suppressed(dict(zip(clusters, counts, strict=True)), clusters=clusters)


@given(COUNTS)
@settings(max_examples=60, deadline=None)
def test_no_number_below_the_minimum_is_shown(counts: list[int]) -> None:
    assert all(number is None or number >= MINIMUM for number in shown(counts).values())


@given(COUNTS)
@settings(max_examples=60, deadline=None)
def test_no_small_number_can_be_worked_out(counts: list[int]) -> None:
    """Whoever adds and subtracts learns no more of a small number than that it is small."""
    told = shown(counts)
    table = pd.Series([np.nan if number is None else number for number in told.values()], index=list(told))
    true = dict(zip(told, [*counts, sum(counts)], strict=True))
    for row in audit(table).itertuples():
        if true[row.column] < MINIMUM:
            assert row.high - row.low >= MINIMUM - 1, (counts, told)


@given(COUNTS)
@settings(max_examples=30, deadline=None)
def test_what_is_shown_is_true(counts: list[int]) -> None:
    true = [*counts, sum(counts)]
    assert all(number in (None, said) for number, said in zip(shown(counts).values(), true, strict=True))


def test_large_numbers_are_all_shown() -> None:
    assert shown([12, 40, 7]) == {"1": 12, "2": 40, "0": 7, TOTAL: 59}


def test_a_single_small_number_takes_another_with_it() -> None:
    told = shown([12, 40, 3])
    assert told["0"] is None
    assert sum(number is None for number in told.values()) >= 2


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_every_day_is_in_one_quarter(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.first_on <= day <= quarter.last_on
    assert quarter.following.first_on == quarter.last_on + timedelta(days=1)


@given(st.dates(date(2020, 1, 1), date(2024, 12, 31)), st.dates(date(2020, 1, 1), date(2026, 12, 31)))
def test_a_quarter_is_counted_only_when_it_has_ended_and_late_phones_have_had_their_days(
    first: date, on: date
) -> None:
    found = list(countable(first, on=on))
    assert all(one.last_on + LATE_PHONES < on for one in found)
    assert len(found) == len(set(found))
    assert found == sorted(found)
