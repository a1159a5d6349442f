"""The phone of somebody who accompanies people: no name and no note lies readable on it, in use or emptied."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone
from handset import PIN
from playwright.sync_api import expect
from test_field import city, files_with, kept, team

from accompanied import participant, permits, supervisor
from pazos.domain.cases.actions.opening import open_case
from pazos.domain.cases.models import CaseSession
from pazos.domain.people.models import Organisation
from pazos.foundation.access.policy import Role
from phones import person

if TYPE_CHECKING:
    from handset import Handset

    from pazos.domain.people.models import Staff

pytestmark = pytest.mark.browser
__all__ = ["city", "team"]
NAME, NOTE, UNSENT = "Quetzalina", "zunzun", "barranquero"


@pytest.fixture
def pair(team) -> tuple[Staff, Staff]:
    office = Organisation.objects.create(name="Alcaldía", kind="city")
    made = [person(name, Role.CASE_WORKER, team.north) for name in ("ines", "julio")]
    for one in made:
        one.organisation = office
        one.save()
    return made[0], made[1]


def readable(phone: Handset) -> list[str]:
    """Return the words of a case that the browser's own store holds in the clear, in whatever letters."""
    raw = phone.raw().casefold()
    return [word for word in (NAME, NOTE, UNSENT) if word.casefold() in raw]


def go_home(phone: Handset) -> None:
    phone.page.get_by_role("button", name="Inicio").last.click()
    expect(phone.page.locator(".tile.cases")).to_be_visible()


def write(phone: Handset, note: str) -> None:
    """Open the case and write down that its person was met, up to the last question."""
    phone.tile("cases")
    phone.page.get_by_text(NAME).first.click()
    phone.page.locator(".button.main").click()
    phone.choose("kind", "home_visit")
    phone.page.locator("[data-field=minutes] input").fill("40")
    phone.write("note", f"un {note} en la ventana")


def test_nothing_of_a_case_is_readable_on_the_phone_nor_left_on_it_once_emptied(
    handset, pair, tmp_path
) -> None:
    one = participant(NAME)  # a chosen name of one word is shown as it is
    permits(one)
    open_case(
        None,
        participant=one,
        supervisor=supervisor(),
        pair=pair,
        on=timezone.localdate() - timedelta(days=20),
        by=supervisor(),
    )
    phone = handset(tmp_path / "profile")
    phone.session(pair[0])
    phone.page.goto(f"{phone.line.url}/field/")
    phone.page.locator("#pin").fill(PIN)
    phone.page.locator("#pin-again").fill(PIN)
    phone.page.locator("form button").click()
    expect(phone.page.locator(".tile.cases")).to_be_visible()
    phone.is_ready()
    write(phone, NOTE)
    phone.save()
    expect(phone.page.locator(".notice.good")).to_be_visible()
    go_home(phone)
    phone.all_sent()
    assert NOTE in CaseSession.objects.get().note
    write(phone, UNSENT)
    phone.page.wait_for_timeout(1000)
    assert kept(phone) > 0
    assert readable(phone) == []
    phone.page.reload()
    phone.unlock()
    expect(phone.page.locator(".tile.cases")).to_be_visible()
    phone.page.get_by_role("button", name="Ajustes").click()
    phone.page.get_by_role("button", name="Perderlas y vaciar").click()
    expect(phone.page.locator(".notice.info")).to_contain_text("Este teléfono quedó vacío")
    assert kept(phone) == 0
    assert readable(phone) == []
    phone.context.close()
    profile = tmp_path / "profile"
    assert any(profile.iterdir())
    assert [files_with(profile, word) for word in (NAME, NOTE, UNSENT)] == [[], [], []]
