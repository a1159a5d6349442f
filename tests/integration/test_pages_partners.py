"""Pages of partners: each shows its reader's reach and nothing more, and every deed can be done from them."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agreed import Agreed, agreed, person
from pazos.domain.partners import actions, queries
from pazos.domain.partners.models import Agreement, Amendment, Contact, Duty, Partner, Vacancy, Vetting
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import ReadEvent
from pazos.foundation.history.changing import changes_of

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
SECRET = "Nombre Reservado"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def here() -> Agreed:
    return agreed()


def shown(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def send(client: Client, page: str, /, *args: object, **said: object) -> Any:
    return client.post(
        reverse(page, args=args), {key: value for key, value in said.items() if value is not None}
    )


def contact(here: Agreed) -> Contact:
    said = {"office": "Dirección", "name": SECRET, "phone": "6025550101"}
    days = {"agreed_on": here.today, "until_on": here.day(300)}
    return actions.add_contact(here.foundation, **said, **days, by=here.lead)


def job(here: Agreed, **said: object) -> Vacancy:
    given = {"title": "Auxiliar", "terms": "Tiempo completo", "places": 3, **said}
    days = {"offered_on": here.today, "open_until_on": here.day(30)}
    return actions.offer_vacancy(partner=here.company, **given, **days, by=here.lead)


def test_every_page_opens_to_the_lead_with_data_and_without(here, signed_in) -> None:
    client = signed_in(here.lead)
    for name in ("partners", "partner_tracks", "agreements", "vacancies"):
        shown(client, name)
    one, vacancy, person_there = (
        here.signed(city_in_kind="7", in_kind_method="horas"),
        job(here),
        contact(here),
    )
    draft = here.with_duties(here.draft("D"))
    for name in ("partners", "partner_tracks", "agreements", "vacancies", "partner_register"):
        shown(client, name)
    for name in ("agreement_draft", "vacancy_begin"):
        shown(client, name)
    for name in ("partner", "partner_change", "partner_vetting", "contact_add", "vacancy_offer"):
        shown(client, name, here.foundation.pk)
    for name in (
        "agreement",
        "agreement_amend",
        "agreement_attach",
        "agreement_end_early",
        "agreement_close",
    ):
        shown(client, name, one.pk)
    for name in ("agreement", "agreement_change", "agreement_sign", "duty_add"):
        shown(client, name, draft.pk)
    shown(client, "duty_change", draft.duties.first().pk)
    shown(client, "duty_done", one.duties.first().pk)
    for name in ("vacancy", "vacancy_change", "vacancy_fill"):
        shown(client, name, vacancy.pk)
    shown(client, "contact_change", person_there.pk)


def test_a_partner_finds_its_own_pages_and_no_other(here, signed_in) -> None:
    mine, other = here.signed(), here.signed("C-2", partner=here.company, title="Vivero del ingenio")
    vacancy = job(here)
    client = signed_in(here.ines)
    for name in ("partners", "agreements", "partner_tracks", "vacancies"):
        text = shown(client, name)
        assert "Ingenio Guadual" not in text
        assert "Vivero del ingenio" not in text
    assert "Escuela de tambores" in shown(client, "agreement", mine.pk)
    for name, key in (
        ("agreement", other.pk),
        ("agreement_sheet", other.pk),
        ("partner", here.company.pk),
        ("vacancy", vacancy.pk),
        ("vacancy_offer", here.company.pk),
        ("vacancy_fill", vacancy.pk),
    ):
        assert client.get(reverse(name, args=[key])).status_code == 404, name
    assert client.get(reverse("partner_register")).status_code == 403


@pytest.mark.parametrize("role", [Role.PARTNER, Role.DEPARTMENT, Role.COMMITTEE_MEMBER, Role.EVALUATOR])
def test_contacts_are_shown_to_managers_alone_and_each_look_is_noted(here, signed_in, role) -> None:
    one = contact(here)
    here.vet(reasons="Motivo interno")
    who = here.ines if role is Role.PARTNER else person("otro", role)
    text = shown(signed_in(who), "partner", here.foundation.pk)
    assert SECRET not in text
    assert "Motivo interno" not in text
    assert not ReadEvent.objects.exists()
    text = shown(signed_in(here.lead), "partner", here.foundation.pk)
    assert SECRET in text
    assert "Motivo interno" in text
    assert ReadEvent.objects.get(what="partners.contact").keys == [str(one.pk)]


def test_the_whole_life_of_an_agreement_is_done_from_its_pages(here, signed_in) -> None:
    client = signed_in(here.lead)
    registered = {
        "name": "Iglesia del Puente",
        "kind": "church",
        "track": "3",
        "components": [here.justice.pk],
    }
    assert send(client, "partner_register", **registered).status_code == 302
    one = Partner.objects.get(kind="church")
    vetted = {"on": here.day(-2), "valid_until_on": here.day(300), "result": "cleared", "reasons": "Visita"}
    assert send(client, "partner_vetting", one.pk, **vetted).status_code == 302
    said = {
        "partner": one.pk,
        "number": "C-77",
        "title": "Escucha",
        "component": here.justice.pk,
        "starts_on": here.today,
        "ends_on": here.day(200),
        "currency": "COP",
        "city_money": "1250000.50",
        "city_in_kind": "0",
        "partner_money": "0",
        "partner_in_kind": "300000",
        "in_kind_method": "Horas de voluntarios a salario mínimo",
    }
    assert send(client, "agreement_draft", **said).status_code == 302
    agreement = Agreement.objects.get()
    assert agreement.city_money == Decimal("1250000.50")
    refused = send(client, "agreement_sign", agreement.pk, on=here.today)
    assert refused.status_code == 422
    assert "It states no duty of the city." in refused.content.decode()
    for side in ("city", "partner"):
        duty = {"side": side, "text": f"Deber de {side}", "due_on": here.day(60)}
        assert send(client, "duty_add", agreement.pk, **duty).status_code == 302
    assert "The signed text is missing" in shown(client, "agreement", agreement.pk)
    paper = {"paper": SimpleUploadedFile("convenio.pdf", PDF), "paper_title": "Convenio firmado"}
    assert send(client, "agreement_sign", agreement.pk, on=here.today, **paper).status_code == 302
    agreement.refresh_from_db()
    assert agreement.state == "signed"
    done = {"on": here.today, "evidence": [agreement.documents.get().pk]}
    assert send(client, "duty_done", Duty.objects.first().pk, **done).status_code == 302
    amended = {"signed_on": here.today, "ends_on": here.day(400), "reasons": "Otra cohorte"}
    amended |= {"city_money": "1250000.50", "city_in_kind": "0", "partner_money": "0"}
    amended |= {"partner_in_kind": "300000", "in_kind_method": agreement.in_kind_method}
    amended |= {"evidence": [agreement.documents.get().pk]}
    assert send(client, "agreement_amend", agreement.pk, **amended).status_code == 302
    assert list(Amendment.objects.get().fields) == ["ends_on"]
    text = shown(client, "agreement", agreement.pk)
    assert "Otra cohorte" in text
    ended = {"on": here.today, "reasons": "La sede cerró"}
    assert send(client, "agreement_end_early", agreement.pk, **ended).status_code == 302
    agreement.refresh_from_db()
    assert agreement.state == "terminated"
    assert Vetting.objects.get().by == here.lead


def test_a_mistake_is_said_beside_its_field_and_nothing_is_lost(here, signed_in) -> None:
    client = signed_in(here.lead)
    answer = send(client, "agreement_draft", partner=here.foundation.pk, number="X", title="Un título")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Un título" in text
    assert text.count("field wrong") >= 3


def test_contacts_are_kept_renewed_and_removed(here, signed_in) -> None:
    client = signed_in(here.lead)
    said = {"office": "Dirección", "name": SECRET, "email": "a@b.co"}
    days = {"agreed_on": here.today, "until_on": here.day(100)}
    assert send(client, "contact_add", here.foundation.pk, **said, **days).status_code == 302
    one = Contact.objects.get()
    days["until_on"] = here.day(400)
    assert send(client, "contact_change", one.pk, **said, **days).status_code == 302
    assert Contact.objects.get().until_on == here.day(400)
    assert send(client, "contact_forget", one.pk).status_code == 302
    assert not Contact.objects.exists()


def test_a_company_offers_fills_and_withdraws_its_vacancies(here, signed_in) -> None:
    client = signed_in(here.omar)
    assert client.get(reverse("vacancy_begin")).headers["Location"] == reverse(
        "vacancy_offer", args=[here.company.pk]
    )
    said = {"title": "Vivero", "terms": "Medio tiempo", "places": 2, "offered_on": here.today}
    said |= {"open_until_on": here.day(20), "monthly_pay": "1423500"}
    assert send(client, "vacancy_offer", here.company.pk, **said).status_code == 302
    one = Vacancy.objects.get()
    assert "Vivero" in shown(client, "vacancies")
    answer = send(client, "vacancy_fill", one.pk, people=3)
    assert "more people than the vacancy has places left" in answer.content.decode()
    assert send(client, "vacancy_fill", one.pk, people=1).status_code == 302
    assert send(client, "vacancy_change", one.pk, **{**said, "places": 4}).status_code == 302
    assert send(client, "vacancy_withdraw", one.pk).status_code == 302
    one.refresh_from_db()
    assert (one.places, one.filled, one.state) == (4, 1, "withdrawn")
    assert "Vivero" not in shown(client, "vacancies")
    assert "Vivero" in shown(client, "vacancies", state="withdrawn")


def test_nobody_offers_for_another_partner(here, signed_in) -> None:
    department = person("depto", Role.DEPARTMENT)
    vacancy = job(here)
    client = signed_in(department)
    for name in ("vacancy_change", "vacancy_fill", "vacancy_withdraw"):
        assert client.post(reverse(name, args=[vacancy.pk])).status_code == 403


def test_the_file_adds_up_to_what_the_page_says(here, signed_in) -> None:
    here.signed(city_in_kind="0.30", in_kind_method="=SUMA(1)", title="=HYPERLINK(1)")
    here.draft("D", partner_money="0.45")
    client = signed_in(here.lead)
    content = b"".join(client.get(reverse("agreements_file")).streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    found = queries.sums(queries.agreements(queries.Asked(), on=here.today, seen_by=here.lead))["COP"]
    assert sum(Decimal(row["Together"]) for row in rows) == found.total
    assert sum(Decimal(row["City, in kind"]) for row in rows) == found.city_in_kind
    assert not any(cell.startswith("=") for row in rows for cell in row.values())


def test_an_agreement_is_printed(here, signed_in) -> None:
    one = here.signed(city_in_kind="7", in_kind_method="Horas a salario mínimo")
    actions.amend_agreement(
        one, signed_on=here.today, ends_on=here.day(400), reasons="Más", document=here.paper, by=here.lead
    )
    answer = signed_in(here.ines).get(reverse("agreement_sheet", args=[one.pk]))
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_lists_ask_the_database_as_often_for_forty_as_for_one(
    here, signed_in, django_assert_max_num_queries
) -> None:
    for n in range(20):
        here.signed(f"C-{n}", partner=here.foundation if n % 2 else here.company)
        job(here, title=f"Puesto {n}")
    client = signed_in(here.lead)
    one = Agreement.objects.first()
    for name, args, most in (
        ("partners", [], 28),
        ("partner_tracks", [], 24),
        ("agreements", [], 24),
        ("vacancies", [], 24),
        ("partner", [here.foundation.pk], 40),
        ("agreement", [one.pk], 36),
    ):
        with django_assert_max_num_queries(most):
            shown(client, name, *args)


def test_an_address_with_a_strange_question_still_answers(here, signed_in) -> None:
    client = signed_in(here.lead)
    for name in ("partners", "agreements", "vacancies"):
        for query in (
            {"page": "zzz"},
            {"kind": "x", "track": "9"},
            {"standing": "x", "partner": "x"},
            {"q": "'%"},
        ):
            shown(client, name, **query)


def test_a_duty_said_done_by_mistake_is_taken_back_and_a_signature_is_not(here, signed_in) -> None:
    one = here.signed()
    duty = one.duties.first()
    actions.say_done(duty, on=here.today, evidence=here.paper, by=here.lead)
    client = signed_in(here.lead)
    told = changes_of(duty).first()
    assert "done on" in shown(client, "history", "partners.duty", duty.pk).lower()
    client.post(reverse("history_undo", args=["partners.duty", duty.pk, told.pk]))
    duty.refresh_from_db()
    assert (duty.done_on, duty.evidence) == (None, None)
    signing = changes_of(one).first()
    client.post(reverse("history_undo", args=["partners.agreement", one.pk, signing.pk]))
    one.refresh_from_db()
    assert one.state == "signed"


def test_an_amendment_is_not_taken_back_from_the_history_but_a_change_of_a_draft_is(here, signed_in) -> None:
    one, draft = here.signed(), here.draft("D")
    actions.amend_agreement(
        one, signed_on=here.today, ends_on=here.day(400), reasons="Más", document=here.paper, by=here.lead
    )
    actions.change_agreement(draft, title="Otro", by=here.lead)
    client = signed_in(here.lead)
    for row in (one, draft):
        change = changes_of(row).first()
        client.post(reverse("history_undo", args=["partners.agreement", row.pk, change.pk]))
        row.refresh_from_db()
    assert one.ends_on == here.day(400)
    assert draft.title == "Escuela de tambores"


def test_a_partner_reads_the_history_of_its_own_records_alone(here, signed_in) -> None:
    mine, other = here.signed(), here.signed("C-2", partner=here.company)
    client = signed_in(here.ines)
    shown(client, "history", "partners.agreement", mine.pk)
    for kind, key in (("partners.agreement", other.pk), ("partners.partner", other.partner_id)):
        assert client.get(reverse("history", args=[kind, key])).status_code == 404
    assert client.get(reverse("history", args=["partners.contact", contact(here).pk])).status_code == 404
