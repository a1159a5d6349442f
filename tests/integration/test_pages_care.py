"""The pages of care: a question a screen, a crisis that is on every page, plans and sheets without a name."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from importlib.resources import files

import pytest
from django.urls import reverse
from django.utils import timezone

from accompanied import case_of, supervisor, worker
from pazos.domain.cases.actions import assessing, crises, planning, safety
from pazos.domain.cases.instruments import instrument
from pazos.domain.cases.models import Assessment, CareSheet, Crisis, Goal, HalfAssessment
from pazos.domain.cases.rules.safety import Part
from pazos.domain.people.models import Staff
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import ReadEvent

pytestmark = pytest.mark.django_db


def page(client, who, name: str, *slots: object, **query: str):
    client.force_login(who)
    client.cookies["pazos_language"] = "en"
    return client.get(reverse(name, args=slots), query)


def send(client, who, name: str, *slots: object, **said: object):
    client.force_login(who)
    client.cookies["pazos_language"] = "en"
    return client.post(reverse(name, args=slots), said)


def begun(case, code: str = "phq9") -> HalfAssessment:
    when = {"occasion": "first", "dimension": "individual", "on": timezone.localdate()}
    return assessing.begin(case, instrument=code, by=worker("Ana"), **when)


def opened(case) -> Crisis:
    return crises.open_crisis(
        case, kind="suicide", what="PALABRAS", known_at=timezone.now(), by=worker("Ana")
    )


def goal(case) -> Goal:
    return planning.set_goal(case, dimension="productive", aim="Mi taller", due_on=None, by=worker("Ana"))


def plan(case):
    parts = {Part.SIGNS: "no duermo", Part.ALONE: "caminar", Part.PROFESSIONALS: "106"}
    until = timezone.localdate() + timedelta(days=30)
    return safety.write(case, parts=parts, review_on=until, by=worker("Ana"))


PAGES = (
    "case_plan",
    "plan_sheet",
    "new_goal",
    "case_assessments",
    "begin_assessment",
    "case_safety",
    "safety_sheet",
)
PAGES += ("write_safety", "case_crises", "open_crisis")


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_of_care_answer_the_pair_and_nobody_else(client, name: str) -> None:
    case = case_of()
    goal(case)
    plan(case)
    assert page(client, worker("Ana"), name, case.pk).status_code == 200
    assert page(client, worker("Zoe"), name, case.pk).status_code == 404
    liaison = Staff.objects.create(username="p", name="P", role=Role.SECURITY_LIAISON)
    assert page(client, liaison, name, case.pk).status_code == 403


def test_one_item_a_screen_goes_on_to_the_next_and_can_be_left_out(client) -> None:
    half = begun(case_of())
    text = page(client, worker("Ana"), "answer_assessment", half.pk).content.decode()
    assert "Little interest or pleasure" in text
    assert "1 of 9" in text
    sent = send(client, worker("Ana"), "answer_assessment", half.pk, **{"a-interest": "left"})
    assert sent.status_code == 302
    assert "interest" not in sent.headers["Location"]
    half.refresh_from_db()
    assert half.answers == {"interest": None}
    text = page(client, worker("Ana"), "answer_assessment", half.pk).content.decode()
    assert "2 of 9" in text


def test_all_on_one_page_keeps_what_was_answered_and_is_finished_with_a_note(client) -> None:
    half = begun(case_of(), "who5")
    assert "5 of 5" not in page(client, worker("Ana"), "answer_assessment", half.pk, all="1").content.decode()
    said = {f"a-{one.code}": "4" for one in instrument("who5").items}
    send(client, worker("Ana"), "answer_assessment", half.pk, **said)
    send(client, worker("Ana"), "finish_assessment", half.pk, note="tranquila")
    row = Assessment.objects.get()
    assert row.result["total"] == 80
    text = page(client, worker("Ana"), "assessment", row.pk).content.decode()
    assert "80 on a scale from 0 to 100" in text
    assert "tranquila" in text


def test_an_answer_that_must_not_wait_leads_to_the_crisis_and_its_banner_stays(client) -> None:
    case = case_of()
    half = begun(case)
    sent = send(client, worker("Ana"), "answer_assessment", half.pk, **{"a-harm": "1"})
    crisis = Crisis.objects.get()
    assert sent.headers["Location"] == reverse("crisis", args=[crisis.pk])
    for name in ("case", "case_plan", "case_assessments"):
        assert "Open crisis: risk of suicide" in page(client, worker("Beto"), name, case.pk).content.decode()


def test_what_is_no_answer_is_refused_in_words(client) -> None:
    half = begun(case_of())
    for wrong in ("9", "x"):
        assert (
            send(client, worker("Ana"), "answer_assessment", half.pk, **{"a-mood": wrong}).status_code == 302
        )
    half.refresh_from_db()
    assert half.answers == {}


def test_a_crisis_is_followed_item_by_item_and_refusals_stand_beside_their_field(client) -> None:
    crisis = opened(case_of())
    item = crisis.items.get(item="health")
    at = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    said = {f"{item.pk}-done_at": at, f"{item.pk}-proof": ""}
    answer = send(client, worker("Ana"), "crisis_item", item.pk, "done", **said)
    assert answer.status_code == 422
    assert "Write the number of the report" in answer.content.decode()
    answer = send(
        client, worker("Ana"), "crisis_item", item.pk, "done", **said | {f"{item.pk}-proof": "radicado 8"}
    )
    assert answer.status_code == 302
    item.refresh_from_db()
    assert item.proof == "radicado 8"


def test_a_duty_offers_no_way_to_say_that_it_is_not_done(client) -> None:
    crisis = opened(case_of())
    text = page(client, worker("Ana"), "crisis", crisis.pk).content.decode()
    duty = crisis.items.get(item="health")
    other = crisis.items.get(item="network")
    assert reverse("crisis_item", args=[duty.pk, "why"]) not in text
    assert reverse("crisis_item", args=[other.pk, "why"]) in text


def test_only_the_supervisor_finds_the_signature_and_is_told_what_is_open(client) -> None:
    crisis = opened(case_of())
    assert "Sign it off" not in page(client, worker("Ana"), "crisis", crisis.pk).content.decode()
    assert send(client, worker("Ana"), "sign_crisis", crisis.pk).status_code == 403
    send(client, supervisor(), "sign_crisis", crisis.pk)
    text = page(client, supervisor(), "crisis", crisis.pk).content.decode()
    assert "A duty of the law is still open" in text
    crisis.refresh_from_db()
    assert crisis.closed_at is None


def test_open_crises_stand_on_the_list_of_the_pair_and_the_supervisor(client) -> None:
    crisis = opened(case_of())
    for who in (worker("Ana"), worker("Beto"), supervisor()):
        text = page(client, who, "open_crises").content.decode()
        assert reverse("crisis", args=[crisis.pk]) in text
        assert "PALABRAS" not in text
        assert "Open crises (1)" in page(client, who, "cases").content.decode()
    assert (
        reverse("crisis", args=[crisis.pk]) not in page(client, worker("Zoe"), "open_crises").content.decode()
    )
    assert ReadEvent.objects.filter(what="cases.crisis", by=worker("Ana")).exists()


def test_a_goal_is_written_put_into_other_words_and_ended(client) -> None:
    case = case_of()
    send(client, worker("Ana"), "new_goal", case.pk, dimension="family", aim="Volver con mi mamá")
    one = Goal.objects.get()
    assert "Volver con mi mamá" in page(client, worker("Ana"), "case_plan", case.pk).content.decode()
    send(client, worker("Ana"), "goal", one.pk, aim="Vivir cerca de mi mamá", version="1")
    new = Goal.objects.exclude(pk=one.pk).get()
    send(client, worker("Ana"), "goal_deed", new.pk, "done")
    new.refresh_from_db()
    assert new.state == "done"
    assert send(client, worker("Ana"), "goal_deed", new.pk, "sold").status_code == 404


def test_sheets_to_take_away_name_nobody_in_their_title_and_say_whom_to_call(client) -> None:
    case = case_of()
    goal(case)
    plan(case)
    for name in ("plan_sheet", "safety_sheet"):
        text = page(client, worker("Ana"), name, case.pk).content.decode()
        sheet = text[text.index('<article class="sheet">') : text.index("</article>")]
        assert "Camila" not in sheet
        assert "123" in sheet


def test_a_safety_plan_waits_for_the_supervisor(client) -> None:
    case = case_of()
    until = (timezone.localdate() + timedelta(days=20)).isoformat()
    said = {"signs": "no duermo", "alone": "caminar", "professionals": "106", "review_on": until}
    assert send(client, worker("Ana"), "write_safety", case.pk, **said).status_code == 302
    assert "Approve it" not in page(client, worker("Ana"), "case_safety", case.pk).content.decode()
    row = case.safety_plans.get()
    send(client, supervisor(), "approve_safety", row.pk)
    row.refresh_from_db()
    assert row.approved_by == supervisor()


def test_a_plan_without_whom_to_call_comes_back_with_the_cure(client) -> None:
    until = (timezone.localdate() + timedelta(days=20)).isoformat()
    answer = send(client, worker("Ana"), "write_safety", case_of().pk, signs="x", review_on=until)
    assert answer.status_code == 422
    assert "somebody professional to call" in answer.content.decode()


def test_everybody_who_sees_cases_reads_where_instruments_and_pathways_come_from(client) -> None:
    text = page(client, worker("Ana"), "care_instruments").content.decode()
    assert "Kroenke, Spitzer and Williams (2001)" in text
    assert "Look through and keep" not in text
    assert "Ley 971 de 2005" in page(client, worker("Ana"), "care_pathways").content.decode()


def test_the_supervisor_adds_a_pathway_and_every_fault_is_said(client) -> None:
    folder = files("pazos.domain.cases.pathways") / "shipped"
    mine = json.loads((folder / "missing-1.json").read_text("utf-8")) | {"version": 2}
    wrong = mine | {"items": [{**mine["items"][0], "duty": True, "es": ""}]}
    answer = send(client, supervisor(), "care_pathways", sheet=io.BytesIO(json.dumps(wrong).encode()))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "has no words in Spanish" in text
    assert "does not say which law" in text
    good = io.BytesIO(json.dumps(mine).encode())
    assert send(client, supervisor(), "care_pathways", sheet=good).status_code == 302
    assert CareSheet.objects.get().version == 2


def test_a_worker_keeps_no_pathway(client) -> None:
    send(client, worker("Ana"), "care_pathways", sheet=io.BytesIO(b"{}"))
    assert not CareSheet.objects.exists()


def test_the_pages_of_care_take_few_questions(client, django_assert_max_num_queries) -> None:
    case = case_of()
    for _ in range(6):
        goal(case)
    opened(case)
    client.force_login(worker("Ana"))
    for name in ("case_plan", "case_crises", "case_assessments", "case_safety"):
        with django_assert_max_num_queries(45):
            assert client.get(reverse(name, args=[case.pk])).status_code == 200
