"""A life plan: goals in the person's own words, steps, how they ended, and taking that back.

What a goal said stays: another wording is another goal, and the one before is kept as changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.models import Case, Goal, GoalStep
from pazos.domain.cases.rules.planning import (
    Block,
    Written,
    what_blocks_changing,
    what_blocks_ending,
    what_blocks_opening_again,
    what_blocks_writing,
)
from pazos.domain.cases.rules.working import what_blocks_work
from pazos.domain.cases.vocabulary import GoalState
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Staff


@transaction.atomic
def set_goal(case: Case, *, dimension: str, aim: str, due_on: date | None, by: Staff) -> Goal:
    """Write a goal of the person."""
    held, today = in_hand(Case.objects.all(), case.pk), timezone.localdate()
    refuse((*what_blocks_work(held, on=today, by=by), *what_blocks_writing(Written(aim, today, due_on))))
    goal = Goal.objects.create(case=held, dimension=dimension, aim=aim.strip(), set_on=today, due_on=due_on)
    made(goal, by=by)
    audit.record("goal.set", goal, by=by, dimension=dimension)
    return goal


@transaction.atomic
def move_goal(goal: Goal, *, due_on: date | None, version: int, by: Staff) -> Goal:
    """Put a goal on another day; `version` is the one that was on the page."""
    row = _goal_in_hand(goal, by=by)
    written = Written(row.aim, row.set_on, due_on)
    blocks = what_blocks_changing(row.state, version=row.version, expected=version)
    refuse((*blocks, *what_blocks_writing(written)))
    if change(row, by=by, due_on=due_on, version=row.version + 1):
        audit.record("goal.moved", row, by=by)
    return row


@transaction.atomic
def say_anew(goal: Goal, *, aim: str, due_on: date | None, version: int, by: Staff) -> Goal:
    """Put a goal into other words: a new goal with its open steps; the old one stays, as changed."""
    row = _goal_in_hand(goal, by=by)
    today = timezone.localdate()
    blocks = what_blocks_changing(row.state, version=row.version, expected=version)
    refuse((*blocks, *what_blocks_writing(Written(aim, today, due_on))))
    new = Goal.objects.create(
        case=row.case, dimension=row.dimension, aim=aim.strip(), set_on=today, due_on=due_on
    )
    made(new, by=by)
    for step in row.steps.filter(state=GoalState.OPEN):
        change(step, by=by, goal=new)
    change(row, by=by, state=GoalState.CHANGED, ended_on=today, version=row.version + 1)
    audit.record("goal.said_anew", new, by=by, before=str(row.pk))
    return new


@transaction.atomic
def end_goal(goal: Goal, *, end: str, by: Staff) -> Goal:
    """Say that a goal was reached or let go."""
    row = _goal_in_hand(goal, by=by)
    refuse(what_blocks_ending(row.state, end=end))
    change(row, by=by, state=end, ended_on=timezone.localdate(), version=row.version + 1)
    audit.record("goal.ended", row, by=by, state=end)
    return row


@transaction.atomic
def open_goal_again(goal: Goal, *, by: Staff) -> Goal:
    """Take the end of a goal back."""
    row = _goal_in_hand(goal, by=by)
    refuse(what_blocks_opening_again(row.state))
    change(row, by=by, state=GoalState.OPEN, ended_on=None, version=row.version + 1)
    audit.record("goal.opened_again", row, by=by)
    return row


@transaction.atomic
def add_step(goal: Goal, *, text: str, by_person: bool, due_on: date | None, by: Staff) -> GoalStep:
    """Add a step to a goal: what, who does it (the person, else the pair), by when."""
    row = _goal_in_hand(goal, by=by)
    ended = (Block.GOAL_ENDED,) if row.state != GoalState.OPEN else ()
    refuse((*ended, *what_blocks_writing(Written(text, timezone.localdate(), due_on))))
    step = GoalStep.objects.create(goal=row, text=text.strip(), by_person=by_person, due_on=due_on)
    made(step, by=by)
    audit.record("goal.step_added", step, by=by)
    return step


@transaction.atomic
def end_step(step: GoalStep, *, end: str, by: Staff) -> GoalStep:
    """Say that a step was done or let go."""
    row = _step_in_hand(step, by=by)
    refuse(what_blocks_ending(row.state, end=end))
    change(row, by=by, state=end, ended_on=timezone.localdate())
    audit.record("goal.step_ended", row, by=by, state=end)
    return row


@transaction.atomic
def open_step_again(step: GoalStep, *, by: Staff) -> GoalStep:
    """Take the end of a step back."""
    row = _step_in_hand(step, by=by)
    refuse(what_blocks_opening_again(row.state, goal=row.goal.state))
    change(row, by=by, state=GoalState.OPEN, ended_on=None)
    audit.record("goal.step_opened_again", row, by=by)
    return row


def _goal_in_hand(goal: Goal, *, by: Staff) -> Goal:
    row = in_hand(Goal.objects.select_related("case"), goal.pk)
    refuse(what_blocks_work(row.case, on=timezone.localdate(), by=by))
    return row


def _step_in_hand(step: GoalStep, *, by: Staff) -> GoalStep:
    row = in_hand(GoalStep.objects.select_related("goal__case"), step.pk)
    refuse(what_blocks_work(row.goal.case, on=timezone.localdate(), by=by))
    return row
