"""Studies: each question put to the records of a small invented city, answered or refused, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db.models import Sum

import cast
from pazos.analysis.basis import Basis
from pazos.analysis.studies import patterns
from pazos.analysis.studies.keeping import latest, of_basis
from pazos.analysis.studies.material import gather
from pazos.analysis.studies.observe import last_complete_year, observe, usual_basis
from pazos.analysis.studies.rates import study_rates
from pazos.analysis.studies.sources import study_sources
from pazos.analysis.studies.victims import study_victims
from pazos.domain.sources.models import Delivery, Record
from pazos.domain.territory.models import Neighbourhood, Population
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pazos.analysis.studies.material import Material

pytestmark = pytest.mark.django_db
FIVE = Basis("policia-nacional", 2019, 2023)


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker) -> Iterator[cast.InventedCity]:
    """One city for the whole file; what a test changes in it is undone after the test."""
    with django_db_blocker.unblock():
        yield cast.small_city()
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def city(filled: cast.InventedCity, db: None) -> cast.InventedCity:
    return filled


@pytest.fixture
def material(city: cast.InventedCity) -> Material:
    return gather(FIVE)


def test_a_city_starts_from_its_best_placed_source_and_its_last_five_complete_years(city) -> None:
    assert usual_basis("policia-nacional") == FIVE
    assert usual_basis().source in {source.slug for source in city.sources.values()}


def test_a_year_whose_december_nobody_read_is_not_complete(city) -> None:
    Delivery.objects.filter(source=city.source("police")).update(last_on="2023-08-31")
    Record.objects.filter(source=city.source("police"), occurred_on__gte="2023-09-01").delete()
    assert usual_basis("policia-nacional").last_year == 2022


def test_the_only_year_there_is_counts_as_it_stands() -> None:
    from datetime import date

    assert last_complete_year(date(2023, 1, 3), date(2023, 6, 1)) == 2023


def test_every_study_is_kept_with_its_basis_and_the_hashes_of_its_inputs(city) -> None:
    runs = observe(FIVE, by=None)
    assert set(runs) == {
        "sources", "rates", "hotspots_count", "hotspots_rate", "scan", "concentration", "series",
        "calendar", "near_repeat", "victims",
    }  # fmt: skip
    assert {run.pk for run in of_basis(FIVE)} == {run.pk for run in runs.values()}
    assert not of_basis(FIVE.until(2022))
    assert latest("rates", basis__source="policia-nacional") == runs["rates"]
    assert {item["name"] for item in runs["scan"].inputs} == {
        "deaths", "neighbourhoods", "contiguity", "population",
    }  # fmt: skip


def test_the_same_study_gives_the_same_digits(material) -> None:
    studies = (
        patterns.study_series,
        patterns.study_concentration,
        patterns.study_scan,
        patterns.study_calendar,
    )
    for study in studies:
        assert study(material, by=None).result_hash == study(material, by=None).result_hash


def test_rates_of_places_and_the_unplaced_add_up_to_the_city(material) -> None:
    result = study_rates(material, by=None).result
    placed = sum(area["deaths"] for area in result["areas"])
    assert placed == result["city"]["placed"]
    victims = Record.objects.filter(source__slug="policia-nacional").aggregate(n=Sum("victims"))["n"]
    assert placed + result["city"]["unplaced"] == victims == result["city"]["deaths"]


def test_a_year_is_held_against_the_year_before_with_its_interval(material) -> None:
    first, second, *_ = study_rates(material, by=None).result["city"]["by_year"]
    assert first["change"] is None
    assert second["change"]["low"] < second["change"]["ratio"] < second["change"]["high"]
    assert second["change"]["ratio"] == pytest.approx(second["rate"] / first["rate"])


def test_a_place_where_nobody_lives_keeps_its_deaths_and_has_no_rate(city) -> None:
    busiest = max(study_rates(gather(FIVE), by=None).result["areas"], key=lambda area: area["deaths"])["code"]
    Population.objects.filter(neighbourhood__code=busiest).delete()
    material = gather(FIVE)
    area = next(a for a in study_rates(material, by=None).result["areas"] if a["code"] == busiest)
    assert area["deaths"] > 0
    assert area["rate"] is None
    by_rate = patterns.study_hot_spots(material, by=None, of="rate").result
    assert next(a for a in by_rate["areas"] if a["code"] == busiest)["p_value"] is None


def test_without_people_there_are_counts_and_the_rest_says_why_not(city) -> None:
    Population.objects.all().delete()
    material = gather(FIVE)
    rates = study_rates(material, by=None).result
    assert all(area["rate"] is None for area in rates["areas"])
    assert all(year["rate"] is None and year["change"] is None for year in rates["city"]["by_year"])
    assert "population" in patterns.study_hot_spots(material, by=None, of="rate").result["cannot"]["template"]
    assert "cannot" in patterns.study_scan(material, by=None).result
    assert "areas" in patterns.study_hot_spots(material, by=None, of="count").result


def test_without_shapes_names_and_counts_still_give_what_they_can(city) -> None:
    Neighbourhood.objects.update(located="name", outline=None, lon=None, lat=None)
    material = gather(FIVE)
    assert material.contiguity["basis"] == "none"
    assert "cannot" in patterns.study_hot_spots(material, by=None, of="count").result
    assert patterns.study_concentration(material, by=None).result["places"] == cast.SMALL
    assert study_rates(material, by=None).result["areas"][0]["rate"] is not None


def test_hot_spots_come_with_and_without_false_discovery_control(material) -> None:
    areas = patterns.study_hot_spots(material, by=None, of="count").result["areas"]
    assert all(abs(area["bin_controlled"]) <= abs(area["bin"]) for area in areas)


def test_the_rate_tested_is_the_rate_a_year_of_the_list(material) -> None:
    listed = {area["code"]: area["rate"] for area in study_rates(material, by=None).result["areas"]}
    tested = patterns.study_hot_spots(material, by=None, of="rate").result["areas"]
    assert all(area["value"] == pytest.approx(listed[area["code"]]) for area in tested)


def test_a_month_without_deaths_is_a_month_of_the_series(material) -> None:
    months = patterns.study_series(material, by=None).result["months"]
    assert [month["month"] for month in months][:: len(months) - 1] == ["2019-01", "2023-12"]
    assert sum(month["count"] for month in months) == material.victims


def test_records_that_give_only_the_year_have_no_series(city) -> None:
    first = Record.objects.filter(source__slug="policia-nacional").first()
    Record.objects.filter(pk=first.pk).update(precision="year")
    assert "only the year" in patterns.study_series(gather(FIVE), by=None).result["cannot"]["template"]


def test_hours_nobody_wrote_down_stand_beside_the_table(city) -> None:
    some = Record.objects.filter(source__slug="policia-nacional").values_list("pk", flat=True)[:5]
    Record.objects.filter(pk__in=list(some)).update(minute_of_day=None)
    material = gather(FIVE)
    result = patterns.study_calendar(material, by=None).result
    assert sum(map(sum, result["table"])) + sum(result["unknown_hour"]) == material.victims
    assert sum(result["unknown_hour"]) >= 5


def test_victims_of_unknown_age_are_shown_and_shared_out_to_no_band(city) -> None:
    some = Record.objects.filter(source__slug="policia-nacional").values_list("pk", flat=True)[:7]
    Record.objects.filter(pk__in=list(some)).update(age=None)
    material = gather(FIVE)
    result = study_victims(material, by=None).result
    assert result["unknown_age"] >= 7
    assert sum(band["victims"] for band in result["bands"]) + result["unknown_age"] == material.victims
    young = result["young"]
    assert young["low"] < young["share"] < young["high"]


def test_each_source_says_its_own_number(material, city) -> None:
    sources = {one["source"]: one for one in study_sources(material, by=None).result["sources"]}
    for source in city.sources.values():
        total = Record.objects.filter(source=source).aggregate(n=Sum("victims"))["n"]
        assert sources[source.slug]["deaths"] == total
        assert sum(year["deaths"] for year in sources[source.slug]["by_year"]) == total
        assert 0 <= sources[source.slug]["stated"]["place"] <= 1


def test_a_period_without_records_is_refused_by_name(city) -> None:
    with pytest.raises(InputProblem, match="policia-nacional"):
        gather(Basis("policia-nacional", 1999, 2001))


def test_a_city_without_neighbourhoods_is_told_what_to_do(city) -> None:
    Neighbourhood.objects.update(valid_to="1990-01-01")
    with pytest.raises(InputProblem, match="pazos areas"):
        gather(FIVE)
