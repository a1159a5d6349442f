"""Totals of many that are no single person's: parts of a flow with their sums, and quartiles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from pazos.analysis.disclosing import MINIMUM, TOTAL
from pazos.analysis.programme import measuring
from pazos.analysis.programme.entries import ACCEPTED, BEGAN, STAGES
from pazos.analysis.programme.measuring import flow, parted, quartiles
from pazos.domain.cases.instruments.registry import shipped

if TYPE_CHECKING:
    from pazos.domain.cases.instruments.kinds import Instrument

CITY = {
    "unanswered": 12,
    "refused": 40,
    "withdrawn": 2,
    "waiting": 9,
    "active": 180,
    "finished": 95,
    "left": 33,
    "lost": 21,
    "other": 10,
}


def entries(counted: dict[str, int]) -> pd.DataFrame:
    stages = [name for name, people in counted.items() for _ in range(people)]
    return pd.DataFrame(
        {"stage": stages, "participant": "", "referral": [str(n) for n in range(len(stages))]}
    )


class TestFlow:
    def test_few_who_were_not_taken_in_hide_no_sum_of_those_who_were(self) -> None:
        """Two withdrew: not the ten who ended otherwise are hidden with them, but some who were not taken in either."""
        told = flow(entries(CITY), form=2)
        hidden = {name for name in STAGES if told["stages"][name] is None}
        assert hidden == {"withdrawn", "unanswered"}
        assert (told["accepted"], told["began"], told["stages"]["finished"]) == (350, 340, 95)

    def test_few_who_ended_are_hidden_with_others_who_began_and_not_with_who_finished(self) -> None:
        told = flow(entries({**CITY, "withdrawn": 0, "other": 3, "finished": 8}), form=2)
        assert (told["stages"]["other"], told["stages"]["lost"]) == (None, None)
        assert (told["accepted"], told["began"], told["stages"]["finished"]) == (255, 245, 10)

    def test_few_who_wait_hide_how_many_began_and_not_how_many_were_taken_in(self) -> None:
        told = flow(entries({**CITY, "withdrawn": 0, "waiting": 3}), form=2)
        assert (told["accepted"], told["began"]) == (340, None)

    def test_few_who_were_not_taken_in_at_all_hide_how_many_were(self) -> None:
        told = flow(entries({**CITY, "unanswered": 2, "refused": 0, "withdrawn": 0}), form=2)
        assert (told["accepted"], told["began"]) == (None, 340)

    @given(st.lists(st.integers(0, 14) | st.integers(0, 90), min_size=len(STAGES), max_size=len(STAGES)))
    def test_no_hidden_stage_is_worked_out_from_the_sums_before_they_are_rounded(self, people) -> None:
        """The reader knows every shown stage and sum to the digit, and still: of few, four counts are possible."""
        counted = dict(zip(STAGES, people, strict=True))
        parts = parted(counted, form=2)
        sums = [(measuring._sum_of(parts, names), names) for names in (STAGES, ACCEPTED, BEGAN)]
        cells = {name: part[name] for part in parts for name in part if name != TOTAL}
        known = [(cell, (name,)) for name, cell in cells.items()] + sums
        known = [(number, names) for number, names in known if number is not None]
        for number, names in known:
            assert number == sum(counted[name] for name in names)
            assert not 0 < number < MINIMUM
        for name, cell in cells.items():
            if cell is None and 0 < counted[name] < MINIMUM:
                low, high = possible(name, known, {one for one, n in cells.items() if n is None})
                assert high - low >= MINIMUM - 1

    def test_few_who_came_again_and_again_are_few(self) -> None:
        """Three were lost twice each: six times, of three people."""
        lines = entries({**CITY, "withdrawn": 0, "lost": 6})
        lost = lines["stage"] == "lost"
        lines.loc[lost, "participant"] = ["a", "a", "b", "b", "c", "c"]
        assert flow(lines, form=2)["stages"]["lost"] == 5
        assert flow(lines, form=3)["stages"]["lost"] is None
        lines.loc[lost, "participant"] = ["a", "a", "b", "c", "d", "e"]
        assert flow(lines, form=3)["stages"]["lost"] == 5

    def test_what_was_counted_in_the_first_form_is_made_again_so(self) -> None:
        told = flow(entries({**CITY, "withdrawn": 3, "waiting": 6}), form=1)
        assert (told["stages"]["waiting"], told["accepted"]) == (None, None)


def possible(name: str, known, hidden: set[str]) -> tuple[float, float]:
    goal = np.array([float(one == name) for one in STAGES])
    lines = [[float(one in names) for one in STAGES] for _, names in known]
    ends = [(1.0 if one in hidden else 0.0, None) for one in STAGES]
    numbers = [number for number, _ in known]
    found = [
        linprog(sign * goal, A_eq=lines or None, b_eq=numbers or None, bounds=ends) for sign in (1.0, -1.0)
    ]
    return found[0].fun, -found[1].fun if found[1].status == 0 else np.inf


class TestQuartiles:
    def test_each_is_the_mean_of_the_five_nearest_to_it(self) -> None:
        """Of 1 to 21 the quartiles stand on 6, 11 and 16."""
        assert quartiles(pd.Series(range(1, 22)), form=2) == [6, 11, 16]

    def test_whoever_stands_on_a_quartile_is_not_told(self) -> None:
        """Ten waited two days, ten a fortnight, and the one between them 9: nobody reads nine."""
        days = pd.Series([2] * 10 + [9] + [14] * 10)
        assert np.percentile(days, 50) == 9
        assert quartiles(days, form=2, weeks=True) == [2, 8, 14]

    def test_days_are_told_in_whole_weeks_from_four_on(self) -> None:
        assert quartiles(pd.Series([27] * 15 + [101] * 15), form=2, weeks=True) == [27, 56, 98]

    def test_hours_are_told_whole(self) -> None:
        assert quartiles(pd.Series([1.25] * 12 + [3.75] * 12), form=2) == [1, 3, 4]

    def test_of_fewer_than_twenty_none_is_told(self) -> None:
        assert quartiles(pd.Series(range(19)), form=2) is None

    @given(st.lists(st.integers(0, 400), min_size=20, max_size=60), st.data())
    def test_the_longest_and_the_shortest_of_all_move_none(self, days, data) -> None:
        """Somebody at the edge may have waited any time: it is not read from the quartiles."""
        ordered = sorted(days)
        more = data.draw(st.integers(0, 5000))
        assert quartiles(pd.Series(ordered), form=2) == quartiles(
            pd.Series([*ordered[:-1], ordered[-1] + more]), form=2
        )

    def test_values_of_fewer_than_twenty_people_are_few(self) -> None:
        who = pd.Series([*range(19), 0, 1, 2])
        assert quartiles(pd.Series(range(22)), who, form=2) is not None
        assert quartiles(pd.Series(range(22)), who, form=3) is None

    def test_those_of_the_first_form_are_made_again_so(self) -> None:
        assert quartiles(pd.Series([2] * 10 + [9] + [14] * 10), form=1) == [2, 9, 14]


class TestVersions:
    """PHQ-9, six people who said 20 and then 2; the second version adds up to twice as much, the third has other words."""

    FIRST = shipped()["phq9", 1]

    def verdicts(self, later: Instrument, *, form: int) -> dict[str, int | None]:
        ends = {(str(case), "phq9"): [(self.FIRST, 20.0), (later, 2.0)] for case in range(6)}
        (found,) = measuring._verdicts(ends, {str(case): str(case) for case in range(6)}, form=form)
        return found["verdicts"]

    def test_between_two_that_are_scored_otherwise_nobody_can_tell(self) -> None:
        doubled = replace(self.FIRST, version=2, scale=replace(self.FIRST.scale, times=2.0))
        assert self.verdicts(doubled, form=3)["cannot_tell"] == 5
        assert self.verdicts(doubled, form=2)["better"] == 5

    def test_other_words_are_the_same_scale(self) -> None:
        reworded = replace(self.FIRST, version=3, purpose={"es": "Lo mismo"})
        assert self.verdicts(reworded, form=3)["better"] == 5


@pytest.mark.parametrize("parts", measuring.PARTS)
def test_each_stage_stands_in_one_part(parts) -> None:
    assert sorted(name for part in parts for name in part) == sorted(STAGES)
