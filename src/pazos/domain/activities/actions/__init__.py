"""Deeds on activities: planning, saying what was done, how many came, who came, whom it reached."""

from pazos.domain.activities.actions.attending import attend, leave_out
from pazos.domain.activities.actions.counting import count_heads, state_indirect
from pazos.domain.activities.actions.joining import join
from pazos.domain.activities.actions.planning import (
    add_evidence,
    cancel,
    change_plan,
    done,
    plan,
    plan_again,
    repeat_weekly,
)

__all__ = [
    "add_evidence",
    "attend",
    "cancel",
    "change_plan",
    "count_heads",
    "done",
    "join",
    "leave_out",
    "plan",
    "plan_again",
    "repeat_weekly",
    "state_indirect",
]
