"""A default method on the invented city: it covers what the generator knows (100 seeds: benchmarks/evaluation_demo.py)."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pazos.domain.evaluations.offered import AT_ONCE
from pazos.science.evaluation.estimators import run
from pazos.science.synthetic.city import RATE_RATIO, demo_city
from pazos.science.synthetic.evaluated import evaluated_city

SEEDS = range(1, 7)


@pytest.fixture(scope="module")
def intervals() -> dict[float, list[tuple[float, float]]]:
    """The default interval of each seed, with the effect and without it; the event study is spared."""
    found: dict[float, list[tuple[float, float]]] = {RATE_RATIO: [], 1.0: []}
    for ratio, every in found.items():
        for seed in SEEDS:
            city = evaluated_city(seed, rate_ratio=ratio)
            effect = run(city.panel, AT_ONCE[0], seed=seed, window=1)
            every.append((effect.low, effect.high))
    return found


def test_the_panel_is_that_of_the_demo_city() -> None:
    city, panel = demo_city(5), evaluated_city(5).panel
    deaths = city.truth.deaths
    late = deaths[deaths["occurred_at"].dt.year >= 2016]
    assert panel.outcome.sum() == pytest.approx(len(late), rel=0.05)
    assert {unit for unit, ever in zip(panel.units, panel.ever, strict=True) if ever} == set(
        city.truth.treated
    )
    assert panel.times[panel.cohorts[0]] == "2020-11"
    assert panel.outcome.shape == (120, 96)


def test_the_same_seed_gives_the_same_panel() -> None:
    assert np.array_equal(evaluated_city(7).panel.outcome, evaluated_city(7).panel.outcome)


def test_the_interval_covers_the_true_effect_in_nearly_every_city(intervals) -> None:
    truth = math.log(RATE_RATIO)
    assert sum(low <= truth <= high for low, high in intervals[RATE_RATIO]) >= len(SEEDS) - 1


def test_no_effect_is_seldom_called_one(intervals) -> None:
    assert sum(low <= 0 <= high for low, high in intervals[1.0]) >= len(SEEDS) - 1
