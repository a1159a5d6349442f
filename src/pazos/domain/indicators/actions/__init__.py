"""Keeping indicators: sheets and their versions, targets, breaks, and values on their way to approved."""

from pazos.domain.indicators.actions.computed import Digits, store_computed
from pazos.domain.indicators.actions.sheets import (
    assign,
    change_draft,
    draft_sheet,
    drop_draft,
    put_in_force,
    retire,
    succeed,
)
from pazos.domain.indicators.actions.shipping import ship_battery
from pazos.domain.indicators.actions.targets import (
    add_break,
    remove_break,
    remove_target,
    set_baseline,
    set_target,
)
from pazos.domain.indicators.actions.values import approve, correct, drop, report, return_, submit

__all__ = [
    "Digits",
    "add_break",
    "approve",
    "assign",
    "change_draft",
    "correct",
    "draft_sheet",
    "drop",
    "drop_draft",
    "put_in_force",
    "remove_break",
    "remove_target",
    "report",
    "retire",
    "return_",
    "set_baseline",
    "set_target",
    "ship_battery",
    "store_computed",
    "submit",
    "succeed",
]
