"""What may be done with an activity: every reason against it at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pazos.domain.activities import rules
from pazos.domain.activities.rules import Plan, Span, Standing
from pazos.domain.activities.vocabulary import Block

MAY = date(2023, 5, 10)
DAY = timedelta(days=1)


def planned(**facts) -> Plan:
    return Plan(**{"starts_on": MAY, "ends_on": MAY, **facts})


@pytest.mark.parametrize(
    ("facts", "block"),
    [
        ({"ends_on": MAY - DAY}, Block.ENDS_BEFORE_IT_BEGINS),
        ({"ends_on": MAY + 400 * DAY}, Block.TOO_LONG),
        ({"programme_ended": True}, Block.PROGRAMME_ENDED),
        ({"programme": Span(MAY + DAY, None)}, Block.OUTSIDE_PROGRAMME),
        ({"programme": Span(None, MAY - DAY)}, Block.OUTSIDE_PROGRAMME),
        ({"responsible_until": MAY - DAY}, Block.ORGANISATION_ENDED),
        ({"cluster": Span(MAY + DAY, None)}, Block.CLUSTER_CLOSED),
        ({"is_in_cluster": False}, Block.NOT_IN_CLUSTER),
        ({"partner_is_responsible": True}, Block.PARTNER_IS_RESPONSIBLE),
    ],
)
def test_a_plan_is_refused_for(facts, block) -> None:
    assert rules.what_blocks_planning(planned()) == ()
    assert rules.what_blocks_planning(planned(**facts)) == (block,)


def test_all_reasons_are_told_at_once() -> None:
    wrong = planned(ends_on=MAY - DAY, programme_ended=True, is_in_cluster=False)
    assert set(rules.what_blocks_planning(wrong)) == {
        Block.ENDS_BEFORE_IT_BEGINS,
        Block.PROGRAMME_ENDED,
        Block.NOT_IN_CLUSTER,
    }


def standing(state="planned", **facts) -> Standing:
    return Standing(**{"state": state, "starts_on": MAY, "ends_on": MAY + DAY, **facts})


def test_nothing_is_done_before_it_begins() -> None:
    assert rules.what_blocks_done(standing(), on=MAY - DAY) == (Block.NOT_BEGUN,)
    assert rules.what_blocks_done(standing(), on=MAY) == ()
    assert rules.what_blocks_done(standing("cancelled"), on=MAY) == (Block.CANCELLED,)
    assert rules.what_blocks_counting(standing(), on=MAY - DAY) == (Block.NOT_BEGUN,)


def test_what_people_came_to_is_not_cancelled_and_a_reason_is_needed() -> None:
    assert rules.what_blocks_cancelling(standing(), why="llovió") == ()
    assert rules.what_blocks_cancelling(standing(people=1, counted=True), why=" ") == (
        Block.HAS_PEOPLE,
        Block.HAS_COUNTS,
        Block.NO_REASON,
    )
    assert rules.what_blocks_cancelling(standing("done"), why="llovió") == (Block.IS_DONE,)


def test_nobody_came_on_another_day_or_tomorrow() -> None:
    assert rules.what_blocks_attending(standing(), day=MAY + DAY, on=MAY + DAY) == ()
    assert rules.what_blocks_attending(standing(), day=MAY + 2 * DAY, on=MAY + 9 * DAY) == (
        Block.NOT_ON_THAT_DAY,
    )
    assert rules.what_blocks_attending(standing(), day=MAY + DAY, on=MAY) == (Block.DAY_AHEAD,)
    assert rules.what_blocks_attending(standing("cancelled"), day=MAY, on=MAY) == (Block.CANCELLED,)


def test_an_activity_does_not_move_away_from_the_days_people_came() -> None:
    assert rules.what_blocks_moving(standing(), attended=Span(MAY, MAY + DAY)) == ()
    assert rules.what_blocks_moving(standing(), attended=Span(MAY, MAY + 2 * DAY)) == (Block.HAS_PEOPLE,)
    assert rules.what_blocks_moving(standing(), attended=Span()) == ()


def test_done_is_taken_back_only_while_nobody_stands_in_it() -> None:
    assert rules.what_blocks_planning_again(standing("done", people=2)) == (Block.HAS_PEOPLE,)
    assert rules.what_blocks_planning_again(standing("done", counted=True)) == (Block.HAS_COUNTS,)
    assert rules.what_blocks_planning_again(standing("cancelled")) == ()
