"""The strategy lead reads and changes the theory of change, on a wide screen and on a phone, without any script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from pazos.analysis.demo_books.strategy import invent
from pazos.domain.people.models import Staff
from pazos.domain.strategy.models import TheoryArrow, TheoryBox
from pazos.foundation.access.policy import Role

pytestmark = pytest.mark.browser
PAGES = {
    "front": "/strategy/",
    "components": "/strategy/components/",
    "programmes": "/programmes/",
    "programme": "/programmes/pre-03/",
    "theory": "/strategy/theory/",
    "alignment": "/strategy/alignment/",
    "readiness": "/strategy/readiness/",
    "judge": "/strategy/readiness/team/",
    "versions": "/strategy/versions/",
    "compare": "/strategy/versions/compare/?before=1&after=2",
    "public": "/the-strategy/",
    "documents": "/documents/",
    "add-document": "/documents/new/",
}


@pytest.fixture
def planned(city, settings, tmp_path) -> None:
    settings.CITY_FILES = tmp_path / "files"
    roles = (Role.STRATEGY_LEAD, Role.ANALYST)
    by = {
        role: Staff.objects.create(username=f"books-{role}", name="Quien planea", role=role) for role in roles
    }
    invent(by=by, seed=1)


@pytest.mark.parametrize(("width", "light"), [(360, "dark"), (1440, "light")])
def test_every_page_of_the_strategy_is_accessible_and_fits(
    visit, planned, signed_in, axe, picture, width, light
) -> None:
    page = signed_in(visit(width=width, light=light), Role.STRATEGY_LEAD)
    for name, address in PAGES.items():
        page.goto(address)
        page.wait_for_load_state("networkidle")
        picture(page, f"strategy-{name}-{width}-{light}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_an_arrow_tells_its_assumption_to_the_keyboard_and_leads_to_the_list(
    page, planned, signed_in, picture
) -> None:
    signed_in(page, Role.STRATEGY_LEAD)
    page.goto("/strategy/theory/")
    arrow = page.locator("a.theory-arrow").first
    expect(arrow.locator(".assumption")).to_be_hidden()
    arrow.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(arrow.locator(".assumption")).to_be_visible()
    picture(page, "strategy-arrow")
    page.keyboard.press("Enter")
    assert "#arrow-" in page.url


def test_a_box_is_added_and_linked_with_the_keyboard_alone(page, planned, signed_in) -> None:
    signed_in(page, Role.STRATEGY_LEAD)
    page.goto("/strategy/theory/")
    page.locator("#id_level").focus()
    page.keyboard.press("ArrowDown")
    page.locator("#id_text").focus()
    page.keyboard.type("Rutas de empleo")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".theory-item", has_text="Rutas de empleo")).to_be_visible()
    box = TheoryBox.objects.get(text="Rutas de empleo")
    page.goto(f"/strategy/theory/boxes/{box.pk}/")
    page.locator("#id_assumption").focus()
    page.keyboard.type("Las empresas contratan")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main", has_text="Las empresas contratan").first).to_be_visible()
    assert TheoryArrow.objects.get(source=box).assumption == "Las empresas contratan"
