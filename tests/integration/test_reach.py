"""Whom the strategy reached, as each reader may see it: once each, small numbers hidden, kinds kept apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.utils import timezone

from pazos.analysis.disclosing import TOTAL
from pazos.analysis.reach.figures import Figures, figures
from pazos.analysis.reach.slices import Slice, months
from pazos.domain.activities.actions import attend, cancel, count_heads, leave_out, state_indirect
from pazos.domain.activities.holdings import PARTICIPANTS
from pazos.domain.activities.models import Activity
from pazos.domain.activities.vocabulary import IndirectMethod
from pazos.domain.designations.models import Cluster, Designation
from pazos.domain.participants.actions import correct
from pazos.domain.participants.traits import Traits
from pazos.domain.participants.vocabulary import AgeBand, Answer, Sex
from pazos.foundation.runs.models import Run
from pazos.science.problems import InputProblem
from reached import Reached, reached

pytestmark = pytest.mark.django_db
MAY, JUNE = date(2023, 5, 10), date(2023, 6, 14)
WOMEN = (Sex.WOMAN, AgeBand.TEEN)


@pytest.fixture
def city() -> Reached:
    return reached()


def seen(city, who="supervisor", **asked) -> Figures:
    return figures(Slice(**asked), seen_by=city.staff[who])


def of(city, *codes) -> frozenset[int]:
    return frozenset(city.programmes[code].pk for code in codes)


def test_a_person_of_two_programmes_counts_once_and_stands_in_both(city) -> None:
    people = [city.person() for _ in range(4)]
    city.came(*people[:3], to=city.activity("workshop", on=MAY))
    city.came(*people[1:], to=city.activity("school", on=MAY))
    city.came(people[0], to=city.activity("workshop", on=JUNE))
    found = seen(city)
    assert (found.people, found.times) == (4, 7)
    assert {one.name: one.people for one in found.programmes} == {
        "Programa school": 3,
        "Programa workshop": 3,
    }
    assert seen(city, programmes=of(city, "school")).people == 3
    assert seen(city, programmes=of(city, "school", "games")).people == 3
    assert seen(city, components=frozenset({city.programmes["workshop"].component_id})).people == 3


def test_a_period_is_of_whole_months_and_a_cluster_that_of_the_activity(city) -> None:
    city.came(city.person(), to=city.activity(on=MAY))
    city.came(city.person(), to=city.activity(on=JUNE, neighbourhood=city.places["S1"]))
    first, last = months("2023-06", "2023-06")
    assert (first, last) == (date(2023, 6, 1), date(2023, 6, 30))
    assert seen(city, first=first, last=last).people == 1
    assert seen(city, clusters=frozenset({city.clusters["north"].pk})).people == 1
    for wrong in (("2023-13", ""), ("", "junio"), ("2023-06", "2023-05")):
        with pytest.raises(InputProblem):
            months(*wrong)


def test_what_is_cancelled_reached_nobody(city) -> None:
    one = city.activity(on=MAY)
    city.came(city.person(), to=one)
    Activity.objects.filter(pk=one.pk).update(state="cancelled")
    assert seen(city).people == 0


def test_an_organisation_counts_only_its_own_and_others_learn_nothing(city) -> None:
    city.came(*[city.person() for _ in range(7)], to=city.activity("workshop", on=MAY))
    city.came(*[city.person() for _ in range(9)], to=city.activity("school", on=MAY))
    assert seen(city, "paula").people == 7
    assert [one.name for one in seen(city, "paula").programmes] == ["Programa workshop"]
    assert seen(city, "olga").people == 0
    assert seen(city, "liaison").people == 0
    assert seen(city, "lead").people == 16


def test_who_sees_only_totals_sees_no_small_number_nor_what_would_give_it_away(city) -> None:
    women = [city.person(traits=Traits(sex=Sex.WOMAN, birth_year=2000)) for _ in range(14)]
    men = [city.person(traits=Traits(sex=Sex.MAN, birth_year=2000)) for _ in range(3)]
    city.came(*women, *men, to=city.activity(on=MAY))
    lead, supervisor = seen(city, "lead"), seen(city, "supervisor")
    assert supervisor.crossed.count(Sex.MAN, AgeBand.YOUNG) == 3
    assert lead.people == 17
    assert lead.crossed.count(Sex.MAN, AgeBand.YOUNG) is None
    assert lead.crossed.count(Sex.WOMAN, AgeBand.YOUNG) is None
    assert seen(city, "paula").crossed.count(Sex.MAN, AgeBand.YOUNG) == 3  # it knows them by name
    exported = figures(Slice(), seen_by=city.supervisor, whole=False)
    assert exported.crossed.cells == lead.crossed.cells


def test_a_slice_of_few_people_is_hidden_whole(city) -> None:
    city.came(*[city.person() for _ in range(3)], to=city.activity(on=MAY))
    lead = seen(city, "lead")
    assert (lead.people, lead.times, lead.living, lead.aged) == (None, None, None, None)
    assert {cell for line in lead.crossed.cells for cell in line} == {None}
    assert {n for one in lead.traits.values() for n in one.values()} == {None}
    assert [(one.people, one.living) for one in lead.programmes] == [(None, None)]
    assert lead.quarters == {2023 * 4 + 1: (None, None)}


def test_what_was_reported_stands_beside_and_is_never_added(city) -> None:
    named, numbers = city.activity("workshop", on=MAY), city.activity("games", on=MAY)
    city.came(*[city.person() for _ in range(6)], to=named)
    count_heads(named, heads={WOMEN: 8}, by=city.paula)
    count_heads(numbers, heads={WOMEN: 40}, by=city.olga)
    found = seen(city)
    assert found.people == 6
    assert found.reported.crossed.count(TOTAL) == 48
    assert found.reported.also_named == 8
    assert {one.name: (one.people, one.reported) for one in found.programmes} == {
        "Programa games": (0, 40),
        "Programa workshop": (6, 8),
    }


def test_indirect_reach_is_listed_by_its_method_and_added_to_nothing(city) -> None:
    words = "200 personas x 3,2 por hogar (DANE 2018)"
    for method, people in ((IndirectMethod.HOUSEHOLDS, 640), (IndirectMethod.AUDIENCE, 3000)):
        state_indirect(
            programme=city.programmes["workshop"],
            year=2023,
            method=method,
            people=people,
            workings=words,
            by=city.paula,
        )
    found = seen(city)
    assert found.people == 0
    assert [(one.method, one.people) for one in found.indirect] == [("audience", 3000), ("households", 640)]
    assert seen(city, "olga").indirect == ()
    assert seen(city, programmes=of(city, "school")).indirect == ()


def test_those_erased_stay_as_a_number_beside_the_people(city) -> None:
    people = [city.person() for _ in range(7)]
    city.came(*people, to=city.activity(on=MAY))
    assert seen(city).people == 7
    PARTICIPANTS.erase(str(people[0].pk))
    found = seen(city)
    assert (found.people, found.former) == (6, 1)
    assert seen(city, "lead").former is None
    assert seen(city, first=date(2024, 1, 1)).former == 0


def test_what_is_held_follows_every_change(city) -> None:
    one, person = city.activity(on=MAY), city.person()
    city.came(person, to=one)
    assert seen(city).crossed.count(Sex.UNKNOWN) == 1
    told = replace(Traits.read(person.traits), sex=Sex.WOMAN)
    correct(person, traits=told, neighbourhood=None, name=person.name, by=city.supervisor)
    assert seen(city).crossed.count(Sex.WOMAN) == 1
    attend(one, participants=[city.person()], by=city.supervisor)
    assert seen(city).people == 2
    leave_out(one, participant=person, by=city.supervisor)
    assert seen(city).people == 1
    leave_out(one, participant=city.person(), by=city.supervisor)
    attend(one, participants=[person], by=city.supervisor)
    assert seen(city).crossed.count(Sex.WOMAN) == 1


def test_traits_are_told_apart_and_not_answering_is_an_answer(city) -> None:
    told = Traits(conflict_victim=Answer.YES, disability=Answer.NO)
    city.came(city.person(traits=told), city.person(), to=city.activity(on=MAY))
    found = seen(city)
    assert found.traits["conflict_victim"] == {"yes": 1, "no": 0, "unknown": 1, TOTAL: 2}
    assert found.traits["disability"]["no"] == 1
    place = str(city.places["N1"].pk)
    assert (found.places[place], found.place_names[place]) == (2, "Barrio N1")


def test_whether_they_are_from_the_places_and_ages_that_were_chosen(city) -> None:
    inside = [city.person("N1", traits=Traits(birth_year=2001)) for _ in range(8)]
    outside = [city.person("X1", traits=Traits(birth_year=1990)) for _ in range(5)]
    lost = [city.person(None, traits=Traits()) for _ in range(7)]
    city.came(*inside, *outside, *lost, to=city.activity(on=MAY))
    found = seen(city, "lead")
    assert (found.living.inside, found.living.outside, found.living.unknown) == (8, 5, 7)
    assert (found.aged.inside, found.aged.outside, found.aged.unknown) == (8, 5, 7)
    assert found.living.cannot_tell
    assert not found.targeted.is_designated
    assert found.programmes[0].living == found.living


def test_the_designation_in_force_says_which_places_were_chosen(city) -> None:
    now = timezone.now()
    run = Run.objects.create(method="clusters", code_version="1", started_at=now, seconds=1, result={})
    signed = Designation.objects.create(title="Una", state="signed", run=run, proposed_at=now, signed_at=now)
    Cluster.objects.create(designation=signed, number=1).neighbourhoods.set([city.places["X1"]])
    city.came(
        *[city.person("X1") for _ in range(6)], *[city.person() for _ in range(5)], to=city.activity(on=MAY)
    )
    found = seen(city)
    assert found.targeted.is_designated
    assert (found.living.inside, found.living.outside) == (6, 5)


def test_a_page_of_figures_asks_few_questions(city, django_assert_max_num_queries) -> None:
    for n in range(6):
        city.came(city.person(), to=city.activity(("school", "workshop")[n % 2], on=MAY))
    seen(city)
    with django_assert_max_num_queries(14):
        seen(city)


def test_what_is_cancelled_by_a_deed_was_never_attended(city) -> None:
    one = city.activity(on=MAY)
    cancel(one, why="Llovió", by=city.lead)
    assert seen(city).activities == 0
