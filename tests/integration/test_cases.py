"""Accompaniment: who sees a case, who may write of it, how it turns, and what is left of it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from accompanied import TODAY, case_of, participant, permits, person, programme, supervisor, worker
from pazos.domain.activities.holdings import PARTICIPANTS
from pazos.domain.cases.actions import (
    cohorts,
    incentives,
    opening,
    reviews,
    services,
    sessions,
    turning,
)
from pazos.domain.cases.actions.following_up import follow_up
from pazos.domain.cases.held.cases import CASES
from pazos.domain.cases.models import Case, CaseAsk, CaseSession, CaseTurn, Crisis, FormerCases, NameKey
from pazos.domain.cases.queries import cases as queries
from pazos.domain.cases.queries.cases_today import What, today_of
from pazos.domain.cases.queries.sessions import version_of
from pazos.domain.cases.rules.cohorts import Block as CohortBlock
from pazos.domain.cases.rules.following_up import Block as FollowUpBlock
from pazos.domain.cases.rules.opening import CEILING
from pazos.domain.cases.rules.opening import Block as Opening
from pazos.domain.cases.rules.reviews import Block as ReviewBlock
from pazos.domain.cases.rules.sessions import Block as SessionBlock
from pazos.domain.cases.rules.turning import Block as Turning
from pazos.domain.cases.rules.working import Block, what_blocks_work
from pazos.domain.people.models import Staff
from pazos.domain.refusing import RefusedError
from pazos.domain.rights.actions import consents
from pazos.domain.rights.actions import erasing as rights
from pazos.domain.rights.models import Consent
from pazos.domain.rights.registry import Subject
from pazos.domain.rights.rules.consenting import Block as Permission
from pazos.foundation.access.policy import Role
from pazos.foundation.history.changing import changes_of
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db


def test_a_case_is_seen_by_its_pair_and_who_supervises_and_nobody_else() -> None:
    case = case_of()
    for one in (worker("Ana"), worker("Beto"), supervisor()):
        assert queries.case(case.pk, seen_by=one) == case
    for role in Role:
        if role is not Role.CASE_SUPERVISOR:
            assert queries.case(case.pk, seen_by=person(f"x-{role}", role)) is None


def test_nobody_is_accompanied_without_a_permission() -> None:
    one = participant()
    with pytest.raises(RefusedError) as refused:
        opening.open_case(
            None, participant=one, supervisor=supervisor(), pair=[], on=TODAY(), by=supervisor()
        )
    assert refused.value.blocks == (Permission.NONE_GIVEN,)


def test_a_person_has_one_open_case() -> None:
    case = case_of()
    with pytest.raises(RefusedError) as refused:
        opening.open_case(
            None,
            participant=case.participant,
            supervisor=supervisor(),
            pair=[],
            on=TODAY(),
            by=supervisor(),
        )
    assert refused.value.blocks == (Opening.HAS_ONE,)


def test_a_pair_is_two_different_people_who_accompany() -> None:
    with pytest.raises(RefusedError) as refused:
        case_of(pair=[worker("Ana"), worker("Ana")])
    assert refused.value.blocks == (Opening.SAME_TWICE,)
    with pytest.raises(RefusedError) as refused:
        case_of("Otra Persona", pair=[person("Galo", Role.GESTOR)])
    assert refused.value.blocks == (Opening.NOT_A_WORKER,)


def test_nobody_carries_more_than_the_published_ceiling_unless_the_supervisor_says_so() -> None:
    for n in range(CEILING):
        case_of(f"Persona Numero{n}", pair=[worker("Ana")])
    with pytest.raises(RefusedError) as refused:
        case_of("Una Más", pair=[worker("Ana")])
    assert refused.value.blocks == (Opening.TOO_MANY,)
    assert case_of("Otra Más", pair=[worker("Ana")], above_the_ceiling=True)


def test_nothing_is_written_of_a_case_once_the_permission_was_taken_back() -> None:
    case = case_of()
    assert what_blocks_work(case, on=TODAY(), by=worker("Ana")) == ()
    Consent.objects.update(withdrawn_on=TODAY())
    assert what_blocks_work(case, on=TODAY(), by=worker("Ana")) == (Permission.WITHDRAWN,)
    yesterday = TODAY() - timedelta(days=1)
    assert what_blocks_work(case, on=yesterday, by=worker("Ana")) == (Permission.WITHDRAWN,)


def test_neither_an_answer_nor_a_review_nor_a_cohort_is_written_once_it_was_taken_back() -> None:
    case = case_of()
    sent = services.send(case, id=uuid4(), kind="health", to="Hospital", sent_on=TODAY(), by=worker("Ana"))
    group = cohorts.make(
        name="Ciclo",
        programme=programme(),
        begins_on=TODAY(),
        ends_on=TODAY() + timedelta(days=90),
        places=9,
        by=supervisor(),
    )
    turning.permission_taken_back(case, on=TODAY(), by=worker("Ana"))
    for deed in (
        lambda: services.answered(sent, answer="attended", on=TODAY(), by=worker("Ana")),
        lambda: reviews.review(case, id=uuid4(), on=TODAY(), agreed="Seguir.", by=supervisor()),
        lambda: cohorts.join(case, cohort=group, by=worker("Ana")),
    ):
        with pytest.raises(RefusedError) as refused:
            deed()
        assert Permission.WITHDRAWN in refused.value.blocks
    cohorts.join(case, cohort=None, by=worker("Ana"))


def test_a_number_of_another_cases_record_is_refused_whatever_the_record() -> None:
    number, first, other = uuid4(), case_of(), case_of("Otra Persona")
    incentives.give(first, id=number, what="pasaje", given_on=TODAY(), by=worker("Ana"))
    with pytest.raises(InputProblem, match="number of this record"):
        incentives.give(other, id=number, what="pasaje", given_on=TODAY(), by=worker("Ana"))


def test_only_its_pair_and_who_supervises_write_of_a_case() -> None:
    case = case_of()
    assert what_blocks_work(case, on=TODAY(), by=worker("Zoe")) == (Block.NOT_YOURS,)
    assert what_blocks_work(case, on=TODAY(), by=supervisor()) == ()


def test_a_case_is_found_by_how_the_words_of_a_chosen_name_begin() -> None:
    case = case_of("Camila del Río Restrepo")
    case_of("Camilo Pérez", pair=[worker("Zoe")])
    for text in ("cami", "RESTREPO", "rio cam", "Cam rest"):
        found = queries.named(text, seen_by=worker("Ana"))
        assert [one.pk for one in found.cases] == [case.pk], text
    assert len(queries.named("cami", seen_by=supervisor()).cases) == 2
    assert queries.named("camila perez", seen_by=supervisor()).cases == ()
    with pytest.raises(InputProblem):
        queries.named("ca", seen_by=supervisor())


def test_a_name_lies_nowhere_open() -> None:
    case_of("Camila Restrepo")
    assert not [one for one in NameKey.objects.values_list("key", flat=True) if "cam" in one.casefold()]


def test_the_story_of_a_case_begins_with_its_opening_and_its_pair() -> None:
    case = case_of()
    turns = CaseTurn.objects.filter(case=case).order_by("at").values_list("turn", "first_worker__name")
    assert list(turns) == [("opened", "Ana"), ("assigned", "Ana")]
    assert permits(case.participant)


def met(case, *, on=None, by=None, came="met", kind="individual", **changed):
    values = {
        "id": uuid4(),
        "kind": kind,
        "came": came,
        "on": on or TODAY(),
        "by": by or worker("Ana"),
        "minutes": 45 if came == "met" else 0,
        **changed,
    }
    return sessions.write(case, **values)


def blocks_of(deed) -> tuple:
    with pytest.raises(RefusedError) as refused:
        deed()
    return refused.value.blocks


def test_a_meeting_sent_twice_is_written_once() -> None:
    case, key = case_of(), uuid4()
    first, second = met(case, id=key, note="habló de su hermana"), met(case, id=key)
    assert first == second
    assert CaseSession.objects.count() == 1
    case.refresh_from_db()
    assert case.last_met_on == TODAY()


def test_a_number_of_another_meeting_is_refused() -> None:
    key = uuid4()
    met(case_of(), id=key)
    other = case_of("Luis Mena")
    with pytest.raises(InputProblem):
        met(other, id=key)


def test_a_meeting_is_not_written_of_another_pairs_case_nor_ahead_nor_before_the_opening() -> None:
    case = case_of()
    assert blocks_of(lambda: met(case, by=worker("Zoe"))) == (Block.NOT_YOURS,)
    assert Block.AHEAD in blocks_of(lambda: met(case, on=TODAY() + timedelta(days=1)))
    assert Block.NOT_YET in blocks_of(lambda: met(case, on=TODAY() - timedelta(days=90)))


def test_a_meeting_put_right_keeps_who_changed_what_and_never_the_words() -> None:
    case = case_of()
    row = met(case, note="habló de su hermana")
    shown = version_of(row)
    sessions.correct(row, by=worker("Ana"), version=shown, note="habló de su madre")
    assert CaseSession.objects.get().note == "habló de su madre"
    newest = changes_of(row).first()
    assert newest is not None
    assert newest.fields == {"note_sealed": [None, None]}
    stale = blocks_of(lambda: sessions.correct(row, by=worker("Ana"), version=shown, note="otra"))
    assert stale == (SessionBlock.OVERTAKEN,)


def test_only_who_wrote_a_meeting_or_who_supervises_takes_it_out() -> None:
    case = case_of()
    met(case, on=TODAY() - timedelta(days=9))
    row = met(case)
    assert blocks_of(lambda: sessions.take_out(row, by=worker("Beto"))) == (SessionBlock.NOT_THEIRS,)
    sessions.take_out(row, by=worker("Ana"))
    sessions.take_out(row, by=worker("Ana"))
    case.refresh_from_db()
    assert case.last_met_on == TODAY() - timedelta(days=9)


def test_nobody_is_lost_before_the_tries_of_the_pathway_were_made() -> None:
    case = case_of()
    met(case, on=TODAY() - timedelta(days=30))
    case.refresh_from_db()
    ending = {"reason": "lost", "on": TODAY(), "by": supervisor()}
    assert set(blocks_of(lambda: turning.end(case, **ending))) == {
        Turning.FEW_TRIES,
        Turning.NO_CALL,
        Turning.NO_VISIT,
        Turning.TOO_SOON,
    }
    for days, kind in ((20, "individual"), (15, "call"), (9, "home_visit"), (2, "call")):
        met(case, on=TODAY() - timedelta(days=days), came="not_found", kind=kind)
    turning.end(case, **ending)
    case.refresh_from_db()
    assert (case.state, case.exit) == ("ended", "lost")


def test_a_pair_asks_for_an_end_and_the_supervisor_answers_it() -> None:
    case = case_of()
    ask = turning.end(case, reason="goals_met", on=TODAY(), by=worker("Ana"), note="terminó el curso")
    case.refresh_from_db()
    assert case.state == "active"
    again = blocks_of(lambda: turning.end(case, reason="moved", on=TODAY(), by=worker("Beto")))
    assert again == (Turning.ASKED_ALREADY,)
    own = blocks_of(lambda: turning.answer(ask, granted=True, by=worker("Ana")))
    assert own == (Turning.NOT_ALLOWED,)
    turning.answer(ask, granted=True, by=supervisor())
    case.refresh_from_db()
    assert (case.state, case.exit) == ("ended", "goals_met")
    turn = CaseTurn.objects.get(turn="ended")
    assert (turn.asked_by, turn.by, turn.note) == (worker("Ana"), supervisor(), "terminó el curso")
    months = case.follow_ups.values_list("months", flat=True)
    assert list(months) == [3, 6, 12]


def test_a_supervisor_in_the_pair_asks_another_for_the_end_and_approves_none_of_their_own() -> None:
    case = case_of(pair=[supervisor("Sol"), worker("Beto")])
    asked = turning.end(case, reason="goals_met", on=TODAY(), by=supervisor("Sol"))
    assert isinstance(asked, CaseAsk)
    own = blocks_of(lambda: turning.answer(asked, granted=True, by=supervisor("Sol")))
    assert own == (Turning.OWN,)
    turning.answer(asked, granted=True, by=supervisor())
    case.refresh_from_db()
    assert case.state == "ended"


def test_whoever_asked_for_an_end_does_not_approve_it_in_another_role_and_may_still_say_no() -> None:
    asked = turning.end(case_of(), reason="goals_met", on=TODAY(), by=worker("Ana"))
    Staff.objects.filter(username="Ana").update(role=Role.CASE_SUPERVISOR)
    ana = Staff.objects.get(username="Ana")
    assert blocks_of(lambda: turning.answer(asked, granted=True, by=ana)) == (Turning.OWN,)
    assert turning.answer(asked, granted=False, why="todavía no", by=ana).granted is False


def test_what_is_not_approved_says_why_and_the_case_goes_on() -> None:
    case = case_of()
    ask = turning.end(case, reason="moved", on=TODAY(), by=worker("Ana"))
    assert blocks_of(lambda: turning.answer(ask, granted=False, by=supervisor())) == (Turning.WHY_MISSING,)
    turning.answer(ask, granted=False, by=supervisor(), why="vive a dos calles")
    case.refresh_from_db()
    assert case.state == "active"
    assert turning.end(case, reason="moved", on=TODAY(), by=worker("Ana"))


def test_a_case_with_an_open_crisis_does_not_end() -> None:
    case = case_of()
    Crisis.objects.create(
        case=case, kind="threat", pathway_version=1, known_at=timezone.now(), what="x", by=worker("Ana")
    )
    ending = blocks_of(lambda: turning.end(case, reason="moved", on=TODAY(), by=supervisor()))
    assert ending == (Turning.CRISIS_OPEN,)


def test_a_case_is_passed_on_by_who_supervises_and_asked_for_by_the_pair() -> None:
    case = case_of()
    pair = [worker("Zoe"), worker("Beto")]
    ask = turning.give(case, pair=pair, on=TODAY(), by=worker("Ana"))
    turning.answer(ask, granted=True, by=supervisor())
    case.refresh_from_db()
    assert case.first_worker == worker("Zoe")
    assert queries.case(case.pk, seen_by=worker("Ana")) is None
    assert queries.case(case.pk, seen_by=worker("Zoe")) == case
    turn = CaseTurn.objects.get(turn="transferred")
    assert turn.first_worker == worker("Zoe")


def test_two_who_turn_a_case_at_once_do_not_write_over_each_other() -> None:
    case = case_of()
    shown = case.version
    turning.pause(case, reason="health", on=TODAY(), by=worker("Ana"), version=shown)
    late = blocks_of(lambda: turning.end(case, reason="moved", on=TODAY(), by=supervisor(), version=shown))
    assert late == (Turning.OVERTAKEN,)


def test_a_permission_taken_back_lets_the_case_rest_at_once() -> None:
    case = case_of()
    turning.permission_taken_back(case, on=TODAY(), by=worker("Ana"))
    case.refresh_from_db()
    assert case.state == "paused"
    assert case.turns.filter(turn="paused", reason="permission").exists()
    against = blocks_of(lambda: met(case))
    assert set(against) == {Block.PAUSED, Permission.WITHDRAWN}
    up = blocks_of(lambda: turning.take_up(case, on=TODAY(), by=worker("Ana")))
    assert up == (Permission.WITHDRAWN,)
    turning.end(case, reason="permission", on=TODAY(), by=supervisor())
    assert not case.follow_ups.exists()


def test_whoever_comes_back_has_a_new_case_of_the_same_person() -> None:
    first = case_of()
    turning.end(first, reason="work", on=TODAY(), by=supervisor())
    again = opening.open_case(
        None, participant=first.participant, supervisor=supervisor(), pair=[], on=TODAY(), by=supervisor()
    )
    assert again.participant == first.participant
    assert again.turns.filter(turn="re_entered").exists()


def test_a_follow_up_is_written_once_its_time_comes_and_one_who_does_not_want_it_is_left_in_peace() -> None:
    case = case_of(on=TODAY() - timedelta(days=400))
    turning.end(case, reason="work", on=TODAY() - timedelta(days=95), by=supervisor())
    three, six, _twelve = case.follow_ups.all()
    early = blocks_of(lambda: follow_up(six, reached="reached", on=TODAY(), by=worker("Ana")))
    assert early == (FollowUpBlock.TOO_EARLY,)
    follow_up(three, reached="reached", on=TODAY(), by=worker("Ana"), facts={"works": True, "safe": None})
    three.refresh_from_db()
    assert three.facts == {"works": True}
    follow_up(three, reached="not_wanted", on=TODAY(), by=worker("Ana"))
    assert case.follow_ups.count() == 1


def test_not_wanted_that_was_written_by_mistake_gives_the_later_months_back() -> None:
    case = case_of(on=TODAY() - timedelta(days=400))
    turning.end(case, reason="work", on=TODAY() - timedelta(days=95), by=supervisor())
    planned = list(case.follow_ups.values_list("months", "due_on"))
    three = case.follow_ups.get(months=3)
    follow_up(three, reached="not_wanted", on=TODAY(), by=worker("Ana"))
    follow_up(three, reached="reached", on=TODAY(), by=worker("Ana"))
    assert list(case.follow_ups.values_list("months", "due_on")) == planned


def test_a_service_owes_an_answer_and_its_answer_may_come_after_the_end() -> None:
    case = case_of()
    row = services.send(
        case, id=uuid4(), kind="health", to="Centro de salud", sent_on=TODAY(), by=worker("Ana")
    )
    assert row.answer_due_on == TODAY() + timedelta(days=15)
    asks = [ask.what for one in today_of(worker("Ana"), on=row.answer_due_on) for ask in one.asks]
    assert What.ANSWER_DUE in asks
    turning.end(case, reason="work", on=TODAY(), by=supervisor())
    services.answered(row, answer="attended", on=TODAY(), by=worker("Ana"))
    row.refresh_from_db()
    assert row.answer == "attended"


def test_support_is_kept_to_the_cent() -> None:
    case = case_of()
    row = incentives.give(
        case, id=uuid4(), what="pasajes", amount=Decimal("12500.50"), given_on=TODAY(), by=worker("Ana")
    )
    row.refresh_from_db()
    assert row.amount == Decimal("12500.50")
    with pytest.raises(InputProblem):
        incentives.give(
            case, id=uuid4(), what="x", amount=Decimal("0.001"), given_on=TODAY(), by=worker("Ana")
        )


def test_a_review_is_written_by_who_supervises() -> None:
    case, said = case_of(), {"on": TODAY(), "agreed": "visitar a la familia"}
    by_pair = blocks_of(lambda: reviews.review(case, id=uuid4(), by=worker("Ana"), **said))
    assert by_pair == (ReviewBlock.NOT_ALLOWED,)
    assert reviews.review(case, id=uuid4(), by=supervisor(), **said).agreed == "visitar a la familia"


def test_a_cohort_takes_no_more_than_its_places() -> None:
    cohort = cohorts.make(
        name="Ciclo 1",
        programme=programme(),
        begins_on=TODAY() - timedelta(days=5),
        ends_on=TODAY() + timedelta(days=90),
        places=1,
        by=supervisor(),
    )
    first, second = case_of(), case_of("Luis Mena")
    cohorts.join(first, cohort=cohort, by=worker("Ana"))
    assert blocks_of(lambda: cohorts.join(second, cohort=cohort, by=worker("Ana"))) == (CohortBlock.FULL,)
    cohorts.join(first, cohort=None, by=worker("Ana"))
    cohorts.join(second, cohort=cohort, by=worker("Ana"))
    assert second.cohort_id is None
    second.refresh_from_db()
    assert second.cohort == cohort


def test_today_asks_for_a_promised_meeting_until_something_is_written() -> None:
    case = case_of()
    met(case, on=TODAY() - timedelta(days=7), next_on=TODAY())

    def asked() -> list[What]:
        return [ask.what for one in today_of(worker("Ana"), on=TODAY()) for ask in one.asks]

    assert asked() == [What.PROMISED]
    met(case, came="absent")
    assert asked() == []


def test_today_says_which_permission_ends_within_a_month() -> None:
    one = participant("Rosa Gil")
    permits(one, until=TODAY() + timedelta(days=20))
    opening.open_case(
        None,
        participant=one,
        supervisor=supervisor(),
        pair=[worker("Ana")],
        on=TODAY(),
        by=supervisor(),
    )
    assert [ask.what for row in today_of(worker("Ana"), on=TODAY()) for ask in row.asks] == [
        What.PERMISSION_ENDS
    ]


def test_a_permission_taken_back_at_the_rights_office_lets_the_case_rest_too() -> None:
    case, officer = case_of(), person("Olga", Role.DATA_OFFICER)
    consents.withdraw(Consent.objects.get(), on=TODAY(), by=officer)
    case.refresh_from_db()
    assert case.state == "paused"
    assert case.turns.get(turn="paused").by == officer


def test_erasing_a_case_leaves_nothing_of_it_but_one_more_in_its_year() -> None:
    case = case_of(on=TODAY() - timedelta(days=40))
    met(case, note="habló de su hermana")
    turning.end(case, reason="work", on=TODAY(), by=supervisor())
    row = rights.erase("cases.cases", str(case.pk), ground="request", by=person("Olga", Role.DATA_OFFICER))
    assert row.rows > 5
    for model in (Case, CaseSession, CaseTurn, NameKey):
        assert not model.objects.exists()
    assert list(FormerCases.objects.values_list("exit", "cases")) == [("work", 1)]


def test_the_persons_own_sheet_tells_what_is_kept_in_words() -> None:
    case = case_of()
    met(case, note="habló de su hermana", dimensions=["family"])
    content = str(CASES.content(str(case.pk)))
    assert "habló de su hermana" in content
    assert "hubo encuentro" in content
    [kept] = CASES.find(Subject("participant", case.participant_id))
    assert kept.key == str(case.pk)


def test_what_ended_before_its_time_of_keeping_is_due() -> None:
    old = case_of(on=TODAY() - timedelta(days=300))
    turning.end(old, reason="work", on=TODAY() - timedelta(days=100), by=supervisor())
    case_of("Luis Mena")
    assert CASES.due(TODAY() - timedelta(days=99), 9) == [str(old.pk)]
    assert CASES.due(TODAY() - timedelta(days=100), 9) == []


def test_a_person_is_not_erased_before_their_cases_and_retention_leaves_them_until_then() -> None:
    case, officer = case_of(), person("Olga", Role.DATA_OFFICER)
    key = str(case.participant_id)
    with pytest.raises(InputProblem, match="Erase those first"):
        rights.erase("activities.participants", key, ground="request", by=officer)
    later = TODAY() + timedelta(days=9)
    assert PARTICIPANTS.due(later, 9) == []
    rights.erase("cases.cases", str(case.pk), ground="request", by=officer)
    assert PARTICIPANTS.due(later, 9) == [key]
    rights.erase("activities.participants", key, ground="request", by=officer)
