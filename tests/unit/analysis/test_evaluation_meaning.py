"""Years of life by group and cluster: of the row's own ages, with the interval of its deaths, never of a few people."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pazos.analysis.disclosing import MINIMUM
from pazos.analysis.evaluation.meaning import meaning_of, with_years
from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.panel import NEVER, Panel

AGES = {"17": 6, "25": 9, "52": 5}
DEATHS = {"estimate": 4.0, "low": -1.0, "high": 9.0}


def group(youngest: int | None, oldest: int | None) -> dict[str, Any]:
    return {"age_from": youngest, "age_to": oldest, "averted": DEATHS}


def test_a_group_loses_the_years_of_its_own_ages_and_a_cluster_those_of_everybody() -> None:
    rows = [group(14, 29), group(30, 64), {"name": "Cluster 1", "averted": DEATHS}]
    young, adult, cluster = (row["years"][0]["mean_years"] for row in with_years(rows, AGES))
    assert young > cluster > adult
    assert cluster == pytest.approx((15 * young + 5 * adult) / 20)


def test_the_years_are_never_surer_than_the_deaths() -> None:
    for one in with_years([group(14, 29)], AGES)[0]["years"]:
        mean = one["mean_years"]
        assert (one["estimate"], one["low"], one["high"]) == (4.0 * mean, -mean, 9.0 * mean)


def test_no_years_are_told_of_a_group_whose_known_ages_are_few() -> None:
    few, enough = (with_years([group(14, 29)], {"20": n})[0]["years"] for n in (MINIMUM - 1, MINIMUM))
    assert few == []
    assert {one["table"] for one in enough} == {"who_ghe", "gbd_2010"}


def test_no_years_are_told_of_the_whole_where_few_ages_are_known() -> None:
    first = np.where(np.arange(12) < 4, 6, NEVER)
    counts = np.random.default_rng(1).poisson(3.0, (12, 12)).astype(float)
    panel = Panel(tuple(f"u{one:02}" for one in range(12)), tuple(map(str, range(12))), counts, first)
    effect = run(panel, "twfe", seed=1)
    for number, tables in ((MINIMUM - 1, 0), (MINIMUM, 2)):
        facts = {"ages": {"20": number}, "ages_unknown": 9, "cost": None}
        assert len(meaning_of(effect, panel, facts)["years"]) == tables


def test_no_years_are_told_of_a_group_that_leaves_few_others() -> None:
    """With the mean of everybody, that of the few others would come out of the difference."""
    few, nobody = (with_years([group(14, 29)], {"20": 40, **rest})[0]["years"] for rest in ({"60": 3}, {}))
    assert few == []
    assert nobody


def test_a_row_that_was_refused_stays_as_it_is() -> None:
    refused = {"name": "x", "refused": {"template": "No.", "facts": {}}}
    assert with_years([refused], AGES) == [refused]
