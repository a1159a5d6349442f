"""The scan against SaTScan 10.3.2 on Medellín's homicides of 2018 and 2019 (result files of that program)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from pazos.science.patterns.scan import space_time_scan, spatial_scan
from pazos.science.patterns.scan.likelihood import log_likelihood_ratio

if TYPE_CHECKING:
    from pathlib import Path

LIKELIEST = ("16", "15", "11", "12", "70", "13", "10")
# places, first and last month, cases, expected, ratio: the secondary clusters that SaTScan lists
LISTED = [
    ((11, 12, 10), "2018-01", "2018-04", 53, 21.73, 16.398523),
    ((80, 70, 13), "2018-04", "2018-04", 15, 6.05, 4.704967),
    ((4,), "2018-06", "2018-06", 9, 2.94, 4.028047),
    ((11, 12, 10, 16), "2019-08", "2019-08", 20, 9.97, 3.931636),
    ((70,), "2019-08", "2019-10", 8, 2.48, 3.867304),
]


@pytest.fixture(scope="module")
def monthly(reference_data: Path) -> pd.DataFrame:
    """A row for each comuna and month."""
    folder = reference_data / "spatial_reference" / "medellin_scan"
    cases = pd.read_csv(folder / "medellin.cas", sep=r"\s+", names=["id", "deaths", "month"])
    places = pd.read_csv(folder / "medellin.geo", sep=r"\s+", names=["id", "lat", "lon"])
    people = pd.read_csv(folder / "medellin.pop", sep=r"\s+", names=["id", "year", "people"])
    cases["month"] = cases.month.str.replace("/", "-")
    cells = pd.MultiIndex.from_product([places.id, sorted(cases.month.unique())], names=["id", "month"])
    counted = cases.groupby(["id", "month"]).deaths.sum().reindex(cells, fill_value=0).reset_index()
    return counted.merge(places, on="id").merge(people, on="id")


def words(**more: object) -> dict[str, object]:
    return {
        "count": "deaths",
        "population": "people",
        "identifier": "id",
        "lon": "lon",
        "lat": "lat",
        "seed": 1,
        **more,
    }


def test_spatial_cluster_is_that_of_satscan(monthly):
    total = monthly.groupby(["id", "lon", "lat", "people"], as_index=False).deaths.sum()
    found = spatial_scan(total, **words())
    (best,) = found.clusters
    assert best.areas == LIKELIEST
    assert best.observed == 685
    assert best.expected == pytest.approx(366.77, abs=0.005)
    assert best.relative_risk == pytest.approx(2.96, abs=0.005)
    assert best.llr == pytest.approx(177.450368, abs=5e-7)
    assert best.radius_metres == pytest.approx(4_220, abs=5)
    assert best.population == 724_914
    assert best.p_value == 0.001
    assert best.p_value_gumbel < 1e-17


def test_space_time_cluster_is_that_of_satscan(monthly):
    best = space_time_scan(monthly, **words(time="month", replicates=199)).clusters[0]
    assert best.areas == LIKELIEST
    assert (best.start, best.end) == ("2018-06", "2019-05")
    assert best.observed == 409
    assert best.expected == pytest.approx(183.38, abs=0.005)
    assert best.relative_risk == pytest.approx(2.84, abs=0.005)
    assert best.llr == pytest.approx(128.792462, abs=5e-7)


def test_secondary_windows_of_satscan_have_the_same_ratio_here(monthly):
    """Same windows, same ratios; which of them are listed differs (the next test)."""
    days = pd.to_datetime(monthly.month).dt.days_in_month
    weight = monthly.people * days / (monthly.people * days).sum()
    for places, start, end, cases, expected, ratio in LISTED:
        inside = monthly.id.isin(places) & monthly.month.between(start, end)
        held, awaited = monthly.deaths[inside].sum(), 1228 * weight[inside].sum()
        assert held == cases
        assert awaited == pytest.approx(expected, abs=0.005)
        assert log_likelihood_ratio(np.array(held), np.array(awaited), 1228) == pytest.approx(ratio, abs=5e-7)


def test_secondary_clusters_here_are_at_least_as_likely_rank_by_rank(monthly):
    """SaTScan keeps some windows a centre and lists those that remain; here every window is asked again."""
    found = space_time_scan(monthly, **words(time="month", replicates=199)).clusters[1:]
    for cluster, (*_, ratio) in zip(found, LISTED, strict=False):
        assert cluster.llr >= ratio - 1e-6
    assert ("4",) in [cluster.areas for cluster in found]


def test_gumbel_p_is_of_the_order_of_satscans_for_its_second_cluster(monthly):
    """0.000060 there, 0.00012 to 0.00015 here, for a ratio of 16.398523, each from its own 999 replicates."""
    from pazos.science.patterns.scan.result import gumbel_p

    maxima = space_time_scan(monthly, **words(time="month")).maxima
    assert 2e-5 < gumbel_p(16.398523, maxima) < 4e-4
