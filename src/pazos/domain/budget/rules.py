"""Does money keep the order of its steps: payment <= obligation <= RP <= CDP <= appropriation?

Asked of one line, of every day, and of every paper whose followers are known, releases, refunds,
amendments and what was taken back included; a movement that is entered late with an earlier day is
judged on all days after it. The answer is every reason against at once, with day and amounts.

Pure: facts in, reasons out. No row, no clock, no name of anybody.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from pazos.domain.budget.vocabulary import AMENDMENTS, GIVES_BACK, ORDER, WHOLE, Amendment, Step
from pazos.domain.budget.words import SUMS, day, money

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

NOUGHT = Decimal(0)
# Reserves and accounts payable are obliged and paid in the year after the line's (Decree 111 of 1996, art. 89).
AFTER_THE_YEAR = (Step.OBLIGATION, Step.PAYMENT)


class Block(models.TextChoices):
    """A reason why a movement of money is refused; its words have slots for day and amounts."""

    ABOVE_STEP_BEFORE = (
        "above_step_before",
        _(
            "On {day} {step} would add up to {later}, but {before} only to {earlier}: {excess} too much. Enter first "
            "what is missing of {before}, dated {day} or earlier, or change the amount or the day of this movement."
        ),
    )
    BELOW_NOUGHT = (
        "below_nought",
        _("On {day} {step} would fall to {later}. Give back {excess} less, or with a later day."),
    )
    ABOVE_PAPER = (
        "above_paper",
        _(
            "On {day} what stands on {paper} would add up to {later}, but it is of {earlier}: {excess} too much. Lower "
            "the amount, choose another paper, or date it when this one was in force."
        ),
    )
    PAPER_BELOW_NOUGHT = (
        "paper_below_nought",
        _("On {day} {paper} would fall to {later}. Give back {excess} less, or choose another paper."),
    )
    NO_AMOUNT = "no_amount", _("The amount is nought. Say how much moved.")
    FUTURE = (
        "future",
        _("{day} has not come yet. Enter it when it has happened; what is to come is the plan."),
    )
    OUTSIDE_YEAR = (
        "outside_year",
        _(
            "{day} is outside the year {year} of the line. Only obligations, payments and what is given back of RPs "
            "may be dated in the year after it."
        ),
    )
    WRONG_AMENDMENT = (
        "wrong_amendment",
        _("This kind of change does not belong to {step}. Choose one of: {choices}."),
    )
    WRONG_SIGN = (
        "wrong_sign",
        _(
            "What comes in is above nought, and what is reduced, released or refunded is below. Turn the sign."
        ),
    )
    WRONG_PAPER = (
        "wrong_paper",
        _(
            "{paper} cannot carry this: a paper stands on one of the step before, and what is given back on its own. "
            "Choose a paper of {before} of the same line."
        ),
    )
    INITIAL_TWICE = (
        "initial_twice",
        _("The initial appropriation of this line is entered already. Enter an addition or a reduction."),
    )
    ENTERED_TWICE = (
        "entered_twice",
        _("Number {paper} of {later} on {day} is entered already for this step. Look at the ledger first."),
    )
    TAKEN_BACK = "taken_back", _("It was taken back already.")
    IS_TAKING_BACK = (
        "is_taking_back",
        _("It takes something back itself. Enter again what should stand instead."),
    )
    BEFORE_IT = "before_it", _("It cannot be taken back before its own day, {day}.")
    SAME_LINE = "same_line", _("Money is transferred between two lines; choose another one.")
    OTHER_CURRENCY = "other_currency", _("The two lines are in different currencies.")
    OTHER_YEAR = "other_year", _("The two lines are of different years.")
    SHARES_NOT_WHOLE = (
        "shares_not_whole",
        _("The shares add up to {later}, not to 100%. {excess} is missing or too much."),
    )
    SHARE_BOUNDS = (
        "share_bounds",
        _(
            "The share of {paper} lies outside its own bounds. The lower one is at most the share, the upper at least."
        ),
    )


@dataclass(frozen=True)
class Entry:
    """One movement as the rules see it. `key` tells it from the others of its line."""

    key: int
    step: Step
    on: date
    amount: Decimal
    amendment: str = ""
    stands_on: int | None = None
    takes_back: int | None = None
    number: str = ""


@dataclass(frozen=True)
class Breach:
    """One reason against, with its day and amounts as they are."""

    block: Block
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return str(self.block.label).format(**{name: _plain(value) for name, value in self.facts.items()})


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, Step):
        return str(SUMS[value])
    return day(value) if isinstance(value, date) else str(value)


def stored(breach: Breach) -> dict[str, Any]:
    """Return a reason as the database keeps it: its code and its facts as they are."""
    return {"block": breach.block.value, "facts": {name: str(value) for name, value in breach.facts.items()}}


def restored(kept: Mapping[str, Any]) -> Breach:
    """Return the reason that `stored` kept, to be said in the reader's language."""
    facts = {name: _restored(name, value) for name, value in kept["facts"].items()}
    return Breach(Block(kept["block"]), facts)


def _restored(name: str, value: str) -> object:
    if name == "day":
        return date.fromisoformat(value)
    if name in ("step", "before"):
        return Step(value)
    is_amount = name in ("later", "earlier", "excess") and not value.endswith("%")
    return Decimal(value) if is_amount else value


def what_breaks(entries: Iterable[Entry]) -> tuple[Breach, ...]:
    """Return everything that breaks the order of steps in the movements of one line, on any day."""
    every = sorted(entries, key=lambda entry: entry.on)
    return (*_order_broken(every), *_papers_broken(every))


def _order_broken(entries: Sequence[Entry]) -> Iterator[Breach]:
    days = _by_day(entries)
    worst: dict[Block | Step, Breach] = {}
    sums = dict.fromkeys(ORDER, NOUGHT)
    for on, moved in days.items():
        for entry in moved:
            sums[entry.step] += entry.amount
        for before, step in pairwise(ORDER):
            if sums[step] > sums[before]:
                breach = _above(on, step, before, later=sums[step], earlier=sums[before])
                worst[step] = _worse(worst.get(step), breach)
        if sums[Step.PAYMENT] < 0:
            breach = _below(on, Step.PAYMENT, sums[Step.PAYMENT])
            worst[Block.BELOW_NOUGHT] = _worse(worst.get(Block.BELOW_NOUGHT), breach)
    yield from (worst[which] for which in (*ORDER, Block.BELOW_NOUGHT) if which in worst)


def _worse(known: Breach | None, found: Breach) -> Breach:
    """Keep the first day of a breach, and the largest excess of any day."""
    if known is None:
        return found
    excess = max(known.facts["excess"], found.facts["excess"])
    return Breach(known.block, {**known.facts, "excess": excess})


def _above(on: date, step: Step, before: Step, *, later: Decimal, earlier: Decimal) -> Breach:
    facts = {"day": on, "step": step, "before": before, "later": later, "earlier": earlier}
    return Breach(Block.ABOVE_STEP_BEFORE, {**facts, "excess": later - earlier})


def _below(on: date, step: Step, later: Decimal) -> Breach:
    return Breach(Block.BELOW_NOUGHT, {"day": on, "step": step, "later": later, "excess": -later})


def _by_day(entries: Iterable[Entry]) -> dict[date, list[Entry]]:
    days: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        days[entry.on].append(entry)
    return days


def _papers_broken(entries: Sequence[Entry]) -> Iterator[Breach]:
    papers = Papers(entries)
    for key in papers.carrying():
        paper = papers.entries[key]
        own, used = papers.own[key], papers.used[key]
        for on in sorted({entry.on for entry in (*own, *used)}):
            holds, carries = _sum(own, on), _sum(used, on)
            facts = {"day": on, "paper": named(paper)}
            if carries > holds:
                excess = carries - holds
                yield Breach(
                    Block.ABOVE_PAPER, {**facts, "later": carries, "earlier": holds, "excess": excess}
                )
                break
            if holds < 0 or carries < 0:
                low = min(holds, carries)
                yield Breach(Block.PAPER_BELOW_NOUGHT, {**facts, "later": low, "excess": -low})
                break


def _sum(entries: Iterable[Entry], on: date) -> Decimal:
    return sum((entry.amount for entry in entries if entry.on <= on), NOUGHT)


def named(paper: Entry) -> str:
    """Return a paper as people call it: its step and number, or its day."""
    return f"{paper.step.label} {paper.number or day(paper.on)}"


class Papers:
    """Which movements are of which paper, and what stands on each.

    What gives back, and what takes back, is of the paper that it lowers. A paper stands on one of
    the step before.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = {entry.key: entry for entry in entries}
        self.own: dict[int, list[Entry]] = defaultdict(list)
        self.used: dict[int, list[Entry]] = defaultdict(list)
        for entry in self.entries.values():
            paper = self.paper_of(entry)
            self.own[paper.key].append(entry)
            if paper.stands_on is not None and paper.stands_on in self.entries:
                self.used[self.paper_of(self.entries[paper.stands_on]).key].append(entry)

    def paper_of(self, entry: Entry) -> Entry:
        """Return the paper that a movement is of: itself, or the one it lowers."""
        seen: set[int] = set()
        while entry.key not in seen:
            seen.add(entry.key)
            above = self.entries.get(entry.takes_back or entry.stands_on or 0)
            if above is None or (entry.takes_back is None and above.step != entry.step):
                break
            entry = above
        return entry

    def carrying(self) -> list[int]:
        """Return the papers that anything stands on or lowers; giving back of no known paper is none itself."""
        several = (key for key in self.own if self.used.get(key) or len(self.own[key]) > 1)
        return [key for key in several if self.entries[key].amount > 0]

    def left(self, key: int, *, on: date) -> Decimal:
        """Return how much of a paper nothing stands on yet, on a day."""
        return _sum(self.own[key], on) - _sum(self.used.get(key, ()), on)


def what_is_wrong(
    entry: Entry, *, year: int, today: date, others: Collection[Entry] = ()
) -> tuple[Breach, ...]:
    """Return what is wrong with one movement by itself: its day, sign, kind and paper.

    `others` are the movements of the same line that stand already.
    """
    return tuple(_wrong(entry, year, today, {one.key: one for one in others}))


def _wrong(entry: Entry, year: int, today: date, others: Mapping[int, Entry]) -> Iterator[Breach]:
    if entry.amount == 0:
        yield Breach(Block.NO_AMOUNT)
    if entry.on > today:
        yield Breach(Block.FUTURE, {"day": entry.on})
    if not _within(entry, year):
        yield Breach(Block.OUTSIDE_YEAR, {"day": entry.on, "year": year})
    if entry.takes_back is None:
        yield from _wrong_kind(entry)
        yield from _wrong_paper(entry, others)
        yield from _twice(entry, others.values())


def _within(entry: Entry, year: int) -> bool:
    if entry.on.year == year:
        return True
    gives_back = entry.amount < 0 and entry.step is Step.RP
    return entry.on.year == year + 1 and (
        entry.step in AFTER_THE_YEAR or gives_back or entry.takes_back is not None
    )


def _wrong_kind(entry: Entry) -> Iterator[Breach]:
    fits = AMENDMENTS[entry.step]
    is_plain = entry.amendment == "" and entry.step is not Step.APPROPRIATION
    if not is_plain and entry.amendment not in fits:
        choices = ", ".join(str(one.label) for one in fits)
        yield Breach(Block.WRONG_AMENDMENT, {"step": entry.step, "choices": choices})
    elif entry.amount and (entry.amount < 0) != (entry.amendment in GIVES_BACK):
        yield Breach(Block.WRONG_SIGN)


def _wrong_paper(entry: Entry, others: Mapping[int, Entry]) -> Iterator[Breach]:
    if entry.stands_on is None:
        return
    paper = others.get(entry.stands_on)
    place = ORDER.index(entry.step)
    fits = (entry.step,) if entry.amount < 0 else ORDER[place - 1 : place]
    if paper is None or paper.step not in fits or paper.amount < 0 or paper.takes_back is not None:
        called = named(paper) if paper else str(_("A paper of another line"))
        before = fits[0] if fits else entry.step
        yield Breach(Block.WRONG_PAPER, {"paper": called, "before": before})


def _twice(entry: Entry, others: Iterable[Entry]) -> Iterator[Breach]:
    every = list(others)
    back = {one.takes_back for one in every}
    alike = [
        one for one in every if one.step == entry.step and one.key not in back and one.takes_back is None
    ]
    if entry.amendment == Amendment.INITIAL and any(one.amendment == Amendment.INITIAL for one in alike):
        yield Breach(Block.INITIAL_TWICE)
    same = (entry.number, entry.on, entry.amount)
    if entry.number and any((one.number, one.on, one.amount) == same for one in alike):
        yield Breach(Block.ENTERED_TWICE, {"paper": entry.number, "later": entry.amount, "day": entry.on})


def room(entries: Iterable[Entry], step: Step, *, on: date) -> Decimal | None:
    """Return the most that may still enter a step on a day, all days after it counted; None: no limit."""
    place = ORDER.index(step)
    if place == 0:
        return None
    return _least_gap(entries, ORDER[place - 1], step, on=on)


def may_be_given_back(entries: Iterable[Entry], step: Step, *, on: date) -> Decimal:
    """Return the most that may be given back of a step on a day, so that nothing after it hangs in the air."""
    place = ORDER.index(step)
    after = ORDER[place + 1] if place + 1 < len(ORDER) else None
    return _least_gap(entries, step, after, on=on)


def _least_gap(entries: Iterable[Entry], upper: Step, lower: Step | None, *, on: date) -> Decimal:
    gap = NOUGHT
    later: dict[date, Decimal] = defaultdict(Decimal)
    for entry in entries:
        sign = 1 if entry.step == upper else -1 if entry.step == lower else 0
        if entry.on <= on:
            gap += sign * entry.amount
        else:
            later[entry.on] += sign * entry.amount
    least = gap
    for when in sorted(later):
        gap += later[when]
        least = min(least, gap)
    return max(least, NOUGHT)


@dataclass(frozen=True)
class ShareFacts:
    """One part of a line, in ten thousandths, with the bounds that somebody states of it."""

    name: str
    part: int
    at_least: int | None = None
    at_most: int | None = None


def what_is_wrong_with_shares(shares: Sequence[ShareFacts]) -> tuple[Breach, ...]:
    """Return what is wrong with the shares of a line; none at all is in order."""
    found = [Breach(Block.SHARE_BOUNDS, {"paper": one.name}) for one in shares if not _bounded(one)]
    total = sum(one.part for one in shares)
    if shares and total != WHOLE:
        facts = {"later": f"{Decimal(total) / 100}%", "excess": f"{Decimal(abs(WHOLE - total)) / 100}%"}
        found.append(Breach(Block.SHARES_NOT_WHOLE, facts))
    return tuple(found)


def _bounded(one: ShareFacts) -> bool:
    low = one.part if one.at_least is None else one.at_least
    high = one.part if one.at_most is None else one.at_most
    return 0 < one.part <= WHOLE and 0 <= low <= one.part <= high <= WHOLE
