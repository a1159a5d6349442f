"""Panels of evaluations: what is counted where and when, what is refused, and what is not even read before the seal."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import registered
from pazos.analysis.evaluation.contagion import points
from pazos.analysis.evaluation.counted import counting_of
from pazos.analysis.evaluation.panels import gather, gather_before, ground_of
from pazos.analysis.evaluation.window import window_of
from pazos.domain.evaluations.protocol import Choice, Exclusion, Outcome, Protocol, Subgroup, Treatment
from pazos.domain.evaluations.vocabulary import Grain
from pazos.domain.register.models import Claim, Death, NonDelivery
from pazos.domain.sources.models import Record
from pazos.domain.sources.vocabulary import SourceKind
from pazos.domain.territory.models import Neighbourhood, Population
from pazos.domain.territory.vocabulary import Located
from pazos.science.evaluation.panel import NEVER
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2021, 1, 1), date(2022, 12, 31)
PLAN = Protocol(
    outcome=Outcome("bogota_wide"),
    first="2021-01",
    last="2022-12",
    treated=(Treatment("A", "2022-01"),),
    primary=Choice("poisson"),
)
STEP = 0.01  # degrees: 1,112 m


def square(at: float, *, width: float = STEP):
    return shapely.box(at * STEP, 0.0, at * STEP + width, STEP)


def place(code: str, shape=None, **values) -> Neighbourhood:
    """Return a neighbourhood; with an outline where a shape is given."""
    drawn = {}
    if shape is not None:
        drawn = {
            "outline": json.loads(shapely.to_geojson(shape)),
            "located": Located.POLYGON,
            "lon": shape.centroid.x,
            "lat": shape.centroid.y,
        }
    return Neighbourhood.objects.create(code=code, name=f"Barrio {code}", zone="urban", **drawn, **values)


@pytest.fixture
def places() -> dict[str, Neighbourhood]:
    return {code: place(code, square(at)) for at, code in enumerate("ABCD")}


@pytest.fixture
def police():
    return registered.source(SourceKind.POLICE, first=FIRST, last=LAST)


@pytest.fixture
def forensic():
    return registered.source(SourceKind.FORENSIC, first=FIRST, last=LAST)


@pytest.fixture
def city(places, police, forensic):
    """Deaths at the first of months: A has two a year, B three, C one; one has no known place."""
    days = {"A": [(2021, 3), (2021, 9), (2022, 2), (2022, 8)], "B": [(2021, 1), (2021, 6), (2022, 6)]}
    days |= {"C": [(2022, 12)], "": [(2021, 5)]}
    for code, moments in days.items():
        for year, month in moments:
            dead(date(year, month, 1), police, forensic, at=places.get(code))
    for code in places:
        people(places[code], {2021: 1000.0, 2022: 1100.0})
    return places


def dead(day: date, *sources, at: Neighbourhood | None, age: int | None = 20, sex: str = "m") -> Death:
    made = registered.death(day, dict.fromkeys(sources, "homicide"))
    Death.objects.filter(pk=made.pk).update(neighbourhood=at, age=age, sex=sex)
    Record.objects.filter(claim__death=made).update(neighbourhood=at, age=age, sex=sex)
    return made


def people(of: Neighbourhood, by_year: dict[int, float]) -> None:
    for year, persons in by_year.items():
        Population.objects.create(neighbourhood=of, year=year, persons=persons, series="one")


def row(found, code: str) -> list[float]:
    return found.panel.outcome[found.panel.units.index(code)].tolist()


def codes(found) -> list[str]:
    return [note.code for note in found.notes]


def note(found, code: str):
    return next(one.facts for one in found.notes if one.code == code)


# --- what is counted ---


def test_deaths_stand_in_the_month_and_the_place_of_the_register(city) -> None:
    found = gather(PLAN)
    assert found.panel.units == ("A", "B", "C", "D")
    assert found.panel.times[0] == "2021-01"
    assert len(found.panel.times) == 24
    assert [month for month, deaths in enumerate(row(found, "A")) if deaths] == [2, 8, 13, 19]
    assert found.panel.outcome.sum() == 8


def test_a_death_of_no_known_place_is_given_none_and_is_told(city) -> None:
    assert note(gather(PLAN), "unplaced") == {"deaths": 1, "of": 9}


@pytest.mark.parametrize(
    ("grain", "times", "a"),
    [(Grain.QUARTER, 8, [1, 0, 1, 0, 1, 0, 1, 0]), (Grain.YEAR, 2, [2, 2])],
)
def test_quarters_and_years_add_whole_months_up(city, grain, times, a) -> None:
    found = gather(replace(PLAN, grain=grain))
    assert len(found.panel.times) == times
    assert row(found, "A") == a


def test_a_window_is_cut_to_whole_times(city) -> None:
    found = gather(replace(PLAN, first="2021-02", last="2022-11", grain=Grain.QUARTER))
    assert found.panel.times == ("2021-Q2", "2021-Q3", "2021-Q4", "2022-Q1", "2022-Q2", "2022-Q3")


def test_who_lives_there_is_the_exposure_of_the_year(city) -> None:
    exposure = gather(PLAN).panel.exposure
    assert exposure[0, 0] == 1000
    assert exposure[0, 12] == 1100


def test_a_year_without_people_leaves_the_exposure_out_and_is_told(city) -> None:
    Population.objects.filter(year=2022, neighbourhood__code="D").delete()
    found = gather(PLAN)
    assert found.panel.exposure is None
    assert note(found, "no_people") == {"years": [2022]}


def test_a_figure_for_everybody_comes_before_the_sum_of_ages(city) -> None:
    where = Neighbourhood.objects.get(code="A")
    Population.objects.create(neighbourhood=where, year=2021, age_from=0, age_to=29, persons=600)
    Population.objects.create(neighbourhood=where, year=2021, age_from=30, persons=500)
    assert gather(PLAN).panel.exposure[0, 0] == 1000


def test_the_treated_begin_at_their_month_and_the_others_never(city) -> None:
    panel = gather(PLAN).panel
    assert panel.first.tolist() == [12, NEVER, NEVER, NEVER]


def test_a_time_that_holds_the_beginning_counts_as_treated_and_is_told(city) -> None:
    plan = replace(PLAN, grain=Grain.QUARTER, treated=(Treatment("A", "2022-02"),))
    found = gather(plan)
    assert found.panel.first[0] == 4
    assert note(found, "partly_treated") == {"units": ["A"]}


def test_a_treatment_after_the_window_is_told(city) -> None:
    plan = replace(PLAN, treated=(Treatment("A", "2022-01"), Treatment("B", "2023-05")))
    found = gather(plan)
    assert found.panel.first.tolist() == [12, NEVER, NEVER, NEVER]
    assert note(found, "never_in_window") == {"units": ["B"]}


def test_the_order_of_what_was_stored_changes_nothing(city) -> None:
    before = gather(PLAN)
    moved = list(Death.objects.order_by("pk").values("pk", "neighbourhood_id"))
    assert [one.sha256 for one in gather(PLAN).inputs] == [one.sha256 for one in before.inputs]
    Death.objects.filter(pk=moved[0]["pk"]).update(occurred_on=date(2021, 4, 1))
    assert [one.sha256 for one in gather(PLAN).inputs] != [one.sha256 for one in before.inputs]


# --- who is asked about ---


def test_a_subgroup_counts_victims_of_its_age_and_tells_of_those_without_one(city, police) -> None:
    dead(date(2021, 4, 1), police, at=city["A"], age=40)
    dead(date(2021, 4, 1), police, at=city["A"], age=None)
    young = Subgroup("young", age_from=14, age_to=29)
    found = gather(PLAN, subgroup=young)
    assert sum(row(found, "A")) == 4
    assert note(found, "age_unknown") == {"deaths": 1, "of": 11}


def test_people_of_a_subgroup_are_spread_over_the_years_of_their_group(city) -> None:
    for where in city.values():
        for year in (2021, 2022):
            Population.objects.create(neighbourhood=where, year=year, age_from=10, age_to=19, persons=100)
    found = gather(PLAN, subgroup=Subgroup("young", age_from=15, age_to=29))
    assert found.panel.exposure[0, 0] == 50
    assert "everybody_exposed" not in codes(found)


def test_without_people_by_age_everybody_stands_for_them_and_it_is_told(city) -> None:
    found = gather(PLAN, subgroup=Subgroup("men", sex="m"))
    assert found.panel.exposure[0, 0] == 1000
    assert "everybody_exposed" in codes(found)


# --- by which rule and which source ---


def test_one_source_can_be_counted_by_its_own_words(city, police) -> None:
    dead(date(2021, 4, 1), police, at=city["D"])
    assert row(gather(PLAN, outcome=Outcome("", "police")), "D")[3] == 1
    assert sum(row(gather(PLAN, outcome=Outcome("", "forensic")), "D")) == 0


def test_a_rule_can_be_held_against_one_source_alone(city, police, forensic) -> None:
    dead(date(2021, 4, 1), police, at=city["D"])
    assert sum(row(gather(PLAN, outcome=Outcome("bogota_wide", "police")), "D")) == 1
    assert sum(row(gather(PLAN, outcome=Outcome("bogota_wide", "forensic")), "D")) == 0


def test_a_rule_whose_time_ends_in_the_window_is_refused_with_those_that_span_it(city) -> None:
    plan = replace(PLAN, last="2023-06", outcome=Outcome("police_co_before_2023"))
    with pytest.raises(InputProblem, match="bogota_wide"):
        gather(plan)
    with pytest.raises(InputProblem, match="2022-12-31"):
        gather_before(plan)


def test_a_source_that_changes_its_own_definition_in_the_window_is_refused(city) -> None:
    with pytest.raises(InputProblem, match="2023-01-01"):
        gather(replace(PLAN, last="2023-06", outcome=Outcome("", "police")))


def test_a_rule_that_spans_a_change_of_definition_counts_and_tells_it(city) -> None:
    found = gather(replace(PLAN, last="2023-06"))
    assert note(found, "definition_changed") == {"source": "police", "on": "2023-01-01"}


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        (Outcome(), "by which rule"),
        (Outcome("nothing"), "no counting rule"),
        (Outcome("", "nobody"), "no source"),
        (Outcome("who_icd10", "police"), "does not listen"),
    ],
)
def test_an_outcome_that_cannot_be_counted_is_refused(city, outcome, says) -> None:
    with pytest.raises(InputProblem, match=says):
        gather(PLAN, outcome=outcome)


# --- months without data ---


def test_months_at_the_end_that_no_source_delivered_are_cut_and_told(city) -> None:
    found = gather(replace(PLAN, last="2023-06"))
    assert found.panel.times[-1] == "2022-12"
    assert note(found, "cut") == {"months": 6, "first": "2021-01", "last": "2022-12"}


def test_a_month_within_that_no_source_delivered_is_refused_and_no_nought(city, police, forensic) -> None:
    for source in (police, forensic):
        NonDelivery.objects.create(source=source, month=date(2021, 8, 1), recorded_at=registered.RECEIVED)
    with pytest.raises(InputProblem, match="2021-08"):
        gather(PLAN)


def test_a_month_that_one_source_did_not_deliver_is_told(city, forensic) -> None:
    NonDelivery.objects.create(source=forensic, month=date(2021, 8, 1), recorded_at=registered.RECEIVED)
    assert note(gather(PLAN), "partly_delivered") == {"months": ["2021-08"], "sources": ["forensic"]}


# --- places ---


def test_a_buffer_takes_what_touches_out_of_the_comparison_into_a_ring(city) -> None:
    found = gather(replace(PLAN, buffer_metres=300))
    assert found.panel.units == ("A", "C", "D")
    assert found.around.ring.units == ("B",)
    assert found.around.ring.first.tolist() == [12]
    assert note(found, "buffer") == {"units": ["B"], "metres": 300}


def test_distances_are_metres_between_outlines(city) -> None:
    metres = gather(PLAN).around.metres
    assert metres[0, 1] == 0
    assert metres[0, 2] == pytest.approx(1112, abs=1)
    assert np.array_equal(metres, metres.T)


def test_a_buffer_without_a_map_is_refused(city) -> None:
    place("E")
    assert "no_distances" in codes(gather(PLAN))
    with pytest.raises(InputProblem, match="these have none: E"):
        gather(replace(PLAN, buffer_metres=300))


def test_who_is_left_out_is_in_no_panel(city) -> None:
    found = gather(replace(PLAN, excluded=(Exclusion("D", "no records"),)))
    assert found.panel.units == ("A", "B", "C")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"treated": ()}, "no treated unit"),
        ({"treated": (Treatment("Z", "2022-01"),)}, "not there"),
        ({"treated": (Treatment("A", "soon"),)}, "2020-11"),
        ({"treated": (Treatment("A", "2021-01"),)}, "before nobody can tell"),
        ({"treated": (Treatment("A", "2023-01"),)}, "No unit is treated"),
        ({"excluded": (Exclusion("A", "no"),)}, "at once"),
        ({"excluded": tuple(Exclusion(code, "no") for code in "BCD")}, "left to compare"),
        ({"first": "2022-12"}, "two whole times"),
        ({"covariates": ("wealth",)}, "no covariate"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused_in_words(city, change, says) -> None:
    with pytest.raises(InputProblem, match=says):
        gather(replace(PLAN, **change))


def test_deaths_where_nobody_lives_are_refused(city) -> None:
    Population.objects.filter(neighbourhood__code="A").update(persons=0)
    with pytest.raises(InputProblem, match="nobody is exposed"):
        gather(PLAN)


def test_a_place_that_was_split_stands_as_one_unit_with_its_parts(city, police) -> None:
    cut = date(2022, 1, 1)
    Neighbourhood.objects.filter(code="D").update(valid_to=cut)
    west = place("D1", square(3, width=STEP / 2), valid_from=cut)
    place("D2", square(3.5, width=STEP / 2), valid_from=cut)
    people(west, {2022: 600.0})
    people(Neighbourhood.objects.get(code="D2"), {2022: 650.0})
    Population.objects.filter(neighbourhood__code="D", year=2022).delete()
    dead(date(2021, 2, 1), police, at=city["D"])
    dead(date(2022, 2, 1), police, at=west)
    found = gather(PLAN)
    assert found.panel.units == ("A", "B", "C", "D1")
    assert found.names["D1"] == "Barrio D1 + Barrio D2"
    assert sum(row(found, "D1")) == 2
    assert found.panel.exposure[3, [0, 12]].tolist() == [1000, 1250]
    assert note(found, "joined") == {"units": {"D1": ["D", "D1", "D2"]}}


def test_a_place_that_did_not_last_and_has_no_outline_is_left_out_and_told(city) -> None:
    place("E", valid_from=date(2022, 1, 1))
    assert note(gather(PLAN), "left_out") == {"codes": ["E"]}


def test_a_place_that_changed_its_name_stays_itself(city, police) -> None:
    cut = date(2022, 1, 1)
    Neighbourhood.objects.filter(code="D").update(valid_to=cut)
    anew = place("D", square(3), valid_from=cut)
    dead(date(2022, 2, 1), police, at=anew)
    dead(date(2021, 2, 1), police, at=city["D"])
    assert sum(row(gather(PLAN), "D")) == 2


def test_the_months_of_the_choice_are_places_of_the_panel(city) -> None:
    assert gather(replace(PLAN, chosen_from="2021-03", chosen_to="2021-12")).around.chosen == (2, 11)
    found = gather(replace(PLAN, chosen_from="2019-01", chosen_to="2021-06"))
    assert found.around.chosen == (0, 5)
    assert "chosen_before" in codes(found)
    assert gather(replace(PLAN, chosen_from="2018-01", chosen_to="2019-12")).around.chosen is None


def test_covariates_are_of_places(city) -> None:
    Neighbourhood.objects.filter(code="D").update(zone="rural")
    found = gather(replace(PLAN, covariates=("rural", "people")))
    assert found.panel.covariates["rural"][:, 0].tolist() == [0, 0, 0, 1]
    assert found.panel.covariates["people"][0, 0] == pytest.approx(np.log(1000))


# --- before the seal ---


def test_before_the_seal_nobody_is_treated_and_the_window_ends_before(city) -> None:
    found = gather_before(PLAN)
    assert found.panel.times[-1] == "2021-12"
    assert not found.panel.ever.any()
    assert found.panel.outcome.sum() == 4


def test_before_the_seal_only_times_that_end_before_the_first_treatment_are_held(city) -> None:
    plan = replace(PLAN, grain=Grain.QUARTER, treated=(Treatment("A", "2022-02"), Treatment("B", "2021-09")))
    assert gather_before(plan).panel.times[-1] == "2021-Q2"


def test_what_happened_since_the_start_changes_nothing_of_what_is_seen_before(city, police) -> None:
    before = gather_before(PLAN)
    for month in range(1, 13):
        dead(date(2022, month, 2), police, at=city["A"])
    after = gather_before(PLAN)
    assert np.array_equal(after.panel.outcome, before.panel.outcome)
    assert after.inputs == before.inputs
    assert after.notes == before.notes


@pytest.mark.parametrize(
    "outcome", [Outcome("bogota_wide"), Outcome("", "police"), Outcome("iccs_0101", "police")]
)
def test_no_question_to_the_database_reaches_past_the_start(city, police, outcome) -> None:
    """Every question to deaths, claims, pairs or records is bounded by the last day before the treatment."""
    with CaptureQueriesContext(connection) as asked:
        gather_before(PLAN, outcome=outcome)
    of_people = ("register_death", "register_claim", "sources_record", "register_pair", "register_difference")
    found = [one["sql"] for one in asked if any(f'FROM "{table}"' in one["sql"] for table in of_people)]
    assert found
    assert [sql for sql in found if "2021-12-31" not in sql] == []


def test_too_little_before_the_treatment_is_refused(city) -> None:
    with pytest.raises(InputProblem, match="two times"):
        gather_before(replace(PLAN, treated=(Treatment("A", "2021-02"),)))


# --- what it costs ---


def test_a_longer_window_asks_no_more_of_the_database(city, django_assert_max_num_queries) -> None:
    gather(PLAN)  # the rules that come with Pazos are put in force once
    with CaptureQueriesContext(connection) as short:
        gather(replace(PLAN, last="2021-12", treated=(Treatment("A", "2021-06"),)))
    with django_assert_max_num_queries(len(short)):
        gather(PLAN)
    assert len(short) <= 26


def test_places_are_read_once_for_every_count_of_a_plan(city) -> None:
    ground = ground_of(PLAN)
    with CaptureQueriesContext(connection) as asked:
        found = gather(PLAN, ground=ground)
    assert not any('FROM "territory_neighbourhood"' in one["sql"] for one in asked)
    assert found.panel.units == gather(PLAN).panel.units


def test_a_death_that_two_sources_place_stands_once_at_the_point_of_the_first(city, police, forensic) -> None:
    window = window_of(PLAN.first, PLAN.last, PLAN.grain)
    counting = counting_of(PLAN.outcome, window)
    assert not len(points(counting, window))
    for source, lon in ((police, -76.3), (forensic, -76.4)):
        Record.objects.filter(source=source, claim__death__neighbourhood=city["C"]).update(lon=lon, lat=3.5)
    assert points(counting, window).to_dict("list") == {
        "place": ["C"],
        "day": [date(2022, 12, 1)],
        "lon": [-76.3],
        "lat": [3.5],
    }
    Claim.objects.filter(source=police).update(withdrawn_at=timezone.now())
    assert points(counting, window)["lon"].tolist() == [-76.4]
    alone = counting_of(Outcome("bogota_wide", "police"), window)
    assert not len(points(alone, window))
