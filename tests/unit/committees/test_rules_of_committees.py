"""Quorum, rhythm, votes, signatures and days, as tables; no database."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.domain.committees.rules import commitments, minutes, sessions
from pazos.domain.committees.rules.commitments import CommitmentFacts
from pazos.domain.committees.rules.constituting import CommitteeFacts, SeatFacts
from pazos.domain.committees.rules.minutes import Part, PresentSeat
from pazos.domain.committees.rules.sessions import Block, SessionFacts, Tally, Votes
from pazos.domain.committees.vocabulary import CommitmentState, Judgement, Presence, SessionState, Standing
from pazos.domain.rights.calendar import WorkingDays

DAY = date(2023, 5, 10)  # a Wednesday
DAYS = WorkingDays({date(2023, 7, 5): "Fiesta"})
CALM = WorkingDays()


def seat(key: int, *, has_vote: bool = True) -> SeatFacts:
    return SeatFacts(key, f"Oficina {key}", None, has_vote, key == 1, key == 9, date(2021, 1, 1))


SEATS = st.tuples(st.booleans(), st.sampled_from(["", *Presence]))


@given(seats=st.lists(SEATS, max_size=9), quorum=st.integers(1, 9))
def test_a_quorum_never_counts_a_seat_without_a_vote_nor_one_that_did_not_come(seats, quorum) -> None:
    facts = [seat(key, has_vote=votes) for key, (votes, _came) in enumerate(seats)]
    came = {key: presence for key, (_votes, presence) in enumerate(seats) if presence}
    here = sum(votes and presence in (Presence.PRESENT, Presence.DELEGATE) for votes, presence in seats)
    counted = sessions.tally(CommitteeFacts(DAY, None, quorum), facts, came)
    assert counted == Tally(here, sum(votes for votes, _came in seats), quorum)
    assert counted.has_quorum == (here >= quorum)


@pytest.mark.parametrize(
    ("last", "months", "on", "expected"),
    [
        (
            date(2023, 5, 10),
            1,
            date(2023, 5, 20),
            date(2023, 6, 13),
        ),  # 10 June is a Saturday, the 12th a holiday
        (date(2023, 5, 10), 2, date(2023, 5, 20), date(2023, 7, 10)),
        (date(2023, 6, 5), 1, date(2023, 6, 10), date(2023, 7, 6)),  # the 5th is the city's feast
        (date(2023, 1, 31), 1, date(2023, 2, 1), date(2023, 2, 28)),
        (
            date(2022, 5, 10),
            1,
            date(2023, 5, 10),
            date(2023, 5, 17),
        ),  # long over: a week of working days from today
        (None, 1, date(2023, 4, 20), date(2023, 5, 10)),
    ],
)
def test_the_rhythm_proposes_a_working_day_that_lies_ahead(last, months, on, expected) -> None:
    asked = {"constituted_on": date(2023, 4, 10), "every_months": months, "on": on, "days": DAYS}
    assert sessions.next_day(last_on=last, **asked) == expected
    assert expected > on


@given(
    last=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    on=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    months=st.integers(1, 12),
)
def test_a_proposed_day_is_always_a_working_day_ahead(last, on, months) -> None:
    day = sessions.next_day(last_on=last, constituted_on=last, every_months=months, on=on, days=CALM)
    assert day > on
    assert CALM.is_working(day)


@given(votes=st.builds(Votes, *[st.integers(0, 9)] * 3), present=st.integers(0, 9))
def test_no_decision_has_more_votes_than_were_present(votes, present) -> None:
    held = SessionFacts(SessionState.HELD, DAY, had_quorum=True, votes_present=present)
    blocks = sessions.what_blocks_deciding(held, text="Se aprueba", votes=votes, is_recommendation=False)
    assert (blocks == ()) == (0 < votes.cast <= present)


def test_a_tie_adopts_nothing() -> None:
    assert [sessions.is_adopted(Votes(n, 2, 0)) for n in (1, 2, 3)] == [False, False, True]


def test_a_session_that_was_not_held_has_one_reason_only() -> None:
    called = SessionFacts(SessionState.CALLED, DAY)
    assert sessions.what_blocks_deciding(called, text="", votes=Votes(0, 0, 0), is_recommendation=False) == (
        Block.NOT_HELD,
    )


CHAIR, SECRETARY = PresentSeat(1, True, True, False), PresentSeat(2, False, False, True)
OTHER, WATCHER = PresentSeat(3, True, False, False), PresentSeat(4, False, False, False)


@pytest.mark.parametrize(
    ("present", "signed", "needed"),
    [
        ((CHAIR, SECRETARY, OTHER), (), (Part.CHAIR, Part.SECRETARY)),
        ((CHAIR, SECRETARY, OTHER), (3,), (Part.CHAIR, Part.SECRETARY)),
        ((CHAIR, SECRETARY, OTHER), (1, 2), ()),
        ((SECRETARY, OTHER), (2,), (Part.FOR_CHAIR,)),
        ((SECRETARY, OTHER), (2, 3), ()),
        ((CHAIR, OTHER), (1,), (Part.FOR_SECRETARY,)),
        ((CHAIR, OTHER), (1, 3), ()),
        ((OTHER, WATCHER), (3,), (Part.FOR_SECRETARY,)),
        ((OTHER, WATCHER), (4,), (Part.FOR_CHAIR,)),
        ((OTHER, WATCHER), (3, 4), ()),
        ((OTHER,), (3,), (Part.FOR_SECRETARY,)),  # one seat alone never puts minutes in force
    ],
)
def test_minutes_need_whoever_chaired_and_kept_them_or_two_in_their_place(present, signed, needed) -> None:
    assert minutes.still_needed(present, signed=signed) == needed


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("Intervino Ana  Lucumí, de Salud", True),
        ("intervino ANA LUCUMÍ", True),
        ("La avenida Anabel Lucumíes", False),
        ("Ana intervino", False),
        ("", False),
    ],
)
def test_a_whole_name_is_found_and_a_word_of_it_is_not(text, stands) -> None:
    assert minutes.names_stand_in([text], names=["Ana Lucumí", "Beto"]) is stands


@pytest.mark.parametrize(
    ("state", "due", "ended", "standing", "late"),
    [
        (CommitmentState.OPEN, date(2023, 5, 18), None, Standing.AHEAD, 0),
        (CommitmentState.OPEN, date(2023, 5, 17), None, Standing.SOON, 0),
        (CommitmentState.OPEN, DAY, None, Standing.SOON, 0),
        (CommitmentState.OPEN, date(2023, 5, 9), None, Standing.LATE, 1),
        (CommitmentState.SAID_DONE, date(2023, 5, 1), date(2023, 5, 4), Standing.SAID, 3),
        (CommitmentState.DONE, date(2023, 5, 1), date(2023, 5, 1), Standing.KEPT, 0),
        (CommitmentState.DONE, date(2023, 5, 1), date(2023, 5, 3), Standing.KEPT_LATE, 2),
        (CommitmentState.DROPPED, date(2023, 5, 1), date(2023, 5, 9), Standing.DROPPED, 0),
    ],
)
def test_late_is_reckoned_from_the_calendar(state, due, ended, standing, late) -> None:
    facts = CommitmentFacts(state, date(2023, 1, 1), due, ended)
    assert commitments.standing_of(facts, on=DAY) == standing
    assert commitments.days_late(facts, on=DAY) == late


@pytest.mark.parametrize(
    ("state", "judgement", "says_otherwise"),
    [
        (CommitmentState.DONE, Judgement.KEPT, False),
        (CommitmentState.DONE, Judgement.PARTLY, True),
        (CommitmentState.SAID_DONE, Judgement.NOT_KEPT, True),
        (CommitmentState.DONE, Judgement.NOT_KNOWN, False),
        (CommitmentState.OPEN, Judgement.NOT_KEPT, False),
        (CommitmentState.OPEN, Judgement.KEPT, True),
    ],
)
def test_a_council_contradicts_in_both_directions(state, judgement, says_otherwise) -> None:
    assert commitments.contradicts(state, judgement) is says_otherwise
