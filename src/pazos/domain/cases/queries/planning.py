"""What does somebody want, in their own words, over four dimensions, and what was done about it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.domain.cases.models import Goal, GoalStep
from pazos.domain.cases.queries.cases import reached
from pazos.domain.cases.vocabulary import Dimension, GoalState
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from pazos.domain.cases.models import Case
    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class GoalLine:
    """One goal with its steps, the open ones first."""

    goal: Goal
    steps: tuple[GoalStep, ...]

    @property
    def is_open(self) -> bool:
        """Whether it is still pursued."""
        return self.goal.state == GoalState.OPEN

    @property
    def done(self) -> int:
        """How many steps were done."""
        return sum(one.state == GoalState.DONE for one in self.steps)


@dataclass(frozen=True)
class OfDimension:
    """The goals of one dimension: those open, and those that ended."""

    dimension: Dimension
    open: tuple[GoalLine, ...]
    ended: tuple[GoalLine, ...]


def life_plan(case: Case, *, seen_by: Staff) -> tuple[OfDimension, ...]:
    """Return the plan of a case, all four dimensions in their order; the caller notes the look."""
    condition = reached(seen_by, Permission.SEE_CASES, through="case__")
    goals = Goal.objects.filter(condition, case=case).prefetch_related("steps").order_by("set_on", "pk")
    lines = [GoalLine(goal, _in_order(goal)) for goal in goals]
    return tuple(
        OfDimension(
            dimension,
            tuple(one for one in lines if one.goal.dimension == dimension and one.is_open),
            tuple(one for one in lines if one.goal.dimension == dimension and not one.is_open),
        )
        for dimension in Dimension
    )


def goal(key: UUID, *, seen_by: Staff) -> Goal | None:
    """Return one goal, None where there is none within reach."""
    condition = reached(seen_by, Permission.SEE_CASES, through="case__")
    return Goal.objects.filter(condition).select_related("case").filter(pk=key).first()


def step(key: UUID, *, seen_by: Staff) -> GoalStep | None:
    """Return one step, None where there is none within reach."""
    condition = reached(seen_by, Permission.SEE_CASES, through="goal__case__")
    return GoalStep.objects.filter(condition).select_related("goal__case").filter(pk=key).first()


def _in_order(goal: Goal) -> tuple[GoalStep, ...]:
    return tuple(sorted(goal.steps.all(), key=lambda one: one.state != GoalState.OPEN))
