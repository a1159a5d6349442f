"""Activities: planned by those whose they are, told once, counted by name or by number and never by both."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from pazos.domain.activities import actions
from pazos.domain.activities.actions.planning import Planned
from pazos.domain.activities.models import Activity, Attendance, HeadCount
from pazos.domain.activities.vocabulary import Block, IndirectMethod, Kind, State
from pazos.domain.participants.vocabulary import AgeBand, Sex
from pazos.domain.refusing import RefusedError
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.history.changing import changes_of
from pazos.science.problems import InputProblem
from reached import Reached, reached

pytestmark = pytest.mark.django_db
GIRLS, BOYS = (Sex.WOMAN, AgeBand.TEEN), (Sex.MAN, AgeBand.TEEN)


@pytest.fixture
def city() -> Reached:
    return reached()


def said(city, **more):
    of = city.programmes["workshop"]
    day = timezone.localdate() - timedelta(days=3)
    return {
        "programme": of,
        "name": "Taller",
        "kind": Kind.CULTURE,
        "starts_on": day,
        "responsible": of.department,
        **more,
    }


def test_an_outsider_plans_nothing_for_another_organisation(city) -> None:
    for name in ("olga", "liaison", "member"):
        with pytest.raises(PermissionDenied):
            actions.plan(**said(city), by=city.staff[name])
    made = actions.plan(**said(city), by=city.paula)
    for deed in (actions.done, actions.plan_again):
        with pytest.raises(PermissionDenied):
            deed(made, by=city.olga)
    with pytest.raises(PermissionDenied):
        actions.change_plan(made, by=city.olga, name="Otro")


def test_a_plan_finds_its_cluster_and_a_code_of_its_own(city) -> None:
    first = actions.plan(**said(city, neighbourhood=city.places["S1"]), by=city.paula)
    second = actions.plan(**said(city, neighbourhood=city.places["X1"]), by=city.paula)
    assert (first.cluster, second.cluster) == (city.clusters["south"], None)
    assert first.code == f"workshop-{first.starts_on:%y%m%d}-1"
    assert second.code.endswith("-2")
    assert changes_of(first).get().is_making
    with pytest.raises(InputProblem, match="another activity"):
        actions.plan(**said(city, code=first.code), by=city.paula)


def test_every_reason_against_a_plan_is_told(city) -> None:
    of = city.programmes["workshop"]
    of.starts_on = timezone.localdate()
    of.save()
    wrong = said(city, cluster=city.clusters["north"], neighbourhood=city.places["S1"], partner=city.partner)
    with pytest.raises(RefusedError) as refused:
        actions.plan(**wrong, by=city.paula)
    assert set(refused.value.blocks) == {
        Block.OUTSIDE_PROGRAMME,
        Block.NOT_IN_CLUSTER,
        Block.PARTNER_IS_RESPONSIBLE,
    }


def test_a_weekly_activity_is_planned_whole_or_not_at_all(city) -> None:
    made = actions.repeat_weekly(Planned(**said(city)), weeks=4, by=city.paula)
    assert [(one.starts_on - made[0].starts_on).days for one in made] == [0, 7, 14, 21]
    of = city.programmes["workshop"]
    of.ends_on = timezone.localdate() + timedelta(days=10)
    of.save()
    with pytest.raises(RefusedError):
        actions.repeat_weekly(Planned(**said(city)), weeks=8, by=city.paula)
    assert Activity.objects.count() == 4


def test_done_is_said_once_and_taken_back(city) -> None:
    made = actions.plan(**said(city), by=city.paula)
    actions.done(made, hours=Decimal("2.5"), by=city.paula)
    events = AuditEvent.objects.count()
    row = actions.done(made, by=city.paula)
    assert (row.state, row.hours, AuditEvent.objects.count()) == (State.DONE, Decimal("2.5"), events)
    assert actions.plan_again(made, by=city.paula).state == State.PLANNED


def test_cancelling_needs_a_reason_and_loses_nobody(city) -> None:
    made = actions.plan(**said(city), by=city.paula)
    with pytest.raises(RefusedError):
        actions.cancel(made, why="", by=city.paula)
    actions.cancel(made, why="Llovió", by=city.paula)
    with pytest.raises(RefusedError):
        actions.attend(made, participants=[city.person()], by=city.paula)
    again = actions.plan_again(made, by=city.paula)
    assert (again.state, again.why_cancelled) == (State.PLANNED, "")


def test_a_plan_is_changed_and_its_change_is_kept(city) -> None:
    made = actions.plan(**said(city), by=city.paula)
    row = actions.change_plan(made, name="Taller de radio", neighbourhood=city.places["S1"], by=city.paula)
    assert (row.name, row.cluster) == ("Taller de radio", city.clusters["south"])
    assert changes_of(row).first().fields["name"] == ["Taller", "Taller de radio"]
    with pytest.raises(PermissionDenied):
        actions.change_plan(made, responsible=city.other, partner=None, by=city.paula)


def test_attendance_is_written_once_however_often_it_is_sent(city) -> None:
    made = actions.plan(**said(city), by=city.paula)
    people = [city.person(), city.person()]
    assert actions.attend(made, participants=people, by=city.paula) == 2
    assert actions.attend(made, participants=[*people, people[0]], by=city.paula) == 0
    made.refresh_from_db()
    assert made.state == State.DONE
    assert actions.leave_out(made, participant=people[0], by=city.paula)
    assert not actions.leave_out(made, participant=people[0], by=city.paula)
    assert Attendance.objects.count() == 1
    facts = AuditEvent.objects.filter(verb="attendance.written").values_list("facts", flat=True)
    assert list(facts) == [{"people": 2}]


def test_who_may_not_keep_attendance_writes_nobody_into_it(city) -> None:
    made, person = actions.plan(**said(city), by=city.paula), city.person()
    for name in ("lead", "dora", "olga", "liaison"):
        with pytest.raises(PermissionDenied):
            actions.attend(made, participants=[person], by=city.staff[name])


def test_an_activity_with_people_does_not_move_away_from_them(city) -> None:
    made = actions.plan(**said(city), by=city.paula)
    city.came(city.person(), to=made)
    with pytest.raises(RefusedError) as refused:
        actions.change_plan(made, starts_on=made.starts_on + timedelta(days=1), ends_on=None, by=city.paula)
    assert refused.value.blocks == (Block.HAS_PEOPLE,)


def test_heads_are_counted_by_group_and_stand_apart_from_people(city) -> None:
    made = actions.plan(**said(city), by=city.paula)
    actions.count_heads(made, heads={GIRLS: 12, BOYS: 9}, by=city.paula)
    actions.count_heads(made, heads={GIRLS: 14, BOYS: 0}, by=city.paula)
    assert list(HeadCount.objects.values_list("sex", "people")) == [("woman", 14)]
    assert not Attendance.objects.exists()
    events = AuditEvent.objects.count()
    actions.count_heads(made, heads={GIRLS: 14}, by=city.paula)
    assert AuditEvent.objects.count() == events
    with pytest.raises(InputProblem):
        actions.count_heads(made, heads={GIRLS: -1}, by=city.paula)
    with pytest.raises(PermissionDenied):
        actions.count_heads(made, heads={GIRLS: 1}, by=city.olga)


def test_nobody_is_counted_before_it_begins(city) -> None:
    made = actions.plan(**said(city, starts_on=timezone.localdate() + timedelta(days=2)), by=city.paula)
    for deed in (
        lambda: actions.count_heads(made, heads={GIRLS: 1}, by=city.paula),
        lambda: actions.done(made, by=city.paula),
        lambda: actions.attend(made, participants=[city.person()], by=city.paula),
    ):
        with pytest.raises(RefusedError):
            deed()


def test_indirect_reach_states_its_arithmetic(city) -> None:
    stated = {
        "programme": city.programmes["workshop"],
        "year": 2023,
        "method": IndirectMethod.HOUSEHOLDS,
        "people": 640,
    }
    with pytest.raises(InputProblem, match="arithmetic"):
        actions.state_indirect(**stated, workings="", by=city.paula)
    words = "200 personas x 3,2 por hogar (DANE 2018)"
    first = actions.state_indirect(**stated, workings=words, by=city.paula)
    again = actions.state_indirect(**{**stated, "people": 600}, workings=words, by=city.lead)
    assert (again.pk, again.people) == (first.pk, 600)
    with pytest.raises(PermissionDenied):
        actions.state_indirect(**stated, workings=words, by=city.olga)
    with pytest.raises(InputProblem, match="year that has begun"):
        actions.state_indirect(**{**stated, "year": date.max.year}, workings=words, by=city.paula)
