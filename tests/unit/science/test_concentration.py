"""Concentration of deaths on places, when deaths may be fewer than places."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.science.patterns.concentration import concentration, gini, gini_adjusted, lorenz
from pazos.science.problems import InputProblem

counts_of_places = st.lists(st.integers(0, 50), min_size=2, max_size=40).filter(any)


def one(measure: object, counts: list[int]) -> float:
    return float(measure(np.array([counts], dtype=float))[0])


@pytest.mark.parametrize(
    ("counts", "plain", "adjusted"),
    [
        # Bernasco and Steenbeek's ten places with 3, 1 and 1 crimes; as areas: .11 of .5, and of .25.
        ([3, 1, 1] + [0] * 7, 0.78, 0.56),
        # Five places with a crime each of ten: as even as five crimes can be.
        ([1] * 5 + [0] * 5, 0.5, 0.0),
        ([22, 18, 17, 12, 11, 8, 6, 3, 2, 1], 0.392, 0.392),
        ([7, 7, 7, 7], 0.0, 0.0),
        ([0, 0, 0, 12], 0.75, 0.75),
    ],
)
def test_gini_of_known_spreads(counts: list[int], plain: float, adjusted: float) -> None:
    assert one(gini, counts) == pytest.approx(plain)
    assert one(gini_adjusted, counts) == pytest.approx(adjusted)


@given(counts_of_places)
def test_gini_is_twice_the_area_between_the_diagonal_and_the_curve(counts: list[int]) -> None:
    curve = lorenz(np.array(counts, dtype=float))
    assert one(gini, counts) == pytest.approx(1 - 2 * np.trapezoid(curve[:, 1], curve[:, 0]))
    assert curve[-1] == pytest.approx([1, 1])
    assert (np.diff(curve, axis=0) >= -1e-12).all()


@given(counts_of_places)
def test_adjusted_gini_lies_between_zero_and_the_plain_one(counts: list[int]) -> None:
    assert -1e-9 <= one(gini_adjusted, counts) <= one(gini, counts) + 1e-9


@given(counts_of_places, st.randoms())
def test_the_order_of_places_does_not_matter(counts: list[int], shuffler: object) -> None:
    mixed = list(counts)
    shuffler.shuffle(mixed)
    assert one(gini, mixed) == pytest.approx(one(gini, counts))


def test_half_of_the_deaths_are_held_by_the_fewest_places_that_can() -> None:
    found = concentration([1, 1, 4, 6, 0, 0, 0, 0], seed=1)
    assert found.holding.places == 1
    assert found.holding.share_of_places == 1 / 8
    assert concentration([1, 1, 4, 6, 0, 0, 0, 0], share=0.75, seed=1).holding.places == 2
    assert concentration([1, 1, 4, 6, 0, 0, 0, 0], share=1.0, seed=1).holding.places == 4


def test_everyone_at_the_same_risk_is_even_by_population_only() -> None:
    people = np.array([100, 200, 700, 1_000] * 5)
    found = concentration(people // 100, population=people, seed=1)
    assert found.gini.value > 0.3
    assert found.gini_by_population is not None
    assert found.gini_by_population.value == pytest.approx(0, abs=1e-9)


def test_same_seed_same_digits_and_another_seed_the_same_figures() -> None:
    counts = np.random.default_rng(3).poisson(2, 80)
    one_run, same, other = (concentration(counts, seed=seed) for seed in (5, 5, 6))
    assert one_run.gini == same.gini
    assert one_run.gini.value == other.gini.value


def test_large_tables_are_drawn_in_batches_to_the_same_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = np.random.default_rng(3).poisson(2, 80)
    whole = concentration(counts, seed=5)
    monkeypatch.setattr("pazos.science.patterns.concentration.BATCH_CELLS", 800)
    assert concentration(counts, seed=5).gini == whole.gini


@pytest.mark.parametrize(("places", "deaths", "shape"), [(100, 300, 1.0), (200, 120, 0.7)])
def test_intervals_cover_the_concentration_of_as_many_deaths_on_the_same_risks(
    places: int, deaths: int, shape: float
) -> None:
    draw = np.random.default_rng(17)
    risk = draw.gamma(shape, 1, places)
    trials = draw.multinomial(deaths, risk / risk.sum(), 4_000).astype(float)
    truths = gini(trials).mean(), gini_adjusted(trials).mean()
    inside = []
    for row in trials[:150]:
        found = concentration(row, seed=1, draws=199)
        inside.append(
            [e.low <= t <= e.high for e, t in zip((found.gini, found.gini_adjusted), truths, strict=True)]
        )
    assert (np.mean(inside, axis=0) > 0.86).all()


def test_deaths_at_random_are_called_concentrated_in_five_of_a_hundred_trials() -> None:
    draw = np.random.default_rng(23)
    found = [
        concentration(row, seed=s, draws=99).p_value
        for s, row in enumerate(draw.multinomial(150, [0.02] * 50, 400))
    ]
    assert 0.025 < np.mean(np.array(found) <= 0.05) < 0.08


@pytest.mark.parametrize(
    ("counts", "options", "message"),
    [
        ([0, 0, 0], {}, "Every count is zero"),
        ([5], {}, "at least two"),
        ([], {}, "at least two"),
        ([1, -2], {}, "something else: 2"),
        ([1, np.nan], {}, "something else: 2"),
        ([1, 1.5], {}, "something else: 2"),
        ([1, 2], {"share": 0}, "above 0"),
        ([1, 2], {"draws": 5}, "at least 99 draws"),
        ([1, 2], {"population": [10, 0]}, "rows 2"),
        ([1, 2], {"population": [10]}, "2 counts and 1 populations"),
    ],
)
def test_what_has_no_concentration_is_refused(counts: list, options: dict, message: str) -> None:
    with pytest.raises(InputProblem, match=message):
        concentration(counts, **{"seed": 1, **options})
