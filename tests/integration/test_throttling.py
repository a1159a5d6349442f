"""Too many tries: counted in the database for every server process, without saying who exists."""

from __future__ import annotations

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import authenticator
import cast
from pazos.domain.people import actions, throttling
from pazos.domain.people.throttling import MOST, MOST_BY_ADDRESS, MOST_BY_NAME, REST
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent

pytestmark = pytest.mark.django_db


def try_in(username: str, password: str = "wrong", *, address: str = "10.0.0.1", agent: str = "A") -> int:
    """One try by a browser and a server process of its own; returns the status of the answer."""
    cache.clear()
    client = Client(REMOTE_ADDR=address, headers={"User-Agent": agent})
    return client.post("/sign-in/", {"username": username, "password": password}).status_code


def try_code(code: str, *, address: str = "10.0.0.1") -> int:
    """One code after the right password, by a browser and a server process of its own."""
    client = Client(REMOTE_ADDR=address)
    client.post("/sign-in/", {"username": "analyst", "password": cast.PASSWORD})
    cache.clear()
    return client.post(reverse("mfa_authenticate"), {"code": code}).status_code


def test_the_library_waits_as_long_and_as_often_as_the_domain_says(settings) -> None:
    assert (settings.AXES_FAILURE_LIMIT, settings.AXES_COOLOFF_TIME) == (MOST, REST)


@pytest.mark.parametrize("username", ["analyst", "nobody_here"])
def test_after_six_wrong_passwords_even_the_right_one_waits(username: str) -> None:
    cast.staff(Role.ANALYST)
    answers = [try_in(username, agent=f"browser {n}") for n in range(MOST)]
    assert answers == [200] * (MOST - 1) + [429]
    assert try_in(username, cast.PASSWORD) == 429


def test_the_page_of_too_many_tries_says_what_to_do_and_names_nobody(client) -> None:
    for _ in range(MOST):
        answer = client.post(
            "/sign-in/", {"username": "analyst", "password": "x"}, headers={"Accept-Language": "en"}
        )
    assert answer.status_code == 429
    client.cookies["pazos_language"] = "en"
    text = client.post("/sign-in/", {"username": "analyst", "password": "x"}).content.decode()
    assert "15 minutes" in text
    assert "ask whoever manages accounts" in text
    assert "analyst" not in text


def test_the_case_of_a_name_makes_no_further_tries() -> None:
    for name in ("analyst", "Analyst", "ANALYST", "aNALYST", "analysT", "anaLyst"):
        last = try_in(name)
    assert last == 429


def test_the_wait_ends_after_fifteen_minutes() -> None:
    cast.staff(Role.ANALYST)
    for _ in range(MOST):
        try_in("analyst")
    AccessAttempt.objects.update(attempt_time=timezone.now() - REST - timedelta(seconds=1))
    assert try_in("analyst", cast.PASSWORD) == 302


def test_somebody_else_in_the_same_office_still_enters() -> None:
    cast.staff(Role.ANALYST)
    for _ in range(MOST):
        try_in("somebody_else")
    assert try_in("analyst", cast.PASSWORD) == 302


def test_a_stranger_elsewhere_does_not_lock_a_person_out_by_a_few_tries() -> None:
    cast.staff(Role.ANALYST)
    for _ in range(MOST):
        try_in("analyst", address="10.9.9.9")
    assert try_in("analyst", cast.PASSWORD, address="10.0.0.1") == 302


@pytest.mark.parametrize(
    ("rows", "most"),
    [
        ([("analyst", f"10.1.{n}.1") for n in range(MOST_BY_NAME // 5)], MOST_BY_NAME),
        ([(f"name{n}", "10.0.0.1") for n in range(MOST_BY_ADDRESS // 5)], MOST_BY_ADDRESS),
    ],
    ids=["one name from many addresses", "many names from one address"],
)
def test_tries_that_are_spread_out_have_a_limit_too(rows, most: int) -> None:
    cast.staff(Role.ANALYST)
    for username, address in rows:
        AccessAttempt.objects.create(
            username=throttling.tries_key(username),
            ip_address=address,
            user_agent="A",
            failures_since_start=5,
        )
    assert sum(5 for _ in rows) == most
    assert try_in("analyst", cast.PASSWORD) == 429


def test_a_right_password_forgets_the_tries_of_that_name_from_there_and_no_others() -> None:
    cast.staff(Role.ANALYST)
    for name in ("analyst", "other", "other"):
        try_in(name)
    assert try_in("analyst", cast.PASSWORD) == 302
    assert [one.username for one in AccessAttempt.objects.all()] == [throttling.tries_key("other")]


def test_wrong_codes_are_counted_by_account_wherever_they_come_from() -> None:
    authenticator.give_app(cast.staff(Role.ANALYST))
    answers = [try_code("000000", address=f"10.0.0.{n}") for n in range(1, MOST + 1)]
    assert answers == [200] * (MOST - 1) + [429]
    right = authenticator.code_of(authenticator.SECRET)
    assert try_code(right, address="10.7.7.7") == 429


def test_a_right_code_forgets_the_wrong_ones() -> None:
    staff = cast.staff(Role.ANALYST)
    authenticator.give_app(staff)
    for _ in range(MOST - 1):
        try_code("000000")
    assert try_code(authenticator.code_of(authenticator.SECRET)) == 302
    assert not AccessAttempt.objects.exists()


def test_a_code_asked_for_again_is_counted_too(client) -> None:
    staff = cast.staff(Role.ANALYST)
    authenticator.give_app(staff)
    client.force_login(staff)
    for _ in range(MOST):
        cache.clear()
        answer = client.post(reverse("mfa_reauthenticate"), {"code": "000000"})
    assert answer.status_code == 429


def test_whoever_manages_accounts_lets_somebody_try_at_once() -> None:
    boss, staff = cast.staff(Role.ADMINISTRATOR), cast.staff(Role.ANALYST)
    assert not throttling.is_locked(staff)
    for _ in range(MOST):
        try_in("analyst")
    assert throttling.is_locked(staff)
    actions.unlock(staff, by=boss)
    assert not throttling.is_locked(staff)
    assert try_in("analyst", cast.PASSWORD) == 302
    assert AuditEvent.objects.filter(verb="staff.unlocked", by=boss).count() == 1


def test_nothing_that_was_typed_is_kept_in_plain_letters() -> None:
    try_in("my-password-in-the-wrong-box", "another-secret")
    kept = str(list(AccessAttempt.objects.values()))
    assert "my-password" not in kept
    assert "another-secret" not in kept
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize(("proxies", "counted"), [(0, "10.0.0.1"), (1, "203.0.113.7")])
def test_the_address_behind_a_proxy_is_believed_only_where_the_city_says_so(
    settings, proxies: int, counted: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    headers = {"X-Forwarded-For": "198.51.100.1, 203.0.113.7"}
    Client(REMOTE_ADDR="10.0.0.1", headers=headers).post("/sign-in/", {"username": "a", "password": "b"})
    assert AccessAttempt.objects.get().ip_address == counted
