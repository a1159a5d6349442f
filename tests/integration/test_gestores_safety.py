"""How gestores are: they tell of themselves only, somebody else answers, and a call for help always finds somebody."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from pazos.domain.outreach.actions import presence, safety
from pazos.domain.outreach.models import Distress, Presence, SafetyIncident, WellbeingCheck
from pazos.domain.outreach.queries import safety as queries
from pazos.domain.teams import actions as teams
from pazos.domain.teams.rules import OutOfReachError
from pazos.foundation.access.policy import DISTRESS_WIDENS_AFTER, GRANTS, Permission, Role, holders
from pazos.foundation.audit.models import AuditEvent, ReadEvent
from pazos.science.problems import InputProblem
from street import LONG_AGO, Street, now, person, street

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.django_db
OUTSIDERS = ("sol", "ciro", "liaison", "lead", "supervisor")
SECRET = "duermo con miedo"


@pytest.fixture
def city() -> Street:
    return street()


@pytest.fixture
def signed(client: Client) -> Callable[..., Client]:
    def sign(who: Any) -> Client:
        client.cookies["pazos_language"] = "en"
        client.force_login(who)
        return client

    return sign


def check(city: Street, by: str = "ana", **said: Any) -> WellbeingCheck:
    usual = {"id": uuid4(), "on": timezone.localdate(), "mood": 2, "sleep": 2, "safe": 2}
    usual |= {"wants_to_talk": True, "note": SECRET}
    return safety.check_in(**{**usual, **said}, by=city.people[by], at=now())


def incident(city: Street, by: str = "ana", **said: Any) -> SafetyIncident:
    usual = {"id": uuid4(), "kind": "threatened", "on": timezone.localdate(), "shift": "night"}
    usual |= {"neighbourhood": "N1", "note": SECRET}
    return safety.report_incident(**{**usual, **said}, by=city.people[by], at=now())


def call(city: Street, by: str = "ana", *, minutes_ago: float = 0, place: str | None = "N1") -> Distress:
    at = now() - timedelta(minutes=minutes_ago)
    said = {"id": uuid4(), "neighbourhood": place, "pressed_at": at}
    return safety.press_distress(**said, by=city.people[by], at=at)


# Outsiders first


@pytest.mark.parametrize("who", [*OUTSIDERS, "beto"])
def test_what_a_gestor_tells_of_themselves_reaches_no_outsider_and_no_colleague(
    city: Street, who: str
) -> None:
    made, threat = check(city), incident(city)
    outsider = city.people[who]
    assert queries.checks(seen_by=outsider, unanswered=True) == []
    assert queries.incidents(seen_by=outsider, ended=False) == []
    for deed in (
        lambda: safety.answer_check(made, by=outsider),
        lambda: safety.attend_incident(threat, measures="descanso", by=outsider),
        lambda: safety.end_incident(threat, ended_on=timezone.localdate(), by=outsider),
    ):
        with pytest.raises(OutOfReachError):
            deed()


@pytest.mark.parametrize("who", ["liaison", "lead"])
@pytest.mark.parametrize("name", ["safety", "safety_before", "help_calls"])
def test_who_has_no_part_in_it_is_refused_the_pages(city: Street, signed, who: str, name: str) -> None:
    assert signed(city.people[who]).get(reverse(name)).status_code == 403


def test_another_clusters_coordinator_finds_nothing_on_the_pages(city: Street, signed) -> None:
    made, threat = check(city), incident(city)
    client = signed(city.ciro)
    for name in ("safety", "safety_before"):
        assert SECRET not in client.get(reverse(name)).content.decode()
    assert client.get(reverse("incident", kwargs={"key": threat.pk})).status_code == 404
    assert client.post(reverse("answer_check", kwargs={"key": made.pk})).status_code == 404


def test_a_gestor_sees_their_own_and_answers_none(city: Street, signed) -> None:
    made = check(city)
    assert SECRET in signed(city.ana).get(reverse("safety")).content.decode()
    with pytest.raises(InputProblem):
        safety.answer_check(made, by=city.ana)


# Telling and answering


def test_a_check_in_sent_twice_is_one_and_is_answered_once(city: Street) -> None:
    key = uuid4()
    assert check(city, id=key) == check(city, id=key)
    made = WellbeingCheck.objects.get()
    safety.answer_check(made, by=city.cora)
    first = WellbeingCheck.objects.get().answered_at
    safety.answer_check(made, by=city.cora)
    assert WellbeingCheck.objects.get().answered_at == first
    assert AuditEvent.objects.filter(verb="wellbeing.answered").count() == 1


@pytest.mark.parametrize(
    ("field", "value"), [("mood", 0), ("mood", 6), ("sleep", True), ("safe", 2.5), ("wants_to_talk", 1)]
)
def test_how_one_is_is_one_to_five(city: Street, field: str, value: object) -> None:
    with pytest.raises(InputProblem) as refused:
        check(city, **{field: value})
    assert refused.value.facts["field"] == field


def test_an_incident_ends_only_after_something_was_done(city: Street) -> None:
    made = incident(city)
    with pytest.raises(InputProblem):
        safety.end_incident(made, ended_on=timezone.localdate(), by=city.cora)
    with pytest.raises(InputProblem):
        safety.attend_incident(made, measures=" ", by=city.cora)
    safety.attend_incident(made, measures="Dos semanas en otro clúster.", by=city.cora)
    safety.end_incident(made, ended_on=timezone.localdate(), by=city.cora)
    assert queries.incidents(seen_by=city.cora, ended=True)[0].measures == "Dos semanas en otro clúster."


def test_the_pages_answer_attend_and_end(city: Street, signed) -> None:
    made, threat = check(city), incident(city)
    client = signed(city.cora)
    assert client.post(reverse("answer_check", kwargs={"key": made.pk})).status_code == 302
    address = reverse("incident", kwargs={"key": threat.pk})
    attend = {
        "deed": "attend",
        "attend-key": str(uuid4()),
        "attend-measures": "Acompañamiento en los turnos.",
    }
    assert client.post(address, attend).status_code == 302
    over = {"deed": "over", "over-key": str(uuid4()), "over-ended_on": timezone.localdate().isoformat()}
    assert client.post(address, over).status_code == 302
    shown = client.get(reverse("safety_before")).content.decode()
    assert "Acompañamiento en los turnos." in shown
    assert {one.what for one in ReadEvent.objects.filter(by=city.cora)} == {
        "outreach.wellbeingcheck",
        "outreach.safetyincident",
    }


def test_what_a_phone_brings_back_late_is_told_by_its_gestor_and_taken_in_by_their_coordinator(
    city: Street,
) -> None:
    city.ana.is_active = False
    city.ana.save()
    said = {"id": uuid4(), "on": timezone.localdate(), "mood": 3, "sleep": 3, "safe": 3}
    said |= {"wants_to_talk": False, "note": "", "author": city.ana}
    with pytest.raises(OutOfReachError):
        safety.check_in(**said, by=city.ciro, at=now())
    assert safety.check_in(**said, by=city.cora, at=now()).gestor == city.ana


def test_the_trail_says_that_somebody_told_and_not_what(city: Street) -> None:
    check(city)
    incident(city)
    call(city)
    facts = list(
        AuditEvent.objects.filter(verb__in=["wellbeing.told", "safety.reported", "distress.pressed"])
    )
    assert len(facts) == 3
    assert all(one.facts == {} for one in facts)


# Calls for help


def heard(city: Street, who: str) -> list[str]:
    return [one.name for one in queries.calling(seen_by=city.people[who])]


def test_a_call_reaches_the_coordinators_of_the_gestors_clusters_at_once_and_nobody_else(
    city: Street,
) -> None:
    call(city)
    assert heard(city, "cora") == ["Ana"]
    assert [who for who in (*OUTSIDERS, "beto") if heard(city, who)] == []


def test_a_call_from_anothers_cluster_reaches_that_clusters_coordinator_too(city: Street) -> None:
    call(city, place="S1")
    assert heard(city, "ciro") == ["Ana"]
    assert heard(city, "cora") == ["Ana"]


def test_a_call_that_nobody_answers_reaches_everyone_who_answers_for_the_city(city: Street) -> None:
    call(city, minutes_ago=DISTRESS_WIDENS_AFTER.total_seconds() / 60 + 0.1)
    assert [who for who in OUTSIDERS if heard(city, who)] == ["ciro", "supervisor"]


def test_a_call_does_not_widen_before_its_time_and_narrows_once_it_is_answered(city: Street) -> None:
    call(city, minutes_ago=DISTRESS_WIDENS_AFTER.total_seconds() / 60 - 0.2)
    assert heard(city, "supervisor") == []
    late = call(city, minutes_ago=9)
    safety.answer_distress(late, by=city.supervisor)
    assert heard(city, "ciro") == []
    assert heard(city, "supervisor") == ["Ana"]  # who answers sees it to its end


def test_a_call_counts_its_minutes_from_when_it_arrived(city: Street) -> None:
    """A phone without signal sends it late: the coordinator still has those minutes."""
    safety.press_distress(
        id=uuid4(), neighbourhood=None, pressed_at=now() - timedelta(hours=2), by=city.ana, at=now()
    )
    assert heard(city, "supervisor") == []
    assert heard(city, "cora") == ["Ana"]


def test_a_call_of_a_gestor_without_cluster_reaches_every_coordinator(city: Street) -> None:
    city.people["new"] = person("new", Role.GESTOR)
    call(city, "new", place=None)
    assert heard(city, "cora") == heard(city, "ciro") == ["New"]


def test_a_call_reaches_the_coordinators_of_every_cluster_of_the_gestor(city: Street) -> None:
    teams.assign(city.ana, city.south, from_on=LONG_AGO, by=None)
    call(city, place=None)
    assert heard(city, "ciro") == heard(city, "cora") == ["Ana"]


@pytest.mark.parametrize("place", [None, "Z9", "N1"])
def test_a_call_is_taken_whatever_is_missing(city: Street, place: str | None) -> None:
    assert call(city, place=place).pk


def test_the_first_who_answers_stays_and_nobody_ends_an_unanswered_call(city: Street) -> None:
    teams.assign(city.ciro, city.north, from_on=LONG_AGO, by=None)
    made = call(city)
    with pytest.raises(InputProblem):
        safety.end_distress(made, was_false_alarm=True, note="", by=city.cora)
    safety.answer_distress(made, by=city.cora)
    assert safety.answer_distress(made, by=city.ciro).answered_by == city.cora
    safety.end_distress(made, was_false_alarm=False, note="", by=city.ciro)
    assert heard(city, "cora") == []
    with pytest.raises(InputProblem):
        safety.answer_distress(call(city, "cora"), by=city.cora)


def test_a_call_stands_at_the_head_of_every_page_of_whoever_may_answer(city: Street, signed) -> None:
    made = call(city)
    for name in ("presence", "disputes", "work_clusters", "map"):
        assert "Ana calls for help" in signed(city.cora).get(reverse(name)).content.decode()
    assert ReadEvent.objects.filter(by=city.cora, what="outreach.distress").count() == 1
    for who in ("beto", "ciro", "liaison"):
        page = "map" if who == "liaison" else "disputes"
        assert "calls for help" not in signed(city.people[who]).get(reverse(page)).content.decode()
    answer = signed(city.ciro).post(reverse("answer_call", kwargs={"key": made.pk}))
    assert answer.status_code == 404


def test_a_call_is_answered_and_ended_from_its_page(city: Street, signed) -> None:
    made = call(city)
    client = signed(city.cora)
    assert client.post(reverse("answer_call", kwargs={"key": made.pk})).status_code == 302
    end = {"key": str(uuid4()), "was_false_alarm": "no", "note": ""}
    assert client.post(reverse("end_call", kwargs={"key": made.pk}), end).status_code == 302
    row = Distress.objects.get()
    assert (row.answered_by, row.was_false_alarm) == (city.cora, False)


def test_the_widening_is_declared_and_never_reaches_the_security_liaison() -> None:
    assert holders(Permission.ANSWER_DISTRESS) == [Role.OUTREACH_COORDINATOR, Role.CASE_SUPERVISOR]
    assert Permission.ANSWER_DISTRESS not in GRANTS[Role.SECURITY_LIAISON]


# Presence


@pytest.mark.parametrize("who", OUTSIDERS)
def test_presence_of_a_cluster_is_withdrawn_by_nobody_outside_it(city: Street, who: str) -> None:
    said = {"activity": "walk", "venue": "street", "shift": "night", "companions": 0, "met": {}, "note": ""}
    made = presence.record_presence(
        id=uuid4(), neighbourhood="N1", done_on=timezone.localdate(), **said, by=city.ana, at=now()
    )
    with pytest.raises(OutOfReachError):
        presence.withdraw_presence(made, by=city.people[who])
    assert Presence.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("met", {"18-28": -1}),
        ("met", {"17": 3}),
        ("met", 5),
        ("companions", 99),
        ("activity", "patrol"),
        ("venue", "station"),
        ("note", "llamar al 315 555 1234"),
    ],
)
def test_presence_that_cannot_be_is_refused_by_its_field(city: Street, field: str, value: object) -> None:
    said: dict[str, Any] = {"activity": "walk", "venue": "street", "shift": "night", "companions": 0}
    said |= {"met": {}, "note": "", field: value}
    with pytest.raises(InputProblem) as refused:
        presence.record_presence(
            id=uuid4(), neighbourhood="N1", done_on=timezone.localdate(), **said, by=city.ana, at=now()
        )
    assert refused.value.facts["field"] == field
