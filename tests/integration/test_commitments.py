"""Commitments: owed, said, accepted by another, sent back, dropped, given time, judged; and what the board shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from pazos.domain.committees import actions
from pazos.domain.committees.models import Commitment, Seat
from pazos.domain.committees.queries import blocked, commitments, due
from pazos.domain.committees.queries.board import What
from pazos.domain.committees.queries.commitments import CONTRADICTED, Sought
from pazos.domain.committees.queries.reach import commitments_followed, commitments_seen
from pazos.domain.committees.rules.commitments import Block
from pazos.domain.committees.vocabulary import CommitmentState, Judgement, Standing
from pazos.domain.refusing import RefusedError
from pazos.domain.strategy.models import Component
from pazos.domain.undoing import undo
from pazos.foundation.access.policy import Role
from pazos.foundation.history.changing import changes_of
from sitting import CONSTITUTED, person, sitting

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
DAY = timedelta(days=1)


@pytest.fixture
def city():
    return sitting()


def refused(deed) -> set:
    with pytest.raises(RefusedError) as caught:
        deed()
    return set(caught.value.blocks)


def test_a_commitment_has_an_owner_an_office_and_a_day_after_it_is_made(city) -> None:
    blocks = refused(lambda: city.promised(-40, text=" ", office="", owner=None, made_on=TODAY()))
    assert blocks == {Block.NO_TEXT, Block.NO_OFFICE, Block.NO_OWNER, Block.DUE_BEFORE_MADE}


def test_commitments_number_themselves_under_their_committee(city) -> None:
    assert [city.promised().code, city.promised().code] == ["cg-1", "cg-2"]


def test_nothing_is_promised_on_a_decision_that_was_voted_down(city) -> None:
    session = city.held()
    lost = actions.decide(session, text="Comprar", votes_for=1, votes_against=2, by=city.lead)
    assert refused(lambda: city.promised(decision=lost)) == {Block.REJECTED}
    other = actions.constitute(
        strategy=city.strategy,
        code="co",
        name="Operativo",
        kind="operational",
        legal_basis="Decreto",
        constituted_on=CONSTITUTED,
        quorum=1,
        by=city.lead,
    )
    blocks = refused(
        lambda: actions.promise(
            other,
            text="x",
            office="y",
            owner=city.ana,
            made_on=TODAY(),
            due_on=TODAY(),
            session=session,
            by=city.lead,
        )
    )
    assert blocks == {Block.OTHER_COMMITTEE}


def test_only_who_owes_it_or_keeps_the_books_says_it_done_and_with_something_to_show(city) -> None:
    one = city.promised()
    say = lambda who, **said: actions.say_done(one, by=who, on=TODAY(), **said)  # noqa: E731
    assert refused(lambda: say(city.ana, words="Listo")) == {Block.NOT_YOURS}
    assert refused(lambda: say(city.beto)) == {Block.NO_EVIDENCE}
    assert refused(lambda: actions.say_done(one, by=city.beto, on=TODAY() + DAY, words="x")) == {Block.AHEAD}
    say(city.beto, words="Listo")
    assert refused(lambda: say(city.lead, words="Listo")) == {Block.NOT_OPEN}


def test_nobody_accepts_what_they_owe_or_said_themselves(city) -> None:
    one = city.promised(owner=city.lead)
    assert refused(lambda: actions.accept_done(one, by=city.analyst)) == {Block.NOT_SAID}
    actions.say_done(one, by=city.lead, on=TODAY(), words="Listo")
    assert refused(lambda: actions.accept_done(one, by=city.lead)) == {Block.OWN, Block.SAID_BY_YOU}
    actions.accept_done(one, by=city.analyst)
    assert one.state == CommitmentState.DONE


def test_what_is_sent_back_is_open_again_and_says_what_is_missing(city) -> None:
    one = city.promised()
    actions.say_done(one, by=city.beto, on=TODAY(), words="Listo")
    assert refused(lambda: actions.send_back(one, words=" ", by=city.lead)) == {Block.NO_WORDS}
    actions.send_back(one, words="Falta la firma.", by=city.lead)
    assert (one.state, one.ended_on) == (CommitmentState.OPEN, None)
    assert [said.became for said in one.progress.order_by("id")] == ["said_done", "open"]


def test_more_time_keeps_the_day_that_was_promised(city) -> None:
    one = city.promised(-2, session=city.held())
    promised = one.due_on
    assert refused(lambda: actions.give_more_time(one, due_on=promised, words="", by=city.lead)) == {
        Block.NOT_LATER,
        Block.NO_WORDS,
    }
    actions.give_more_time(one, due_on=TODAY() + 9 * DAY, words="Llovió.", by=city.lead)
    said = one.progress.get()
    assert (said.was_due_on, said.due_on) == (promised, one.due_on)
    minutes = actions.draft_minutes(one.session, by=city.lead)
    assert minutes.content["commitments"][0]["due_on"] == promised.isoformat()


def test_what_is_dropped_says_why_and_is_late_no_more(city) -> None:
    one = city.promised(-9)
    assert refused(lambda: actions.drop(one, words="", on=TODAY(), by=city.lead)) == {Block.NO_WORDS}
    actions.drop(one, words="Ya lo hizo la nación.", on=TODAY(), by=city.lead)
    line = commitments.line_of(one, seen_by=city.lead, on=TODAY())
    assert (line.standing, line.days_late) == (Standing.DROPPED, 0)


def test_a_later_day_can_be_taken_back_from_the_history(city) -> None:
    one = city.promised(5)
    before = one.due_on
    actions.give_more_time(one, due_on=before + 9 * DAY, words="Llovió.", by=city.lead)
    change = changes_of(one).exclude(is_making=True).first()
    undo(change, one, by=city.lead)
    assert Commitment.objects.get(pk=one.pk).due_on == before


def test_an_organisation_s_commitment_is_owed_by_those_who_answer_for_it(city) -> None:
    gestora = person("gestora", Role.GESTOR, city.city)
    one = city.promised(owner=None, organisation=city.city)
    assert [line.key for line in commitments.owed(city.beto, on=TODAY())] == [one.pk]
    assert commitments.owed(gestora, on=TODAY()) == []
    assert not commitments_seen(gestora).exists()
    assert refused(lambda: actions.say_done(one, by=gestora, on=TODAY(), words="x")) == {Block.NOT_YOURS}
    actions.say_done(one, by=city.beto, on=TODAY(), words="Listo")


def test_every_member_of_staff_sees_what_they_owe_and_no_more(city) -> None:
    gestora = person("gestora", Role.GESTOR)
    mine, _other = city.promised(owner=gestora), city.promised()
    assert set(commitments_seen(gestora)) == {mine}
    assert not commitments_seen(city.outsider).exists()


def test_a_council_judges_what_is_public_and_changes_nothing_of_the_city_s_word(city) -> None:
    one, hidden = city.promised(-5), city.promised(is_public=False)
    actions.say_done(one, by=city.beto, on=TODAY(), words="Listo")
    assert set(commitments_followed(city.vera)) == {one}

    def judge(commitment, who, council=None, words="No llegó."):
        return actions.review(
            commitment,
            council=council or city.council,
            judgement=Judgement.NOT_KEPT,
            words=words,
            on=TODAY(),
            by=who,
        )

    assert refused(lambda: judge(hidden, city.vera)) == {Block.NOT_PUBLIC}
    assert refused(lambda: judge(one, city.ana, words="")) == {Block.NO_SEAT, Block.NO_WORDS}
    assert Block.NOT_A_COUNCIL in refused(lambda: judge(one, city.ana, city.committee))
    judge(one, city.vera)
    one.refresh_from_db()
    assert one.state == CommitmentState.SAID_DONE
    rows = commitments.rows_of(Sought(standing=CONTRADICTED), seen_by=city.lead, on=TODAY())
    assert set(rows) == {one}
    assert [line.is_contradicted for line in commitments.lines(rows, seen_by=city.lead, on=TODAY())] == [True]


def test_lists_bars_and_pages_count_the_same_however_they_are_asked(city) -> None:
    today = TODAY()
    for days in (-40, -8, -1, 0, 3, 8, 60):
        city.promised(days)
    done = city.promised(-3)
    actions.say_done(done, by=city.beto, on=today, words="Listo")
    actions.accept_done(done, by=city.lead)
    actions.say_done(city.promised(4), by=city.beto, on=today, words="Listo")
    actions.drop(city.promised(4), words="Sobra", on=today, by=city.lead)
    every = commitments.rows_of(Sought(), seen_by=city.lead, on=today)
    lines = commitments.lines(every, seen_by=city.lead, on=today)
    for standing in Standing:
        asked = commitments.rows_of(Sought(standing=standing), seen_by=city.lead, on=today)
        assert {row.pk for row in asked} == {line.key for line in lines if line.standing is standing}
    tally = commitments.tallied(every, on=today)
    assert (tally.late, tally.kept_late, tally.said, tally.dropped, tally.open) == (3, 1, 1, 1, 4)
    assert tally.total == len(lines)
    assert commitments.tallied_by_committee(every, on=today) == {city.committee.pk: tally}
    assert tally.share_in_time == 0


def test_a_list_is_narrowed_by_component_and_owner(city) -> None:
    other = Component.objects.create(strategy=city.strategy, code="otro", position=2, name="Otro")
    one, two = city.promised(), city.promised(component=other, owner=city.ana)
    find = lambda who=city.lead, **asked: set(  # noqa: E731
        commitments.rows_of(Sought(**asked), seen_by=who, on=TODAY())
    )
    assert find(component=other.pk) == {two}
    assert find(text="CG-1") == {one}
    assert find(who=city.ana, owner="mine") == {two}
    assert find(due_from=TODAY() + 90 * DAY) == set()


# --- the board --------------------------------------------------------------------------------------


def test_the_board_names_what_is_due_and_what_is_stuck(city) -> None:
    soon, late, old = city.promised(3), city.promised(-3), city.promised(-40)
    city.promised(40)
    waits = city.promised(-30)
    actions.say_done(waits, by=city.beto, on=TODAY() - 20 * DAY, words="Listo")
    session, ahead = city.held(60), city.called(-9)
    found = {(one.what, one.key): one for one in due(on=TODAY(), seen_by=city.lead)}
    assert set(found) == {
        (What.COMMITMENT_DUE, soon.pk),
        (What.COMMITMENT_LATE, late.pk),
        (What.COMMITMENT_LATE, old.pk),
        (What.SESSION_DUE, ahead.pk),
    }
    assert found[What.COMMITMENT_LATE, late.pk].days == 3
    stuck = {(one.what, one.key) for one in blocked(on=TODAY(), seen_by=city.lead)}
    assert stuck == {
        (What.COMMITMENT_LONG_LATE, old.pk),
        (What.WAITS_TO_BE_ACCEPTED, waits.pk),
        (What.MINUTES_UNSIGNED, session.pk),
        (What.RHYTHM_MISSED, city.committee.pk),
        (What.RHYTHM_MISSED, city.council.pk),
    }


def test_the_board_says_where_a_quorum_cannot_be_reached(city) -> None:
    Seat.objects.filter(pk__in=[city.seats[name].pk for name in ("ana", "beto")]).update(holder=None)
    stuck = [one for one in blocked(on=TODAY(), seen_by=city.lead) if one.what is What.QUORUM_IMPOSSIBLE]
    assert [one.key for one in stuck] == [city.committee.pk]


def test_the_board_of_an_outsider_is_empty(city) -> None:
    city.promised(-3)
    city.held(60)
    assert due(on=TODAY(), seen_by=city.outsider) == []
    assert blocked(on=TODAY(), seen_by=city.outsider) == []
