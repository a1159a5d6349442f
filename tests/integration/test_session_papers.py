"""Papers of a session open to who sees the session and to nobody else; a session is moved with its reason told."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from pazos.analysis.reminding import remind_everybody
from pazos.domain.committees import actions
from pazos.domain.committees.queries.bodies import moves_of
from pazos.domain.committees.rules.sessions import Block
from pazos.domain.documents.actions import keep
from pazos.domain.documents.queries import documents, open_document
from pazos.domain.refusing import RefusedError
from pazos.domain.rights.queries.days import working_days
from pazos.foundation.access.policy import Role
from pazos.science.problems import InputProblem
from sitting import at, person, sitting

if TYPE_CHECKING:
    from pazos.domain.documents.models import Document

pytestmark = pytest.mark.django_db
PLAN = b"codigo,valor\n1,2\n"


@pytest.fixture
def city(settings, tmp_path):
    settings.CITY_FILES = tmp_path
    return sitting()


def soon(days: int = 10):
    return working_days().after(timezone.localdate(), days=days)


def attached(city, session, **said) -> Document:
    values = {"title": "Plan", "file_name": "plan.csv", "content": io.BytesIO(PLAN), "by": city.lead}
    return actions.attach(session, **(values | said))


def opened(client, who, session, paper) -> int:
    client.force_login(who)
    return client.get(reverse("session_paper", args=[session.pk, paper.pk])).status_code


def test_a_paper_opens_to_who_sees_the_session_and_to_nobody_else(city, client) -> None:
    session = city.called(-20)
    paper = attached(city, session)
    for outsider in (city.outsider, city.vera, person("gestora", Role.GESTOR)):
        assert opened(client, outsider, session, paper) in (403, 404), outsider.username
    for member in (city.ana, city.sec, city.lead):
        assert opened(client, member, session, paper) == 200, member.username
    client.force_login(city.ana)
    assert client.get(reverse("session_attach", args=[session.pk])).status_code == 403


def test_a_paper_of_a_session_is_in_no_list_of_documents_and_opens_at_no_other_address(city, client) -> None:
    paper = attached(city, city.called(-20))
    other = city.called(-40)
    for who in (city.lead, city.analyst, city.ana):
        assert paper not in documents(seen_by=who)
        with pytest.raises(InputProblem):
            open_document(paper, seen_by=who)
    client.force_login(city.lead)
    assert client.get(reverse("document", args=[paper.pk])).status_code == 404
    assert opened(client, city.ana, other, paper) == 404


def test_a_paper_is_attached_on_the_page_to_the_point_that_it_is_about(city, client) -> None:
    session = city.called(-20)
    client.force_login(city.lead)
    file = io.BytesIO(PLAN)
    file.name = "plan.csv"
    point = session.agenda.get(position=2)
    said = {"title": "Plan de acción", "about": str(point.pk), "file": file}
    assert client.post(reverse("session_attach", args=[session.pk]), said).status_code == 302
    assert point.documents.get().is_reserved
    client.force_login(city.ana)
    text = client.get(reverse("committee_session", args=[session.pk])).content.decode()
    assert reverse("session_paper", args=[session.pk, point.documents.get().pk]) in text
    assert reverse("session_paper_out", args=[session.pk, point.documents.get().pk]) not in text


def test_what_is_attached_after_minutes_were_drafted_leaves_their_hash_alone(city) -> None:
    session = city.held()
    minutes = actions.draft_minutes(session, by=city.lead)
    point = session.agenda.first()
    with pytest.raises(RefusedError) as refused:
        attached(city, session, item=point)
    assert refused.value.blocks == (Block.MINUTES_STAND,)
    attached(city, session)
    assert not actions.minutes.is_stale(minutes)


def test_the_signed_act_is_kept_once_the_minutes_are_signed(city) -> None:
    session = city.held()
    with pytest.raises(RefusedError) as refused:
        attached(city, session, is_act=True)
    assert Block.NOT_SIGNED in refused.value.blocks
    minutes = actions.draft_minutes(session, by=city.lead)
    for who in (city.chair, city.sec):
        actions.sign(minutes, content_hash=minutes.content_hash, by=who)
    act = attached(city, session, title="Acta firmada", is_act=True)
    session.refresh_from_db()
    assert session.act == act


def test_a_paper_that_is_taken_out_keeps_its_title_and_opens_to_nobody(city, client) -> None:
    session = city.called(-20)
    paper = attached(city, session)
    client.force_login(city.lead)
    client.post(reverse("session_paper_out", args=[session.pk, paper.pk]))
    assert opened(client, city.ana, session, paper) == 410
    text = client.get(reverse("committee_session", args=[session.pk])).content.decode()
    assert "<s>Plan</s>" in text


def test_a_document_of_the_library_is_let_go_of_by_a_session_and_stays_in_the_library(city, client) -> None:
    session = city.called(-20)
    said = {"title": "Informe", "file_name": "plan.csv", "content": io.BytesIO(PLAN), "by": city.lead}
    paper = keep(**said, organisation=None)
    session.agenda.first().documents.add(paper)
    client.force_login(city.lead)
    client.post(reverse("session_paper_out", args=[session.pk, paper.pk]))
    paper.refresh_from_db()
    assert paper.withdrawn_at is None
    assert not session.agenda.first().documents.exists()


def test_a_paper_of_two_sessions_is_let_go_of_by_one_and_opens_in_the_other(city, client) -> None:
    session, other = city.called(-20), city.called(-40)
    paper = attached(city, session)
    assert attached(city, other) == paper
    actions.take_out(session, paper=paper, by=city.lead)
    assert not session.papers.exists()
    assert opened(client, city.ana, other, paper) == 200
    with pytest.raises(RefusedError) as refused:
        actions.take_out(session, paper=paper, by=city.lead)
    assert refused.value.blocks == (Block.NOT_ITS_PAPER,)
    actions.take_out(other, paper=paper, by=city.lead)
    assert opened(client, city.ana, other, paper) == 410


def test_a_paper_that_drafted_minutes_name_is_not_let_go_of(city) -> None:
    session, other = city.held(), city.called(-20)
    point = session.agenda.first()
    paper = attached(city, session, item=point)
    attached(city, other)
    minutes = actions.draft_minutes(session, by=city.lead)
    with pytest.raises(RefusedError) as refused:
        actions.take_out(session, paper=paper, by=city.lead)
    assert refused.value.blocks == (Block.NAMED_IN_MINUTES,)
    assert not actions.minutes.is_stale(minutes)


def test_a_session_is_moved_with_its_reason_and_its_history_is_kept(city, client) -> None:
    session = city.called(-20)
    before, day = session.called_for, soon()
    client.force_login(city.lead)
    said = {"day": day.isoformat(), "hour": "14:30", "place": "Casa de la Cultura", "why": "Paro de buses"}
    assert client.post(reverse("session_move", args=[session.pk]), said).status_code == 302
    session.refresh_from_db()
    assert timezone.localtime(session.called_for).strftime("%H:%M") == "14:30"
    assert [(one.called_for, one.place) for one in moves_of(session)] == [(before, "Sala de juntas")]
    text = client.get(reverse("committee_session", args=[session.pk])).content.decode()
    assert "Paro de buses" in text
    assert "Sala de juntas" in text
    client.force_login(city.ana)
    assert client.get(reverse("session_move", args=[session.pk])).status_code == 403


def test_members_are_told_once_of_each_day_that_a_session_is_moved_to(city) -> None:
    session, today = city.called(-20), timezone.localdate()
    said = {"place": session.place, "why": "Paro", "by": city.lead}
    actions.move(session, called_for=at(soon(12)), **said)
    assert remind_everybody(on=today).people == 5
    assert remind_everybody(on=today).people == 0
    assert all("Paro" not in one.body for one in mail.outbox)
    actions.move(session, called_for=at(soon(15)), **said)
    assert remind_everybody(on=today).people == 5
    actions.move(session, called_for=at(soon(15), hour=16), **said)
    assert remind_everybody(on=today).people == 5


def test_a_move_that_cannot_be_told_of_today_is_told_tomorrow(city) -> None:
    session, today = city.called(-20), timezone.localdate()
    actions.move(session, called_for=at(soon(20)), place="Otra", why="Paro", by=city.lead)
    assert remind_everybody(on=today + timedelta(days=1)).reminders == 5


def test_a_session_is_moved_to_no_day_that_is_over_nor_without_reason_nor_to_where_it_is(city) -> None:
    session, held = city.called(-20), city.held()
    cases = {
        Block.OVER_ALREADY: (session, at(city.held(30).called_for.date()), "x", "y"),
        Block.NO_WORDS: (session, at(soon()), "x", " "),
        Block.NOT_MOVED: (session, session.called_for, session.place, "y"),
        Block.NOT_CALLED: (held, at(soon()), "x", "y"),
    }
    for block, (one, when, place, why) in cases.items():
        with pytest.raises(RefusedError) as refused:
            actions.move(one, called_for=when, place=place, why=why, by=city.lead)
        assert block in refused.value.blocks
