"""Whatever an account holds, its sums are the same on the page, in the paper's source and in every table."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from pazos.analysis.account.again import differences
from pazos.analysis.account.tables import TABLES
from pazos.analysis.account.workbook import workbook
from pazos.analysis.dataset import file_of
from pazos.interfaces.reports.document import Table
from pazos.interfaces.reports.yearly import pieces
from pazos.interfaces.reports.yearly.content import Told

STEPS = ("appropriation", "cdp", "rp", "obligation", "payment")
STAGES = ("pledge", "commitment", "disbursement", "expenditure")
cents = st.integers(min_value=0, max_value=10**14).map(lambda n: Decimal(n).scaleb(-2))
amounts = st.lists(st.tuples(*(cents for _step in STEPS)), min_size=1, max_size=5)
given_by = st.lists(st.tuples(*(cents for _stage in STAGES)), min_size=1, max_size=4)
counts = st.lists(st.one_of(st.none(), st.integers(5, 9999)), min_size=1, max_size=5)


def text(amount: Decimal) -> str:
    return f"{amount:.2f}"


def summed(rows: list[tuple[Decimal, ...]]) -> list[Decimal]:
    return [sum(column, Decimal(0)) for column in zip(*rows, strict=True)]


def content(budget: list[Any], cooperation: list[Any], people: list[int | None]) -> dict[str, Any]:
    parts: dict[str, Any] = {
        "strategy": {"strategy": None, "version": None, "components": [], "programmes": []},
        "people": {
            "by_component": [
                {"component": f"c{n}", "people": one, "reported": n, "former": 0}
                for n, one in enumerate(people)
            ],
            "people": None,
            "reported": 7,
            "former": 0,
            "indirect": [],
            "minimum": 5,
            "hidden": 1,
        },
        "activities": {"done": 0, "by_cluster": [], "without_cluster": 0, "by_component": [], "by_kind": []},
        "indicators": {"indicators": [], "not_public": 0},
        "deaths": {"months": [], "not_closed": [], "vintages": [], "by_rule": []},
        "budget": {
            "steps": list(STEPS),
            "currencies": [
                {
                    "currency": "COP",
                    "by_component": [
                        {"component": f"c{n}", "lines": 1, **dict(zip(STEPS, map(text, row), strict=True))}
                        for n, row in enumerate(budget)
                    ],
                    "total": dict(zip(STEPS, map(text, summed(budget)), strict=True)),
                }
            ],
        },
        "cooperation": {
            "stages": list(STAGES),
            "currency": "COP",
            "forms": [
                {
                    "form": "money",
                    "by_partner": [
                        {"name": f"p{n}", **dict(zip(STAGES, map(text, row), strict=True))}
                        for n, row in enumerate(cooperation)
                    ],
                    "by_component": [],
                    "total": {"name": "", **dict(zip(STAGES, map(text, summed(cooperation)), strict=True))},
                }
            ],
            "announced": [],
        },
        "agreements": {"agreements": [], "duties": {}, "totals": []},
        "commitments": {"tally": {"kept": 0, "kept_late": 0, "late": 0, "said": 0}, "commitments": []},
    }
    chain = {"question": "a.b", "address": "", "code": "1", "sha256": "0" * 64}
    chain |= {"parameters": {"year": 2023, "as_of_on": "2023-12-31"}}  # type: ignore[dict-item]
    return {
        "year": 2023,
        "as_of_on": "2023-12-31",
        "city": {"name": "Villa", "code": "1", "is_synthetic": True},
        "parts": {name: {"facts": facts, "chain": chain} for name, facts in parts.items()},
        "unknown": [],
    }


def tables_of(made: dict[str, Any], part: str) -> list[Table]:
    found = next(piece for piece in pieces(Told(made, "en")) if piece.part == part)
    return [block for block in found.section.blocks if isinstance(block, Table)]


def read(cell: str) -> Decimal:
    return Decimal(cell.replace(",", ""))


@given(budget=amounts, cooperation=given_by, people=counts)
@settings(max_examples=20, deadline=None)
def test_sums_never_differ_between_page_paper_and_table(budget, cooperation, people) -> None:
    with translation.override("en"):
        made = content(budget, cooperation, people)
        page = html.unescape(
            render_to_string(
                "web/accountability/paper.html", {"pieces": pieces(Told(made, "en")), "chains": {}}
            )
        )
        cells = re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", page)
        for part, name, group, rows in (
            ("budget", "budget-execution", 3, budget),
            ("cooperation", "cooperation", 3, cooperation),
        ):
            wanted = summed(rows)
            if not any(wanted):
                continue
            (table,) = tables_of(made, part)
            assert [read(cell) for cell in table.rows[-1][1:]] == wanted
            assert [
                sum((read(row[place]) for row in table.rows[:-1]), Decimal(0))
                for place in range(1, len(wanted) + 1)
            ] == wanted
            assert {cell for row in table.rows for cell in row} <= set(cells)
            listed = list(csv.reader(io.StringIO(file_of(TABLES[name].rows(made), TABLES[name].columns))))[1:]
            steps = list(dict.fromkeys(row[group] for row in listed))
            assert [
                sum((Decimal(row[-1]) for row in listed if row[group] == step), Decimal(0)) for step in steps
            ] == wanted


@given(budget=amounts)
@settings(max_examples=15, deadline=None)
def test_the_workbook_holds_every_amount_to_the_cent(budget) -> None:
    with translation.override("en"):
        made = content(budget, [(Decimal(0),) * 4], [None])
        with zipfile.ZipFile(io.BytesIO(workbook(made))) as book:
            at = list(TABLES).index("budget-execution") + 1
            sheet = book.read(f"xl/worksheets/sheet{at}.xml").decode()
    found = [
        Decimal(float(one)).quantize(Decimal("0.01"))
        for one in re.findall(r'<c r="E\d+"[^>]*><v>([^<]+)</v>', sheet)
        if "." in one or one.isdigit() or "E" in one
    ]
    wanted = [amount for row in budget for amount in row]
    assert found[-len(wanted) :] == wanted


@pytest.mark.parametrize(("before", "now"), [(1, 1), ([], []), ({"a": [1, 2]}, {"a": [1, 2]})])
def test_what_is_the_same_has_no_difference(before, now) -> None:
    assert list(differences(before, now)) == []


JSON = st.recursive(
    st.none() | st.integers(-9, 9) | st.text("ab", max_size=2),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc", min_size=1, max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON, JSON)
@settings(max_examples=60, deadline=None)
def test_two_things_differ_somewhere_or_are_the_same(before, now) -> None:
    # What is nothing and what is not there say the same of an account: no figure.
    if not list(differences(before, now)):
        assert without_nothing(before) == without_nothing(now)


def without_nothing(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: kept for key, one in value.items() if (kept := without_nothing(one)) not in (None, {}, [])
        }
    if isinstance(value, list):
        return [without_nothing(one) for one in value]
    return value
