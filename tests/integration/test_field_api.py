"""The phone's door: what opens it, what it answers, and what it never gives."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from authenticator import give_app
from pazos.config.addresses import ADDRESSES
from pazos.domain.disputes.models import Dispute, Step
from pazos.domain.fieldwork.actions.devices import revoke
from pazos.domain.fieldwork.models import Device, Holding, Submission
from pazos.domain.fieldwork.tasks import take_up
from pazos.domain.fieldwork.vocabulary import Standing
from pazos.domain.outreach.models import Presence
from pazos.domain.teams.models import Membership
from pazos.foundation.access.policy import Permission, Role, may
from pazos.foundation.audit.models import AuditEvent, ReadEvent
from pazos.interfaces.components.routes import Key
from phones import Phone, a_dispute, a_presence, a_step, digest, person, seen_and_written, street, today

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def town():
    return street()


@pytest.fixture
def door():
    """A caller without any session, as a phone is."""
    return Client()


def bearer(phone: Phone) -> dict[str, str]:
    return {"Authorization": f"Bearer {phone.token}"}


def send(door: Client, phone: Phone, **more):
    body = {
        "clock": phone.now().isoformat(),
        "waiting": len(phone.outbox),
        "submissions": phone.outbox,
        "kept": [],
    }
    return door.post("/api/field/sync", json.dumps(body | more), JSON, headers=bearer(phone))


def receive(door: Client, phone: Phone, since: int = 0):
    return door.get(f"/api/field/stream?since={since}", headers=bearer(phone))


class TestMakingADevice:
    def test_a_key_is_shown_once_and_stored_as_a_hash(self, town, client) -> None:
        client.force_login(town.ana)
        answer = client.post("/api/field/devices", json.dumps({"name": "mi teléfono"}), JSON)
        said = answer.json()
        assert answer.status_code == 201
        assert len(said["token"]) >= 43
        device = Device.objects.get()
        assert said["token"] not in str(device.__dict__)
        assert device.expires_at - device.made_at == timedelta(days=30)
        assert AuditEvent.objects.filter(verb="device.made", by_id=town.ana.pk).exists()

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
    def test_only_who_writes_from_the_street_may(self, client, role) -> None:
        client.force_login(person(role.value, role))
        answer = client.post("/api/field/devices", "{}", JSON)
        assert answer.status_code == (201 if may(role, Permission.USE_PHONE) else 403)

    def test_it_asks_for_the_second_factor(self, town, client, settings) -> None:
        settings.SECOND_FACTOR_REQUIRED = True
        client.force_login(town.ana)
        assert client.post("/api/field/devices", "{}", JSON).status_code == 403
        give_app(town.ana)
        assert client.post("/api/field/devices", "{}", JSON).status_code == 201

    def test_a_forged_request_makes_none(self, town) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(town.ana)
        assert strict.post("/api/field/devices", "{}", JSON).status_code == 403
        assert Device.objects.count() == 0

    def test_nobody_collects_phones(self, town, client) -> None:
        client.force_login(town.ana)
        codes = [client.post("/api/field/devices", "{}", JSON).status_code for _ in range(6)]
        assert codes == [201] * 5 + [409]


class TestWhatOpensIt:
    PHONES = [one for one in ADDRESSES if one.key is not Key.SESSION]

    @pytest.mark.parametrize("address", PHONES, ids=lambda one: one.name)
    def test_no_session_opens_an_address_of_phones(self, town, client, address) -> None:
        client.force_login(town.coordinator)
        for answer in (client.get(f"/{address.route}"), client.post(f"/{address.route}", "{}", JSON)):
            assert (answer.status_code, answer.json()["reason"]) == (401, "unknown")

    @pytest.mark.parametrize(
        "route", ["", "disputes/", "phones/", "api/field/devices", "api/field/openapi.json", "maps/"]
    )
    def test_the_key_of_a_phone_opens_no_other_address(self, town, door, route) -> None:
        with_key = door.get(f"/{route}", headers=bearer(Phone(town.coordinator)))
        without = Client().get(f"/{route}")
        assert with_key.status_code == without.status_code
        assert with_key.headers.get("Location") == without.headers.get("Location")

    @pytest.mark.parametrize(
        "said", ["", "Bearer ", "Bearer x", "Basic eDp4", "bearer {token}", "Bearer {token} "]
    )
    def test_a_wrong_key_opens_nothing(self, town, door, said) -> None:
        header = said.format(token=Phone(town.ana).token)
        answer = door.get("/api/field/stream", headers={"Authorization": header})
        assert answer.status_code == 401 or said == "Bearer {token} "

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
    def test_a_phone_receives_exactly_what_its_person_may(self, town, door, role) -> None:
        phone = Phone(town.ana)
        phone.write("dispute", a_dispute())
        phone.sync()
        town.ana.role = role.value
        town.ana.save()
        answer = receive(door, phone)
        assert answer.status_code == (200 if may(role, Permission.USE_PHONE) else 403)
        if answer.status_code == 403:
            assert answer.json() == {"reason": "over", "where": []}

    def test_an_expired_phone_sends_and_no_longer_receives(self, town, door) -> None:
        phone = Phone(town.ana)
        Device.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        phone.write("presence", a_presence())
        assert send(door, phone).json()["receipts"][0]["standing"] == Standing.HELD_COORDINATOR
        answer = receive(door, phone)
        assert (answer.status_code, answer.json()["reason"]) == (401, "expired")


class TestSending:
    def test_receipts_say_what_became_of_each_and_their_hash(self, town, door) -> None:
        phone = Phone(town.ana)
        dispute = phone.write("dispute", a_dispute(summary="ñandú ☂ “comillas”"))
        phone.write("step", a_step(dispute, act="danced"))
        said = send(door, phone).json()
        assert [one["id"] for one in said["receipts"]] == [one["id"] for one in phone.outbox]
        assert [one["standing"] for one in said["receipts"]] == ["applied", "refused"]
        assert [one["hash"] for one in said["receipts"]] == [digest(one) for one in phone.outbox]
        assert [one["version"] for one in said["receipts"]] == [1, None]
        (problem,) = said["receipts"][1]["problems"]
        assert problem["field"] == "act"
        assert problem["es"]
        assert problem["en"].startswith("What was done")
        assert said["empty"] is False

    def test_a_body_that_was_cut_is_not_taken_and_nothing_of_it_kept(self, town, door) -> None:
        phone = Phone(town.ana)
        phone.write("presence", a_presence())
        whole = json.dumps({"clock": phone.now().isoformat(), "submissions": phone.outbox})
        for end in range(0, len(whole) - 1, 37):
            answer = door.post("/api/field/sync", whole[:end], JSON, headers=bearer(phone))
            assert answer.status_code == 422
        assert Submission.objects.count() == 0
        assert send(door, phone).status_code == 200

    def test_what_is_not_of_the_protocol_is_refused_without_repeating_it(self, town, door) -> None:
        phone = Phone(town.ana)
        phone.write("presence", a_presence(), record="nobody's secret")
        answer = send(door, phone)
        assert answer.status_code == 422
        assert "secret" not in answer.content.decode()
        assert answer.json()["where"] == ["body.said.submissions.0.record"]

    def test_more_than_fifty_at_a_time_and_too_many_bytes_are_refused(self, town, door) -> None:
        phone = Phone(town.ana)
        for _ in range(51):
            phone.write("presence", a_presence())
        assert send(door, phone).status_code == 422
        answer = send(door, phone, submissions=[], more="x" * 600_000)
        assert (answer.status_code, answer.json()["reason"]) == (413, "too_large")

    def test_half_a_letter_does_not_stop_a_phone(self, town, door) -> None:
        phone = Phone(town.ana)
        phone.write("presence", a_presence(note="va bien \ud83d"))
        assert send(door, phone).json()["receipts"][0]["standing"] == "applied"
        assert Presence.objects.get().note == "va bien \ufffd"

    def test_what_is_nested_without_end_is_refused(self, town, door) -> None:
        phone = Phone(town.ana)
        for deep in ("[" * 100_000, '{"a":' * 5000 + "1" + "}" * 5000, '{"clock": NaN}'):
            assert door.post("/api/field/sync", deep, JSON, headers=bearer(phone)).status_code == 422

    def test_a_phone_is_told_what_it_may_forget_and_what_is_missing(self, town, door) -> None:
        phone = Phone(town.ana)
        phone.write("presence", a_presence())
        send(door, phone)
        (sent,), unknown = phone.outbox, str(uuid4())
        said = send(door, phone, submissions=[], kept=[sent["id"], unknown]).json()
        assert (said["safe"], said["missing"]) == ([], [unknown])
        Submission.objects.update(received_at=timezone.now() - timedelta(hours=80))
        assert send(door, phone, submissions=[], kept=[sent["id"]]).json()["safe"] == [sent["id"]]

    def test_a_busy_database_says_when_to_come_again(self, town, door, monkeypatch) -> None:
        from django.db import OperationalError

        def busy(*args, **kwargs):
            raise OperationalError("database is locked")

        monkeypatch.setattr("pazos.domain.fieldwork.actions.receiving.keep", busy)
        answer = send(door, Phone(town.ana))
        assert (answer.status_code, answer.json()["reason"]) == (503, "busy")
        assert int(answer.headers["Retry-After"]) >= 1

    def test_the_visit_is_written_down(self, town, door) -> None:
        phone = Phone(town.ana, wrong_by=timedelta(days=2))
        send(door, phone, waiting=7)
        device = Device.objects.get()
        assert (device.waiting, round(device.clock_ahead_seconds / 86400)) == (7, 2)
        assert device.seen_at is not None


class TestManyAtOnce:
    @pytest.fixture
    def crowded(self, monkeypatch):
        """Another phone's visit is being taken at this moment."""
        lock = threading.Lock()
        lock.acquire()
        monkeypatch.setattr("pazos.interfaces.field.api._ALONE", lock)

    def test_what_comes_meanwhile_is_kept_with_its_receipt_and_taken_by_the_worker(
        self, town, door, crowded
    ) -> None:
        phone, other = Phone(town.ana), Phone(town.beto)
        dispute = phone.write("dispute", a_dispute())
        phone.write("step", a_step(dispute))
        other.write("party", {"dispute": str(dispute), "role": "friend"})
        for one in (phone, other):
            said = send(door, one).json()
            assert {row["standing"] for row in said["receipts"]} == {"kept"}
            assert [row["hash"] for row in said["receipts"]] == [digest(row) for row in one.outbox]
        assert Dispute.objects.count() == 0
        assert DBTaskResult.objects.filter(task_path=take_up.module_path).count() == 1, "asked for once"
        assert take_up.call() == 3
        assert set(Submission.objects.values_list("standing", flat=True)) == {Standing.APPLIED}
        told = receive(door, phone).json()["sendings"]
        assert {one["standing"] for one in told} == {"applied"}, "the phone learns what became of them"

    def test_a_call_for_help_waits_for_nobody(self, town, door, crowded) -> None:
        phone = Phone(town.ana)
        phone.write("presence", a_presence())
        phone.write("distress", {"neighbourhood": "01"})
        assert [row["standing"] for row in send(door, phone).json()["receipts"]] == ["kept", "applied"]


class TestAStolenPhone:
    def test_it_is_told_to_forget_gets_nothing_and_what_it_sends_is_kept_aside(self, town, door) -> None:
        phone = Phone(town.ana)
        dispute = phone.write("dispute", a_dispute())
        phone.sync()
        receive(door, phone)
        revoke(phone.device, by=town.coordinator)
        phone.write("dispute", seen_and_written(kind=("debt", "threat")), record=dispute, base=1)
        phone.write("distress", {"neighbourhood": "01"})
        said = send(door, phone).json()
        assert said["empty"] is True
        assert [one["standing"] for one in said["receipts"]] == ["held_coordinator"] * 2
        assert Dispute.objects.get().kind == "debt"
        for name in ("stream", "forms"):
            answer = door.get(f"/api/field/{name}", headers=bearer(phone))
            assert (answer.status_code, answer.json()["reason"]) == (403, "over")

    def test_its_word_that_it_is_empty_is_written_down_and_closes_it(self, town, door) -> None:
        phone = Phone(town.ana)
        phone.write("dispute", a_dispute())
        phone.sync()
        receive(door, phone)
        assert Holding.objects.count() == 1
        revoke(phone.device, by=town.ana)
        assert door.post("/api/field/emptied", "{}", JSON, headers=bearer(phone)).status_code == 200
        device = Device.objects.get()
        assert device.emptied_at is not None
        assert Holding.objects.count() == 0
        assert receive(door, phone).status_code == 403

    def test_a_person_who_left_is_told_to_forget_but_their_work_is_taken(self, town, door) -> None:
        phone = Phone(town.ana)
        phone.write("presence", a_presence())
        town.ana.access_until_on = timezone.localdate() - timedelta(days=1)
        town.ana.save()
        said = send(door, phone).json()
        assert said["empty"] is True
        assert said["receipts"][0]["standing"] == "held_coordinator"
        assert receive(door, phone).status_code == 403


class TestReceiving:
    @pytest.fixture
    def full(self, town):
        """One dispute in the north with all that belongs to it, one in the south, presence of both."""
        north, south = Phone(town.ana), Phone(town.carla)
        dispute = north.write("dispute", a_dispute())
        named = {"dispute": str(dispute)}
        north.write("turn", {**named, "deed": "claim"})
        north.write("party", {**named, "role": "friend"})
        north.write("step", a_step(dispute, note="hablamos"))
        north.write("settlement", {**named, "agreed_on": today(), "terms": ["apology"], "keeper": "sides"})
        north.write("presence", a_presence(note="de la ana"))
        south.write("dispute", a_dispute(neighbourhood="02", sector="abajo", summary="del sur"))
        south.write("presence", a_presence(neighbourhood="02", note="de la carla"))
        assert {row.standing for row in (*north.sync(), *south.sync())} == {Standing.APPLIED}
        return north, south, dispute

    def test_the_whole_of_a_dispute_is_given(self, town, door, full) -> None:
        said = receive(door, Phone(town.beto)).json()
        (dispute,) = said["disputes"]
        assert (dispute["id"], dispute["state"], dispute["holder"]) == (str(full[2]), "watched", town.ana.pk)
        assert [len(dispute[part]) for part in ("parties", "steps", "settlements", "follow_ups")] == [
            1,
            1,
            1,
            1,
        ]
        assert dispute["steps"][0]["note"] == "hablamos"
        assert [one["code"] for one in said["places"]] == ["01"]
        assert {one["name"] for one in said["colleagues"]} == {"Ana", "Dora"}
        assert said["presences"] == []
        assert (said["full"], said["cut"], said["forget"]) == (True, 0, [])
        read = ReadEvent.objects.get(by_id=town.beto.pk)
        assert (read.what, read.keys, read.address) == ("disputes.dispute", [dispute["id"]], "field_stream")

    def test_nothing_outside_reach_is_ever_given(self, town, door, full) -> None:
        people = {
            town.ana: ("por la cancha", "de la ana"),
            town.beto: ("por la cancha",),
            town.coordinator: ("por la cancha",),
            town.carla: ("del sur", "de la carla"),
            person("nobody yet"): (),
            person("elsa", Role.OUTREACH_COORDINATOR, town.south): ("del sur",),
        }
        told = {"por la cancha", "de la ana", "del sur", "de la carla", "hablamos"}
        for staff, theirs in people.items():
            text = receive(door, Phone(staff)).content.decode()
            sees = set(theirs) | ({"hablamos"} if "por la cancha" in theirs else set())
            assert {one for one in told if one in text} == sees, staff

    def test_a_city_wide_emergency_widens_no_phone(self, town, door, full) -> None:
        from pazos.domain.people.models import EmergencyAccess

        now = timezone.now()
        EmergencyAccess.objects.create(
            staff=town.coordinator,
            permission=Permission.SEE_DISPUTES,
            reason="prueba",
            begins_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=1),
        )
        assert "del sur" not in receive(door, Phone(town.coordinator)).content.decode()

    def test_only_what_changed_is_given_again(self, town, door, full) -> None:
        phone = Phone(town.beto)
        first = receive(door, phone).json()
        again = receive(door, phone, since=first["cursor"]).json()
        assert (again["disputes"], again["full"]) == ([], False)
        full[0].write("step", a_step(full[2], note="otra vez"))
        full[0].sync()
        changed = receive(door, phone, since=again["cursor"]).json()
        assert [one["note"] for one in changed["disputes"][0]["steps"]] == ["hablamos", "otra vez"]

    def test_an_answer_that_never_arrived_is_given_again(self, town, door, full) -> None:
        phone = Phone(town.beto)
        first = receive(door, phone).json()
        full[0].write("step", a_step(full[2], note="otra vez"))
        full[0].sync()
        receive(door, phone, since=first["cursor"])  # lost on the way
        assert receive(door, phone, since=first["cursor"]).json()["disputes"] != []

    def test_a_cursor_of_a_server_that_was_restored_gives_everything(self, town, door, full) -> None:
        phone = Phone(town.beto)
        said = receive(door, phone, since=40).json()
        assert said["full"] is True
        assert len(said["disputes"]) == 1
        assert said["cursor"] > 40

    def test_who_moves_is_told_to_forget_until_they_have(self, town, door, full) -> None:
        phone = Phone(town.beto)
        cursor = receive(door, phone).json()["cursor"]
        Membership.objects.filter(staff=town.beto).update(until_on=timezone.localdate() - timedelta(days=1))
        Membership.objects.create(staff=town.beto, cluster=town.south, from_on=timezone.localdate())
        told = receive(door, phone, since=cursor).json()
        assert told["forget"] == [str(full[2])]
        assert [one["summary"] for one in told["disputes"]] == ["del sur"]
        assert receive(door, phone, since=cursor).json()["forget"] == [str(full[2])]
        heard = receive(door, phone, since=told["cursor"] + 1).json()
        assert heard["forget"] == []

    def test_a_dispute_that_was_closed_long_ago_is_no_longer_held(self, town, door, full) -> None:
        phone = Phone(town.beto)
        cursor = receive(door, phone).json()["cursor"]
        long_ago = timezone.now() - timedelta(days=31)
        Dispute.objects.filter(pk=full[2]).update(state="closed", outcome="calmed", closed_at=long_ago)
        assert receive(door, phone, since=cursor).json()["forget"] == [str(full[2])]

    def test_too_many_disputes_are_cut_and_said_to_be(self, town, door, full, monkeypatch) -> None:
        monkeypatch.setattr("pazos.domain.fieldwork.queries.street.MOST_DISPUTES", 2)
        for _ in range(3):
            full[0].write("dispute", a_dispute(signs=["shots", "death"]))
        full[0].sync()
        said = receive(door, full[0]).json()
        assert (len(said["disputes"]), said["cut"]) == (2, 2)
        assert said["disputes"][0]["id"] == str(full[2]), "what one holds comes before what is worse"

    def test_what_became_of_a_sending_later_is_told(self, town, door, full) -> None:
        phone = full[0]
        phone.write("step", a_step(uuid4()))
        phone.sync()
        (told,) = receive(door, phone).json()["sendings"]
        assert (told["standing"], told["id"]) == ("held_earlier", phone.last)

    def test_it_costs_a_fixed_number_of_questions(
        self, town, door, full, django_assert_max_num_queries
    ) -> None:
        for _ in range(4):
            dispute = full[0].write("dispute", a_dispute())
            full[0].write("step", a_step(dispute))
        full[0].sync()
        assert Step.objects.count() == 5
        phone = Phone(town.beto)
        with django_assert_max_num_queries(32):
            receive(door, phone)


class TestForms:
    def test_they_are_described_in_both_languages(self, town, door) -> None:
        said = door.get("/api/field/forms", headers=bearer(Phone(town.ana))).json()
        assert list(said["forms"]) == [
            "dispute", "turn", "party", "party_removed", "step", "settlement", "settlement_judged", "link",
            "follow_up", "follow_up_done", "presence", "wellbeing", "incident", "distress",
            "referral",
        ]  # fmt: skip
        step = said["forms"]["step"]
        assert (step["makes"], step["changes"], step["about"]) == (True, False, "step")
        assert {one["name"]: one["type"] for one in step["fields"]}["shift"] == "shift"
        for form in said["forms"].values():
            for field in form["fields"]:
                assert field["label"]["es"]
                assert all(option["es"] and option["en"] for option in field["options"])

    def test_the_stream_says_when_they_changed(self, town, door) -> None:
        phone = Phone(town.ana)
        fingerprint = door.get("/api/field/forms", headers=bearer(phone)).json()["fingerprint"]
        assert receive(door, phone).json()["forms"] == fingerprint

    def test_no_form_of_street_work_asks_for_a_name_a_point_or_the_police(self, town, door) -> None:
        said = door.get("/api/field/forms", headers=bearer(Phone(town.ana))).json()
        del said["forms"]["referral"]  # of somebody who agreed to it, under the name they choose
        names = {one["name"] for form in said["forms"].values() for one in form["fields"]}
        assert not names & {
            "name",
            "phone",
            "address",
            "lat",
            "lon",
            "hour",
            "police",
            "aggressor",
            "document",
        }
        texts = {
            (one["name"], one["max"])
            for form in said["forms"].values()
            for one in form["fields"]
            if one["type"] == "text"
        }
        assert texts == {("summary", 280), ("sector", 60), ("note", 280)}
