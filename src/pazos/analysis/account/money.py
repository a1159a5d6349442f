"""What money did: the city's budget by component and step, and cooperation announced beside summed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pazos.analysis.account.chain import day, money
from pazos.domain.budget.models import BudgetLine
from pazos.domain.budget.queries import Sought, Steps, grouped, totals
from pazos.domain.budget.vocabulary import ORDER, Dimension
from pazos.domain.cooperation.queries.years import consolidation
from pazos.domain.cooperation.vocabulary import ORDER as STAGES
from pazos.domain.cooperation.vocabulary import Form
from pazos.domain.money import HOME
from pazos.domain.strategy.models import Component

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.analysis.account.chain import Asked
    from pazos.domain.cooperation.queries.years import Announced, Line


def budget(asked: Asked) -> Mapping[str, Any]:
    """Return how far the year's money came by its last day, by component and for every currency apart."""
    currencies = BudgetLine.objects.filter(year=asked.year).order_by().values_list("currency", flat=True)
    every = sorted(set(currencies), key=lambda one: (one != HOME, one)) or [HOME]
    return {"steps": [step.value for step in ORDER], "currencies": [_budget(asked, one) for one in every]}


def _budget(asked: Asked, currency: str) -> dict[str, Any]:
    sought = replace(Sought(year=asked.year), currency=currency)
    codes = dict(Component.objects.values_list("pk", "code"))
    groups = grouped(sought, Dimension.COMPONENT, on=asked.as_of_on, seen_by=asked.seen_by)
    whole = totals(sought, on=asked.as_of_on, seen_by=asked.seen_by)
    return {
        "currency": currency,
        "by_component": [
            {
                "component": codes[int(group.key)] if group.key else "",
                "lines": group.lines,
                **_steps(group.steps),
            }
            for group in groups
        ],
        "total": _steps(whole),
    }


def _steps(steps: Steps) -> dict[str, str]:
    return {step.value: money(amount) for step, amount in zip(ORDER, steps.amounts, strict=True)}


def cooperation(asked: Asked) -> Mapping[str, Any]:
    """Return what partners promised and brought in the year, in money and in kind, beside what was announced."""
    year = consolidation(asked.year, seen_by=asked.seen_by)
    return {
        "stages": [stage.value for stage in STAGES],
        "currency": HOME,
        "forms": [
            {
                "form": form.value,
                "by_partner": [_stages(one) for one in sorted(year.lines(form, by="partner"), key=_named)],
                "by_component": [
                    _stages(one) for one in sorted(year.lines(form, by="component"), key=_named)
                ],
                "total": _stages(year.total(form)),
            }
            for form in Form
        ],
        "announced": [_announced(one) for one in year.announced],
    }


def _named(line: Line) -> str:
    return line.name


def _stages(line: Line) -> dict[str, Any]:
    amounts = {stage.value: money(amount) for stage, amount in zip(STAGES, line.in_home, strict=True)}
    return {"name": line.name, **amounts}


def _announced(one: Announced) -> dict[str, Any]:
    said = one.announcement
    return {
        "partner": said.partner.organisation.name if said.partner else "",
        "said_on": day(said.said_on),
        "said_in": said.said_in,
        "currency": said.currency,
        "amount": money(said.amount),
        "summed": None if one.summed is None else money(one.summed),
        "home_amount": money(said.home_amount),
        "home_summed": money(one.summed_home),
        "home_difference": money(one.home_difference),
        "lines": one.lines,
    }
