"""Which movements does a report of totals so far stand for, when the books know some of them already?

A city's execution report says how much each line came to by a day, never what moved. The difference
to what the books hold by that day is written as one movement a step. A total that fell is what was
given back, or an error of the report: it is told apart, so that a person is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pazos.domain.budget.vocabulary import ADDS, GIVES_BACK, ORDER, Amendment, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from pazos.domain.budget.rules import Entry

NOUGHT = Decimal("0.00")
KINDS = (
    Amendment.INITIAL,
    Amendment.ADDITION,
    Amendment.REDUCTION,
    Amendment.TRANSFER_IN,
    Amendment.TRANSFER_OUT,
)
_FALLS = {
    Step.APPROPRIATION: Amendment.REDUCTION,
    Step.CDP: Amendment.RELEASE,
    Step.RP: Amendment.RELEASE,
    Step.OBLIGATION: Amendment.RELEASE,
    Step.PAYMENT: Amendment.REFUND,
}


@dataclass(frozen=True)
class Reported:
    """What a report says of one line: each step's total so far, and the kinds of appropriation if it has them.

    Reductions and transfers given are sizes, above nought.
    """

    steps: Mapping[Step, Decimal]
    kinds: Mapping[Amendment, Decimal]


@dataclass(frozen=True)
class Difference:
    """One movement that the books lack: its step, kind and amount."""

    step: Step
    amount: Decimal
    amendment: str = ""


@dataclass(frozen=True)
class Fall:
    """A total that fell since: of which step, from how much, to how much."""

    step: Step
    before: Decimal
    after: Decimal


def sums_by(entries: Iterable[Entry], on: date) -> dict[Step, Decimal]:
    """Return what the books hold of each step by a day."""
    sums = dict.fromkeys(ORDER, NOUGHT)
    for entry in entries:
        if entry.on <= on:
            sums[entry.step] += entry.amount
    return sums


def differences(entries: Iterable[Entry], reported: Reported, *, on: date) -> list[Difference]:
    """Return the movements that bring a line from what the books hold by a day to what is reported."""
    every = [entry for entry in entries if entry.on <= on]
    known = sums_by(every, on)
    found = []
    for step in ORDER:
        amount = reported.steps[step] - known[step]
        if step is Step.APPROPRIATION:
            found += _by_kind(every, reported.kinds, amount)
        elif amount:
            found.append(Difference(step, amount, _FALLS[step].value if amount < 0 else ""))
    return sorted(found, key=_in_order)


def _in_order(one: Difference) -> tuple[bool, int]:
    """What comes in goes forward step by step, what is given back goes backward: so each may stand alone."""
    place = ORDER.index(one.step)
    return (one.amount < 0, -place if one.amount < 0 else place)


def falls(entries: Iterable[Entry], reported: Reported, *, on: date) -> list[Fall]:
    """Return the totals that are lower in a report than in the books; a reduction that it names is none."""
    every = list(entries)
    known = sums_by(every, on)
    explained = {one.amendment for one in differences(every, reported, on=on) if one.amount < 0}
    named = bool(reported.kinds) and explained <= {Amendment.REDUCTION, Amendment.TRANSFER_OUT}
    fell = [step for step in ORDER if reported.steps[step] < known[step]]
    return [
        Fall(step, known[step], reported.steps[step])
        for step in fell
        if not (step is Step.APPROPRIATION and named and _kinds_explain(every, reported.kinds))
    ]


def _by_kind(entries: list[Entry], kinds: Mapping[Amendment, Decimal], amount: Decimal) -> list[Difference]:
    """Return the difference of an appropriation by its kinds where the report's own explain all of it."""
    if kinds and _kinds_explain(entries, kinds):
        split = _split(entries, kinds)
        if sum((one.amount for one in split), NOUGHT) == amount:
            return split
    if not amount:
        return []
    has_any = any(entry.step is Step.APPROPRIATION for entry in entries)
    kind = Amendment.REDUCTION if amount < 0 else Amendment.ADDITION if has_any else Amendment.INITIAL
    return [Difference(Step.APPROPRIATION, amount, kind.value)]


def _kinds_explain(entries: list[Entry], kinds: Mapping[Amendment, Decimal]) -> bool:
    """Return whether each kind only grew: then the report tells how the appropriation came to change."""
    return all((one.amount > 0) == (one.amendment in ADDS) for one in _split(entries, kinds))


def _split(entries: list[Entry], kinds: Mapping[Amendment, Decimal]) -> list[Difference]:
    found = []
    for kind in KINDS:
        sign = -1 if kind in GIVES_BACK else 1
        known = sum((entry.amount for entry in entries if entry.amendment == kind), NOUGHT)
        if amount := sign * kinds.get(kind, NOUGHT) - known:
            found.append(Difference(Step.APPROPRIATION, amount, kind.value))
    return found
