"""What phones sent of those who are accompanied and could not be taken: who sees it, who decides, who it is of."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accompanied import TODAY, case_of, supervisor, worker, workshop
from pazos.domain.activities.models import Attendance
from pazos.domain.cases.actions import turning
from pazos.domain.cases.models import Case, CaseSession, Referral
from pazos.domain.cases.queries import voice_sheet
from pazos.domain.fieldwork.actions import settling
from pazos.domain.fieldwork.actions.devices import revoke
from pazos.domain.fieldwork.actions.giving import give
from pazos.domain.fieldwork.models import Erased, NamedCase, Submission
from pazos.domain.fieldwork.queries import supervised
from pazos.domain.fieldwork.queries.receipts import receipt
from pazos.domain.fieldwork.queries.waiting import Pile, piled
from pazos.domain.fieldwork.vocabulary import Standing
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.rights.actions.erasing import erase
from pazos.domain.rights.registry import Subject, holding, holdings
from pazos.domain.rights.vocabulary import Ground
from pazos.domain.teams.rules import OutOfReachError
from pazos.foundation.access.policy import Permission, Role, may
from pazos.foundation.audit.models import AuditEvent, ReadEvent
from phones import Phone, a_dispute, a_referral, a_session, digest, person, street, today

pytestmark = pytest.mark.django_db
NOTE = "quedamos para el sábado"


@pytest.fixture
def town():
    return street()


def of_the_pair(name: str) -> Case:
    return case_of(name, pair=[worker("Ines"), worker("Julio")])


@pytest.fixture
def case() -> Case:
    return of_the_pair("Camila Restrepo")


def as_(client, staff: Staff):
    client.force_login(staff)
    client.cookies["pazos_language"] = "en"
    return client


def held(case: Case, **answers) -> Submission:
    """A visit on a phone that was revoked before it had a signal."""
    phone = Phone(worker("Ines"))
    phone.write("case_session", a_session(case, **answers))
    phone.device = revoke(phone.device, by=worker("Ines"))
    return phone.sync()[0]


def posted(phone: Phone, client) -> Submission:
    """Hand over what waits on a phone at the door, as the phone does."""
    said = {"clock": phone.now().isoformat(), "submissions": phone.outbox}
    answer = client.post(
        "/api/field/sync",
        json.dumps(said),
        content_type="application/json",
        headers={"authorization": f"Bearer {phone.token}"},
    )
    assert answer.status_code == 200, answer.content
    return Submission.objects.get(pk=phone.outbox[-1]["id"])


def decide(client, row: Submission, deed: str, why: str = "lo hablamos") -> str:
    said = {"deed": deed, f"{deed}-reason": why}
    return client.post(reverse("case_sending", args=[row.pk]), said, follow=True).content.decode()


class TestTheWholeWay:
    def test_a_doubtful_meeting_is_held_seen_by_the_supervisor_and_taken_for_its_writer(
        self, client, case
    ) -> None:
        phone = Phone(worker("Ines"))
        phone.write("case_session", a_session(case), written_at="2019-01-01T10:00:00+00:00")
        row = posted(phone, client)
        assert row.standing == Standing.HELD_COORDINATOR
        as_(client, supervisor())
        assert "1 sending of a phone waits for you" in client.get(reverse("cases")).content.decode()
        text = client.get(reverse("case_sendings")).content.decode()
        assert "Camila Restrepo" in text
        assert "which cannot be" in text
        assert "Ask its writer on which day it was." in text
        assert NOTE not in text
        assert NOTE in client.get(reverse("case_sending", args=[row.pk])).content.decode()
        assert "It is taken in, in the name of who wrote it." in decide(client, row, "take")
        made = CaseSession.objects.get()
        assert (made.by, made.pk) == (worker("Ines"), row.record)
        assert supervised.waiting_for(supervisor()) == 0

    @pytest.mark.parametrize("name", ["cases", "case_sendings"])
    def test_what_waits_is_counted_once_on_a_page_and_every_place_says_the_same(
        self, client, case, name
    ) -> None:
        held(case)
        Submission.objects.filter(pk=held(case).pk).update(standing=Standing.REFUSED)
        decide(as_(client, supervisor()), held(case), "back")
        with CaptureQueriesContext(connection) as asked:
            text = client.get(reverse(name)).content.decode()
        counted = [
            one["sql"] for one in asked if "COUNT(" in one["sql"] and "fieldwork_submission" in one["sql"]
        ]
        of_waiting = [sql for sql in counted if "held_coordinator" in sql and "refused" in sql]
        assert len(of_waiting) == 1
        assert "From phones (2)" in text
        assert supervised.waiting_for(supervisor()) == 2

    def test_one_audit_event_says_who_decided_and_nothing_that_was_written(self, client, case) -> None:
        row = held(case)
        as_(client, supervisor())
        for deed, verb in (("back", "sent_back"), ("aside", "set_aside"), ("take", "applied")):
            decide(client, row, deed, why="porque sí")
            event = AuditEvent.objects.get(verb=f"submission.{verb}")
            assert event.by_id == supervisor().pk
            assert "porque" not in str(event.facts)
        assert CaseSession.objects.count() == 1

    def test_the_permission_taken_back_meanwhile_blocks_it_and_the_page_says_so(self, client, case) -> None:
        row = held(case)
        turning.permission_taken_back(case, on=TODAY(), by=worker("Ines"))
        as_(client, supervisor())
        text = client.get(reverse("case_sending", args=[row.pk])).content.decode()
        assert "It cannot be taken as things stand" in text
        assert "The permission was taken back." in text
        assert 'id="take"' not in text
        text = decide(client, row, "take")
        assert "It could not be taken; the reasons stand below." in text
        assert "Nothing is written without the permission." in text
        row.refresh_from_db()
        assert (row.standing, CaseSession.objects.count()) == (Standing.REFUSED, 0)
        assert row.content["values"]["note"] == NOTE

    def test_without_a_reason_nothing_is_decided(self, client, case) -> None:
        row = held(case)
        as_(client, supervisor())
        for deed in ("take", "back", "aside"):
            said = {"deed": deed, f"{deed}-reason": " "}
            assert client.post(reverse("case_sending", args=[row.pk]), said).status_code == 422
        assert client.post(reverse("case_sending", args=[row.pk]), {"deed": "x"}).status_code == 422
        assert Submission.objects.get().standing == Standing.HELD_COORDINATOR

    def test_who_came_is_written_by_who_wrote_it(self, client, case) -> None:
        city = Organisation.objects.create(name="City hall", kind=Organisation.Kind.CITY)
        Staff.objects.filter(pk=worker("Ines").pk).update(organisation=city)
        phone = Phone(worker("Ines"))
        phone.write(
            "attendance", {"activity": workshop(worker("Ines")).pk, "on": today(), "cases": [str(case.pk)]}
        )
        phone.device = revoke(phone.device, by=worker("Ines"))
        row = phone.sync()[0]
        assert (
            "Taller" in as_(client, supervisor()).get(reverse("case_sending", args=[row.pk])).content.decode()
        )
        decide(client, row, "take")
        assert Attendance.objects.get().entered_by == worker("Ines")

    def test_a_gestor_who_left_has_told_of_somebody_all_the_same(self, client, town) -> None:
        phone = Phone(town.ana)
        phone.write("referral", a_referral(neighbourhood="01"))
        town.ana.is_active = False
        town.ana.save()
        row = phone.sync()[0]
        assert row.standing == Standing.HELD_COORDINATOR
        as_(client, supervisor())
        assert "Yei" in client.get(reverse("case_sending", args=[row.pk])).content.decode()
        decide(client, row, "take")
        assert Referral.objects.get().made_by == town.ana


class TestSentBack:
    def test_its_writer_reads_why_answers_and_it_waits_again(self, client, case) -> None:
        row = held(case)
        as_(client, supervisor())
        assert "It is with its writer" in decide(client, row, "back", why="¿fue el martes?")
        as_(client, worker("Ines"))
        assert "1 sending of your phone was not taken" in client.get(reverse("cases")).content.decode()
        own = reverse("own_sending", args=[row.pk])
        assert own in client.get("/phones/").content.decode()
        text = client.get(own).content.decode()
        assert "¿fue el martes?" in text
        assert NOTE in text
        assert client.post(own, {"answer": " "}).status_code == 422
        text = client.post(own, {"answer": "sí, el martes"}, follow=True).content.decode()
        assert "It is handed in again, with your answer." in text
        client.post(own, {"answer": "otra cosa"})  # twice it is once
        as_(client, supervisor())
        text = client.get(reverse("case_sending", args=[row.pk])).content.decode()
        assert "sí, el martes" in text
        assert "otra cosa" not in text
        assert "Its writer answered, and handed it in again." in text
        decide(client, row, "take")
        assert CaseSession.objects.get().by == worker("Ines")

    def test_the_phone_is_told_and_not_the_words(self, case) -> None:
        row = held(case)
        settling.send_back(row, reason="palabras de la supervisora", by=supervisor())
        phone = Phone(worker("Ines"))
        told = give(phone.device, since=0).facts["sendings"]
        assert [one.standing for one in told] == [Standing.SENT_BACK]
        assert "It was sent back to its writer." in told[0].problems[0].en
        assert "palabras" not in str(told)

    def test_what_builds_on_it_no_longer_waits(self, case) -> None:
        phone = Phone(worker("Ines"))
        phone.write("case_session", a_session(case, minutes=0))
        phone.write("case_session", a_session(case))
        first, second = phone.sync()
        assert (first.standing, second.standing) == (Standing.REFUSED, Standing.HELD_EARLIER)
        settling.send_back(first, reason="cuántos minutos", by=supervisor())
        second.refresh_from_db()
        assert second.standing == Standing.APPLIED

    def test_words_of_a_case_that_passed_to_another_pair_are_closed_to_who_wrote_them(
        self, client, case
    ) -> None:
        row = held(case)
        Case.objects.filter(pk=case.pk).update(first_worker=worker("Zoe"), second_worker=None)
        text = as_(client, worker("Ines")).get(reverse("own_sending", args=[row.pk])).content.decode()
        assert "It came from a phone that was revoked." in text
        assert NOTE not in text
        assert "Camila" not in text


class TestTheWall:
    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
    def test_nobody_reads_it_but_who_supervises_and_who_wrote_it(self, client, town, case, role) -> None:
        row = held(case)
        as_(client, person(role.value, role, town.north))
        supervises, has_phone = may(role, Permission.SUPERVISE_CASES), may(role, Permission.USE_PHONE)
        answers = {
            reverse("case_sendings"): 200 if supervises else 403,
            reverse("case_sending", args=[row.pk]): 200 if supervises else 403,
            reverse("own_sending", args=[row.pk]): 404 if has_phone else 403,
            reverse("sending", args=[row.pk]): 404 if may(role, Permission.SETTLE_EDITS) else 403,
        }
        for address, status in answers.items():
            answer = client.get(address)
            assert answer.status_code == status, address
            reads = supervises and address == reverse("case_sending", args=[row.pk])
            assert (NOTE in answer.content.decode()) == reads, address
        assert client.post(reverse("case_sending", args=[row.pk]), {"deed": "aside"}).status_code in (
            403,
            422,
        )

    def test_whoever_supervises_reads_no_sending_of_the_street(self, client, town) -> None:
        phone = Phone(town.ana)
        phone.write("dispute", a_dispute())
        phone.device = revoke(phone.device, by=town.ana)
        row = phone.sync()[0]
        as_(client, supervisor())
        assert client.get(reverse("case_sending", args=[row.pk])).status_code == 404
        assert client.get(reverse("sending", args=[row.pk])).status_code == 403
        assert supervised.waiting_for(supervisor()) == 0
        for deed in (settling.take_in, settling.set_aside, settling.send_back):
            with pytest.raises(OutOfReachError):
                deed(row, reason="x", by=supervisor())

    def test_a_coordinator_decides_on_nothing_of_a_case_and_sends_no_dispute_back(self, town, case) -> None:
        row = held(case)
        phone = Phone(town.ana)
        phone.write("dispute", a_dispute())
        phone.device = revoke(phone.device, by=town.ana)
        dispute = phone.sync()[0]
        for deed in (settling.take_in, settling.set_aside, settling.send_back):
            with pytest.raises(OutOfReachError):
                deed(row, reason="x", by=town.coordinator)
        with pytest.raises(OutOfReachError):
            settling.send_back(dispute, reason="x", by=town.coordinator)
        with pytest.raises(OutOfReachError):
            settling.hand_in_again(row, answer="x", by=town.ana)

    def test_a_form_that_is_not_known_here_lies_with_those_of_who_wrote_it(self, town, case) -> None:
        phone, gestor = Phone(worker("Ines")), Phone(town.ana)
        phone.write("case_session_to_come", {"case": str(case.pk), "note": NOTE})
        gestor.write("dispute_to_come", {"summary": "x"})
        of_case, of_street = phone.sync()[0], gestor.sync()[0]
        lines = [piled(pile, seen_by=town.coordinator, page=None).lines for pile in (Pile.HELD, Pile.REFUSED)]
        assert [one.key for found in lines for one in found] == [of_street.pk]
        assert [one.key for one in supervised.piled(Pile.HELD, seen_by=supervisor(), page=None)[0].lines] == [
            of_case.pk
        ]

    def test_every_look_is_noted_of_the_sending_and_of_the_case(self, client, case) -> None:
        row = held(case)
        as_(client, supervisor())
        client.get(reverse("case_sendings"))
        client.get(reverse("case_sending", args=[row.pk]))
        as_(client, worker("Ines")).get(reverse("own_sending", args=[row.pk]))
        for what, key in (("fieldwork.submission", row.pk), ("cases.case", case.pk)):
            looks = ReadEvent.objects.filter(what=what)
            assert {look.address for look in looks} == {"case_sendings", "case_sending", "own_sending"}
            assert all(look.keys == [str(key)] for look in looks)


class TestTheList:
    def test_it_is_paged_counted_and_takes_few_questions(
        self, client, case, django_assert_max_num_queries
    ) -> None:
        phone = Phone(worker("Ines"))
        for _ in range(30):
            phone.write("case_session", a_session(case, minutes=0), chained=False)
        phone.sync()
        as_(client, supervisor())
        with django_assert_max_num_queries(30):
            text = client.get(f"{reverse('case_sendings')}?pile=refused").content.decode()
        assert "Refused (30)" in text
        assert text.count('class="phone-card"') == 25
        assert "From phones (30)" in text
        assert client.get(f"{reverse('case_sendings')}?pile=refused&page=2").status_code == 200

    def test_pages_with_nothing_say_so(self, client) -> None:
        as_(client, supervisor())
        for pile in ("", "held", "refused", "back", "earlier", "decided", "edits", "nonsense"):
            answer = client.get(f"{reverse('case_sendings')}?pile={pile}")
            assert answer.status_code == 200
            assert 'class="empty"' in answer.content.decode()
        text = client.get(reverse("cases")).content.decode()
        assert "wait for you" not in text
        assert "waits for you" not in text


class TestWhoseItIs:
    def about(self, case: Case) -> list[str]:
        subject = Subject("participant", case.participant_id)
        return [one.key for one in holding("fieldwork.accompaniment").find(subject)]

    def test_a_sending_that_waits_is_on_the_sheet_of_the_person_in_plain_words(self, case) -> None:
        row = held(case)
        sheet = voice_sheet.of_case(case.pk, seen_by=worker("Julio"))
        (part,) = [one for one in sheet.parts if one.holding.name == "fieldwork.accompaniment"]
        told = str(part.records)
        assert NOTE in told
        assert "family" not in told  # a code is said in words
        assert str(row.pk) not in told

    def test_another_pair_does_not_hand_it_out(self, case) -> None:
        held(case)
        Case.objects.filter(pk=case.pk).update(state="ended", ended_on=TODAY(), exit="moved")
        Case.objects.create(
            participant=case.participant,
            supervisor=supervisor(),
            first_worker=worker("Zoe"),
            opened_on=TODAY(),
        )
        later = Case.objects.get(first_worker=worker("Zoe"))
        sheet = voice_sheet.of_case(later.pk, seen_by=worker("Zoe"))
        assert "fieldwork.accompaniment" not in {one.holding.name for one in sheet.parts}

    def test_erasing_what_was_sent_empties_it_and_it_is_not_taken_any_more(self, case) -> None:
        row = held(case)
        (key,) = self.about(case)
        erase("fieldwork.accompaniment", key, ground=Ground.REQUEST, by=None)
        row.refresh_from_db()
        assert (row.content, row.standing, row.problems) == (None, Standing.ERASED, [])
        assert self.about(case) == []
        assert Erased.objects.filter(record=row.record).exists()
        assert supervised.waiting_for(supervisor()) == 0

    def test_erasing_the_case_empties_what_waits_and_what_was_taken(self, case) -> None:
        phone = Phone(worker("Ines"))
        phone.write("case_session", a_session(case))
        taken, waits = phone.sync()[0], held(case)
        assert len(self.about(case)) == 2
        erase("cases.cases", str(case.pk), ground=Ground.REQUEST, by=None)
        assert set(
            Submission.objects.filter(pk__in=[taken.pk, waits.pk]).values_list("standing", flat=True)
        ) == {Standing.ERASED}
        assert all(one.content is None for one in Submission.objects.all())
        assert not NamedCase.objects.exists()

    def test_of_several_in_one_list_only_the_erased_one_goes(self, case) -> None:
        other = of_the_pair("Luis Nogal")
        phone = Phone(worker("Ines"))
        phone.write("attendance", {"activity": 99, "on": today(), "cases": [str(case.pk), str(other.pk)]})
        (row,) = phone.sync()
        assert row.standing == Standing.HELD_COORDINATOR
        sent = phone.sent[str(row.pk)]
        erase("cases.cases", str(case.pk), ground=Ground.REQUEST, by=None)
        row.refresh_from_db()
        assert row.standing == Standing.HELD_COORDINATOR
        assert row.content["values"]["cases"] == [str(other.pk)]
        assert str(case.pk) not in str(row.content)
        assert self.about(other)
        assert receipt(row).hash == digest(sent)  # the phone knows it again, and does not send it for ever
        assert phone.hand_over([sent])[0].pk == row.pk

    def test_a_referral_is_found_for_the_person_it_became(self, town, case) -> None:
        phone = Phone(town.ana)
        record = phone.write("referral", a_referral(neighbourhood="01"))
        (row,) = phone.sync()
        Referral.objects.filter(pk=record).update(participant=case.participant)
        assert self.about(case) == [str(row.pk)]
        assert "300 123 4567" in str(holding("fieldwork.accompaniment").content(str(row.pk)))
        erase("fieldwork.accompaniment", str(row.pk), ground=Ground.REQUEST, by=None)
        assert self.about(case) == []

    def test_somebody_told_of_and_never_taken_in_is_found_by_their_name(self, town) -> None:
        phone = Phone(town.ana)
        phone.write("referral", a_referral(name="Yeison Mora", age_band="14-17"))
        (row,) = phone.sync()
        assert row.standing == Standing.REFUSED
        (match,) = holding("fieldwork.accompaniment").search("mora yeison")
        assert "Yeison" not in match.words
        assert [one.key for one in holding("fieldwork.sendings").find(match.subject)] == [str(row.pk)]
        erase("fieldwork.sendings", str(row.pk), ground=Ground.REQUEST, by=None)
        row.refresh_from_db()
        assert (row.content, row.standing) == (None, Standing.ERASED)
        assert holding("fieldwork.accompaniment").search("mora yeison") == []

    def test_time_takes_what_was_taken_and_leaves_what_waits(self, case) -> None:
        phone = Phone(worker("Ines"))
        phone.write("case_session", a_session(case))
        taken, waits = phone.sync()[0], held(case)
        long_ago = timezone.now() - timedelta(days=200)
        Submission.objects.update(stood_at=long_ago, received_at=long_ago)
        (key,) = holding("fieldwork.accompaniment").due(TODAY() - timedelta(days=100), 10)
        assert NamedCase.objects.get(pk=key).submission_id == taken.pk
        assert str(waits.pk) not in key

    def test_a_number_of_no_case_names_nobody(self) -> None:
        phone = Phone(worker("Ines"))
        for said in (str(uuid.uuid4()), "x", 7, None, ["a"]):
            phone.write("case_session", {"case": said, "cases": [said, 3]})
        phone.sync()
        assert not NamedCase.objects.exists()

    def test_every_holding_finds_a_person_by_their_participant(self, case) -> None:
        held(case)
        subject = Subject("participant", case.participant_id)
        assert "fieldwork.accompaniment" in {one.name for one in holdings().values() if one.find(subject)}
