"""Deeds on the city's money: lines, shares, movements, the plan, and execution reports."""

from pazos.domain.budget.actions.lines import ShareSaid, add_line, change_line, share_line
from pazos.domain.budget.actions.moving import amend, give_back, move, take_back, transfer
from pazos.domain.budget.actions.planning import plan_payments
from pazos.domain.budget.actions.reports import (
    NewLine,
    Taken,
    hand_in,
    point_at_columns,
    save_mapping,
    take_back_report,
    take_in,
)

__all__ = [
    "NewLine",
    "ShareSaid",
    "Taken",
    "add_line",
    "amend",
    "change_line",
    "give_back",
    "hand_in",
    "move",
    "plan_payments",
    "point_at_columns",
    "save_mapping",
    "share_line",
    "take_back",
    "take_back_report",
    "take_in",
    "transfer",
]
