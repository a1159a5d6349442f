"""When a case is written of, given, ended and followed up: rules on facts, no database."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from pazos.domain.cases.rules import following_up, incentives, services, turning
from pazos.domain.cases.rules.cohorts import Block as Cohort
from pazos.domain.cases.rules.cohorts import what_blocks_joining, what_blocks_keeping
from pazos.domain.cases.rules.opening import CEILING, Pair, what_blocks_pair
from pazos.domain.cases.rules.opening import Block as Opening
from pazos.domain.cases.rules.sessions import Block as Session
from pazos.domain.cases.rules.sessions import Correcting, Meeting, what_blocks_correcting, what_blocks_meeting
from pazos.domain.cases.rules.turning import Block, Standing, Try
from pazos.domain.cases.rules.working import Block as Work
from pazos.domain.cases.rules.working import Working, blocks_of

DAY = date(2023, 5, 10)


def standing(**changed: object) -> Standing:
    facts = {
        "state": "active",
        "opened_on": DAY - timedelta(days=90),
        "last_met_on": DAY - timedelta(days=30),
        "is_reached": True,
        "supervises": True,
        **changed,
    }
    return Standing(**facts)  # type: ignore[arg-type]


def tries(*made: tuple[str, int]) -> list[Try]:
    return [Try(kind, DAY - timedelta(days=ago)) for kind, ago in made]


@pytest.mark.parametrize(
    ("made", "missing"),
    [
        ((), {Block.FEW_TRIES, Block.NO_CALL, Block.NO_VISIT, Block.TOO_SOON}),
        ((("call", 20), ("home_visit", 12), ("individual", 8), ("call", 5)), set()),
        ((("call", 20), ("home_visit", 12), ("individual", 8), ("call", 6)), {Block.TOO_SOON}),
        ((("call", 20), ("call", 12), ("individual", 8), ("call", 5)), {Block.NO_VISIT}),
        ((("home_visit", 20), ("individual", 12), ("family", 8), ("home_visit", 5)), {Block.NO_CALL}),
        ((("call", 20), ("home_visit", 20), ("individual", 8), ("call", 5)), {Block.FEW_TRIES}),
    ],
)
def test_nobody_is_lost_before_four_tries_on_four_days_over_fifteen_days_with_a_call_and_a_visit(
    made, missing
) -> None:
    assert set(turning.what_is_missing(tries(*made))) == missing


def test_every_reason_against_an_end_is_said_at_once() -> None:
    against = turning.what_blocks_ending(
        standing(is_reached=False, crisis_open=True, overtaken=True),
        reason="",
        on=DAY + timedelta(days=1),
        today=DAY,
    )
    assert set(against) == {
        Block.NOT_YOURS,
        Block.AHEAD,
        Block.OVERTAKEN,
        Block.REASON_MISSING,
        Block.CRISIS_OPEN,
    }


def test_a_case_does_not_end_before_its_last_meeting() -> None:
    on = DAY - timedelta(days=31)
    against = turning.what_blocks_ending(standing(), reason="moved", on=on, today=DAY)
    assert against == (Block.BEFORE_LAST,)


def test_a_death_ends_a_case_whatever_is_open() -> None:
    against = turning.what_blocks_ending(standing(crisis_open=True), reason="died", on=DAY, today=DAY)
    assert against == ()


def test_somebody_is_looked_up_three_six_and_twelve_months_after_the_end() -> None:
    days = turning.follow_ups_after(date(2023, 11, 30), "work")
    assert list(days.values()) == [date(2024, 2, 29), date(2024, 5, 30), date(2024, 11, 30)]


@pytest.mark.parametrize("reason", ["died", "permission"])
def test_who_died_or_took_the_permission_back_is_not_looked_up(reason) -> None:
    assert turning.follow_ups_after(DAY, reason) == {}


def test_an_answer_that_does_not_approve_says_why() -> None:
    said = {"is_open": True, "supervises": True}
    assert turning.what_blocks_answering(**said, granted=False, why=" ") == (Block.WHY_MISSING,)
    assert turning.what_blocks_answering(**said, granted=True, why="") == ()


def test_what_was_done_before_the_end_may_be_written_after_it() -> None:
    ended = Working("ended", DAY - timedelta(days=90), DAY - timedelta(days=5), is_reached=True)
    assert blocks_of(ended, on=DAY - timedelta(days=6), today=DAY) == ()
    assert blocks_of(ended, on=DAY, today=DAY) == (Work.ENDED,)


@pytest.mark.parametrize(
    ("meeting", "against"),
    [
        (Meeting("met", DAY, 45, None), ()),
        (Meeting("met", DAY, 0, None), (Session.MINUTES_MISSING,)),
        (Meeting("met", DAY, 601, None), (Session.TOO_LONG,)),
        (Meeting("absent", DAY, 10, None), (Session.NOBODY_CAME,)),
        (Meeting("absent", DAY, 0, DAY), (Session.NEXT_NOT_AFTER,)),
        (Meeting("met", DAY, 45, DAY + timedelta(days=367)), (Session.NEXT_TOO_FAR,)),
    ],
)
def test_what_a_meeting_says_fits_together(meeting, against) -> None:
    assert what_blocks_meeting(meeting) == against


def test_after_thirty_days_only_the_supervisor_corrects_a_meeting() -> None:
    own = Correcting(is_own=True, supervises=False, written_on=DAY - timedelta(days=30))
    assert what_blocks_correcting(own, on=DAY) == ()
    assert what_blocks_correcting(own, on=DAY + timedelta(days=1)) == (Session.TOO_LATE,)
    supervisor = Correcting(is_own=False, supervises=True, written_on=DAY - timedelta(days=300))
    assert what_blocks_correcting(supervisor, on=DAY) == ()


@pytest.mark.parametrize(
    ("most", "above", "against"),
    [
        (CEILING - 1, False, ()),
        (CEILING, False, (Opening.TOO_MANY,)),
        (CEILING, True, ()),
    ],
)
def test_the_ceiling_of_cases_holds_to_the_last_one(most, above, against) -> None:
    pair = Pair(2, are_the_same=False, all_may_work=True, most_cases=most, above_the_ceiling=above)
    assert what_blocks_pair(pair) == against


def test_a_case_may_wait_for_its_pair() -> None:
    assert what_blocks_pair(Pair(0, are_the_same=False, all_may_work=True, most_cases=0)) == ()


def test_a_cohort_is_not_made_smaller_than_who_is_in_it() -> None:
    said = {"name": "Ciclo 1", "name_is_taken": False, "begins_on": DAY, "allowed": True}
    against = what_blocks_keeping(**said, ends_on=DAY + timedelta(days=9), places=5, members=6)
    assert against == (Cohort.MORE_MEMBERS,)


def test_a_cohort_takes_its_last_place_and_no_more() -> None:
    assert what_blocks_joining(places=5, members=4, ends_on=DAY, on=DAY) == ()
    assert what_blocks_joining(places=5, members=5, ends_on=DAY, on=DAY) == (Cohort.FULL,)
    assert what_blocks_joining(places=5, members=0, ends_on=DAY, on=DAY + timedelta(days=1)) == (Cohort.OVER,)


def test_a_follow_up_counts_from_thirty_days_before_its_day() -> None:
    said = {"due_on": DAY, "today": DAY, "reached": "reached", "facts": {"works": True}}
    early = DAY - timedelta(days=31)
    assert following_up.what_blocks_following_up(**said, on=DAY - timedelta(days=30)) == ()
    assert following_up.what_blocks_following_up(**said, on=early) == (following_up.Block.TOO_EARLY,)


def test_whoever_was_not_reached_answered_nothing() -> None:
    against = following_up.what_blocks_following_up(
        due_on=DAY, on=DAY, today=DAY, reached="not_reached", facts={"works": True}
    )
    assert against == (following_up.Block.NOBODY_ASKED,)


def test_an_answer_of_a_service_lies_between_the_sending_and_today() -> None:
    said = {"answer": "attended", "sent_on": DAY, "today": DAY + timedelta(days=9)}
    assert services.what_blocks_answering(**said, on=DAY) == ()
    before, ahead = DAY - timedelta(days=1), DAY + timedelta(days=10)
    assert services.what_blocks_answering(**said, on=before) == (services.Block.BEFORE_SENT,)
    assert services.what_blocks_answering(**said, on=ahead) == (services.Block.AHEAD,)


def test_an_amount_of_support_is_more_than_nought_or_none() -> None:
    assert incentives.what_blocks_giving(what="pasajes", amount=None) == ()
    assert incentives.what_blocks_giving(what="pasajes", amount=Decimal(0)) == (
        incentives.Block.NOT_POSITIVE,
    )
