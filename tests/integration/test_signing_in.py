"""Signing in: password, second factor, recovery codes, sessions; and what is never said."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

import authenticator
import cast
from pazos.config.addresses import ADDRESSES
from pazos.config.city import make, read
from pazos.domain.people import actions, factors
from pazos.domain.people.models import FactorSecret, Staff
from pazos.domain.people.vocabulary import LostFactor
from pazos.foundation.access.policy import Permission, Role, may, reads_guarded
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.privacy.rotating import rotate
from pazos.interfaces.components.routes import Key
from pazos.interfaces.web.middleware import OPEN_WITHOUT_FACTOR
from pazos.interfaces.web.pages.account.own import browser_words
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db
HOME = "/"


@pytest.fixture
def required(settings, _second_factor_is_not_asked_for) -> None:
    """The city asks those who read personal data for a second factor."""
    settings.SECOND_FACTOR_REQUIRED = True


def sign_in(client: Client, username: str, password: str = cast.PASSWORD, to: str = ""):
    return client.post("/sign-in/", {"username": username, "password": password, "next": to})


def is_in(client: Client) -> bool:
    return client.get("/language/").wsgi_request.user.is_authenticated


def text_of(answer) -> str:
    return re.sub(
        r"\s+", " ", re.sub(r'<input type="hidden"[^>]*>|"X-CSRFToken[^}]*}', "", answer.content.decode())
    )


# --- passwords ---


def test_a_person_signs_in_and_lands_where_they_were_going(client) -> None:
    cast.staff(Role.COMMITTEE_MEMBER)
    asked = client.get("/map/")
    assert asked.headers["Location"] == "/sign-in/?next=/map/"
    assert sign_in(client, "committee_member", to="/map/").headers["Location"] == "/map/"
    assert is_in(client)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_host(client, elsewhere: str) -> None:
    cast.staff(Role.COMMITTEE_MEMBER)
    assert sign_in(client, "committee_member", to=elsewhere).headers["Location"] == HOME


def test_the_case_of_a_user_name_does_not_matter_and_that_of_a_password_does(client) -> None:
    cast.staff(Role.ANALYST)
    assert sign_in(client, "ANALYST", cast.PASSWORD.upper()).status_code == 200
    assert sign_in(client, "ANALYST").status_code == 302


def test_the_answer_does_not_say_whether_a_user_name_exists(monkeypatch) -> None:
    cast.staff(Role.ANALYST)
    actions.open_account(username="invited", name="Invitada", role=Role.GESTOR, by=None)
    closed = actions.open_account(
        username="closed", name="C", role=Role.GESTOR, password=cast.PASSWORD, by=None
    )
    actions.close_account(closed, by=None)
    answers = {}
    for name in ("analyst", "nobody_here", "invited", "closed"):
        work = []
        count = _counting(monkeypatch, work)
        answer = sign_in(Client(), name, "not-the-password")
        monkeypatch.setattr(*count)
        answers[name] = (answer.status_code, text_of(answer).replace(name, "NAME"), len(work))
    assert len({(status, text) for status, text, _ in answers.values()}) == 1
    assert {work for *_, work in answers.values()} == {1}  # one password is hashed, each time


def _counting(monkeypatch, work: list[str]):
    """Note every password that is hashed; returns how to stop."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    kept = MD5PasswordHasher.encode

    def encode(self, password, salt):
        work.append(password)
        return kept(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", encode)
    return MD5PasswordHasher, "encode", kept


@pytest.mark.parametrize(
    "facts", [{"is_active": False}, {"access_until_on": "2020-01-01"}, {"access_from_on": "2099-01-01"}]
)
def test_whoever_proves_to_be_a_person_without_access_today_is_told_so(client, facts) -> None:
    staff = cast.staff(Role.ANALYST)
    Staff.objects.filter(pk=staff.pk).update(**facts)
    assert sign_in(client, "analyst").headers["Location"] == reverse("account_inactive")
    assert client.get(reverse("account_inactive")).status_code == 200
    assert not is_in(client)


def test_an_account_without_a_password_cannot_be_entered(client) -> None:
    actions.open_account(username="invited", name="I", role=Role.GESTOR, by=None)
    for password in ("", "!", "anything"):
        assert sign_in(client, "invited", password).status_code == 200
    assert not is_in(client)


def test_nobody_opens_an_account_for_themselves_or_asks_for_mail() -> None:
    names = {address.name for address in ADDRESSES}
    assert not {name for name in names if "signup" in name or "email" in name or "reset_password" in name}
    for name in ("account_signup", "account_email", "account_reset_password", "account_request_login_code"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_signing_out_ends_the_session(client) -> None:
    cast.staff(Role.ANALYST)
    sign_in(client, "analyst")
    assert client.post("/sign-out/").status_code == 302
    assert not is_in(client)


def test_changing_the_password_keeps_this_session_and_ends_the_others(client) -> None:
    staff, other = cast.staff(Role.ANALYST), Client()
    sign_in(client, "analyst")
    sign_in(other, "analyst")
    said = {
        "oldpassword": cast.PASSWORD,
        "password1": "un-verso-muy-largo",
        "password2": "un-verso-muy-largo",
    }
    assert client.post(reverse("account_change_password"), {**said, "oldpassword": "x"}).status_code == 200
    assert client.post(reverse("account_change_password"), said).headers["Location"] == reverse("account")
    staff.refresh_from_db()
    assert staff.check_password("un-verso-muy-largo")
    assert is_in(client)
    assert not is_in(other)
    assert AuditEvent.objects.filter(verb="staff.password_set", by=staff).count() == 1


# --- the second factor ---


def test_the_second_factor_from_set_up_to_sign_in(client, required) -> None:
    staff = cast.staff(Role.ANALYST)
    assert sign_in(client, "analyst", to="/register/").headers["Location"] == "/register/"
    assert client.get("/register/").headers["Location"] == reverse("mfa_index")
    assert "Set one up to go on" in _english(client, "mfa_index")
    page = _english(client, "mfa_activate_totp")  # no password again: it was given a moment ago
    secret = authenticator.secret_on(page)
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert wrong.status_code == 200
    done = client.post(reverse("mfa_activate_totp"), {"code": authenticator.code_of(secret)})
    assert done.headers["Location"] == reverse("mfa_view_recovery_codes")
    codes = re.findall(
        r"<li><code>(\d{8})</code></li>", client.get(done.headers["Location"]).content.decode()
    )
    assert len(codes) == 10
    assert "<li><code>" not in client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert client.get("/register/").status_code == 200
    assert AuditEvent.objects.filter(verb="factor.app_set_up", by=staff).exists()

    again = Client()
    assert sign_in(again, "analyst", to="/register/").headers["Location"] == reverse("mfa_authenticate")
    assert not is_in(again)
    assert again.get("/register/").headers["Location"].startswith("/sign-in/")
    later = authenticator.code_of(secret, steps=1)
    assert again.post(reverse("mfa_authenticate"), {"code": later}).headers["Location"] == "/register/"
    assert is_in(again)

    lost = Client()
    sign_in(lost, "analyst")
    assert lost.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert is_in(lost)
    used = Client()
    sign_in(used, "analyst")
    assert used.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 200
    assert not is_in(used)


def _english(client: Client, name: str) -> str:
    client.cookies["pazos_language"] = "en"
    return client.get(reverse(name)).content.decode()


def test_a_code_is_taken_once_on_every_server(client) -> None:
    authenticator.give_app(cast.staff(Role.ANALYST))
    code = authenticator.code_of(authenticator.SECRET)
    sign_in(client, "analyst")
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    _as_another_server()
    thief = Client()
    sign_in(thief, "analyst")
    assert thief.post(reverse("mfa_authenticate"), {"code": code}).status_code == 200
    assert not is_in(thief)


def _as_another_server() -> None:
    """Another process has the database and not what this one keeps in memory."""
    from django.core.cache import cache

    cache.clear()


def test_an_older_code_is_not_taken_after_a_newer_one(client) -> None:
    authenticator.give_app(cast.staff(Role.ANALYST))
    sign_in(client, "analyst")
    now, before = (authenticator.code_of(authenticator.SECRET, steps=step) for step in (0, -1))
    assert client.post(reverse("mfa_authenticate"), {"code": now}).status_code == 302
    late = Client()
    sign_in(late, "analyst")
    assert late.post(reverse("mfa_authenticate"), {"code": before}).status_code == 200


def test_the_secrets_of_factors_stand_only_sealed(client) -> None:
    staff = cast.staff(Role.ANALYST)
    sign_in(client, "analyst")
    secret = authenticator.secret_on(_english(client, "mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": authenticator.code_of(secret)})
    seeds = [factors.read_secret(str(one.pk)) for one in FactorSecret.objects.filter(staff=staff)]
    assert secret in seeds
    assert len(seeds) == 2
    with connection.cursor() as cursor:
        stored = ""
        for table in ("mfa_authenticator", "people_factorsecret", "django_session", "audit_auditevent"):
            cursor.execute(f"SELECT * FROM {table}")
            stored += str(cursor.fetchall())
    assert not [seed for seed in seeds if seed in stored]


def test_removing_a_factor_removes_its_secret(client) -> None:
    staff = cast.staff(Role.ANALYST)
    sign_in(client, "analyst")
    secret = authenticator.secret_on(_english(client, "mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": authenticator.code_of(secret)})
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=staff).exists()
    assert not FactorSecret.objects.exists()


def test_setting_a_factor_up_signs_other_devices_out(client) -> None:
    cast.staff(Role.ANALYST)
    other = Client()
    sign_in(client, "analyst")
    sign_in(other, "analyst")
    secret = authenticator.secret_on(_english(client, "mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": authenticator.code_of(secret)})
    assert is_in(client)
    assert not is_in(other)


def test_the_only_factor_of_a_role_that_needs_one_stays(client, required) -> None:
    staff = cast.staff(Role.ANALYST)
    app = authenticator.give_app(staff)
    client.force_login(staff)
    _just_confirmed(client, staff)
    assert "only second factor" in _english(client, "mfa_deactivate_totp")
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(pk=app.pk).exists()


def _just_confirmed(client: Client, staff: Staff) -> None:
    client.post(reverse("account_reauthenticate"), {"password": cast.PASSWORD})


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PUBLIC])
def test_a_factor_is_asked_of_whoever_reads_personal_data_and_of_nobody_else(client, required, role) -> None:
    client.force_login(cast.staff(role))
    answer = client.get(reverse("account"))
    assert (answer.status_code == 302) is reads_guarded(role)


GUARDED = [
    address
    for address in ADDRESSES
    if "<" not in address.route and address.needs is not Permission.SEE_PUBLIC and address.key is Key.SESSION
]


@pytest.mark.parametrize("address", GUARDED, ids=lambda address: address.name)
def test_without_the_factor_no_address_opens_but_those_that_set_it_up(client, required, address) -> None:
    holder = next((role for role in Role if reads_guarded(role) and may(role, address.needs)), None)
    if holder is None:
        pytest.skip("nobody who reads personal data holds it")
    client.force_login(cast.staff(holder))
    answer = client.get(reverse(address.name))
    answer.close()
    sent = answer.status_code == 302 and answer.headers["Location"] == reverse("mfa_index")
    assert sent is (address.name not in OPEN_WITHOUT_FACTOR)
    refused = client.post(reverse(address.name))
    assert (refused.status_code == 403) is (address.name not in OPEN_WITHOUT_FACTOR)


def test_a_script_that_asks_is_refused_and_not_led_to_a_page(client, required) -> None:
    client.force_login(cast.staff(Role.GESTOR))
    answer = client.get(reverse("account"), headers={"Sec-Fetch-Mode": "cors"})
    assert answer.status_code == 403


def test_recovery_codes_alone_are_no_second_factor(required) -> None:
    staff = cast.staff(Role.ANALYST)
    Authenticator.objects.create(user=staff, type=Authenticator.Type.RECOVERY_CODES, data={"used_mask": 0})
    assert factors.lacks_factor(staff)


def test_where_the_city_only_offers_a_factor_the_page_says_so(client) -> None:
    client.force_login(cast.staff(Role.ANALYST))
    assert client.get(reverse("account")).status_code == 200
    assert "offered and not required" in _english(client, "mfa_index")


# --- a lost factor ---


def test_a_lost_factor_is_taken_away_with_its_reason_and_every_session(client) -> None:
    boss, staff = cast.staff(Role.ADMINISTRATOR), cast.staff(Role.GESTOR)
    authenticator.give_app(staff)
    client.force_login(staff)
    actions.reset_factor(staff, reason=LostFactor.LOST_PHONE, by=boss)
    assert not factors.has_factor(staff)
    assert not FactorSecret.objects.filter(staff=staff).exists()
    assert not is_in(client)
    event = AuditEvent.objects.order_by("-id").first()
    assert (event.verb, event.facts) == ("staff.factor_reset", {"reason": "lost_phone"})


@pytest.mark.parametrize("first", ["invite", "reset"])
def test_nobody_alone_lets_in_anew_and_takes_the_factor_of_an_account_that_reads_people(first: str) -> None:
    boss, staff = cast.staff(Role.ADMINISTRATOR), cast.staff(Role.GESTOR)
    other = actions.open_account(
        username="otra", name="O", role=Role.ADMINISTRATOR, password=cast.PASSWORD, by=None
    )

    def reset(by: Staff) -> None:
        actions.reset_factor(staff, reason=LostFactor.NEW_PHONE, by=by)

    def invite(by: Staff) -> None:
        actions.invite(staff, by=by)

    begins, ends = (invite, reset) if first == "invite" else (reset, invite)
    begins(boss)
    with pytest.raises(InputProblem, match="nobody alone"):
        ends(boss)
    ends(other)


# --- sessions ---


def test_sessions_are_listed_and_ended_everywhere_else(client) -> None:
    cast.staff(Role.ANALYST)
    other = Client(headers={"User-Agent": "Firefox on Android"})
    sign_in(client, "analyst")
    sign_in(other, "analyst")
    assert "Firefox, Android" in _english(client, "usersessions_list")
    assert client.post(reverse("usersessions_list")).status_code == 302
    assert is_in(client)
    assert not is_in(other)
    assert "Firefox, Android" not in _english(client, "usersessions_list")


def test_a_session_in_use_is_noted_every_ten_minutes_and_not_on_every_page(client, monkeypatch) -> None:
    cast.staff(Role.ANALYST)
    sign_in(client, "analyst")
    long_ago = timezone.now() - timedelta(hours=2)
    UserSession.objects.update(last_seen_at=long_ago)
    client.get(HOME)
    assert UserSession.objects.get().last_seen_at == long_ago
    session = client.session
    session["seen_at"] = session["seen_at"] - 3600
    session.save()
    client.get(HOME)
    assert UserSession.objects.get().last_seen_at > long_ago


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
            "Safari, iPhone",
        ),
        ("curl/8.5", "curl/8.5"),
        ("", ""),
    ],
)
def test_a_session_is_named_by_browser_and_system(said: str, words: str) -> None:
    assert browser_words(said) == words


# --- the city's file, and its keys ---


@pytest.mark.parametrize("said", ["required", "offered"])
def test_a_city_says_whether_the_factor_is_required(tmp_path, said: str) -> None:
    assert make(tmp_path / "city", second_factor=said).second_factor == said
    assert make(tmp_path / "other").second_factor == "required"


def test_a_city_file_that_says_neither_is_refused(tmp_path) -> None:
    file = make(tmp_path / "city").folder / "pazos.toml"
    file.write_text(file.read_text().replace('"required"\n', '"never"\n'))
    with pytest.raises(InputProblem, match="required, offered"):
        read(tmp_path / "city")


def test_the_demo_offers_the_factor_because_its_people_are_invented() -> None:
    from pazos.interfaces.cli import demo

    assert demo.SECOND_FACTOR == "offered"


def test_a_code_still_fits_after_the_keys_were_rotated(client, settings, tmp_path) -> None:
    settings.CITY_FILES = tmp_path
    authenticator.give_app(cast.staff(Role.ANALYST))
    assert rotate(now=timezone.now()).values >= 1
    sign_in(client, "analyst")
    code = authenticator.code_of(authenticator.SECRET)
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302


# --- invitations, from outside ---


def test_a_link_leads_to_a_page_without_the_token_and_then_to_signing_in(client) -> None:
    boss = cast.staff(Role.ADMINISTRATOR)
    staff = actions.open_account(username="yuli", name="Yuli Mina", role=Role.PARTNER, by=boss)
    token = actions.invite(staff, by=boss)
    assert client.get(reverse("invitation_link", args=[token])).headers["Location"] == reverse("invitation")
    assert token not in str(dict(client.session))
    page = client.get(reverse("invitation")).content.decode()
    assert "Yuli Mina" in page
    assert token not in page
    two = {"password": "un-verso-muy-largo", "again": "otro-verso-muy-largo"}
    assert client.post(reverse("invitation"), two).status_code == 422
    same = {"password": "un-verso-muy-largo", "again": "un-verso-muy-largo"}
    assert client.post(reverse("invitation"), same).headers["Location"] == "/sign-in/"
    assert client.get(reverse("invitation_link", args=[token]), follow=True).status_code == 410
    assert sign_in(client, "yuli", "un-verso-muy-largo").status_code == 302


def test_opening_a_link_uses_nothing_up() -> None:
    boss = cast.staff(Role.ADMINISTRATOR)
    token = actions.invite(
        actions.open_account(username="yuli", name="Y", role=Role.PARTNER, by=boss), by=boss
    )
    for _ in range(3):
        assert Client().get(reverse("invitation_link", args=[token]), follow=True).status_code == 200


@pytest.mark.parametrize("token", ["x", "x" * 400, "..%2f", "ñ"])
def test_a_made_up_link_opens_nothing_and_names_nobody(client, token: str) -> None:
    cast.staff(Role.ANALYST)
    answer = client.get(reverse("invitation_link", args=[token]), follow=True)
    assert answer.status_code == 410
    assert "Alguien" not in answer.content.decode()


def test_an_invitation_does_not_pass_by_the_second_factor(client, required) -> None:
    boss, staff = cast.staff(Role.ADMINISTRATOR), cast.staff(Role.GESTOR)
    authenticator.give_app(staff)
    token = actions.invite(staff, by=boss)
    client.get(reverse("invitation_link", args=[token]))
    client.post(reverse("invitation"), {"password": "un-verso-muy-largo", "again": "un-verso-muy-largo"})
    assert not is_in(client)
    assert sign_in(client, "gestor", "un-verso-muy-largo").headers["Location"] == reverse("mfa_authenticate")
