"""Questions about the city's money. Everybody sees what their permission reaches: a department its own lines."""

from pazos.domain.budget.queries.curves import Curve, Month, curve
from pazos.domain.budget.queries.execution import LineRow, execution, line, steps_of, totals, years
from pazos.domain.budget.queries.grouping import Group, grouped
from pazos.domain.budget.queries.ledger import Ledger, PaperLeft, ledger, movement, papers_left, room_today
from pazos.domain.budget.queries.reports import mappings, report, reports
from pazos.domain.budget.queries.seeing import Sought, other_currencies, sees_city, sought
from pazos.domain.budget.queries.spending import Spent, spent
from pazos.domain.budget.queries.steps import Steps
from pazos.domain.budget.queries.stuck import PATIENCE, Waiting, stuck

__all__ = [
    "PATIENCE",
    "Curve",
    "Group",
    "Ledger",
    "LineRow",
    "Month",
    "PaperLeft",
    "Sought",
    "Spent",
    "Steps",
    "Waiting",
    "curve",
    "execution",
    "grouped",
    "ledger",
    "line",
    "mappings",
    "movement",
    "other_currencies",
    "papers_left",
    "report",
    "reports",
    "room_today",
    "sees_city",
    "sought",
    "spent",
    "steps_of",
    "stuck",
    "totals",
    "years",
]
