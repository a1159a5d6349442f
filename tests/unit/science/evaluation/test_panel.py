"""A panel is what an estimator may rely on; everything else is refused in words that name the cure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.science.evaluation.effect import Check, Effect, Verdict
from pazos.science.evaluation.panel import NEVER, Panel, read_panel
from pazos.science.evaluation.times import label, ordinals
from pazos.science.evaluation.verdicts import expected, verdict
from pazos.science.problems import InputProblem
from unit.science.evaluation.worlds import city


def table(months: int = 4, **columns: object) -> pd.DataFrame:
    rows = [
        {"place": place, "month": f"2020-{month:02}", "deaths": (month + len(place)) % 3, "from": start}
        for place, start in (("a", "2020-03"), ("bb", ""), ("ccc", "2020-04"))
        for month in range(1, months + 1)
    ]
    return pd.DataFrame(rows).assign(**columns)


def read(frame: pd.DataFrame, **more: object) -> Panel:
    return read_panel(
        frame, **{"unit": "place", "time": "month", "outcome": "deaths", "treated_from": "from"} | more
    )


def test_the_order_of_the_rows_makes_no_difference() -> None:
    frame = table()
    once, again = read(frame), read(frame.sample(frac=1, random_state=1))
    assert once.units == again.units == ("a", "bb", "ccc")
    assert once.times == ("2020-01", "2020-02", "2020-03", "2020-04")
    assert (once.outcome == again.outcome).all()
    assert once.first.tolist() == [2, NEVER, 3]
    assert once.treated.sum(axis=1).tolist() == [2, 0, 1]
    assert once.cohorts == (2, 3)


def test_noughts_and_ones_say_the_same_as_the_first_time() -> None:
    frame = table()
    flags = read(frame).treated.astype(int).ravel()
    ordered = frame.sort_values(["place", "month"]).assign(on=flags)
    assert read(ordered, treated_from=None, treated="on").first.tolist() == [2, NEVER, 3]


def test_whoever_begins_after_the_last_time_is_not_treated_in_it() -> None:
    frame = table()
    frame.loc[frame.place == "ccc", "from"] = "2023-01"
    assert read(frame).first.tolist() == [2, NEVER, NEVER]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda t: pd.concat([t, t.head(1)]), "stand twice: a 2020-01"),
        (lambda t: t.drop(index=1), "missing: a 2020-02"),
        (lambda t: t[t.month != "2020-02"], "not evenly spaced"),
        (lambda t: t.assign(**{"from": "2020-01"}), "from the first time"),
        (lambda t: t.assign(**{"from": ""}), "No unit is treated"),
        (lambda t: t.assign(deaths=0), "nought everywhere"),
        (lambda t: t.assign(deaths="many"), "no numbers, in the rows 2, 3"),
        (lambda t: t.assign(month="August"), "August"),
        (lambda t: t.assign(month=["2020-13", *t.month[1:]]), "2020-13"),
        (lambda t: t.assign(**{"from": [*t["from"][:-1], "2020-02"]}), "more than one time: ccc"),
        (lambda t: t.assign(**{"from": "2020"}), "no moment of the kind"),
        (lambda t: t.drop(columns="deaths"), "missing: deaths"),
        (lambda t: t.assign(place=["", *t.place[1:]]), "without a name"),
    ],
)
def test_what_cannot_be_relied_upon_is_refused(wrong, says) -> None:
    with pytest.raises(InputProblem, match=says):
        read(wrong(table()))


def test_a_treatment_that_switches_off_is_refused() -> None:
    frame = table().assign(on=[0, 1, 0, 0] + [0] * 8)
    with pytest.raises(InputProblem, match="switches off in: a"):
        read(frame, treated_from=None, treated="on")


def test_a_death_where_nobody_is_exposed_is_refused() -> None:
    frame = table().assign(people=[0] + [100] * 11)
    frame.loc[0, "deaths"] = 2
    with pytest.raises(InputProblem, match="a 2020-01"):
        read(frame, exposure="people")


@given(st.integers(1900 * 12, 2100 * 12))
def test_a_month_is_read_back_as_it_was_written(month) -> None:
    found, kind = ordinals(pd.Series([label(month, "month")]))
    assert (int(found[0]), kind) == (month, "month")


def test_months_written_with_one_digit_stand_in_their_order() -> None:
    found, _ = ordinals(pd.Series(["2020-9", "2020-10", "2020-11"]))
    assert np.diff(found).tolist() == [1, 1]


def figure(estimate: float, *, half: float = 0.1, checks: tuple[Check, ...] = ()) -> Effect:
    low, high = estimate - half, estimate + half
    return Effect("x", estimate, low, high, half / 1.96, 0.5, unit="log_ratio", checks=checks)


def deaths(each: float) -> Panel:
    outcome = np.full((10, 12), each)
    return Panel(tuple("abcdefghij"), tuple(map(str, range(12))), outcome, np.array([6] * 3 + [NEVER] * 7))


@pytest.mark.parametrize(
    ("effect", "panel", "says"),
    [
        (figure(-0.5), deaths(3), Verdict.FELL),
        (figure(0.5), deaths(3), Verdict.ROSE),
        (figure(-0.05), deaths(3), Verdict.NO_EVIDENCE),
        (figure(-0.5), deaths(0.5), Verdict.FELL),
        (
            figure(-0.5, checks=(Check("parallel_trends", passed=False),)),
            deaths(3),
            Verdict.CANNOT_TELL_DESIGN,
        ),
        (figure(-0.5, checks=(Check("parallel_trends", passed=None),)), deaths(3), Verdict.FELL),
    ],
)
def test_what_may_be_said_follows_the_published_rules(effect, panel, says) -> None:
    assert verdict(effect, panel) is says


def test_too_few_deaths_expected_is_cannot_tell() -> None:
    few = Panel(("a", "b"), ("1", "2", "3"), np.array([[3.0, 2, 1], [4, 3, 4]]), np.array([2, NEVER]))
    assert expected(figure(-0.5), few) == pytest.approx(np.exp(0.5))
    assert verdict(figure(-0.5), few) is Verdict.CANNOT_TELL_FEW


def test_who_begins_in_a_month_left_out_begins_at_the_next() -> None:
    panel = city(1, starts=(8, 12, 12))
    shorter = panel.of_times((np.arange(24) < 6) | (np.arange(24) >= 10))
    assert shorter.times == (*map(str, range(6)), *map(str, range(10, 24)))
    assert shorter.first[:3].tolist() == [6, 8, 8]
    until = panel.of_times(np.arange(24) < 10)
    assert until.first[:3].tolist() == [8, NEVER, NEVER]
    assert until.outcome.shape == until.exposure.shape == (60, 10)


def test_some_of_the_units_keep_all_that_is_known_of_them() -> None:
    panel = city(1, starts=(8, 12, 12))
    panel = replace(panel, covariates={"rain": panel.outcome + 1.0})
    rows = np.array([2, 40, 0])
    some = panel.of_units(rows)
    assert some.units == ("u0002", "u0040", "u0000")
    assert some.first.tolist() == [12, NEVER, 8]
    for one, whole in ((some.outcome, panel.outcome), (some.exposure, panel.exposure)):
        assert (one == whole[rows]).all()
    assert (some.covariates["rain"] == some.outcome + 1.0).all()
    assert panel.of_units(panel.ever, first=np.array([9, 9, 9])).cohorts == (9,)


def test_halves_and_what_is_below_nought_are_no_counts() -> None:
    panel = city(1)
    assert panel.is_counted
    for wrong in (0.5, -1.0, np.nan):
        assert not replace(panel, outcome=np.where(panel.treated, wrong, panel.outcome)).is_counted
