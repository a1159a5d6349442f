"""The sheets of partners: what goes out comes in again unchanged, and no file signs anything."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import transaction

from agreed import Agreed, agreed
from pazos.analysis.books import partners as books
from pazos.domain.partners import actions
from pazos.domain.partners.models import Agreement, Duty, Partner, Vacancy
from pazos.domain.refusing import RefusedError
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.history.models import Change
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Agreed:
    made = agreed()
    made.signed("C-1", city_in_kind="5", in_kind_method="Horas")
    made.with_duties(made.draft("D-2"))
    days = {"offered_on": made.today, "open_until_on": made.day(9)}
    actions.offer_vacancy(
        partner=made.company, title="Vivero", terms="Medio tiempo", places=4, **days, by=made.omar
    )
    return made


def field_of(sheet, row, by) -> object:
    with pytest.raises(InputProblem) as found, transaction.atomic():
        sheet.take(row, by)
    return found.value.facts.get("field")


@pytest.mark.parametrize("sheet", books.SHEETS, ids=lambda sheet: sheet.name)
def test_what_goes_out_comes_in_and_changes_nothing(here, sheet) -> None:
    rows = list(sheet.rows(here.lead))
    before = (Change.objects.count(), AuditEvent.objects.count())
    assert rows
    for row in rows:
        assert set(row) == {column.name for column in sheet.columns}
        sheet.take(row, here.lead)
    assert (Change.objects.count(), AuditEvent.objects.count()) == before
    assert list(sheet.rows(here.lead)) == rows


@pytest.mark.parametrize("sheet", books.SHEETS, ids=lambda sheet: sheet.name)
def test_a_partner_takes_out_its_own_rows_alone(here, sheet) -> None:
    text = str(list(sheet.rows(here.ines)))
    assert "Ingenio" not in text
    assert "Vivero" not in text


def test_a_row_makes_what_is_new_and_changes_what_is_known(here) -> None:
    partners, agreements, duties, vacancies = books.SHEETS
    said = {"name": "Iglesia del Puente", "kind": "church", "track": "3", "components": "prevention, justice"}
    partners.take(said, here.lead)
    partners.take({**said, "track": "2"}, here.lead)
    one = Partner.objects.get(organisation__name="Iglesia del Puente")
    assert (one.track, one.components.count()) == ("2", 2)
    row = {
        "number": "N-9",
        "partner": "iglesia del puente",
        "title": "Escucha",
        "component": "justice",
        "starts_on": here.today,
        "ends_on": here.day(90),
        "partner_money": Decimal("10.50"),
    }
    agreements.take(row, here.lead)
    agreements.take({**row, "title": "Escucha dos"}, here.lead)
    agreement = Agreement.objects.get(number="N-9")
    assert (agreement.title, agreement.partner_money) == ("Escucha dos", Decimal("10.50"))
    duty = {"agreement": "N-9", "side": "city", "text": "Pagar", "due_on": here.day(30)}
    duties.take(duty, here.lead)
    duties.take({**duty, "due_on": here.day(40)}, here.lead)
    assert Duty.objects.get(agreement=agreement).due_on == here.day(40)
    job = {**next(iter(vacancies.rows(here.lead))), "filled": 3, "places": 5}
    vacancies.take(job, here.omar)
    vacancy = Vacancy.objects.get()
    assert (vacancy.filled, vacancy.places) == (3, 5)
    assert field_of(vacancies, {**job, "filled": 2}, here.omar) == "filled"


def test_no_file_signs_ends_or_amends_and_none_says_a_duty_done(here) -> None:
    _partners, agreements, duties, _vacancies = books.SHEETS
    signed, draft = agreements.rows(here.lead)
    assert field_of(agreements, {**draft, "state": "signed"}, here.lead) == "state"
    assert field_of(agreements, {**draft, "signed_on": here.today}, here.lead) == "signed_on"
    with pytest.raises(RefusedError):
        agreements.take({**signed, "title": "Otro"}, here.lead)
    row = next(iter(duties.rows(here.lead)))
    assert field_of(duties, {**row, "done_on": here.today}, here.lead) == "done_on"


@pytest.mark.parametrize(
    ("place", "changed", "field"),
    [
        (0, {"components": "nada"}, "components"),
        (1, {"partner": "Nadie"}, "partner"),
        (1, {"component": "nada"}, "component"),
        (1, {"programme": "nada"}, "programme"),
        (1, {"partner": "Ingenio Guadual"}, "partner"),
        (2, {"agreement": "X-0"}, "agreement"),
        (3, {"neighbourhood": "X"}, "neighbourhood"),
        (3, {"places": 0}, "places"),
    ],
)
def test_a_row_that_is_refused_names_its_column(here, place, changed, field) -> None:
    sheet = books.SHEETS[place]
    row = {**next(iter(sheet.rows(here.lead))), **changed}
    assert field_of(sheet, row, here.lead) == field
