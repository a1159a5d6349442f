"""A person comes to see: the front page, the maps, the lists, in both lights and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

import cast
from pazos.analysis.basis import Basis
from pazos.analysis.studies.observe import observe
from pazos.foundation.access.policy import Role

pytestmark = pytest.mark.browser
FIVE = Basis("policia-nacional", 2019, 2023)
PAGES = {
    "observatory": "/",
    "map": "/map/",
    "patterns": "/patterns/",
    "neighbourhoods": "/neighbourhoods/?sort=rate",
    "victims": "/victims/",
    "runs": "/runs/",
}


@pytest.fixture
def known(city, settings, tmp_path) -> cast.InventedCity:
    settings.CITY_FILES = tmp_path / "files"
    city.delete()
    made = cast.small_city()
    observe(FIVE, by=None)
    return made


@pytest.mark.parametrize(("width", "light"), [(360, "dark"), (1440, "light")])
def test_every_page_of_see_is_accessible_and_fits(
    visit, known, signed_in, axe, picture, width, light
) -> None:
    page = signed_in(visit(width=width, light=light), Role.ANALYST)
    for name, address in PAGES.items():
        page.goto(address)
        page.wait_for_load_state("networkidle")
        picture(page, f"see-{name}-{width}-{light}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_two_maps_of_hot_spots_move_together(page, known, signed_in) -> None:
    signed_in(page, Role.COMMITTEE_MEMBER)
    page.goto("/map/")
    expect(page.locator("[data-map][data-ready=yes]")).to_have_count(3)
    zoom = "(key) => document.getElementById(key).placesMap.map.getZoom()"
    before = page.evaluate(zoom, "map-rate")
    page.locator("#map-count .leaflet-control-zoom-in").click()
    page.wait_for_timeout(600)
    assert page.evaluate(zoom, "map-rate") == page.evaluate(zoom, "map-count") > before


def test_from_the_map_to_a_neighbourhood_by_keyboard(page, known, signed_in, axe, picture) -> None:
    signed_in(page, Role.COMMITTEE_MEMBER)
    page.goto("/map/")
    expect(page.locator("[data-map][data-ready=yes]")).to_have_count(3)
    page.locator("#map-main path.place[tabindex='0']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/neighbourhoods/B*/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    picture(page, "see-neighbourhood")
    axe(page)


def test_an_empty_city_guides_its_first_reader(page, city, axe, picture) -> None:
    page.goto("/")
    expect(page.get_by_text("pazos areas")).to_be_visible()
    picture(page, "see-beginning")
    axe(page)
