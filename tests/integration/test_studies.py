"""Studies: each question put to the records of a small invented city, answered or refused, and kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.core.management import call_command
from django.db.models import Sum

import cast
from pazos.analysis.basis import Basis
from pazos.analysis.observatory import standing
from pazos.analysis.reckoning.rates import of_the_city
from pazos.analysis.studies import patterns
from pazos.analysis.studies.keeping import latest, of_basis
from pazos.analysis.studies.material import gather
from pazos.analysis.studies.observe import last_complete_year, observe, usual_basis
from pazos.analysis.studies.rates import study_rates
from pazos.analysis.studies.sources import study_sources
from pazos.analysis.studies.victims import study_victims
from pazos.domain.register.actions.counting import retire
from pazos.domain.register.definitions import Definition
from pazos.domain.register.models import CountingRule
from pazos.domain.sources.models import Delivery, Record
from pazos.domain.territory.models import Neighbourhood, Population
from pazos.foundation.access.policy import Role
from pazos.foundation.runs.models import Run
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
        "deaths", "neighbourhoods", "contiguity", "population", "definitions",
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


# --- a source whose definition changed: nothing is joined, compared or fitted across the day of the change ---

BEFORE, SINCE = "police_co_before_2023@1", "police_co_2023@1"
FORENSIC = Basis("medicina-legal", 2019, 2023)


def test_a_run_states_what_its_source_counted_by_and_when(material) -> None:
    run = study_rates(material, by=None)
    assert run.parameters["basis"]["definitions"] == [
        {"rule": BEFORE, "first": "2019-01-01", "last": "2022-12-31"},
        {"rule": SINCE, "first": "2023-01-01", "last": "2023-12-31"},
    ]
    assert [year["rule"] for year in run.result["city"]["by_year"]] == [BEFORE] * 4 + [SINCE]


def test_a_rate_counted_by_another_definition_is_held_against_no_year_before(material) -> None:
    *before, last = study_rates(material, by=None).result["city"]["by_year"]
    assert all(year["change"] for year in before[1:])
    assert last["rate"]
    assert last["change"] is None


def test_a_source_that_kept_its_definition_is_compared_across_2023(city) -> None:
    years = study_rates(gather(FORENSIC), by=None).result["city"]["by_year"]
    assert {year["rule"] for year in years} == {""}
    assert all(year["change"] for year in years[1:])


def test_season_trend_and_changes_are_found_in_the_months_of_one_definition_alone(material) -> None:
    found = patterns.study_series(material, by=None).result
    assert [(one["rule"], one["cannot"]) for one in found["stretches"]] == [(BEFORE, None), (SINCE, None)]
    before = patterns.study_series(gather(FIVE.until(2022)), by=None).result
    assert found["months"][:48] == before["months"]
    assert found["stretches"][0] == before["stretches"][0]
    assert all(month["rule"] == SINCE for month in found["months"][48:])
    assert not any(change["month"] == "2023-01" for change in found["changes"])


def test_a_change_of_definition_is_never_found_as_a_change_of_level(city) -> None:
    """Half of the police's deaths go with the new definition. Drawn through, it would be a fall of the level."""
    late = Record.objects.filter(source=city.source("police"), occurred_on__year=2023).order_by("pk")
    Record.objects.filter(pk__in=[record.pk for record in late[::2]]).delete()
    material = gather(FIVE)
    through = patterns.series_of(replace(material, basis=FIVE))
    assert any("2022-12" <= change["month"] <= "2023-03" for change in through["changes"])
    assert not any(change["month"] >= "2022-12" for change in patterns.series_of(material)["changes"])


def test_a_source_that_kept_its_definition_has_one_series(city) -> None:
    found = patterns.study_series(gather(FORENSIC), by=None).result
    assert [one["rule"] for one in found["stretches"]] == [""]
    assert found["stretches"][0]["season_kind"] == "months"


def test_months_too_few_for_a_series_of_their_own_keep_their_counts_and_say_why(city) -> None:
    """All of 2023 without a death: the months stand, and nothing is expected of them."""
    Record.objects.filter(source=city.source("police"), occurred_on__year=2023).delete()
    found = patterns.study_series(gather(FIVE), by=None).result
    assert "zero" in found["stretches"][1]["cannot"]["template"]
    assert [month["count"] for month in found["months"][48:]] == [0] * 12
    assert {month["expected"] for month in found["months"][48:]} == {None}
    assert found["stretches"][0]["cannot"] is None


def test_each_source_says_by_what_it_counts_each_year(material) -> None:
    sources = {one["source"]: one for one in study_sources(material, by=None).result["sources"]}
    police, forensic = sources["policia-nacional"], sources["medicina-legal"]
    assert {year["year"]: year["rule"] for year in police["by_year"]}[2022] == BEFORE
    assert {year["year"]: year["rule"] for year in police["by_year"]}[2023] == SINCE
    assert [one["rule"] for one in police["definitions"]] == [BEFORE, SINCE]
    assert {year["rule"] for year in forensic["by_year"]} == {""}
    assert forensic["says"] == "Muerte violenta de manera homicidio"


def test_a_rule_taken_out_of_force_makes_another_input_and_another_run(material) -> None:
    lead = cast.staff(Role.STRATEGY_LEAD)
    first = study_rates(material, by=None)
    for rule in CountingRule.objects.filter(name__startswith="police_co"):
        retire(rule, by=lead)
    again = study_rates(gather(FIVE), by=None)
    assert again.inputs_hash != first.inputs_hash
    assert again.result["city"]["by_year"][-1]["change"]


def test_a_year_and_a_month_in_which_the_definition_changes_belong_to_neither_side(material) -> None:
    first, last = material.basis.start, material.basis.end
    two = (Definition("a@1", first, date(2021, 6, 14)), Definition("b@1", date(2021, 6, 15), last))
    basis = replace(material.basis, definitions=tuple(one.stored() for one in two))
    mixed = replace(material, basis=basis)
    years = of_the_city(mixed, dict.fromkeys(range(2019, 2024), 100_000.0))["by_year"]
    assert [year["rule"] for year in years] == ["a@1", "a@1", None, "b@1", "b@1"]
    assert [year["change"] is None for year in years] == [True, False, True, True, False]
    months = patterns.series_of(mixed)["months"]
    assert [(month["month"], month["expected"]) for month in months if month["rule"] is None] == [
        ("2021-06", None)
    ]
    assert sum(month["count"] for month in months) == material.victims


def test_a_result_of_an_earlier_form_is_not_read(material) -> None:
    observe(FIVE, by=None)
    assert "rates" in standing(FIVE).runs
    Run.objects.filter(method="rates").update(method_version=1)
    assert "rates" not in standing(FIVE).runs
    assert "concentration" in standing(FIVE).runs


def test_a_basis_is_found_whatever_its_source_counts_by(material) -> None:
    run = study_rates(material, by=None)
    assert list(of_basis(FIVE)) == list(of_basis(material.basis)) == [run]


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
