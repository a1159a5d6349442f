"""The demo city has the published magnitudes, tiles without gaps, and is the same for the same seed."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import shapely
from python_calamine import CalamineWorkbook

from pazos.science.problems import InputProblem
from pazos.science.synthetic import names
from pazos.science.synthetic.city import LAUNCHED_ON, City, demo_city
from pazos.science.synthetic.clusters import grow_clusters
from pazos.science.synthetic.deaths import NEAR_REPEAT_DAYS
from pazos.science.synthetic.plain import voronoi_city
from pazos.science.synthetic.territory import invent_territory

if TYPE_CHECKING:
    from pathlib import Path

FRAMES = ("places", "population", "police", "forensic", "vital")


@pytest.fixture(scope="module")
def city() -> City:
    return demo_city()


def plain(text: str) -> str:
    return unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode().upper()


def test_the_same_seed_gives_the_same_city(city: City) -> None:
    again = demo_city()
    for frame in FRAMES:
        pd.testing.assert_frame_equal(getattr(city, frame), getattr(again, frame))
    pd.testing.assert_frame_equal(city.truth.deaths, again.truth.deaths)
    assert city.truth.clusters == again.truth.clusters


def test_another_seed_gives_another_city(city: City) -> None:
    other = demo_city(1)
    assert not other.places.geometry.geom_equals(city.places.geometry).any()
    assert len(other.truth.deaths) != len(city.truth.deaths)


def test_another_effect_leaves_the_years_before_it_as_they_were(city: City) -> None:
    idle = demo_city(rate_ratio=1.0)
    assert idle.truth.clusters == city.truth.clusters
    pd.testing.assert_frame_equal(idle.population, city.population)


@pytest.mark.parametrize("seed", [2027, 0, 5, 11])
def test_places_tile_the_municipality(seed: int) -> None:
    territory = invent_territory(seed)
    shapes = territory.places.geometry.to_numpy()
    whole = shapely.union_all(shapes)
    assert len(shapes) == 120
    assert set(territory.places.geom_type) == {"Polygon"}
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    metric = territory.places.to_crs(territory.places.estimate_utm_crs())
    assert metric.area.sum() / 1e6 == pytest.approx(1_123, rel=0.005)


@pytest.mark.parametrize("seed", [2027, 0, 5, 11])
def test_true_clusters_are_seven_contiguous_groups_of_42_places_that_do_not_touch(seed: int) -> None:
    territory = invent_territory(seed)
    shape = territory.places.set_index("code").geometry
    zone = territory.places.set_index("code")["zone"]
    merged = [shapely.union_all(shape[list(cluster)].to_numpy()) for cluster in territory.clusters]
    assert sum(len(cluster) for cluster in territory.clusters) == 42
    assert [cluster.geom_type for cluster in merged] == ["Polygon"] * 7
    assert [set(zone[list(cluster)]) for cluster in territory.clusters] == [{"urban"}] * 6 + [{"rural"}]
    apart = shapely.intersects(np.array(merged)[:, None], np.array(merged)[None, :])
    assert (apart == np.eye(7, dtype=bool)).all()


def test_comunas_are_contiguous_and_numbered_as_in_the_law(city: City) -> None:
    urban = city.places[city.places["zone"] == "urban"]
    rural = city.places[city.places["zone"] == "rural"]
    assert set(urban["comuna"]) == set(range(1, 8))
    assert set(rural["comuna"]) == set(range(8, 17))
    merged = city.places.dissolve("comuna")
    assert set(merged.geom_type) == {"Polygon"}


def test_the_city_lies_in_the_empty_ocean(city: City) -> None:
    west, south, east, north = city.places.total_bounds
    assert -86 < west < east < -83
    assert 0 < south < north < 3


def test_a_third_of_the_residents_live_in_the_clusters(city: City) -> None:
    last = city.population[city.population["year"] == 2023]
    inside = last[last["place"].isin(city.truth.treated)]["people"].sum()
    assert last["people"].sum() == 361_375
    assert inside == pytest.approx(118_000, rel=0.02)
    assert city.population["people"].min() >= 0
    assert len(city.population) == 120 * 12 * 2 * 17


def test_deaths_fall_as_they_did_in_a_city_of_the_kind(city: City) -> None:
    deaths = city.truth.deaths["occurred_at"].dt.year.value_counts().sort_index()
    rate = deaths / city.population.groupby("year")["people"].sum() * 100_000
    assert 270 <= deaths[2012] <= 310
    assert 129 <= deaths[2019] <= 160
    assert 105 <= deaths[2023] <= 122
    assert 90 <= rate[2012] <= 105
    assert 37 <= rate[2019] <= 47
    assert 29 <= rate[2023] <= 34


def test_most_deaths_fall_in_the_clusters(city: City) -> None:
    assert 0.60 <= city.truth.deaths["place"].isin(city.truth.treated).mean() <= 0.65
    risk = city.truth.risk
    others = risk.drop(list(city.truth.treated))
    assert risk[list(city.truth.treated)].mean() > 3 * others.mean()


def test_victims_are_young_men_shot_on_weekend_nights(city: City) -> None:
    deaths = city.truth.deaths
    weekend = deaths["occurred_at"].dt.day_of_week >= 5
    night = ~deaths["occurred_at"].dt.hour.between(6, 17)
    assert 0.53 <= deaths["age"].between(14, 29).mean() <= 0.58
    assert 0.90 <= (deaths["sex"] == "man").mean() <= 0.94
    assert 0.77 <= (deaths["weapon"] == "firearm").mean() <= 0.84
    assert 0.13 <= (deaths["weapon"] == "knife").mean() <= 0.19
    assert weekend.mean() > 2 / 7 + 0.05
    assert night.mean() > 0.6


def test_every_death_lies_in_its_place(city: City) -> None:
    deaths = city.truth.deaths
    shapes = city.places.set_index("code").geometry.loc[deaths["place"]].to_numpy()
    assert shapely.contains_xy(shapes, deaths["lon"], deaths["lat"]).all()
    assert (deaths["died_on"] >= deaths["occurred_at"].dt.normalize()).all()


def test_followers_come_within_two_weeks_and_nearby(city: City) -> None:
    incidents = city.truth.deaths.drop_duplicates("incident").set_index("incident")
    after = incidents[incidents["follows"] >= 0]
    before = incidents.loc[after["follows"]]
    days = after["occurred_at"].dt.normalize().to_numpy() - before["occurred_at"].dt.normalize().to_numpy()
    metres = 111_000 * np.hypot(
        after["lon"].to_numpy() - before["lon"].to_numpy(), after["lat"].to_numpy() - before["lat"].to_numpy()
    )
    assert 0.07 <= len(after) / len(incidents) <= 0.13
    assert (days >= np.timedelta64(1, "D")).all()
    assert (days <= np.timedelta64(NEAR_REPEAT_DAYS, "D")).all()
    assert metres.max() < 500


def test_the_true_effect_is_in_the_deaths() -> None:
    """Over twelve cities the ratio of ratios comes out at the true effect, within its own error."""
    logs, variances = zip(*(log_ratio_of_ratios(demo_city(seed)) for seed in range(12)), strict=True)
    error = math.sqrt(sum(variances)) / len(logs)
    assert abs(np.mean(logs) - math.log(0.78)) < 3 * 1.2 * error


def log_ratio_of_ratios(city: City) -> tuple[float, float]:
    deaths = city.truth.deaths
    treated = deaths["place"].isin(city.truth.treated)
    late = deaths["occurred_at"] >= pd.Timestamp(LAUNCHED_ON)
    cells = [
        (treated & late).sum(),
        (~treated & ~late).sum(),
        (treated & ~late).sum(),
        (~treated & late).sum(),
    ]
    return math.log(cells[0] * cells[1] / (cells[2] * cells[3])), sum(1 / cell for cell in cells)


def test_no_name_or_code_is_a_real_municipality(reference_data: Path) -> None:
    book = CalamineWorkbook.from_path(reference_data / "colombia_municipal" / "dane_poblacion_2018_2023.xlsx")
    rows = book.get_sheet_by_index(0).to_python()[1:]
    real_names = {plain(str(row[3])) for row in rows}
    real_departments = {str(row[0]) for row in rows}
    invented = (names.VALDELUCERO, *names.NEIGHBOURS)
    assert len({row[2] for row in rows}) == 1_122
    assert not real_names & {plain(place.name) for place in invented}
    assert not real_names & {plain(name) for name in (*names.BARRIOS, *names.VEREDAS, *names.CORREGIMIENTOS)}
    assert not real_departments & {place.code[:2] for place in invented}


def test_twins_stand_side_by_side_and_namesakes_in_different_zones(city: City) -> None:
    for first, second in names.TWINS:
        one, other = (
            city.places.loc[city.places["name"] == name, "geometry"].item() for name in (first, second)
        )
        assert one.touches(other)
    namesakes = city.places[city.places["name"] == names.NAMESAKE]
    assert set(namesakes["zone"]) == {"urban", "rural"}
    assert city.places["name"].nunique() == 119


@pytest.mark.parametrize("n", [2, 37, 400])
def test_a_plain_city_tiles_and_repeats(n: int) -> None:
    clusters = 0 if n < 10 else 3
    one, other = (voronoi_city(n, 9, clusters=clusters) for _ in range(2))
    pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other))
    assert len(one) == n
    assert shapely.coverage_is_valid(one.geometry.to_numpy())
    assert shapely.union_all(one.geometry.to_numpy()).geom_type == "Polygon"
    assert set(one["cluster"]) == set(range(clusters + 1))


def test_planted_clusters_are_hot() -> None:
    city = voronoi_city(600, 4, relative_risk=4.0)
    by_cluster = city.groupby("cluster")[["count", "expected"]].sum()
    ratio = by_cluster["count"] / by_cluster["expected"]
    assert (ratio.loc[1:] > 2.5 * ratio.loc[0]).all()


def test_a_city_of_one_place_is_refused() -> None:
    with pytest.raises(InputProblem, match="at least 2 places"):
        voronoi_city(1, 0)


def test_clusters_that_do_not_fit_are_refused() -> None:
    line = [{1}, {0, 2}, {1, 3}, {2}]
    centres = np.column_stack([np.arange(4.0), np.zeros(4)])
    with pytest.raises(InputProblem, match="do not fit into 4 places"):
        grow_clusters(
            (2, 2),
            borders=line,
            near=line,
            centres=centres,
            eligible={0, 1, 2, 3},
            rng=np.random.default_rng(0),
        )
