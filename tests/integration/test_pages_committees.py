"""Pages of committees: each stage of a session, minutes, commitments and the council, for insider and outsider."""

from __future__ import annotations

import hashlib
import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pazos.domain.committees import actions
from pazos.domain.committees.actions import Came
from pazos.domain.committees.models import Commitment, Committee, CouncilReview, Minutes, Session
from pazos.domain.committees.queries import papers
from pazos.domain.committees.vocabulary import CommitmentState, Judgement, Presence, SessionState
from pazos.foundation.access.policy import Role
from sitting import CONSTITUTED, person, sitting, working_day

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def city():
    return sitting()


@pytest.fixture
def as_(client):
    client.cookies["pazos_language"] = "en"

    def sign_in(staff):
        client.force_login(staff)
        return client

    return sign_in


def page(client, name: str, /, *args, **asked) -> str:
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def status(client, name: str, /, *args) -> int:
    return client.get(reverse(name, args=args)).status_code


def test_a_committee_is_constituted_and_seated_on_the_page(city, as_) -> None:
    client = as_(city.lead)
    said = {
        "name": "Mesa de barrio",
        "code": "mb",
        "kind": "mesa",
        "legal_basis": "Resolución 4",
        "quorum": 2,
    }
    days = {"constituted_on": "2022-03-01", "every_months": 2, "component": city.component.pk}
    answer = client.post(reverse("constitute_committee"), said | days)
    made = Committee.objects.get(code="mb")
    assert answer.headers["Location"] == reverse("committee", args=[made.pk])
    answer = client.post(
        reverse("seat_add", args=[made.pk]),
        {"office": "Junta de acción comunal", "has_vote": "on", "is_chair": "on", "from_on": "2022-03-01"},
    )
    assert answer.status_code == 302
    text = page(client, "committee", made.pk)
    assert "Junta de acción comunal" in text
    assert "Mesa de barrio" in page(client, "mesas")
    assert "Comité de gestión" not in page(client, "mesas")


def test_what_is_refused_is_said_beside_its_field_and_nothing_is_lost(city, as_) -> None:
    client = as_(city.lead)
    answer = client.post(
        reverse("seat_add", args=[city.committee.pk]), {"office": "Alcaldía", "from_on": TODAY().isoformat()}
    )
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form["office"].errors
    assert not form["from_on"].errors
    assert "Alcaldía" in answer.content.decode()


def test_a_session_goes_through_its_stages_on_the_page(city, as_) -> None:
    client = as_(city.lead)
    day = working_day(10)
    call = {"day": day.isoformat(), "hour": "09:30", "place": "Sala", "agenda": "Informe | Alcaldía\nVarios"}
    client.post(reverse("call_session", args=[city.committee.pk]), call)
    session = Session.objects.get()
    where = reverse("committee_session", args=[session.pk])
    assert list(session.agenda.values_list("title", "presented_by")) == [
        ("Informe", "Alcaldía"),
        ("Varios", ""),
    ]
    client.post(reverse("session_agenda", args=[session.pk]), {"agenda": "Varios\nInforme | Alcaldía"})
    assert [one.title for one in session.agenda.all()] == ["Varios", "Informe"]
    assert (
        client.post(reverse("session_attendance", args=[session.pk]), {"all": "1"}).headers["Location"]
        == where
    )
    item = session.agenda.last()
    client.post(reverse("session_write", args=[session.pk]), {f"item-{item.pk}": "Se leyó el informe."})
    decide = {"text": "Se aprueba.", "item": item.pk, "votes_for": 4, "votes_against": 0, "abstentions": 0}
    client.post(reverse("session_decide", args=[session.pk]), decide)
    promise = {"text": "Publicar", "office": "Alcaldía", "owner": city.chair.pk, "is_public": "on"}
    due = {"due_on": (TODAY() + timedelta(days=9)).isoformat(), "decision": session.decisions.get().pk}
    client.post(reverse("session_promise", args=[session.pk]), promise | due)
    assert "Se leyó el informe." in page(client, "draft_minutes", session.pk)
    client.post(reverse("draft_minutes", args=[session.pk]), {})
    minutes = Minutes.objects.get()
    text = page(client, "committee_session", session.pk)
    for words in ("Se aprueba.", "Publicar", "4 for, 0 against", "There was a quorum."):
        assert words in text
    for who in (city.chair, city.sec):
        as_(who).post(reverse("minutes_sign", args=[minutes.pk]), {"content_hash": minutes.content_hash})
    session.refresh_from_db()
    assert session.state == SessionState.SIGNED


def test_a_signature_for_another_text_is_refused_on_the_page(city, as_) -> None:
    minutes = actions.draft_minutes(city.held(), by=city.lead)
    answer = as_(city.chair).post(
        reverse("minutes_sign", args=[minutes.pk]), {"content_hash": "0" * 64}, follow=True
    )
    assert "not the one of this hash" in answer.content.decode()
    assert not minutes.signatures.exists()


def test_attendance_keeps_what_was_tapped_when_it_is_refused(city, as_) -> None:
    session = city.called()
    said = {f"seat-{seat.pk}": "absent" for seat in city.seats.values()}
    said[f"seat-{city.seats['ana'].pk}"] = "delegate"
    answer = as_(city.lead).post(reverse("session_attendance", args=[session.pk]), said)
    assert answer.status_code == 422
    assert "Say which office the delegate comes from." in answer.content.decode()
    assert {chosen for _seat, chosen, _delegate in answer.context["rows"]} == {"absent", "delegate"}


def test_a_member_reads_and_an_outsider_finds_nothing(city, as_) -> None:
    session = city.held()
    minutes = actions.draft_minutes(session, by=city.lead)
    commitment = city.promised(session=session)
    pages = [
        ("committee", city.committee.pk),
        ("committee_session", session.pk),
        ("minutes", minutes.pk),
        ("minutes_json", minutes.pk),
        ("commitment", commitment.pk),
    ]
    for who, expected in ((city.ana, 200), (city.outsider, 404), (city.vera, 404)):
        client = as_(who)
        for name, key in pages:
            wanted = (
                200 if (who, name) == (city.vera, "commitment") else expected
            )  # councils follow what is public
            assert status(client, name, key) == wanted, (who, name)
    assert "cg-1" not in page(as_(city.outsider), "commitments")


def test_the_police_sees_the_committees_where_it_sits_and_no_name_of_anybody(city, as_) -> None:
    liaison = person("enlace", Role.SECURITY_LIAISON)
    actions.seat(city.committee, office="Policía", holder=liaison, from_on=CONSTITUTED, by=city.lead)
    session = city.held()
    minutes = actions.draft_minutes(session, by=city.lead)
    actions.sign(minutes, content_hash=minutes.content_hash, by=city.chair)
    commitment = city.promised(session=session)
    actions.report_progress(commitment, words="Vamos por la mitad.", by=city.beto)
    client = as_(liaison)
    assert status(client, "committee", city.council.pk) == 404
    others = [one.name for one in city.people.values()]
    pages = [("committees",), ("committee", city.committee.pk), ("committee_session", session.pk)]
    pages += [("minutes", minutes.pk), ("commitments",), ("commitment", commitment.pk), ("my_commitments",)]
    for name, *args in pages:
        text = page(client, name, *args)
        assert [one for one in others if one in text] == [], name


def test_who_owes_says_done_and_another_accepts(city, as_) -> None:
    commitment = city.promised()
    client = as_(city.beto)
    assert "Entregar el cronograma" in page(client, "my_commitments")
    owed = reverse("commitment_owed", args=[commitment.pk, "done"])
    answer = client.post(owed, {"on": TODAY().isoformat(), "words": ""})
    assert answer.status_code == 422
    client.post(owed, {"on": TODAY().isoformat(), "words": "Se entregó en físico."})
    commitment.refresh_from_db()
    assert commitment.state == CommitmentState.SAID_DONE
    assert client.post(reverse("commitment_kept", args=[commitment.pk, "accept"]), {}).status_code == 403
    as_(city.lead).post(reverse("commitment_kept", args=[commitment.pk, "accept"]), {})
    commitment.refresh_from_db()
    assert commitment.state == CommitmentState.DONE
    text = page(as_(city.beto), "commitment", commitment.pk)
    assert "kept in time" in text
    assert city.lead.name not in text


def test_a_paper_that_proves_it_goes_with_it(city, as_, settings, tmp_path) -> None:
    settings.CITY_FILES = tmp_path
    commitment = city.promised()
    paper = io.BytesIO(b"codigo,valor\n1,2\n")
    paper.name = "prueba.csv"
    said = {"on": TODAY().isoformat(), "paper": paper, "paper_title": "Cronograma entregado"}
    answer = as_(city.beto).post(reverse("commitment_owed", args=[commitment.pk, "done"]), said)
    assert answer.status_code == 302
    assert commitment.evidence.get().title == "Cronograma entregado"


def test_the_council_s_word_stands_beside_the_city_s(city, as_) -> None:
    commitment, hidden = city.promised(-5), city.promised(text="Reservado", is_public=False)
    actions.say_done(commitment, words="Listo", on=TODAY(), by=city.beto)
    client = as_(city.vera)
    text = page(client, "council")
    assert "Entregar el cronograma" in text
    assert "Reservado" not in text
    said = {"judgement": "not_kept", "words": "No llegó al barrio.", "on": TODAY().isoformat()}
    assert client.post(reverse("council_review", args=[hidden.pk]), said).status_code == 404
    assert client.post(reverse("council_review", args=[commitment.pk]), said).status_code == 302
    assert CouncilReview.objects.get().judgement == Judgement.NOT_KEPT
    commitment.refresh_from_db()
    assert commitment.state == CommitmentState.SAID_DONE
    assert "they say otherwise" in page(as_(city.lead), "commitments", standing="contradicted")
    assert "You sit in no citizens" in page(as_(city.ana), "council")


def test_a_list_is_narrowed_and_leaves_as_a_file_that_no_spreadsheet_runs(city, as_) -> None:
    city.promised(-3, text="=SUMA(A1)")
    city.promised(30, text="Comprar balones")
    client = as_(city.lead)
    late = page(client, "commitments", standing="late")
    assert "=SUMA(A1)" in late
    assert "Comprar balones" not in late
    assert "Comprar balones" in page(client, "commitments", text="cg-2")
    file = b"".join(client.get(reverse("commitments_file"), {"standing": "late"})).decode()
    assert "'=SUMA(A1)" in file
    assert "Comprar balones" not in file


def test_anybody_verifies_minutes_by_their_hash_and_learns_no_name(city, client) -> None:
    minutes = actions.draft_minutes(city.held(), by=city.lead)
    actions.sign(minutes, content_hash=minutes.content_hash, by=city.chair)
    client.cookies["pazos_language"] = "en"
    text = page(client, "verify_minutes", hash=minutes.content_hash)
    assert "true, not in force yet" in text
    assert "Alcaldía" in text
    assert not [one.name for one in city.people.values() if one.name in text]
    assert "No minutes have this hash." in page(client, "verify_minutes", hash="f" * 64)


def test_the_text_that_was_hashed_can_be_taken_and_hashed_again(city, as_) -> None:
    minutes = actions.draft_minutes(city.held(), by=city.lead)
    answer = as_(city.ana).get(reverse("minutes_json", args=[minutes.pk]))
    assert hashlib.sha256(answer.content).hexdigest() == minutes.content_hash


@pytest.mark.parametrize("language", ["es", "en"])
def test_minutes_are_printed_in_both_languages(city, as_, language) -> None:
    session = city.held()
    actions.decide(session, text="Se aprueba.", votes_for=3, by=city.lead)
    city.promised(session=session)
    minutes = actions.draft_minutes(session, by=city.lead)
    answer = as_(city.ana).get(reverse("minutes_paper", args=[minutes.pk, language]))
    assert answer.content.startswith(b"%PDF")


def test_the_paper_carries_the_whole_hash_that_anybody_verifies(city) -> None:
    from pazos.interfaces.reports.committee_minutes import committee_minutes_paper
    from pazos.interfaces.web.pages.committees.minutes import _for_paper

    minutes = actions.draft_minutes(city.held(), by=city.lead)
    paper = committee_minutes_paper(_for_paper(papers.verified(minutes.content_hash)), language="es")
    said = [getattr(block, "text", "") for section in paper.sections for block in section.blocks]
    assert f"SHA-256 {minutes.content_hash}" in said


def test_a_recommendation_is_kept_on_the_page_without_a_quorum(city, as_) -> None:
    session = city.held(came=("chair",))
    answer = as_(city.lead).post(
        reverse("session_decide", args=[session.pk]), {"text": "Se sugiere.", "is_recommendation": "on"}
    )
    assert answer.status_code == 302
    assert "recommendation, no quorum" in page(as_(city.lead), "committee_session", session.pk)


def test_pages_ask_a_bounded_number_of_questions(city, as_, django_assert_max_num_queries) -> None:
    rows = [
        Commitment(
            committee=city.committee,
            number=n,
            text=f"Compromiso {n}",
            office="Alcaldía",
            owner=city.beto,
            made_on=CONSTITUTED,
            due_on=TODAY() + timedelta(days=n - 100),
        )
        for n in range(1, 301)
    ]
    Commitment.objects.bulk_create(rows)
    session = city.held()
    present = Came(Presence.PRESENT)
    actions.hold(session, attendance={one.pk: present for one in list(city.seats.values())[:4]}, by=city.lead)
    for who, limit in ((city.lead, 28), (city.ana, 30)):
        client = as_(who)
        for name, *args in (
            ("committees",),
            ("committee", city.committee.pk),
            ("committee_session", session.pk),
            ("commitments",),
            ("my_commitments",),
        ):
            with django_assert_max_num_queries(limit):
                page(client, name, *args)
