"""Nobody meets who was not asked, alone, since the last time; a no stops everything; a duty humiliates nobody."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pazos.domain.justice import lawful
from pazos.domain.justice.rules import duties, measures, orienting, steps, willing
from pazos.domain.justice.rules.steps import ProcessFacts
from pazos.domain.justice.rules.willing import Answer, PartyFacts
from pazos.domain.justice.vocabulary import DutyState, MeasureKind, Meeting, ProcessState, Side, Stopped
from pazos.domain.rights.rules.clock import months_after

TODAY = date(2026, 5, 4)
W, D = willing.Block, duties.Block


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def yes(days: int = 0, **changed: object) -> Answer:
    return replace(Answer(ago(days), wants=True, alone=True), **changed)


HARMED = PartyFacts(Side.HARMED, answers=(yes(1),), met_on=(ago(5),), prepared_on=(ago(5),))
OTHER = PartyFacts(Side.RESPONSIBLE, answers=(yes(1),), met_on=(ago(4),), prepared_on=(ago(4),))
READY = ProcessFacts(ProcessState.READY, ago(60), parties=(HARMED, OTHER))
MET = replace(READY, parties=tuple(replace(one, both_met_on=(ago(1),)) for one in (HARMED, OTHER)))


@pytest.mark.parametrize(
    ("party", "blocks"),
    [
        (PartyFacts(Side.HARMED), [W.NOT_ASKED]),
        (PartyFacts(Side.HARMED, answers=(yes(30),)), []),
        (PartyFacts(Side.HARMED, answers=(yes(31),)), [W.TOO_OLD]),
        (PartyFacts(Side.HARMED, answers=(yes(alone=False),)), [W.NOT_ALONE]),
        (PartyFacts(Side.HARMED, answers=(yes(3), yes(1, wants=False))), [W.SAID_NO]),
        (PartyFacts(Side.HARMED, answers=(yes(3),), met_on=(ago(2),)), [W.MET_SINCE]),
        (PartyFacts(Side.HARMED, answers=(yes(2, is_used=True),), met_on=(ago(2),)), [W.MET_SINCE]),
        (PartyFacts(Side.HARMED, answers=(yes(2), yes(2, is_used=True)), met_on=(ago(2),)), [W.MET_SINCE]),
        (PartyFacts(Side.HARMED, answers=(yes(2, is_used=True), yes(2)), met_on=(ago(2),)), []),
        (
            PartyFacts(Side.HARMED, of_age_on=ago(-1), answers=(yes(1),)),
            [W.NO_GUARDIAN, W.GUARDIAN_NOT_ASKED],
        ),
        (PartyFacts(Side.HARMED, of_age_on=TODAY, answers=(yes(1),)), []),
        (PartyFacts(Side.HARMED, is_minor=True, answers=(yes(1),)), [W.NO_GUARDIAN, W.GUARDIAN_NOT_ASKED]),
        (
            PartyFacts(
                Side.HARMED, is_minor=True, has_guardian=True, answers=(yes(1, guardian_agrees=True),)
            ),
            [],
        ),
        (
            PartyFacts(
                Side.HARMED, is_minor=True, has_guardian=True, answers=(yes(1, guardian_agrees=False),)
            ),
            [W.SAID_NO],
        ),
    ],
)
def test_an_answer_holds_thirty_days_for_one_meeting_and_of_a_minor_with_the_guardians(party, blocks) -> None:
    assert list(willing.what_blocks_willing(party, on=TODAY)) == blocks


def test_the_harmed_are_asked_first_and_a_no_of_anybody_is_always_written() -> None:
    other = PartyFacts(Side.RESPONSIBLE)
    unasked = (PartyFacts(Side.HARMED), other)
    facts = {"parties": unasked, "asked_on": ago(60), "today": TODAY}
    assert W.HARMED_FIRST in willing.what_blocks_answer(other, yes(), **facts)
    assert not willing.what_blocks_answer(other, yes(wants=False, alone=False), **facts)
    assert not willing.what_blocks_answer(unasked[0], yes(), **facts)
    assert not willing.what_blocks_answer(other, yes(), **{**facts, "parties": (HARMED, other)})


@pytest.mark.parametrize(("days", "block"), [(61, W.BEFORE_ASKED), (-1, W.NOT_YET)])
@pytest.mark.parametrize("wants", [True, False])
def test_an_answer_has_a_day_of_the_process_a_no_too(days: int, block: willing.Block, wants: bool) -> None:
    facts = {"parties": (HARMED, OTHER), "asked_on": ago(60), "today": TODAY}
    said = willing.what_blocks_answer(PartyFacts(Side.HARMED), yes(days, wants=wants), **facts)
    assert said == (block,)


def test_of_two_who_were_harmed_both_must_want_it() -> None:
    assert willing.harmed_want_it((HARMED, HARMED), on=TODAY)
    assert not willing.harmed_want_it((HARMED, PartyFacts(Side.HARMED)), on=TODAY)
    assert not willing.harmed_want_it((OTHER,), on=TODAY)


@pytest.mark.parametrize(
    ("side", "answer", "why"),
    [
        (Side.HARMED, yes(wants=False), Stopped.HARMED),
        (Side.RESPONSIBLE, yes(wants=False, alone=False), Stopped.RESPONSIBLE),
        (Side.RESPONSIBLE, yes(guardian_agrees=False), Stopped.RESPONSIBLE),
        (Side.SUPPORT, yes(wants=False), None),
        (Side.HARMED, yes(), None),
    ],
)
def test_a_no_of_either_side_or_of_a_guardian_stops_the_process(side, answer, why) -> None:
    assert willing.stops(PartyFacts(side), answer) is why


@given(st.integers(0, 90), st.booleans(), st.lists(st.integers(0, 90), max_size=4))
def test_no_answer_outlives_a_later_meeting_or_serves_two(asked: int, used: bool, met: list[int]) -> None:
    said = yes(asked, is_used=used)
    party = PartyFacts(Side.HARMED, answers=(said,), met_on=tuple(ago(day) for day in met))
    holds = not willing.what_blocks_willing(party, on=TODAY)
    assert holds == (asked <= 30 and not used and all(day >= asked for day in met))


def blocks(kind: Meeting, *people: PartyFacts, process: ProcessFacts = READY, on: date = TODAY) -> set[str]:
    found = steps.what_blocks_meeting(process, kind, attending=people, on=on, today=TODAY)
    return {block.value for block in found}


def test_both_sides_meet_once_each_was_prepared_asked_and_the_process_is_ready() -> None:
    assert blocks(Meeting.CIRCLE, HARMED, OTHER) == set()
    early = replace(READY, state=ProcessState.PREPARING)
    assert blocks(Meeting.CIRCLE, HARMED, OTHER, process=early) == {"not_ready"}
    unprepared = replace(OTHER, prepared_on=())
    assert blocks(Meeting.INDIRECT, HARMED, unprepared) == {"not_prepared"}
    assert blocks(Meeting.CONFERENCE, HARMED) == {"one_side_misses"}


def test_nothing_is_prepared_before_the_harmed_persons_wish() -> None:
    unasked = ProcessFacts(ProcessState.ASKED, ago(9), parties=(PartyFacts(Side.HARMED), OTHER))
    assert "harmed_first" in blocks(Meeting.PREPARATION, OTHER, process=unasked)
    nobody = ProcessFacts(ProcessState.ASKED, ago(9), parties=(OTHER,))
    assert "no_harmed" in blocks(Meeting.PREPARATION, OTHER, process=nobody)


def test_all_reasons_against_a_meeting_are_said_at_once() -> None:
    ended = ProcessFacts(ProcessState.STOPPED, ago(9), parties=(replace(HARMED, answers=(yes(40),)), OTHER))
    found = blocks(Meeting.PREPARATION, *ended.parties, process=ended, on=TODAY + timedelta(days=1))
    assert found == {"ended", "not_yet", "both_sides", "too_old", "met_since"}


def test_a_process_is_ready_when_both_are_prepared_safe_and_know_their_rights() -> None:
    process = replace(READY, state=ProcessState.PREPARING)
    said = {"is_safe": True, "told_rights": True, "on": TODAY}
    assert steps.what_blocks_ready(process, **said) == ()
    assert set(steps.what_blocks_ready(process, **{**said, "is_safe": False, "told_rights": False})) == {
        steps.Block.NOT_SAFE,
        steps.Block.RIGHTS_NOT_TOLD,
    }


def test_stopping_is_always_open_and_closing_only_after_a_meeting_with_no_duty_open() -> None:
    assert steps.what_blocks_stopping(READY, reason="harmed") == ()
    assert steps.what_blocks_closing(READY, on=TODAY) == (steps.Block.NOT_MET,)
    met = replace(READY, held=frozenset({Meeting.CIRCLE}), duties=(DutyState.DONE, DutyState.OPEN))
    assert steps.what_blocks_closing(met, on=TODAY) == (steps.Block.DUTIES_OPEN,)
    judged = replace(met, duties=(DutyState.DONE, DutyState.BROKEN), last_on=ago(3))
    assert steps.what_blocks_closing(judged, on=ago(3)) == ()
    assert steps.what_blocks_closing(judged, on=ago(4)) == (steps.Block.BEFORE_HELD,)


def test_who_accompanies_somebody_of_a_process_does_not_facilitate_it() -> None:
    found = steps.what_blocks_facilitating(may_run=True, is_other=False, accompanies_a_party=True)
    assert found == (steps.Block.NOT_IMPARTIAL,)


def test_a_duty_says_what_by_what_it_is_seen_and_until_when_and_the_harmed_owe_nothing() -> None:
    fine = duties.Draft(OTHER, True, True, TODAY)
    assert duties.what_blocks_proposing(fine, process=MET, today=TODAY) == ()
    wrong = duties.Draft(HARMED, False, False, ago(1))
    assert set(duties.what_blocks_proposing(wrong, process=READY, today=TODAY)) == {
        *(duties.Block.NOT_MET, duties.Block.NO_TEXT, duties.Block.NO_MEASURE),
        *(duties.Block.OF_THE_HARMED, duties.Block.DUE_BEFORE),
    }


@pytest.mark.parametrize("answers", [(), (yes(1, wants=False),), (yes(9), yes(1, guardian_agrees=False))])
def test_nobody_is_proposed_a_duty_who_said_no_or_was_not_asked(answers: tuple[Answer, ...]) -> None:
    draft = duties.Draft(PartyFacts(Side.SUPPORT, answers=answers), True, True, TODAY)
    assert duties.what_blocks_proposing(draft, process=MET, today=TODAY) == (D.WANTS_NOT,)


def binding(*bound: PartyFacts, on: date = TODAY, process: ProcessFacts = MET, **said: bool) -> set[str]:
    checks = dict.fromkeys(("by_each", "is_proportionate", "humiliates_nobody", "told_of_lawyer"), True)
    accepted = duties.Accepted(**{**checks, **said})
    people = (*MET.parties, *bound)
    return set(duties.what_blocks_binding(accepted, process=process, bound=people, on=on))


@pytest.mark.parametrize("lacking", ["by_each", "is_proportionate", "humiliates_nobody", "told_of_lawyer"])
def test_an_agreement_needs_everybodys_word_and_every_check(lacking: str) -> None:
    assert binding() == set()
    assert len(binding(**{lacking: False})) == 1
    assert duties.what_blocks_agreeing((), on=TODAY) == (D.NO_DUTY,)
    proposed = [duties.DutyFacts(DutyState.OPEN, ago(1), agreed_on=None)]
    assert duties.what_blocks_agreeing(proposed, on=TODAY) == (D.DUE_OVER,)
    assert duties.what_blocks_agreeing(proposed, on=ago(1)) == ()


@pytest.mark.parametrize(
    ("who", "missing"),
    [
        (PartyFacts(Side.SUPPORT, answers=(yes(1),)), set()),
        (PartyFacts(Side.SUPPORT), {"not_asked"}),
        (PartyFacts(Side.SUPPORT, answers=(yes(1, alone=False),)), {"not_alone"}),
        (PartyFacts(Side.SUPPORT, answers=(yes(31),)), {"too_old"}),
        (
            PartyFacts(Side.SUPPORT, of_age_on=ago(-9), answers=(yes(1),)),
            {"no_guardian", "guardian_not_asked"},
        ),
        (PartyFacts(Side.RESPONSIBLE, answers=(yes(1),)), {"each_meets"}),
        (PartyFacts(Side.RESPONSIBLE), {"each_meets", "not_asked"}),
    ],
)
def test_a_duty_binds_only_who_has_a_standing_yes_asked_alone_and_of_both_sides_met(who, missing) -> None:
    assert binding(who) == missing


def test_a_no_counts_against_an_agreement_of_an_earlier_day() -> None:
    refused = PartyFacts(Side.SUPPORT, answers=(yes(9), yes(0, wants=False)))
    assert binding(refused, on=ago(1)) == {"said_no"}


def test_an_agreement_lies_after_the_asking_and_after_everybody_met() -> None:
    assert "before_met" in binding(on=ago(2))
    assert {"before_asked", "before_met"} <= binding(on=ago(61))
    later = replace(OTHER, both_met_on=(TODAY,))
    assert binding(later, on=ago(1)) == {"before_met"}
    assert binding(process=replace(MET, state=ProcessState.CLOSED)) == {"ended"}


def test_a_duty_is_done_only_when_the_harmed_agree_and_broken_only_after_its_day() -> None:
    duty = duties.DutyFacts(DutyState.OPEN, TODAY, agreed_on=ago(5))
    days = {"on": TODAY, "today": TODAY}
    assert duties.what_blocks_marking(duty, DutyState.DONE, harmed_agrees=False, **days) == (
        duties.Block.HARMED_DISAGREES,
    )
    assert duties.what_blocks_marking(duty, DutyState.DONE, harmed_agrees=True, **days) == ()
    assert duties.what_blocks_marking(duty, DutyState.BROKEN, harmed_agrees=False, **days) == (
        duties.Block.NOT_DUE,
    )
    early = {"on": ago(6), "today": TODAY}
    assert duties.what_blocks_marking(duty, DutyState.DONE, harmed_agrees=True, **early) == (D.BEFORE_AGREED,)
    assert not duties.is_late(duty, on=TODAY)
    assert duties.is_late(duty, on=TODAY + timedelta(days=1))


def test_a_duty_that_was_changed_is_not_set_back_beside_the_one_in_its_place() -> None:
    duty = duties.DutyFacts(DutyState.CHANGED, TODAY, agreed_on=ago(5))
    assert duties.what_blocks_reopening(duty, state=ProcessState.AGREED) == (D.REPLACED,)
    done = replace(duty, state=DutyState.DONE)
    assert duties.what_blocks_reopening(done, state=ProcessState.AGREED) == ()


SERVICE = measures.MeasureFacts(MeasureKind.SERVICE, date(2026, 1, 5), date(2026, 7, 5), hours=100)


def test_service_to_the_community_lasts_six_months_and_eight_hours_a_week_at_most() -> None:
    assert measures.what_blocks_measure(SERVICE, names_court=True, is_numbered=True) == ()
    longer = replace(SERVICE, ends_on=date(2026, 7, 6))
    assert measures.what_blocks_measure(longer, names_court=True, is_numbered=True) == (
        measures.Block.LONGER_THAN_LAW,
    )
    week = replace(SERVICE, done=((date(2026, 3, 2), Decimal(4)), (date(2026, 3, 5), Decimal(3))))
    sunday, monday = date(2026, 3, 8), date(2026, 3, 9)
    assert measures.what_blocks_hours(week, Decimal(1), on=sunday, today=TODAY) == ()
    assert measures.what_blocks_hours(week, Decimal(2), on=sunday, today=TODAY) == (measures.Block.WEEK_FULL,)
    assert measures.what_blocks_hours(week, Decimal(8), on=monday, today=TODAY) == ()
    assert measures.what_blocks_hours(week, Decimal(1), on=date(2026, 3, 5), today=TODAY) == (
        measures.Block.TWICE,
    )


def test_the_judge_is_told_every_so_many_months_and_at_the_end() -> None:
    whole = replace(SERVICE, report_every_months=2)
    assert measures.report_days(whole) == (date(2026, 3, 5), date(2026, 5, 5), date(2026, 7, 5))
    assert measures.next_report_on(whole, told_until=None) == date(2026, 3, 5)
    assert measures.next_report_on(whole, told_until=date(2026, 3, 9)) == date(2026, 5, 5)
    assert measures.next_report_on(whole, told_until=date(2026, 7, 5)) is None
    ended = replace(whole, ended_on=date(2026, 4, 1))
    assert measures.report_days(ended) == (date(2026, 3, 5), date(2026, 4, 1))


def test_a_report_a_few_days_early_or_late_is_the_one_of_its_day() -> None:
    assisted = measures.MeasureFacts(MeasureKind.ASSISTED, date(2026, 8, 4), date(2027, 6, 30))
    for until in (date(2026, 11, 2), date(2026, 11, 4), date(2026, 11, 9)):
        assert measures.next_report_on(assisted, told_until=until) == date(2027, 2, 4)
    assert measures.next_report_on(assisted, told_until=date(2026, 9, 20)) == date(2026, 11, 4)


def test_the_last_report_is_owed_while_something_that_was_done_is_not_told() -> None:
    early = date(2026, 7, 1)
    assert measures.next_report_on(SERVICE, told_until=early) is None
    after = replace(SERVICE, done=((date(2026, 7, 3), Decimal(4)),))
    assert measures.next_report_on(after, told_until=early) == date(2026, 7, 5)


def test_what_would_be_due_just_before_the_end_is_told_at_the_end() -> None:
    ended = replace(SERVICE, ended_on=date(2026, 4, 9))
    assert measures.report_days(ended) == (date(2026, 4, 9),)


CALENDARS = st.builds(
    lambda begins, days, every: measures.MeasureFacts(
        MeasureKind.ASSISTED, begins, begins + timedelta(days=days), report_every_months=every
    ),
    st.dates(date(2000, 1, 1), date(2090, 1, 1)),
    st.integers(0, 730),
    st.integers(1, 12),
)


@given(CALENDARS, st.integers(-7, 7))
def test_each_day_of_a_calendar_is_settled_by_its_own_report_and_none_is_left_over(
    measure: measures.MeasureFacts, slip: int
) -> None:
    days, told = measures.report_days(measure), None
    for due, after in zip(days, (*days[1:], None), strict=True):
        assert measures.next_report_on(measure, told_until=told) == due
        told = due + timedelta(days=slip)
        assert measures.next_report_on(measure, told_until=told) == after


@given(CALENDARS)
def test_the_days_of_a_calendar_lie_too_far_apart_for_one_report_to_be_taken_for_two(
    measure: measures.MeasureFacts,
) -> None:
    days = measures.report_days(measure)
    assert days[-1] == measure.ends_on
    assert all(after - before > 2 * measures.EARLY for before, after in itertools.pairwise(days))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 100))
def test_months_are_counted_to_the_same_day_or_the_months_last(day: date, months: int) -> None:
    after = months_after(day, months)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day == day.day or (after + timedelta(days=1)).day == 1


def test_two_people_see_a_report_and_what_was_altered_never_leaves() -> None:
    facts = {"is_approved": False, "is_own": True, "is_altered": True, "is_lawful": True, "is_stale": True}
    assert set(measures.what_blocks_approving(**facts)) == {measures.Block.OWN, measures.Block.ALTERED}
    facts = {"is_approved": False, "is_sent": False, "is_altered": False, "is_lawful": True}
    assert measures.what_blocks_sending(**facts) == (measures.Block.NOT_APPROVED,)


def test_a_report_takes_no_field_that_no_article_asks_for() -> None:
    said = {field.code: "" for field in lawful.REPORT}
    assert list(lawful.only(lawful.REPORT, said)) == [field.code for field in lawful.REPORT]
    with pytest.raises(ValueError, match="note"):
        lawful.only(lawful.REPORT, {**said, "note": "no"})
    with pytest.raises(ValueError, match="court"):
        lawful.only(lawful.REPORT, {code: "" for code in said if code != "court"})
    assert all(field.articles and field.source for field in (*lawful.REPORT, *lawful.CERTIFICATE))


@pytest.mark.parametrize(
    ("states", "kept"),
    [
        ([], "none"),
        ([DutyState.OPEN, DutyState.DONE], "under_way"),
        ([DutyState.DONE, DutyState.CHANGED], "kept"),
        ([DutyState.DONE, DutyState.BROKEN, DutyState.OPEN], "not_kept"),
        ([DutyState.DONE, DutyState.LET_GO], "kept"),
        ([DutyState.OPEN, DutyState.LET_GO], "under_way"),
        ([DutyState.BROKEN, DutyState.LET_GO], "not_kept"),
        ([DutyState.LET_GO], "let_go"),
    ],
)
def test_an_agreement_is_kept_when_every_duty_that_stands_was_done(states, kept) -> None:
    assert lawful.kept_code(states, of=ProcessState.AGREED) == kept


@pytest.mark.parametrize(
    ("states", "kept"),
    [
        ([DutyState.DONE], "kept"),
        ([DutyState.DONE, DutyState.LET_GO], "let_go"),
        ([DutyState.DONE, DutyState.OPEN], "let_go"),
        ([DutyState.BROKEN, DutyState.LET_GO], "not_kept"),
    ],
)
def test_of_a_process_that_stopped_no_duty_is_under_way_and_one_unjudged_makes_nothing_kept(
    states, kept
) -> None:
    assert lawful.kept_code(states, of=ProcessState.STOPPED) == kept


def test_what_was_let_go_is_neither_broken_nor_open_and_may_still_have_been_done() -> None:
    duty = duties.DutyFacts(DutyState.LET_GO, ago(2), agreed_on=ago(5))
    said = {"on": TODAY, "today": TODAY, "harmed_agrees": True}
    assert duties.what_blocks_marking(duty, DutyState.BROKEN, **said) == (D.NOT_OPEN,)
    assert duties.what_blocks_marking(duty, DutyState.CHANGED, **said) == (D.NOT_OPEN,)
    assert duties.what_blocks_marking(duty, DutyState.DONE, **said) == ()
    assert not duties.is_late(duty, on=TODAY)
    assert duties.what_blocks_reopening(duty, state=ProcessState.AGREED) == (D.LET_GO,)


def test_a_hash_does_not_depend_on_the_order_of_the_fields() -> None:
    first, again = (
        lawful.sealed_hash_of(said, of=lawful.REPORT_HASH)
        for said in ({"a": 1, "b": "ñ"}, {"b": "ñ", "a": 1})
    )
    assert first == again
    assert first != lawful.sealed_hash_of({"a": 1, "b": "ñ"}, of=lawful.CERTIFICATE_HASH)


def test_a_mobile_day_does_not_hold_more_orientations_than_people() -> None:
    facts = {"counted": 3, "on": TODAY, "moved": False, "today": TODAY}
    assert orienting.what_blocks_attended(3, **facts) == ()
    assert orienting.what_blocks_attended(2, **facts) == (orienting.Block.FEWER,)
    assert orienting.what_blocks_attended(None, **{**facts, "moved": True}) == (orienting.Block.COUNTED,)
