"""Leaving places out one by one, and the dose: does the answer hang on one place, and did more do more?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pazos.science.evaluation.doubts import DECIDING, examine
from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.study import Around, Design, Way
from unit.science.evaluation.worlds import city, shuffled, taken

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.effect import Check
    from pazos.science.evaluation.panel import Panel


def left_out(panel: Panel, method: str, around: Around | None = None) -> Check:
    effect = run(panel, method)
    return examine("leave_one_out", panel, effect, design=Design(Way(method)), around=around or Around())


def dosed(panel: Panel, doses: NDArray[np.float64] | None, method: str) -> Check:
    effect = run(panel, method)
    return examine("dose_response", panel, effect, design=Design(Way(method)), around=Around(doses=doses))


def responding(
    seed: int, slope: float, *, units: int = 60, treated: int = 24
) -> tuple[Panel, NDArray[np.float64]]:
    """Places whose deaths change by `slope` in logarithms a unit of dose, doses from nought and a half to three."""
    panel = city(seed, units=units, starts=(12,) * treated, mean=12.0)
    dose = np.zeros(units)
    dose[:treated] = np.linspace(0.5, 3.0, treated)
    doses = dose[:, None] * panel.treated
    rng = np.random.default_rng(seed + 100)
    rate = panel.outcome.mean(axis=1, keepdims=True) * np.exp(slope * doses)
    return replace(panel, outcome=rng.poisson(rate).astype(float), exposure=None), doses


def test_each_row_is_the_method_on_the_panel_without_the_place() -> None:
    panel = city(1, effect=-0.5)
    found = left_out(panel, "imputation")
    row = next(row for row in found.facts["rows"] if row["without"] == "u0003")
    again = run(taken(panel, np.delete(np.arange(60), 3)), "imputation")
    assert (row["estimate"], row["low"], row["high"]) == (again.estimate, again.low, again.high)
    assert found.facts["lowest"] <= found.facts["estimate"] <= found.facts["highest"]
    assert len(found.facts["rows"]) == 8
    assert found.passed


def test_an_answer_that_hangs_on_one_place_fails() -> None:
    panel = city(2, units=40, starts=(12,) * 6, mean=3.0)
    effect = run(panel, "sun-abraham")
    alone = panel.outcome.copy()
    alone[0, 12:] -= 200.0
    panel = replace(panel, outcome=alone)
    sure = replace(effect, estimate=run(panel, "sun-abraham").estimate, low=-60.0, high=-10.0)
    panel = replace(panel, outcome=alone + 3.0 * (panel.treated & (np.arange(40) > 0)[:, None]))
    found = examine("leave_one_out", panel, sure, design=Design(Way("sun-abraham")), around=Around())
    assert found.passed is False
    assert found.facts["turning"] == ["u0000"]


def test_places_that_lie_together_are_left_out_together() -> None:
    panel = city(3, starts=(12,) * 6)
    across = np.arange(60.0)
    across[:3] = [0.0, 0.1, 0.2]
    across[3:6] = [30.5, 30.6, 30.7]
    metres = np.abs(across[:, None] - across) * 500
    rows = left_out(panel, "twfe", Around(metres=metres)).facts["rows"]
    assert [row["units"] for row in rows if row["kind"] == "group"] == [3, 3]


def test_donors_with_weight_are_left_out_too() -> None:
    panel = city(4, units=15, starts=(12, 12), mean=9.0)
    effect = run(panel, "sdid")
    rows = left_out(panel, "sdid").facts["rows"]
    donors = {row["without"] for row in rows if row["kind"] == "donor"}
    assert donors
    assert donors <= set(effect.weights)


def test_the_order_of_places_changes_no_row() -> None:
    panel = city(5, effect=-0.2)
    one, two = (
        {row["without"]: row["estimate"] for row in left_out(each, "twfe").facts["rows"]}
        for each in (panel, shuffled(panel))
    )
    assert one == pytest.approx(two)


def test_one_treated_place_cannot_be_left_out() -> None:
    panel = city(6, units=20, starts=(12,), mean=9.0)
    effect = replace(run(panel, "synthetic-control"), weights={})
    design = Design(Way("synthetic-control"))
    found = examine("leave_one_out", panel, effect, design=design, around=Around())
    assert found.passed is None
    assert found.facts["why"] == "one_treated"


def test_the_slope_of_the_dose_is_found_within_its_interval() -> None:
    panel, doses = responding(7, -0.2)
    found = dosed(panel, doses, "poisson")
    slope = found.facts["per_dose"]
    assert slope["low"] <= -0.2 <= slope["high"] < 0
    assert found.passed
    assert [row["units"] for row in found.facts["thirds"]] == [8, 8, 8]
    assert found.facts["warning"] == "dose_not_by_chance"


@pytest.mark.parametrize("method", ["poisson", "twfe"])
def test_the_slope_of_the_dose_is_taken_beside_the_covariates_as_the_effect_is(method: str) -> None:
    panel, doses = responding(7, -0.2)
    told = replace(panel, covariates={"dose": doses * 1.0, "rain": np.cos(doses + np.arange(24.0))})
    assert dosed(told, doses, method).facts["why"] == "refused"  # the covariate is the dose
    wet = replace(panel, covariates={"rain": told.covariates["rain"]})
    apart = [dosed(each, doses, method).facts["per_dose"]["estimate"] for each in (panel, wet)]
    assert apart[0] != apart[1]


def test_the_slope_scales_with_the_unit_of_the_dose() -> None:
    panel, doses = responding(8, -0.2)
    for method in ("poisson", "twfe"):
        hours, minutes = (
            dosed(panel, each, method).facts["per_dose"]["estimate"] for each in (doses, 60 * doses)
        )
        assert minutes * 60 == pytest.approx(hours, rel=1e-6)


def test_where_most_dose_did_worst_the_check_fails_and_decides_nothing() -> None:
    panel, doses = responding(9, -0.25)
    upside = np.where(panel.treated, 3.5 - doses, 0.0)
    assert dosed(panel, upside, "poisson").passed is False
    assert "dose_response" not in DECIDING


def test_without_any_effect_of_the_dose_its_interval_holds_nought_nineteen_times_in_twenty() -> None:
    held = 0
    for seed in range(60):
        panel, doses = responding(seed, 0.0, units=30, treated=12)
        slope = dosed(panel, doses, "twfe").facts["per_dose"]
        held += slope["low"] <= 0 <= slope["high"]
    assert held >= 52  # of 60, three standard errors below nineteen in twenty


@pytest.mark.parametrize(
    ("doses", "treated", "why"),
    [
        (None, 12, "no_doses"),
        (np.full((60, 24), np.nan), 12, "doses_unreadable"),
        (np.ones((60, 24)), 12, "one_dose"),
        (np.ones((60, 24)), 4, "few_treated"),
    ],
)
def test_what_has_no_doses_to_compare_is_no_answer(
    doses: NDArray[np.float64] | None, treated: int, why: str
) -> None:
    found = dosed(city(10, starts=(12,) * treated), doses, "twfe")
    assert found.passed is None
    assert found.facts["why"] == why
