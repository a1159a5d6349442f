"""Committees: constituted by an act, seated by office, meeting with a quorum, deciding, and signed minutes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from pazos.domain.committees import actions
from pazos.domain.committees.actions import AgendaPoint, Came
from pazos.domain.committees.actions.minutes import hash_of
from pazos.domain.committees.models import Committee, Decision, Minutes, Seat
from pazos.domain.committees.queries import bodies, papers, reach
from pazos.domain.committees.rules.constituting import Block as SeatBlock
from pazos.domain.committees.rules.minutes import Block as MinutesBlock
from pazos.domain.committees.rules.sessions import Block
from pazos.domain.committees.vocabulary import Kind, Presence, SessionState
from pazos.domain.refusing import RefusedError
from pazos.domain.rights.models import CityHoliday
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.history.changing import changes_of
from pazos.science.problems import InputProblem
from sitting import CONSTITUTED, at, person, sitting, working_day

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAY = timedelta(days=1)
HERE = Came(Presence.PRESENT)


@pytest.fixture
def city():
    return sitting()


def refused(deed) -> set:
    with pytest.raises(RefusedError) as caught:
        deed()
    return set(caught.value.blocks)


def test_a_committee_needs_its_act_a_quorum_and_a_rhythm(city) -> None:
    blocks = refused(
        lambda: actions.constitute(
            strategy=city.strategy,
            code="x",
            name="X",
            kind=Kind.MESA,
            legal_basis=" ",
            constituted_on=CONSTITUTED,
            quorum=0,
            every_months=0,
            by=city.lead,
        )
    )
    assert blocks == {SeatBlock.NO_LEGAL_BASIS, SeatBlock.NO_QUORUM, SeatBlock.NO_RHYTHM}


def test_two_committees_share_neither_name_nor_code(city) -> None:
    for code, name in (("cg", "Otro"), ("otro", "comité de gestión")):
        with pytest.raises(InputProblem):
            actions.change_committee(city.council, code=code, name=name, by=city.lead)


def test_an_office_sits_once_and_one_person_has_one_vote(city) -> None:
    def again(**said):
        return refused(lambda: actions.seat(city.committee, from_on=TODAY(), by=city.lead, **said))

    assert again(office="  alcaldía ") == {SeatBlock.OFFICE_SITS}
    assert again(office="Otra", holder=city.ana) == {SeatBlock.SITS_ELSEWHERE}
    assert again(office="Otra", is_chair=True) == {SeatBlock.HAS_CHAIR}
    assert again(office="Otra", is_secretary=True) == {SeatBlock.HAS_SECRETARY}


def test_a_seat_goes_to_another_holder_and_keeps_who_held_it_before(city) -> None:
    dora = person("dora", Role.COMMITTEE_MEMBER)
    after = actions.hand_over(city.seats["ana"], holder=dora, from_on=TODAY(), by=city.lead)
    before = Seat.objects.get(pk=city.seats["ana"].pk)
    assert (before.holder, before.until_on) == (city.ana, TODAY() - DAY)
    assert (after.holder, after.office, after.has_vote) == (dora, before.office, before.has_vote)


def test_a_holder_is_hidden_from_the_history_of_a_seat(city) -> None:
    fields = changes_of(city.seats["ana"]).get(is_making=True).fields
    assert fields["holder_id"] == [None, None]
    assert fields["office"][1] == "Secretaría de Seguridad"


def test_sessions_number_themselves_and_a_cancelled_number_is_not_given_again(city) -> None:
    first = city.called(-3)
    actions.cancel(first, why="El salón no estaba libre.", by=city.lead)
    assert [first.number, city.called(-4).number] == [1, 2]
    first.refresh_from_db()
    assert first.state == SessionState.CANCELLED
    assert refused(lambda: actions.cancel(first, why=" ", by=city.lead)) == {Block.NOT_CALLED, Block.NO_WORDS}


def test_the_city_s_committees_meet_on_working_days_and_citizens_on_any(city) -> None:
    day = working_day(0)
    CityHoliday.objects.create(day=day, name="Fiesta", decree="1", written_at=timezone.now())
    assert refused(lambda: city.called(called_for=at(day), agenda=[])) == {Block.NOT_WORKING, Block.NO_AGENDA}
    agenda = [AgendaPoint("Informe")]
    assert actions.call(city.council, called_for=at(day), place="Casa comunal", agenda=agenda, by=city.lead)


def test_the_rhythm_proposes_the_next_day(city) -> None:
    session = city.held(10)
    proposed = bodies.proposed_day(city.committee, on=TODAY())
    assert 18 <= (proposed - timezone.localtime(session.called_for).date()).days <= 36
    assert proposed.weekday() < 5


def test_an_agenda_can_be_put_in_another_order_until_the_session_is_held(city) -> None:
    session = city.called(-3)
    first, second = session.agenda.all()
    agenda = [
        AgendaPoint(second.title, key=second.pk),
        AgendaPoint("Varios"),
        AgendaPoint("Lectura", key=first.pk),
    ]
    actions.change_agenda(session, agenda=agenda, by=city.lead)
    assert [(one.position, one.title) for one in session.agenda.all()] == [
        (1, "Avance del plan"),
        (2, "Varios"),
        (3, "Lectura"),
    ]
    held = city.held(10)
    assert refused(lambda: actions.change_agenda(held, agenda=agenda, by=city.lead)) == {Block.NOT_CALLED}


def test_a_quorum_counts_voting_seats_and_a_delegate_stands_for_one(city) -> None:
    session = city.called()
    seats = {name: seat.pk for name, seat in city.seats.items()}
    two = {
        seats["chair"]: HERE,
        seats["ana"]: HERE,
        seats["sec"]: HERE,
        seats["beto"]: Came(Presence.EXCUSED),
    }
    assert not actions.hold(session, attendance=two, by=city.lead).has_quorum
    three = two | {seats["beto"]: Came(Presence.DELEGATE, "Subsecretaría")}
    assert actions.hold(session, attendance=three, by=city.lead).has_quorum
    session.refresh_from_db()
    assert (session.state, session.had_quorum) == (SessionState.HELD, True)
    assert session.attendance.get(seat=seats["cleo"]).presence == Presence.ABSENT


def test_a_delegate_comes_from_an_office_and_a_session_ahead_is_not_held(city) -> None:
    session = city.called(-9)
    came = {city.seats["chair"].pk: Came(Presence.DELEGATE), city.seats["vera"].pk: HERE}
    assert refused(lambda: actions.hold(session, attendance=came, by=city.lead)) == {
        Block.AHEAD,
        Block.NO_SEAT,
        Block.DELEGATE_UNNAMED,
    }


@pytest.mark.parametrize(
    ("votes", "blocks"),
    [
        ((3, 0, 0), set()),
        ((1, 1, 1), set()),
        ((3, 1, 0), {Block.TOO_MANY_VOTES}),
        ((0, 0, 0), {Block.NO_VOTES}),
    ],
)
def test_votes_never_exceed_the_votes_present(city, votes, blocks) -> None:
    session = city.held()
    said = dict(zip(("votes_for", "votes_against", "abstentions"), votes, strict=True))

    def decide():
        return actions.decide(session, text="Se aprueba el plan.", by=city.lead, **said)

    assert (refused(decide) if blocks else set()) == blocks
    if not blocks:
        assert decide().number == 1


def test_without_a_quorum_nothing_is_decided_but_a_recommendation_can_be_kept(city) -> None:
    session = city.held(came=("chair", "sec"))
    blocks = refused(lambda: actions.decide(session, text="Se aprueba.", votes_for=1, by=city.lead))
    assert blocks == {Block.NO_QUORUM}
    kept = actions.decide(session, text="Se sugiere.", is_recommendation=True, by=city.lead)
    assert kept.is_recommendation
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=kept.pk).update(votes_for=1)


def test_attendance_is_corrected_only_as_far_as_decisions_keep_their_votes(city) -> None:
    session = city.held()
    decision = actions.decide(session, text="Se aprueba.", votes_for=3, by=city.lead)
    seats = {name: seat.pk for name, seat in city.seats.items()}
    fewer = {seats["chair"]: HERE, seats["ana"]: HERE}
    assert refused(lambda: actions.hold(session, attendance=fewer, by=city.lead)) == {Block.VOTES_STAND}
    actions.withdraw_decision(decision, by=city.lead)
    assert not actions.hold(session, attendance=fewer, by=city.lead).has_quorum


def drafted(city) -> Minutes:
    session = city.held()
    actions.decide(session, text="Se aprueba el cronograma.", votes_for=3, by=city.lead)
    city.promised(session=session)
    return actions.draft_minutes(session, by=city.lead)


def test_minutes_hold_offices_and_no_name_of_anybody(city) -> None:
    minutes = drafted(city)
    said = str(minutes.content)
    assert "Secretaría de Educación" in said
    assert not [one.name for one in city.people.values() if one.name in said or one.username in said.split()]
    assert minutes.content_hash == hash_of(minutes.content)


def test_minutes_that_name_somebody_are_not_drafted(city) -> None:
    session = city.held()
    item = session.agenda.first()
    actions.write_down(session, discussions={item.pk: "Intervino ANA  ceibal."}, by=city.lead)
    assert refused(lambda: actions.draft_minutes(session, by=city.lead)) == {MinutesBlock.NAMES_STAND}


def test_minutes_are_in_force_when_chair_and_secretary_signed_the_same_text(city) -> None:
    minutes = drafted(city)
    sign = lambda who: actions.sign(minutes, content_hash=minutes.content_hash, by=who)  # noqa: E731
    assert refused(lambda: sign(city.cleo)) == {MinutesBlock.NOT_PRESENT}
    sign(city.chair)
    minutes.session.refresh_from_db()
    assert minutes.session.state == SessionState.HELD
    assert refused(lambda: sign(city.chair)) == {MinutesBlock.SIGNED_BEFORE}
    sign(city.sec)
    minutes.session.refresh_from_db()
    assert minutes.session.state == SessionState.SIGNED
    sign(city.ana)
    assert refused(lambda: actions.decide(minutes.session, text="Tarde.", votes_for=1, by=city.lead)) == {
        Block.SIGNED
    }


def test_another_hash_is_not_signed(city) -> None:
    minutes = drafted(city)
    assert refused(lambda: actions.sign(minutes, content_hash="0" * 64, by=city.chair)) == {
        MinutesBlock.OTHER_TEXT
    }
    Minutes.objects.filter(pk=minutes.pk).update(content={**minutes.content, "notes": "Otra cosa"})
    tampered = Minutes.objects.get(pk=minutes.pk)
    blocks = refused(lambda: actions.sign(tampered, content_hash=minutes.content_hash, by=city.chair))
    assert MinutesBlock.OTHER_TEXT in blocks
    assert not papers.verified(minutes.content_hash).is_whole


def test_a_correction_is_a_new_version_with_its_reason_and_is_signed_anew(city) -> None:
    first = drafted(city)
    session = first.session
    actions.sign(first, content_hash=first.content_hash, by=city.chair)
    assert refused(lambda: actions.draft_minutes(session, by=city.lead)) == {
        MinutesBlock.NO_REASON,
        MinutesBlock.UNCHANGED,
    }
    actions.write_down(session, discussions={}, notes="Se anexa el cronograma.", by=city.lead)
    assert MinutesBlock.STALE in refused(
        lambda: actions.sign(first, content_hash=first.content_hash, by=city.sec)
    )
    second = actions.draft_minutes(session, why="Faltaba el anexo.", by=city.lead)
    assert (second.version, second.signatures.count(), first.signatures.count()) == (2, 0, 1)
    assert MinutesBlock.NOT_LATEST in refused(
        lambda: actions.sign(first, content_hash=first.content_hash, by=city.sec)
    )
    paper = papers.verified(f" {first.content_hash[:32].upper()} {first.content_hash[32:]}")
    assert (paper.is_whole, paper.is_latest, paper.is_in_force) == (True, False, False)


def test_whoever_took_the_office_over_signs_for_the_seat_that_was_there(city) -> None:
    minutes = drafted(city)
    dora = person("dora", Role.COMMITTEE_MEMBER)
    actions.hand_over(city.seats["chair"], holder=dora, from_on=TODAY(), by=city.lead)
    assert actions.sign(minutes, content_hash=minutes.content_hash, by=dora).seat == city.seats["chair"]


def test_a_committee_is_dissolved_when_nothing_of_it_is_open(city) -> None:
    held = city.held()
    called = city.called(-5)
    assert refused(lambda: actions.dissolve(city.committee, on=TODAY(), by=city.lead)) == {
        SeatBlock.SESSION_CALLED,
        SeatBlock.MINUTES_OPEN,
    }
    actions.cancel(called, why="Se disuelve.", by=city.lead)
    minutes = actions.draft_minutes(held, by=city.lead)
    for who in (city.chair, city.sec):
        actions.sign(minutes, content_hash=minutes.content_hash, by=who)
    actions.dissolve(city.committee, on=TODAY(), by=city.lead)
    assert not Seat.objects.filter(committee=city.committee, until_on__isnull=True).exists()
    assert Block.DISSOLVED in refused(lambda: city.called(-5))


# --- who sees what --------------------------------------------------------------------------------


def test_a_member_sees_the_committees_where_they_sit_and_an_outsider_none(city) -> None:
    city.held()
    names = lambda who: {one.code for one in reach.committees_seen(who)}  # noqa: E731
    assert names(city.lead) == {"cg", "cc"}
    assert names(city.ana) == {"cg"}
    assert names(city.vera) == {"cc"}
    assert names(city.outsider) == set()
    assert not reach.sessions_seen(city.vera).exists()
    assert not reach.sessions_seen(city.outsider).exists()


def test_who_left_a_seat_keeps_the_sessions_of_their_time_and_no_later_one(city) -> None:
    old = city.held(40)
    dora = person("dora", Role.COMMITTEE_MEMBER)
    actions.hand_over(city.seats["ana"], holder=dora, from_on=TODAY() - 30 * DAY, by=city.lead)
    new = city.held(10, came=("chair", "beto"))
    assert set(reach.sessions_seen(city.ana)) == {old}
    assert set(reach.sessions_seen(dora)) == {old, new}
    assert not reach.sits_in(city.committee, city.ana)


def test_roles_without_the_permission_see_nothing_though_they_hold_a_seat(city) -> None:
    gestora = person("gestora", Role.GESTOR)
    actions.seat(city.committee, office="Gestores", holder=gestora, from_on=CONSTITUTED, by=city.lead)
    city.held()
    assert not reach.committees_seen(gestora).exists()
    assert not reach.sessions_seen(gestora).exists()


def test_every_deed_leaves_one_event_without_words(city) -> None:
    minutes = drafted(city)
    actions.sign(minutes, content_hash=minutes.content_hash, by=city.chair)
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    last = ["session.called", "session.held", "decision.taken", "commitment.made", "minutes.drafted"]
    assert verbs[-6:] == [*last, "minutes.signed"]
    facts = str(list(AuditEvent.objects.values_list("facts", flat=True)))
    assert "cronograma" not in facts
    assert "Alcaldía" not in facts


def test_a_wrong_row_is_refused_by_the_database_itself(city) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Committee.objects.filter(pk=city.committee.pk).update(dissolved_on=date(2000, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.filter(pk=city.seats["ana"].pk).update(is_chair=True)
