"""Spreadsheets of cooperation: what goes out comes in again, once, in an empty city as it was."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from cooperating import DAY, Cooperating, cooperating, rate
from pazos.analysis.books.cooperation import SHEETS
from pazos.domain.cooperation import actions
from pazos.domain.cooperation.models import Announcement, ExchangeRate, Resource, ResourceMovement
from pazos.domain.cooperation.queries import years
from pazos.domain.refusing import RefusedError
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db
BY_NAME = {sheet.name: sheet for sheet in SHEETS}


@pytest.fixture
def city() -> Cooperating:
    return cooperating()


def filled(city: Cooperating) -> None:
    rate(city, units="3900.123456")
    one = city.resource(currency="USD")
    gift = city.resource("samán", form="in_kind", valuation="hours", valuation_words="Turnos")
    actions.move(gift, stage="disbursement", amount=9, on=DAY, by=city.lead)
    later = DAY + timedelta(days=5)
    promised = actions.move(one, stage="commitment", amount=100, on=DAY, by=city.lead)
    twice = [actions.move(one, stage="disbursement", amount="40.07", on=later, by=city.lead) for _n in "ab"]
    actions.take_back(twice[0], on=later, note="Error", by=city.lead)
    actions.take_back(twice[1], on=later + timedelta(days=1), note="Devuelto", by=city.lead)
    actions.take_back(promised, on=later + timedelta(days=2), note="Retirado", by=city.lead)
    actions.announce(
        year=2022, amount=200, currency="USD", said_on=DAY, said_in="Prensa", partner=None, by=city.lead
    )


def everything(city: Cooperating) -> dict[str, list[dict[str, object]]]:
    return {sheet.name: [dict(row) for row in sheet.rows(city.lead)] for sheet in SHEETS}


def test_what_goes_out_comes_in_again_as_it_was(city) -> None:
    filled(city)
    out = everything(city)
    home = [cell.home for cell in years.consolidation(2022, seen_by=city.lead).cells]
    assert {row["number"] for row in out["cooperation_movements"]} == {1, 2}
    for sheet in SHEETS:
        for row in out[sheet.name]:
            sheet.take(row, city.lead)
    assert everything(city) == out  # twice is once
    ResourceMovement.objects.filter(takes_back__isnull=False).delete()
    ResourceMovement.objects.all().delete()
    for model in (Resource, Announcement, ExchangeRate):
        model.objects.all().delete()
    for sheet in SHEETS:
        for row in out[sheet.name]:
            sheet.take(row, city.lead)
    assert everything(city) == out
    assert [cell.home for cell in years.consolidation(2022, seen_by=city.lead).cells] == home


def test_a_changed_row_describes_a_contribution_anew(city) -> None:
    one = city.resource()
    sheet = BY_NAME["contributions"]
    (row,) = sheet.rows(city.lead)
    sheet.take({**row, "title": "Otro"}, city.lead)
    one.refresh_from_db()
    assert one.title == "Otro"
    with pytest.raises(RefusedError):
        sheet.take({**row, "form": "in_kind"}, city.lead)


@pytest.mark.parametrize(
    ("sheet", "row", "field"),
    [
        ("contributions", {"partner": "Nadie"}, "partner"),
        ("contributions", {"component": "x"}, "component"),
        ("contributions", {"programme": "x"}, "programme"),
        ("contributions", {"agreement": "x"}, "agreement"),
        ("contributions", {"title": " "}, "title"),
        ("cooperation_movements", {"contribution": "x"}, "contribution"),
        ("cooperation_movements", {"number": 5}, "number"),
        ("cooperation_movements", {"takes_back_of": DAY, "amount": Decimal(-4)}, "takes_back_of"),
        ("exchange_rates", {"home_units": Decimal(0)}, "home_units"),
    ],
)
def test_a_wrong_row_is_refused_by_its_column(city, sheet, row, field) -> None:
    filled(city)
    good = dict(next(iter(BY_NAME[sheet].rows(city.lead))))
    if sheet == "contributions":
        good["code"] = "nuevo"
    with pytest.raises(InputProblem) as refused:
        BY_NAME[sheet].take({**good, **row}, city.lead)
    assert refused.value.facts["field"] == field


def test_a_partner_takes_its_own_rows_away_only(city) -> None:
    filled(city)
    assert len(list(BY_NAME["contributions"].rows(city.of_ceiba))) == 1
    assert {row["contribution"] for row in BY_NAME["cooperation_movements"].rows(city.of_ceiba)} == {"r-1"}
    assert list(BY_NAME["cooperation_announcements"].rows(city.of_ceiba)) == []
