"""Log-linear models: which are asked, their closed forms, and what an independent fit says."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from pazos.science.problems import InputProblem
from pazos.science.undercount import Asked, Histories, histories, only, undercount
from pazos.science.undercount.fitting import fit_many, fit_models
from pazos.science.undercount.histories import members
from pazos.science.undercount.models import every_model, holding, model_of, name_of
from pazos.science.undercount.profile import profile_bounds
from unit.science.undercount.cities import NAMES, ordered

THREE = ordered(72, 155, 7, 71, 13, 53, 43)


def test_the_models_asked_are_counted():
    assert [len(every_model(lists)) for lists in (2, 3, 4, 5)] == [1, 8, 113, 1024]


@pytest.mark.parametrize("lists", [3, 4])
def test_a_model_is_named_and_found_again(lists):
    names = NAMES[:lists]
    assert all(model_of(name_of(model, names), names) == model for model in every_model(lists))


def test_a_model_may_be_written_in_any_order():
    lists = ("police", "press", "health")
    assert model_of(" health+press * police ", lists) == model_of("police*press + health", lists)
    assert name_of(model_of("press*police", lists), lists) == "police*press + health"


def test_a_model_of_an_unknown_list_or_of_all_lists_is_refused():
    with pytest.raises(InputProblem, match="no list morgue; the lists are A, B, C"):
        model_of("A*morgue", "ABC")
    with pytest.raises(InputProblem, match=r"no data can show: leave out A\*B\*C"):
        model_of("A*B*C", "ABC")


def test_models_can_be_asked_to_hold_a_dependence():
    assert len(holding(every_model(3), model_of("A*B", "ABC"))) == 4


def missed(counts: Histories, model: str) -> float:
    return float(fit_models(counts, [model_of(model, counts.lists)]).missed[0])


cell = st.integers(min_value=3, max_value=400)


@settings(max_examples=40, deadline=None)
@given(st.lists(cell, min_size=7, max_size=7))
def test_models_of_three_lists_have_their_closed_forms(counts):
    """Bishop, Fienberg and Holland (1975), chapter 6."""
    abc, ab, ac, a, bc, b, c = counts
    three = ordered(*counts)
    # With C apart, A or B is one list; with only AB apart, the two are independent where C is absent.
    assert missed(three, "A*B + C") == pytest.approx((a + b + ab) * c / (abc + ac + bc), rel=1e-6)
    assert missed(three, "A*B + B*C") == pytest.approx(a * c / ac, rel=1e-6)
    assert missed(three, "A*B + A*C + B*C") == pytest.approx(abc * a * b * c / (ab * ac * bc), rel=1e-6)


@pytest.mark.parametrize("model", ["A + B + C", "A*C + B", "A*B + B*C"])
def test_an_independent_fit_agrees(model):
    """statsmodels' GLM on the same table, with columns written out here."""
    held = members(3)[1:]
    pairs = {"A + B + C": [], "A*C + B": [(0, 2)], "A*B + B*C": [(0, 1), (1, 2)]}[model]
    columns = [np.ones(7), *held.T, *(held[:, one] * held[:, two] for one, two in pairs)]
    theirs = sm.GLM(THREE.counts[1:], np.column_stack(columns), family=sm.families.Poisson()).fit()
    ours = fit_models(THREE, [model_of(model, "ABC")])
    constant, error = np.exp(theirs.params[0]), theirs.bse[0]
    assert ours.missed[0] == pytest.approx(constant, rel=1e-6)
    assert ours.error[0] == pytest.approx(np.sqrt(constant + (constant * error) ** 2), rel=1e-5)
    assert ours.deviance[0] == pytest.approx(theirs.deviance, abs=1e-6)
    assert ours.aic[0] == pytest.approx(theirs.aic)


def test_the_bounds_of_a_model_are_where_the_likelihood_falls_by_half_the_quantile():
    """The profile worked out again with statsmodels: the missed given, the rest fitted to all deaths."""
    from scipy.special import gammaln, xlogy

    held = members(3)
    columns = np.column_stack([np.ones(8), held, held[:, 0] * held[:, 1]])

    def likelihood(none: float) -> float:
        table = np.concatenate([[none], THREE.counts[1:]])
        share = sm.GLM(table, columns, family=sm.families.Poisson()).fit().fittedvalues / table.sum()
        return gammaln(table.sum() + 1) - gammaln(none + 1) + xlogy(table, share).sum()

    fits = fit_models(THREE, [model_of("A*B + C", "ABC")])
    low, high = profile_bounds(fits, np.array([0]))
    top = max(likelihood(none) for none in fits.missed[0] + np.linspace(-1.5, 0.5, 41))
    assert 2 * (top - likelihood(low[0])) == pytest.approx(3.8415, abs=2e-3)
    assert 2 * (top - likelihood(high[0])) == pytest.approx(3.8415, abs=2e-3)


def test_many_tables_at_once_are_fitted_as_each_alone():
    tables = [THREE, ordered(5, 9, 0, 30, 8, 40, 22), ordered(12, 6, 0, 5, 0, 54, 41)]
    together = fit_many(tables, every_model(3))
    for table, fits in zip(tables, together, strict=True):
        alone = fit_models(table, every_model(3))
        np.testing.assert_allclose(fits.missed, alone.missed, rtol=1e-6)
        np.testing.assert_array_equal(fits.usable, alone.usable)


def test_a_model_with_no_finite_or_no_unique_estimate_is_marked():
    """The artificial table of Chan, Silverman and Vincent (2021), tables 2 and 3."""
    table = histories("ABC", {("A",): 40, ("B",): 30, ("C",): 20, ("A", "B"): 6})
    models = [model_of(text, "ABC") for text in ("A*B + A*C + B*C", "A*B + C", "A*C + B*C")]
    assert fit_models(table, models).usable.tolist() == [False, False, True]


def test_a_list_with_nothing_of_its_own_leaves_nobody_to_miss():
    table = histories(
        "ABC", {("A",): 20, ("B",): 30, ("A", "B"): 25, ("A", "C"): 15, ("A", "B", "C"): 12, ("B", "C"): 9}
    )
    fits = fit_models(table, [model_of("A*B + C", "ABC")])
    assert fits.usable.tolist() == [True]
    assert fits.missed[0] == 0
    low, high = profile_bounds(fits, np.array([0]))
    assert low[0] == 0 < high[0] < 10


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_neither_the_order_nor_the_names_of_lists_change_the_answer(order):
    names = ("A", "B", "C")
    renamed = dict(zip(names, ("x", "y", "z"), strict=True))
    held = members(3).astype(bool)
    cells = {
        tuple(renamed[name] for name, yes in zip(names, row, strict=True) if yes): int(count)
        for row, count in zip(held[1:], THREE.counts[1:], strict=True)
    }
    given = histories([("x", "y", "z")[place] for place in order], cells)
    ours, theirs = undercount(given, Asked(criterion="bic")), undercount(THREE, Asked(criterion="bic"))
    assert ours.missed.estimate == pytest.approx(theirs.missed.estimate)
    assert ours.missed.low == pytest.approx(theirs.missed.low, rel=1e-4)
    assert ours.missed.high == pytest.approx(theirs.missed.high, rel=1e-4)
    assert sorted(share.share.estimate for share in ours.shares) == pytest.approx(
        sorted(share.share.estimate for share in theirs.shares)
    )


def test_leaving_a_list_out_forgets_what_it_alone_held():
    two = only(THREE, ("A", "C"))
    assert two.observed == THREE.observed - 53
    assert two.sizes.tolist() == [THREE.sizes[0], THREE.sizes[2]]


@pytest.mark.parametrize(
    ("lists", "cells", "said"),
    [
        ("AA", {("A",): 1}, "named twice"),
        ("AB", {("A", "Z"): 1}, "in the lists A, Z; the lists are A, B"),
        ("AB", {(): 4}, "each|Each combination"),
        ("AB", {("A",): -1}, "a count is a whole number"),
        ("AB", {("A",): 1.5}, "a count is a whole number"),
    ],
)
def test_cells_that_are_no_histories_are_refused(lists, cells, said):
    with pytest.raises(InputProblem, match=said):
        histories(tuple(lists), cells)
