"""Rules, closed months and published figures in a browser: read by anybody, closed by two, on desk and phone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

import registered
from conftest import SCREENSHOTS
from pazos.analysis.register import closing as work
from pazos.domain.people.actions import open_account
from pazos.domain.register.actions.closing import record_non_delivery
from pazos.domain.sources.vocabulary import Manner, SourceKind
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff

pytestmark = pytest.mark.browser
PAGES = {
    "rules": "/rules/",
    "rule": "/rules/police_co_2023/?by=month&against=iccs_0101@1",
    "rule-new": "/rules/new/?from=iccs_0101@1",
    "months": "/months/?year=2023",
    "month": "/months/2023-05/",
    "month-open": "/months/2023-06/",
    "month-sign": "/months/2023-04/sign/",
    "figures": "/figures/?rule=police_co_2023",
    "figure": "/figures/2023-05/iccs_0101/",
}


@pytest.fixture(autouse=True)
def _files(tmp_path, settings):
    settings.CITY_FILES = tmp_path / "files"


@pytest.fixture
def register(city) -> Staff:
    """Two years of the police, one of the forensic institute; May revised and changed again, April prepared."""
    lead, other = (
        open_account(username=name, name=name.title(), role=role, password="una frase larga", by=None)
        for name, role in (("jefa", Role.STRATEGY_LEAD), ("colega", Role.ANALYST))
    )
    police = registered.source(SourceKind.POLICE)
    forensic = registered.source(SourceKind.FORENSIC, first=date(2022, 7, 1), last=date(2023, 5, 31))
    for month in range(18):
        first = date(2022 + month // 12, 1 + month % 12, 1)
        for day in range(1, 8 + (month * 5) % 9):
            said = {police: Manner.LEGAL_INTERVENTION if day == 3 else Manner.HOMICIDE}
            registered.death(first.replace(day=day), said | ({forensic: Manner.HOMICIDE} if day % 2 else {}))
    record_non_delivery([forensic], month=date(2023, 2, 1), by=lead, note="Paro")
    for month in (date(2022, 11, 1), date(2022, 12, 1), date(2023, 1, 1), date(2023, 2, 1), date(2023, 5, 1)):
        work.sign_month(work.prepare_month(month, by=lead), by=other)
    for day in (20, 21):
        registered.death(date(2023, 5, day), {police: Manner.HOMICIDE})
    reason = "Dos registros tardíos que la policía entregó en julio."
    work.sign_month(work.prepare_month(date(2023, 5, 1), by=other, reason=reason), by=lead)
    registered.death(date(2023, 5, 22), {police: Manner.HOMICIDE})
    work.prepare_month(date(2023, 4, 1), by=other)
    return lead


@pytest.mark.parametrize(("width", "light"), [(1440, "light"), (360, "dark")])
def test_the_pages_are_readable_by_all_and_fit_their_screen(
    visit, register, signed_in, axe, width, light
) -> None:
    page = visit(width=width, light=light)
    signed_in(page, Role.ANALYST)
    for name, address in PAGES.items():
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        page.screenshot(path=str(SCREENSHOTS / f"counts-{name}-{width}-{light}.png"), full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} is {wide} px wider than its screen"
        axe(page)


def test_a_month_is_signed_on_a_phone_and_anybody_reads_its_figure(phone, visit, register, signed_in) -> None:
    signed_in(phone, Role.ANALYST)
    phone.goto("/months/2023-04/")
    phone.get_by_role("link", name="Sign").or_(phone.get_by_role("link", name="Firmar")).first.click()
    phone.locator("main form button.primary").click()
    expect(phone.locator(".badge.good").first).to_be_visible()
    anybody = visit(width=1440)
    anybody.goto("/figures/2023-04/iccs_0101/")
    expect(anybody.locator(".stat-value").first).to_be_visible()
    expect(anybody.locator("main")).not_to_contain_text("Jefa")
