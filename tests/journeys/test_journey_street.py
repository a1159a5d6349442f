"""Street work in a browser: an alert becomes a settled dispute, a call for help is seen, heard and answered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from pazos.domain.disputes.actions import following, mediating, turning
from pazos.domain.disputes.models import Dispute
from pazos.domain.outreach.actions import presence, safety
from street import Street, days_ago, now, street

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
PAGES = {
    "board": "/street/board/",
    "disputes": "/street/disputes/",
    "alert": "/street/disputes/new/",
    "days": "/street/days/",
    "presence": "/street/presence/",
    "walk": "/street/presence/new/",
    "safety": "/street/safety/",
    "clusters": "/street/clusters/",
    "totals": "/street/totals/",
}


@pytest.fixture
def busy(city) -> Street:
    """Weeks of street work in two clusters."""
    made = street()
    kinds = ["territory", "football", "debt", "jealousy", "revenge", "neighbours", "threat", "school"]
    signs = [["group"], [], ["threat_of_death", "firearm_seen"], ["repeated"], ["shots", "group"], [], [], []]
    for number, (kind, seen) in enumerate(zip(kinds, signs, strict=True)):
        at = days_ago(number * 4)
        one = made.dispute(kind=kind, signs=seen, at=at, summary="Se cruzan en la cancha y ya hubo gritos.")
        if number % 2:
            turning.claim(one, id=uuid4(), by=made.ana, at=at + timedelta(hours=3))
            _mediated(made, one, at)
    presence.record_presence(
        id=uuid4(), activity="walk", venue="street", neighbourhood="N1", done_on=timezone.localdate(),
        shift="evening", companions=1, met={"18-28": 12, "14-17": 5}, note="", by=made.ana, at=now(),
    )  # fmt: skip
    said = {"on": timezone.localdate(), "note": "Duermo poco.", "by": made.ana, "at": now()}
    safety.check_in(id=uuid4(), mood=2, sleep=1, safe=3, wants_to_talk=True, **said)
    incident = {"kind": "followed", "shift": "night", "neighbourhood": "N2", "on": timezone.localdate()}
    safety.report_incident(id=uuid4(), **incident, note="Dos veces esta semana.", by=made.beto, at=now())
    return made


def _mediated(made: Street, one: Dispute, at) -> None:
    day = timezone.localdate(at)
    party = {"age_band": "18-28", "sex": "m", "people": 1}
    for role, side in (("involved", True), ("group", False)):
        mediating.add_party(one, id=uuid4(), role=role, is_first_side=side, **party, by=made.ana, at=at)
    step = {
        "act": "listened_both",
        "done_on": day,
        "shift": "afternoon",
        "people": 3,
        "note": "Hay disposición.",
    }
    mediating.add_step(one, id=uuid4(), **step, by=made.ana, at=at)
    agreed = {"agreed_on": day, "terms": ["keep_away", "apology"], "keeper": "leader", "until_on": None}
    mediating.settle(one, id=uuid4(), **agreed, note="", by=made.ana, at=at)
    following.plan_after_shooting(one, happened_on=day, by=made.ana, at=at)


def enter(page: Page, who) -> Page:
    """Sign somebody in without the sign-in page, which has journeys of its own."""
    client = Client()
    client.force_login(who)
    session = client.cookies["sessionid"].value
    page.goto("/sign-in/")
    host = urlsplit(page.url).hostname
    page.context.add_cookies([{"name": "sessionid", "value": session, "domain": host, "path": "/"}])
    return page


@pytest.mark.parametrize("width", [1440, 360])
def test_the_pages_of_street_work_are_whole_on_a_desk_and_on_a_phone(
    busy, visit, axe, picture, width
) -> None:
    page = enter(visit(width=width), busy.cora)
    dispute = Dispute.objects.filter(kind="football").get()
    for name, address in {**PAGES, "dispute": f"/street/disputes/{dispute.pk}/"}.items():
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        picture(page, f"street-{name}-{width}")
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{address} is {wide} wide"


def test_an_alert_is_written_taken_mediated_and_closed(busy, page) -> None:
    enter(page, busy.ana)
    page.goto("/street/disputes/new/")
    page.select_option("#id_kind", "territory")
    page.select_option("#id_neighbourhood", "N1")
    page.select_option("#id_shift", "night")
    page.select_option("#id_heard", "neighbour")
    page.locator("#id_summary").fill("Brayan pintó el muro")
    page.locator("main form button.primary").click()
    expect(page.locator(".field-error")).to_contain_text("Brayan")
    page.locator("#id_summary").fill("Pintaron el muro de rojo")
    page.locator("main form button.primary").click()
    page.wait_for_url("**/street/disputes/*-*/")
    page.locator(".page-head button.primary").click()  # I take it
    expect(page.locator(".page-head")).to_contain_text("Ana")
    page.locator("#story + details summary").click()
    page.select_option("#id_step-act", "painted")
    page.select_option("#id_step-shift", "morning")
    page.locator("#story + details button.primary").click()
    expect(page.locator(".story")).to_contain_text("Ana")
    page.locator("details:has(#id_close-outcome) > summary").click()
    page.select_option("#id_close-outcome", "calmed")
    page.select_option("#id_close-reason", "nothing_more")
    page.locator("details:has(#id_close-outcome) button.primary").click()
    page.wait_for_load_state()
    made = Dispute.objects.get(kind="territory", heard="neighbour")
    assert (made.state, made.outcome) == ("closed", "calmed")


def test_a_call_for_help_comes_to_an_open_board_and_is_answered(busy, page, picture) -> None:
    enter(page, busy.cora)
    page.clock.install()
    page.goto("/street/board/")
    expect(page.locator(".call:visible")).to_have_count(0)
    page.locator("[data-listen]").click()
    safety.press_distress(id=uuid4(), neighbourhood="N2", pressed_at=now(), by=busy.beto, at=now())
    page.clock.run_for(16_000)
    expect(page.locator(".call:visible")).to_contain_text("Beto")
    picture(page, "street-call-1440")
    page.locator(".call:visible button").click()
    page.wait_for_url("**/street/calls/*/")
    expect(page.locator(".call.answered")).to_contain_text("Cora")
    page.locator("input[name=was_false_alarm][value=yes]").check()
    page.locator("main form button.primary").click()
    page.wait_for_url("**/street/safety/")
    expect(page.locator(".call:visible")).to_have_count(0)


def test_a_board_that_has_gone_deaf_says_so(busy, page) -> None:
    enter(page, busy.cora)
    page.clock.install()
    page.goto("/street/board/")
    page.clock.run_for(16_000)
    expect(page.locator("[data-lost]")).to_be_hidden()
    page.context.clear_cookies()
    page.clock.run_for(16_000)
    expect(page.locator("[data-lost]")).to_be_visible()
