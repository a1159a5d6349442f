"""Recent years weigh more, resampled years show who is firm, and no rule sees the year it is judged by."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array
from scipy.stats import binom

from pazos.science.problems import InputProblem
from pazos.science.targeting.foresight import (
    SIMPLE_RULES,
    Past,
    average,
    designation,
    foresight,
    hot_spots,
    share_interval,
    ward_groups,
)
from pazos.science.targeting.marginal import cap_curve, cluster_curve
from pazos.science.targeting.recency import recency_weights, weighted_counts
from pazos.science.targeting.stability import stability


def chain(places: int) -> csr_array:
    return csr_array(np.diag(np.ones(places - 1), 1) + np.diag(np.ones(places - 1), -1))


@pytest.fixture
def history() -> pd.DataFrame:
    """Twelve places in a row; the first three are always the worst."""
    random = np.random.default_rng(5)
    means = np.array([20.0] * 3 + [3.0] * 9)
    return pd.DataFrame(
        random.poisson(means[:, None], (12, 6)),
        index=[f"p{place}" for place in range(12)],
        columns=range(2019, 2025),
    )


def test_a_year_weighs_half_after_one_half_life() -> None:
    assert recency_weights([2020, 2022, 2024], half_life=2).tolist() == [0.25, 0.5, 1.0]


def test_an_endless_half_life_is_the_plain_sum() -> None:
    frame = pd.DataFrame({"place": list("aabb"), "year": [1, 2, 1, 2], "deaths": [1.0, 2.0, 3.0, 4.0]})
    weighted = weighted_counts(frame, place="place", year="year", count="deaths", half_life=1e9)
    assert weighted.to_numpy() == pytest.approx([3, 7])
    mixed = weighted_counts(
        frame.sample(frac=1, random_state=1), place="place", year="year", count="deaths", half_life=1
    )
    assert mixed["b"] == pytest.approx(2 * (3 * 0.5 + 4) / 1.5)


@pytest.mark.parametrize(
    ("years", "half_life", "latest", "said"),
    [
        ([2020], 0, None, "above zero"),
        ([2020, np.nan], 1, None, "needs its year"),
        ([2020], 1, 2019, "come after 2019"),
    ],
)
def test_a_weight_without_meaning_is_refused(
    years: list[float], half_life: float, latest: int | None, said: str
) -> None:
    with pytest.raises(InputProblem, match=said):
        recency_weights(years, half_life=half_life, latest=latest)


def test_a_missing_year_is_not_read_as_peace() -> None:
    frame = pd.DataFrame({"place": list("aab"), "year": [1, 2, 1], "deaths": [1.0, 2.0, 3.0]})
    with pytest.raises(InputProblem, match="missing for: b"):
        weighted_counts(frame, place="place", year="year", count="deaths", half_life=1)


@pytest.mark.parametrize("resample", ["years", "counts"])
def test_the_worst_places_stand_firm_and_the_seed_repeats_them(history: pd.DataFrame, resample: Any) -> None:
    frame = pd.DataFrame({"people": 100.0}, index=history.index)
    asked: dict[str, Any] = {
        "counts": history,
        "population": "people",
        "resample": resample,
        "replications": 12,
        "clusters": 2,
        "max_population": 400.0,
        "seed": 3,
    }
    one = stability(frame, chain(12), **asked)
    again = stability(frame, chain(12), **asked, nodes=1)
    assert (one.shares.iloc[:3] == 1).all()
    assert one.shares.sum() <= 4 + 1e-9
    assert one.done == 12
    assert one.shares.equals(again.shares)


def test_time_cuts_the_number_of_repetitions_short_and_says_so(history: pd.DataFrame) -> None:
    frame = pd.DataFrame({"people": 100.0}, index=history.index)
    seen: list[int] = []
    result = stability(
        frame,
        None,
        counts=history,
        population="people",
        clusters=2,
        max_population=400.0,
        seconds=0,
        nodes=0,
        progress=lambda done, _: seen.append(done),
    )
    assert result.done == 1 < result.asked
    assert seen == [1]


def test_counts_of_other_places_are_refused(history: pd.DataFrame) -> None:
    frame = pd.DataFrame({"people": 100.0}, index=history.index[::-1])
    with pytest.raises(InputProblem, match="same places in the same order"):
        stability(frame, None, counts=history, population="people", clusters=2, max_population=400.0)


def test_every_rule_keeps_the_limit_and_sees_only_the_past(history: pd.DataFrame) -> None:
    looked: list[int] = []

    def spy(past: Past) -> Any:
        looked.append(int(past.counts.columns[-1]))
        return SIMPLE_RULES["top places by count"](past)

    rules = {
        **SIMPLE_RULES,
        "spy": spy,
        "hot spots": hot_spots(lambda total: (total - total.mean()) / total.std()),
        "ward": ward_groups(np.arange(12.0), np.zeros(12), groups=4),
        "designation": designation(population="people", clusters=2),
    }
    judged = foresight(history, [100.0] * 12, rules=rules, max_population=400.0, adjacency=chain(12))
    assert looked == [2019, 2020, 2021, 2022, 2023]
    assert (judged["residents"] <= 400).all()
    assert (judged["low"] <= judged["share"]).all()
    assert (judged["share"] <= judged["high"]).all()
    pooled = average(judged).set_index("rule")
    assert set(pooled.index) == set(rules)
    assert pooled.loc["designation", "share"] > 0.5


def test_a_year_without_deaths_has_no_share(history: pd.DataFrame) -> None:
    judged = foresight(history.assign(**{"2025": 0}), [100.0] * 12, rules=SIMPLE_RULES, max_population=300.0)
    assert judged.loc[judged["year"] == "2025", "share"].isna().all()


def test_one_year_cannot_be_foreseen(history: pd.DataFrame) -> None:
    with pytest.raises(InputProblem, match="more than 1 years"):
        foresight(history.iloc[:, :1], [100.0] * 12, rules=SIMPLE_RULES, max_population=300.0)


def test_the_share_interval_holds_the_truth_at_least_as_often_as_it_says() -> None:
    pairs = np.array([share_interval(part, 40) for part in range(41)])
    for truth in (0.05, 0.3, 0.7):
        inside = (pairs[:, 0] <= truth) & (truth <= pairs[:, 1])
        assert binom.pmf(np.arange(41), 40, truth)[inside].sum() >= 0.95


def test_the_share_interval_is_the_published_one() -> None:
    # Agresti and Coull (1998): 0 of 10 gives an upper limit of 1 - 0.025 ** (1 / 10).
    assert share_interval(0, 10) == pytest.approx((0, 1 - 0.025**0.1))


def test_each_more_cluster_and_each_wider_limit_buys_something_or_nothing(history: pd.DataFrame) -> None:
    frame = pd.DataFrame({"people": 100.0, "deaths": history.sum(axis=1)})
    asked: dict[str, Any] = {"count": "deaths", "population": "people"}
    clusters = cluster_curve(frame, chain(12), upto=4, clusters=1, max_population=600.0, **asked)
    caps = cap_curve(frame, chain(12), caps=[600, 200, 400], clusters=2, **asked)
    assert clusters["clusters_allowed"].tolist() == [1, 2, 3, 4]
    assert (clusters["gained"] >= 0).all()
    assert (caps["gained"] > 0).all()
    assert clusters["proven_optimal"].all()
    assert caps["covered"].is_monotonic_increasing
