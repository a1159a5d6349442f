"""What stands in the way of deeds on a dispute: every reason, from a table; and where a dispute can go."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.domain.disputes import rules
from pazos.domain.disputes.rules import Ahead, Block, Standing
from pazos.domain.disputes.vocabulary import Occasion, Outcome, Reason, State

TODAY = date(2023, 5, 10)
HELD = [State.CLAIMED, State.ACTIVE, State.WATCHED]
NOTHING_AHEAD = Ahead()


def stands(state: State, *, holds: bool = True, coordinates: bool = False, **more: bool) -> Standing:
    return Standing(state, holds=holds and state in HELD, coordinates=coordinates, **more)


def closing(standing: Standing, ahead: Ahead = NOTHING_AHEAD, **said: str) -> tuple[Block, ...]:
    usual = {"outcome": Outcome.CALMED, "reason": Reason.NOTHING_MORE}
    return rules.what_blocks_closing(standing, ahead, **{**usual, **said}, on=TODAY)


# Which deed is open in which state to whoever holds the dispute (or, of an alert, to anybody who reaches it).
MACHINE = {
    State.ALERT: {"claim"},
    State.CLAIMED: {"offer", "close"},
    State.ACTIVE: {"offer", "close"},
    State.WATCHED: {"offer", "close"},
    State.CLOSED: {"reopen"},
}


def open_deeds(state: State) -> set[str]:
    standing = stands(state)
    about = {"reason": Reason.SHIFT, "holds_already": False, "works_here": True, "waits_already": False}
    blocks = {
        "claim": rules.what_blocks_claiming(standing),
        "offer": rules.what_blocks_handing_over(standing, **about),
        "close": closing(standing),
        "reopen": rules.what_blocks_reopening(standing, reason=Reason.FLARED_UP),
    }
    return {deed for deed, against in blocks.items() if not against}


@pytest.mark.parametrize("state", State)
def test_each_state_opens_its_deeds_and_no_other(state: State) -> None:
    assert open_deeds(state) == MACHINE[state]


@pytest.mark.parametrize(
    ("state", "against"), [(state, Block.TAKEN) for state in HELD] + [(State.CLOSED, Block.CLOSED)]
)
def test_only_an_alert_is_taken(state: State, against: Block) -> None:
    assert rules.what_blocks_claiming(stands(state)) == (against,)


@pytest.mark.parametrize(("holds", "coordinates", "offered"), list(product([True, False], repeat=3)))
def test_a_dispute_is_taken_over_by_whom_it_is_offered_to_or_by_the_coordinator(
    holds: bool, coordinates: bool, offered: bool
) -> None:
    found = rules.what_blocks_taking_over(
        stands(State.ACTIVE, holds=holds, coordinates=coordinates, is_offered=offered)
    )
    if holds:
        assert found == (Block.YOURS_ALREADY,)
    else:
        assert (found == ()) == (coordinates or offered)


def test_all_reasons_against_a_hand_over_are_said_at_once() -> None:
    found = rules.what_blocks_handing_over(
        stands(State.CLAIMED, holds=False),
        reason=Reason.FLARED_UP,
        holds_already=True,
        works_here=False,
        waits_already=True,
    )
    assert set(found) == {
        Block.NOT_YOURS,
        Block.REASON_MISSING,
        Block.YOURS_ALREADY,
        Block.OFFERED_ALREADY,
        Block.NOT_FROM_HERE,
    }


@pytest.mark.parametrize("reason", Reason)
def test_each_deed_has_its_reasons(reason: Reason) -> None:
    assert (Block.REASON_MISSING not in closing(stands(State.ACTIVE), reason=reason)) == (
        reason in rules.CLOSING
    )
    reopening = rules.what_blocks_reopening(stands(State.CLOSED), reason=reason)
    assert (reopening == ()) == (reason in rules.REOPENING)


@pytest.mark.parametrize(
    ("occasion", "days", "against"),
    [
        (Occasion.VISIT, -1, Block.FOLLOW_UP_DUE),
        (Occasion.VISIT, 0, Block.FOLLOW_UP_DUE),
        (Occasion.VISIT, 1, None),
        (Occasion.FIRST_72_HOURS, 1, Block.FIRST_DAYS_AHEAD),
        (Occasion.FUNERAL, 1, Block.FIRST_DAYS_AHEAD),
        (Occasion.NOVENA, 9, Block.FIRST_DAYS_AHEAD),
        (Occasion.MONTH, 20, None),
        (Occasion.ANNIVERSARY, 300, None),
    ],
)
def test_what_is_due_and_the_first_days_keep_a_dispute_open(
    occasion: Occasion, days: int, against: Block | None
) -> None:
    ahead = Ahead(follow_ups=((occasion, TODAY + timedelta(days=days)),))
    assert closing(stands(State.ACTIVE), ahead) == ((against,) if against else ())
    wrong = {"reason": Reason.WRONG, "outcome": Outcome.UNKNOWN}
    assert closing(stands(State.ACTIVE), ahead, **wrong) == ()


@pytest.mark.parametrize("held", [True, False])
def test_only_an_agreement_that_held_settles(held: bool) -> None:
    ahead = Ahead(an_agreement_held=held)
    said = {"outcome": Outcome.SETTLED, "reason": Reason.AGREEMENT_HELD}
    assert closing(stands(State.WATCHED), ahead, **said) == (() if held else (Block.NO_AGREEMENT_HELD,))


def test_a_closing_without_outcome_or_reason_says_both() -> None:
    assert closing(stands(State.ACTIVE), outcome="", reason="") == (
        Block.REASON_MISSING,
        Block.OUTCOME_MISSING,
    )


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_the_days_after_a_shooting_lie_in_their_order(day: date) -> None:
    found = rules.after_shooting(day)
    order = [Occasion.FUNERAL, Occasion.FIRST_72_HOURS, Occasion.NOVENA, Occasion.MONTH, Occasion.ANNIVERSARY]
    assert sorted(found, key=found.__getitem__) == order
    assert found[Occasion.FIRST_72_HOURS] - day == timedelta(hours=72)
    assert found[Occasion.NOVENA] - day == timedelta(days=9)
    assert 365 <= (found[Occasion.ANNIVERSARY] - day).days <= 366


def test_a_month_after_the_last_of_january_is_the_last_of_february() -> None:
    assert rules.after_shooting(date(2023, 1, 31))[Occasion.MONTH] == date(2023, 2, 28)
    assert rules.after_shooting(date(2024, 2, 29))[Occasion.ANNIVERSARY] == date(2025, 2, 28)
    assert rules.after_shooting(date(2023, 12, 15))[Occasion.MONTH] == date(2024, 1, 15)
