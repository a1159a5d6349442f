"""Pages of rights: outsiders first, then the desk, permissions, retention, demands, releases, the inventory."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

import cast
import planted
from pazos.analysis import copies
from pazos.domain.fieldwork.models import BackupMark
from pazos.domain.outreach.models import WellbeingCheck
from pazos.domain.people.models import Staff
from pazos.domain.rights.actions import consents, demands, requests
from pazos.domain.rights.models import Consent, Erasure, KeepingPeriod, LegalRequest, Release, Request
from pazos.domain.rights.queries import catalogue
from pazos.domain.rights.registry import Subject, holdings
from pazos.domain.rights.vocabulary import SubjectKind
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import GRANTS, Permission, Role
from pazos.foundation.audit.models import ReadEvent
from pazos.foundation.jobs.models import DailyRound

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
NAME, STORY = "Zarzamora Quiñones", "Quiero saber qué guardan de mí."
TODAY = timezone.localdate
MOST_QUERIES = 40
OUTSIDERS = [
    *(Role.SECURITY_LIAISON, Role.STRATEGY_LEAD, Role.OUTREACH_COORDINATOR, Role.ADMINISTRATOR, Role.AUDITOR),
    Role.PUBLIC,
]


@pytest.fixture(autouse=True)
def _city(tmp_path, settings):
    settings.CITY_FILES = tmp_path / "files"
    Municipality.objects.create(code="00001", name="Valdeflores", is_synthetic=True)


@pytest.fixture
def officer() -> Staff:
    return cast.staff(Role.DATA_OFFICER)


def seen_as(client: Client, who: Staff | Role) -> Client:
    if who is Role.PUBLIC:
        return client
    client.force_login(who if isinstance(who, Staff) else cast.staff(who))
    client.cookies["pazos_language"] = "en"
    return client


def request_of(officer: Staff, **other) -> Request:
    said = {
        "id": uuid4(),
        "kind": "consultation",
        "channel": "counter",
        "received_on": TODAY(),
        "requester": NAME,
        "relation": "self",
        "contact": "calle 1",
        "asked": STORY,
        **other,
    }
    return requests.receive(by=officer, **said)


def identified(officer: Staff, subject: Subject, **other) -> Request:
    one = request_of(officer, **other)
    return requests.identify(one, subject=subject, proof="document", on=TODAY(), by=officer)


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


class TestOutsiders:
    @pytest.mark.parametrize("role", OUTSIDERS)
    def test_nobody_else_reads_a_request_a_permission_or_a_demand(self, client, officer, role) -> None:
        one = request_of(officer)
        permission = consents.give(
            Subject(SubjectKind.PARTICIPANT, UUID(int=5)),
            id=uuid4(),
            basis="consent",
            purpose="contact",
            purpose_text="Llamar",
            signatory=NAME,
            relation="self",
            given_on=TODAY(),
            expires_on=TODAY(),
            by=officer,
        )
        demand = demands.receive(
            id=uuid4(),
            authority="police",
            office=NAME,
            kind="information",
            received_on=TODAY(),
            legal_basis="",
            asked=STORY,
            by=officer,
        )
        seen_as(client, role)
        for address in (
            *(
                "requests/",
                f"requests/{one.pk}/",
                f"requests/{one.pk}/letter.pdf",
                f"requests/{one.pk}/copy.pdf",
            ),
            *(f"requests/{one.pk}/step/answer/", f"requests/{one.pk}/erase/", "consents/"),
            *(
                f"consents/{permission.pk}/",
                "demands/",
                f"demands/{demand.pk}/",
                "erasures/",
                "catalogue.csv",
            ),
        ):
            answer = client.get(f"/rights/{address}")
            assert answer.status_code in (302, 403), address
            assert NAME not in answer.content.decode()

    def test_the_security_liaison_finds_no_link_to_any_of_it(self, client) -> None:
        page = text_of(seen_as(client, Role.SECURITY_LIAISON).get("/"))
        assert "/rights/" not in page
        assert "/legal-requests/" in page

    def test_a_record_that_is_not_there_is_not_there(self, client, officer) -> None:
        seen_as(client, officer)
        for address in ("requests", "consents", "demands"):
            assert client.get(f"/rights/{address}/{uuid4()}/").status_code == 404
        assert client.get(f"/data/{uuid4()}.csv").status_code == 404


class TestDesk:
    def test_a_request_is_written_down_and_its_clock_runs(self, client, officer) -> None:
        seen_as(client, officer)
        assert "No request is open" in text_of(client.get("/rights/requests/"))
        form = client.get("/rights/requests/new/").content.decode()
        key = re.search(r'name="id" value="([^"]+)"', form)[1]
        said = {
            "id": key,
            "kind": "claim",
            "received_on": TODAY().isoformat(),
            "channel": "letter",
            "requester": NAME,
            "relation": "self",
            "contact": "",
            "asked": STORY,
        }
        for _ in range(2):  # sent twice by an impatient finger
            answer = client.post("/rights/requests/new/", said)
            assert answer.headers["Location"] == f"/rights/requests/{key}/"
        assert Request.objects.count() == 1
        listed = text_of(client.get("/rights/requests/"))
        assert NAME in listed
        assert "15 working days left" in listed

    def test_every_look_at_a_request_leaves_its_trace(self, client, officer) -> None:
        one = request_of(officer)
        seen_as(client, officer).get("/rights/requests/")
        client.get(f"/rights/requests/{one.pk}/")
        looks = ReadEvent.objects.filter(what="rights.request").values_list("address", "keys")
        assert set(map(str, looks)) == {f"('requests', ['{one.pk}'])", f"('request', ['{one.pk}'])"}

    def test_a_refusal_loses_nothing_that_was_written(self, client, officer) -> None:
        one = request_of(officer)
        said = {"on": TODAY().isoformat(), "answer": "granted", "letter": "Una carta muy larga."}
        answer = seen_as(client, officer).post(f"/rights/requests/{one.pk}/step/answer/", said)
        page = text_of(answer)
        assert answer.status_code == 422
        assert "Nobody has made sure who asks" in page
        assert "Una carta muy larga." in page

    def test_the_steps_one_by_one_end_in_a_letter(self, client, officer) -> None:
        one = request_of(officer, kind="claim")
        seen_as(client, officer)

        def step(name: str, **said: str) -> None:
            answer = client.post(
                f"/rights/requests/{one.pk}/step/{name}/", {"on": TODAY().isoformat(), **said}, follow=True
            )
            assert answer.status_code == 200, text_of(answer)[-3000:]

        step("identify", proof="document", subject_kind="staff", subject=str(officer.pk))
        step("mark")
        step("send-back", missing="La fecha")
        step("complete")
        step("extend", why="Falta el archivo")
        step("answer", answer="partly", letter="Primero.\n\nSegundo.")
        page = text_of(client.get(f"/rights/requests/{one.pk}/"))
        for words in ("granted in part", "Accounts of staff", "Falta el archivo", "answered in time"):
            assert words in page
        paper = client.get(f"/rights/requests/{one.pk}/letter.pdf")
        assert paper.content.startswith(b"%PDF")
        assert client.get(f"/rights/requests/{one.pk}/step/nonsense/").status_code == 404

    def test_a_wrong_number_of_a_person_is_said_and_not_a_broken_page(self, client, officer) -> None:
        one = request_of(officer)
        said = {"on": TODAY().isoformat(), "proof": "document", "subject_kind": "record", "subject": "Pepito"}
        answer = seen_as(client, officer).post(f"/rights/requests/{one.pk}/step/identify/", said)
        assert "Pepito is no number" in text_of(answer)

    def test_the_copy_holds_what_is_the_persons_own_and_counts_the_rest(self, client, officer) -> None:
        gestor = cast.staff(Role.GESTOR)
        WellbeingCheck.objects.create(
            gestor=gestor, written_at=timezone.now(), on=TODAY(), mood=2, sleep=3, safe=4, note="cansado"
        )
        one = identified(officer, Subject.of_staff(gestor))
        paper = seen_as(client, officer).get(f"/rights/requests/{one.pk}/copy.pdf")
        assert paper.content.startswith(b"%PDF")
        assert paper.headers["Cache-Control"] == "no-store"
        assert ReadEvent.objects.filter(what="outreach.wellbeing", address="request_copy").exists()

    def test_a_page_with_everything_that_is_kept_costs_a_bounded_number_of_questions(
        self, client, officer, django_assert_max_num_queries
    ) -> None:
        gestor = planted.plant().rows["people.Staff"]
        for day in range(30):
            WellbeingCheck.objects.create(
                gestor=gestor,
                written_at=timezone.now(),
                on=TODAY() - timedelta(days=day),
                mood=2,
                sleep=3,
                safe=4,
            )
        one = identified(officer, Subject.of_staff(gestor))
        seen_as(client, officer)
        with django_assert_max_num_queries(2 * MOST_QUERIES):
            page = text_of(client.get(f"/rights/requests/{one.pk}/"))
        assert "31 records" in page
        assert "and 11 more" in page

    def test_there_is_no_copy_for_somebody_unknown(self, client, officer) -> None:
        one = request_of(officer)
        assert seen_as(client, officer).get(f"/rights/requests/{one.pk}/copy.pdf").status_code == 404

    def test_answered_requests_are_found_by_name_or_number(self, client, officer) -> None:
        one = identified(officer, Subject.of_staff(officer))
        requests.answer(one, answer="granted", letter="Sí.", on=TODAY(), by=officer)
        seen_as(client, officer)
        for asked in ("zarzamora", f"hd-{one.year}-0001"):
            assert NAME in text_of(client.post("/rights/requests/?show=answered", {"q": asked}))
        assert "Nothing found" in text_of(client.post("/rights/requests/?show=answered", {"q": "Nadie"}))

    def test_a_name_that_is_looked_for_never_stands_in_an_address(self, client, officer) -> None:
        page = seen_as(client, officer).get("/rights/requests/", {"q": NAME}).content.decode()
        assert 'role="search" method="post"' in page
        assert NAME not in page

    def test_a_search_that_finds_more_than_it_shows_asks_for_more_of_the_name(
        self, client, officer, monkeypatch
    ) -> None:
        for _ in range(2):
            request_of(officer)
        seen_as(client, officer)
        said = "There are more of that name."
        assert said not in text_of(client.post("/rights/requests/", {"q": NAME}))
        monkeypatch.setattr("pazos.interfaces.web.pages.rights.requests.MOST_FOUND", 1)
        assert said in text_of(client.post("/rights/requests/", {"q": NAME}))

    def test_a_list_of_many_costs_no_more_questions(
        self, client, officer, django_assert_max_num_queries
    ) -> None:
        for _ in range(30):
            request_of(officer)
        seen_as(client, officer)
        with django_assert_max_num_queries(MOST_QUERIES):
            page = client.get("/rights/requests/")
        assert page.context["page"].paginator.num_pages == 2

    def test_a_holiday_of_the_city_is_declared_and_taken_back(self, client, officer) -> None:
        day = TODAY() + timedelta(days=3)
        seen_as(client, officer).post(
            "/rights/holidays/", {"day": day.isoformat(), "name": "Fiesta", "decree": "Decreto 4"}
        )
        page = client.get("/rights/holidays/", {"year": day.year})
        assert "Decreto 4" in text_of(page)
        assert "Viernes Santo" in text_of(page)
        number = re.search(r"/rights/holidays/(\d+)/remove/", page.content.decode())[1]
        client.post(f"/rights/holidays/{number}/remove/")
        assert "Decreto 4" not in text_of(client.get("/rights/holidays/"))


class TestErasing:
    def test_one_record_is_erased_on_the_second_word(self, client, officer) -> None:
        row = planted.plant().rows["outreach.Presence"]
        seen_as(client, officer)
        address = f"/rights/erase/outreach.presence/{row.pk}/"
        page = text_of(client.get(address))
        assert "It cannot be undone" in page
        assert "phones themselves" in page
        client.post(address, {"ground": "wrongly_kept"})
        assert not type(row).objects.filter(pk=row.pk).exists()
        listed = text_of(client.get("/rights/erasures/"))
        assert "Walks, visits and activities" in listed
        assert str(row.pk) not in listed

    def test_the_page_says_why_an_official_record_stays(self, client, officer) -> None:
        page = text_of(seen_as(client, officer).get("/rights/erase/register.deaths/1/"))
        assert "art. 10" in page
        assert "<form" not in page.split("<main")[1].split("</main>")[0]

    def test_retention_and_what_a_backup_brought_are_no_reasons_of_a_person(self, client, officer) -> None:
        row = planted.plant().rows["outreach.Presence"]
        address = f"/rights/erase/outreach.presence/{row.pk}/"
        answer = seen_as(client, officer).post(address, {"ground": "retention"})
        assert answer.status_code == 422
        assert not Erasure.objects.exists()

    def test_all_of_a_candidate_goes_and_the_request_says_so(self, client, officer) -> None:
        candidate = planted.plant().rows["gestores.Candidate"]
        subject = Subject(SubjectKind.CANDIDATE, candidate.pk)
        one = identified(officer, subject, kind="deletion")
        seen_as(client, officer)
        said = {"on": TODAY().isoformat(), "answer": "granted", "letter": "Hecho."}
        refused = client.post(f"/rights/requests/{one.pk}/step/answer/", said)
        assert "is still there. Erase it first" in text_of(refused), text_of(refused).split("<main")[1][:1500]
        page = text_of(client.get(f"/rights/requests/{one.pk}/erase/"))
        assert "Candidates to gestor" in page
        client.post(f"/rights/requests/{one.pk}/erase/")
        assert not type(candidate).objects.filter(pk=candidate.pk).exists()
        assert Erasure.objects.get().request == one
        assert client.post(f"/rights/requests/{one.pk}/step/answer/", said).status_code == 302

    def test_an_open_account_is_closed_before_its_person_is_taken_out(self, client, officer) -> None:
        gestor = cast.staff(Role.GESTOR)
        one = identified(officer, Subject.of_staff(gestor), kind="deletion")
        page = seen_as(client, officer).post(f"/rights/requests/{one.pk}/erase/", follow=True)
        assert "The account is open. Close it first" in text_of(page)
        gestor.refresh_from_db()
        assert gestor.username == Role.GESTOR.value

    def test_nothing_of_somebody_unknown_is_erased(self, client, officer) -> None:
        one = request_of(officer, kind="deletion")
        assert seen_as(client, officer).post(f"/rights/requests/{one.pk}/erase/").status_code == 404


class TestKeeping:
    def test_the_page_says_how_long_and_what_is_over(
        self, client, officer, django_assert_max_num_queries
    ) -> None:
        planted.plant()
        seen_as(client, officer)
        kinds = sum(one.due is not None for one in holdings().values())
        with django_assert_max_num_queries(kinds + 12):  # one asks each kind, whatever is kept of it
            page = text_of(client.get("/rights/keeping/"))
        assert "5 years from the day it was closed" in page
        assert "records are over and still here" in page
        assert "pazos retention" in page

    def test_the_page_says_where_older_copies_lie_than_people_were_told_and_when_that_was_seen(
        self, client, officer
    ) -> None:
        seen_as(client, officer)
        assert "Copies of the database" not in text_of(client.get("/rights/keeping/"))
        BackupMark.objects.create(taken_at=timezone.now(), folder="/unplugged")
        copies.look_again(now=timezone.now())
        page = text_of(client.get("/rights/keeping/"))
        assert "<code>/unplugged</code>, where copies were made, could not be looked into" in page
        assert "Copies of the database" not in page
        DailyRound.objects.update(outcome={"over": {"/backups": 3}, "unreachable": []})
        page = text_of(client.get("/rights/keeping/"))
        assert "Copies of the database older than 90 days still lie on the server" in page
        assert "3 copies in <code>/backups</code>" in page
        assert "Looked into on" in page

    def test_another_period_needs_the_act_that_sets_it(self, client, officer) -> None:
        seen_as(client, officer)
        address = "/rights/keeping/disputes.disputes/"
        assert client.post(address, {"months": "36", "reason": ""}).status_code == 422
        client.post(address, {"months": "36", "reason": "Tabla 7"})
        assert KeepingPeriod.objects.get().months == 36
        assert "Tabla 7" in text_of(client.get("/rights/keeping/"))
        assert "not for the city to say" in text_of(client.get("/rights/keeping/register.deaths/"))
        assert client.get("/rights/keeping/nonsense/").status_code == 404

    def test_the_inventory_counts_its_records_in_one_question(
        self, client, officer, django_assert_max_num_queries
    ) -> None:
        planted.plant()
        with django_assert_max_num_queries(3):
            found = {base.name: base for base in catalogue.catalogue()}
        assert found["people.accounts"].records == Staff.objects.count() > 1
        assert found["outreach.wellbeing"].records == WellbeingCheck.objects.count() > 0

    def test_the_inventory_names_every_field_with_its_class(self, client, officer) -> None:
        seen_as(client, officer)
        assert "Disputes and what was done about them" in text_of(client.get("/rights/catalogue/"))
        lines = list(
            csv.DictReader(io.StringIO(b"".join(client.get("/rights/catalogue.csv")).decode("utf-8-sig")))
        )
        found = {(line["model"], line["field"]): line for line in lines}
        assert found["disputes.Dispute", "summary"]["privacy"] == "sensitive"
        assert found["disputes.Dispute", "summary"]["encrypted"] == "yes"
        assert found["disputes.Dispute", "kind"]["encrypted"] == "no"
        assert found["rights.Request", "requester"]["encrypted"] == "yes"
        assert found["register.Closing", "counts"]["base"] == "working"


class TestPermissions:
    def said(self, **other) -> dict[str, str]:
        return {
            "subject_kind": "participant",
            "subject": "17",
            "basis": "consent",
            "purpose": "contact",
            "purpose_text": "Para llamarle",
            "signatory": NAME,
            "relation": "self",
            "given_on": TODAY().isoformat(),
            "expires_on": (TODAY() + timedelta(days=90)).isoformat(),
            **other,
        }

    def test_a_permission_is_written_down_renewed_and_taken_back(self, client, officer) -> None:
        seen_as(client, officer)
        client.post("/rights/consents/new/", self.said())
        one = Consent.objects.get()
        assert "holds today" in text_of(client.get(f"/rights/consents/{one.pk}/"))
        until = (TODAY() + timedelta(days=400)).isoformat()
        renewal = {
            "signatory": NAME,
            "relation": "self",
            "given_on": TODAY().isoformat(),
            "expires_on": until,
        }
        client.post(f"/rights/consents/{one.pk}/renew/", renewal)
        assert Consent.objects.get(renews=one).expires_on == date.fromisoformat(until)
        client.post(f"/rights/consents/{one.pk}/withdraw/", {"on": TODAY().isoformat()})
        assert "The permission was taken back." in text_of(client.get(f"/rights/consents/{one.pk}/"))
        listed = client.get("/rights/consents/", {"kind": "participant", "q": "17"})
        assert len(listed.context["rows"]) == 2
        assert "no number" in text_of(client.get("/rights/consents/", {"kind": "participant", "q": "Ana"}))

    def test_everything_against_a_minors_permission_is_said_and_nothing_typed_is_lost(
        self, client, officer
    ) -> None:
        born = (TODAY() - timedelta(days=365 * 15)).isoformat()
        answer = seen_as(client, officer).post(
            "/rights/consents/new/", self.said(born_on=born, relation="guardian")
        )
        page = text_of(answer)
        assert answer.status_code == 422
        assert "nobody wrote down that the minor was heard" in page
        assert NAME in page


class TestDemands:
    def test_a_demand_is_counted_in_the_open_and_told_to_nobody(self, client, officer) -> None:
        seen_as(client, officer)
        said = {
            "authority": "prosecutor",
            "office": NAME,
            "kind": "information",
            "received_on": TODAY().isoformat(),
            "asked": STORY,
        }
        client.post("/rights/demands/new/", said)
        one = LegalRequest.objects.get()
        decided = {"on": TODAY().isoformat(), "decision": "refused", "reasons": "art. 74 CP"}
        client.post(f"/rights/demands/{one.pk}/", decided)
        assert NAME in text_of(client.get("/rights/demands/"))
        client.logout()
        page = text_of(client.get("/legal-requests/"))
        assert f'<th scope="row">{TODAY().year}</th>' in page
        assert "Fiscal" not in page
        assert NAME not in page
        file = b"".join(client.get("/legal-requests.csv")).decode("utf-8-sig").splitlines()
        assert file[1] == f"{TODAY().year},1,0,0,1,0"


class TestReleases:
    @pytest.fixture
    def quarter(self):
        from pazos.domain.disputes.models import StreetQuarter

        return StreetQuarter.objects.create(
            first_on=date(2024, 1, 1),
            frozen_at=timezone.now(),
            clusters={"1": "Norte", "2": "=Sur", "0": ""},
            totals={"opened": {"1": None, "2": None, "0": 40, "total": 55}},
            totals_hash="0" * 64,
        )

    def prepare(self, client, **other) -> Release:
        answer = client.post("/rights/releases/", {"dataset": "street-totals", "remark": "", **other})
        assert answer.status_code == 302, text_of(answer)[-2000:]
        return Release.objects.latest("prepared_at")

    def test_nothing_is_reached_before_a_second_person_signs(self, client, officer, quarter) -> None:
        one = self.prepare(seen_as(client, officer))
        page = text_of(client.get(f"/rights/releases/{one.pk}/"))
        assert "You prepared it. Another person signs." in page
        client.post(f"/rights/releases/{one.pk}/sign/")
        one.refresh_from_db()
        assert one.signed_at is None
        client.logout()
        assert client.get(f"/data/{one.pk}.csv").status_code == 404
        assert str(one.pk) not in text_of(client.get("/data/"))

    def test_two_people_let_it_out_and_one_takes_it_back(self, client, officer, quarter) -> None:
        one = self.prepare(seen_as(client, officer), remark="Con prudencia")
        seen_as(client, Role.ANALYST).post(f"/rights/releases/{one.pk}/sign/")
        client.logout()
        page = text_of(client.get("/data/"))
        assert "Con prudencia" in page
        assert officer.name not in page
        file = client.get(f"/data/{one.pk}.csv")
        lines = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
        assert lines[1:] == [
            ["2024-Q1", "Norte", "opened", ""],
            ["2024-Q1", "'=Sur", "opened", ""],
            ["2024-Q1", "", "opened", "40"],
            ["2024-Q1", "total", "opened", "55"],
        ]
        assert one.suppressed == {"minimum": 5, "cells": 4, "hidden": 2}
        seen_as(client, officer).post(f"/rights/releases/{one.pk}/withdraw/", {"why": ""})
        assert client.get(f"/data/{one.pk}.csv").status_code == 200
        client.post(f"/rights/releases/{one.pk}/withdraw/", {"why": "Un error en abril"})
        client.logout()
        assert client.get(f"/data/{one.pk}.csv").status_code == 404
        assert "Un error en abril" in text_of(client.get("/data/"))

    def test_what_changed_since_is_not_signed(self, client, officer, quarter) -> None:
        one = self.prepare(seen_as(client, officer))
        quarter.totals = {"opened": {"1": 5, "2": 10, "0": 40, "total": 55}}
        quarter.save()
        seen_as(client, Role.STRATEGY_LEAD)
        page = text_of(client.get(f"/rights/releases/{one.pk}/"))
        assert "have changed since it was prepared" in page
        client.post(f"/rights/releases/{one.pk}/sign/")
        one.refresh_from_db()
        assert one.signed_at is None

    def test_a_content_that_was_touched_is_handed_to_nobody(self, client, officer, quarter) -> None:
        one = self.prepare(seen_as(client, officer))
        seen_as(client, Role.ANALYST).post(f"/rights/releases/{one.pk}/sign/")
        assert client.get(f"/data/{one.pk}.csv").status_code == 200
        Release.objects.filter(pk=one.pk).update(content="x")
        assert client.get(f"/data/{one.pk}.csv").status_code == 404

    def test_an_empty_data_set_is_not_prepared(self, client, officer) -> None:
        answer = seen_as(client, officer).post(
            "/rights/releases/", {"dataset": "closed-months", "remark": ""}
        )
        assert answer.status_code == 422
        assert "this data set is empty" in text_of(answer)


def test_only_those_who_let_data_out_reach_releases(client) -> None:
    for role in Role:
        if role is not Role.PUBLIC:
            answer = seen_as(client, role).get("/rights/releases/")
            assert (answer.status_code == 200) == (Permission.RELEASE_DATA in GRANTS[role]), role
