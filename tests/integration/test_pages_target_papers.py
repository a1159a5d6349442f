"""Reports, jobs and the trail: who may read them, and that what was printed or written stays as it was."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import cast
import drafts
from pazos.domain.designations import actions
from pazos.domain.sources.models import Record
from pazos.foundation.access.policy import Permission, Role, may
from pazos.foundation.audit import actions as audit
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.jobs import actions as jobs
from pazos.foundation.jobs.models import Job
from pazos.foundation.runs.models import Run
from pazos.interfaces.reports import printing

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead():
    return cast.staff(Role.STRATEGY_LEAD)


@pytest.fixture
def folder(settings, tmp_path):
    settings.CITY_FILES = tmp_path / "files"
    return tmp_path / "reports"


def enter(client, who):
    client.force_login(cast.staff(who) if isinstance(who, Role) else who)
    client.cookies["pazos_language"] = "en"
    return client


# --- jobs ---


def test_a_job_is_seen_by_who_asked_and_by_those_who_look_after_such_work(client, lead) -> None:
    member = cast.staff(Role.COMMITTEE_MEMBER)
    job = jobs.ask(kind="print_report", arguments={"designation": 1}, by=member)
    address = f"/jobs/{job.pk}/"
    assert client.get(address).status_code == 302
    for role in (Role.SECURITY_LIAISON, Role.EVALUATOR, Role.DEPARTMENT):
        assert enter(client, role).get(address).status_code == 404, role
    for role in (Role.PARTNER, Role.GESTOR):
        assert enter(client, role).get(address).status_code == 403, role
    for who in (member, lead, Role.ANALYST):
        assert enter(client, who).get(address).status_code == 200, who


def test_a_failed_job_says_why_in_the_readers_language(client, lead) -> None:
    job = jobs.ask(kind="propose_designation", arguments={}, by=lead)
    template = "The period ends ({last}) before it starts ({first})."
    jobs.fail(job=job, problem={"template": template, "facts": {"first": 9, "last": 8}})
    page = enter(client, lead).get(f"/jobs/{job.pk}/").content.decode()
    assert "The period ends (8) before it starts (9)." in page
    client.cookies["pazos_language"] = "es"
    assert "The period ends" not in client.get(f"/jobs/{job.pk}/").content.decode()


def test_a_job_that_nobody_takes_up_says_who_would(client, lead) -> None:
    job = jobs.ask(kind="print_report", arguments={}, by=lead)
    enter(client, lead)
    assert "pazos serve" not in client.get(f"/jobs/{job.pk}/").content.decode()
    Job.objects.update(asked_at="2020-01-01T00:00:00Z")
    assert "pazos serve" in client.get(f"/jobs/{job.pk}/").content.decode()


def test_a_job_page_works_without_javascript(client, lead) -> None:
    job = jobs.ask(kind="print_report", arguments={}, by=lead)
    assert '<meta http-equiv="refresh"' in enter(client, lead).get(f"/jobs/{job.pk}/").content.decode()


# --- reports ---


def test_a_report_is_made_as_a_job_and_printed_again_to_the_same_byte(client, lead, folder) -> None:
    cast.small_city()
    designation = drafts.signed(lead)
    member = enter(client, Role.COMMITTEE_MEMBER)
    address = f"/designations/{designation.pk}/report/"
    assert "No reports yet" in member.get(address).content.decode()
    asked = member.post(address)
    job = Job.objects.get()
    assert asked.headers["Location"] == f"/jobs/{job.pk}/"
    printing.print_report.func(job.pk)
    assert address in client.get(f"/jobs/{job.pk}/").content.decode()
    report = Run.objects.get(method="report")
    paper = f"{address}{report.pk}-es.pdf"
    assert f'href="{paper}"' in client.get(address).content.decode()
    first = b"".join(client.get(paper).streaming_content)
    assert first.startswith(b"%PDF")
    for path in folder.iterdir():
        path.unlink()
    Record.objects.filter(occurred_on__year=2023).delete()
    assert b"".join(client.get(paper).streaming_content) == first


def test_a_report_is_not_handed_out_under_another_designation(client, lead, folder) -> None:
    cast.small_city()
    one, other = drafts.draft(lead), drafts.draft(lead)
    run = Run.objects.create(
        method="report", parameters={"designation": one.pk}, result={}, seconds=0, started_at=one.proposed_at
    )
    enter(client, lead)
    assert client.get(f"/designations/{other.pk}/report/{run.pk}-es.pdf").status_code == 404
    assert client.get(f"/designations/{one.pk}/report/{run.pk}-fr.pdf").status_code == 404
    actions.withdraw(one, by=lead)
    assert enter(client, Role.COMMITTEE_MEMBER).get(f"/designations/{one.pk}/report/").status_code == 404


# --- the trail ---


def test_the_trail_opens_to_those_who_hold_it_and_to_nobody_else(client) -> None:
    for role in Role:
        if role is not Role.PUBLIC:
            enter(client, role)
        for page in ("/trail/", "/trail/check/", "/trail/events.csv"):
            answer = client.get(page)
            assert (answer.status_code == 200) == may(role, Permission.SEE_TRAIL), (role, page)


@pytest.fixture
def auditor(client):
    return enter(client, Role.AUDITOR)


def test_the_trail_says_who_did_what_and_when(auditor, lead) -> None:
    page = auditor.get("/trail/").content.decode()
    assert "an account opened" in page
    assert "people.staff:" in page


def test_the_trail_is_filtered_by_deed_person_and_day(auditor, lead) -> None:
    audit.record("designation.signed", lead, by=lead)
    rows = auditor.get("/trail/?verb=designation.signed").context["rows"]
    assert [event.verb for event, *_ in rows] == ["designation.signed"]
    assert {event.by for event, *_ in auditor.get(f"/trail/?person={lead.pk}").context["rows"]} == {lead}
    assert all(event.by is None for event, *_ in auditor.get("/trail/?person=system").context["rows"])
    assert not auditor.get("/trail/?last=2020-01-01").context["rows"]
    assert auditor.get("/trail/?first=2020-01-01").context["rows"]


def test_a_filter_that_is_none_does_not_break_the_page(auditor) -> None:
    assert auditor.get("/trail/?verb=x&person=y&first=z&page=q").status_code == 200


def test_the_chain_is_checked_and_a_break_is_named(auditor, lead) -> None:
    assert "The chain holds." in auditor.get("/trail/check/").content.decode()
    event = AuditEvent.objects.order_by("pk").last()
    number = event.pk + 1000  # a number that names is written without separators
    AuditEvent.objects.filter(pk=event.pk).update(id=number, facts={"role": "nobody"})
    page = auditor.get("/trail/check/").content.decode()
    assert "The chain is broken." in page
    assert f"Event {number}" in page


def test_the_file_of_the_trail_holds_the_events_and_no_formula(auditor, lead) -> None:
    cell = "=HYPERLINK(1)"
    type(lead).objects.filter(pk=lead.pk).update(username=cell)
    lead.refresh_from_db()
    audit.record("designation.signed", lead, by=lead, runs=[1, 2])
    text = b"".join(auditor.get("/trail/events.csv?verb=designation.signed").streaming_content).decode()
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert (row["by"], row["verb"]) == (f"'{cell}", "designation.signed")
    assert json.loads(row["facts"]) == {"runs": [1, 2]}
    assert row["event_hash"] == AuditEvent.objects.get(verb="designation.signed").event_hash


def test_a_long_trail_costs_no_more_questions(auditor, lead) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            auditor.get("/trail/")
        return len(asked)

    few = questions()
    for _ in range(60):
        audit.record("designation.signed", lead, by=lead)
    assert questions() == few <= 10
    assert len(auditor.get("/trail/").context["rows"]) == 50
