"""Pages of people and access, and the same from the command line."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import authenticator
import cast
from pazos.config.main import _parse
from pazos.domain.people import actions, factors
from pazos.domain.people.models import Invitation, Organisation, Staff
from pazos.foundation.access.policy import Permission, Role, may
from pazos.foundation.audit.models import AuditEvent, ReadEvent
from pazos.interfaces.web.pages.people import ADDRESSES
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client) -> Staff:
    staff = cast.staff(Role.ADMINISTRATOR)
    client.force_login(staff)
    client.cookies["pazos_language"] = "en"
    return staff


@pytest.fixture
def city_hall(db: None) -> Organisation:
    return actions.open_organisation(name="Alcaldía", kind=Organisation.Kind.CITY, by=None)


@pytest.fixture
def yuli(city_hall: Organisation) -> Staff:
    return actions.open_account(
        username="yuli", name="Yuli Mina", role=Role.GESTOR, password=cast.PASSWORD, organisation=city_hall, by=None
    )  # fmt: skip


def page(client: Client, name: str, *args: object, **asked: object) -> str:
    answer = client.get(reverse(name, args=args), asked)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def rows(text: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/people/\d+/">([^<]+)</a>', text)


# --- outsiders first ---


@pytest.mark.parametrize("role", [role for role in Role if not may(role, Permission.MANAGE_ACCOUNTS)])
def test_nobody_else_opens_any_page_or_does_any_deed(client, yuli, city_hall, role: Role) -> None:
    if role is not Role.PUBLIC:
        client.force_login(cast.staff(role) if role is not Role.GESTOR else yuli)
    before = AuditEvent.objects.count()
    for address in ADDRESSES:
        kwargs = {"number": yuli.pk} if "<" in address.route else {}
        for ask in (client.get, client.post):
            answer = ask(reverse(address.name, kwargs=kwargs))
            refused = answer.status_code == 403 or answer.headers.get("Location", "").startswith(
                "/sign-in/?next="
            )
            assert refused, address.name
            assert "Yuli" not in answer.content.decode().replace(
                yuli.name if role is Role.GESTOR else "\0", ""
            )
    assert AuditEvent.objects.count() == before


# --- the list ---


def test_the_list_says_who_may_enter_and_nothing_that_anybody_wrote(client, boss, yuli) -> None:
    authenticator.give_app(yuli)
    text = page(client, "people")
    assert rows(text) == ["Alguien de administrator", "Yuli Mina"]
    for words in ("Gestor", "Alcaldía", "open", "set up", "never"):
        assert words in text
    assert ReadEvent.objects.get().keys == sorted([str(boss.pk), str(yuli.pk)])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "yul"}, ["Yuli Mina"]),
        ({"q": "mina YULI"}, ["Yuli Mina"]),
        ({"q": "nobody"}, []),
        ({"role": "gestor"}, ["Invitada", "Yuli Mina"]),
        ({"role": "not-a-role"}, ["Alguien de administrator", "Invitada", "Terminado", "Yuli Mina"]),
        ({"state": "open"}, ["Alguien de administrator", "Yuli Mina"]),
        ({"state": "invited"}, ["Invitada"]),
        ({"state": "ended"}, ["Terminado"]),
        ({"state": "closed"}, []),
        ({"factor": "yes"}, ["Yuli Mina"]),
        ({"factor": "no", "role": "gestor"}, ["Invitada"]),
        ({"organisation": "here"}, ["Yuli Mina"]),
    ],
)
def test_the_list_is_narrowed(client, boss, yuli, city_hall, asked, found) -> None:
    authenticator.give_app(yuli)
    actions.open_account(username="inv", name="Invitada", role=Role.GESTOR, by=None)
    ended = actions.open_account(
        username="ter", name="Terminado", role=Role.PARTNER, password=cast.PASSWORD, by=None
    )
    Staff.objects.filter(pk=ended.pk).update(access_until_on=timezone.localdate() - timedelta(days=1))
    asked = {key: city_hall.pk if value == "here" else value for key, value in asked.items()}
    assert rows(page(client, "people", **asked)) == found


def test_the_list_asks_the_database_a_fixed_number_of_times(
    client, boss, django_assert_max_num_queries
) -> None:
    for n in range(60):
        actions.open_account(username=f"p{n}", name=f"P{n:02}", role=Role.PARTNER, by=None)
    page(client, "people")
    with django_assert_max_num_queries(12):
        assert len(rows(page(client, "people"))) == 50
    assert len(rows(page(client, "people", page=2))) == 11


# --- inviting ---


def test_an_invitation_is_shown_once_and_opens_the_account(client, boss, city_hall) -> None:
    said = {"name": "Ana Ríos", "username": "ana", "role": "gestor", "organisation": city_hall.pk,
            "access_until_on": "2027-12-31"}  # fmt: skip
    answer = client.post(reverse("invite_somebody"), said)
    link = re.search(r"http://testserver(/invitation/[\w-]+/)", answer.content.decode())[1]
    assert answer.headers["Cache-Control"].count("no-store") == 1
    ana = Staff.objects.get(username="ana")
    assert (ana.organisation, str(ana.access_until_on)) == (city_hall, "2027-12-31")
    assert link not in page(client, "person", ana.pk)
    assert Client().get(link, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"organisation": ""}, "required"),
        ({"username": "yuli"}, "already"),
        ({"username": "con espacio"}, "no spaces"),
        ({"role": "security_liaison"}, "police or security body"),
        ({"access_from_on": "2027-12-31", "access_until_on": "2027-01-01"}, "ends before"),
        ({"role": "public"}, "Select a valid choice"),
    ],
)
def test_a_wrong_invitation_says_why_and_opens_nothing(client, boss, city_hall, yuli, wrong, words) -> None:
    said = {"name": "Ana", "username": "ana", "role": "gestor", "organisation": city_hall.pk, **wrong}
    answer = client.post(reverse("invite_somebody"), said)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Invitation.objects.exists()


def test_a_city_without_organisations_is_led_to_write_one_down(client, boss) -> None:
    assert "There is no organisation yet" in page(client, "invite_somebody")


def test_a_link_is_made_anew_and_taken_back(client, boss, yuli) -> None:
    answer = client.post(reverse("invite_again", args=[yuli.pk]))
    assert "/invitation/" in answer.content.decode()
    assert "One waits until" in page(client, "person", yuli.pk)
    client.post(reverse("withdraw_invitation", args=[yuli.pk]))
    assert Invitation.objects.get().withdrawn_at is not None
    assert client.post(reverse("withdraw_invitation", args=[yuli.pk])).status_code == 404


# --- one person ---


def test_a_person_is_changed_and_what_is_refused_is_said(client, boss, yuli, city_hall) -> None:
    said = {"name": "Yuli M.", "role": "outreach_coordinator", "organisation": city_hall.pk}
    assert client.post(reverse("person_change", args=[yuli.pk]), said).status_code == 302
    yuli.refresh_from_db()
    assert (yuli.name, yuli.role) == ("Yuli M.", "outreach_coordinator")
    police = cast.police()
    refused = client.post(reverse("person_change", args=[yuli.pk]), {**said, "organisation": police.pk})
    assert refused.status_code == 422
    assert "liaison and nothing else" in refused.content.decode()


def test_the_form_shows_the_days_as_the_browser_reads_them(client, boss, yuli) -> None:
    Staff.objects.filter(pk=yuli.pk).update(access_until_on="2027-12-31")
    assert 'value="2027-12-31"' in page(client, "person_change", yuli.pk)


@pytest.mark.parametrize(
    ("deed", "verb"),
    [
        ("close_account", "staff.account_closed"),
        ("end_sessions", "staff.sessions_ended"),
        ("unlock_account", "staff.unlocked"),
        ("reset_factor", "staff.factor_reset"),
    ],
)
def test_a_deed_is_done_and_stands_in_the_trail(client, boss, yuli, deed: str, verb: str) -> None:
    authenticator.give_app(yuli)
    assert client.post(reverse(deed, args=[yuli.pk]), {"reason": "lost_phone"}).status_code == 302
    event = AuditEvent.objects.order_by("-id").first()
    assert (event.verb, event.by_id, event.subject) == (verb, boss.pk, f"people.staff:{yuli.pk}")


def test_a_factor_is_taken_away_only_with_a_reason(client, boss, yuli) -> None:
    authenticator.give_app(yuli)
    for reason in ("", "because"):
        client.post(reverse("reset_factor", args=[yuli.pk]), {"reason": reason})
    assert factors.has_factor(yuli)


def test_one_does_nothing_to_oneself_even_by_the_address(client, boss) -> None:
    before = AuditEvent.objects.count()
    assert "somebody else changes it" in page(client, "person", boss.pk)
    for deed in ("close_account", "reset_factor", "invite_again", "unlock_account"):
        client.post(reverse(deed, args=[boss.pk]), {"reason": "lost_phone"})
    said = {"name": "X", "role": "analyst", "organisation": ""}
    assert client.post(reverse("person_change", args=[boss.pk]), said).status_code == 422
    assert AuditEvent.objects.count() == before


def test_nobody_stands_at_a_number_without_an_account(client, boss) -> None:
    for name in ("person", "person_change"):
        assert client.get(reverse(name, args=[999])).status_code == 404
    assert client.post(reverse("close_account", args=[999])).status_code == 404


# --- organisations ---


def test_organisations_are_written_down_and_changed(client, boss) -> None:
    assert "No organisation yet" in page(client, "organisations")
    client.post(reverse("organisations"), {"name": "Fundación Paz", "kind": "partner"})
    again = client.post(reverse("organisations"), {"name": "fundación paz", "kind": "partner"})
    assert again.status_code == 422
    made = Organisation.objects.get()
    said = {"name": "Fundación Paz", "kind": "cooperation", "ended_on": "2024-01-31"}
    assert client.post(reverse("organisation", args=[made.pk]), said).status_code == 302
    made.refresh_from_db()
    assert (made.kind, str(made.ended_on)) == ("cooperation", "2024-01-31")
    assert "Fundación Paz" not in page(client, "invite_somebody")


# --- one's own account ---


def test_ones_own_account_shows_who_one_is_and_changes_no_role(client, yuli) -> None:
    client.force_login(yuli)
    client.cookies["pazos_language"] = "en"
    text = page(client, "account")
    for words in ("Yuli Mina", "yuli", "Alcaldía", "Gestor"):
        assert words in text
    assert "select" not in text


# --- the command line ---


def command(*words: str, typed: str = "", monkeypatch=None) -> None:
    if monkeypatch:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
    module, options = _parse(["account", *words])
    module.run(options)


def test_the_command_line_opens_invites_changes_and_closes(capsys, monkeypatch, settings) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://pazos.example.gov.co"]
    command("organisation", "--name", "Alcaldía", "--kind", "city")
    new = ("--name", "Ana", "--role", "administrator", "--organisation", "alcaldía")
    command("open", "ana", *new, "--password-stdin", typed=cast.PASSWORD, monkeypatch=monkeypatch)
    assert Staff.objects.get(username="ana").check_password(cast.PASSWORD)
    capsys.readouterr()
    command("invite", "yuli", "--name", "Yuli", "--role", "gestor", "--until", "2027-12-31")
    link = re.search(r"https://pazos\.example\.gov\.co(/invitation/[\w-]+/)", capsys.readouterr().out)[1]
    assert Client().get(link, follow=True).status_code == 200
    command("withdraw", "yuli")
    assert Client().get(link, follow=True).status_code == 410
    command("change", "yuli", "--role", "outreach_coordinator", "--until", "-", "--from", "2024-01-01")
    yuli = Staff.objects.get(username="yuli")
    assert (yuli.role, yuli.access_until_on, str(yuli.access_from_on)) == (
        "outreach_coordinator",
        None,
        "2024-01-01",
    )
    authenticator.give_app(yuli)
    for deed in ("sessions", "unlock", "close", "reopen"):
        command(deed, "yuli")
    command("reset-factor", "yuli", "--reason", "new_phone")
    assert not factors.has_factor(yuli)
    verbs = list(AuditEvent.objects.filter(subject=f"people.staff:{yuli.pk}").values_list("verb", flat=True))
    assert verbs[-5:] == ["staff.sessions_ended", "staff.unlocked", "staff.account_closed",
                          "staff.account_reopened", "staff.factor_reset"]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("close",), "whose account"),
        (("close", "nobody"), "no account nobody"),
        (("invite", "x1"), "--name and --role"),
        (("change", "yuli", "--until", "mañana"), "not a day"),
        (("change", "yuli", "--organisation", "None"), "no organisation"),
        (("reset-factor", "yuli"), "--reason"),
        (("withdraw", "yuli"), "No invitation"),
        (("organisation", "--name", "Sola"), "--kind"),
    ],
)
def test_the_command_line_says_what_is_wrong(yuli, words, said: str) -> None:
    with pytest.raises(InputProblem, match=said):
        command(*words)
