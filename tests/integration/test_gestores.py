"""Choosing gestores: nobody's protégé, nobody's informant, and a choice that can be defended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cast import small_city
from pazos.analysis.selection import standings
from pazos.domain.gestores.actions import accompanying, selection
from pazos.domain.gestores.actions.selection import Application, Weighed
from pazos.domain.gestores.models import Call, Candidate, Criterion, Gestor, PlannedShift, Score
from pazos.domain.gestores.queries import accompanying as talks
from pazos.domain.gestores.queries import selection as queries
from pazos.domain.gestores.rules.selection import Block
from pazos.domain.gestores.vocabulary import CallState, Ending, ShiftState, Standing, TieKind
from pazos.domain.outreach.vocabulary import Shift
from pazos.domain.people.models import Staff
from pazos.domain.teams import actions as teams
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent, ReadEvent
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db
CLOSES = date(2026, 12, 15)


def person(name: str, role: Role) -> Staff:
    return Staff.objects.create(username=name, name=name, role=role)


class Town:
    def __init__(self) -> None:
        places = list(small_city(places=6, years=(2023,)).places.values())
        self.inside, self.outside = places[0], places[-1]
        self.lead = person("lead", Role.STRATEGY_LEAD)
        self.first, self.second = (person(name, Role.OUTREACH_COORDINATOR) for name in ("first", "second"))
        self.third = person("third", Role.CASE_SUPERVISOR)
        self.cluster = teams.open_cluster("Norte", places[:3], on=date(2026, 1, 5), by=self.lead)
        self.call = selection.make_call(
            title="Gestores 2026", seats=1, closes_on=CLOSES, clusters=[self.cluster], by=self.lead
        )

    def opened(self) -> Call:
        selection.name_scorers(self.call, [self.first, self.second], by=self.lead)
        selection.open_call(self.call, by=self.lead)
        return self.call

    def application(self) -> Application:
        return Application(
            name="Alba Ruiseñor",
            contact="en la tienda de la esquina",
            neighbourhood=self.inside,
            lives_since=2004,
            experience="Seis años en la ludoteca",
            community="Organiza el torneo",
            ties=[(TieKind.NONE, "")],
            agreed_on=date(2026, 11, 1),
        )

    def candidate(self, **changed: object) -> Candidate:
        return selection.enter_candidate(self.call, replace(self.application(), **changed), by=self.lead)

    def score(self, candidate: Candidate, by: Staff, points: int) -> None:
        given = {one.pk: (points, "") for one in self.call.criteria.all()}
        selection.score(candidate, given, by=by)

    def scored(self, *points: tuple[int, int]) -> list[Candidate]:
        self.opened()
        made = [self.candidate() for _ in points]
        selection.begin_scoring(self.call, by=self.lead)
        for one, (a, b) in zip(made, points, strict=True):
            self.score(one, self.first, a)
            self.score(one, self.second, b)
        return made


@pytest.fixture
def town() -> Town:
    return Town()


def refused(deed, *says: Block) -> None:
    with pytest.raises(InputProblem) as found, transaction.atomic():
        deed()
    for block in says:
        assert str(block.label) in str(found.value)


def test_a_call_opens_with_whole_weights_and_two_scorers(town) -> None:
    selection.set_criteria(town.call, [Weighed("Vive ahí", 60), Weighed("Escucha", 30)], by=town.lead)
    selection.name_scorers(town.call, [town.first], by=town.lead)
    refused(lambda: selection.open_call(town.call, by=town.lead), Block.WEIGHTS, Block.FEW_SCORERS)


def test_once_open_the_weights_do_not_move(town) -> None:
    call = town.opened()
    refused(lambda: selection.set_criteria(call, [Weighed("Otra", 100)], by=town.lead))
    with pytest.raises(IntegrityError), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(weights_fixed_at=None)


def test_weights_moved_behind_everybodys_back_stop_the_scoring(town) -> None:
    town.opened()
    one = town.candidate()
    selection.begin_scoring(town.call, by=town.lead)
    Criterion.objects.filter(call=town.call, position=1).update(weight=31)
    refused(lambda: town.score(one, town.first, 3), Block.WEIGHTS_CHANGED)
    assert not queries.weights_hold(town.call)


@pytest.mark.parametrize(
    ("changed", "block"),
    [
        ({"agreed_on": None}, Block.NOT_AGREED),
        ({"ties": []}, Block.NO_TIES_DECLARED),
        ({"ties": [(TieKind.NONE, ""), (TieKind.CAMPAIGN, "")]}, Block.TIES_CONTRADICT),
    ],
    ids=["no consent", "ties not asked", "a tie and none"],
)
def test_nobody_is_entered_without_agreeing_and_declaring(town, changed, block) -> None:
    town.opened()
    refused(lambda: town.candidate(**changed), block)
    assert not Candidate.objects.exists()


def test_a_call_in_draft_takes_nobody(town) -> None:
    refused(town.candidate, Block.NOT_OPEN)


def test_what_a_candidate_says_lies_sealed_in_the_database(town) -> None:
    town.opened()
    one = town.candidate()
    raw = Candidate.objects.filter(pk=one.pk).values().get()
    assert "Ruiseñor" not in str(raw)
    assert "ludoteca" not in str(raw)
    assert Candidate.objects.get(pk=one.pk).name == "Alba Ruiseñor"


def test_a_scorer_sees_nobody_elses_points_before_both_have_scored(town) -> None:
    town.opened()
    one = town.candidate()
    selection.begin_scoring(town.call, by=town.lead)
    town.score(one, town.first, 5)
    assert queries.judged(one, seen_by=town.second) == []
    assert [given.scorer for given in queries.judged(one, seen_by=town.first)] == ["first"]
    town.score(one, town.second, 3)
    assert [given.total for given in queries.judged(one, seen_by=town.second)] == [100.0, 60.0]


def test_points_are_given_once_by_two_named_people(town) -> None:
    town.opened()
    one = town.candidate()
    selection.begin_scoring(town.call, by=town.lead)
    town.score(one, town.first, 5)
    refused(lambda: town.score(one, town.first, 4), Block.SCORED_ALREADY)
    refused(lambda: town.score(one, town.third, 4), Block.NOT_A_SCORER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.filter(scorer=town.first).update(points=6)


def test_whoever_is_close_to_a_candidate_does_not_score_them(town) -> None:
    town.opened()
    one = town.candidate()
    selection.begin_scoring(town.call, by=town.lead)
    selection.recuse(one, by=town.first)
    refused(lambda: town.score(one, town.first, 5), Block.RECUSED)


@pytest.mark.parametrize(
    "tie", [TieKind.RECOMMENDED, TieKind.CAMPAIGN, TieKind.PARTY_POST, TieKind.SECURITY_WORK]
)
def test_patronage_and_security_work_exclude(town, tie) -> None:
    town.opened()
    one = town.candidate(ties=[(tie, "")])
    assert Block.EXCLUDED in [
        b for row in queries.candidates(town.call, seen_by=town.lead) for b in row.blocks
    ]
    assert one.standing == Standing.APPLIED


def test_whoever_lives_elsewhere_is_not_chosen(town) -> None:
    town.opened()
    one = town.candidate(neighbourhood=town.outside)
    selection.begin_scoring(town.call, by=town.lead)
    town.score(one, town.first, 5)
    town.score(one, town.second, 5)
    refused(
        lambda: selection.decide(town.call, chosen=[one], reserve=[], reasons="La única", by=town.lead),
        Block.LIVES_ELSEWHERE,
    )


def test_a_choice_has_reasons_fits_the_places_and_is_not_made_by_a_scorer(town) -> None:
    ones = town.scored((5, 5), (4, 4))
    refused(
        lambda: selection.decide(town.call, chosen=ones, reserve=[], reasons=" ", by=town.first),
        Block.DECIDER_SCORED,
        Block.TOO_MANY,
        Block.NO_REASONS,
    )


def test_a_choice_keeps_everybodys_standing(town) -> None:
    best, next_best, last = town.scored((5, 5), (4, 4), (1, 1))
    selection.decide(town.call, chosen=[best], reserve=[next_best], reasons="Por puntaje", by=town.lead)
    found = dict(town.call.candidates.values_list("pk", "standing"))
    assert found == {best.pk: Standing.CHOSEN, next_best.pk: Standing.RESERVE, last.pk: Standing.NOT_CHOSEN}
    assert Call.objects.get().state == CallState.DECIDED


def test_nobody_is_chosen_while_somebody_waits_for_a_second_score(town) -> None:
    town.opened()
    one, other = town.candidate(), town.candidate()
    selection.begin_scoring(town.call, by=town.lead)
    town.score(one, town.first, 5)
    town.score(one, town.second, 5)
    town.score(other, town.first, 2)
    refused(
        lambda: selection.decide(town.call, chosen=[one], reserve=[], reasons="Sí", by=town.lead),
        Block.SCORES_MISSING,
    )


def test_the_ranking_says_whom_the_points_do_not_tell_apart(town) -> None:
    town.scored((5, 5), (4, 2), (2, 4), (0, 0))
    ranking = standings(town.call, seen_by=town.lead)
    assert [line.ranked.place for line in ranking.lines] == [1, 2, 2, 4]
    assert ranking.lines[0].ranked.low < ranking.lines[0].ranked.mean < ranking.lines[0].ranked.high
    assert ranking.lines[-1].ranked.surely == "out"


def test_nobody_scored_no_ranking(town) -> None:
    town.opened()
    assert standings(town.call, seen_by=town.lead) is None


def test_an_outsider_learns_nothing_of_candidates(town) -> None:
    liaison = person("liaison", Role.SECURITY_LIAISON)
    for ask in (queries.calls, lambda *, seen_by: queries.candidates(town.call, seen_by=seen_by)):
        with pytest.raises(PermissionDenied):
            ask(seen_by=liaison)


def test_the_trail_of_a_selection_holds_no_name_and_no_words(town) -> None:
    (one, *_) = town.scored((5, 5), (1, 1))
    selection.decide(town.call, chosen=[one], reserve=[], reasons="Alba Ruiseñor convence", by=town.lead)
    facts = " ".join(str(event.facts) for event in AuditEvent.objects.all())
    assert "Ruiseñor" not in facts
    assert "ludoteca" not in facts


def gestor_in(town: Town) -> Gestor:
    staff = person("gestora", Role.GESTOR)
    teams.assign(staff, town.cluster, from_on=date(2026, 1, 5), by=town.lead)
    return accompanying.take_on(staff, began_on=date(2026, 1, 5), by=town.lead)


def test_only_a_gestors_account_is_taken_on_and_once(town) -> None:
    gestor = gestor_in(town)
    refused(lambda: accompanying.take_on(town.first, began_on=CLOSES, by=town.lead))
    refused(lambda: accompanying.take_on(gestor.staff, began_on=CLOSES, by=town.lead))


def test_nobody_works_in_two_places_at_a_time(town) -> None:
    staff = gestor_in(town).staff
    shift = {"staff": staff, "cluster": town.cluster, "on": CLOSES, "part": Shift.NIGHT, "by": town.first}
    made = accompanying.plan_shift(**shift)
    refused(lambda: accompanying.plan_shift(**shift))
    accompanying.mark_shift(made, state=ShiftState.CANCELLED, by=town.first)
    accompanying.plan_shift(**shift)


def test_a_week_is_repeated_without_doubling_what_is_planned(town) -> None:
    staff, monday = gestor_in(town).staff, date(2026, 11, 23)
    for part in (Shift.MORNING, Shift.AFTERNOON):
        accompanying.plan_shift(staff=staff, cluster=town.cluster, on=monday, part=part, by=town.first)
    week = {"from_on": monday, "to_on": monday + timedelta(days=7), "cluster": town.cluster, "by": town.first}
    assert accompanying.copy_week(**week) == 2
    assert accompanying.copy_week(**week) == 0


def test_shifts_after_the_last_day_are_cancelled(town) -> None:
    gestor = gestor_in(town)
    for days in (0, 1):
        on = CLOSES + timedelta(days=days)
        accompanying.plan_shift(
            staff=gestor.staff, cluster=town.cluster, on=on, part=Shift.MORNING, by=town.first
        )
    accompanying.end(gestor, on=CLOSES, ending=Ending.JOB, by=town.first)
    assert list(PlannedShift.objects.values_list("state", flat=True)) == ["planned", "cancelled"]


def test_the_notes_of_a_talk_are_for_those_who_talked(town) -> None:
    gestor = gestor_in(town)
    today = timezone.localdate()
    accompanying.supervise(
        gestor.staff, held_on=today, note="Está cansada", agreed="Descansa", next_on=None, by=town.first
    )
    assert talks.talks(gestor.staff, seen_by=town.first)[0].note == "Está cansada"
    assert talks.talks(gestor.staff, seen_by=gestor.staff)[0].note == "Está cansada"
    assert talks.talks(gestor.staff, seen_by=town.second)[0].note is None
    with pytest.raises(PermissionDenied):
        talks.talks(gestor.staff, seen_by=town.lead)


@pytest.fixture
def english(client):
    client.cookies["pazos_language"] = "en"
    return client


def test_the_pages_of_a_selection_from_call_to_choice(english, town) -> None:
    english.force_login(town.lead)
    call = reverse("call", kwargs={"number": town.call.pk})
    assert english.get(reverse("calls")).status_code == 200
    english.post(
        reverse("call_scorers", kwargs={"number": town.call.pk}), {"scorers": [town.first.pk, town.second.pk]}
    )
    english.post(reverse("move_call", kwargs={"number": town.call.pk}), {"to": "open"})
    entered = {
        "name": "Alba Ruiseñor",
        "contact": "tienda",
        "neighbourhood": town.inside.pk,
        "lives_since": 2004,
        "experience": "ludoteca",
        "community": "torneo",
        "ties": ["none"],
        "agreed": "on",
    }
    answer = english.post(reverse("enter_candidate", kwargs={"number": town.call.pk}), entered)
    assert answer.status_code == 302
    assert "Alba" not in english.get(call).content.decode()
    english.post(reverse("move_call", kwargs={"number": town.call.pk}), {"to": "score"})
    one = Candidate.objects.get()
    for scorer, points in ((town.first, 4), (town.second, 5)):
        english.force_login(scorer)
        given = {f"points_{criterion.pk}": points for criterion in town.call.criteria.all()}
        answer = english.post(reverse("score_candidate", kwargs={"key": one.pk}), given)
        assert answer.status_code == 302
    english.force_login(town.lead)
    page = english.get(reverse("decide_call", kwargs={"number": town.call.pk})).content.decode()
    assert "90.0" in page
    decide = reverse("decide_call", kwargs={"number": town.call.pk})
    assert english.post(decide, {f"choice_{one.pk}": "chosen"}).status_code == 422
    assert english.post(decide, {f"choice_{one.pk}": "chosen", "reasons": "La mejor"}).status_code == 302
    assert Candidate.objects.get().standing == Standing.CHOSEN
    assert ReadEvent.objects.filter(what="gestores.candidate", by=town.lead).exists()


def test_a_form_half_filled_comes_back_with_what_is_wrong(english, town) -> None:
    town.opened()
    english.force_login(town.lead)
    enter = reverse("enter_candidate", kwargs={"number": town.call.pk})
    answer = english.post(enter, {"name": "Alba", "lives_since": 2090})
    assert answer.status_code == 422
    assert "That year has not come yet." in answer.content.decode()
    assert not Candidate.objects.exists()


def test_the_pages_of_gestores_shifts_and_training(english, town, django_assert_max_num_queries) -> None:
    gestor = gestor_in(town)
    english.force_login(town.first)
    today = timezone.localdate()
    with patch("pazos.interfaces.web.pages.gestores.shifts.timezone.localdate", return_value=today):
        plan = reverse("plan_shift", kwargs={"number": town.cluster.pk})
        answer = english.post(plan, {"staff": gestor.staff_id, "on": today.isoformat(), "part": "night"})
        assert answer.status_code == 302
        with django_assert_max_num_queries(40):
            page = english.get(reverse("shifts")).content.decode()
    assert "alone in the cluster at night" in page
    english.post(reverse("add_course"), {"title": "Mediación", "hours": 20, "is_required": "on"})
    assert "Mediación" in english.get(reverse("training")).content.decode()
    assert "gestora" in english.get(reverse("gestores")).content.decode()
    talk = reverse("gestor_talk", kwargs={"key": gestor.pk})
    assert english.post(talk, {"held_on": today.isoformat(), "note": "Bien"}).status_code == 302
    assert "Bien" in english.get(reverse("gestor", kwargs={"key": gestor.pk})).content.decode()
    english.force_login(town.second)
    assert "Bien" not in english.get(reverse("gestor", kwargs={"key": gestor.pk})).content.decode()
