"""Deeds on lines: writing one down, changing it, and saying which part serves which component."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from pazos.domain.budget.actions.holding import hold, refuse_anothers
from pazos.domain.budget.models import BudgetLine, LineShare
from pazos.domain.budget.refusals import refuse
from pazos.domain.budget.rules import ShareFacts, what_is_wrong_with_shares
from pazos.domain.budget.vocabulary import Fund
from pazos.domain.money import HOME
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made, write
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.domain.people.models import Organisation, Staff
    from pazos.domain.strategy.models import Component, Programme

_RUBRO = re.compile(r"[0-9A-Za-z]+([.\-][0-9A-Za-z]+)*")
_BPIN = re.compile(r"\d{5,20}")
_CURRENCY = re.compile(r"[A-Z]{3}")
YEARS = (2000, 2100)
KEYS = ("year", "department", "rubro", "fund", "bpin")


@dataclass(frozen=True)
class ShareSaid:
    """The part of a line, in ten thousandths, that serves a component, and why; bounds where they are known."""

    component: Component
    ten_thousandths: int
    reasons: str = ""
    at_least: int | None = None
    at_most: int | None = None


@transaction.atomic
def add_line(
    *,
    year: int,
    department: Organisation,
    rubro: str,
    name: str,
    by: Staff,
    fund: str = Fund.OWN,
    bpin: str = "",
    programme: Programme | None = None,
    currency: str = HOME,
    shares: Sequence[ShareSaid] = (),
) -> BudgetLine:
    """Write a line down: one rubro of one department in one year, from one fund, for one project.

    Raises:
        InputProblem: a code is no code, or such a line stands already; `field` names which.
        PermissionDenied: `by` does not keep the books of this department.
    """
    refuse_anothers(department, by)
    line = BudgetLine(
        year=year,
        department=department,
        rubro=rubro.strip(),
        name=" ".join(name.split()),
        fund=Fund(fund),
        bpin=bpin.strip(),
        programme=programme,
        currency=currency.strip().upper(),
    )
    _refuse_wrong_codes(line)
    _refuse_twin(line)
    line.save(force_insert=True)
    made(line, by=by)
    audit.record("budget_line.added", line, by=by, year=line.year, department=line.department_id)
    if shares:
        share_line(line, shares=shares, by=by)
    return line


@transaction.atomic
def change_line(line: BudgetLine, *, by: Staff, **values: Any) -> BudgetLine:
    """Change what a line is called or where it belongs; once money moved, its year and currency stay.

    Raises:
        InputProblem: as `add_line`, or money moved already.
    """
    held = hold([line], by=by)[line.pk]
    if "department" in values:
        refuse_anothers(values["department"], by)
    fixed = [name for name in ("year", "currency") if name in values and values[name] != getattr(held, name)]
    if fixed and held.movements.exists():
        raise InputProblem(
            N_("Money moved on this line already, so its {field} stays. Add another line."), field=fixed[0]
        )
    said = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    tried = BudgetLine(
        **{field.attname: getattr(held, field.attname) for field in held._meta.concrete_fields}
    )
    for name, value in said.items():
        setattr(tried, name, value)
    _refuse_wrong_codes(tried)
    _refuse_twin(tried)
    if change(held, by=by, **said):
        audit.record("budget_line.changed", held, by=by, fields=sorted(said))
    return held


@transaction.atomic
def share_line(line: BudgetLine, *, shares: Sequence[ShareSaid], by: Staff) -> None:
    """Say anew which part of a line serves which component: all of it (10,000), or nothing is said.

    Raises:
        MoneyRefusedError: the parts are not the whole, or a part lies outside its own bounds.
    """
    held = hold([line], by=by)[line.pk]
    facts = [ShareFacts(one.component.name, one.ten_thousandths, one.at_least, one.at_most) for one in shares]
    refuse(what_is_wrong_with_shares(facts), field="shares")
    if len({one.component.pk for one in shares}) < len(shares):
        raise InputProblem(N_("A component stands twice among the shares. Add its parts up."), field="shares")
    known = {share.component_id: share for share in held.shares.all()}
    said = {one.component.pk: one for one in shares}
    touched = [_taken_out(known[number], by) for number in known.keys() - said.keys()]
    touched += [_shared(held, known.get(number), one, by) for number, one in said.items()]
    if any(touched):
        audit.record("budget_line.shared", held, by=by, components=len(said))


def _taken_out(share: LineShare, by: Staff) -> bool:
    write(share, {"ten_thousandths": [share.ten_thousandths, None]}, by=by)
    share.delete()
    return True


def _shared(line: BudgetLine, known: LineShare | None, said: ShareSaid, by: Staff) -> bool:
    values = {
        "ten_thousandths": said.ten_thousandths,
        "at_least": said.at_least,
        "at_most": said.at_most,
        "reasons": " ".join(said.reasons.split())[:300],
    }
    if known is not None:
        return change(known, by=by, **values) is not None
    made(LineShare.objects.create(line=line, component=said.component, **values), by=by)
    return True


def _refuse_wrong_codes(line: BudgetLine) -> None:
    if not YEARS[0] <= line.year <= YEARS[1]:
        raise InputProblem(
            N_("{year} is no year of a budget. Write it with four digits."), year=line.year, field="year"
        )
    if not _RUBRO.fullmatch(line.rubro) or len(line.rubro) > 60:
        raise InputProblem(
            N_("{rubro} is no rubro. Write its digits and points as the budget has them, zeros too."),
            rubro=line.rubro or "–",
            field="rubro",
        )
    if line.bpin and not _BPIN.fullmatch(line.bpin):
        raise InputProblem(
            N_("{bpin} is no BPIN code: it has 5 to 20 digits. Leave it empty for what is no investment."),
            bpin=line.bpin,
            field="bpin",
        )
    if not line.name or len(line.name) > 240:
        raise InputProblem(N_("Say in at most 240 letters what the line pays for."), field="name")
    if not _CURRENCY.fullmatch(line.currency):
        raise InputProblem(
            N_("{currency} is no currency. Write its three letters."),
            currency=line.currency,
            field="currency",
        )


def _refuse_twin(line: BudgetLine) -> None:
    same = {name: getattr(line, name) for name in KEYS}
    if BudgetLine.objects.filter(**same).exclude(pk=line.pk).exists():
        raise InputProblem(
            N_("The line {rubro} of this department, year, fund and BPIN stands already. Change that one."),
            rubro=line.rubro,
            field="rubro",
        )
