"""Disputes: alert, claimed, in mediation, watched, closed, opened again; each deed only within one's reach."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from pazos.domain.disputes.actions import clusters, following, mediating, opening, turning
from pazos.domain.disputes.models import Dispute, FollowUp, Party, Settlement, Step, Turn
from pazos.domain.disputes.rules import Block
from pazos.domain.disputes.vocabulary import State
from pazos.domain.refusing import RefusedError
from pazos.domain.teams import actions as teams
from pazos.domain.teams.rules import OutOfReachError
from pazos.foundation.audit.models import AuditEvent
from pazos.science.problems import InputProblem
from street import LONG_AGO, Street, days_ago, now, street

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def city() -> Street:
    return street()


@pytest.fixture
def taken(city: Street) -> Dispute:
    """A dispute of the north that Ana opened and took."""
    made = city.dispute()
    turning.claim(made, id=uuid4(), by=city.ana, at=now())
    return again(made)


def again(dispute: Dispute) -> Dispute:
    return Dispute.objects.get(pk=dispute.pk)


def step(dispute: Dispute, by: Any, **said: Any) -> Step:
    usual = {"act": "listened", "done_on": TODAY(), "shift": "night", "people": 2, "note": "", "id": uuid4()}
    return mediating.add_step(dispute, **{**usual, **said}, by=by, at=now())


def settled(dispute: Dispute, by: Any, **said: Any) -> Settlement:
    usual = {"agreed_on": TODAY(), "terms": ["apology"], "keeper": "family", "until_on": None, "note": ""}
    return mediating.settle(dispute, **{"id": uuid4(), **usual, **said}, by=by, at=now())


def closed(dispute: Dispute, by: Any, **said: Any) -> Turn:
    usual = {"outcome": "calmed", "reason": "nothing_more", "note": "", "id": uuid4()}
    return turning.close(dispute, **{**usual, **said}, by=by, at=now())


# Whose reach


@pytest.mark.parametrize("who", ["sol", "ciro", "liaison", "lead", "supervisor"])
def test_nobody_outside_the_cluster_does_anything_to_a_dispute(
    city: Street, taken: Dispute, who: str
) -> None:
    outsider = city.people[who]
    deeds = [
        lambda: opening.change(taken, changes={"kind": "debt"}, by=outsider, at=now()),
        lambda: turning.claim(taken, id=uuid4(), by=outsider, at=now()),
        lambda: turning.take_over(taken, id=uuid4(), by=outsider, at=now()),
        lambda: closed(taken, outsider),
        lambda: step(taken, outsider),
        lambda: settled(taken, outsider),
        lambda: following.plan_after_shooting(taken, happened_on=TODAY(), by=outsider, at=now()),
    ]
    for deed in deeds:
        with pytest.raises(OutOfReachError):
            deed()
    assert again(taken).state == State.CLAIMED


@pytest.mark.parametrize("who", ["liaison", "lead", "supervisor"])
def test_only_who_writes_from_the_street_opens_a_dispute(city: Street, who: str) -> None:
    with pytest.raises(OutOfReachError):
        city.dispute(by=who)


def test_whose_access_has_ended_writes_nothing(city: Street) -> None:
    city.ana.is_active = False
    city.ana.save()
    with pytest.raises(OutOfReachError):
        city.dispute()


def test_what_a_phone_brings_back_late_is_taken_in_by_the_coordinator_in_its_writers_name(
    city: Street,
) -> None:
    city.ana.is_active = False
    city.ana.save()
    said = {"id": uuid4(), "kind": "debt", "heard": "saw", "signs": [], "neighbourhood": "N1", "sector": ""}
    said |= {"began_on": TODAY(), "shift": "night", "summary": "", "written_at": now(), "author": city.ana}
    with pytest.raises(OutOfReachError):
        opening.open_dispute(**said, by=city.ciro)
    with pytest.raises(OutOfReachError):
        opening.open_dispute(**said, by=city.beto)
    assert opening.open_dispute(**said, by=city.cora).written_by == city.ana


def test_who_moved_to_another_cluster_still_hands_over_what_they_hold(city: Street, taken: Dispute) -> None:
    membership = city.ana.memberships.get()
    teams.release(membership, until_on=TODAY() - timedelta(days=1), by=city.cora)
    turning.offer(taken, id=uuid4(), to=city.beto.pk, reason="moved", note="", by=city.ana, at=now())
    turning.take_over(again(taken), id=uuid4(), by=city.beto, at=now())
    assert again(taken).holder == city.beto


# Opening and changing


def test_a_dispute_belongs_to_the_cluster_of_its_neighbourhood(city: Street) -> None:
    assert city.dispute(neighbourhood="N2").cluster == city.north
    assert city.dispute(neighbourhood="S1").cluster == city.south  # heard of elsewhere: an alert for others
    assert city.dispute(neighbourhood="X1").cluster is None


def test_a_dispute_in_no_cluster_is_the_coordinators(city: Street) -> None:
    made = city.dispute(neighbourhood="X1")
    with pytest.raises(OutOfReachError):
        turning.claim(made, id=uuid4(), by=city.beto, at=now())
    turning.claim(made, id=uuid4(), by=city.ciro, at=now())
    assert again(made).holder == city.ciro


def test_a_dispute_in_no_cluster_joins_the_one_that_is_opened_there(city: Street) -> None:
    made = city.dispute(neighbourhood="X1")
    opened = teams.open_cluster("Este", [city.places["X1"]], on=LONG_AGO, by=None)
    assert clusters.place_unplaced(by=city.cora) == 1
    assert again(made).cluster == opened


def test_the_same_dispute_sent_twice_is_one(city: Street) -> None:
    key, at = uuid4(), now()
    first = city.dispute(id=key, at=at, summary="un muro")
    assert city.dispute(id=key, at=at, summary="un muro") == first
    assert Dispute.objects.count() == 1
    assert AuditEvent.objects.filter(verb="dispute.opened").count() == 1


def test_a_number_that_stands_for_something_else_is_refused(city: Street) -> None:
    key, at = uuid4(), now()
    city.dispute(id=key, at=at, summary="un muro")
    with pytest.raises(InputProblem):
        city.dispute(id=key, at=at, summary="otro muro")
    with pytest.raises(InputProblem):
        city.dispute(by="beto", id=key, at=at, summary="un muro")


def test_a_dispute_sent_again_after_it_was_corrected_stays_corrected(city: Street) -> None:
    key, at = uuid4(), now()
    made = city.dispute(id=key, at=at)
    opening.change(made, changes={"kind": "debt"}, by=city.beto, at=now())
    assert city.dispute(id=key, at=at).kind == "debt"


def test_a_change_returns_what_is_other_now_and_counts_a_version(city: Street) -> None:
    made = city.dispute()
    found = opening.change(made, changes={"kind": "debt", "shift": "night"}, by=city.beto, at=now())
    assert found == {"kind": ("neighbours", "debt")}
    assert again(made).version == 2
    assert opening.change(made, changes={"kind": "debt"}, by=city.beto, at=now()) == {}
    assert again(made).version == 2


def test_a_change_of_neighbourhood_moves_the_dispute_to_its_cluster(city: Street) -> None:
    made = city.dispute()
    assert opening.change(made, changes={"neighbourhood": "S1"}, by=city.ana, at=now()) == {
        "neighbourhood": ("N1", "S1")
    }
    assert again(made).cluster == city.south


def test_the_trail_holds_no_word_of_what_was_written(city: Street) -> None:
    made = city.dispute(summary="en la esquina del muro", sector="la cancha")
    opening.change(made, changes={"summary": "ya no"}, by=city.ana, at=now())
    turning.claim(made, id=uuid4(), by=city.ana, at=now())
    step(made, city.ana, note="hablamos con la familia")
    written = str(list(AuditEvent.objects.values_list("facts", flat=True)))
    assert not any(word in written for word in ("esquina", "cancha", "ya no", "familia"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "police"),
        ("kind", ""),
        ("signs", ["none"]),
        ("signs", "shots"),
        ("neighbourhood", "Z9"),
        ("began_on", TODAY() + timedelta(days=2)),
        ("began_on", "2023-01-01"),
        ("summary", "x" * 281),
        ("summary", "llamar al 315 555 1234"),
        ("sector", "cc 1.113.654.321"),
        ("risk", 9),
        ("shift", "22:30"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_by_its_field(city: Street, field: str, value: Any) -> None:
    with pytest.raises(InputProblem) as refused:
        city.dispute(**{field: value})
    assert refused.value.facts["field"] == field
    assert str(value) not in str(refused.value) or not str(value)


# Risk


def test_signs_raise_the_risk_and_a_person_may_raise_it_further(city: Street) -> None:
    assert city.dispute().risk == 1
    assert city.dispute(signs=["firearm_seen", "group"]).risk == 3
    raised = city.dispute(risk=4)
    assert (raised.risk, raised.risk_raised) == (4, True)
    assert city.dispute(signs=["shots"], risk=1).risk == 4  # what a phone sends never lowers it


def test_risk_is_lowered_by_a_person_only_and_never_below_its_signs(city: Street) -> None:
    made = city.dispute(signs=["firearm_seen", "group"], risk=4)
    opening.change(made, changes={"signs": ["group"]}, by=city.ana, at=now())
    assert again(made).risk == 4
    found = opening.change(made, changes={"risk": 2}, by=city.ana, at=now())
    assert found == {"risk": (4, 2)}
    with pytest.raises(RefusedError) as refused:
        opening.change(made, changes={"risk": 1}, by=city.ana, at=now())
    assert refused.value.blocks == (Block.BELOW_SIGNS,)


def test_time_alone_never_lowers_a_risk(city: Street) -> None:
    made = city.dispute(signs=["shots"], at=days_ago(60))
    opening.change(made, changes={"summary": "sigue"}, by=city.ana, at=now())
    assert again(made).risk == 4
    found = opening.change(made, changes={"signs": ["shots", "alcohol"]}, by=city.ana, at=now())
    assert again(made).risk == 4
    assert set(found) == {"signs"}


# Hands


def test_an_alert_is_taken_once(city: Street) -> None:
    made, key = city.dispute(), uuid4()
    turning.claim(made, id=key, by=city.ana, at=now())
    turning.claim(made, id=key, by=city.ana, at=now())
    with pytest.raises(RefusedError) as refused:
        turning.claim(made, id=uuid4(), by=city.beto, at=now())
    assert refused.value.blocks == (Block.TAKEN,)
    assert Turn.objects.count() == 1
    assert again(made).holder == city.ana


def test_a_refused_deed_leaves_nothing_behind(city: Street, taken: Dispute) -> None:
    before = Turn.objects.count()
    with pytest.raises(RefusedError):
        turning.claim(taken, id=uuid4(), by=city.beto, at=now())
    assert Turn.objects.count() == before


def test_a_hand_over_is_offered_and_taken(city: Street, taken: Dispute) -> None:
    turning.offer(taken, id=uuid4(), to=city.beto.pk, reason="shift", note="", by=city.ana, at=now())
    assert (again(taken).holder, again(taken).offered_to) == (city.ana, city.beto)
    turning.take_over(taken, id=uuid4(), by=city.beto, at=now())
    assert (again(taken).holder, again(taken).offered_to) == (city.beto, None)


def test_a_declined_hand_over_leaves_it_where_it_was(city: Street, taken: Dispute) -> None:
    turning.offer(taken, id=uuid4(), to=city.beto.pk, reason="shift", note="", by=city.ana, at=now())
    turning.decline(taken, id=uuid4(), by=city.beto, at=now())
    assert (again(taken).holder, again(taken).offered_to) == (city.ana, None)


def test_nobody_takes_over_what_was_not_offered_but_the_coordinator(city: Street, taken: Dispute) -> None:
    with pytest.raises(RefusedError) as refused:
        turning.take_over(taken, id=uuid4(), by=city.beto, at=now())
    assert refused.value.blocks == (Block.NOT_OFFERED,)
    turning.take_over(taken, id=uuid4(), by=city.cora, at=now())
    assert again(taken).holder == city.cora


def test_a_dispute_is_not_offered_outside_its_cluster(city: Street, taken: Dispute) -> None:
    for number in (city.sol.pk, city.liaison.pk, 999_999):
        with pytest.raises(RefusedError) as refused:
            turning.offer(taken, id=uuid4(), to=number, reason="shift", note="", by=city.ana, at=now())
        assert Block.NOT_FROM_HERE in refused.value.blocks


def test_follow_ups_of_who_held_it_go_with_the_dispute(city: Street, taken: Dispute) -> None:
    said = {"occasion": "visit", "due_on": TODAY() + timedelta(days=3), "assigned_to": city.ana.pk}
    planned = following.plan(taken, id=uuid4(), **said, by=city.ana, at=now())
    turning.take_over(taken, id=uuid4(), by=city.cora, at=now())
    assert FollowUp.objects.get(pk=planned.pk).assigned_to == city.cora


# Mediation


def test_a_first_step_begins_the_mediation_and_an_agreement_is_watched(city: Street, taken: Dispute) -> None:
    step(taken, city.beto)
    assert again(taken).state == State.ACTIVE
    made = settled(taken, city.ana)
    assert again(taken).state == State.WATCHED
    asked = FollowUp.objects.get(occasion="agreement")
    assert asked.due_on == made.agreed_on + timedelta(days=14)
    mediating.judge(made, held=False, judged_on=TODAY(), by=city.ana, at=now())
    assert again(taken).state == State.ACTIVE


def test_what_was_done_on_an_alert_is_kept_and_it_stays_an_alert(city: Street) -> None:
    made = city.dispute()
    step(made, city.beto, act="calmed")
    assert again(made).state == State.ALERT
    with pytest.raises(RefusedError) as refused:
        settled(made, city.beto)
    assert refused.value.blocks == (Block.NOBODY_HOLDS,)


def test_a_step_done_before_the_closing_arrives_after_it(city: Street, taken: Dispute) -> None:
    Dispute.objects.filter(pk=taken.pk).update(state="closed", outcome="calmed", closed_at=days_ago(2))
    late = step(taken, city.ana, done_on=timezone.localdate(days_ago(3)))
    assert late.dispute_id == taken.pk
    with pytest.raises(RefusedError) as refused:
        step(taken, city.ana, done_on=TODAY())
    assert refused.value.blocks == (Block.CLOSED,)
    assert again(taken).state == State.CLOSED


def test_the_same_step_sent_twice_is_one(city: Street, taken: Dispute) -> None:
    key = uuid4()
    assert step(taken, city.ana, id=key) == step(taken, city.ana, id=key)
    with pytest.raises(InputProblem):
        step(taken, city.ana, id=key, people=9)
    assert Step.objects.count() == 1


def test_a_party_is_a_role_and_only_a_group_is_more_than_one(city: Street, taken: Dispute) -> None:
    said = {"age_band": "14-17", "sex": "m", "is_first_side": True}
    with pytest.raises(InputProblem):
        mediating.add_party(taken, id=uuid4(), role="involved", people=4, **said, by=city.ana, at=now())
    made = mediating.add_party(taken, id=uuid4(), role="group", people=4, **said, by=city.ana, at=now())
    mediating.remove_party(made, by=city.beto, at=now())
    mediating.remove_party(made, by=city.beto, at=now())
    assert not Party.objects.exists()


def test_two_disputes_hang_together_only_if_both_are_within_reach(city: Street, taken: Dispute) -> None:
    near, far = city.dispute(), city.dispute(by="sol", neighbourhood="S1")
    made = mediating.link(taken, id=uuid4(), other=near.pk, tie="answer_to", by=city.ana, at=now())
    twice = mediating.link(taken, id=uuid4(), other=near.pk, tie="answer_to", by=city.beto, at=now())
    assert made == twice
    with pytest.raises(OutOfReachError):
        mediating.link(taken, id=uuid4(), other=far.pk, tie="answer_to", by=city.ana, at=now())
    with pytest.raises(InputProblem):
        mediating.link(taken, id=uuid4(), other=taken.pk, tie="same", by=city.ana, at=now())


# Going back


def test_the_days_after_a_shooting_are_planned_once(city: Street, taken: Dispute) -> None:
    day = TODAY()
    first = following.plan_after_shooting(taken, happened_on=day, by=city.ana, at=now())
    second = following.plan_after_shooting(taken, happened_on=day, by=city.beto, at=now())
    assert [one.pk for one in first] == [one.pk for one in second]
    assert FollowUp.objects.count() == 5
    waits = {one.occasion: (one.due_on - day).days for one in FollowUp.objects.all()}
    assert (waits["funeral"], waits["first_72_hours"], waits["novena"]) == (2, 3, 9)
    assert 28 <= waits["month"] <= 31
    assert waits["anniversary"] in (365, 366)


def test_days_that_have_passed_are_not_planned(city: Street, taken: Dispute) -> None:
    made = following.plan_after_shooting(
        taken, happened_on=TODAY() - timedelta(days=20), by=city.ana, at=now()
    )
    assert {one.occasion for one in made} == {"month", "anniversary"}


def test_a_follow_up_is_moved_done_once_or_dropped_with_a_reason(city: Street, taken: Dispute) -> None:
    one, two = following.plan_after_shooting(taken, happened_on=TODAY(), by=city.ana, at=now())[:2]
    later = TODAY() + timedelta(days=4)
    following.move(one, due_on=later, assigned_to=city.beto.pk, by=city.ana, at=now())
    done = {"done_on": TODAY(), "is_calm": True, "note": ""}
    following.finish(one, **done, by=city.beto, at=now())
    following.finish(one, **done, by=city.beto, at=now())
    with pytest.raises(InputProblem):
        following.finish(one, **{**done, "is_calm": False}, by=city.beto, at=now())
    with pytest.raises(RefusedError):
        following.drop(two, reason="shift", by=city.ana, at=now())
    following.drop(two, reason="wrong", by=city.ana, at=now())
    with pytest.raises(InputProblem):
        following.move(two, due_on=later, assigned_to=None, by=city.ana, at=now())


# Closing and opening again


def test_who_neither_holds_nor_coordinates_does_not_close(city: Street, taken: Dispute) -> None:
    with pytest.raises(RefusedError) as refused:
        closed(taken, city.beto)
    assert refused.value.blocks == (Block.NOT_YOURS,)
    closed(taken, city.cora)
    assert again(taken).outcome == "calmed"


def test_settled_means_that_an_agreement_is_known_to_have_held(city: Street, taken: Dispute) -> None:
    made = settled(taken, city.ana)
    with pytest.raises(RefusedError) as refused:
        closed(taken, city.ana, outcome="settled", reason="agreement_held")
    assert refused.value.blocks == (Block.NO_AGREEMENT_HELD,)
    mediating.judge(made, held=True, judged_on=TODAY(), by=city.ana, at=now())
    closed(taken, city.ana, outcome="settled", reason="agreement_held")
    assert again(taken).state == State.CLOSED


def test_the_first_days_after_a_shooting_keep_a_dispute_open_and_its_anniversary_does_not(
    city: Street, taken: Dispute
) -> None:
    made = following.plan_after_shooting(taken, happened_on=TODAY(), by=city.ana, at=now())
    with pytest.raises(RefusedError) as refused:
        closed(taken, city.ana)
    assert refused.value.blocks == (Block.FIRST_DAYS_AHEAD,)
    for one in made:
        if one.occasion in ("first_72_hours", "funeral", "novena"):
            following.finish(one, done_on=TODAY(), is_calm=True, note="", by=city.ana, at=now())
    closed(taken, city.ana)
    assert FollowUp.objects.filter(done_on__isnull=True, dropped="").count() == 2


def test_what_was_entered_wrongly_is_closed_as_that_by_its_writer(city: Street) -> None:
    made = city.dispute()
    with pytest.raises(RefusedError) as refused:
        closed(made, city.beto, reason="wrong", outcome="unknown")
    assert refused.value.blocks == (Block.NOT_YOURS,)
    with pytest.raises(RefusedError) as refused:
        closed(made, city.ana, reason="wrong", outcome="settled")
    assert refused.value.blocks == (Block.WRONG_HAS_NO_OUTCOME,)
    closed(made, city.ana, reason="wrong", outcome="unknown")
    assert again(made).state == State.CLOSED


def test_a_dispute_opened_again_is_an_alert_that_somebody_must_take(city: Street, taken: Dispute) -> None:
    closed(taken, city.ana)
    with pytest.raises(RefusedError):
        turning.reopen(taken, id=uuid4(), reason="shift", note="", by=city.beto, at=now())
    turning.reopen(taken, id=uuid4(), reason="flared_up", note="", by=city.beto, at=now())
    one = again(taken)
    assert (one.state, one.holder, one.outcome, one.closed_at) == (State.ALERT, None, "", None)
    turning.claim(one, id=uuid4(), by=city.beto, at=now())
    assert again(taken).holder == city.beto
