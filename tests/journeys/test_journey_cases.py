"""From a first word to a first job, a permission taken back, a process that stops, a merge undone: in a browser."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from pazos.domain.cases.models import Case, CaseSession, Referral
from pazos.domain.employment.actions import terms
from pazos.domain.employment.models import Application, Placement
from pazos.domain.fieldwork.models import Submission
from pazos.domain.justice.models import Process
from pazos.domain.participants.actions import welcome
from pazos.domain.participants.models import Merge, Participant
from pazos.domain.partners import actions as partners
from pazos.domain.people.models import Staff
from pazos.foundation.access.policy import Role
from referred import Referred, born, permit_of, referred
from restorative import flor, ready

if TYPE_CHECKING:
    from collections.abc import Callable

    from handset import Handset
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
SIZES = {"phone": (360, 740), "desk": (1440, 900)}
PIN = "402815"
NOTE = "La mamá pregunta por el colegio."


@pytest.fixture
def made(city) -> Referred:
    return referred()


@pytest.fixture
def seat(visit) -> Callable[[Staff, str], Page]:
    """Seat somebody before a phone or a desk: `seat(who, "phone")`."""

    def open_for(who: Staff, size: str) -> Page:
        width, height = SIZES[size]
        page: Page = visit(width=width, height=height)
        page.set_default_navigation_timeout(60_000)  # the first request imports the whole site
        client = Client()
        client.force_login(who)
        page.goto("/sign-in/")
        value = client.cookies["sessionid"].value
        host = urlsplit(page.url).hostname
        page.context.add_cookies([{"name": "sessionid", "value": value, "domain": host, "path": "/"}])
        return page

    return open_for


def fits(page: Page) -> None:
    """Nothing of the page stands beside the screen."""
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url


def send(page: Page) -> None:
    press(page, "main .form .form-actions button")


def press(page: Page, button: str) -> None:
    """Press the last of these and wait for the page that it leads to."""
    with page.expect_navigation():
        page.locator(button).last.click()


def today() -> str:
    return timezone.localdate().isoformat()


@pytest.mark.parametrize("size", SIZES)
def test_somebody_is_told_of_taken_in_and_gets_a_first_job(made, seat, picture, size) -> None:
    street = seat(made.ana, size)
    street.goto("/referrals/new/")
    fits(street)
    street.select_option("#id_origin", "gestor")
    street.fill("#id_name", "Yei")
    street.fill("#id_contact", "los martes en la cancha")
    street.fill("#id_agreed_on", today())
    street.select_option("#id_neighbourhood", "N1")
    street.select_option("#id_age_band", "18-23")
    street.fill("#id_born_on", born(20).isoformat())
    send(street)
    street.wait_for_url("**/referrals/*-*/")
    expect(street.locator("h1")).to_contain_text("Yei")
    fits(street)
    picture(street, f"journey-referral-{size}")
    referral = Referral.objects.get()

    within = seat(made.wanda, size)
    within.goto(f"/referrals/{referral.pk}/accept/")
    fits(within)
    within.fill("#id_signatory", "Yei")
    within.select_option("#id_supervisor", str(made.supervisor.pk))
    within.select_option("#id_second_worker", str(made.wilma.pk))
    send(within)
    case = Case.objects.get(referral=referral)
    assert {case.first_worker, case.second_worker} == {made.wanda, made.wilma}

    job = _vacancy(made)
    within.goto(f"/cases/{case.pk}/work/vacancies/")
    expect(within.locator("article.panel")).to_contain_text("panadería")
    fits(within)
    press(within, f"form[action$='/{job.pk}/choose/'] button")
    assert Application.objects.exists(), within.locator("main").inner_text()
    chosen = Application.objects.get()
    within.goto(f"/work/applications/{chosen.pk}/")
    fits(within)
    within.fill("#id_shown_as", "Sol")
    press(within, "form[action$='/agree/'] button")
    press(within, "button[form=present]")
    company = seat(Staff.objects.get(username="omar"), size)
    company.goto("/work/applicants/")
    expect(company.locator("main")).to_contain_text("Sol")
    expect(company.locator("body")).not_to_contain_text("cancha")
    fits(company)
    within.goto(f"/cases/{case.pk}/work/job/?application={chosen.pk}")
    fits(within)
    within.locator("input[name=is_formal]").first.check()
    send(within)
    placed = Placement.objects.get()
    assert (placed.application_id, placed.checks.count()) == (chosen.pk, 4)
    within.goto(f"/cases/{case.pk}/work/")
    expect(within.locator("main a[href*='/work/jobs/']").first).to_be_visible()
    fits(within)
    picture(within, f"journey-job-{size}")


def _vacancy(made: Referred):
    lead = made.street.people["lead"]
    company = partners.register_partner(name="Ingenio Guadual", kind="company", track="2", by=lead)
    Staff.objects.create(
        username="omar", name="Omar", role=Role.PARTNER.value, organisation=company.organisation
    )
    day = timezone.localdate()
    offered = {"title": "Auxiliar de panadería", "terms": "De lunes a viernes", "places": 1}
    job = partners.offer_vacancy(
        partner=company, **offered, offered_on=day, open_until_on=day + timedelta(days=30), by=lead
    )
    terms.say_terms(job, field="kitchen", hours="half", by=lead)
    return job


@pytest.mark.parametrize("size", SIZES)
def test_a_guardian_takes_the_permission_back_half_way_and_nothing_more_is_written(
    made, seat, picture, size
) -> None:
    row = made.refer(name="Camila Mina", born_on=born(16), guardian="La abuela, en la casa")
    permit = permit_of(signatory="La abuela", relation="guardian", heard_on=timezone.localdate())
    case = made.accept(row, permit=permit, pair=(made.wanda, made.wilma))

    first = seat(made.wanda, size)
    first.goto(f"/cases/{case.pk}/sessions/new/")
    fits(first)
    first.locator("main form [name=kind]").first.wait_for()
    _answer(first, {"kind": "home_visit", "came": "met", "minutes": "40"})
    send(first)
    assert CaseSession.objects.get().minutes == 40

    second = seat(made.wilma, size)
    second.goto(f"/cases/{case.pk}/course/")
    fits(second)
    second.locator("details:has(#id_withdraw-sure) > summary").click()
    second.check("#id_withdraw-sure")
    press(second, "details:has(#id_withdraw-sure) button.danger")
    expect(second.locator(".alert.error").first).to_be_visible()
    case.refresh_from_db()
    assert case.state == "paused"

    first.goto(f"/cases/{case.pk}/sessions/new/")
    expect(first.locator(".alert.error").first).to_be_visible()
    expect(first.locator("main form [name=came]")).to_have_count(0)
    fits(first)
    picture(first, f"journey-withdrawn-{size}")
    assert CaseSession.objects.count() == 1


def test_a_meeting_of_a_phone_with_a_wrong_clock_is_asked_about_answered_and_taken(
    made, seat, handset, axe, picture
) -> None:
    case = made.accept(made.refer(name="Yeison Mina"), pair=(made.wanda,))
    phone = handset().set_up(made.wanda, home=".tile.cases")
    _write_with_the_clock_of_the_day_after_tomorrow(phone)
    row = Submission.objects.get()
    assert (row.standing, CaseSession.objects.count()) == ("held_coordinator", 0)

    desk = seat(made.sara, "desk")
    desk.goto("/cases/")
    desk.locator(".tabs a[href$='/cases/sendings/']").click()
    expect(desk.locator(".phone-card")).to_contain_text("Yeison Mina")
    expect(desk.locator(".phone-card")).not_to_contain_text(NOTE)
    seen(desk, "journey-held-list-1440", axe, picture)
    desk.locator(".phone-card a").click()
    expect(desk.locator("main")).to_contain_text(NOTE)
    seen(desk, "journey-held-1440", axe, picture)
    desk.locator("details:has(#id_back-reason) > summary").click()
    desk.fill("#id_back-reason", "¿En qué día fue la visita?")
    press(desk, "form:has(#id_back-reason) button")

    street = phone.context.new_page()
    street.goto(f"{phone.line.url}/phones/")
    seen(street, "journey-held-own-list-360", axe, picture)
    street.locator(f"main a[href$='/{row.pk}/']").click()
    expect(street.locator("main")).to_contain_text("¿En qué día fue la visita?")
    seen(street, "journey-held-own-360", axe, picture)
    street.fill("#id_answer", "Hoy, el reloj del teléfono iba adelantado.")
    press(street, "form:has(#id_answer) button")
    expect(street.locator("#id_answer")).to_have_count(0)

    desk.reload()
    expect(desk.locator("main")).to_contain_text("el reloj del teléfono iba adelantado")
    desk.fill("#id_take-reason", "Lo aclaró quien lo escribió.")
    press(desk, "form:has(#id_take-reason) button")
    written = CaseSession.objects.get(case=case)
    assert (written.by, written.on, written.pk) == (made.wanda, timezone.localdate(), row.record)
    picture(desk, "journey-held-taken-1440")


def _write_with_the_clock_of_the_day_after_tomorrow(phone: Handset) -> None:
    phone.lose_signal()
    phone.page.clock.set_fixed_time(timezone.now() + timedelta(days=2))
    phone.tile("cases")
    phone.page.locator(".rows button").first.click()
    phone.page.locator("main .button.main").click()
    phone.choose("kind", "home_visit")
    phone.choose("on", "other")
    phone.page.fill("[data-field=on] input[type=date]", today())
    phone.page.fill("[data-field=minutes] input", "45")
    phone.write("note", NOTE)
    phone.save()
    expect(phone.page.locator(".notice.good")).to_be_visible()
    phone.page.clock.set_fixed_time(timezone.now())
    phone.find_signal()
    phone.all_sent()


def seen(page: Page, name: str, axe: Callable[[Page], None], picture: Callable[[Page, str], object]) -> None:
    """Look at a page as a machine can, and leave a picture of it for people."""
    fits(page)
    axe(page)
    picture(page, name)


def _answer(page: Page, said: dict[str, str]) -> None:
    for name, value in said.items():
        field = page.locator(f"main form [name={name}]")
        if field.first.evaluate("one => one.tagName") == "SELECT":
            field.select_option(value)
        elif field.first.get_attribute("type") == "radio":
            page.locator(f"main form [name={name}][value={value}]").check()
        else:
            field.fill(value)


@pytest.mark.parametrize("size", SIZES)
def test_a_process_stops_at_once_because_one_side_no_longer_wants_it(made, seat, picture, size) -> None:
    process, harmed, _other = ready()
    page = seat(flor(), size)
    page.goto(f"/justice/processes/{process.pk}/")
    expect(page.locator("#tell")).to_have_count(0)
    fits(page)
    page.goto(f"/justice/processes/{process.pk}/ask/{harmed.pk}/")
    page.locator("main form [name=wants]").last.check()
    page.locator("main form [name=alone]").check()
    send(page)
    stopped = Process.objects.get(pk=process.pk)
    assert (stopped.state, stopped.stopped) == ("stopped", "harmed")
    page.goto(f"/justice/processes/{process.pk}/")
    expect(page.locator("#tell")).to_be_visible()
    expect(page.locator("main a[href$='/meeting/']")).to_have_count(0)
    fits(page)
    picture(page, f"journey-process-stopped-{size}")


@pytest.mark.parametrize("size", SIZES)
def test_two_rows_are_made_one_person_and_two_again(made, seat, picture, size) -> None:
    case = made.accept(made.refer(name="Yeison Mina"), pair=(made.wanda,))
    place = made.street.places["N1"]
    other = welcome(
        name="Jeison Mina",
        born_on=born(20),
        agreed_on=timezone.localdate(),
        neighbourhood=place,
        by=made.sara,
    )
    page = seat(made.sara, size)
    page.goto("/participants/twice/?place=N1")
    fits(page)
    page.locator("a[href*='/participants/twice/']:not([href*='?'])").last.click()
    page.wait_for_url("**/participants/twice/*-*/*-*/")
    fits(page)
    page.fill("#id_why", "La misma cédula en los dos papeles")
    page.check("#id_papers_seen")
    send(page)
    page.wait_for_url("**/participants/merges/*-*/")
    assert Participant.objects.filter(merged_into__isnull=False).count() == 1
    page.locator("details.confirm > summary").last.click()
    press(page, "details.confirm button.danger")
    fits(page)
    picture(page, f"journey-merge-undone-{size}")
    assert Merge.objects.get().undone_by == made.sara
    assert not Participant.objects.filter(merged_into__isnull=False).exists()
    case.refresh_from_db()
    other.refresh_from_db()
    assert case.participant_id != other.pk


def test_a_meeting_is_written_on_the_phone_of_the_pair(made, seat, picture) -> None:
    case = made.accept(made.refer(name="Yeison Mina"), pair=(made.wanda,))
    page = seat(made.wanda, "phone")
    page.goto("/field/")
    for field in ("#pin", "#pin-again"):
        page.fill(field, PIN)
    page.locator("form button").click()
    expect(page.locator(".tile.cases")).to_be_visible()
    expect(page.locator(".tile.new")).to_have_count(0)
    expect(page.locator(".hold")).to_have_count(0)
    page.locator(".tile.cases").click()
    expect(page.locator(".rows")).to_contain_text("Y. M.")
    page.locator(".rows button").first.click()
    page.locator("main .button.main").click()
    page.locator("[data-field=kind] .pick", has_text="").nth(2).click()
    page.fill("[data-field=minutes] input", "45")
    picture(page, "journey-phone-case-360")
    page.locator(".bottom .main").click()
    expect(page.locator(".notice.good")).to_be_visible()
    expect(page.locator(".strip.sent")).to_be_visible()
    assert CaseSession.objects.get(case=case).minutes == 45
