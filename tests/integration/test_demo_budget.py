"""The demo's money is in order, of a city's size, and holds what a real year holds."""

from __future__ import annotations

import pytest
from django.utils import timezone

from budgeted import person
from pazos.analysis.demo_books import budget, strategy
from pazos.domain.budget import queries
from pazos.domain.budget.models import BudgetLine, Movement
from pazos.domain.budget.queries import Sought
from pazos.domain.budget.vocabulary import Amendment, Dimension, Step
from pazos.foundation.access.policy import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    made = {role: person(role.value, role) for role in (Role.STRATEGY_LEAD, Role.ANALYST)}
    strategy.invent(by=made, seed=1)
    return made


def test_the_invented_money_is_in_order_and_of_a_citys_size(by) -> None:
    made = budget.invent(by=by, seed=1)
    lead, today = by[Role.STRATEGY_LEAD], timezone.localdate()
    assert made["budget_lines"] >= 120
    assert made["budget_movements"] >= 4_000
    assert BudgetLine.objects.values("department").distinct().count() == 8
    year = queries.totals(Sought(year=2023), on=today, seen_by=lead)
    assert 10**10 < year.appropriation < 6 * 10**10
    assert 0.75 < year.paid < 1
    stuck = queries.stuck(on=today, seen_by=lead)
    assert Step.CDP in {one.step for one in stuck}
    kinds = set(Movement.objects.values_list("amendment", flat=True))
    assert {Amendment.REDUCTION, Amendment.TRANSFER_IN, Amendment.ADDITION} <= kinds
    assert Movement.objects.filter(takes_back__isnull=False).count() == 1
    groups = queries.grouped(Sought(year=2023), Dimension.COMPONENT, on=today, seen_by=lead)
    assert len(groups) == 5


def test_the_same_seed_invents_the_same_money(by) -> None:
    budget.invent(by=by, seed=5)
    first = list(Movement.objects.order_by("pk").values_list("on", "amount", "number"))
    Movement.objects.filter(takes_back__isnull=False).delete()
    Movement.objects.update(counterpart=None, stands_on=None)
    Movement.objects.all().delete()
    BudgetLine.objects.all().delete()
    budget.invent(by=by, seed=5)
    assert list(Movement.objects.order_by("pk").values_list("on", "amount", "number")) == first
