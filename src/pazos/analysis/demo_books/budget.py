"""The demo city's money: one line a programme and year, from appropriation to payment, as real books look.

Amounts are invented, of the size that a city of 360,000 spends on such a strategy. As in a real city a
few payments are late, reserves are paid in the next year, one line waits with its CDP for a contract that
nobody signs, one is reduced, one gives money to another, and one movement was entered in error. Movements
are written in bulk and held against the rules before anything is kept.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
from django.utils import timezone

from pazos.domain.budget import actions
from pazos.domain.budget.entries import entries_of
from pazos.domain.budget.models import BudgetLine, LineShare, Movement, PlannedPayment
from pazos.domain.budget.rules import what_breaks
from pazos.domain.budget.vocabulary import Amendment, Fund, Step
from pazos.domain.money import CENT, shared
from pazos.domain.strategy.models import Programme
from pazos.domain.strategy.queries import components, current_strategy
from pazos.foundation.access.policy import Role
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Component

FIRST_YEAR, FIRST_ON = 2020, date(2020, 11, 9)
MILLION = Decimal(1_000_000)
# What a programme costs a year in millions of pesos, by the component it serves.
MILLIONS = {
    "interrupcion": 900,
    "intervencion": 1_100,
    "prevencion": 1_500,
    "entornos": 2_600,
    "justicia": 650,
}
FUNDS = (Fund.OWN, Fund.OWN, Fund.OWN, Fund.TRANSFERS, Fund.SECURITY_FUND)
CALM_UNTIL_WAIT = 100  # days that the stuck line has waited at least


@dataclass
class Paper:
    """A paper and what stands on it."""

    step: Step
    on: date
    amount: Decimal
    followers: list[Paper] = field(default_factory=list)
    row: Movement | None = None


@dataclass
class Draft:
    """A line with everything that will be written of it."""

    line: BudgetLine
    appropriations: list[tuple[date, Decimal, Amendment]]
    papers: list[Paper] = field(default_factory=list)
    is_stuck: bool = False


def invent(*, by: Mapping[Role, Staff], seed: int) -> Counter[str]:
    """Write the lines of every year since the strategy began with their movements, shares and plans."""
    rng = np.random.default_rng(seed)
    lead, today = by[Role.STRATEGY_LEAD], timezone.localdate()
    strategy = current_strategy()
    if strategy is None:
        raise InputProblem(N_("There is no strategy yet. Begin it on its page first."))
    drafts = [draft for year in range(FIRST_YEAR, today.year + 1) for draft in _drafts(year, today, rng)]
    BudgetLine.objects.bulk_create(draft.line for draft in drafts)
    shares = _share(drafts, components(strategy), rng)
    moved = _write(drafts, lead)
    planned = _plan(drafts, today)
    special = _transfer(drafts, today, lead)
    broken = [
        line
        for line, entries in entries_of(draft.line.pk for draft in drafts).items()
        if what_breaks(entries)
    ]
    if broken:
        raise InputProblem(N_("{count} invented lines break the order of steps."), count=len(broken))
    audit.record("budget_line.added", drafts[0].line, by=lead, lines=len(drafts), movements=moved)
    return Counter(
        budget_lines=len(drafts),
        budget_movements=moved + special,
        budget_shares=shares,
        planned_payments=planned,
    )


def _drafts(year: int, today: date, rng: np.random.Generator) -> Iterator[Draft]:
    rows = Programme.objects.select_related("component", "department").order_by("code")
    running = [one for one in rows if _runs(one, year)]
    for place, programme in enumerate(running):
        draft = Draft(_line(programme, year, place, rng), [])
        draft.is_stuck = year == today.year and place == 2
        _appropriate(draft, programme, today, place, rng)
        if draft.appropriations:
            _spend(draft, today, rng)
            yield draft


def _runs(programme: Programme, year: int) -> bool:
    begins = programme.starts_on or date(FIRST_YEAR, 11, 1)
    return begins.year <= year and (programme.ends_on is None or programme.ends_on.year >= year)


def _line(programme: Programme, year: int, place: int, rng: np.random.Generator) -> BudgetLine:
    return BudgetLine(
        year=year,
        department=programme.department,
        rubro=f"2.3.2.02.02.{place // 6 + 5:03}.{place + 1:02}",
        name=f"{programme.name}: servicios y suministros",
        bpin=f"{year}765200{place + 101:04}",
        fund=FUNDS[int(rng.integers(len(FUNDS)))],
        programme=programme,
    )


def _appropriate(
    draft: Draft, programme: Programme, today: date, place: int, rng: np.random.Generator
) -> None:
    year = draft.line.year
    first = FIRST_ON if year == FIRST_YEAR else date(year, 1, 4)
    part = Decimal("0.12") if year == FIRST_YEAR else Decimal(1) + Decimal(year - 2021) * Decimal("0.06")
    usual = Decimal(MILLIONS.get(programme.component.code, 900)) * MILLION * part
    initial = _rounded(usual * Decimal(str(round(rng.uniform(0.45, 1.6), 3))))
    draft.appropriations.append((first, initial, Amendment.INITIAL))
    if year > FIRST_YEAR and rng.random() < 0.3:
        on = date(year, 5, 3) + timedelta(days=int(rng.integers(60)))
        added = _rounded(initial * Decimal(str(round(rng.uniform(0.05, 0.3), 3))))
        draft.appropriations.append((on, added, Amendment.ADDITION))
    if year > FIRST_YEAR and place == 5:
        draft.appropriations.append((date(year, 8, 20), -_rounded(initial / 10), Amendment.REDUCTION))
    draft.appropriations = [one for one in draft.appropriations if one[0] <= today]


def _rounded(amount: Decimal) -> Decimal:
    return (amount / 1000).quantize(Decimal(1)) * 1000


def _spend(draft: Draft, today: date, rng: np.random.Generator) -> None:
    """Let money go on: certificates, contracts, their monthly bills, and the payments of these."""
    year = draft.line.year
    start = draft.appropriations[0][0]
    sure = min(_running([amount for _on, amount, _kind in draft.appropriations]))
    contracts = 2 if year == FIRST_YEAR else int(rng.integers(1, 4))
    spent = sure * Decimal(str(round(rng.uniform(0.82, 0.99), 3)))
    for number, size in enumerate(shared(_rounded(spent), [Decimal(1)] * contracts)):
        wait = 10 if year == FIRST_YEAR else int(rng.integers(12, 80)) + 40 * number
        cdp = Paper(Step.CDP, start + timedelta(days=wait), size)
        if draft.is_stuck:
            cdp.on = min(cdp.on, today - timedelta(days=CALM_UNTIL_WAIT))
            draft.papers += [cdp] if cdp.on >= start else []
            continue
        _contract(cdp, year, rng)
        draft.papers.append(cdp)
    draft.papers = [kept for paper in draft.papers if (kept := _until(paper, today))]


def _running(amounts: Sequence[Decimal]) -> list[Decimal]:
    sums, found = Decimal(0), []
    for amount in amounts:
        sums += amount
        found.append(sums)
    return found


def _contract(cdp: Paper, year: int, rng: np.random.Generator) -> None:
    last = date(year, 12, 29)
    cdp.on = min(cdp.on, last - timedelta(days=30))
    signed = min(cdp.on + timedelta(days=int(rng.integers(6, 45))), last)
    rp = Paper(Step.RP, signed, _rounded(cdp.amount * Decimal(str(round(rng.uniform(0.9, 1), 3)))))
    rp.amount = min(rp.amount, cdp.amount)
    cdp.followers.append(rp)
    bills = max(1, min(10, (last - signed).days // 30))
    weights = [Decimal(int(weight)) for weight in rng.integers(60, 140, bills)]
    for month, bill in enumerate(shared(rp.amount, weights)):
        on = signed + timedelta(days=30 * (month + 1) + int(rng.integers(-4, 9)))
        obligation = Paper(Step.OBLIGATION, min(on, date(year + 1, 2, 20)), bill)
        late = int(rng.integers(25, 90)) if rng.random() < 0.08 else int(rng.integers(4, 26))
        # What is held back for taxes is paid apart, where the contract says so.
        kept = (bill * Decimal("0.0966")).quantize(CENT) if rng.random() < 0.2 else Decimal(0)
        for amount, days in ((bill - kept, late), (kept, late + 12)):
            if amount > 0:
                obligation.followers.append(Paper(Step.PAYMENT, obligation.on + timedelta(days=days), amount))
        rp.followers.append(obligation)


def _until(paper: Paper, today: date) -> Paper | None:
    """Return a paper with what has happened of it by today, None where it has not."""
    if paper.on > today:
        return None
    paper.followers = [kept for one in paper.followers if (kept := _until(one, today))]
    return paper


def _write(drafts: Sequence[Draft], by: Staff) -> int:
    Movement.objects.bulk_create(
        _movement(draft.line, Step.APPROPRIATION, on, amount, by, amendment=kind)
        for draft in drafts
        for on, amount, kind in draft.appropriations
    )
    written = sum(len(draft.appropriations) for draft in drafts)
    level: list[tuple[BudgetLine, Movement | None, Paper]]
    level = [(draft.line, None, paper) for draft in drafts for paper in draft.papers]
    counts: Counter[tuple[int, Step]] = Counter()
    while level:
        rows = []
        for line, above, paper in level:
            counts[line.year, paper.step] += 1
            number = f"{paper.step.value.upper()[:3]}-{line.year}-{counts[line.year, paper.step]:04}"
            paper.row = _movement(line, paper.step, paper.on, paper.amount, by, number=number, above=above)
            rows.append(paper.row)
        written += len(Movement.objects.bulk_create(rows))
        level = [(line, paper.row, one) for line, _above, paper in level for one in paper.followers]
    return written


def _movement(
    line: BudgetLine,
    step: Step,
    on: date,
    amount: Decimal,
    by: Staff,
    *,
    amendment: str = "",
    number: str = "",
    above: Movement | None = None,
) -> Movement:
    return Movement(
        line=line,
        step=step,
        amendment=amendment,
        on=on,
        amount=amount,
        number=number,
        stands_on=above,
        entered_by=by,
        entered_at=datetime.combine(on, time(15), tzinfo=UTC),
    )


def _share(drafts: Sequence[Draft], every: Sequence[Component], rng: np.random.Generator) -> int:
    """Share every sixth line between components, some with bounds for how sure that is."""
    rows = []
    for draft in drafts[::6]:
        programme = draft.line.programme
        own = programme.component if programme else every[0]
        others = [one for one in every if one.pk != own.pk]
        other = others[int(rng.integers(len(others)))]
        part = int(rng.integers(20, 45)) * 100
        for component, of, bounds in (
            (own, 10_000 - part, (None, None)),
            (other, part, (part - 1500, part + 1000)),
        ):
            rows.append(
                LineShare(
                    line=draft.line,
                    component=component,
                    ten_thousandths=of,
                    at_least=bounds[0],
                    at_most=bounds[1],
                    reasons="Según las horas contratadas",
                )
            )
    return len(LineShare.objects.bulk_create(rows))


def _plan(drafts: Sequence[Draft], today: date) -> int:
    """Plan each line as its department did in January: evenly from March on, and more at the end."""
    rows = []
    for draft in drafts:
        initial = draft.appropriations[0][1]
        year = draft.line.year
        months = range(11, 13) if year == FIRST_YEAR else range(3, 13)
        weights = [Decimal(3 if month >= 11 else 2) for month in months]
        for month, amount in zip(months, shared(initial, weights), strict=True):
            rows.append(PlannedPayment(line=draft.line, month=date(year, month, 1), amount=amount))
    return len(PlannedPayment.objects.bulk_create(rows))


def _transfer(drafts: Sequence[Draft], today: date, by: Staff) -> int:
    """Give what one line of the last whole year had free to another, and take an error of it back."""
    year = today.year - 1
    mine = [draft for draft in drafts if draft.line.year == year]
    if len(mine) < 2:
        return 0
    source, target = mine[0].line, mine[1].line
    given, _taken = actions.transfer(
        source=source,
        target=target,
        amount=1_000_000,
        on=date(year, 10, 3),
        by=by,
        number=f"Decreto 0212 de {year}",
        note="Traslado aprobado por el comité operativo",
    )
    wrong = actions.amend(
        line=target, amendment=Amendment.ADDITION, amount=1_000_000, on=date(year, 10, 4), by=by, number="212"
    )
    back = actions.take_back(wrong, on=wrong.on, by=by, why="Es el mismo traslado, digitado como adición")
    return len([given, _taken, wrong, *back])
