"""The whole account of a year: its parts, each with its chain, and what they leave open.

Only what two people may let everybody read goes in: no person, no small count, no office holder.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.analysis.account import deaths, indicators, money, promises, reached, strategy
from pazos.analysis.account.chain import Asked, Part, chained, plain
from pazos.analysis.account.unknown import unknown
from pazos.domain.accountability.actions import must_give_account
from pazos.domain.territory.models import Municipality

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Staff

FORMAT = 1
PARTS = (
    Part("strategy", strategy.told, "pazos.analysis.account.strategy.told", "strategy"),
    Part("people", reached.people, "pazos.analysis.account.reached.people", "reach"),
    Part("activities", reached.activities, "pazos.analysis.account.reached.activities", "activities"),
    Part("indicators", indicators.told, "pazos.domain.indicators.queries.reading.readings", "indicators"),
    Part("deaths", deaths.told, "pazos.domain.register.queries.closing.latest_closed", "months"),
    Part("budget", money.budget, "pazos.domain.budget.queries.grouped", "budget"),
    Part(
        "cooperation",
        money.cooperation,
        "pazos.domain.cooperation.queries.years.consolidation",
        "cooperation_year",
    ),
    Part("agreements", promises.agreements, "pazos.domain.partners.queries.signed", "agreements"),
    Part("commitments", promises.commitments, "pazos.analysis.account.promises.commitments", "commitments"),
)


def account(*, year: int, as_of_on: date, seen_by: Staff) -> dict[str, Any]:
    """Return the account of a year up to a day as the books give it today.

    Raises:
        InputProblem: somebody may not give account of the whole city.
    """
    must_give_account(seen_by)
    asked = Asked(year, as_of_on, seen_by)
    parts = {part.name: chained(part, asked) for part in PARTS}
    city = Municipality.objects.first()
    return plain(
        {
            "format": FORMAT,
            "year": year,
            "as_of_on": as_of_on.isoformat(),
            "city": {
                "name": city.name if city else "",
                "code": city.code if city else "",
                "is_synthetic": bool(city and city.is_synthetic),
            },
            "parts": parts,
            "unknown": unknown({name: part["facts"] for name, part in parts.items()}),
        }
    )
