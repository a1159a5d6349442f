"""A file comes in by hand: recognised, read, put right; and its places are named by keyboard alone."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from pazos.domain.sources.models import Delivery, Record, RejectedRow
from pazos.domain.territory.models import Municipality, Neighbourhood, Spelling
from pazos.foundation.access.policy import Role

pytestmark = pytest.mark.browser
CSV = """FECHA HECHO,CODIGO DANE,BARRIO,EDAD,GENERO
25/03/2019,76520,El Cairel,25,MASCULINO
26/03/2019,76520,La Chagra,200,MASCULINO
27/03/2019,76520,El Cayrel,31,FEMENINO
28/03/2019,76520,La Chagrra,31,FEMENINO
29/03/2019,76520,Via a la Sierra,40,MASCULINO
"""


@pytest.fixture
def desk(settings, tmp_path, city: Municipality, page, signed_in):
    settings.CITY_FILES = tmp_path / "files"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    city.code = "76520"
    city.save()
    for code, name in (("1", "El Cairel"), ("2", "La Chagra")):
        Neighbourhood.objects.create(code=code, name=name, kind="barrio", zone="urban")
    return signed_in(page, Role.ANALYST, then="/sources/")


def bring(page, path) -> None:
    page.goto("/sources/bring/")
    page.locator("#id_file").set_input_files(path)
    page.locator("main form button").click()


@pytest.fixture
def brought(desk, tmp_path):
    path = tmp_path / "homicidios.csv"
    path.write_text(CSV, encoding="utf-8")
    bring(desk, path)
    return desk


def test_a_file_is_recognised_confirmed_and_a_row_put_right(brought, axe, picture) -> None:
    page = brought
    axe(page)
    page.locator("form.panel button").first.click()
    page.wait_for_url(re.compile(r"/deliveries/\d+/$"))
    axe(page)
    picture(page, "delivery")
    delivery = Delivery.objects.get()
    page.goto(f"/deliveries/{delivery.pk}/rejected/3/")
    wrong = page.locator("[aria-invalid=true]")
    expect(wrong).to_have_value("200")
    axe(page)
    wrong.fill("20")
    wrong.press("Enter")
    page.wait_for_url(re.compile(r"/rejected/$"))
    assert RejectedRow.objects.get().state == "corrected"
    assert set(Record.objects.values_list("occurred_on", flat=True)) >= {date(2019, 3, 26)}


def test_places_are_named_by_keyboard_alone(brought, axe, picture) -> None:
    page = brought
    page.locator("form.panel button").first.click()
    page.wait_for_url(re.compile(r"/deliveries/\d+/$"))
    page.goto("/gazetteer/")
    axe(page)
    waiting = Spelling.objects.filter(meaning="waiting")
    before = waiting.count()
    assert before >= 2
    page.keyboard.press("j")
    first = page.locator("[data-spelling]:focus")
    expect(first).to_be_visible()
    decided = first.get_attribute("id")
    page.keyboard.press("n")
    expect(page.locator("[data-done]")).to_have_count(1)
    expect(page.locator("[data-spelling]:focus:not([data-done])")).to_have_count(1)
    picture(page, "gazetteer-one-decided")
    page.keyboard.press("u")
    expect(page.locator("[data-done]")).to_have_count(0)
    expect(page.locator(f"#{decided}:focus")).to_be_visible()  # it is in its place again, and takes keys
    assert waiting.count() == before
    page.locator("[data-spelling]", has_text="El Cayrel").focus()
    page.keyboard.press("1")
    expect(page.locator("[data-done]", has_text="El Cairel")).to_have_count(1)
    assert Spelling.objects.get(text="El Cayrel").neighbourhood.name == "El Cairel"


def test_an_unknown_file_is_pointed_at_and_tried_while_choosing(desk, tmp_path, axe, picture) -> None:
    path = tmp_path / "raro.csv"
    path.write_text(
        "cuando;donde;quien\n2021-05-03;El Cairel;varon\n2021-06-13;La Chagra;mujer\n", encoding="utf-8"
    )
    bring(desk, path)
    desk.locator("a.button.primary").click()
    expect(desk.locator("select[name=column0]")).to_be_visible()
    desk.locator("select[name=column1]").select_option("place")
    desk.locator("select[name=column2]").select_option("sex")
    expect(desk.locator(".point-read", has_text="varon")).to_be_visible()
    axe(desk)
    picture(desk, "point-at-columns")


@pytest.mark.parametrize("light", ["light", "dark"])
def test_the_pages_fit_a_phone(visit, signed_in, settings, tmp_path, light, axe, picture) -> None:
    settings.CITY_FILES = tmp_path / "files"
    phone = signed_in(visit(width=360, height=740, light=light), Role.ANALYST, then="/sources/")
    for path in (
        "/sources/",
        "/sources/bring/",
        "/gazetteer/",
        "/gazetteer/decided/",
        "/territory/",
        "/territory/bring/",
    ):
        phone.goto(path)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360, path
        axe(phone)
