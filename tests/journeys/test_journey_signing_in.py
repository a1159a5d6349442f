"""Signing in with a real browser: an invitation, the second factor that a role needs, a passkey alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

import authenticator
from pazos.domain.people import actions
from pazos.domain.people.models import Organisation, Staff
from pazos.foundation.access.policy import Role

pytestmark = pytest.mark.browser
PASSWORD = "puente-sobre-el-rio"


@pytest.fixture
def _required(settings, _second_factor_is_not_asked_for) -> None:
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def hall(city) -> Organisation:
    return actions.open_organisation(name="Alcaldía", kind=Organisation.Kind.CITY, by=None)


def account(username: str, role: Role, hall: Organisation) -> Staff:
    return actions.open_account(
        username=username, name=username.title(), role=role, password=PASSWORD, organisation=hall, by=None
    )


def has_key_at_hand(page) -> None:
    """A phone's own key, that its owner unlocks by finger: Chromium's virtual authenticator."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def enter(page, username: str) -> None:
    page.goto("/sign-in/")
    page.locator("#id_username").fill(username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main button.primary").click()


@pytest.mark.usefixtures("_required")
def test_a_gestor_sets_a_passkey_up_because_the_role_needs_it_and_then_signs_in_with_it_alone(
    phone, hall, axe, picture
) -> None:
    account("gestora", Role.GESTOR, hall)
    has_key_at_hand(phone)
    enter(phone, "gestora")
    phone.wait_for_url("**/account/factor/")
    picture(phone, "factor-missing-360")
    axe(phone)
    phone.get_by_role("link", name="passkey").or_(phone.locator("a[href$='/passkeys/add/']")).first.click()
    picture(phone, "passkey-add-360")
    axe(phone)
    phone.locator("#mfa_webauthn_add").click()
    phone.wait_for_url("**/account/factor/codes/")
    expect(phone.locator(".codes li")).to_have_count(10)
    picture(phone, "recovery-codes-360")
    axe(phone)
    phone.goto("/account/factor/passkeys/")
    expect(phone.locator("tbody tr")).to_have_count(1)
    axe(phone)

    phone.goto("/account/")
    phone.locator(".account button").click()
    expect(phone.locator(".account")).to_have_count(0)
    phone.goto("/sign-in/?next=/account/")
    phone.locator("#passkey_login").click()
    expect(phone.locator(".account")).to_have_count(1)
    phone.goto("/account/")
    expect(phone.locator("main h1")).to_be_visible()
    picture(phone, "account-360")
    axe(phone)


def test_a_passkey_after_the_password(page, hall) -> None:
    account("analista", Role.ANALYST, hall)
    has_key_at_hand(page)
    enter(page, "analista")
    page.wait_for_url("**/")
    page.goto("/account/factor/passkeys/add/")
    page.get_by_role("checkbox").uncheck()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/account/factor/codes/")
    page.locator(".account button").click()
    enter(page, "analista")
    page.wait_for_url("**/sign-in/code/")
    page.locator("#mfa_webauthn_authenticate").click()
    expect(page.locator(".account")).to_have_count(1)


def test_a_key_that_is_not_given_is_said_on_the_page(page, hall) -> None:
    page.goto("/sign-in/")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('no', 'NotAllowedError')); }"
    )
    page.locator("#passkey_login").click()
    expect(page.locator("[data-passkey-failed]")).to_be_visible()


@pytest.mark.usefixtures("_required")
def test_the_authenticator_app_from_set_up_to_the_next_sign_in(page, hall, axe, picture) -> None:
    account("jefa", Role.STRATEGY_LEAD, hall)
    enter(page, "jefa")
    page.wait_for_url("**/account/factor/")
    picture(page, "factor-missing-1440")
    page.locator("a[href$='/factor/app/']").click()
    picture(page, "factor-app-1440")
    axe(page)
    secret = authenticator.secret_on(page.content())
    page.locator("#id_code").fill("000000")
    page.locator("main button.primary").click()
    expect(page.locator(".field-error")).to_be_visible()
    secret = authenticator.secret_on(page.content())
    page.locator("#id_code").fill(authenticator.code_of(secret))
    page.locator("main button.primary").click()
    page.wait_for_url("**/account/factor/codes/")
    page.locator(".account button").click()
    enter(page, "jefa")
    page.wait_for_url("**/sign-in/code/")
    picture(page, "sign-in-code-1440")
    axe(page)
    page.locator("#id_code").fill(authenticator.code_of(secret, steps=1))
    page.locator("main button.primary").click()
    expect(page.locator(".account")).to_contain_text("Jefa")


def test_somebody_is_invited_and_chooses_a_password_on_a_phone(page, phone, hall, axe, picture) -> None:
    account("admin", Role.ADMINISTRATOR, hall)
    enter(page, "admin")
    page.goto("/people/")
    picture(page, "people-1440")
    axe(page)
    page.goto("/people/invite/")
    axe(page)
    page.locator("#id_name").fill("Yuli Mina")
    page.locator("#id_username").fill("yuli")
    page.locator("#id_role").select_option("partner")
    page.locator("#id_organisation").select_option(label="Alcaldía")
    picture(page, "invite-1440")
    page.locator("main button.primary").click()
    link = page.locator("code.link").inner_text()
    picture(page, "invitation-link-1440")
    axe(page)

    phone.goto(link)
    expect(phone).to_have_url(link.split("/invitation/")[0] + "/invitation/")
    expect(phone.locator("main h1")).to_contain_text("Yuli Mina")
    picture(phone, "invitation-360")
    axe(phone)
    for field in ("#id_password", "#id_again"):
        phone.locator(field).fill(PASSWORD)
    phone.locator("main button.primary").click()
    phone.wait_for_url("**/sign-in/")
    enter(phone, "yuli")
    expect(phone.locator(".account")).to_contain_text("Yuli Mina")
    phone.goto("/account/sessions/")
    expect(phone.locator("tbody tr")).to_have_count(1)
    axe(phone)


@pytest.mark.parametrize("light", ["light", "dark"])
def test_the_page_of_a_person_can_be_used_by_anybody_at_any_width(visit, hall, axe, picture, light) -> None:
    account("admin", Role.ADMINISTRATOR, hall)
    gestora = account("gestora", Role.GESTOR, hall)
    authenticator.give_app(gestora)
    page = visit(width=360, height=740, light=light)
    enter(page, "admin")
    for path in ("/people/", f"/people/{gestora.pk}/", f"/people/{gestora.pk}/change/", "/organisations/"):
        page.goto(path)
        name = path.strip("/").replace("/", "-").replace(str(gestora.pk), "one")
        picture(page, f"{name}-360-{light}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
