"""The strategy's spreadsheets: what goes out comes in and changes nothing, and a wrong cell is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pazos.analysis.books.strategy import SHEETS
from pazos.domain.strategy import actions
from pazos.domain.strategy.models import Alignment, Component, Programme
from pazos.domain.strategy.vocabulary import Instrument
from pazos.foundation.access.policy import Role
from pazos.foundation.history.models import Change
from pazos.science.problems import InputProblem
from strategies import Books, person

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
SHEET = {sheet.name: sheet for sheet in SHEETS}


@pytest.fixture
def books(tmp_path: Path, settings) -> Books:
    settings.CITY_FILES = tmp_path / "files"
    made = Books()
    actions.align(made.strategy, instrument=Instrument.SDG, code="16.a", component=made.first, by=made.lead)
    return made


def test_a_partner_takes_away_its_own_programmes_only(books: Books) -> None:
    rows = list(SHEET["programmes"].rows(person("partner", Role.PARTNER, books.church)))
    assert [row["code"] for row in rows] == ["pre-01"]


@pytest.mark.parametrize("name", sorted(SHEET))
def test_what_goes_out_comes_in_and_changes_nothing(books: Books, name: str) -> None:
    rows = [dict(row) for row in SHEET[name].rows(books.lead)]
    assert rows
    assert all(set(row) == {column.name for column in SHEET[name].columns} for row in rows)
    before = Change.objects.count()
    for row in rows:
        SHEET[name].take(row, books.lead)
    assert Change.objects.count() == before
    assert [dict(row) for row in SHEET[name].rows(books.lead)] == rows


def test_a_changed_row_changes_the_record_and_a_new_one_makes_it(books: Books) -> None:
    rows = {row["code"]: dict(row) for row in SHEET["programmes"].rows(books.lead)}
    SHEET["programmes"].take(rows["pre-01"] | {"name": "Deporte", "partners": "parroquia; Salud"}, books.lead)
    changed = Programme.objects.get(code="pre-01")
    assert changed.name == "Deporte"
    assert {one.name for one in changed.partners.all()} == {"Parroquia", "Salud"}
    SHEET["programmes"].take(rows["pre-01"] | {"code": "pre-09", "state": None}, books.lead)
    assert Programme.objects.get(code="pre-09").state == "planned"
    SHEET["components"].take({"code": "ent", "name": "Entornos"}, books.lead)
    assert Component.objects.get(code="ent").position == 3
    row = {
        "instrument": "sdg",
        "code": "16.A",
        "component": "int",
        "programme": None,
        "words": "Menos muertes",
    }
    SHEET["alignments"].take(row, books.lead)
    assert Alignment.objects.get().words == "Menos muertes"


@pytest.mark.parametrize(
    ("sheet", "wrong", "field"),
    [
        ("programmes", {"component": "xyz"}, "component"),
        ("programmes", {"code": "pre 09"}, "code"),
        ("programmes", {"code": "pre-09", "name": "x" * 161}, "name"),
        ("programmes", {"people_expected": -1}, "people_expected"),
        ("components", {"code": "año"}, "code"),
        ("programmes", {"department": "Nadie"}, "department"),
        ("programmes", {"department": "Policía"}, "department"),
        ("programmes", {"partners": "Nadie; Salud"}, "partners"),
        ("alignments", {"code": "99.9"}, "code"),
        ("alignments", {"programme": "zzz"}, "programme"),
    ],
)
def test_a_wrong_cell_is_named_by_its_column(books: Books, sheet: str, wrong: dict, field: str) -> None:
    row = dict(next(iter(SHEET[sheet].rows(books.lead)))) | wrong
    with pytest.raises(InputProblem) as refused:
        SHEET[sheet].take(row, books.lead)
    assert refused.value.facts["field"] == field
