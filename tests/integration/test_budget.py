"""The books of the city's money: what is entered, what is refused and why, and who sees which line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation

from budgeted import END, YEAR, Books, person
from pazos.domain.budget import actions, queries
from pazos.domain.budget.actions import ShareSaid
from pazos.domain.budget.models import BudgetLine, Movement, PlannedPayment
from pazos.domain.budget.queries import Sought, Steps
from pazos.domain.budget.refusals import MoneyRefusedError
from pazos.domain.budget.rules import Block
from pazos.domain.budget.vocabulary import Amendment, Dimension, Fund, Step
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.history.changing import changes_of
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db
ALL = Sought()


@pytest.fixture
def books() -> Books:
    return Books()


def refused(deed, *blocks: Block) -> MoneyRefusedError:
    with pytest.raises(MoneyRefusedError) as found, transaction.atomic():
        deed()
    assert [one.block for one in found.value.breaches] == list(blocks)
    return found.value


def steps(books: Books, line: BudgetLine, on: date = END) -> Steps:
    rows = queries.execution(ALL, on=on, seen_by=books.lead)
    return next(row.steps for row in rows if row.key == line.pk)


def test_a_line_is_one_rubro_of_one_department_year_fund_and_project(books) -> None:
    with pytest.raises(InputProblem, match=r"stands already"):
        books.add("2.3.2.02.02.009", books.culture)
    other_fund = books.add("2.3.2.02.02.009", books.culture, fund=Fund.TRANSFERS)
    assert other_fund.pk


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"rubro": "dos punto tres"}, "rubro"),
        ({"rubro": ""}, "rubro"),
        ({"bpin": "BP-7"}, "bpin"),
        ({"year": 23}, "year"),
        ({"name": "  "}, "name"),
        ({"currency": "pesos"}, "currency"),
    ],
)
def test_a_wrong_code_is_refused_and_the_field_named(books, values, field) -> None:
    said = {"year": YEAR, "department": books.culture, "rubro": "2.1", "name": "Línea", "by": books.lead}
    with pytest.raises(InputProblem) as found:
        actions.add_line(**{**said, **values})
    assert found.value.facts["field"] == field


def test_leading_zeros_of_a_rubro_stay(books) -> None:
    assert books.add("0210", books.culture).rubro == "0210"


def test_money_moves_step_by_step_and_every_movement_is_told_once(books) -> None:
    before = AuditEvent.objects.count()
    books.run(books.line)
    assert steps(books, books.line) == Steps(*[Decimal(1000)] * 5)
    assert AuditEvent.objects.count() - before == 5
    row = Movement.objects.filter(step=Step.PAYMENT).get()
    assert changes_of(row).get().is_making


def test_a_payment_above_its_obligation_is_refused_with_day_amounts_and_cure(books) -> None:
    books.appropriate(books.line, 1000)
    for month, step in ((2, Step.CDP), (3, Step.RP), (4, Step.OBLIGATION)):
        books.move(books.line, step, "800.50", month)
    with translation.override("en"):
        problem = refused(lambda: books.move(books.line, Step.PAYMENT, "800.51", 5), Block.ABOVE_STEP_BEFORE)
        text = str(problem)
    assert "15/05/2023" in text
    assert "800.51" in text
    assert "0.01 too much" in text
    assert "Enter first" in text
    assert Movement.objects.filter(step=Step.PAYMENT).count() == 0


def test_a_reduction_dated_back_is_judged_on_all_days_since(books) -> None:
    books.run(books.line)
    books.appropriate(books.other, 5)
    cut = {"line": books.line, "amendment": Amendment.REDUCTION, "amount": 1, "by": books.lead}
    refused(lambda: actions.amend(**cut, on=date(YEAR, 1, 20)), Block.ABOVE_STEP_BEFORE)


def test_a_transfer_is_two_movements_bound_to_each_other(books) -> None:
    books.appropriate(books.line, 1000)
    given, taken = actions.transfer(
        source=books.line, target=books.other, amount="250.25", on=date(YEAR, 6, 1), by=books.lead
    )
    assert (given.counterpart, taken.counterpart) == (taken, given)
    assert given.amount + taken.amount == 0
    assert queries.totals(ALL, on=END, seen_by=books.lead).appropriation == 1000
    back = actions.take_back(taken, on=date(YEAR, 6, 2), by=books.lead, why="línea equivocada")
    assert len(back) == 2
    assert steps(books, books.other).appropriation == 0
    assert steps(books, books.line).appropriation == 1000


def test_what_was_certified_cannot_be_transferred_away(books) -> None:
    books.appropriate(books.line, 1000)
    books.move(books.line, Step.CDP, 900, 2)
    deed = {"source": books.line, "target": books.other, "on": date(YEAR, 6, 1), "by": books.lead}
    refused(lambda: actions.transfer(**deed, amount=101), Block.ABOVE_STEP_BEFORE)
    same = {"source": books.line, "target": books.line, "on": date(YEAR, 6, 1), "by": books.lead}
    refused(lambda: actions.transfer(**same, amount=1), Block.SAME_LINE)


def test_an_error_is_taken_back_and_never_edited(books) -> None:
    books.appropriate(books.line, 1000)
    row = books.move(books.line, Step.CDP, 400, 3)
    actions.take_back(row, on=row.on, by=books.lead, why="se digitó dos veces")
    assert steps(books, books.line).cdp == 0
    assert Movement.objects.filter(step=Step.CDP).count() == 2
    refused(lambda: actions.take_back(row, on=row.on, by=books.lead, why="otra vez"), Block.TAKEN_BACK)


def test_what_something_stands_on_is_not_taken_back_first(books) -> None:
    books.run(books.line)
    obligation = Movement.objects.get(step=Step.OBLIGATION)
    deed = lambda: actions.take_back(obligation, on=END, by=books.lead, why="error")  # noqa: E731
    refused(deed, Block.ABOVE_STEP_BEFORE)


def test_papers_carry_no_more_than_they_are(books) -> None:
    books.appropriate(books.line, 1000)
    first = books.move(books.line, Step.CDP, 300, 2, number="CDP-1")
    books.move(books.line, Step.CDP, 300, 2, number="CDP-2")
    deed = lambda: books.move(books.line, Step.RP, 301, 3, stands_on=first)  # noqa: E731
    refused(deed, Block.ABOVE_PAPER)
    books.move(books.line, Step.RP, 120, 3, stands_on=first)
    left = queries.papers_left(books.line, Step.CDP, on=END, seen_by=books.lead)
    assert [(one.called[-5:], one.left) for one in left] == [("CDP-1", 180), ("CDP-2", 300)]


def test_giving_back_frees_what_stood_before(books) -> None:
    books.appropriate(books.line, 1000)
    books.move(books.line, Step.CDP, 900, 2)
    actions.give_back(line=books.line, step=Step.CDP, amount=500, on=date(YEAR, 5, 1), by=books.lead)
    assert steps(books, books.line).cdp == 400
    assert steps(books, books.line, date(YEAR, 4, 30)).cdp == 900


def test_a_department_keeps_its_own_lines_and_sees_no_other(books) -> None:
    books.appropriate(books.line, 1000)
    books.move(books.line, Step.CDP, 1, 2, by=books.keeper)
    with pytest.raises(PermissionDenied):
        books.move(books.other, Step.CDP, 1, 2, by=books.keeper)
    with pytest.raises(PermissionDenied):
        actions.transfer(
            source=books.line, target=books.other, amount=1, on=date(YEAR, 3, 1), by=books.keeper
        )
    assert [row.key for row in queries.execution(ALL, on=END, seen_by=books.keeper)] == [books.line.pk]
    assert queries.line(books.other.pk, seen_by=books.keeper) is None
    assert queries.ledger(books.other, seen_by=books.keeper).entries == ()


@pytest.mark.parametrize("role", [Role.SECURITY_LIAISON, Role.GESTOR, Role.PARTNER, Role.AUDITOR])
def test_an_outsider_sees_no_money_and_moves_none(books, role) -> None:
    books.run(books.line)
    outsider = person("outsider", role, books.culture)
    assert queries.execution(ALL, on=END, seen_by=outsider) == []
    assert queries.stuck(on=END, seen_by=outsider) == []
    assert queries.totals(ALL, on=END, seen_by=outsider) == Steps()
    with pytest.raises(PermissionDenied):
        books.move(books.line, Step.CDP, 1, 2, by=outsider)


def test_shares_are_the_whole_line_and_the_parts_add_up_to_the_cent(books) -> None:
    a, b, c = books.components
    books.run(books.line, "1000.01")
    refused(
        lambda: actions.share_line(books.line, shares=[ShareSaid(a, 9999)], by=books.lead),
        Block.SHARES_NOT_WHOLE,
    )
    thirds = [ShareSaid(a, 3333), ShareSaid(b, 3333), ShareSaid(c, 3334)]
    actions.share_line(books.line, shares=thirds, by=books.lead)
    groups = queries.grouped(ALL, Dimension.COMPONENT, on=END, seen_by=books.lead)
    parts = [group.steps.payment for group in groups if group.key]
    assert sum(parts) == Decimal("1000.01")
    assert sorted(parts) == [Decimal("333.30"), Decimal("333.30"), Decimal("333.41")]
    only = queries.grouped(replace(ALL, component=a.pk), Dimension.COMPONENT, on=END, seen_by=books.lead)
    assert [group.label for group in only] == ["Interruption"]
    curves = [
        queries.curve(replace(ALL, component=one.pk), year=YEAR, on=END, seen_by=books.lead)
        for one in books.components
    ]
    assert sum(one.now.payment for one in curves) == Decimal("1000.01")


def test_a_line_without_shares_serves_the_component_of_its_programme(books) -> None:
    books.run(books.line)
    books.run(books.other)
    groups = queries.grouped(ALL, Dimension.COMPONENT, on=END, seen_by=books.lead)
    assert {group.key and group.label: group.steps.payment for group in groups} == {
        "Prevention": 1000,
        "": 1000,
    }


@pytest.mark.parametrize("dimension", list(Dimension))
def test_groups_add_up_to_the_total(books, dimension) -> None:
    books.run(books.line, "777.77")
    books.run(books.other, "0.03")
    found = queries.grouped(ALL, dimension, on=END, seen_by=books.lead)
    assert Steps.total(group.steps for group in found) == queries.totals(ALL, on=END, seen_by=books.lead)


def test_execution_asks_twice_however_many_lines(books, django_assert_num_queries) -> None:
    for n in range(20):
        books.run(books.add(f"9.{n}", books.culture))
    with django_assert_num_queries(2):
        assert len(queries.execution(ALL, on=END, seen_by=books.lead)) == 22


def test_currencies_are_never_added_up(books) -> None:
    books.run(books.line)
    dollars = books.add("2.9", books.culture, currency="USD")
    books.run(dollars, 5)
    assert queries.totals(ALL, on=END, seen_by=books.lead).payment == 1000
    assert queries.totals(replace(ALL, currency="USD"), on=END, seen_by=books.lead).payment == 5


def test_the_curve_holds_payments_against_the_plan(books) -> None:
    books.run(books.line, 1200)
    plan = {date(YEAR, month, 9): 100 for month in range(1, 13)}
    actions.plan_payments(books.line, months=plan, by=books.lead)
    found = queries.curve(ALL, year=YEAR, on=date(YEAR, 4, 30), seen_by=books.lead)
    assert [month.planned for month in found.months][:4] == [100, 200, 300, 400]
    assert found.months[3].steps.payment == 0
    assert found.months[4].steps is None
    assert found.behind == 400
    actions.plan_payments(books.line, months={date(YEAR, 1, 1): 0}, by=books.lead)
    assert PlannedPayment.objects.count() == 11


def test_money_that_waits_longer_than_its_step_takes_is_stuck_since_its_first_day(books) -> None:
    books.appropriate(books.line, 1000)
    books.move(books.line, Step.CDP, 600, 2)
    books.move(books.line, Step.CDP, 400, 3)
    books.move(books.line, Step.RP, 700, 4)
    (found,) = queries.stuck(on=date(YEAR, 6, 30), seen_by=books.lead)
    assert (found.step, found.next_step, found.amount) == (Step.CDP, Step.RP, 300)
    assert found.since_on == date(YEAR, 3, 15)
    assert queries.stuck(on=date(YEAR, 4, 20), seen_by=books.lead) == []
    reserves = queries.stuck(on=date(YEAR + 1, 6, 30), seen_by=books.lead)
    assert [one.step for one in reserves] == [Step.RP]


def test_a_line_changes_its_name_but_not_its_year_once_money_moved(books) -> None:
    actions.change_line(books.line, name="Ludotecas de barrio", by=books.keeper)
    assert BudgetLine.objects.get(pk=books.line.pk).name == "Ludotecas de barrio"
    actions.change_line(books.line, year=2022, by=books.lead)
    books.run(books.other)
    with pytest.raises(InputProblem, match="stays"):
        actions.change_line(books.other, year=2022, by=books.lead)
