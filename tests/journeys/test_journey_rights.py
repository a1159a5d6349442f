"""The desk of habeas data in a browser: a request comes, is answered in time, and its letter is printed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

import planted
from pazos.analysis import releasing
from pazos.domain.disputes.models import StreetQuarter
from pazos.domain.people.models import Staff
from pazos.domain.rights.actions import consents, demands, erasing, requests
from pazos.domain.rights.models import Request
from pazos.domain.rights.registry import Subject
from pazos.domain.rights.vocabulary import SubjectKind
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
TODAY = timezone.localdate
PARTICIPANT = Subject(SubjectKind.PARTICIPANT, UUID(int=17))


@pytest.fixture(autouse=True)
def _files(tmp_path, settings):
    settings.CITY_FILES = tmp_path / "files"


@pytest.fixture
def officer(city) -> Staff:
    return Staff.objects.create(username="oficial", name="Berta Oñate", role=Role.DATA_OFFICER)


@pytest.fixture
def desk(officer) -> dict[str, object]:
    """Some weeks of work at the desk."""
    kept = planted.plant()
    gestor = kept.rows["people.Staff"]
    made = [
        requests.receive(
            id=uuid4(),
            kind=kind,
            channel="counter",
            received_on=TODAY() - timedelta(days=days),
            requester=name,
            relation="self",
            contact="Calle 12 con carrera 4",
            asked="Quiero saber qué guarda la alcaldía sobre mí, desde cuándo y para qué.",
            by=officer,
        )
        for kind, days, name in (
            ("consultation", 21, "Rosalba Quiñones"),
            ("claim", 9, "Edinson Lucumí"),
            ("deletion", 1, "Yuli Tatiana Mina"),
            ("consultation", 9, "Hernando Cobo"),
        )
    ]
    one = requests.identify(
        made[1], subject=Subject.of_staff(gestor), proof="document", on=TODAY(), by=officer
    )
    given = {"basis": "consent", "relation": "self", "signatory": "Rosalba Quiñones", "by": officer}
    permission = consents.give(
        PARTICIPANT,
        id=uuid4(),
        purpose="contact",
        purpose_text="Para llamarle e invitarle a los cursos.",
        given_on=TODAY() - timedelta(days=100),
        expires_on=TODAY() + timedelta(days=200),
        **given,
    )
    consents.give(
        PARTICIPANT,
        id=uuid4(),
        purpose="publication",
        purpose_text="Para mostrar su fotografía en el informe anual.",
        given_on=date(2024, 1, 1),
        expires_on=date(2024, 12, 31),
        **given,
    )
    demand = demands.receive(
        id=uuid4(),
        authority="prosecutor",
        office="Fiscalía 21 seccional",
        kind="information",
        received_on=TODAY() - timedelta(days=3),
        legal_basis="art. 213 CPP",
        asked="Todos los reportes de los gestores sobre una riña.",
        by=officer,
    )
    erasing.erase(
        "outreach.presence", str(kept.rows["outreach.Presence"].pk), ground="wrongly_kept", by=officer
    )
    erasing.retain(by=None, on=date(2022, 6, 1))
    return {"request": one, "consent": permission, "demand": demand, "release": _released(officer)}


def _released(officer: Staff):
    StreetQuarter.objects.create(
        first_on=date(2024, 1, 1),
        frozen_at=timezone.now(),
        clusters={"1": "El Sembrador", "2": "La Emilia", "0": ""},
        totals={"opened": {"1": None, "2": None, "0": 40, "total": 55}},
        totals_hash="0" * 64,
    )
    first = releasing.prepare("street-totals", remark="Primera entrega.", by=officer)
    other = Staff.objects.create(username="lider", name="Otra Persona", role=Role.STRATEGY_LEAD)
    releasing.sign(first, by=other)
    return releasing.prepare("street-totals", remark="", by=other)


def enter(page: Page, who: Staff) -> Page:
    """Sign somebody in without the sign-in page, which has journeys of its own."""
    client = Client()
    client.force_login(who)
    page.goto("/sign-in/")
    host = urlsplit(page.url).hostname
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "domain": host, "path": "/"}])
    return page


@pytest.mark.parametrize(("width", "light"), [(1440, "light"), (360, "dark")])
def test_the_pages_of_rights_are_whole_on_a_desk_and_on_a_phone(
    desk, officer, visit, axe, picture, width, light
) -> None:
    page = enter(visit(width=width, light=light), officer)
    one, release = desk["request"].pk, desk["release"].pk
    pages = {
        "requests": "/rights/requests/",
        "receive": "/rights/requests/new/",
        "request": f"/rights/requests/{one}/",
        "answer": f"/rights/requests/{one}/step/answer/",
        "identify": f"/rights/requests/{one}/step/identify/",
        "erase-all": f"/rights/requests/{one}/erase/",
        "erase-not": "/rights/erase/register.deaths/1/",
        "holidays": "/rights/holidays/",
        "consents": "/rights/consents/",
        "consent": f"/rights/consents/{desk['consent'].pk}/",
        "consent-new": "/rights/consents/new/",
        "keeping": "/rights/keeping/",
        "period": "/rights/keeping/disputes.disputes/",
        "erasures": "/rights/erasures/",
        "demands": "/rights/demands/",
        "demand": f"/rights/demands/{desk['demand'].pk}/",
        "legal-requests": "/legal-requests/",
        "releases": "/rights/releases/",
        "release": f"/rights/releases/{release}/",
        "data": "/data/",
        "catalogue": "/rights/catalogue/",
    }
    for name, address in pages.items():
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        picture(page, f"rights-{name}-{width}-{light}")
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{address} is {wide} wide"


def test_a_request_is_received_identified_answered_and_printed(officer, page) -> None:
    enter(page, officer)
    page.goto("/rights/requests/")
    page.locator(".empty a.button").click()
    page.select_option("#id_kind", "consultation")
    page.select_option("#id_channel", "letter")
    page.fill("#id_requester", "Rosalba Quiñones")
    page.select_option("#id_relation", "self")
    page.fill("#id_asked", "¿Qué guardan de mí?")
    page.locator("main form button.primary").click()
    expect(page.locator("h1")).to_contain_text("HD-")
    page.locator("main a.button.primary").click()
    page.fill("#id_letter", "Señora Rosalba: guardamos lo siguiente.")
    page.locator("main form button.primary").click()
    expect(page.locator(".alert.error")).to_be_visible()
    expect(page.locator("#id_letter")).to_have_value("Señora Rosalba: guardamos lo siguiente.")
    one = Request.objects.get()
    page.goto(f"/rights/requests/{one.pk}/step/identify/")
    page.select_option("#id_proof", "document")
    page.select_option("#id_subject_kind", "staff")
    page.fill("#id_subject", str(officer.pk))
    page.locator("main form button.primary").click()
    page.locator("main a.button.primary").click()
    page.select_option("#id_answer", "granted")
    page.fill("#id_letter", "Señora Rosalba: guardamos lo siguiente.")
    page.locator("main form button.primary").click()
    with page.expect_download() as download:
        page.locator("main a.button.primary").click()
    assert download.value.suggested_filename == f"{one}.pdf"
