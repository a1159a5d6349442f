"""How strong something unseen must be: the published examples, and what was measured beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import statsmodels.api as sm

from pazos.science.evaluation.doubts import examine
from pazos.science.evaluation.doubts.unseen_confounder import (
    Strength,
    adjusted,
    e_value,
    partial_r2,
    robustness_value,
)
from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.study import Around, Design, Way
from unit.science.evaluation.worlds import city, shuffled

if TYPE_CHECKING:
    from pazos.science.evaluation.effect import Check
    from pazos.science.evaluation.panel import Panel

# Exposure to violence and attitudes to peace in Darfur: Cinelli and Hazlett (2020), section 5, with the digits that their
# program sensemakr prints in its README; something 1, 2 and 3 times as strong as being a woman.
ESTIMATE, ERROR, DEGREES = 0.09732, 0.02326, 783
DARFUR = [
    (1, 0.0092, 0.1246, 0.0752, 0.0219),
    (2, 0.0183, 0.2493, 0.0529, 0.0204),
    (3, 0.0275, 0.3741, 0.0304, 0.0187),
]


def doubted(panel: Panel, method: str = "poisson") -> Check:
    effect = run(panel, method)
    return examine("unseen_confounder", panel, effect, design=Design(Way(method)), around=Around())


def test_the_robustness_value_is_that_of_the_published_example() -> None:
    assert partial_r2(ESTIMATE / ERROR, DEGREES) == pytest.approx(0.02187, abs=1e-5)
    assert robustness_value(ESTIMATE / ERROR, DEGREES) == pytest.approx(0.13878, abs=2e-5)


@pytest.mark.parametrize(("factor", "of_choice", "of_outcome", "estimate", "error"), DARFUR)
def test_as_strong_as_what_was_measured_is_that_of_the_published_example(
    factor: int, of_choice: float, of_outcome: float, estimate: float, error: float
) -> None:
    # The shares of the measured one itself follow from the printed bounds, to their digits.
    odds = 0.0275 / 3
    own = odds / (1 + odds)
    grown = (1 + odds) ** 2 / (1 - odds**2)
    share = 0.3741 / 3
    measured = Strength(own, share / (grown + share))
    found = measured.times(factor)
    assert (found.of_choice, found.of_outcome) == pytest.approx((of_choice, of_outcome), abs=2e-4)
    assert adjusted(ESTIMATE, ERROR, degrees=DEGREES, strength=found) == pytest.approx(
        (estimate, error), abs=1e-4
    )


def test_at_the_robustness_value_nothing_is_left_of_the_estimate() -> None:
    value = robustness_value(ESTIMATE / ERROR, DEGREES)
    left, _ = adjusted(ESTIMATE, ERROR, degrees=DEGREES, strength=Strength(value, value))
    assert left == pytest.approx(0.0, abs=1e-9)


def test_the_bias_of_something_left_out_is_the_one_reckoned() -> None:
    """An exact identity: with the true shares of a thing left out, the estimate with it in the model comes back."""
    rng = np.random.default_rng(1)
    unseen = rng.normal(size=300)
    chosen = 0.3 * unseen + rng.normal(size=300)
    outcome = 0.5 * chosen + 0.4 * unseen + rng.normal(size=300)
    short = sm.OLS(outcome, sm.add_constant(chosen)).fit()
    whole = sm.OLS(outcome, sm.add_constant(np.column_stack([chosen, unseen]))).fit()
    of_choice = sm.OLS(chosen, sm.add_constant(unseen)).fit()
    strength = Strength(of_choice.rsquared, partial_r2(whole.tvalues[2], whole.df_resid))
    found = adjusted(short.params[1], short.bse[1], degrees=short.df_resid, strength=strength)
    assert found == pytest.approx((whole.params[1], whole.bse[1]), rel=1e-9)


@pytest.mark.parametrize(("ratio", "published"), [(3.9, 7.26), (1.8, 3.0), (0.8, 1.81), (1 / 3.9, 7.26)])
def test_the_e_value_is_that_of_the_published_examples(ratio: float, published: float) -> None:
    """VanderWeele and Ding (2017): breastfeeding and deaths of infants, 3.9 (1.8 to 8.7); a ratio of 0.80."""
    assert e_value(ratio) == pytest.approx(published, abs=0.005)


@pytest.mark.parametrize("method", ["poisson", "twfe", "imputation"])
def test_a_plain_effect_among_places_chosen_by_lot_stands(method: str) -> None:
    check = doubted(city(1, effect=-0.9, mean=10.0, starts=(12,) * 20), method)
    assert check.passed is True
    assert [one["name"] for one in check.facts["measured"]] == ["level_before"]


def test_what_goes_with_both_choice_and_change_could_explain_the_answer() -> None:
    """Deaths fall where a measured thing stood high, whoever was treated, and the treated stood high."""
    panel = city(2, mean=10.0, starts=(12,) * 20)
    rng = np.random.default_rng(2)
    high = np.where(panel.ever, 1.0, 0.0) + rng.normal(0, 0.5, len(panel.units))
    after = np.arange(24) >= 12
    thinned = rng.binomial(
        panel.outcome.astype(int), np.clip(1 - 0.4 * np.clip(high, 0, 1)[:, None] * after, 0, 1)
    )
    known = replace(
        panel,
        outcome=thinned.astype(float),
        covariates={"high": np.repeat(high[:, None], 24, axis=1)},
    )
    for method in ("poisson", "twfe"):
        check = doubted(known, method)
        assert check.passed is False
        assert {one["name"]: one["stands"] for one in check.facts["measured"]}["high"] is False


@pytest.mark.parametrize("method", ["poisson", "twfe"])
def test_the_order_of_places_and_the_measure_of_exposure_make_no_difference(method: str) -> None:
    panel = city(3, effect=-0.9, mean=10.0, starts=(12,) * 20)
    assert panel.exposure is not None
    key = "e_value" if method == "poisson" else "robustness_value"
    found = doubted(panel, method)
    for other in (shuffled(panel), replace(panel, exposure=panel.exposure * 1e3)):
        again = doubted(other, method)
        assert again.facts[key] == pytest.approx(found.facts[key], rel=1e-7)
        assert again.passed == found.passed


def test_of_what_is_not_beyond_chance_nothing_needs_explaining() -> None:
    check = doubted(city(4))
    assert (check.passed, check.facts["why"]) == (None, "not_beyond_chance")
    assert check.facts["e_value_beyond_chance"] == 1.0


def test_it_cannot_be_made_without_others_or_an_interval() -> None:
    everybody = doubted(city(1, units=9, starts=(10,) * 5 + (12,) * 4), "imputation")
    assert everybody.facts["why"] == "none_never_treated"
    panel = city(1)
    bare = replace(run(panel, "twfe"), low=float("nan"), high=float("nan"))
    check = examine("unseen_confounder", panel, bare, design=Design(Way("twfe")), around=Around())
    assert (check.passed, check.facts["why"]) == (None, "no_interval")
