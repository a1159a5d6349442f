"""Somebody who agreed to it is told of, is answered in time, and gets a case, a place on the list, or a reason."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from pazos.domain.cases.actions import excepting, referring
from pazos.domain.cases.models import Case, Referral
from pazos.domain.cases.queries import referring as queries
from pazos.domain.cases.queries import waiting
from pazos.domain.cases.queries.eligibility import eligibility
from pazos.domain.cases.rules.eligibility import Fit
from pazos.domain.cases.rules.referring import Block
from pazos.domain.participants.models import Participant
from pazos.domain.refusing import RefusedError
from pazos.domain.rights.calendar import WorkingDays
from pazos.domain.rights.models import Consent
from pazos.domain.rights.rules.consenting import Block as Unpermitted
from pazos.domain.teams.models import WorkCluster
from pazos.foundation.audit.models import AuditEvent
from pazos.science.problems import InputProblem
from referred import Referred, born, permit_of, referred

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Referred:
    return referred()


def blocks(refused) -> set[object]:
    return set(refused.value.blocks)


def seen(who, show: str = queries.ALL) -> set[Referral]:
    return set(queries.referrals(queries.Asked(show=show), seen_by=who))


def test_who_may_not_refer_writes_nobody_down_and_sees_nobody(city) -> None:
    made = city.refer()
    for name in ("liaison", "lead"):
        with pytest.raises(PermissionDenied):
            city.refer(name)
        assert seen(getattr(city, name)) == set()
        assert queries.referral(made.pk, seen_by=getattr(city, name)) is None


def test_a_referral_is_due_after_five_working_days(city) -> None:
    made = city.refer()
    today = timezone.localdate(made.made_at)
    assert made.answer_due_on == WorkingDays().after(today, days=5)
    assert made.cluster == city.street.north


def test_whoever_referred_sees_their_own_and_a_receiver_those_of_their_cluster(city) -> None:
    north, south, nowhere = city.refer(), city.refer("sol", place="S1"), city.refer("beto", place="X1")
    assert seen(city.ana) == {north}
    assert seen(city.beto) == {nowhere}
    assert seen(city.cora) == set()
    assert seen(city.wanda) == {north}
    assert seen(city.willy) == {south}
    assert seen(city.supervisor) == {north, south, nowhere}
    assert not queries.may_answer(north, city.ana)
    assert queries.may_answer(north, city.wanda)
    assert not queries.may_answer(south, city.wanda)


def test_everything_that_is_missing_is_said_at_once(city) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(RefusedError) as refused:
        city.refer(name=" ", contact="", agreed_on=tomorrow, born_on=born(15))
    assert blocks(refused) == {Block.NO_NAME, Block.NO_CONTACT, Block.NOT_YET_AGREED, Block.NO_GUARDIAN}
    with pytest.raises(RefusedError) as refused:
        city.refer(born_on=None, age_band="14-17")
    assert blocks(refused) == {Block.NO_GUARDIAN}
    assert city.refer(born_on=None, age_band="14-17", guardian="doña Luz, la mamá").pk
    assert Referral.objects.count() == 1


def test_the_same_number_sent_twice_is_one_referral(city) -> None:
    number = uuid4()
    assert city.refer(id=number).pk == city.refer(id=number).pk == number
    assert Referral.objects.count() == 1


def test_who_is_accepted_has_a_case_a_permission_and_the_chosen_name(city) -> None:
    made = city.refer(name="La Nena", born_on=None, age_band="18-23")
    case = city.accept(made, pair=[city.wanda, city.wilma], told_on=timezone.localdate())
    made.refresh_from_db()
    assert (made.state, made.answered_by, made.participant) == ("accepted", city.wanda, case.participant)
    assert case.participant.name == "La Nena"
    assert (case.referral, case.cluster) == (made, city.street.north)
    kept = Consent.objects.get(subject_key=case.participant_id)
    assert (kept.purpose, kept.relation) == ("accompaniment", "self")


def test_nobody_is_taken_in_without_a_permission(city) -> None:
    made = city.refer()
    with pytest.raises(RefusedError):
        city.accept(made, permit=None)
    made.refresh_from_db()
    assert made.state == "sent"
    assert not Participant.objects.exists()
    assert not AuditEvent.objects.filter(verb="referral.accepted").exists()


def test_of_two_who_accept_at_once_the_second_is_told(city) -> None:
    first, second = city.refer(), Referral.objects.get()
    city.accept(first)
    with pytest.raises(RefusedError) as refused:
        city.accept(second, by="wilma")
    assert blocks(refused) == {Block.ANSWERED}
    assert Case.objects.count() == 1


def test_under_18_a_guardian_signs_and_the_minor_is_heard(city) -> None:
    made = city.refer(born_on=born(16), guardian="doña Luz, la mamá")
    with pytest.raises(InputProblem, match="mother or guardian must have agreed"):
        city.accept(made, permit=permit_of())
    with pytest.raises(RefusedError) as refused:
        city.accept(made, permit=permit_of(relation="guardian"))
    assert blocks(refused) == {Unpermitted.NOT_HEARD}
    signed = permit_of(relation="guardian", signatory="Luz Mina", heard_on=timezone.localdate())
    assert city.accept(made, permit=signed).participant_id
    assert Consent.objects.get().heard_by == city.wanda


def test_under_18_a_band_is_not_enough_to_be_taken_in(city) -> None:
    made = city.refer(born_on=None, age_band="14-17", guardian="doña Luz")
    with pytest.raises(RefusedError) as refused:
        city.accept(made)
    assert blocks(refused) == {Block.MINORS_DAY}
    unknown = city.refer(born_on=None)
    with pytest.raises(RefusedError) as refused:
        city.accept(unknown)
    assert blocks(refused) == {Block.AGE_NOT_ASKED}


def test_who_is_known_already_keeps_one_row_and_one_open_case(city) -> None:
    case = city.accept(city.refer())
    again = city.refer()
    with pytest.raises(RefusedError) as refused:
        city.accept(again, participant=case.participant)
    assert blocks(refused) == {Block.HAS_CASE}
    other = city.accept(city.refer("sol", place="S1"), by="willy", document="66123456")
    with pytest.raises(PermissionDenied):
        city.accept(again, by="cora", participant=other.participant)


def test_place_outside_needs_an_exception_that_somebody_else_approves(city) -> None:
    made = city.refer(place="X1")
    assert eligibility(made).place is Fit.NOT
    with pytest.raises(RefusedError) as refused:
        city.accept(made, by="supervisor")
    assert blocks(refused) == {Block.NOT_ELIGIBLE}
    excepting.argue(made, ground="moved", argument="Creció en el N1 y la desplazaron", by=city.supervisor)
    with pytest.raises(RefusedError) as refused:
        excepting.approve(made, by=city.supervisor)
    assert blocks(refused) == {Block.OWN_EXCEPTION}
    with pytest.raises(PermissionDenied):
        excepting.approve(made, by=city.wanda)
    excepting.approve(made, by=city.sara)
    assert city.accept(Referral.objects.get(pk=made.pk), by="supervisor").pk


def test_an_exception_turned_down_can_be_argued_anew(city) -> None:
    made = city.refer(place="X1")
    excepting.argue(made, ground="ties", argument="Su abuela vive allá", by=city.ana)
    excepting.turn_down(made, by=city.sara)
    made.refresh_from_db()
    assert (made.ground, made.argument, made.argued_by) == ("", "", None)
    with pytest.raises(RefusedError) as refused:
        excepting.argue(made, ground="nearly", argument="Casi", by=city.ana)
    assert Block.NOT_NEARLY in blocks(refused)


def test_nobody_is_refused_for_a_place_that_fits(city) -> None:
    made = city.refer()
    with pytest.raises(RefusedError) as refused:
        referring.refuse(made, refusal="place", by=city.wanda)
    assert blocks(refused) == {Block.PLACE_FITS}
    referring.refuse(made, refusal="not_wanted", by=city.wanda, told_on=timezone.localdate())
    made.refresh_from_db()
    assert (made.state, made.refusal, made.answered_by) == ("refused", "not_wanted", city.wanda)


def test_a_refusal_is_taken_back_by_who_may_answer_and_a_withdrawal_by_who_made_it(city) -> None:
    made = city.refer()
    referring.refuse(made, refusal="not_found", by=city.wanda)
    with pytest.raises(PermissionDenied):
        referring.take_back(made, by=city.ana)
    referring.take_back(made, by=city.wanda)
    made.refresh_from_db()
    assert (made.state, made.refusal, made.answered_at) == ("sent", "", None)
    referring.withdraw(made, by=city.ana)
    made.refresh_from_db()
    assert made.withdrawn_at is not None
    with pytest.raises(RefusedError):
        city.accept(made)
    referring.take_back(made, by=city.ana)
    made.refresh_from_db()
    assert (made.state, made.withdrawn_at) == ("sent", None)


def test_the_list_is_in_order_of_the_published_classes_then_of_arrival(city) -> None:
    today = timezone.localdate()
    first, second, ordered = (city.refer(name=f"Ana {n}") for n in ("Uno", "Dos", "Tres"))
    for one in (second, first):
        referring.hold(one, by=city.wanda)
    term = {"ordered_until": today + timedelta(days=30), "order_paper": "Juzgado 2 de familia, 2026-118"}
    referring.hold(ordered, **term, by=city.sara)
    rows = list(waiting.waiting(city.street.north.pk, seen_by=city.wanda))
    assert rows == [ordered, first, second]
    place = waiting.place_of(Referral.objects.get(pk=second.pk))
    assert (place.number, place.of, place.waits_as) == (3, 3, 3)
    assert not waiting.waiting(city.street.north.pk, seen_by=city.willy).exists()


PAPER = "Juzgado 2 de familia, oficio 2026-118"


def test_a_term_puts_nobody_first_without_its_paper_and_is_not_written_by_whoever_takes_people_in(
    city,
) -> None:
    term = timezone.localdate() + timedelta(days=30)
    with pytest.raises(RefusedError) as refused:
        city.refer("paula", origin="justice", ordered_until=term)
    assert blocks(refused) == {Block.NO_ORDER_PAPER}
    for by, origin in (("wanda", "justice"), ("ana", "gestor")):
        with pytest.raises(RefusedError) as refused:
            city.refer(by, origin=origin, ordered_until=term, order_paper=PAPER)
        assert blocks(refused) == {Block.ORDER_BY_OTHERS}
    sent = city.refer("paula", origin="justice", ordered_until=term, order_paper=PAPER)
    assert (sent.ordered_until, sent.order_paper) == (term, PAPER)
    later = {"ordered_until": term, "order_paper": PAPER}
    told = city.refer()
    with pytest.raises(RefusedError) as refused:
        referring.hold(told, **later, by=city.wanda)
    assert blocks(refused) == {Block.ORDER_BY_OTHERS}
    with pytest.raises(RefusedError) as refused:
        referring.complete(told, **facts_of(told), **later, by=city.wanda)
    assert blocks(refused) == {Block.ORDER_BY_OTHERS}
    referring.complete(told, **facts_of(told), **later, by=city.sara)
    referring.complete(told, **{**facts_of(told), "reason": "estudiar"}, **later, by=city.wanda)
    with pytest.raises(RefusedError):
        referring.complete(told, **facts_of(told), ordered_until=None, by=city.wanda)


def facts_of(row: Referral) -> dict[str, object]:
    """What stands in a referral, as the form gives it back."""
    row.refresh_from_db()
    names = ("name", "contact", "neighbourhood", "born_on", "age_band", "guardian", "reason")
    return {name: getattr(row, name) for name in names}


@pytest.mark.parametrize(
    "other", [{"name": "Otra Persona"}, {"born_on": born(45)}, {"age_band": "30+"}, {"neighbourhood": None}]
)
def test_an_exception_holds_for_what_was_told_when_it_was_approved(city, other) -> None:
    told = city.refer(place="X1")
    excepting.argue(told, ground="ties", argument="Estudia aquí.", by=city.ana)
    excepting.approve(told, by=city.sara)
    referring.complete(told, **{**facts_of(told), "contact": "por la tarde"}, ordered_until=None, by=city.ana)
    told.refresh_from_db()
    assert told.excepted_by == city.sara
    referring.complete(told, **{**facts_of(told), **other}, ordered_until=None, by=city.ana)
    told.refresh_from_db()
    assert (told.excepted_by, told.ground) == (None, "ties")
    with pytest.raises(RefusedError) as refused:
        city.accept(told, by="supervisor")
    assert blocks(refused) & {Block.NOT_ELIGIBLE, Block.NOT_ASKED_ENOUGH, Block.AGE_NOT_ASKED}


def test_who_had_a_case_within_twelve_months_waits_as_one_who_comes_back(city) -> None:
    case = city.accept(city.refer())
    Case.objects.update(state="ended", exit="moved", ended_on=timezone.localdate())
    arrived, back = city.refer(name="Otra Persona"), city.refer()
    referring.hold(arrived, by=city.wanda)
    referring.hold(back, participant=case.participant, by=city.wanda)
    assert list(waiting.waiting(city.street.north.pk, seen_by=city.wanda)) == [back, arrived]


def test_nobody_is_called_before_others_but_by_a_supervisor_who_says_why(city) -> None:
    first, later = city.refer(name="Ana Uno"), city.refer(name="Ana Dos")
    referring.hold(first, by=city.wanda)
    for said in ({}, {"before_others": "not_now"}):
        with pytest.raises(RefusedError) as refused:
            city.accept(later, **said)
        assert blocks(refused) == {Block.OTHERS_FIRST}
    city.accept(later, by="supervisor", before_others="not_now")
    facts = AuditEvent.objects.get(verb="referral.accepted").facts
    assert facts == {"waited": False, "before_others": "not_now"}
    assert city.accept(first).pk


def test_nobody_is_put_on_the_list_as_somebody_whom_the_receiver_does_not_see(city) -> None:
    known = city.accept(city.refer(), document="66123456").participant
    known.registered_for = city.paula.organisation
    known.save()
    with pytest.raises(PermissionDenied):
        referring.hold(city.refer(), participant=known, by=city.wanda)


def test_who_withdrew_while_waiting_stands_where_they_stood(city) -> None:
    first, second = city.refer(name="Ana Uno"), city.refer(name="Ana Dos")
    for one in (first, second):
        referring.hold(one, by=city.wanda)
    referring.withdraw(first, by=city.ana)
    assert waiting.place_of(Referral.objects.get(pk=second.pk)).number == 1
    referring.take_back(first, by=city.ana)
    assert waiting.place_of(Referral.objects.get(pk=first.pk)).number == 1


def test_late_ones_are_counted_and_stand_first(city) -> None:
    old, new = city.refer(), city.refer()
    Referral.objects.filter(pk=new.pk).update(answer_due_on=date(2020, 1, 3))
    rows = list(queries.referrals(queries.Asked(), seen_by=city.wanda))
    assert rows == [new, old]
    assert queries.days_late(rows[0]) > 100
    counted = queries.counts(seen_by=city.wanda)
    assert counted == {"to_answer": 2, "late": 1, "waiting": 0, "mine": 0}
    assert queries.counts(seen_by=city.ana) == {"to_answer": 0, "late": 0, "waiting": 0, "mine": 2}


def test_a_name_is_found_only_within_reach(city) -> None:
    made = city.refer(name="Yeison Mina Ocoró")
    assert queries.named("jeison ocoro", seen_by=city.wanda).rows == (made,)
    assert queries.named("yeison", seen_by=city.willy).rows == ()
    assert queries.named("pedro", seen_by=city.wanda).rows == ()


def test_a_pair_has_room_up_to_the_published_ceiling(city) -> None:
    city.accept(city.refer(), pair=[city.wanda, city.wilma])
    rooms = waiting.room(city.street.north.pk)
    assert [(one.names, one.carried, one.free) for one in rooms] == [(("Wanda", "Wilma"), 1, 24)]
    assert waiting.room(WorkCluster.objects.get(name="Sur").pk)[0].free == 25


def test_the_person_is_told_between_the_referral_and_today(city) -> None:
    made = city.refer()
    with pytest.raises(RefusedError) as refused:
        referring.tell(made, on=timezone.localdate(), by=city.wanda)
    assert blocks(refused) == {Block.NOT_ANSWERED}
    referring.refuse(made, refusal="not_wanted", by=city.wanda)
    with pytest.raises(RefusedError):
        referring.tell(made, on=timezone.localdate() + timedelta(days=1), by=city.wanda)
    referring.tell(made, on=timezone.localdate(), by=city.ana)
    made.refresh_from_db()
    assert made.told_on == timezone.localdate()


def test_what_a_person_said_leaves_no_word_in_the_trail(city) -> None:
    made = city.refer(name="Zorzal Marcado", contact="zorzal en la cancha", reason="zorzal quiere estudiar")
    city.accept(made)
    assert "zorzal" not in str(list(AuditEvent.objects.values())).casefold()


@pytest.mark.parametrize("written", ["-", "000", " "])
def test_who_shows_no_document_and_chooses_one_word_is_one_of_their_own_each_time(city, written) -> None:
    """A sign that stands for "none" is no number by which two people could be one."""
    for _ in range(2):
        city.accept(city.refer(name="Zorzal"), document=written)
    people = list(Participant.objects.all())
    assert [one.document for one in people] == ["", ""]
    assert "" not in {one.person_key for one in people}


@pytest.mark.parametrize("written", ["no tiene", "CC", "12"])
def test_what_is_too_short_for_a_document_is_refused_whatever_name_is_chosen(city, written) -> None:
    with pytest.raises(InputProblem, match="at least 5 digits"):
        city.accept(city.refer(name="Zorzal"), document=written)
    assert not Participant.objects.exists()
