"""Pages of referrals: each shows its reader's reach, tells why in words, and every deed can be done from it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pazos.domain.cases.actions import excepting, referring
from pazos.domain.cases.models import Case, Referral
from pazos.domain.participants.models import Merge, Participant
from pazos.domain.rights.models import Consent
from pazos.foundation.audit.models import ReadEvent
from pazos.interfaces.web.pages.referrals import wording
from referred import Referred, born, permit_of, referred

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

pytestmark = pytest.mark.django_db
SECRET = "zorzalmarcado"


@pytest.fixture
def city() -> Referred:
    return referred()


@pytest.fixture
def enter(client: Client) -> Callable[[Any], Client]:
    def entered(staff: Any) -> Client:
        client.force_login(staff)
        client.cookies["pazos_language"] = "en"
        return client

    return entered


def text_of(client: Client, name: str, *args: Any, **asked: Any) -> str:
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def test_an_outsider_gets_no_page_and_no_trace_of_one(city, enter) -> None:
    made = city.refer(name=SECRET)
    for who, status in ((city.liaison, 403), (city.lead, 403), (city.willy, 404), (city.olga, 404)):
        client = enter(who)
        answer = client.get(reverse("referral", args=[made.pk]))
        assert answer.status_code == status
        assert SECRET not in answer.content.decode()


def test_whoever_referred_sees_the_answer_and_nothing_of_the_case(city, enter) -> None:
    made = city.refer(name=SECRET)
    case = city.accept(made)
    client = enter(city.ana)
    text = text_of(client, "referral", made.pk)
    assert "accepted" in text
    assert str(case.pk) not in text
    assert str(case.participant_id) not in text
    assert str(case.pk) in text_of(enter(city.supervisor), "referral", made.pk)
    for name in ("accept_referral", "refuse_referral", "hold_referral"):
        assert enter(city.ana).get(reverse(name, args=[made.pk])).status_code == 403


def test_whoever_referred_is_not_told_that_somebody_had_a_case_before(city, enter) -> None:
    before = city.accept(city.refer(), document="66123456")
    Case.objects.update(state="ended", exit="moved", ended_on=timezone.localdate())
    made = city.refer()
    referring.hold(made, participant=before.participant, by=city.supervisor)
    for name in ("referral", "referral_explained"):
        assert "a case that ended" in text_of(enter(city.supervisor), name, made.pk)
        text = text_of(enter(city.ana), name, made.pk)
        assert "a case that ended" not in text
        assert "place 1" not in text  # whoever passes others was here before


def test_that_somebody_has_a_case_already_reads_to_who_referred_as_if_they_were_taken_in(city, enter) -> None:
    city.accept(city.refer(), document="66123456")
    kept, taken = city.refer(name="Una Persona"), city.refer(name="Una Persona")
    referring.refuse(kept, refusal="already_in", by=city.wanda)
    city.accept(taken, document="66123457")

    def pages(one: Referral) -> list[str]:
        client = enter(city.ana)
        text = text_of(client, "referral", one.pk) + text_of(client, "referral_explained", one.pk)
        undone = client.post(reverse("do_referral", args=[one.pk, "take-back"]), follow=True)
        deeds = [
            client.post(reverse(name, args=[one.pk]), {}) for name in ("complete_referral", "argue_referral")
        ]
        whole = text + "".join(answer.content.decode() for answer in (undone, *deeds))
        for word in (str(one.pk), one.pk.hex[:8].upper()):
            whole = whole.replace(word, "")
        return re.sub(r'"[A-Za-z0-9]{64}"|nonce="[^"]*"', "", whole).split("\n")

    assert pages(kept) == pages(taken)
    assert "has a case already" not in "".join(pages(kept))
    rows = {row.one.pk: row.state for row in wording.rows_of([kept_now(kept), kept_now(taken)], city.ana)}
    assert len(set(rows.values())) == 1
    assert "the person has a case already" in text_of(enter(city.wanda), "referral", kept.pk)
    kept.refresh_from_db()
    assert (kept.state, kept.refusal) == ("refused", "already_in")


def kept_now(one: Referral) -> Referral:
    return Referral.objects.get(pk=one.pk)


def test_a_gestor_refers_somebody_and_a_minor_without_guardian_is_sent_back(city, enter) -> None:
    client = enter(city.ana)
    page = client.get(reverse("new_referral"))
    said = {
        "id": page.context["form"]["id"].value(),
        "origin": "gestor",
        "name": SECRET,
        "contact": "en la cancha",
        "agreed_on": timezone.localdate().isoformat(),
        "age_band": "14-17",
        "neighbourhood": "N1",
    }
    answer = client.post(reverse("new_referral"), said)
    assert answer.status_code == 422
    assert "guardian" in answer.context["form"].errors
    answer = client.post(reverse("new_referral"), {**said, "guardian": "la abuela"}, follow=True)
    assert "It is sent." in answer.content.decode()
    assert Referral.objects.get().cluster == city.street.north
    client.post(reverse("new_referral"), {**said, "guardian": "la abuela"})
    assert Referral.objects.count() == 1


def test_late_stands_first_and_in_words(city, enter) -> None:
    new, old = city.refer(name="Ana Nueva"), city.refer(name="Ana Vieja")
    Referral.objects.filter(pk=old.pk).update(answer_due_on=date(2020, 1, 3))
    text = text_of(enter(city.wanda), "referrals")
    assert "1 referral is late" in text
    assert "days late" in text
    assert text.index(str(old.pk)) < text.index(str(new.pk))
    assert ReadEvent.objects.filter(what="cases.referral", by=city.wanda).exists()
    assert "To answer" not in text_of(enter(city.ana), "referrals")


def test_a_name_is_looked_for_by_a_form_and_never_in_an_address(city, enter) -> None:
    made = city.refer(name="Yeison Mina")
    client = enter(city.wanda)
    answer = client.post(reverse("referrals"), {"name": "yeison"})
    assert [row.one for row in answer.context["found_rows"]] == [made]
    assert "Nobody within your reach" in client.post(reverse("referrals"), {"name": "pedro"}).content.decode()


def test_somebody_is_taken_in_from_the_page(city, enter) -> None:
    made = city.refer(born_on=born(16), guardian="doña Luz", name=SECRET)
    client = enter(city.wanda)
    address = reverse("accept_referral", args=[made.pk])
    assert "read out" in client.get(address).content.decode()
    today = timezone.localdate()
    said = {
        "participant": "",
        "purpose_text": "Para acompañarte",
        "signatory": "Luz Mina",
        "relation": "guardian",
        "given_on": today.isoformat(),
        "expires_on": today.replace(year=today.year + 1, day=1).isoformat(),
        "supervisor": city.supervisor.pk,
        "first_worker": city.wanda.pk,
        "second_worker": city.wilma.pk,
    }
    answer = client.post(address, said)
    assert answer.status_code == 422
    assert not Participant.objects.exists()
    answer = client.post(address, {**said, "heard_on": today.isoformat()}, follow=True)
    assert "their case is open" in answer.content.decode()
    assert (Case.objects.count(), Consent.objects.count()) == (1, 1)
    assert SECRET not in answer.request["PATH_INFO"]


def test_who_may_be_known_already_is_shown_to_whoever_takes_them_in(city, enter) -> None:
    case = city.accept(city.refer(name="Yeison Mina"))
    Case.objects.update(state="ended", exit="moved", ended_on=timezone.localdate())
    again = city.refer(name="Jeison Mina")
    text = text_of(enter(city.wanda), "accept_referral", again.pk)
    assert str(case.participant_id) in text
    assert "a like name in one neighbourhood" in text


def test_answers_without_a_case_are_given_and_taken_back_from_the_page(city, enter) -> None:
    made = city.refer()
    client = enter(city.wanda)
    answer = client.post(reverse("refuse_referral", args=[made.pk]), {"refusal": "place"})
    assert "refusal" in answer.context["form"].errors
    client.post(reverse("refuse_referral", args=[made.pk]), {"refusal": "not_found"})
    assert "the person was not found" in text_of(enter(city.ana), "referral", made.pk)
    client = enter(city.wanda)
    client.post(reverse("do_referral", args=[made.pk, "take-back"]))
    client.post(reverse("hold_referral", args=[made.pk]), {"participant": ""})
    text = text_of(client, "referral", made.pk)
    assert "place 1 of 1, in the order of arrival" in text
    client.post(reverse("tell_referral", args=[made.pk]), {"on": timezone.localdate().isoformat()})
    client.post(reverse("do_referral", args=[made.pk, "withdraw"]))
    made.refresh_from_db()
    assert (made.state, made.told_on) == ("withdrawn", timezone.localdate())
    assert client.post(reverse("do_referral", args=[made.pk, "burn"])).status_code == 404


def test_the_explanation_for_the_person_says_what_fits_and_names_nobody(city, enter) -> None:
    made = city.refer(place="X1", name=SECRET)
    client = enter(city.beto)
    assert client.get(reverse("referral_explained", args=[made.pk])).status_code == 404
    text = text_of(enter(city.ana), "referral_explained", made.pk)
    assert "not one of those that the city chose" in text
    assert SECRET not in text
    enter(city.ana).post(
        reverse("argue_referral", args=[made.pk]), {"ground": "moved", "argument": "Creció allá"}
    )
    enter(city.sara).post(reverse("do_referral", args=[made.pk, "approve"]))
    assert "A supervisor approved an exception" in text_of(enter(city.ana), "referral_explained", made.pk)


def test_the_list_shows_each_place_and_why_and_the_rule_is_public(city, enter, client) -> None:
    for name in ("Ana Uno", "Ana Dos"):
        referring.hold(city.refer(name=name), by=city.wanda)
    text = text_of(enter(city.wanda), "waiting_list")
    assert text.index("Ana Uno") < text.index("Ana Dos")
    assert "in the order of arrival" in text
    assert "room for 25 more" in text
    assert "Ana Uno" not in text_of(enter(city.willy), "waiting_list")
    client.logout()
    client.cookies["pazos_language"] = "en"
    rule = client.get(reverse("waiting_rule")).content.decode()
    assert "5 working days" in rule
    assert "Nobody gets points" in rule


def test_two_rows_are_made_one_and_parted_from_the_page(city, enter) -> None:
    one, two = (city.accept(city.refer(), document=number).participant for number in ("66123456", "66123457"))
    Case.objects.filter(participant=two).update(state="ended", exit="moved", ended_on=timezone.localdate())
    assert enter(city.wanda).get(reverse("twice")).status_code == 403
    client = enter(city.supervisor)
    assert "Look at both" in text_of(client, "twice", place="N1")
    address = reverse("merge_people", args=[one.pk, two.pk])
    assert "It moves:" in client.get(address).content.decode()
    answer = client.post(address, {"why": "vi las dos"})
    assert "papers_seen" in answer.context["form"].errors
    client.post(address, {"why": "vi las dos", "papers_seen": "on"})
    made = Merge.objects.get()
    assert "Nothing was written of them since." in text_of(client, "merge", made.pk)
    client.post(reverse("merge", args=[made.pk]))
    two.refresh_from_db()
    assert two.merged_into is None


def test_an_exception_is_decided_by_somebody_else(city, enter) -> None:
    made = city.refer(place="X1")
    excepting.argue(made, ground="ties", argument="Su abuela vive allá", by=city.supervisor)
    assert "Approve the exception" not in text_of(enter(city.supervisor), "referral", made.pk)
    assert "Approve the exception" in text_of(enter(city.sara), "referral", made.pk)


def test_questions_do_not_grow_with_the_list(city, enter) -> None:
    client, asked = enter(city.supervisor), {}
    held, _other = city.refer(), city.refer(place="N2", name="Luz Angulo")
    referring.hold(held, by=city.wanda)
    pages = [
        ("referrals", ()),
        ("waiting_list", ()),
        ("referral", (held.pk,)),
        ("accept_referral", (held.pk,)),
    ]
    for more in (0, 8):
        for n in range(more):
            one = city.refer(name=f"Ana {chr(97 + n)}", born_on=born(20 + n))
            if n % 2:
                referring.hold(one, by=city.wanda)
            else:
                city.accept(city.refer("sol", place="S1"), by="willy", permit=permit_of())
                city.refer(name=f"Eva {chr(97 + n)}")
        for name, args in pages:
            with CaptureQueriesContext(
                connection,
            ) as caught:
                text_of(client, name, *args)
            asked.setdefault(name, []).append(len(caught))
    for name, (few, many) in asked.items():
        assert many <= few + 2, (name, few, many)
        assert many <= 45, (name, many)
