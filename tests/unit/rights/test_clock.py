"""The clock of a request: by when, how near, and what stands in the way of each step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pazos.domain.rights.calendar import WorkingDays
from pazos.domain.rights.rules.clock import (
    AnswerFacts,
    Block,
    RequestFacts,
    clock_of,
    months_after,
    what_blocks_answering,
    what_blocks_extending,
    what_blocks_returning,
)
from pazos.domain.rights.vocabulary import Answer, RequestKind, Standing, Urgency

DAYS = WorkingDays()
CAME = date(2024, 3, 4)  # a Monday; ten working days later is Monday the 18th
CONSULTATION = RequestFacts(kind=RequestKind.CONSULTATION, received_on=CAME)
CLAIM = RequestFacts(kind=RequestKind.CLAIM, received_on=CAME)  # fifteen: Tuesday 26 March, over Saint Joseph
ANSWER = AnswerFacts(
    kind=RequestKind.CONSULTATION,
    answer=Answer.GRANTED,
    has_words=True,
    is_verified=True,
    still_kept=0,
    permissions=0,
    on=date(2024, 3, 10),
)


def clock(facts: RequestFacts, on: date = CAME):
    return clock_of(facts, on=on, days=DAYS)


@pytest.mark.parametrize(
    ("kind", "first", "extended"),
    [
        (RequestKind.CONSULTATION, date(2024, 3, 18), date(2024, 3, 26)),
        *[
            (kind, date(2024, 3, 26), date(2024, 4, 9))
            for kind in RequestKind
            if kind is not RequestKind.CONSULTATION
        ],
    ],
)
def test_a_consultation_has_ten_days_and_five_a_claim_fifteen_and_eight(kind, first, extended) -> None:
    facts = RequestFacts(kind=kind, received_on=CAME)
    assert clock(facts).due_on == first
    longer = clock(replace(facts, extended_on=date(2024, 3, 11)))
    assert (longer.first_due_on, longer.due_on) == (first, extended)


@pytest.mark.parametrize(
    ("on", "left", "urgency", "standing"),
    [
        (date(2024, 3, 4), 10, Urgency.CALM, Standing.OPEN),
        (date(2024, 3, 8), 6, Urgency.CALM, Standing.OPEN),
        (date(2024, 3, 11), 5, Urgency.SOON, Standing.OPEN),
        (date(2024, 3, 14), 2, Urgency.NOW, Standing.OPEN),
        (date(2024, 3, 18), 0, Urgency.NOW, Standing.OPEN),
        (date(2024, 3, 19), -1, Urgency.LATE, Standing.LATE),
    ],
)
def test_the_last_day_is_still_in_time_and_the_next_is_late(on, left, urgency, standing) -> None:
    found = clock(CONSULTATION, on)
    assert (found.days_left, found.urgency, found.standing) == (left, urgency, standing)


def test_an_answered_request_keeps_the_days_it_had_left_for_ever() -> None:
    answered = replace(CONSULTATION, answered_on=date(2024, 3, 15))
    assert clock(answered, date(2029, 1, 1)).days_left == 1
    assert clock(answered, date(2029, 1, 1)).urgency == Urgency.DONE


def test_a_claim_is_marked_within_two_working_days_and_a_consultation_is_not_marked() -> None:
    assert clock(CLAIM).mark_due_on == date(2024, 3, 6)
    assert not clock(CLAIM, date(2024, 3, 6)).mark_is_late
    assert clock(CLAIM, date(2024, 3, 7)).mark_is_late
    assert not clock(replace(CLAIM, marked_on=date(2024, 3, 6)), date(2024, 3, 20)).mark_is_late
    assert clock(replace(CLAIM, marked_on=date(2024, 3, 8)), date(2024, 3, 20)).mark_is_late
    assert clock(CONSULTATION).mark_due_on is None


def test_an_incomplete_claim_stands_still_and_begins_anew_when_it_is_complete() -> None:
    sent_back = replace(CLAIM, returned_on=date(2024, 3, 6))
    still = clock(sent_back, date(2024, 4, 30))
    assert (still.standing, still.urgency, still.days_left) == (Standing.INCOMPLETE, Urgency.WAITS, None)
    assert still.desists_on == date(2024, 5, 6)
    again = clock(replace(sent_back, completed_on=date(2024, 4, 8)), date(2024, 4, 8))
    assert again.due_on == date(2024, 4, 29)
    assert again.desists_on is None


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 12, 31), 2, date(2024, 2, 29)),
        (date(2024, 8, 31), 1, date(2024, 9, 30)),
        (date(2024, 3, 15), -12, date(2023, 3, 15)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2024, 1, 10), -1, date(2023, 12, 10)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(day, months, expected) -> None:
    assert months_after(day, months) == expected


@pytest.mark.parametrize(
    ("facts", "on", "words", "blocks"),
    [
        (CONSULTATION, date(2024, 3, 18), True, ()),
        (CONSULTATION, date(2024, 3, 19), True, (Block.TERM_OVER,)),
        (CONSULTATION, date(2024, 3, 18), False, (Block.NO_WORDS,)),
        (replace(CONSULTATION, extended_on=CAME), date(2024, 3, 5), True, (Block.EXTENDED,)),
        (replace(CLAIM, returned_on=date(2024, 3, 5)), date(2024, 3, 6), True, (Block.STANDS_STILL,)),
        (
            replace(CONSULTATION, extended_on=CAME, answered_on=CAME),
            date(2024, 3, 19),
            False,
            (Block.ANSWERED, Block.EXTENDED, Block.TERM_OVER, Block.NO_WORDS),
        ),
    ],
)
def test_a_term_is_extended_once_before_it_ends_and_with_its_reason(facts, on, words, blocks) -> None:
    assert what_blocks_extending(facts, on=on, days=DAYS, has_words=words) == blocks


@pytest.mark.parametrize(
    ("facts", "on", "blocks"),
    [
        (CLAIM, date(2024, 3, 11), ()),  # the fifth working day
        (CLAIM, date(2024, 3, 12), (Block.TOO_LATE_TO_RETURN,)),
        (CONSULTATION, date(2024, 3, 5), (Block.NOT_A_CLAIM,)),
        (replace(CLAIM, returned_on=CAME), date(2024, 3, 5), (Block.RETURNED,)),
    ],
)
def test_only_a_claim_is_sent_back_within_five_days_and_once(facts, on, blocks) -> None:
    assert what_blocks_returning(facts, on=on, days=DAYS, has_words=True) == blocks


DELETION = replace(ANSWER, kind=RequestKind.DELETION)
SENT_BACK = replace(CLAIM, returned_on=date(2024, 3, 6))


@pytest.mark.parametrize(
    ("request_facts", "answer", "blocks"),
    [
        (CONSULTATION, ANSWER, ()),
        (CONSULTATION, replace(ANSWER, is_verified=False), (Block.IDENTITY_UNKNOWN,)),
        (
            CONSULTATION,
            replace(ANSWER, is_verified=False, answer=Answer.NOTHING_KEPT),
            (Block.IDENTITY_UNKNOWN,),
        ),
        (CONSULTATION, replace(ANSWER, is_verified=False, answer=Answer.REFUSED), ()),
        (CONSULTATION, replace(ANSWER, has_words=False), (Block.NO_WORDS,)),
        (CONSULTATION, replace(ANSWER, still_kept=3), ()),
        (CLAIM, replace(DELETION, still_kept=1), (Block.STILL_KEPT,)),
        (CLAIM, replace(DELETION, still_kept=1, answer=Answer.PARTLY), ()),
        (CLAIM, DELETION, ()),
        (CLAIM, replace(ANSWER, still_kept=1, answer=Answer.NOTHING_KEPT), (Block.STILL_KEPT,)),
        (CLAIM, replace(ANSWER, kind=RequestKind.WITHDRAWAL, permissions=1), (Block.PERMISSION_STANDS,)),
        (CLAIM, replace(ANSWER, answer=Answer.DESISTED), (Block.NOT_SILENT_YET,)),
        (SENT_BACK, replace(ANSWER, answer=Answer.DESISTED, on=date(2024, 5, 5)), (Block.NOT_SILENT_YET,)),
        (SENT_BACK, replace(ANSWER, answer=Answer.DESISTED, on=date(2024, 5, 6)), ()),
        (replace(CLAIM, answered_on=CAME), ANSWER, (Block.ANSWERED,)),
    ],
)
def test_an_answer_goes_to_who_is_known_and_says_what_is_true(request_facts, answer, blocks) -> None:
    assert what_blocks_answering(request_facts, answer) == blocks
