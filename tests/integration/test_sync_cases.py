"""A phone of those who accompany: what is done in the street arrives once, and the phone holds next to nothing."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from accompanied import TODAY, case_of, participant, permits, supervisor, workshop
from pazos.domain.activities.models import Attendance
from pazos.domain.cases.actions import turning
from pazos.domain.cases.actions.opening import open_case
from pazos.domain.cases.held.cases import HOLDINGS as CASE_HOLDINGS
from pazos.domain.cases.models import CaseSession, Referral
from pazos.domain.fieldwork.actions.devices import revoke
from pazos.domain.fieldwork.actions.giving import give
from pazos.domain.fieldwork.forms.description import description
from pazos.domain.fieldwork.forms.registry import OF_ACCOMPANIMENT, offered_to
from pazos.domain.fieldwork.holdings import COPIES
from pazos.domain.fieldwork.models import Submission, Version
from pazos.domain.fieldwork.queries.accompanied import called
from pazos.domain.fieldwork.queries.waiting import Pile, piled
from pazos.domain.fieldwork.vocabulary import Standing
from pazos.domain.people.models import Organisation, Staff
from pazos.foundation.access.policy import Permission, Role
from pazos.foundation.audit.models import AuditEvent, ReadEvent
from phones import Phone, a_dispute, a_referral, a_session, person, street, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return street()


@pytest.fixture
def pair(town) -> tuple[Staff, Staff]:
    city = Organisation.objects.create(name="City hall", kind=Organisation.Kind.CITY)
    made = [person(name, Role.CASE_WORKER, town.north) for name in ("ines", "julio")]
    for one in made:
        one.organisation = city
        one.save()
    return made[0], made[1]


@pytest.fixture
def case(pair):
    return case_of("Camila Restrepo Díaz", pair=pair, on=TODAY() - timedelta(days=20))


def standings(rows) -> list[str]:
    return [row.standing for row in rows]


def reasons(row) -> list[str]:
    return [one["template"] for one in row.problems]


class TestWhatArrives:
    def test_a_visit_written_in_the_street_is_a_meeting_of_the_case(self, pair, case) -> None:
        phone = Phone(pair[0])
        record = phone.write("case_session", a_session(case))
        (row,) = phone.sync()
        assert (row.standing, row.problems) == (Standing.APPLIED, [])
        made = CaseSession.objects.get(pk=record)
        assert (made.by, made.minutes, made.dimensions) == (pair[0], 45, ["family"])
        case.refresh_from_db()
        assert case.last_met_on == TODAY()

    def test_sent_twice_it_is_one(self, pair, case) -> None:
        phone = Phone(pair[0])
        phone.write("case_session", a_session(case))
        first, again = phone.sync(), phone.hand_over(phone.sent.values())
        assert standings(first) == standings(again) == [Standing.APPLIED]
        assert CaseSession.objects.count() == Submission.objects.count() == 1

    def test_other_content_under_a_used_number_is_kept_beside_the_first(self, pair, case) -> None:
        phone = Phone(pair[0])
        phone.write("case_session", a_session(case))
        phone.sync()
        (sent,) = phone.sent.values()
        rows = phone.hand_over([{**sent, "values": a_session(case, minutes=5)}])
        assert standings(rows) == [Standing.REFUSED]
        assert rows[0].content["values"]["minutes"] == 5
        assert CaseSession.objects.get().minutes == 45

    def test_who_came_to_an_activity_is_written_once(self, pair, case) -> None:
        other = case_of("Luis Nogal", pair=pair, on=TODAY() - timedelta(days=3))
        activity = workshop(pair[0])
        phone = Phone(pair[0])
        said = {"activity": activity.pk, "on": today(), "cases": [str(case.pk), str(other.pk)]}
        phone.write("attendance", said)
        phone.write("attendance", said)
        assert standings(phone.sync()) == [Standing.APPLIED] * 2
        assert Attendance.objects.count() == 2

    def test_a_gestor_tells_of_somebody_who_agreed_to_it(self, town) -> None:
        phone = Phone(town.ana)
        record = phone.write("referral", a_referral(neighbourhood="01"))
        (row,) = phone.sync()
        assert (row.standing, row.problems) == (Standing.APPLIED, [])
        made = Referral.objects.get(pk=record)
        assert (made.name, made.made_by, made.cluster) == ("Yei", town.ana, town.north)

    def test_of_a_minor_it_is_said_whom_to_ask(self, town) -> None:
        phone = Phone(town.ana)
        phone.write("referral", a_referral(age_band="14-17"))
        (row,) = phone.sync()
        assert row.standing == Standing.REFUSED
        assert Referral.objects.count() == 0


class TestWhatDoesNot:
    def test_what_was_done_before_the_case_rested_arrives_after_it(self, pair, case) -> None:
        phone = Phone(pair[0])
        yesterday = TODAY() - timedelta(days=1)
        phone.write("case_session", a_session(case, on=yesterday.isoformat()))
        phone.write("case_session", a_session(case))
        turning.pause(case, reason="travel", on=TODAY(), by=pair[1])
        taken, refused = phone.sync()
        assert taken.standing == Standing.APPLIED
        assert refused.standing == Standing.REFUSED
        assert reasons(refused) == ["This case rests. Take it up again first."]
        assert CaseSession.objects.get().on == yesterday

    def test_nothing_is_written_once_the_permission_was_taken_back(self, pair, case) -> None:
        phone = Phone(pair[0])
        phone.write("case_session", a_session(case))
        turning.permission_taken_back(case, on=TODAY(), by=pair[0])
        (row,) = phone.sync()
        assert row.standing == Standing.REFUSED
        assert "The permission was taken back." in reasons(row)
        assert row.content is not None
        assert CaseSession.objects.count() == 0

    def test_nobody_is_written_as_having_come_once_their_permission_was_taken_back(self, pair, case) -> None:
        activity = workshop(pair[0])
        phone = Phone(pair[0])
        phone.write("attendance", {"activity": activity.pk, "on": today(), "cases": [str(case.pk)]})
        turning.permission_taken_back(case, on=TODAY(), by=pair[0])
        (row,) = phone.sync()
        assert "The permission was taken back." in reasons(row)
        assert Attendance.objects.count() == 0

    def test_of_another_pairs_case_nothing_is_written(self, town, case) -> None:
        phone = Phone(person("otra", Role.CASE_WORKER, town.north))
        phone.write("case_session", a_session(case))
        assert standings(phone.sync()) == [Standing.REFUSED]
        assert CaseSession.objects.count() == 0

    @pytest.mark.parametrize("form", ["case_session", "attendance"])
    def test_a_gestor_writes_nothing_of_a_case(self, town, case, form) -> None:
        phone = Phone(town.ana)
        phone.write(
            form,
            a_session(case)
            if form == "case_session"
            else {"activity": 1, "on": today(), "cases": [str(case.pk)]},
        )
        (row,) = phone.sync()
        assert row.standing == Standing.HELD_COORDINATOR
        assert CaseSession.objects.count() == 0

    def test_a_case_worker_writes_no_dispute(self, pair) -> None:
        phone = Phone(pair[0])
        phone.write("dispute", a_dispute())
        assert standings(phone.sync()) == [Standing.HELD_COORDINATOR]

    def test_what_a_revoked_phone_sends_is_kept_and_not_taken(self, pair, case) -> None:
        phone = Phone(pair[0])
        phone.write("case_session", a_session(case))
        phone.device = revoke(phone.device, by=pair[0])
        (row,) = phone.sync()
        assert row.standing == Standing.HELD_COORDINATOR
        assert CaseSession.objects.count() == 0

    def test_whoever_settles_street_work_reads_nothing_of_a_case(self, town, pair, case) -> None:
        phone = Phone(pair[0])
        phone.write("case_session", a_session(case))
        phone.device = revoke(phone.device, by=pair[0])
        phone.sync()
        for pile in Pile:
            assert piled(pile, seen_by=town.coordinator, page=None).lines == []

    def test_an_erased_case_stays_erased(self, pair, case) -> None:
        phone = Phone(pair[0])
        phone.write("case_session", a_session(case))
        phone.sync()
        (holding,) = [one for one in CASE_HOLDINGS if "cases.Case" in one.models]
        gone = holding.erase(str(case.pk))
        for copies in COPIES:
            copies.forget(gone.records)
        assert Submission.objects.get().content is None
        assert case.pk in give(phone.device, since=0).facts["forget"] or not phone.device.holdings.exists()
        phone.write("case_session", a_session(case))
        assert standings(phone.sync())[-1] == Standing.ERASED
        assert Submission.objects.filter(content__isnull=False).count() == 0


class TestWhatThePhoneHolds:
    def test_initials_a_next_day_and_the_permission_and_nothing_else(self, pair, case) -> None:
        phone = Phone(pair[0])
        phone.write("case_session", a_session(case))
        phone.sync()
        (given,) = give(phone.device, since=0).facts["cases"]
        assert vars(given) == {
            "id": case.pk,
            "called": "C. R. D.",
            "next_on": TODAY() + timedelta(days=7),
            "permission": "holds",
        }
        assert ReadEvent.objects.filter(what="cases.case", by_id=pair[0].pk).exists()

    def test_a_chosen_name_of_one_word_is_shown_as_it_is(self) -> None:
        assert (called("Yei"), called("Ana María Ruiz")) == ("Yei", "A. M. R.")

    def test_a_case_that_rests_or_goes_to_another_pair_is_forgotten(self, pair, case) -> None:
        phone = Phone(pair[0])
        first = give(phone.device, since=0)
        turning.pause(case, reason="travel", on=TODAY(), by=pair[0])
        then = give(phone.device, since=first.cursor)
        assert case.pk in then.facts["forget"]
        assert then.facts["cases"] == []

    def test_only_what_changed_is_given_again(self, pair, case) -> None:
        phone = Phone(pair[0])
        first = give(phone.device, since=0)
        assert give(phone.device, since=first.cursor).facts["cases"] == []

    def test_a_permission_that_ends_soon_is_said(self, pair) -> None:
        one = participant("Nené")
        permits(one, until=TODAY() + timedelta(days=9))
        open_case(None, participant=one, supervisor=supervisor(), pair=pair, on=TODAY(), by=supervisor())
        found = {row.called: row.permission for row in give(Phone(pair[0]).device, since=0).facts["cases"]}
        assert found["Nené"] == "ends_soon"

    def test_a_gestors_phone_is_given_no_case_and_a_case_workers_no_dispute(self, town, pair, case) -> None:
        street_phone = Phone(town.ana)
        street_phone.write("dispute", a_dispute())
        street_phone.sync()
        gestor, worker = give(street_phone.device, since=0).facts, give(Phone(pair[0]).device, since=0).facts
        assert (len(gestor["disputes"]), gestor["cases"], gestor["activities"]) == (1, [], [])
        assert (worker["disputes"], len(worker["cases"]), worker["colleagues"]) == ([], 1, [])

    def test_no_note_of_a_case_is_kept_twice(self, pair, case) -> None:
        phone = Phone(pair[0])
        phone.write("case_session", a_session(case))
        phone.sync()
        assert Version.objects.count() == 0
        facts = json.dumps(list(AuditEvent.objects.values_list("facts", flat=True)))
        assert "sábado" not in facts


class TestForms:
    @pytest.mark.parametrize(
        "role", [Role.GESTOR, Role.CASE_WORKER, Role.CASE_SUPERVISOR, Role.OUTREACH_COORDINATOR]
    )
    def test_a_form_is_offered_only_to_whoever_may_send_it(self, role) -> None:
        who = person(role.value, role)
        names = offered_to(who)
        assert ("case_session" in names) == who.may(Permission.WORK_CASES)
        assert ("dispute" in names) == who.may(Permission.USE_FIELD)
        assert set(description(names)["forms"]) == names

    def test_another_set_of_forms_has_another_fingerprint(self, town, pair) -> None:
        gestor, worker = offered_to(town.ana), offered_to(pair[0])
        assert "referral" in gestor & worker
        assert description(gestor)["fingerprint"] != description(worker)["fingerprint"]

    def test_no_form_asks_for_a_group_or_a_risk(self) -> None:
        names = {
            field["name"] for form in OF_ACCOMPANIMENT for field in description()["forms"][form]["fields"]
        }
        assert not names & {"group", "gang", "risk", "band", "score"}

    def test_a_supervisor_has_no_phone(self) -> None:
        assert not supervisor().may(Permission.USE_PHONE)
