"""Kulldorff's scan: what it finds, what may not change it, and what it refuses."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from pazos.science.patterns.scan import space_time_scan, spatial_scan
from pazos.science.problems import InputProblem


def city(places: int = 40, *, seed: int = 0, deaths: int = 200) -> pd.DataFrame:
    """A city on a plane where nothing gathers."""
    chance = np.random.default_rng(seed)
    people = chance.integers(500, 5_000, places)
    return pd.DataFrame(
        {
            "name": [f"b{place}" for place in range(places)],
            "x": chance.uniform(0, 5_000, places),
            "y": chance.uniform(0, 5_000, places),
            "people": people,
            "deaths": chance.multinomial(deaths, people / people.sum()),
        }
    )


def scanned(frame: pd.DataFrame, **words: object):
    settings = {"count": "deaths", "population": "people", "x": "x", "y": "y", "seed": 1, "replicates": 99}
    return spatial_scan(frame, identifier="name", **(settings | words))


def planted() -> tuple[pd.DataFrame, set[str]]:
    frame = city()
    near = np.hypot(frame.x - frame.x[3], frame.y - frame.y[3]) < 900
    frame.loc[near, "deaths"] += frame.people[near] // 200
    return frame, set(frame.name[near])


def test_a_planted_cluster_is_the_most_likely_one():
    frame, true = planted()
    best = scanned(frame).clusters[0]
    assert set(best.areas) == true
    assert best.p_value == pytest.approx(0.01)
    assert best.p_value_gumbel < 1e-4
    assert best.observed == frame.deaths[frame.name.isin(true)].sum()
    assert best.population == frame.people[frame.name.isin(true)].sum()
    assert best.radius_metres < 1_800


def test_expectation_and_relative_risk_are_those_of_the_definition():
    frame, _ = planted()
    best = scanned(frame).clusters[0]
    total, inside = frame.deaths.sum(), frame.name.isin(best.areas)
    expected = total * frame.people[inside].sum() / frame.people.sum()
    outside = (total - best.observed) / (total - expected)
    assert best.expected == pytest.approx(expected)
    assert best.relative_risk == pytest.approx(best.observed / expected / outside)
    ratio = best.observed * math.log(best.observed / expected) + (total - best.observed) * math.log(outside)
    assert best.llr == pytest.approx(ratio)


def test_all_cases_inside_gives_an_infinite_relative_risk():
    frame = city().assign(deaths=0)
    frame.loc[5, "deaths"] = 9
    best = scanned(frame).clusters[0]
    assert best.areas == ("b5",)
    assert best.relative_risk == math.inf


def test_order_of_rows_does_not_change_a_digit():
    frame, _ = planted()
    assert scanned(frame.sample(frac=1, random_state=7)).clusters == scanned(frame).clusters


def test_names_do_not_change_a_digit():
    frame, _ = planted()
    other = scanned(frame.assign(name=[f"z{99 - row}" for row in range(len(frame))])).clusters
    assert [(c.llr, c.p_value, c.centre) for c in other] == [
        (c.llr, c.p_value, c.centre) for c in scanned(frame).clusters
    ]


def test_units_of_distance_and_of_population_change_neither_clusters_nor_p():
    frame, _ = planted()
    other = frame.assign(x=frame.x / 1000, y=frame.y / 1000, people=frame.people / 1000)
    for one, two in zip(scanned(frame).clusters, scanned(other).clusters, strict=True):
        assert one.areas == two.areas
        assert one.llr == pytest.approx(two.llr)
        assert one.p_value == two.p_value
        assert one.radius_metres == pytest.approx(1000 * two.radius_metres)


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_the_number_of_workers_does_not_change_a_digit(workers):
    frame = city(seed=4)
    assert scanned(frame, workers=workers).maxima.tolist() == scanned(frame, workers=1).maxima.tolist()


def test_the_same_seed_gives_the_same_and_another_seed_another():
    frame = city()
    assert scanned(frame).maxima.tolist() == scanned(frame).maxima.tolist()
    assert scanned(frame, seed=2).maxima.tolist() != scanned(frame).maxima.tolist()


def test_input_is_not_modified():
    frame = city()
    before = frame.copy(deep=True)
    scanned(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_secondary_clusters_share_no_place_and_come_in_order():
    frame, _ = planted()
    far = np.hypot(frame.x - frame.x[3], frame.y - frame.y[3]).nlargest(3).index
    frame.loc[far, "deaths"] += 12
    clusters = scanned(frame).clusters
    places = [name for cluster in clusters for name in cluster.areas]
    assert len(clusters) > 1
    assert len(places) == len(set(places))
    ratios = [cluster.llr for cluster in clusters]
    assert ratios == sorted(ratios, reverse=True)
    assert all(cluster.p_value < 1 for cluster in clusters[1:])


def test_with_overlap_each_centre_gives_its_best():
    frame, _ = planted()
    several = scanned(frame, overlap="any").clusters
    assert several[0] == scanned(frame).clusters[0]
    assert len({cluster.centre for cluster in several}) == len(several) > len(scanned(frame).clusters)


def test_a_window_holds_at_most_the_share_allowed():
    frame, _ = planted()
    for share in (0.02, 0.1, 0.5):
        for cluster in scanned(frame, max_share=share).clusters:
            assert cluster.population <= share * frame.people.sum()


def test_places_at_equal_distance_enter_together():
    """On a lattice the circle of radius 1 holds five places: never two, three or four."""
    side = 7
    grid = pd.DataFrame([(x * 0.1, y * 0.1) for x in range(side) for y in range(side)], columns=["x", "y"])
    grid = grid.assign(name=[str(row) for row in range(len(grid))], people=100, deaths=1)
    cross = (grid.x - 0.3).abs().round(3) + (grid.y - 0.3).abs().round(3) <= 0.1001
    grid.loc[cross, "deaths"] = 30
    grid.loc[cross & (grid.x > 0.35), "deaths"] = 1
    sizes = {len(cluster.areas) for cluster in scanned(grid, overlap="any", max_share=0.2).clusters}
    assert scanned(grid).clusters[0].observed == 121
    assert sizes <= {1, 3, 4, 5, 6, 8, 9}
    assert len(scanned(grid).clusters[0].areas) == 5


def test_places_on_one_spot_enter_together():
    frame = city()
    twin = frame.iloc[[3]].assign(name="twin", deaths=0)
    frame.loc[3, "deaths"] += 60
    best = scanned(pd.concat([frame, twin], ignore_index=True)).clusters[0]
    assert {"b3", "twin"} <= set(best.areas)


def test_places_without_people_are_carried_along():
    frame, true = planted()
    frame.loc[~frame.name.isin(true), "deaths"] += 0
    empty = frame.iloc[[30]].assign(name="park", people=0, deaths=0, x=2500.0, y=2500.0)
    with_park = scanned(pd.concat([frame, empty], ignore_index=True)).clusters[0]
    assert set(with_park.areas) - {"park"} == true
    assert with_park.llr == pytest.approx(scanned(frame).clusters[0].llr)


def test_without_replicates_there_is_no_p():
    best = scanned(city(), replicates=0).clusters[0]
    assert best.p_value is None
    assert best.p_value_gumbel is None


def test_longitude_and_latitude_are_measured_on_the_globe():
    """Two degrees of longitude at 60 degrees north are nearer than one and a half of latitude."""
    frame = pd.DataFrame(
        {
            "name": list("abcd"),
            "lon": [0.0, 2.0, 0.0, 90.0],
            "lat": [60.0, 60.0, 61.5, 0.0],
            "people": [10, 10, 10, 70],
            "deaths": [9, 9, 0, 1],
        }
    )
    best = spatial_scan(
        frame,
        count="deaths",
        population="people",
        lon="lon",
        lat="lat",
        identifier="name",
        seed=1,
        replicates=19,
    ).clusters[0]
    assert set(best.areas) == {"a", "b"}
    assert best.radius_metres == pytest.approx(6_367_000 * math.radians(1.0), rel=1e-3)


def test_size_is_five_percent_where_nothing_gathers():
    """150 cities without clusters: 7.5 expected, and more than 16 once in a thousand such tests."""
    small = [
        scanned(city(15, seed=seed, deaths=60), replicates=19, seed=seed, workers=1).clusters[0].p_value
        for seed in range(150)
    ]
    assert 1 <= sum(p <= 0.05 for p in small) <= 16


REFUSED = {
    "population": (lambda f: f.assign(people=f.people.where(f.name != "b2", 0), deaths=5), "b2"),
    "negative population": (lambda f: f.assign(people=f.people.where(f.name != "b2", -1)), "b2"),
    "all counts zero": (lambda f: f.assign(deaths=0), "All counts are 0"),
    "one place": (lambda f: f.head(1), "two or more"),
    "missing count": (lambda f: f.assign(deaths=f.deaths.where(f.name != "b2")), "b2"),
    "negative count": (lambda f: f.assign(deaths=f.deaths.where(f.name != "b2", -1)), "b2"),
    "smoothed count": (lambda f: f.assign(deaths=f.deaths + 0.5), "whole numbers"),
    "missing place": (lambda f: f.assign(x=f.x.where(f.name != "b2")), "b2"),
    "text": (lambda f: f.assign(people="many"), "people"),
    "missing column": (lambda f: f.drop(columns="people"), "people"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_scanned_is_refused_by_name(case):
    spoil, told = REFUSED[case]
    with pytest.raises(InputProblem, match=told):
        scanned(spoil(city()))


@pytest.mark.parametrize(
    "words",
    [
        {"max_share": 0.0},
        {"max_share": 0.6},
        {"replicates": -1},
        {"minimum_cases": 0},
        {"overlap": "some"},
        {"x": None},
        {"lon": "x", "lat": "y"},
    ],
)
def test_settings_that_mean_nothing_are_refused(words):
    with pytest.raises(InputProblem):
        scanned(city(), **words)


def test_longitudes_beyond_the_globe_are_refused():
    with pytest.raises(InputProblem, match="beyond 180"):
        scanned(city(), x=None, y=None, lon="x", lat="y")


def long_table(*, seed: int = 0, periods: int = 6) -> pd.DataFrame:
    """A row for each place and year; nothing gathers."""
    chance = np.random.default_rng(seed)
    places = city(20, seed=seed).drop(columns="deaths")
    table = places.merge(pd.DataFrame({"year": range(2015, 2015 + periods)}), how="cross")
    share = table.people / table.people.sum()
    return table.assign(deaths=chance.multinomial(150, share))


def scanned_in_time(frame: pd.DataFrame, **words: object):
    settings = {"count": "deaths", "population": "people", "time": "year", "x": "x", "y": "y", "seed": 1}
    return space_time_scan(frame, identifier="name", **(settings | {"replicates": 99} | words))


def test_a_planted_outbreak_is_found_in_its_place_and_years():
    table = long_table()
    table.loc[(table.name == "b4") & table.year.between(2017, 2018), "deaths"] += 15
    best = scanned_in_time(table).clusters[0]
    assert (best.areas, best.start, best.end) == (("b4",), "2017", "2018")
    assert best.p_value == pytest.approx(0.01)


def test_long_and_wide_tables_say_the_same():
    table = long_table(seed=3)
    wide = table.pivot_table(
        index=["name", "x", "y", "people"], columns="year", values="deaths"
    ).reset_index()
    wide.columns = [str(column) for column in wide.columns]
    years = [str(year) for year in range(2015, 2021)]
    assert scanned_in_time(wide, count=years, time=None).clusters == scanned_in_time(table).clusters


def test_order_of_rows_does_not_change_a_digit_in_time():
    table = long_table(seed=3)
    shuffled = table.sample(frac=1, random_state=2)
    assert scanned_in_time(shuffled).clusters == scanned_in_time(table).clusters


def test_one_period_is_the_spatial_scan():
    table = long_table(periods=1)
    in_time = scanned_in_time(table, max_time_share=1.0)
    in_space = scanned(table)
    assert in_time.maxima == pytest.approx(in_space.maxima)
    assert [c.areas for c in in_time.clusters] == [c.areas for c in in_space.clusters]


def test_cylinders_last_at_most_the_share_allowed():
    for share, longest in ((0.2, 1), (0.5, 3)):
        for cluster in scanned_in_time(long_table(seed=5), max_time_share=share).clusters:
            assert int(cluster.end) - int(cluster.start) + 1 <= longest


def test_population_may_change_from_year_to_year():
    """Where people double and deaths double with them, nothing has gathered."""
    table = long_table().assign(deaths=lambda t: t.people // 250)
    grown = (table.name == "b4") & (table.year >= 2018)
    table.loc[grown, ["people", "deaths"]] *= 4
    best = scanned_in_time(table).clusters[0]
    assert best.p_value > 0.5


def test_february_weighs_less_than_march():
    months = [f"2019-{month:02}" for month in range(1, 5)]
    wide = city(20, seed=1)
    wide[months] = np.random.default_rng(2).multinomial(200, np.full(80, 1 / 80)).reshape(20, 4)
    found = scanned_in_time(wide, count=months, time=None, max_time_share=0.25, overlap="any")
    for cluster in found.clusters:
        share = wide.people[wide.name.isin(cluster.areas)].sum() / wide.people.sum()
        days = {"2019-01": 31, "2019-02": 28, "2019-03": 31, "2019-04": 30}[cluster.start]
        assert cluster.expected == pytest.approx(200 * share * days / 120)


def test_size_in_space_and_time_is_five_percent_where_nothing_gathers():
    small = [
        scanned_in_time(
            long_table(seed=seed, periods=3).query("name < 'b15'"), replicates=19, seed=seed, workers=1
        )
        .clusters[0]
        .p_value
        for seed in range(100)
    ]
    assert 1 <= sum(p <= 0.05 for p in small) <= 13


REFUSED_IN_TIME = {
    "missing row": (lambda t: t.drop(index=7), "b1 2016"),
    "row twice": (lambda t: pd.concat([t, t.iloc[[7]]]), "b1 2016"),
    "missing year": (lambda t: t[t.year != 2017], "after 2016 comes 2018"),
    "empty year": (lambda t: t.assign(year=t.year.where(t.index != 7)), "rows: 8"),
    "words": (lambda t: t.assign(year=t.year.map(lambda year: f"about {year}")), "about 2015"),
    "moving place": (lambda t: t.assign(x=t.x + (t.index == 7)), "b1"),
}


@pytest.mark.parametrize("case", REFUSED_IN_TIME)
def test_a_long_table_that_is_not_whole_is_refused_by_name(case):
    spoil, told = REFUSED_IN_TIME[case]
    with pytest.raises(InputProblem, match=told):
        scanned_in_time(spoil(long_table()))


@pytest.mark.parametrize(
    "words", [{"time": None}, {"identifier": None}, {"max_time_share": 0.0}, {"count": ["deaths"]}]
)
def test_a_space_time_scan_without_its_words_is_refused(words):
    settings = {"count": "deaths", "population": "people", "time": "year", "identifier": "name"}
    with pytest.raises(InputProblem):
        space_time_scan(long_table(), x="x", y="y", seed=1, **(settings | words))


def test_columns_of_periods_ascend():
    wide = city(20).assign(**{"2016": 1, "2015": 1})
    with pytest.raises(InputProblem, match="do not ascend"):
        scanned_in_time(wide, count=["2016", "2015"], time=None)
