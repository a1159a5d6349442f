"""Deeds on the city's money: lines, shares, movements, the plan, and execution reports."""

from pazos.domain.budget.actions.lines import ShareSaid, add_line, change_line, share_line
from pazos.domain.budget.actions.moving import amend, give_back, move, take_back, transfer
from pazos.domain.budget.actions.planning import plan_payments

__all__ = [
    "ShareSaid",
    "add_line",
    "amend",
    "change_line",
    "give_back",
    "move",
    "plan_payments",
    "share_line",
    "take_back",
    "transfer",
]
