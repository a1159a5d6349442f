"""The spreadsheets of indicators: what goes out comes in and changes nothing; a wrong cell is named."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

import cast
from pazos.analysis.books.indicators import SHEETS, categories_from, categories_text
from pazos.domain.indicators import actions
from pazos.domain.indicators.models import Indicator, IndicatorSheet, IndicatorValue
from pazos.domain.people.actions import open_account, open_organisation
from pazos.domain.people.models import Organisation
from pazos.foundation.access.policy import Role
from pazos.foundation.history.models import Change
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff

pytestmark = pytest.mark.django_db
SHEET = {sheet.name: sheet for sheet in SHEETS}
FEW = ("homicide_rate", "venues_restored", "school_return", "ses_theft")


@pytest.fixture
def works() -> Organisation:
    return open_organisation(name="Infraestructura", kind=Organisation.Kind.CITY, by=None)


@pytest.fixture
def clerk(works: Organisation) -> Staff:
    return open_account(username="obras", name="Obras", role=Role.DEPARTMENT, organisation=works, by=None)


@pytest.fixture
def lead(works: Organisation, clerk: Staff) -> Staff:
    made = cast.staff(Role.STRATEGY_LEAD)
    for of in actions.ship_battery(on=date(2020, 1, 1), by=None, owner=works, only=FEW):
        actions.set_target(of, year=2023, value=10, source="plan", by=made)
    days = {"starts_on": date(2023, 1, 1), "ends_on": date(2023, 12, 31)}
    parts = {"sex": {"woman": 4, "man": 6}}
    school, venues = (Indicator.objects.get(code=code) for code in ("school_return", "venues_restored"))
    kept = actions.report(school, **days, value=10, categories=parts, note="corte", by=clerk)
    actions.approve(actions.submit(kept, by=clerk), by=made)
    actions.report(venues, **days, value=3, note="borrador", by=clerk)
    theft = Indicator.objects.get(code="ses_theft")
    quarter = {"starts_on": date(2023, 1, 1), "ends_on": date(2023, 3, 31)}
    actions.report(theft, **quarter, numerator=301, denominator=90_000.25, note="SIEDCO", by=clerk)
    return made


@pytest.mark.parametrize("name", sorted(SHEET))
def test_what_goes_out_comes_in_and_changes_nothing(lead, name) -> None:
    rows = [dict(row) for row in SHEET[name].rows(lead)]
    assert rows
    assert all(set(row) == {column.name for column in SHEET[name].columns} for row in rows)
    before = Change.objects.count()
    for row in rows:
        SHEET[name].take(row, lead)
    assert Change.objects.count() == before
    assert [dict(row) for row in SHEET[name].rows(lead)] == rows


def test_a_new_row_is_a_draft_and_a_changed_one_a_new_version(lead) -> None:
    rows = {row["code"]: dict(row) for row in SHEET["indicator_sheets"].rows(lead)}
    changed = {**rows["venues_restored"], "definition_en": "Venues handed over."}
    SHEET["indicator_sheets"].take(changed, lead)
    SHEET["indicator_sheets"].take({**changed, "code": "venues_again"}, lead)
    states = IndicatorSheet.objects.filter(state="draft").values_list("indicator__code", "version")
    assert set(states) == {("venues_restored", 2), ("venues_again", 1)}
    SHEET["indicator_sheets"].take({**changed, "definition_en": "Venues in use."}, lead)
    assert (
        IndicatorSheet.objects.get(indicator__code="venues_restored", version=2).definition["en"]
        == "Venues in use."
    )


def test_a_department_sees_and_writes_its_values_and_a_partner_its_own(lead, clerk) -> None:
    assert {row["indicator"] for row in SHEET["indicator_values"].rows(clerk)} == {
        *("school_return", "venues_restored", "ses_theft")
    }
    member = cast.staff(Role.COMMITTEE_MEMBER)
    assert [row["indicator"] for row in SHEET["indicator_values"].rows(member)] == ["school_return"]
    other = open_organisation(name="Fundación", kind=Organisation.Kind.PARTNER, by=None)
    partner = open_account(username="socia", name="Ana", role=Role.PARTNER, organisation=other, by=None)
    assert all(list(sheet.rows(partner)) == [] for sheet in SHEETS)
    row = {"indicator": "venues_restored", "period": "2022", "value": Decimal(7), "note": "acta"}
    with pytest.raises(InputProblem, match="no indicator"):
        SHEET["indicator_values"].take(row, partner)
    SHEET["indicator_values"].take(row, clerk)
    assert IndicatorValue.objects.get(starts_on=date(2022, 1, 1)).value == 7


@pytest.mark.parametrize(
    ("name", "row", "field"),
    [
        ("indicator_values", {"indicator": "none", "period": "2022"}, "indicator"),
        ("indicator_values", {"indicator": "venues_restored", "period": "22/1"}, "period"),
        (
            "indicator_values",
            {"indicator": "venues_restored", "period": "2022", "value": Decimal("1.5")},
            "value",
        ),
        (
            "indicator_values",
            {"indicator": "school_return", "period": "2022", "categories": "sex woman"},
            "categories",
        ),
        ("indicator_targets", {"indicator": "venues_restored", "year": 12, "value": Decimal(1)}, "year"),
    ],
)
def test_a_wrong_cell_is_refused_by_its_column(lead, name, row, field) -> None:
    with pytest.raises(InputProblem) as refused:
        SHEET[name].take(row, lead)
    assert refused.value.facts["field"] == field


def test_categories_survive_a_cell() -> None:
    said: dict[str, Any] = {"sex": {"woman": 4.0, "man": 6.5}, "age_band": {"14-17": 10.0}}
    assert categories_from(categories_text(said)) == said
    assert categories_from("") == {}
