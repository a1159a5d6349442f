"""What does the answer mean for the city: deaths averted, years of life, and what each cost?

Ages are those of the victims who were seen where and while it was treated; money is what was paid for the strategy
in that time. Neither is chance: what is not known of them is told beside the interval, never hidden in it.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pazos.science.evaluation.meaning import (
    LIFE_TABLES,
    Amount,
    averted,
    cost_each,
    mean_years_left,
    years_of_life,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.science.evaluation.effect import Effect
    from pazos.science.evaluation.panel import Panel

    Plain = dict[str, Any]

TABLES = ("who_ghe", "gbd_2010")


def meaning_of(effect: Effect, panel: Panel, facts: Mapping[str, Any]) -> Plain:
    """Return deaths averted, years of life by each table, and the cost of each; None where nothing is known.

    `facts`: `ages` (age as text: victims), `ages_unknown`, `cost` ({currency, amount, low, high, first, last}).
    """
    deaths = averted(effect, panel)
    return {
        "averted": asdict(deaths),
        "years": _years(deaths, facts),
        "ages": facts["ages"],
        "ages_unknown": facts["ages_unknown"],
        "cost": _cost(deaths, facts["cost"]),
    }


def _years(deaths: Amount, facts: Mapping[str, Any]) -> list[Plain]:
    ages = {int(age): int(number) for age, number in facts["ages"].items()}
    if not ages:
        return []
    rows = []
    for key in TABLES:
        table = LIFE_TABLES[key]
        mean = mean_years_left(ages, table)
        found = asdict(years_of_life(deaths, mean))
        rows.append({"table": key, "name": table.name, "source": table.source, "mean_years": mean, **found})
    return rows


def _cost(deaths: Amount, cost: Mapping[str, Any] | None) -> Plain | None:
    if cost is None:
        return None
    money = Amount(float(cost["amount"]), float(cost["low"]), float(cost["high"]))
    each = cost_each(money, deaths)
    return {**cost, "each": asdict(each), "end": _end(deaths)}


def _end(deaths: Amount) -> str:
    """Return a code of how far the cost of each is known: bounded, without upper end, or none at all."""
    if not deaths.high > 0:
        return "none"
    return "bounded" if deaths.low > 0 else "no_upper_end"
