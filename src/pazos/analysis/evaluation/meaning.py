"""What does the answer mean for the city: deaths averted, years of life, and what each cost?

Ages are those of the victims who were seen where and while it was treated; money is what was paid for the strategy
in that time. Neither is chance: what is not known of them is told beside the interval, never hidden in it. A cluster
takes the ages of all treated places together, since those of its own few would point at somebody; and no cost, since
the budget knows components and not clusters.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pazos.analysis.disclosing import MINIMUM
from pazos.science.evaluation.meaning import (
    LIFE_TABLES,
    Amount,
    ages_between,
    averted,
    cost_each,
    mean_years_left,
    years_of_life,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pazos.science.evaluation.effect import Effect
    from pazos.science.evaluation.panel import Panel

    Plain = dict[str, Any]

TABLES = ("who_ghe", "gbd_2010")


def meaning_of(effect: Effect, panel: Panel, facts: Mapping[str, Any]) -> Plain:
    """Return deaths averted, years of life by each table, and the cost of each; None where nothing is known.

    With fewer known ages than the gate lets through there are no years.

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


def with_years(rows: Sequence[Mapping[str, Any]], ages: Mapping[str, int]) -> list[Plain]:
    """Return rows (clusters, or groups with `age_from` and `age_to`) with `years` of life of their deaths averted.

    The years keep the interval of the deaths. Those averted are taken to be of the ages of those seen (`ages`: age as
    text: victims of either sex) within the row's own ages; with fewer of them, or of all others, than the gate lets
    through there are no years. A row that was refused is left as it is.
    """
    known = {int(age): int(number) for age, number in ages.items()}
    return [dict(row) if "refused" in row else {**row, "years": _of_row(row, known)} for row in rows]


def _of_row(row: Mapping[str, Any], known: Mapping[int, int]) -> list[Plain]:
    own = ages_between(known, row.get("age_from"), row.get("age_to"))
    others = sum(known.values()) - sum(own.values())
    # The mean of a few others would come out of the difference to the mean of everybody.
    return [] if 0 < others < MINIMUM else _by_table(Amount(**row["averted"]), own)


def _years(deaths: Amount, facts: Mapping[str, Any]) -> list[Plain]:
    ages = {int(age): int(number) for age, number in facts["ages"].items()}
    return [
        {**one, "name": LIFE_TABLES[one["table"]].name, "source": LIFE_TABLES[one["table"]].source}
        for one in _by_table(deaths, ages)
    ]


def _by_table(deaths: Amount, ages: Mapping[int, int]) -> list[Plain]:
    """Return the years of life by each table; none where so few ages are known that their mean points at somebody."""
    if sum(ages.values()) < MINIMUM:
        return []
    rows = []
    for key in TABLES:
        mean = mean_years_left(ages, LIFE_TABLES[key])
        rows.append({"table": key, "mean_years": mean, **asdict(years_of_life(deaths, mean))})
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
