"""Life plans: goals in the person's words, how they change and end, and taking that back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from accompanied import case_of, worker
from pazos.domain.cases.actions import planning
from pazos.domain.cases.queries import planning as queries
from pazos.domain.cases.rules.planning import Block
from pazos.domain.cases.rules.working import Block as WorkBlock
from pazos.domain.cases.vocabulary import Dimension, GoalState
from pazos.domain.refusing import RefusedError
from pazos.domain.rights.models import Consent
from pazos.foundation.history.changing import changes_of

if TYPE_CHECKING:
    from pazos.domain.cases.models import Goal

pytestmark = pytest.mark.django_db


def goal(**changed) -> Goal:
    values = {"dimension": "productive", "aim": "Tener mi moto de domicilios", "due_on": None, **changed}
    return planning.set_goal(values.pop("case", None) or case_of(), by=worker("Ana"), **values)


def blocks(problem: pytest.ExceptionInfo[RefusedError]) -> set[str]:
    return set(problem.value.blocks)


def test_a_plan_shows_all_four_dimensions_even_the_empty_ones() -> None:
    one = goal()
    plan = queries.life_plan(one.case, seen_by=worker("Ana"))
    assert [part.dimension for part in plan] == list(Dimension)
    assert [len(part.open) for part in plan] == [0, 0, 1, 0]


def test_a_goal_has_words_and_is_not_due_before_it_was_set() -> None:
    with pytest.raises(RefusedError) as problem:
        goal(aim=" ", due_on=timezone.localdate() - timedelta(days=1))
    assert blocks(problem) == {Block.NO_WORDS, Block.DUE_BEFORE}


def test_other_words_are_another_goal_and_the_ones_before_stay() -> None:
    one = goal()
    step = planning.add_step(one, text="Sacar la licencia", by_person=True, due_on=None, by=worker("Ana"))
    new = planning.say_anew(one, aim="Abrir un taller", due_on=None, version=1, by=worker("Ana"))
    one.refresh_from_db()
    step.refresh_from_db()
    assert (one.state, one.aim) == (GoalState.CHANGED, "Tener mi moto de domicilios")
    assert (new.aim, step.goal_id) == ("Abrir un taller", new.pk)


def test_two_who_change_one_goal_at_once_do_not_overwrite_each_other() -> None:
    one = goal()
    planning.move_goal(one, due_on=timezone.localdate() + timedelta(days=9), version=1, by=worker("Ana"))
    with pytest.raises(RefusedError) as problem:
        planning.move_goal(one, due_on=None, version=1, by=worker("Beto"))
    assert blocks(problem) == {Block.CHANGED_SINCE}


@pytest.mark.parametrize("end", ["done", "dropped"])
def test_an_end_can_be_taken_back_and_both_are_told(end: str) -> None:
    one = goal()
    planning.end_goal(one, end=end, by=worker("Ana"))
    with pytest.raises(RefusedError) as problem:
        planning.end_goal(one, end=end, by=worker("Ana"))
    assert blocks(problem) == {Block.ENDED}
    assert planning.open_goal_again(one, by=worker("Beto")).state == GoalState.OPEN
    assert changes_of(one).count() == 3


def test_a_step_is_somebodys_and_ends_and_opens_again() -> None:
    one = goal()
    step = planning.add_step(one, text="Llamar al SENA", by_person=False, due_on=None, by=worker("Ana"))
    planning.end_step(step, end="done", by=worker("Ana"))
    assert planning.open_step_again(step, by=worker("Ana")).ended_on is None
    planning.end_goal(one, end="done", by=worker("Ana"))
    with pytest.raises(RefusedError):
        planning.add_step(one, text="Otro", by_person=True, due_on=None, by=worker("Ana"))


def test_nothing_is_planned_without_a_permission_or_by_another_pair() -> None:
    case = case_of()
    with pytest.raises(RefusedError) as problem:
        planning.set_goal(case, dimension="family", aim="x", due_on=None, by=worker("Zoe"))
    assert WorkBlock.NOT_YOURS in blocks(problem)
    Consent.objects.update(withdrawn_on=timezone.localdate())
    with pytest.raises(RefusedError):
        goal(case=case)


def test_nobody_else_reads_a_plan() -> None:
    one = goal()
    assert queries.goal(one.pk, seen_by=worker("Zoe")) is None
    assert all(not part.open for part in queries.life_plan(one.case, seen_by=worker("Zoe")))


def test_a_plan_takes_two_questions_however_long_it_is(django_assert_max_num_queries) -> None:
    case = case_of()
    for n in range(6):
        one = goal(case=case, aim=f"Meta {n}")
        planning.add_step(one, text="Paso", by_person=True, due_on=None, by=worker("Ana"))
    who = worker("Ana")
    with django_assert_max_num_queries(2):
        queries.life_plan(case, seen_by=who)
