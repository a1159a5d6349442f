"""The budget leaves whole: as an open package that others read, as spreadsheets that come back, as costs."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from budgeted import END, YEAR, Books
from pazos.analysis.books import budget as sheets
from pazos.analysis.budget.fiscal_package import MEASURES, package
from pazos.analysis.budget.unit_cost import Count, WhyNot, cost_of, unit_cost
from pazos.config.city import read as read_city
from pazos.domain.budget import actions, queries
from pazos.domain.budget.actions import ShareSaid
from pazos.domain.budget.models import BudgetLine, LineShare, Movement, PlannedPayment
from pazos.domain.budget.queries import Sought, Spent
from pazos.domain.budget.vocabulary import Amendment, Step
from pazos.science.problems import InputProblem

NAME = re.compile(r"[a-z0-9._-]+")
DIMENSION_TYPES = {"datetime", "entity", "classification", "activity", "fact", "location", "other"}
PHASES = {"proposed", "approved", "adjusted", "executed"}


@pytest.fixture
def books(db) -> Books:
    made = Books()
    made.run(made.line, "1000.01")
    made.run(made.other, "77.70")
    thirds = zip(made.components, (3333, 3333, 3334), strict=True)
    shares = [ShareSaid(one, part, at_least=part - 333, at_most=part + 666) for one, part in thirds]
    actions.share_line(made.line, shares=shares, by=made.lead)
    actions.plan_payments(made.line, months={date(YEAR, 6, 1): "500.05"}, by=made.lead)
    return made


def opened(content: bytes) -> tuple[dict, bytes, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        described = json.loads(packed.read("datapackage.json"))
        table = packed.read(described["resources"][0]["path"])
        assert sorted(packed.namelist()) == ["data/budget.csv", "datapackage.json"]
    return described, table, list(csv.DictReader(io.StringIO(table.decode(), newline="")))


def test_the_package_keeps_the_rules_of_the_standard(books) -> None:
    described, table, rows = opened(package(Sought(), on=END, seen_by=books.lead))
    (resource,) = described["resources"]
    fields = [field["name"] for field in resource["schema"]["fields"]]
    assert NAME.fullmatch(described["name"])
    assert described["title"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d", described["fiscalPeriod"])
    assert described["granularity"] in ("aggregated", "transactional")
    assert resource["hash"] == f"sha256:{hashlib.sha256(table).hexdigest()}"
    assert resource["bytes"] == len(table)
    assert list(rows[0]) == fields
    assert len({row["id"] for row in rows}) == len(rows)
    for measure in described["model"]["measures"].values():
        assert measure["source"] in fields
        assert re.fullmatch(r"[A-Z]{3}", measure["currency"])
        assert measure["direction"] in ("expenditure", "revenue")
        assert measure.get("phase", "executed") in PHASES
    assert {one.phase for one in MEASURES} - {""} == PHASES
    used = set(described["model"]["measures"])
    for dimension in described["model"]["dimensions"].values():
        assert dimension["dimensionType"] in DIMENSION_TYPES
        sources = {one["source"] for one in dimension["attributes"].values()}
        assert sources <= set(fields)
        assert set(dimension["primaryKey"]) <= set(dimension["attributes"])
        for one in dimension["attributes"].values():
            assert one.get("labelfor", next(iter(dimension["attributes"]))) in dimension["attributes"]
        used |= sources
    assert used == set(fields) - {"id"}


@pytest.mark.parametrize(("said", "path"), [("CC-BY-4.0", "by/4.0/"), ("CC0-1.0", "zero/1.0/")])
def test_the_package_names_the_licence_that_the_city_declares(books, settings, said, path) -> None:
    settings.DATA_LICENCE = said
    described, _table, _rows = opened(package(Sought(), on=END, seen_by=books.lead))
    (licence,) = described["licenses"]
    assert licence["name"] == said
    assert licence["path"].endswith(path)


def test_a_city_declares_a_licence_that_portals_know(tmp_path) -> None:
    (tmp_path / "pazos.toml").write_text('licence = "ODC-BY-1.0"\n', encoding="utf-8")
    assert read_city(tmp_path).licence == "ODC-BY-1.0"
    (tmp_path / "pazos.toml").write_text('licence = "whatever"\n', encoding="utf-8")
    with pytest.raises(InputProblem, match=r"CC-BY-4\.0"):
        read_city(tmp_path)


def test_the_package_and_the_page_never_differ_by_a_cent(books) -> None:
    _described, _table, rows = opened(package(Sought(), on=END, seen_by=books.lead))
    total = queries.totals(Sought(), on=END, seen_by=books.lead)
    for step, amount in zip(Step, total.amounts, strict=True):
        assert sum(Decimal(row[step.value]) for row in rows) == amount
    assert len(rows) == 4
    assert sum(Decimal(row["planned_payment"] or 0) for row in rows) == Decimal("500.05")


def test_the_same_books_give_the_same_bytes_and_a_department_its_own_lines(books) -> None:
    first = package(Sought(), on=END, seen_by=books.lead)
    assert package(Sought(), on=END, seen_by=books.lead) == first
    _described, _table, rows = opened(package(Sought(), on=END, seen_by=books.keeper))
    assert {row["department"] for row in rows} == {books.culture.name}


def test_spreadsheets_bring_the_same_books_back(books) -> None:
    wrong = books.move(books.line, Step.PAYMENT, "-0.01", 6, amendment=Amendment.REFUND, number="R-1")
    actions.take_back(wrong, on=wrong.on, by=books.lead, why="no era")
    actions.amend(line=books.line, amendment="addition", amount=5, on=date(YEAR, 6, 1), by=books.lead)
    actions.transfer(source=books.line, target=books.other, amount=5, on=date(YEAR, 6, 2), by=books.lead)
    kept = {sheet.name: list(sheet.rows(books.lead)) for sheet in sheets.SHEETS}
    for model in (PlannedPayment, LineShare):
        model.objects.all().delete()
    Movement.objects.update(counterpart=None, takes_back=None, stands_on=None)
    Movement.objects.all().delete()
    BudgetLine.objects.all().delete()
    for _twice in range(2):
        for sheet in sheets.SHEETS:
            for row in kept[sheet.name] if sheet.take else []:
                sheet.take(row, books.lead)
    assert {sheet.name: list(sheet.rows(books.lead)) for sheet in sheets.SHEETS} == kept


@pytest.mark.parametrize(
    ("shares", "says"),
    [
        ("prevention", "no share"),
        ("prevention x", "no share"),
        ("nada 100", "no component"),
        ("prevention 99", "99%"),
    ],
)
def test_a_wrong_share_in_a_spreadsheet_names_its_column(books, shares, says) -> None:
    row = {**next(iter(sheets.SHEETS[0].rows(books.lead))), "shares": shares}
    with pytest.raises(InputProblem, match=says) as found:
        sheets.SHEETS[0].take(row, books.lead)
    assert found.value.facts["field"] == "shares"


def test_a_department_brings_in_its_own_lines_only(books) -> None:
    rows = list(sheets.SHEETS[0].rows(books.lead))
    theirs = next(row for row in rows if row["department"] == books.security.name)
    with pytest.raises(PermissionDenied):
        sheets.SHEETS[0].take({**theirs, "name": "otra"}, books.keeper)
    assert [row["department"] for row in sheets.SHEETS[0].rows(books.keeper)] == [books.culture.name]


def money(amount: object, low: object = None, high: object = None) -> Spent:
    exactly = Decimal(str(amount))
    return Spent(exactly, Decimal(str(low or amount)), Decimal(str(high or amount)), 1)


def test_a_cost_is_money_over_people_with_the_ends_of_what_is_not_known() -> None:
    found = unit_cost(money(1000, 800, 1500), Count(100, 80, 125))
    assert (found.value, found.low, found.high) == (10, Decimal("6.40"), Decimal("18.75"))


@pytest.mark.parametrize(
    ("count", "why"),
    [
        (Count(4), WhyNot.FEW),
        (Count(0), WhyNot.FEW),
        (Count(None, 0, 4), WhyNot.FEW),
        (Count(20, 3, 40), WhyNot.FEW),
        (Count(None), WhyNot.UNKNOWN),
        (Count(None, 10), WhyNot.UNKNOWN),
    ],
)
def test_there_is_never_a_cost_of_few_people(count, why) -> None:
    found = unit_cost(money(1000), count)
    assert (found.why_not, found.value, found.low, found.high) == (why, None, None, None)


def test_an_unknown_number_between_bounds_has_an_interval_and_no_value() -> None:
    found = unit_cost(money(1000), Count(None, 10, 20))
    assert (found.value, found.low, found.high) == (None, 50, 100)


def test_no_money_is_no_cost_of_nought() -> None:
    assert unit_cost(money(0), Count(50)).why_not is WhyNot.NO_MONEY


def test_a_count_outside_its_bounds_is_refused() -> None:
    with pytest.raises(InputProblem):
        Count(5, 6, 7)


@given(st.decimals(1, 10**9, places=2), st.integers(5, 10**6), st.integers(0, 50), st.integers(0, 50))
def test_the_cost_lies_within_its_interval(amount, people, fewer, more) -> None:
    count = Count(people, max(people - fewer, 5), people + more)
    found = unit_cost(Spent(amount, amount, amount, 1), count)
    assert found.low <= found.value <= found.high


def test_the_cost_of_a_component_takes_its_share_and_the_bounds_of_it(books) -> None:
    asked = Sought(component=books.components[0].pk)
    found = cost_of(
        asked, first=date(YEAR, 1, 1), last=END, people=lambda *_of: Count(10), seen_by=books.lead
    )
    assert found.spent.amount == Decimal("333.30")
    assert (found.spent.low, found.spent.high) == (Decimal("300.00"), Decimal("399.90"))
    assert (found.value, found.low, found.high) == (Decimal("33.33"), Decimal("30.00"), Decimal("39.99"))


def test_a_cost_is_never_reckoned_from_promises(books) -> None:
    with pytest.raises(InputProblem, match="not from promises"):
        cost_of(
            Sought(), first=END, last=END, people=lambda *_of: Count(10), seen_by=books.lead, step=Step.RP
        )
