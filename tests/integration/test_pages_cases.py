"""The pages of cases: what today asks, one case, and what each role is answered."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accompanied import TODAY, case_of, person, programme, supervisor, worker
from pazos.domain.activities.models import Activity, Attendance
from pazos.domain.activities.vocabulary import Kind
from pazos.domain.cases.models import Case, Cohort
from pazos.domain.rights.models import Consent
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import ReadEvent

pytestmark = pytest.mark.django_db


def page(client, who, name: str, *slots: object, **query: str):
    client.force_login(who)
    client.cookies["pazos_language"] = "en"
    return client.get(reverse(name, args=slots), query)


def test_an_outsider_is_answered_as_if_there_were_no_such_case(client) -> None:
    case = case_of()
    assert page(client, worker("Zoe"), "case", case.pk).status_code == 404


def test_the_list_says_what_today_asks_and_whose_look_it_was(client) -> None:
    case = case_of()
    Case.objects.update(last_met_on=TODAY() - timedelta(days=30))
    answer = page(client, worker("Ana"), "cases")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "not met for long" in text
    assert "Camila Restrepo" in text
    assert ReadEvent.objects.filter(by=worker("Ana"), keys__icontains=str(case.pk)).exists()


def test_a_name_that_today_shows_is_noted_whatever_the_list_is_narrowed_to(client) -> None:
    case = case_of()
    Case.objects.update(last_met_on=TODAY() - timedelta(days=30))
    text = page(client, worker("Ana"), "cases", state="ended").content.decode()
    assert "Camila Restrepo" in text
    assert ReadEvent.objects.filter(by=worker("Ana"), keys__icontains=str(case.pk)).exists()


def test_a_pair_of_once_is_not_told_that_the_person_came_back(client) -> None:
    case = case_of()
    ended = TODAY() - timedelta(days=9)
    Case.objects.filter(pk=case.pk).update(state="ended", ended_on=ended, exit="moved")
    later = Case.objects.create(
        participant=case.participant, supervisor=supervisor(), first_worker=worker("Zoe"), opened_on=TODAY()
    )
    assert "Earlier cases" not in page(client, worker("Ana"), "case", case.pk).content.decode()
    assert "Earlier cases" in page(client, worker("Zoe"), "case", later.pk).content.decode()


def test_a_name_is_looked_for_without_standing_in_an_address(client) -> None:
    case_of()
    client.force_login(worker("Ana"))
    answer = client.post(reverse("cases"), {"name": "camila"})
    assert "Camila Restrepo" in answer.content.decode()
    assert client.post(reverse("cases"), {"name": "x"}).status_code == 422


def test_the_title_of_a_case_names_nobody(client) -> None:
    case = case_of()
    text = page(client, worker("Ana"), "case", case.pk).content.decode()
    title = text[text.index("<title>") : text.index("</title>")]
    assert "Camila" not in title
    assert str(case.pk)[:8] in title
    assert "Camila Restrepo" in text


def test_a_permission_taken_back_says_what_to_do(client) -> None:
    case = case_of()
    Consent.objects.update(withdrawn_on=TODAY())
    text = page(client, worker("Ana"), "case", case.pk).content.decode()
    assert "The permission was taken back" in text
    assert "Respect it" in text


def test_the_list_of_the_city_takes_few_questions(client, django_assert_max_num_queries) -> None:
    for n in range(12):
        case_of(f"Persona Numero{n}")
    client.force_login(supervisor())
    with django_assert_max_num_queries(40):
        assert client.get(reverse("cases")).status_code == 200


def send(client, who, name: str, /, *slots: object, **said: object):
    client.force_login(who)
    client.cookies["pazos_language"] = "en"
    return client.post(reverse(name, args=slots), {key: value for key, value in said.items() if value != ""})


def meeting(**changed: object) -> dict[str, object]:
    said = {"key": uuid4(), "kind": "individual", "came": "met", "on": TODAY().isoformat(), "minutes": 45}
    return {**said, **changed}


def test_a_session_is_one_press_with_what_stands_chosen(client) -> None:
    case = case_of()
    text = page(client, worker("Ana"), "write_session", case.pk).content.decode()
    assert text.count("checked") >= 2
    answer = send(client, worker("Ana"), "write_session", case.pk, **meeting())
    assert answer.status_code == 302
    assert case.sessions.get().minutes == 45


def test_a_session_that_is_wrong_says_it_beside_the_field(client) -> None:
    case = case_of()
    answer = send(client, worker("Ana"), "write_session", case.pk, **meeting(minutes=0))
    assert answer.status_code == 422
    assert "How many minutes did you meet?" in answer.content.decode()


def test_a_try_that_came_to_nothing_has_no_minutes(client) -> None:
    case = case_of()
    send(client, worker("Ana"), "write_session", case.pk, **meeting(came="absent"))
    assert case.sessions.get().minutes == 0


def test_a_session_is_put_right_and_taken_out(client) -> None:
    case = case_of()
    send(client, worker("Ana"), "write_session", case.pk, **meeting(note="la hermana"))
    row = case.sessions.get()
    shown = page(client, worker("Ana"), "case_session", row.pk)
    version = shown.context["version"]
    said = meeting(note="la madre", version=version)
    assert send(client, worker("Ana"), "case_session", row.pk, **said).status_code == 302
    assert case.sessions.get().note == "la madre"
    assert send(client, worker("Ana"), "case_session", row.pk, **said).status_code == 422
    assert send(client, worker("Zoe"), "session_take_out", row.pk).status_code == 404
    assert send(client, worker("Ana"), "session_take_out", row.pk).status_code == 302
    assert not case.sessions.exists()


def test_every_page_of_a_case_opens_and_none_to_an_outsider(client) -> None:
    case = case_of()
    for name in ("case", "case_sessions", "write_session", "case_support", "case_course"):
        assert page(client, worker("Ana"), name, case.pk).status_code == 200, name
        assert page(client, worker("Zoe"), name, case.pk).status_code == 404, name
        assert page(client, person("Luz", Role.SECURITY_LIAISON), name, case.pk).status_code == 403, name


def test_an_end_is_asked_for_by_the_pair_and_approved_on_a_page(client) -> None:
    case = case_of()
    said = {"end-version": case.version, "end-reason": "moved", "end-on": TODAY().isoformat()}
    answer = send(client, worker("Ana"), "do_case", case.pk, "end", **said)
    assert answer.status_code == 302
    ask = case.asks.get()
    assert "moved away" in page(client, supervisor(), "case_asks").content.decode()
    assert page(client, worker("Ana"), "case_ask", ask.pk).status_code == 403
    assert page(client, supervisor(), "case_ask", ask.pk).status_code == 200
    assert send(client, supervisor(), "case_ask", ask.pk, granted="no").status_code == 422
    assert send(client, supervisor(), "case_ask", ask.pk, granted="yes").status_code == 302
    case.refresh_from_db()
    assert case.state == "ended"
    follow_up = case.follow_ups.first()
    assert page(client, worker("Ana"), "case_follow_up", follow_up.pk).status_code == 200
    early = send(
        client, worker("Ana"), "case_follow_up", follow_up.pk, reached="reached", on=TODAY().isoformat()
    )
    assert early.status_code == 422
    assert "thirty days too early" in early.content.decode()


def test_what_was_refused_stays_on_the_form_with_every_reason(client) -> None:
    case = case_of()
    said = {"end-version": case.version, "end-reason": "lost", "end-on": TODAY().isoformat()}
    answer = send(client, supervisor(), "do_case", case.pk, "end", **said)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "No home visit is among the tries" in text
    assert "fewer than four tries" in text


def test_a_page_shown_before_somebody_else_turned_the_case_is_overtaken(client) -> None:
    case = case_of()
    said = {"pause-version": case.version, "pause-reason": "health", "pause-on": TODAY().isoformat()}
    assert send(client, worker("Ana"), "do_case", case.pk, "pause", **said).status_code == 302
    late = {"end-version": case.version, "end-reason": "moved", "end-on": TODAY().isoformat()}
    answer = send(client, supervisor(), "do_case", case.pk, "end", **late)
    assert answer.status_code == 422
    assert "Somebody else changed this case" in answer.content.decode()


def test_services_and_support_are_written_and_answered(client) -> None:
    case, today = case_of(), TODAY().isoformat()
    service = {"service-key": uuid4(), "service-kind": "health", "service-to": "Hospital"}
    assert (
        send(client, worker("Ana"), "do_case", case.pk, "service", **service, **{"service-sent_on": today})
    ).status_code == 302
    row = case.services.get()
    assert page(client, worker("Ana"), "case_service", row.pk).status_code == 200
    assert send(client, worker("Ana"), "case_service", row.pk, answer="attended", on=today).status_code == 302
    given = {"incentive-key": uuid4(), "incentive-what": "pasajes", "incentive-amount": "12500.50"}
    answer = send(
        client, worker("Ana"), "do_case", case.pk, "incentive", **given, **{"incentive-given_on": today}
    )
    assert answer.status_code == 302
    assert "12,500.50" in page(client, worker("Ana"), "case_support", case.pk).content.decode()
    send(client, worker("Ana"), "incentive_take_out", case.incentives.get().pk)
    assert not case.incentives.exists()


def test_the_permission_is_taken_back_on_the_case_and_the_page_says_what_to_do(client) -> None:
    case = case_of()
    said = {"withdraw-on": TODAY().isoformat(), "withdraw-sure": "on"}
    assert send(client, worker("Ana"), "do_case", case.pk, "withdraw", **said).status_code == 302
    text = page(client, worker("Ana"), "case", case.pk).content.decode()
    assert "The permission was taken back" in text
    assert "Write a session" not in text


def test_a_supervisor_sees_caseloads_and_a_worker_does_not(client) -> None:
    case_of()
    text = page(client, supervisor(), "caseloads").content.decode()
    assert "1 / 25" in text
    assert page(client, worker("Ana"), "caseloads").status_code == 403


def test_a_cohort_is_made_changed_and_joined_on_pages(client) -> None:
    case, one = case_of(), programme()
    said = {
        "name": "Ciclo 1",
        "programme": one.pk,
        "begins_on": TODAY().isoformat(),
        "ends_on": (TODAY() + timedelta(days=90)).isoformat(),
        "places": 1,
    }
    assert send(client, supervisor(), "new_cohort", **said).status_code == 302
    cohort = Cohort.objects.get()
    joined = send(client, worker("Ana"), "do_case", case.pk, "join", **{"join-cohort": cohort.pk})
    assert joined.status_code == 302
    assert "Camila Restrepo" in page(client, worker("Ana"), "cohort", cohort.pk).content.decode()
    assert send(client, supervisor(), "change_cohort", cohort.pk, **said | {"places": 5}).status_code == 302
    assert page(client, worker("Ana"), "cohorts").status_code == 200
    assert page(client, supervisor(), "history", "cases.cohort", str(cohort.pk)).status_code == 200
    assert page(client, worker("Ana"), "new_cohort").status_code == 403


def test_who_came_to_a_workshop_is_written_in_two_taps_and_taken_back_with_one(client) -> None:
    one = programme()
    ana = person("Ana", Role.CASE_WORKER, organisation=one.department)
    case = case_of(pair=[ana])
    activity = Activity.objects.create(
        code="t1",
        programme=one,
        name="Taller de teatro",
        kind=Kind.values[0],
        starts_on=TODAY(),
        ends_on=TODAY(),
        responsible=one.department,
        entered_by=ana,
        entered_at=timezone.now(),
    )
    assert "Taller de teatro" in page(client, ana, "group_workshops").content.decode()
    assert "Camila Restrepo" in page(client, ana, "group_workshop", activity.pk).content.decode()
    send(client, ana, "group_workshop_tap", activity.pk, case=case.pk)
    assert Attendance.objects.get().participant == case.participant
    send(client, ana, "group_workshop_tap", activity.pk, case=case.pk)
    assert not Attendance.objects.exists()
    Consent.objects.update(withdrawn_on=TODAY())
    client.cookies["pazos_language"] = "en"
    told = client.post(reverse("group_workshop_tap", args=[activity.pk]), {"case": case.pk}, follow=True)
    assert "There is no permission today" in told.content.decode()
    of_others = case_of("Luz Mar", pair=[worker("Zoe")])
    told = client.post(reverse("group_workshop_tap", args=[activity.pk]), {"case": of_others.pk}, follow=True)
    assert "not in this group any more" in told.content.decode()
    assert "Luz Mar" not in told.content.decode()
    assert not Attendance.objects.exists()


def test_the_pages_of_a_long_case_take_few_questions(client, django_assert_max_num_queries) -> None:
    case = case_of()
    for n in range(40):
        send(client, worker("Ana"), "write_session", case.pk, **meeting(on=TODAY() - timedelta(days=n % 50)))
    for name in ("case", "case_sessions", "case_support", "case_course", "write_session"):
        with django_assert_max_num_queries(40):
            assert client.get(reverse(name, args=[case.pk])).status_code == 200
