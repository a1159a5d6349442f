"""What a result cost: the component's money over what its indicator counted, and nothing where nobody counted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from bookkeeping import YEAR, books
from pazos.analysis.budget.costs import costs
from pazos.domain.budget.models import Movement
from pazos.domain.budget.vocabulary import Step
from pazos.foundation.access.policy import Role

pytestmark = pytest.mark.django_db
END = date(YEAR, 12, 31)


def test_a_result_costs_the_components_money_over_its_count() -> None:
    made = books()
    for step in ("obligation", "payment"):
        Movement.objects.create(
            line=made.lines["schools"],
            step=step,
            on=date(YEAR, 6, 1),
            amount="120000.06",
            entered_by=made.lead,
            entered_at=timezone.now(),
        )
    found = costs(YEAR, step=Step.PAYMENT, seen_by=made.lead, on=END)
    (trained,) = found.results  # a rate is no count, and "late" was never reported
    assert trained.cost.count.known == 12
    assert trained.cost.spent.amount == Decimal("120000.06")
    assert trained.cost.value == Decimal("10000.00")  # half a cent, to the even one
    assert trained.cost.low <= trained.cost.value <= trained.cost.high


def test_a_department_is_told_no_cost_of_what_it_does_not_see_whole() -> None:
    made = books()
    for staff in made.people.values():
        if staff.role == Role.DEPARTMENT:
            assert costs(YEAR, step=Step.PAYMENT, seen_by=staff, on=END).results == ()


def test_the_page_tells_the_method_beside_the_figure(client) -> None:
    made = books()
    client.force_login(made.lead)
    client.cookies["pazos_language"] = "en"
    text = client.get(reverse("budget_cost"), {"year": YEAR}).content.decode()
    assert "For each result" in text
    assert "are never added" in text
    assert f">{YEAR}</option>" in text
