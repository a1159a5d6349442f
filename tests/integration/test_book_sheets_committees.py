"""The spreadsheets of committees: what goes out comes in and changes nothing; a wrong cell is named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from pazos.analysis.books.committees import SHEETS
from pazos.domain.committees import actions
from pazos.domain.committees.models import Commitment, Committee, Seat
from pazos.domain.refusing import RefusedError
from pazos.foundation.history.models import Change
from pazos.science.problems import InputProblem
from sitting import sitting

pytestmark = pytest.mark.django_db
SHEET = {sheet.name: sheet for sheet in SHEETS}


@pytest.fixture
def city():
    made = sitting()
    session = made.held()
    made.promised(owner=None, organisation=made.city, session=session)
    one = made.promised(owner=None, organisation=made.city)
    actions.say_done(one, by=made.lead, on=timezone.localdate(), words="Se entregó.")
    actions.drop(made.promised(), words="Sobra", on=timezone.localdate(), by=made.lead)
    return made


@pytest.mark.parametrize("name", sorted(SHEET))
def test_what_goes_out_comes_in_and_changes_nothing(city, name) -> None:
    rows = [dict(row) for row in SHEET[name].rows(city.lead)]
    assert rows
    assert all(set(row) == {column.name for column in SHEET[name].columns} for row in rows)
    if SHEET[name].take is None:
        return
    before = Change.objects.count()
    for row in rows:
        SHEET[name].take(row, city.lead)
    assert Change.objects.count() == before
    assert [dict(row) for row in SHEET[name].rows(city.lead)] == rows


def test_a_spreadsheet_holds_what_its_reader_may_see(city) -> None:
    assert [row["code"] for row in SHEET["committees"].rows(city.ana)] == ["cg"]
    assert {row["committee"] for row in SHEET["seats"].rows(city.vera)} == {"cc"}
    for name in SHEET:
        assert list(SHEET[name].rows(city.outsider)) == []


def test_no_spreadsheet_names_anybody(city) -> None:
    said = str([list(sheet.rows(city.lead)) for sheet in SHEETS])
    assert not [one.name for one in city.people.values() if one.name in said]


def row_of(city, code: str) -> dict[str, object]:
    return next(dict(row) for row in SHEET["commitments"].rows(city.lead) if row["code"] == code)


def test_a_row_makes_corrects_and_brings_a_commitment_on(city) -> None:
    take = SHEET["commitments"].take
    made = row_of(city, "cg-1")
    take(made | {"code": "cg-40", "text": "Pintar la cancha"}, city.lead)
    assert Commitment.objects.get(number=40).text == "Pintar la cancha"
    later = made["due_on"] + timedelta(days=9)
    with pytest.raises(RefusedError):
        take(made | {"due_on": later, "words": ""}, city.lead)
    take(made | {"due_on": later, "words": "Llovió", "office": "Rectoría"}, city.lead)
    one = Commitment.objects.get(number=1)
    assert (one.due_on, one.office) == (later, "Rectoría")
    take(row_of(city, "cg-1") | {"state": "dropped", "words": "Sobra"}, city.lead)
    one.refresh_from_db()
    assert one.state == "dropped"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"committee": "no"}, "committee"),
        ({"code": "otro-1"}, "code"),
        ({"organisation": "Nadie"}, "organisation"),
        ({"state": "done"}, "state"),
    ],
)
def test_a_wrong_cell_is_named(city, change, field) -> None:
    with pytest.raises(InputProblem) as caught:
        SHEET["commitments"].take(row_of(city, "cg-1") | change, city.lead)
    assert caught.value.facts["field"] == field


def test_a_row_constitutes_a_committee_gives_its_seats_and_ends_them(city) -> None:
    rows = {row["code"]: dict(row) for row in SHEET["committees"].rows(city.lead)}
    SHEET["committees"].take(rows["cg"] | {"code": "co", "name": "Operativo"}, city.lead)
    made = Committee.objects.get(code="co")
    seat = next(dict(row) for row in SHEET["seats"].rows(city.lead)) | {
        "committee": "co",
        "office": "Rectoría",
    }
    SHEET["seats"].take(seat, city.lead)
    SHEET["seats"].take(seat | {"until_on": timezone.localdate()}, city.lead)
    assert Seat.objects.get(committee=made).until_on == timezone.localdate()
    SHEET["committees"].take(rows["cg"] | {"code": "co", "name": "Operativo"} | {"quorum": 4}, city.lead)
    made.refresh_from_db()
    assert made.quorum == 4
