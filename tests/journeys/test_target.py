"""TARGET in a browser: a draft is read, argued and signed, and anybody sees the clusters in force."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

import cast
import drafts
from pazos.domain.designations import queries
from pazos.foundation.access.policy import Role

pytestmark = pytest.mark.browser


@pytest.fixture
def city(transactional_db):
    """The small invented city, in the place of the empty municipality of the other journeys."""
    return cast.small_city().municipality


def maps_drawn(page, number: int) -> None:
    expect(page.locator("[data-map][data-ready=yes]")).to_have_count(number)


def test_a_draft_is_read_argued_signed_and_seen_by_anybody(page, visit, signed_in, picture, axe) -> None:
    draft = drafts.draft(None)
    address = f"/designations/{draft.pk}/"
    signed_in(page, Role.STRATEGY_LEAD, then=address)
    maps_drawn(page, 1)
    expect(page.locator("#fresh .alert.success")).to_be_visible(timeout=60_000)
    picture(page, "designation-draft")
    axe(page)
    page.goto(f"{address}sign/")
    expect(page.locator("main section li")).to_have_count(2)
    page.goto(f"{address}edit/")
    axe(page)
    page.locator("#id_reasons").fill("Seis de cada diez muertes.")
    page.locator("#id_legal_basis").fill("Decreto 041")
    page.locator("main form").first.locator("button.primary").click()
    page.wait_for_url(f"**{address}")
    page.goto(f"{address}sign/")
    expect(page.locator("#fresh .alert").first).to_be_visible(timeout=60_000)
    axe(page)
    page.locator("main .panel button.primary").click()
    page.wait_for_url(f"**{address}")
    assert queries.in_force().id == draft.pk
    phone = visit(width=360, light="dark")
    phone.goto("/designation/")
    maps_drawn(phone, 1)
    expect(phone.locator("main")).to_contain_text("Decreto 041")
    picture(phone, "designation-public-360-dark")
    axe(phone)


def test_the_workshop_can_be_filled_in_and_compared_on_a_phone(phone, signed_in, picture, axe) -> None:
    drafts.draft(None)
    drafts.draft(None, places=4)
    signed_in(phone, Role.ANALYST, then="/workshop/")
    picture(phone, "workshop-360")
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    for box in phone.locator("input[name=d]").all():
        box.check()
    phone.locator("#answers button").click()
    maps_drawn(phone, 2)
    picture(phone, "compare-360")
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_job_shows_how_far_it_is_and_then_where_it_led(page, signed_in, axe) -> None:
    from pazos.foundation.jobs import actions as jobs

    draft = drafts.draft(None)
    job = jobs.ask(kind="propose_designation", arguments={}, by=None)
    signed_in(page, Role.ANALYST, then=f"/jobs/{job.pk}/")
    taken = jobs.start(job_id=job.pk)
    jobs.progress(job=taken, step="rates", share=0.4)
    expect(page.locator("#job progress")).to_have_attribute("value", "40")
    axe(page)
    jobs.done(job=taken, outcome={"designation": draft.pk})
    page.locator("#job a.primary").click()
    page.wait_for_url(f"**/designations/{draft.pk}/")


def test_the_trail_is_read_and_its_chain_checked(page, signed_in, picture, axe) -> None:
    signed_in(page, Role.AUDITOR, then="/trail/")
    expect(page.locator("#chain .alert.success")).to_be_visible()
    picture(page, "trail")
    axe(page)
