"""Pages of phones and of what they sent: to whom they are shown, and what a person decides on them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from pazos.domain.disputes.models import Dispute, Settlement
from pazos.domain.fieldwork.actions.giving import give
from pazos.domain.fieldwork.models import Device, Submission
from pazos.domain.fieldwork.vocabulary import Standing
from pazos.domain.outreach.models import Presence
from pazos.foundation.access.policy import Permission, Role, may
from pazos.foundation.audit.models import ReadEvent
from phones import Phone, a_dispute, a_presence, a_step, person, seen_and_written, street, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return street()


def as_(client, staff):
    client.force_login(staff)
    client.cookies["pazos_language"] = "en"
    return client


def clash(town) -> Submission:
    """Two phones changed one field of one dispute."""
    phone, other = Phone(town.ana), Phone(town.beto)
    dispute = phone.write("dispute", a_dispute())
    phone.sync()
    phone.write("dispute", seen_and_written(kind=("debt", "threat")), record=dispute, base=1)
    other.write("dispute", seen_and_written(kind=("debt", "jealousy")), record=dispute, base=1)
    phone.sync()
    return other.sync()[0]


def held(town) -> Submission:
    """A walk of somebody who left meanwhile."""
    phone = Phone(town.ana)
    phone.write("presence", a_presence(note="con la comunidad"))
    town.ana.is_active = False
    town.ana.save()
    return phone.sync()[0]


class TestWhoSees:
    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
    def test_sendings_are_shown_to_those_who_settle_them_in_their_clusters(self, town, client, role) -> None:
        row = held(town)
        as_(client, person(role.value, role, town.north))
        answer = client.get(reverse("sending", args=[row.pk]))
        assert answer.status_code == (200 if may(role, Permission.SETTLE_EDITS) else 403)
        assert ("con la comunidad" in answer.content.decode()) == may(role, Permission.SETTLE_EDITS)

    def test_a_coordinator_of_another_cluster_finds_none_of_it(self, town, client) -> None:
        row = held(town)
        as_(client, person("elsa", Role.OUTREACH_COORDINATOR, town.south))
        assert client.get(reverse("sending", args=[row.pk])).status_code == 404
        assert "Ana" not in client.get("/sendings/?pile=held").content.decode()
        for deed in ("take", "aside", "settle"):
            said = {"deed": deed, f"{deed}-reason": "x"}
            assert client.post(reverse("sending", args=[row.pk]), said).status_code == 404
        assert Presence.objects.count() == 0

    def test_a_gestor_sees_their_own_phones_and_nobody_elses(self, town, client) -> None:
        Phone(town.ana), Phone(town.beto)
        text = as_(client, town.ana).get("/phones/").content.decode()
        assert ("ana&#x27;s" in text, "beto&#x27;s" in text) == (True, False)

    def test_a_gestor_revokes_their_own_phone_and_no_other(self, town, client) -> None:
        own, other = Phone(town.ana), Phone(town.beto)
        as_(client, town.ana)
        assert client.post(reverse("phone_revoke", args=[other.device.pk])).status_code == 404
        assert client.post(reverse("phone_revoke", args=[own.device.pk])).status_code == 302
        assert [one.revoked_at is not None for one in Device.objects.order_by("made_at")] == [True, False]

    def test_every_look_at_what_was_sent_is_noted(self, town, client) -> None:
        row = clash(town)
        as_(client, town.coordinator)
        client.get("/sendings/")
        client.get(reverse("sending", args=[row.pk]))
        looks = ReadEvent.objects.filter(by_id=town.coordinator.pk, what="fieldwork.submission")
        assert {look.address for look in looks} == {"sendings", "sending"}
        assert all(look.keys == [str(row.pk)] for look in looks)


class TestPhones:
    def test_everybodys_are_listed_with_how_they_are(
        self, town, client, django_assert_max_num_queries
    ) -> None:
        phone = Phone(town.ana, wrong_by=timedelta(days=400))
        phone.write("dispute", a_dispute(began_on=(timezone.localdate() + timedelta(days=400)).isoformat()))
        phone.sync()
        give(phone.device, since=0)
        Device.objects.update(waiting=3)
        Phone(town.carla)
        as_(client, town.coordinator)
        with django_assert_max_num_queries(20):
            text = client.get("/phones/all/").content.decode()
        assert "its clock is 400 days off" in text
        assert "<b>3</b>" in text
        assert "Carla" in text

    def test_one_that_is_lost_is_revoked_and_says_when_it_is_empty(self, town, client) -> None:
        phone = Phone(town.ana)
        as_(client, town.coordinator)
        answer = client.post(reverse("phone_revoke", args=[phone.device.pk]), {"then": "phones_of_all"})
        assert answer.headers["Location"] == "/phones/all/"
        assert (
            "it has not said yet that it is empty" in client.get("/phones/all/?which=over").content.decode()
        )
        Device.objects.update(emptied_at=timezone.now())
        assert "emptied" in client.get("/phones/all/?which=over").content.decode()

    def test_a_gestor_reads_why_something_was_not_taken(self, town, client) -> None:
        phone = Phone(town.ana)
        phone.write("step", a_step(UUID(int=5), act="danced"))
        phone.sync()
        text = as_(client, town.ana).get("/phones/").content.decode()
        assert "What was done has an answer that Pazos does not know." in text

    def test_pages_with_nothing_say_so(self, town, client) -> None:
        as_(client, town.coordinator)
        for path in (
            "/phones/",
            "/phones/all/",
            "/phones/all/?which=over",
            "/sendings/",
            "/sendings/?pile=decided",
        ):
            answer = client.get(path)
            assert answer.status_code == 200
            assert 'class="empty"' in answer.content.decode()
        assert client.get("/sendings/?pile=x&page=z").status_code == 200


class TestDeciding:
    def test_both_answers_stand_side_by_side_with_what_was_seen(self, town, client) -> None:
        row = clash(town)
        text = as_(client, town.coordinator).get(reverse("sending", args=[row.pk])).content.decode()
        for words in ("a debt", "jealousy, a couple", "a threat", "What Beto wrote"):
            assert words in text

    @pytest.mark.parametrize(
        ("said", "stands"),
        [
            ({"choice_kind": "mine"}, "jealousy"),
            ({"choice_kind": "theirs"}, "threat"),
            ({"choice_kind": "other", "other_kind": "family"}, "family"),
        ],
    )
    def test_a_choice_settles_it(self, town, client, said, stands) -> None:
        row = clash(town)
        as_(client, town.coordinator)
        answer = client.post(reverse("sending", args=[row.pk]), {"deed": "settle", **said}, follow=True)
        assert "Decided and written down." in answer.content.decode()
        assert Dispute.objects.get().kind == stands
        assert "What stands:" in answer.content.decode()

    def test_without_a_choice_nothing_is_settled(self, town, client) -> None:
        row = clash(town)
        answer = as_(client, town.coordinator).post(reverse("sending", args=[row.pk]), {"deed": "settle"})
        assert answer.status_code == 422
        assert "Choose an answer for every field." in answer.content.decode()
        assert Dispute.objects.get().kind == "threat"

    def test_an_answer_that_is_none_is_refused(self, town, client) -> None:
        row = clash(town)
        said = {"deed": "settle", "choice_kind": "other", "other_kind": "nonsense"}
        answer = as_(client, town.coordinator).post(reverse("sending", args=[row.pk]), said)
        assert answer.status_code == 422
        assert Submission.objects.get(pk=row.pk).standing == Standing.HELD_EDIT

    def test_answers_that_belong_together_are_chosen_together(self, town, client) -> None:
        phone, other = Phone(town.ana), Phone(town.beto)
        dispute = phone.write("dispute", a_dispute())
        phone.write("turn", {"dispute": str(dispute), "deed": "claim"})
        values = {"dispute": str(dispute), "agreed_on": today(-2), "terms": ["apology"], "keeper": "sides"}
        agreed = phone.write("settlement", values)
        phone.sync()
        for one, holds in ((phone, True), (other, False)):
            edit = seen_and_written(held=(None, holds), judged_on=(None, today()))
            one.write("settlement_judged", edit, record=agreed, base=1)
        phone.sync()
        row = other.sync()[0]
        as_(client, town.coordinator)
        assert 'name="together"' in client.get(reverse("sending", args=[row.pk])).content.decode()
        client.post(reverse("sending", args=[row.pk]), {"deed": "settle", "together": "mine"})
        assert Settlement.objects.get().held is False

    def test_what_was_held_is_taken_in_the_name_of_its_writer(self, town, client) -> None:
        row = held(town)
        as_(client, town.coordinator)
        said = {"deed": "take", "take-reason": "lo hablamos"}
        answer = client.post(reverse("sending", args=[row.pk]), said, follow=True)
        assert "Decided and written down." in answer.content.decode()
        assert Presence.objects.get().written_by == town.ana
        assert "lo hablamos" in answer.content.decode()

    def test_without_a_reason_nothing_is_decided(self, town, client) -> None:
        row = held(town)
        as_(client, town.coordinator)
        for deed in ("take", "aside"):
            answer = client.post(reverse("sending", args=[row.pk]), {"deed": deed, f"{deed}-reason": ""})
            assert answer.status_code == 422
        assert Submission.objects.get().standing == Standing.HELD_COORDINATOR

    def test_what_the_rules_refuse_stays_with_its_reasons(self, town, client) -> None:
        phone = Phone(town.ana)
        dispute = phone.write("dispute", a_dispute())
        phone.write(
            "turn", {"dispute": str(dispute), "deed": "close", "outcome": "settled", "reason": "shift"}
        )
        row = phone.sync()[1]
        as_(client, town.coordinator)
        said = {"deed": "take", "take-reason": "probemos"}
        answer = client.post(reverse("sending", args=[row.pk]), said, follow=True)
        assert "It could not be taken; the reasons stand below." in answer.content.decode()
        assert "Nobody has taken this dispute yet." in answer.content.decode()

    def test_piles_are_counted_and_a_call_for_help_comes_first(
        self, town, client, django_assert_max_num_queries
    ) -> None:
        phone = Phone(town.ana)
        for _ in range(3):
            phone.write("presence", a_presence())
        phone.write("distress", {"neighbourhood": "01"})
        town.ana.is_active = False
        town.ana.save()
        phone.sync()
        as_(client, town.coordinator)
        with django_assert_max_num_queries(26):
            text = client.get("/sendings/?pile=held").content.decode()
        assert "Held for you (4)" in text
        assert text.index("I need help now") < text.rindex("Presence</a>")
