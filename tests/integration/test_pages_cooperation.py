"""Pages of cooperation: each reader sees their own, every deed can be done from them, tables agree."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cooperating import DAY, SANTA_TECLA, Cooperating, cooperating, rate, santa_tecla
from iati_files import WHOLE
from pazos.config.city import make, read
from pazos.domain.cooperation import actions
from pazos.domain.cooperation.models import Announcement, ExchangeRate, Resource, ResourceMovement
from pazos.domain.cooperation.queries import years
from pazos.foundation.access.policy import Permission

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Cooperating:
    return cooperating()


@pytest.fixture
def desk(client, city):
    """Whoever keeps the books, reading English."""
    client.cookies["pazos_language"] = "en"
    client.force_login(city.lead)
    return client


def page(client, name: str, *args: object) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def table(client, name: str, *args: object) -> list[dict[str, str]]:
    text = b"".join(client.get(reverse(name, args=args)).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize(
    "name",
    [
        "resources",
        "cooperation_years",
        "rates",
        "iati",
        "cooperation_pipeline",
        "add_resource",
        "announce_cooperation",
    ],
)
def test_every_page_stands_while_there_is_nothing(desk, name) -> None:
    page(desk, name)


def test_a_contribution_is_written_down_and_moves(desk, city) -> None:
    said = {
        "partner": city.partners["ceiba"].pk,
        "title": "Sillas",
        "component": city.components[0].pk,
        "form": "in_kind",
        "currency": "COP",
        "starts_on": "2022-01-01",
        "purpose_code": "15220",
    }
    refused = desk.post(reverse("add_resource"), said)
    assert refused.status_code == 422
    assert "says how it was valued" in refused.content.decode()
    said |= {"valuation": "market", "valuation_words": "Tres cotizaciones."}
    assert desk.post(reverse("add_resource"), said).status_code == 302
    one = Resource.objects.get()
    assert one.code == "fundacion-ceiba-2022-1"
    moving = reverse("move_resource", args=[one.code])
    paper = SimpleUploadedFile("acta.txt", b"Acta de entrega", content_type="text/plain")
    moved = {"stage": "disbursement", "on": "2022-03-01", "amount": "1500000.5"}
    refused = desk.post(moving, {**moved, "paper": paper})
    assert refused.status_code == 422
    paper.seek(0)
    assert desk.post(moving, {**moved, "paper": paper, "paper_title": "Acta"}).status_code == 302
    shown = page(desk, "resource", one.code)
    assert "COP 1,500,000.50" in shown
    assert ">Acta</a>" in shown
    refused = desk.post(moving, {"stage": "expenditure", "on": "2022-02-28", "amount": "1"})
    assert "more would be spent than had been disbursed" in refused.content.decode()


def test_a_movement_is_taken_back_from_its_page(desk, city) -> None:
    one = city.resource()
    moved = actions.move(one, stage="pledge", amount=70, on=DAY, by=city.lead)
    address = reverse("take_back_movement", args=[moved.pk])
    assert desk.get(address).status_code == 200
    assert desk.post(address, {"on": "2021-01-01", "note": "x"}).status_code == 422
    assert desk.post(address, {"on": "2022-03-01", "note": "Dos veces."}).status_code == 302
    assert ResourceMovement.objects.count() == 2
    assert "taken back" in page(desk, "resource", one.code)


def test_a_contribution_is_described_anew_from_its_page(desk, city) -> None:
    one = city.resource()
    address = reverse("change_resource", args=[one.code])
    assert "Aporte 1" in desk.get(address).content.decode()
    said = {
        "partner": one.partner_id,
        "title": "Otro",
        "component": one.component_id,
        "form": "money",
        "currency": "COP",
        "starts_on": "2022-01-01",
        "purpose_code": "15220",
    }
    assert desk.post(address, {**said, "ends_on": "2021-01-01"}).status_code == 422
    assert desk.post(address, said).status_code == 302
    one.refresh_from_db()
    assert one.title == "Otro"
    assert desk.get(reverse("history", args=["cooperation.resource", one.pk])).status_code == 200


def test_the_year_shows_one_million_announced_beside_940000_by_lines(desk, city) -> None:
    santa_tecla(city)
    shown = page(desk, "cooperation_year", 2010)
    for text in ("USD 1,000,000", "USD 940,000", "5 lines", "The lines say USD 60,000 less: 94.0%"):
        assert text in shown
    for n in range(len(SANTA_TECLA)):
        assert f"Donante {n + 1}" in shown
    assert desk.get(reverse("cooperation_year", args=[2011])).status_code == 404


def test_page_file_and_domain_never_differ(desk, city) -> None:
    santa_tecla(city)
    rate(city, units="4012.345678")
    for amount in ("0.01", "33.33", "1234567.89"):
        actions.move(
            city.resource("samán", currency="USD"), stage="pledge", amount=amount, on=DAY, by=city.lead
        )
    for year in (2010, 2022):
        known = years.consolidation(year, seen_by=city.lead)
        rows = table(desk, "cooperation_year_file", year)
        assert sum(Decimal(row["Amount in pesos"]) for row in rows) == sum(cell.home for cell in known.cells)
        assert sum(Decimal(row["Amount"]) for row in rows) == sum(cell.amount for cell in known.cells)
    listed = table(desk, "resources_file")
    assert sum(Decimal(row["pledge"]) for row in listed) == Decimal("940000") + Decimal("1234601.23")
    shown = page(desk, "cooperation_year", 2022)
    assert f"{sum(cell.home for cell in known.cells):,.2f}" in shown


def test_a_partner_sees_its_own_pages_only(client, city) -> None:
    mine, other = city.resource("ceiba", title="Lo nuestro"), city.resource("samán", title="Lo ajeno")
    for one in (mine, other):
        actions.move(one, stage="pledge", amount=7, on=DAY, by=city.lead)
    client.force_login(city.of_ceiba)
    shown = page(client, "resources")
    assert "Lo nuestro" in shown
    assert "Lo ajeno" not in shown
    assert "Samán" not in shown
    assert "Samán" not in page(client, "cooperation_year", 2022)
    assert client.get(reverse("resource", args=[other.code])).status_code == 404
    assert client.get(reverse("history", args=["cooperation.resource", other.pk])).status_code == 404
    assert reverse("change_resource", args=[mine.code]) not in page(client, "resource", mine.code)
    assert [row["Code"] if "Code" in row else row["Código"] for row in table(client, "resources_file")] == [
        mine.code
    ]
    assert client.post(reverse("move_resource", args=[mine.code]), {}).status_code == 403


def test_announcements_are_kept_and_struck_out(desk, city) -> None:
    said = {"year": 2022, "amount": "1000", "currency": "USD", "said_on": "2022-03-05", "said_in": "Prensa"}
    refused = desk.post(reverse("announce_cooperation"), said)
    assert "No exchange rate of that day" in refused.content.decode()
    rate(city)
    assert desk.post(reverse("announce_cooperation"), said).status_code == 302
    one = Announcement.objects.get()
    assert "No line says anything of it." in page(desk, "cooperation_year", 2022)
    assert desk.post(reverse("strike_out_announcement", args=[one.pk])).status_code == 302
    assert not Announcement.objects.exists()


def rates_file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("tasas.csv", text.encode(), content_type="text/csv")


def test_a_table_of_rates_is_kept_whole_or_not_at_all(desk) -> None:
    ours = "currency,date,rate,source\nUSD,2022-03-01,3900.50,Banco\nEUR,01/03/2022,4300.25,Banco\n"
    address = reverse("take_rates")
    wrong = desk.post(address, {"file": rates_file(ours + "USD,ayer,3900.5,Banco\nUSD,2022-03-02,0,Banco\n")})
    assert wrong.status_code == 422
    assert "Row 4: ayer is not a day" in wrong.content.decode()
    assert not ExchangeRate.objects.exists()
    for _twice in range(2):
        assert desk.post(address, {"file": rates_file(ours)}).status_code == 302
        assert ExchangeRate.objects.count() == 2
    assert "4,300.25" in page(desk, "rates")


def test_the_official_dollar_rate_is_read_as_it_is_published(desk) -> None:
    trm = 'VALOR,UNIDAD,VIGENCIADESDE,VIGENCIAHASTA\n"$3,950.12",COP,02/03/2022,02/03/2022\n'
    assert desk.post(reverse("take_rates"), {"file": rates_file(trm)}).status_code == 302
    kept = ExchangeRate.objects.get()
    assert (kept.currency, kept.on, kept.home_units) == ("USD", date(2022, 3, 2), Decimal("3950.12"))


@pytest.mark.parametrize(
    "text", ["", "a,b\n1,2\n", 'currency,date,rate\nUSD,2022-03-01,"3,950"\n', "date,rate\n2022-03-01,x\n"]
)
def test_what_is_no_table_of_rates_is_refused(desk, text) -> None:
    file = rates_file(text) if text else SimpleUploadedFile("x.csv", b"\xff\xfe\x00")
    assert desk.post(reverse("take_rates"), {"file": file}).status_code == 422
    assert not ExchangeRate.objects.exists()


def test_pages_ask_the_database_a_bounded_number_of_times(desk, city, django_assert_max_num_queries) -> None:
    santa_tecla(city)
    one = Resource.objects.first()
    page(desk, "resources")
    for name, *args in (("resources",), ("cooperation_year", 2010), ("rates",), ("resource", one.code)):
        with django_assert_max_num_queries(25):
            page(desk, name, *args)


def test_whoever_may_not_see_cooperation_is_refused(client, city) -> None:
    assert not city.liaison.may(Permission.SEE_COOPERATION)
    client.force_login(city.liaison)
    for name in ("resources", "cooperation_years", "rates", "resources_file"):
        assert client.get(reverse(name)).status_code == 403


def test_the_iati_page_says_its_placeholder_and_hands_the_file_out(desk, city) -> None:
    city.resource(title="Sillas")
    assert "no organisation identifier yet" in page(desk, "iati")
    answer = desk.get(reverse("iati_file", args=[city.strategy.pk]))
    assert answer["Content-Type"] == "application/xml"
    assert "Sillas" in answer.content.decode()
    assert desk.get(reverse("iati_file", args=[999])).status_code == 404


def test_a_partners_iati_file_is_shown_before_it_is_taken(desk, city, settings, tmp_path) -> None:
    settings.CITY_FILES = tmp_path
    rate(city)
    said = {"partner": city.partners["ceiba"].pk, "component": city.components[0].pk}

    def sent(content: bytes):
        return desk.post(
            reverse("iati_in"), {**said, "file": SimpleUploadedFile("a.xml", content, "text/xml")}
        )

    refused = sent(b'<!DOCTYPE x [<!ENTITY a "b">]><iati-activities version="2.03"/>')
    assert refused.status_code == 422
    assert "DOCTYPE" in refused.content.decode()
    shown = sent(WHOLE)
    text = shown.content.decode().replace("\u00a0", " ")
    assert not Resource.objects.exists()
    for part in ("Jóvenes que median", "USD 801", "2 transactions are left out", "not this partner"):
        assert part in text
    taking = {"token": shown.context["token"], "only": ["XX-9-AB"]}
    for _twice in range(2):
        assert desk.post(reverse("iati_take"), taking).status_code == 302
        assert ResourceMovement.objects.count() == 3
    assert desk.post(reverse("iati_take"), {"token": "made-up"}).url == reverse("iati_in")


def test_the_pipeline_shows_what_waits_before_each_stage(desk, city) -> None:
    one = city.resource()
    actions.move(one, stage="pledge", amount=1000, on=DAY, by=city.lead)
    actions.move(one, stage="commitment", amount=400, on=DAY, by=city.lead)
    shown = page(desk, "cooperation_pipeline")
    assert "600 waiting" in shown
    assert f"{reverse('resources')}?partner={one.partner_id}" in shown


def test_a_contribution_leads_to_its_partner_agreement_and_programme(desk, city) -> None:
    partner, component = city.partners["ceiba"], city.components[0]
    agreement = partner.agreements.create(
        number="C-1", title="Convenio", component=component, starts_on=DAY, ends_on=DAY
    )
    programme = component.programmes.create(code="p-1", name="Programa", department=partner.organisation)
    one = city.resource(agreement=agreement, programme=programme)
    shown = page(desk, "resource", one.code)
    for name, key in (("partner", partner.pk), ("agreement", agreement.pk), ("programme", "p-1")):
        assert f'href="{reverse(name, args=[key])}"' in shown
    assert desk.get(reverse("book", args=["contributions"])).status_code == 200
    assert desk.get(reverse("book_export", args=["cooperation_movements", "xlsx"])).status_code == 200


def test_the_organisation_identifier_is_set_in_the_city_s_settings(tmp_path) -> None:
    made = make(tmp_path / "city")
    assert made.iati_organisation == ""
    settings = made.folder / "pazos.toml"
    settings.write_text(settings.read_text("utf-8") + 'iati_organisation = "CO-TEST-1"\n', "utf-8")
    assert read(made.folder).iati_organisation == "CO-TEST-1"
