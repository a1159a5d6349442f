"""Codes of cases as a reader sees them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from pazos.domain.cases.queries.cases_today import What
from pazos.domain.cases.vocabulary import CaseState, Exit, Pause

if TYPE_CHECKING:
    from uuid import UUID

    from pazos.domain.cases.queries.cases_story import Happened

STATE_BADGES: dict[str, str] = {
    CaseState.ACTIVE: "good",
    CaseState.PAUSED: "warning",
    CaseState.ENDED: "info",
}
ASKS = {
    What.CRISIS: _("a crisis is open"),
    What.PERMISSION_GONE: _("there is no permission"),
    What.PLAN_WAITS: _("a safety plan waits for your approval"),
    What.PROMISED: _("a meeting was promised"),
    What.NOT_MET: _("not met for long"),
    What.FOLLOW_UP: _("look them up after the end"),
    What.FOLLOW_UP_ASKED: _("the permission ended: ask for it before looking them up"),
    What.SAFETY_PLAN: _("review the safety plan"),
    What.REVIEW: _("look at the case together"),
    What.ANSWER_DUE: _("a service owes an answer"),
    What.PERMISSION_ENDS: _("the permission ends soon"),
}
ASK_BADGES = {
    What.CRISIS: "error",
    What.PERMISSION_GONE: "error",
    What.PLAN_WAITS: "warning",
    What.PROMISED: "info",
    What.NOT_MET: "warning",
    What.FOLLOW_UP: "info",
    What.FOLLOW_UP_ASKED: "warning",
    What.SAFETY_PLAN: "warning",
    What.REVIEW: "info",
    What.ANSWER_DUE: "info",
    What.PERMISSION_ENDS: "warning",
}
LINES = {
    "review": _("looked at with the supervisor"),
    "service": _("sent to another service"),
    "incentive": _("support given"),
    "goal": _("a goal of the plan"),
    "safety_plan": _("safety plan written"),
    "crisis": _("crisis"),
    "workshop": _("came to a workshop"),
}
_REASONS = {**dict(Pause.choices), **dict(Exit.choices)}


def number_of(key: UUID) -> str:
    """Return the few letters by which a case is spoken of."""
    return str(key)[:8]


def reason(code: str) -> str:
    """Return the words of a pause or an exit."""
    return str(_REASONS.get(code, ""))


def happened(one: Happened) -> str:
    """Return one line of a case's story in words, without anything that was written of the person."""
    row = one.row
    if one.kind == "session":
        return f"{row.get_kind_display()}: {row.get_came_display()}"
    if one.kind == "turn":
        why = reason(row.reason)
        return f"{row.get_turn_display()}: {why}" if why else str(row.get_turn_display())
    if one.kind == "workshop":
        return f"{LINES[one.kind]}: {row.activity.name}"
    if one.kind in ("service", "crisis"):
        return f"{LINES[one.kind]}: {row.get_kind_display()}"
    if one.kind == "follow_up":
        return f"{row.get_months_display()}: {row.get_reached_display()}"
    if one.kind == "assessment":
        return f"{row.get_occasion_display()}: {row.get_dimension_display()}"
    return str(LINES[one.kind])
