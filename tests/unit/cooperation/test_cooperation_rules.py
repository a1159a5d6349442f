"""The order of stages: what was promised, agreed, sent and spent, on every day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from pazos.domain.cooperation.rules import (
    ResourceFacts,
    Step,
    counted,
    first_stage,
    holds_on,
    recorded,
    what_blocks_moving,
    what_blocks_rate,
    what_blocks_resource,
    what_blocks_taking_back,
    what_breaks_order,
)
from pazos.domain.cooperation.vocabulary import ORDER, Block, Stage
from pazos.domain.money import converted

PLEDGE, COMMITMENT, DISBURSEMENT, EXPENDITURE = ORDER
TODAY = date(2023, 6, 30)
FIRST = date(2023, 1, 1)


def day(n: int) -> date:
    return FIRST + timedelta(days=n)


def step(stage: Stage, n: int, amount: object, number: int | None = None, back: int | None = None) -> Step:
    return Step(stage, day(n), Decimal(str(amount)), number, back)


@pytest.mark.parametrize(
    ("steps", "breaks"),
    [
        ([], ()),
        ([step(PLEDGE, 0, 100), step(COMMITMENT, 1, 100)], ()),
        ([step(PLEDGE, 0, 100), step(COMMITMENT, 1, "100.01")], (Block.MORE_THAN_PLEDGED,)),
        ([step(PLEDGE, 2, 100), step(COMMITMENT, 1, 100)], (Block.MORE_THAN_PLEDGED,)),
        ([step(PLEDGE, 1, 100), step(COMMITMENT, 1, 100)], ()),
        ([step(COMMITMENT, 1, 100)], ()),
        ([step(DISBURSEMENT, 1, 100)], ()),
        ([step(PLEDGE, 0, 50), step(DISBURSEMENT, 1, 60)], (Block.MORE_THAN_PLEDGED,)),
        ([step(EXPENDITURE, 1, 1)], (Block.MORE_THAN_DISBURSED,)),
        ([step(DISBURSEMENT, 1, 10), step(EXPENDITURE, 1, 10)], ()),
        (
            [step(PLEDGE, 0, 5), step(EXPENDITURE, 1, 9)],
            (Block.MORE_THAN_PLEDGED, Block.MORE_THAN_DISBURSED),
        ),
        ([step(COMMITMENT, 0, 50), step(COMMITMENT, 1, -60)], (Block.BELOW_NOUGHT,)),
    ],
)
def test_a_later_stage_never_exceeds_the_recorded_one_before_it(steps, breaks) -> None:
    assert what_breaks_order(steps) == breaks


def test_what_was_taken_back_on_its_own_day_counts_as_never_written() -> None:
    mistake = [step(PLEDGE, 0, 10, 1), step(PLEDGE, 0, -10, 2, back=1)]
    assert counted(mistake) == []
    assert what_breaks_order([*mistake, step(DISBURSEMENT, 5, 80)]) == ()


def test_a_pledge_that_was_withdrawn_later_still_limits_what_comes() -> None:
    withdrawn = [step(PLEDGE, 0, 10, 1), step(PLEDGE, 9, -10, 2, back=1)]
    assert recorded(withdrawn) == (PLEDGE,)
    assert what_breaks_order([*withdrawn, step(DISBURSEMENT, 10, 5)]) == (Block.MORE_THAN_PLEDGED,)
    assert what_breaks_order([*withdrawn, step(DISBURSEMENT, 8, 5)]) == (Block.MORE_THAN_PLEDGED,)


def test_the_first_recorded_stage_says_what_was_promised_or_else_what_came() -> None:
    assert first_stage([step(COMMITMENT, 0, 5), step(PLEDGE, 1, 5)]) is PLEDGE
    assert first_stage([step(DISBURSEMENT, 0, 5)]) is DISBURSEMENT
    assert first_stage([]) is None


def test_every_reason_is_given_at_once() -> None:
    future = Step(EXPENDITURE, TODAY + timedelta(days=1), Decimal(-5))
    blocks = what_blocks_moving([], future, note=" ", has_rate=False, today=TODAY)
    assert blocks == (Block.FUTURE, Block.NO_RATE, Block.SAYS_NOT_WHY, Block.BELOW_NOUGHT)
    nothing = Step(PLEDGE, TODAY, Decimal(0))
    assert what_blocks_moving([], nothing, note="", has_rate=True, today=TODAY) == (Block.NOTHING,)


def test_a_movement_is_taken_back_once_and_not_before_its_day() -> None:
    made = step(PLEDGE, 3, 10, 1)
    assert what_blocks_taking_back([made], made, on=day(2), today=TODAY) == (Block.BEFORE_IT_MOVED,)
    back = step(PLEDGE, 3, -10, 2, back=1)
    assert what_blocks_taking_back([made, back], made, on=day(3), today=TODAY) == (Block.TAKEN_BACK,)
    assert what_blocks_taking_back([made, back], back, on=day(3), today=TODAY) == (Block.IS_TAKING_BACK,)


def test_a_movement_that_others_stand_on_is_not_taken_back() -> None:
    steps = [step(DISBURSEMENT, 0, 10, 1), step(EXPENDITURE, 1, 4, 2)]
    blocks = what_blocks_taking_back(steps, steps[0], on=day(0), today=TODAY)
    assert blocks == (Block.MORE_THAN_DISBURSED,)
    assert what_blocks_taking_back(steps, steps[1], on=day(1), today=TODAY) == ()


def facts(**said) -> ResourceFacts:
    plain = {
        "form": "money",
        "valuation": "",
        "valuation_words": "",
        "currency": "COP",
        "purpose_code": "15220",
        "starts_on": FIRST,
        "ends_on": None,
        "partner": 1,
        "component": 1,
    }
    return ResourceFacts(**{**plain, **said})


@pytest.mark.parametrize(
    ("said", "block"),
    [
        ({"form": "in_kind"}, Block.NOT_VALUED),
        ({"form": "in_kind", "valuation": "hours"}, Block.NOT_VALUED),
        ({"valuation": "hours"}, Block.VALUED_MONEY),
        ({"ends_on": FIRST - timedelta(days=1)}, Block.ENDS_BEFORE),
        ({"agreement_partner": 2}, Block.AGREEMENT_OF_ANOTHER),
        ({"programme_component": 2}, Block.PROGRAMME_ELSEWHERE),
        ({"currency": "usd"}, Block.NO_CURRENCY),
        ({"purpose_code": "1522"}, Block.NO_PURPOSE),
    ],
)
def test_a_resource_says_what_it_is(said, block) -> None:
    assert what_blocks_resource(facts()) == ()
    assert what_blocks_resource(facts(**said)) == (block,)


@pytest.mark.parametrize(("age", "holds"), [(-1, False), (0, True), (10, True), (11, False)])
def test_a_rate_holds_for_ten_days_and_never_backwards(age, holds) -> None:
    assert holds_on(FIRST, on=day(age)) is holds


def test_the_home_currency_has_no_rate_and_a_used_one_stays() -> None:
    assert what_blocks_rate(currency="COP", on=FIRST, is_used=False, today=TODAY) == (Block.HOME_CURRENCY,)
    assert what_blocks_rate(currency="USD", on=FIRST, is_used=True, today=TODAY) == (Block.RATE_IN_USE,)
    assert what_blocks_rate(currency="USD", on=day(999), is_used=False, today=TODAY) == (Block.FUTURE,)


class Books(RuleBasedStateMachine):
    """Anybody tries anything; what the rules let through is written down."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[Step] = []
        self.home: dict[int, Decimal] = {}

    @rule(
        stage=st.sampled_from(ORDER),
        n=st.integers(0, 12),
        cents=st.integers(-2_000, 5_000),
        rate=st.decimals("0.1", "5000", places=6),
    )
    def move(self, stage: Stage, n: int, cents: int, rate: Decimal) -> None:
        new = Step(stage, day(n), Decimal(cents).scaleb(-2), number=len(self.steps))
        if not what_blocks_moving(self.steps, new, note="porque sí", has_rate=True, today=TODAY):
            self.home[len(self.steps)] = converted(new.amount, rate)
            self.steps.append(new)

    @rule(pick=st.integers(0, 60), later=st.integers(0, 5))
    def take_back(self, pick: int, later: int) -> None:
        if pick >= len(self.steps):
            return
        of = self.steps[pick]
        on = of.on + timedelta(days=later)
        if not what_blocks_taking_back(self.steps, of, on=on, today=TODAY):
            self.home[len(self.steps)] = -self.home[pick]
            self.steps.append(Step(of.stage, on, -of.amount, len(self.steps), takes_back=pick))

    @invariant()
    def spending_never_exceeds_what_was_disbursed_on_any_day(self) -> None:
        for n in range(20):
            assert self.total(EXPENDITURE, n) <= self.total(DISBURSEMENT, n)

    @invariant()
    def no_stage_exceeds_one_before_it_that_was_recorded(self) -> None:
        stages = recorded(self.steps)
        for n in range(20):
            totals = [self.total(stage, n) for stage in stages]
            assert totals == sorted(totals, reverse=True)
            assert all(total >= 0 for total in totals)

    @invariant()
    def whatever_was_taken_back_comes_back_to_the_cent(self) -> None:
        for one in self.steps:
            if one.takes_back is not None:
                assert self.home[one.number] + self.home[one.takes_back] == 0
                assert one.amount + self.steps[one.takes_back].amount == 0

    def total(self, stage: Stage, n: int) -> Decimal:
        there = [one for one in counted(self.steps) if one.stage is stage and one.on <= day(n)]
        return sum((one.amount for one in there), Decimal(0))


Books.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestNoSequenceOfValidDeedsBreaksTheOrder = Books.TestCase
