"""Cases: of two who do the same in one moment one is done, and the other is told what stands."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.utils import timezone

from accompanied import TODAY, case_of, participant, permits, programme, supervisor, worker, workshop
from at_once import ALONE, blocks_of, each_alone, split, together  # noqa: F401 - a fixture
from pazos.domain.activities.actions import attend
from pazos.domain.activities.models import Activity, Attendance
from pazos.domain.cases.actions import cohorts, merging, referring, sessions, turning
from pazos.domain.cases.actions.opening import open_case
from pazos.domain.cases.models import Case, CaseSession, CaseTurn, Cohort, FormerCases, Referral
from pazos.domain.cases.rules import cohorts as cohort_rules
from pazos.domain.cases.rules import opening as opening_rules
from pazos.domain.cases.rules import referring as referral_rules
from pazos.domain.cases.vocabulary import CaseState
from pazos.domain.participants import agreeing
from pazos.domain.participants.actions import register
from pazos.domain.participants.models import Merge, Participant
from pazos.domain.people.models import Organisation
from pazos.domain.rights.actions.consents import withdraw
from pazos.domain.rights.actions.erasing import erase
from pazos.domain.rights.models import Consent
from pazos.domain.rights.vocabulary import Ground
from pazos.foundation.audit.models import AuditEvent
from pazos.science.problems import InputProblem
from reached import reached
from referred import referred

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff

pytestmark = [ALONE, pytest.mark.usefixtures("each_alone")]


def opens(one: Participant, *pair: Staff, cohort: Cohort | None = None) -> partial[Case]:
    return partial(
        open_case,
        None,
        participant=one,
        supervisor=supervisor(),
        pair=pair,
        on=TODAY(),
        by=supervisor(),
        cohort=cohort,
    )


def meets(case: Case, **said: object) -> partial[CaseSession]:
    plain = {"id": uuid4(), "kind": "home_visit", "came": "met", "on": TODAY(), "minutes": 45}
    return partial(sessions.write, case, **{**plain, **said}, by=worker("Ana"))


def permitting(name: str) -> Participant:
    one = participant(name)
    permits(one)
    return one


def test_a_referral_that_two_accept_is_one_case_of_one_person() -> None:
    city = referred()
    referral = city.refer()
    deeds = [partial(city.accept, referral), partial(city.accept, referral)]
    cases, refused = split(together(*deeds, before=(Case, Participant)))
    assert blocks_of(refused) == [(referral_rules.Block.ANSWERED,)]
    assert len(cases) == Case.objects.count() == Participant.objects.count() == Consent.objects.count() == 1


def test_a_referral_sent_twice_under_one_number_is_one() -> None:
    city = referred()
    number = uuid4()
    deeds = [partial(city.refer, id=number), partial(city.refer, id=number)]
    given, refused = split(together(*deeds, before=(Referral,)))
    assert (refused, [one.pk for one in given]) == ([], [number, number])
    assert AuditEvent.objects.filter(verb="referral.made").count() == 1


def test_a_number_that_somebody_else_used_is_refused_in_plain_words() -> None:
    city = referred()
    number = uuid4()
    deeds = [partial(city.refer, id=number), partial(city.refer, "beto", id=number)]
    given, refused = split(together(*deeds, before=(Referral,)))
    assert len(given) == 1
    assert isinstance(refused[0], InputProblem)
    assert "was used before" in str(refused[0])


def test_two_who_register_one_person_get_the_same_one() -> None:
    city = reached()
    said = {"name": "Luz Dary Mina", "document": "1.144.000.123", "agreed_on": date(2024, 1, 1)}
    deeds = [partial(register, **said, by=city.supervisor), partial(register, **said, by=city.supervisor)]
    given, refused = split(together(*deeds, before=(Participant,)))
    assert refused == []
    assert given[0].pk == given[1].pk
    assert Participant.objects.count() == 1


def test_of_two_cases_opened_for_one_person_there_is_one() -> None:
    one = permitting("Camila Restrepo")
    _, refused = split(together(opens(one), opens(one), before=(Case,)))
    assert blocks_of(refused) == [(opening_rules.Block.HAS_ONE,)]
    assert (Case.objects.count(), CaseTurn.objects.count()) == (1, 1)


def test_nobody_gets_a_case_who_is_kept_as_somebody_else_by_then() -> None:
    kept, gone = permitting("Camila Restrepo"), permitting("Camila Restrepo D")
    merges = partial(merging.merge, kept, gone, why="Es la misma.", by=supervisor())
    _, refused = split(together(merges, opens(gone), before=(Merge, Case)))
    assert opening_rules.Block.MERGED in blocks_of(refused)[0]
    assert Case.objects.count() == 0


def test_the_published_ceiling_is_not_passed_by_two_cases_given_at_once(monkeypatch) -> None:
    monkeypatch.setattr(opening_rules, "CEILING", 1)
    ana, beto = worker("Ana"), worker("Beto")
    people = [permitting(name) for name in ("Camila Restrepo", "Luis Nogal")]
    _, refused = split(together(opens(people[0], ana, beto), opens(people[1], beto, ana), before=(Case,)))
    assert blocks_of(refused) == [(opening_rules.Block.TOO_MANY,)]
    assert Case.objects.count() == 1


def test_nor_by_one_that_is_passed_on_while_another_is_opened(monkeypatch) -> None:
    other = case_of("Luis Nogal", pair=[worker("Carla")])
    monkeypatch.setattr(opening_rules, "CEILING", 1)
    given = partial(turning.give, other, pair=[worker("Ana")], on=TODAY(), by=supervisor())
    opened = opens(permitting("Camila Restrepo"), worker("Ana"))
    _, refused = split(together(given, opened, before=(Case,)))
    assert blocks_of(refused) == [(opening_rules.Block.TOO_MANY,)]
    assert Case.objects.filter(first_worker=worker("Ana")).count() == 1


@pytest.mark.parametrize("places", [1, 2])
def test_the_last_place_of_a_cohort_is_taken_once(places) -> None:
    today = TODAY()
    said = {"begins_on": today, "ends_on": today + timedelta(days=90), "places": places}
    cohort = cohorts.make(name="Ciclo 1", programme=programme(), **said, by=supervisor())
    mine = case_of()
    joins = partial(cohorts.join, mine, cohort=cohort, by=supervisor())
    opened = opens(permitting("Luis Nogal"), cohort=cohort)
    _, refused = split(together(joins, opened, before=(Case,)))
    assert blocks_of(refused) == [(cohort_rules.Block.FULL,)][: 2 - places]
    assert cohort.cases.count() == places


def test_a_cohort_made_twice_is_made_once_and_the_name_is_taken() -> None:
    of, today = programme(), TODAY()
    said = {"begins_on": today, "ends_on": today + timedelta(days=90), "places": 5}
    makes = partial(cohorts.make, name="Ciclo 1", programme=of, **said, by=supervisor())
    _, refused = split(together(makes, makes, before=(Cohort,)))
    assert blocks_of(refused) == [(cohort_rules.Block.NAME_TAKEN,)]
    assert Cohort.objects.count() == 1


def test_a_meeting_sent_twice_is_one() -> None:
    deed = meets(case_of())
    given, refused = split(together(deed, deed, before=(CaseSession,)))
    assert (refused, given[0].pk) == ([], given[1].pk)
    assert CaseSession.objects.count() == 1


@pytest.mark.parametrize("first", ["meeting", "merge"])
def test_a_meeting_written_while_two_rows_are_merged_is_the_kept_ones(first) -> None:
    kept, case = permitting("Camila Restrepo"), case_of("Camila Restrepo D")
    merges = partial(merging.merge, kept, case.participant, why="Es la misma.", by=supervisor())
    deeds = [meets(case), merges] if first == "meeting" else [merges, meets(case)]
    _, refused = split(together(*deeds, before=(CaseSession, Merge)))
    assert refused == []
    held = Case.objects.get()
    assert (held.participant, held.last_met_on) == (kept, TODAY())
    assert held.sessions.count() == 1


@pytest.mark.parametrize("first", ["meeting", "parting"])
def test_a_meeting_written_while_two_rows_are_parted_stays_with_the_case(first) -> None:
    kept, case = permitting("Camila Restrepo"), case_of("Camila Restrepo D")
    gone = case.participant
    merge = merging.merge(kept, gone, why="Es la misma.", by=supervisor())
    parts = partial(merging.undo, merge, by=supervisor())
    deeds = [meets(case), parts] if first == "meeting" else [parts, meets(case)]
    _, refused = split(together(*deeds, before=(CaseSession, Merge)))
    assert refused == []
    held = Case.objects.get()
    assert (held.participant, held.last_met_on, held.sessions.count()) == (gone, TODAY(), 1)


@pytest.mark.parametrize("first", ["came", "merge"])
def test_who_came_while_two_rows_are_merged_came_as_the_kept_one(first) -> None:
    city = reached()
    kept, gone = city.person(), city.person()
    workshop = city.activity()
    merges = partial(merging.merge, kept, gone, why="Es la misma.", papers_seen=True, by=city.supervisor)
    comes = partial(city.came, gone, to=workshop)
    deeds = [comes, merges] if first == "came" else [merges, comes]
    _, refused = split(together(*deeds, before=(type(workshop), Merge)))
    assert refused == []
    assert list(Attendance.objects.values_list("participant", flat=True)) == [kept.pk]


def test_two_who_merge_a_pair_crosswise_merge_it_once() -> None:
    one, two = permitting("Camila Restrepo"), permitting("Camila Restrepo D")
    said = {"why": "Es la misma.", "by": supervisor()}
    deeds = [partial(merging.merge, one, two, **said), partial(merging.merge, two, one, **said)]
    _, refused = split(together(*deeds, before=(Merge,)))
    assert len(blocks_of(refused)) == 1
    assert Merge.objects.count() == 1


def test_a_meeting_that_came_before_the_erasing_goes_with_the_case() -> None:
    case = case_of()
    erases = partial(erase, "cases.cases", str(case.pk), ground=Ground.REQUEST, by=supervisor())
    _, refused = split(together(meets(case), erases, before=(CaseSession,)))
    assert refused == []
    assert (Case.objects.count(), CaseSession.objects.count()) == (0, 0)
    assert FormerCases.objects.get().cases == 1


def test_a_meeting_that_comes_while_its_case_is_erased_is_refused_and_brings_nothing_back() -> None:
    case = case_of()
    erases = partial(erase, "cases.cases", str(case.pk), ground=Ground.REQUEST, by=supervisor())
    _, refused = split(together(erases, meets(case), before=(Case,)))
    assert list(map(str, refused)) == ["There is no such record any more."]
    assert (Case.objects.count(), CaseSession.objects.count()) == (0, 0)


def test_a_case_erased_twice_is_counted_once() -> None:
    case = case_of()
    erases = partial(erase, "cases.cases", str(case.pk), ground=Ground.REQUEST, by=supervisor())
    _, refused = split(together(erases, erases, before=(Case,)))
    assert list(map(str, refused)) == ["There is no such record any more."]
    assert FormerCases.objects.get().cases == 1


@pytest.mark.parametrize("first", ["meeting", "permission"])
def test_a_permission_taken_back_while_a_meeting_is_written_stops_what_comes_after(first) -> None:
    case = case_of()
    consent = Consent.objects.get()
    back = partial(withdraw, consent, on=TODAY(), by=supervisor())
    deeds = [meets(case), back] if first == "meeting" else [back, meets(case)]
    _, refused = split(together(*deeds, before=(CaseSession, CaseTurn)))
    case.refresh_from_db()
    assert case.state == CaseState.PAUSED
    assert len(blocks_of(refused)) == (first == "permission")
    assert CaseSession.objects.count() == (first == "meeting")


@pytest.mark.parametrize("first", ["attendance", "permission"])
@pytest.mark.parametrize("through", ["the paper", "the case", "activities"])
def test_a_permission_taken_back_while_it_is_written_that_they_came_stops_what_comes_after(
    first, through
) -> None:
    case = case_of()
    one, keeper = case.participant, worker("Ana")
    keeper.organisation = Organisation.objects.create(name="Alcaldía", kind="city")
    keeper.save()
    back = {
        "the paper": partial(withdraw, Consent.objects.get(), on=TODAY(), by=supervisor()),
        "the case": partial(turning.permission_taken_back, case, on=TODAY(), by=supervisor()),
        "activities": partial(agreeing.take_back, one, by=supervisor()),
    }[through]
    comes = partial(attend, workshop(keeper), participants=[one], by=keeper)
    deeds = [comes, back] if first == "attendance" else [back, comes]
    _, refused = split(together(*deeds, before=(Activity, CaseTurn)))
    assert ["took their permission back" in str(one) for one in refused] == [True] * (first == "permission")
    assert Attendance.objects.count() == (first == "attendance")
    assert agreeing.taken_back([one], days=(TODAY(),)) == {one.pk}
    case.refresh_from_db()
    assert case.state == CaseState.PAUSED


def test_of_two_who_end_and_pass_on_a_case_the_second_is_told() -> None:
    case = case_of()
    ends = partial(turning.end, case, reason="goals_met", on=timezone.localdate(), by=supervisor())
    passes = partial(turning.give, case, pair=[worker("Carla")], on=TODAY(), by=supervisor())
    _, refused = split(together(ends, passes, before=(Case,)))
    assert len(blocks_of(refused)) == 1
    assert Case.objects.get().state == CaseState.ENDED


def test_a_referral_taken_in_and_taken_back_at_once_is_one_of_the_two() -> None:
    city = referred()
    referral = city.refer()
    deeds = [partial(city.accept, referral), partial(referring.withdraw, referral, by=city.ana)]
    _, refused = split(together(*deeds, before=(Case, Referral)))
    assert blocks_of(refused) == [(referral_rules.Block.ANSWERED,)]
    assert Referral.objects.get().state == "accepted"
