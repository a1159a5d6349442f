"""No step of public money exceeds the one before it, on any day, whatever the order of entering."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from pazos.domain.budget.queries.steps import Steps
from pazos.domain.budget.queries.stuck import waiting_since
from pazos.domain.budget.rules import (
    Block,
    Entry,
    Papers,
    ShareFacts,
    may_be_given_back,
    room,
    what_breaks,
    what_is_wrong,
    what_is_wrong_with_shares,
)
from pazos.domain.budget.vocabulary import ORDER, Amendment, Step

YEAR = 2023
TODAY = date(2023, 12, 31)
START = date(2023, 1, 1)


def entry(key: int, step: Step, month: int, amount: object, **more: object) -> Entry:
    more.setdefault("amendment", Amendment.INITIAL if step is Step.APPROPRIATION else "")
    return Entry(key, step, date(YEAR, month, 10), Decimal(str(amount)), **more)


WHOLE_YEAR = [
    entry(1, Step.APPROPRIATION, 1, 1000),
    entry(2, Step.CDP, 2, 800),
    entry(3, Step.RP, 3, 700, stands_on=2, number="RP-1"),
    entry(4, Step.OBLIGATION, 4, 500, stands_on=3),
    entry(5, Step.PAYMENT, 5, 500, stands_on=4),
]


def blocks(breaches) -> list[Block]:
    return [one.block for one in breaches]


def test_a_year_in_order_breaks_nothing() -> None:
    assert what_breaks(WHOLE_YEAR) == ()


@pytest.mark.parametrize("place", range(1, 5))
def test_a_step_entered_before_the_one_it_follows_is_refused_with_the_day_and_the_amounts(place) -> None:
    early = [replace(one, on=START) if one.key == place + 1 else one for one in WHOLE_YEAR]
    found = [one for one in what_breaks(early) if one.block == Block.ABOVE_STEP_BEFORE]
    assert found[0].facts["day"] == START
    assert found[0].facts["excess"] == WHOLE_YEAR[place].amount
    assert "800" in str(found[0]) or place != 1


def test_a_reduction_entered_late_with_an_earlier_day_is_judged_on_every_day_after_it() -> None:
    cut = entry(6, Step.APPROPRIATION, 2, -300, amendment=Amendment.REDUCTION)
    (breach,) = what_breaks([*WHOLE_YEAR, cut])
    assert (breach.facts["later"], breach.facts["earlier"]) == (800, 700)
    fits = replace(cut, amount=Decimal(-200))
    assert what_breaks([*WHOLE_YEAR, fits]) == ()


def test_a_breach_that_heals_later_in_the_year_is_still_a_breach() -> None:
    entries = [entry(1, Step.APPROPRIATION, 6, 100), entry(2, Step.CDP, 3, 50)]
    (breach,) = what_breaks(entries)
    assert breach.facts["day"] == date(YEAR, 3, 10)


def test_all_reasons_are_said_at_once() -> None:
    entries = [entry(1, Step.APPROPRIATION, 1, 10), entry(2, Step.CDP, 1, 20), entry(3, Step.RP, 1, 30)]
    assert blocks(what_breaks(entries)) == [Block.ABOVE_STEP_BEFORE] * 2


def test_a_payment_never_exceeds_its_own_obligation_though_the_line_has_more() -> None:
    other = entry(7, Step.OBLIGATION, 4, 200, stands_on=3)
    entries = [*WHOLE_YEAR, other, entry(8, Step.PAYMENT, 6, 1, stands_on=4)]
    (breach,) = what_breaks(entries)
    assert breach.block == Block.ABOVE_PAPER
    assert breach.facts["excess"] == 1


def test_a_release_lowers_its_own_paper() -> None:
    release = entry(6, Step.RP, 6, -300, amendment=Amendment.RELEASE, stands_on=3)
    (breach, paper) = what_breaks([*WHOLE_YEAR, release])
    assert breach.block == Block.ABOVE_STEP_BEFORE
    assert (paper.block, paper.facts["earlier"]) == (Block.ABOVE_PAPER, 400)
    assert what_breaks([*WHOLE_YEAR, replace(release, amount=Decimal(-200))]) == ()


def test_what_was_taken_back_frees_the_paper_it_stood_on() -> None:
    back = entry(6, Step.PAYMENT, 5, -500, stands_on=4, takes_back=5)
    anew = entry(7, Step.PAYMENT, 6, 500, stands_on=4)
    assert what_breaks([*WHOLE_YEAR, back, anew]) == ()
    assert Papers([*WHOLE_YEAR, back]).left(4, on=TODAY) == 500


def test_refunds_never_bring_payments_below_nought() -> None:
    refund = entry(6, Step.PAYMENT, 6, -501, amendment=Amendment.REFUND)
    assert Block.BELOW_NOUGHT in blocks(what_breaks([*WHOLE_YEAR, refund]))


@pytest.mark.parametrize(
    ("changed", "block"),
    [
        ({"amount": Decimal(0)}, Block.NO_AMOUNT),
        ({"on": date(2024, 1, 1)}, Block.FUTURE),
        ({"on": date(2022, 12, 31)}, Block.OUTSIDE_YEAR),
        ({"amount": Decimal(-5)}, Block.WRONG_SIGN),
        ({"amendment": Amendment.ADDITION}, Block.WRONG_AMENDMENT),
        ({"stands_on": 4}, Block.WRONG_PAPER),
        ({"stands_on": 99}, Block.WRONG_PAPER),
        ({"number": "RP-1", "amount": Decimal(700)}, Block.ENTERED_TWICE),
    ],
)
def test_a_movement_that_is_wrong_by_itself_is_refused(changed, block) -> None:
    fresh = replace(entry(-1, Step.RP, 3, 10, stands_on=2), **changed)
    assert block in blocks(what_is_wrong(fresh, year=YEAR, today=TODAY, others=WHOLE_YEAR))


def test_an_appropriation_says_what_kind_it_is_and_is_initial_once() -> None:
    plain = entry(-1, Step.APPROPRIATION, 2, 5, amendment="")
    again = entry(-1, Step.APPROPRIATION, 2, 5)
    assert blocks(what_is_wrong(plain, year=YEAR, today=TODAY)) == [Block.WRONG_AMENDMENT]
    assert blocks(what_is_wrong(again, year=YEAR, today=TODAY, others=WHOLE_YEAR)) == [Block.INITIAL_TWICE]


def test_reserves_are_obliged_and_paid_in_the_year_after() -> None:
    later = date(YEAR + 1, 2, 1)
    paid = replace(WHOLE_YEAR[4], key=-1, on=later)
    certified = replace(WHOLE_YEAR[1], key=-1, on=later, number="")
    assert what_is_wrong(paid, year=YEAR, today=later, others=WHOLE_YEAR) == ()
    assert blocks(what_is_wrong(certified, year=YEAR, today=later)) == [Block.OUTSIDE_YEAR]


def test_room_counts_every_day_after() -> None:
    cut = entry(6, Step.APPROPRIATION, 8, -150, amendment=Amendment.REDUCTION)
    entries = [*WHOLE_YEAR, cut]
    assert room(entries, Step.CDP, on=date(YEAR, 3, 1)) == 50
    assert room(entries, Step.APPROPRIATION, on=TODAY) is None
    assert may_be_given_back(entries, Step.CDP, on=date(YEAR, 2, 20)) == 100


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 90)), max_size=25), st.integers(0, 21))
def test_what_there_is_room_for_is_taken_and_a_cent_more_is_not(moves, at) -> None:
    entries: list[Entry] = [Entry(1, Step.APPROPRIATION, START, Decimal(500), Amendment.INITIAL)]
    for key, (day, cents) in enumerate(moves, start=2):
        step = ORDER[1 + key % 4]
        fresh = Entry(key, step, START + timedelta(days=day), Decimal(cents))
        entries += [fresh] if not what_breaks([*entries, fresh]) else []
    on = START + timedelta(days=at)
    for step in ORDER[1:]:
        most = room(entries, step, on=on)
        fits = Entry(99, step, on, most or Decimal(0))
        assert what_breaks([*entries, fits]) == ()
        assert what_breaks([*entries, replace(fits, amount=most + Decimal("0.01"))])


@pytest.mark.parametrize(
    ("parts", "block"),
    [
        ([("a", 6000), ("b", 3999)], Block.SHARES_NOT_WHOLE),
        ([("a", 6000), ("b", 4001)], Block.SHARES_NOT_WHOLE),
        ([("a", 10_000, 10_000, 9_000)], Block.SHARE_BOUNDS),
        ([("a", 10_000, 9_000, 10_001)], Block.SHARE_BOUNDS),
        ([("a", 0), ("b", 10_000)], Block.SHARE_BOUNDS),
    ],
)
def test_shares_are_exactly_the_whole_and_lie_within_their_bounds(parts, block) -> None:
    assert block in blocks(what_is_wrong_with_shares([ShareFacts(*one) for one in parts]))


def test_no_share_at_all_and_whole_ones_are_in_order() -> None:
    assert what_is_wrong_with_shares([]) == ()
    assert what_is_wrong_with_shares([ShareFacts("a", 3333, 3000, 4000), ShareFacts("b", 6667)]) == ()


@given(
    st.tuples(*[st.decimals(0, 10**12, places=2)] * 5), st.lists(st.integers(1, 9999), min_size=1, max_size=7)
)
def test_parts_of_a_shared_line_add_up_to_the_cent(amounts, parts) -> None:
    steps = Steps(*amounts)
    dealt = steps.dealt(parts)
    assert Steps.total(dealt) == steps
    assert len(dealt) == len(parts)


def test_what_came_first_leaves_first() -> None:
    flow = [(date(2023, month, 1), 100) for month in (1, 3, 6)]
    assert waiting_since(flow, left=0) == date(2023, 1, 1)
    assert waiting_since(flow, left=150) == date(2023, 3, 1)
    assert waiting_since(flow, left=300) is None
    released = [*flow, (date(2023, 7, 1), -250), (date(2023, 9, 1), 40)]
    assert waiting_since(released, left=50) == date(2023, 9, 1)


class Books(RuleBasedStateMachine):
    """Any sequence of deeds that the rules let through, on any days, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []
        self.key = 0

    def _try(self, **facts: object) -> None:
        self.key += 1
        fresh = Entry(key=self.key, **facts)
        alone = what_is_wrong(fresh, year=YEAR, today=TODAY, others=self.entries)
        if not alone and not what_breaks([*self.entries, fresh]):
            self.entries.append(fresh)

    @rule(
        step=st.sampled_from(ORDER), day=st.integers(0, 364), cents=st.integers(-5000, 5000), pick=st.data()
    )
    def move(self, step, day, cents, pick) -> None:
        kinds = ["", *Amendment]
        papers = [None, *(one.key for one in self.entries)]
        self._try(
            step=step,
            on=START + timedelta(days=day),
            amount=Decimal(cents).scaleb(-2),
            amendment=pick.draw(st.sampled_from(kinds)),
            stands_on=pick.draw(st.sampled_from(papers)),
        )

    @rule(cents=st.integers(1, 100_000), day=st.integers(0, 364))
    def appropriate(self, cents, day) -> None:
        on = START + timedelta(days=day)
        self._try(
            step=Step.APPROPRIATION, on=on, amount=Decimal(cents).scaleb(-2), amendment=Amendment.ADDITION
        )

    @rule(place=st.integers(0, 200), day=st.integers(0, 364))
    def take_back(self, place, day) -> None:
        taken = {one.takes_back for one in self.entries}
        open_ones = [one for one in self.entries if one.takes_back is None and one.key not in taken]
        if open_ones:
            row = open_ones[place % len(open_ones)]
            on = max(row.on, START + timedelta(days=day))
            self._try(
                step=row.step,
                on=on,
                amount=-row.amount,
                amendment=row.amendment,
                stands_on=row.stands_on,
                takes_back=row.key,
            )

    @invariant()
    def steps_keep_their_order_on_every_day(self) -> None:
        for on in {one.on for one in self.entries}:
            sums = [
                sum((one.amount for one in self.entries if one.step == step and one.on <= on), Decimal(0))
                for step in ORDER
            ]
            assert all(before >= after for before, after in pairwise([*sums, Decimal(0)]))

    @invariant()
    def no_paper_carries_more_than_it_is(self) -> None:
        papers = Papers(self.entries)
        for on in {one.on for one in self.entries}:
            papers_only = [key for key in papers.own if papers.entries[key].amount > 0]
            assert all(papers.left(key, on=on) >= 0 for key in papers_only)


TestBooks = Books.TestCase
TestBooks.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
