"""The shell of every page: it can be entered, read, walked by keyboard and seen by anybody."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from pazos.foundation.access.policy import Role

pytestmark = pytest.mark.browser


def all_maps_drawn(page) -> None:
    expect(page.locator("[data-map][data-ready=yes]")).to_have_count(3)


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_every_component_is_accessible(visit, axe, picture, width, light) -> None:
    page = visit(width=width, light=light)
    page.goto("/gallery/")
    all_maps_drawn(page)
    picture(page, f"gallery-{width}-{light}")
    axe(page)


def test_nothing_scrolls_sideways_at_320(visit, picture) -> None:
    page = visit(width=320, height=640)
    page.goto("/gallery/")
    all_maps_drawn(page)
    wide = """() => [...document.querySelectorAll("body *")].filter((node) =>
        node.getBoundingClientRect().right > 320.5
        && !node.closest(".chart, .table-wrap, .leaflet-container, .tabs")
    ).map((node) => `${node.tagName} ${node.className}`)"""
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.evaluate(wide)


def test_a_person_signs_in_and_out(page, signed_in, picture, axe) -> None:
    page.goto("/sign-in/")
    picture(page, "sign-in")
    axe(page)
    signed_in(page, Role.ANALYST)
    expect(page.locator(".account")).to_contain_text("Ana Lucumí")
    page.locator(".account button").click()
    expect(page.locator(".account")).to_have_count(0)


def test_a_wrong_password_says_what_to_do(phone, picture, axe) -> None:
    phone.goto("/sign-in/")
    phone.locator("#id_username").fill("nadie")
    phone.locator("#id_password").fill("equivocada")
    phone.locator("main button.primary").click()
    expect(phone.get_by_role("alert")).to_be_visible()
    picture(phone, "sign-in-wrong-360")
    axe(phone)


def test_the_language_changes_and_the_page_stays(page) -> None:
    page.goto("/gallery/?page=2")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/gallery/?page=2")
    expect(page.get_by_role("heading", level=1)).to_have_text("Gallery of components")


def test_the_reader_chooses_the_light(page) -> None:
    page.goto("/gallery/")
    page.locator("button[value=dark]").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert (
        page.evaluate("getComputedStyle(document.querySelector('main')).backgroundColor") == "rgb(18, 25, 28)"
    )


def test_the_first_key_leads_past_the_navigation(page) -> None:
    page.goto("/gallery/")
    page.keyboard.press("Tab")
    skip = page.locator(".skip-link")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_map_can_be_read_by_keyboard(page) -> None:
    page.goto("/gallery/")
    all_maps_drawn(page)
    first = page.locator("#g-map-one path.place[tabindex='0']")
    first.focus()
    reading = page.locator("#g-map-one [data-map-reading]")
    expect(reading).to_contain_text("Alto Mirador")
    page.keyboard.press("ArrowRight")
    expect(reading).to_contain_text("Brisas del Samán")
    expect(reading).not_to_contain_text("Alto Mirador")


def test_maps_of_a_pair_move_together(page) -> None:
    page.goto("/gallery/")
    all_maps_drawn(page)
    zoom = "(key) => document.getElementById(key).placesMap.map.getZoom()"
    before = page.evaluate(zoom, "g-map-right")
    page.locator("#g-map-left .leaflet-control-zoom-in").click()
    page.wait_for_timeout(600)
    assert page.evaluate(zoom, "g-map-right") == page.evaluate(zoom, "g-map-left") > before


def test_the_first_page_is_light_to_load(page) -> None:
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    page.goto("/sign-in/")
    page.wait_for_load_state("networkidle")
    assert sum(sizes) < 300_000


def test_a_missing_page_is_plain_and_accessible(page, picture, axe) -> None:
    assert page.goto("/no-such-page/").status == 404
    picture(page, "404")
    axe(page)
