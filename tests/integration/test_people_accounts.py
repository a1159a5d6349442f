"""Accounts: opened by invitation, changed by somebody else, ended with their sessions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.utils import timezone

import cast
from pazos.domain.people import actions
from pazos.domain.people.actions import Standing, standing_of
from pazos.domain.people.actions.invitations import LASTS, hash_of
from pazos.domain.people.models import Invitation, Organisation, Staff
from pazos.domain.people.queries import open_invitation
from pazos.domain.people.vocabulary import LostFactor
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db
PASSWORD = "puente-sobre-el-rio"


@pytest.fixture
def boss() -> Staff:
    return cast.staff(Role.ADMINISTRATOR)


@pytest.fixture
def second(boss: Staff) -> Staff:
    return actions.open_account(
        username="otra", name="Otra", role=Role.ADMINISTRATOR, password=PASSWORD, by=None
    )


@pytest.fixture
def city_hall() -> Organisation:
    return actions.open_organisation(name="Alcaldía", kind=Organisation.Kind.CITY, by=None)


def person(name: str, by: Staff | None = None) -> Staff:
    return actions.open_account(username=name, name="Gestora", role=Role.GESTOR, password=PASSWORD, by=by)


def gestor(by: Staff | None = None) -> Staff:
    return person("gestora", by)


def enters(client, staff: Staff) -> bool:
    """Whether the session of this browser still works."""
    staff.refresh_from_db()
    return client.get("/account/").status_code == 200


def changed(staff: Staff, **facts: object) -> Standing:
    held = standing_of(staff)
    return Standing(**{**held.__dict__, **facts})  # type: ignore[arg-type]


def last_event() -> AuditEvent:
    return AuditEvent.objects.order_by("-id").first()


# --- invitations ---


def test_an_invited_person_chooses_the_password_once(boss, city_hall) -> None:
    standing = Standing("Yuli Mina", Role.GESTOR, city_hall)
    staff, token = actions.invite_person(username="yuli", standing=standing, by=boss)
    assert not staff.has_usable_password()
    actions.accept(hash_of(token), password=PASSWORD)
    staff.refresh_from_db()
    assert staff.check_password(PASSWORD)
    with pytest.raises(InputProblem, match="does not work any more"):
        actions.accept(hash_of(token), password="otra-cosa-muy-larga")


def test_only_the_hash_of_a_link_is_stored(boss) -> None:
    token = actions.invite(gestor(), by=boss)
    stored = " ".join(str(value) for value in Invitation.objects.values_list().get())
    assert token not in stored
    assert hash_of(token) in stored
    assert token not in str(list(AuditEvent.objects.values_list("facts", "subject")))


@pytest.mark.parametrize(("late", "works"), [(timedelta(minutes=-1), True), (timedelta(minutes=1), False)])
def test_a_link_works_for_seven_days(boss, late: timedelta, *, works: bool) -> None:
    token = actions.invite(gestor(), by=boss)
    Invitation.objects.update(expires_at=timezone.now() - late)
    assert (open_invitation(hash_of(token)) is not None) is works
    assert timedelta(days=7) == LASTS


def test_a_link_taken_back_opens_nothing(boss) -> None:
    token = actions.invite(gestor(), by=boss)
    actions.withdraw(Invitation.objects.get(), by=boss)
    assert open_invitation(hash_of(token)) is None
    with pytest.raises(InputProblem):
        actions.accept(hash_of(token), password=PASSWORD)


def test_an_accepted_invitation_is_not_taken_back(boss) -> None:
    actions.accept(hash_of(actions.invite(gestor(), by=boss)), password=PASSWORD)
    with pytest.raises(InputProblem, match="accepted already"):
        actions.withdraw(Invitation.objects.get(), by=boss)


def test_a_new_link_ends_the_one_before(boss) -> None:
    staff = gestor()
    first, later = actions.invite(staff, by=boss), actions.invite(staff, by=boss)
    assert open_invitation(hash_of(first)) is None
    assert open_invitation(hash_of(later)) is not None


def test_closing_an_account_ends_its_link(boss) -> None:
    staff = gestor()
    token = actions.invite(staff, by=boss)
    actions.close_account(staff, by=boss)
    assert open_invitation(hash_of(token)) is None
    with pytest.raises(InputProblem, match="closed"):
        actions.invite(staff, by=boss)


def test_a_weak_password_leaves_the_link_as_it_was(boss) -> None:
    token = actions.invite(gestor(), by=boss)
    with pytest.raises(InputProblem):
        actions.accept(hash_of(token), password="1234")
    assert open_invitation(hash_of(token)) is not None


# --- who may decide ---


def test_nobody_decides_over_their_own_account(boss, second) -> None:
    deeds = (
        lambda: actions.change_account(boss, to=changed(boss, role=Role.STRATEGY_LEAD), by=boss),
        lambda: actions.close_account(boss, by=boss),
        lambda: actions.invite(boss, by=boss),
        lambda: actions.reset_factor(boss, reason=LostFactor.LOST_PHONE, by=boss),
        lambda: actions.unlock(boss, by=boss),
    )
    for deed in deeds:
        with pytest.raises(InputProblem, match="somebody else"):
            deed()


def test_only_who_manages_accounts_decides(boss) -> None:
    coordinator, staff = cast.staff(Role.OUTREACH_COORDINATOR), gestor()
    for deed in (
        lambda: actions.close_account(staff, by=coordinator),
        lambda: actions.change_account(staff, to=changed(staff, name="X"), by=coordinator),
        lambda: actions.reset_factor(staff, reason=LostFactor.NEW_PHONE, by=coordinator),
        lambda: actions.invite(staff, by=coordinator),
        lambda: actions.end_sessions(staff, by=coordinator),
    ):
        with pytest.raises(InputProblem, match="not yours to manage"):
            deed()


def test_the_last_manager_of_accounts_is_neither_closed_nor_moved_nor_ended(boss) -> None:
    today = timezone.localdate()
    for to in (
        changed(boss, role=Role.ANALYST),
        changed(boss, access_until_on=today + timedelta(days=30)),
        changed(boss, access_from_on=today + timedelta(days=1)),
    ):
        with pytest.raises(InputProblem, match="last account"):
            actions.change_account(boss, to=to, by=None)
    with pytest.raises(InputProblem, match="last account"):
        actions.close_account(boss, by=None)


def test_another_manager_frees_the_first_but_not_one_who_ends_earlier(boss, second) -> None:
    today = timezone.localdate()
    actions.change_account(second, to=changed(second, access_until_on=today + timedelta(days=10)), by=boss)
    later = changed(boss, access_until_on=today + timedelta(days=20))
    with pytest.raises(InputProblem, match="last account"):
        actions.change_account(boss, to=later, by=second)
    sooner = changed(boss, access_until_on=today + timedelta(days=5))
    actions.change_account(boss, to=sooner, by=second)
    assert boss.access_until_on == today + timedelta(days=5)


def test_a_manager_who_has_not_accepted_yet_does_not_count(boss) -> None:
    actions.open_account(username="nueva", name="Nueva", role=Role.ADMINISTRATOR, by=boss)
    with pytest.raises(InputProblem, match="last account"):
        actions.close_account(boss, by=None)


# --- separation ---


def test_a_liaison_is_of_the_police_and_the_police_are_liaisons(boss, city_hall) -> None:
    police = cast.police()
    with pytest.raises(InputProblem, match="police or security body"):
        actions.open_account(
            username="enlace", name="E", role=Role.SECURITY_LIAISON, organisation=city_hall, by=boss
        )
    with pytest.raises(InputProblem, match="liaison and nothing else"):
        actions.open_account(username="x1", name="X", role=Role.GESTOR, organisation=police, by=boss)
    staff = gestor()
    with pytest.raises(InputProblem, match="liaison and nothing else"):
        actions.change_account(staff, to=changed(staff, organisation=police), by=boss)
    liaison = changed(staff, organisation=police, role=Role.SECURITY_LIAISON)
    actions.change_account(staff, to=liaison, by=boss)
    assert staff.role == Role.SECURITY_LIAISON


def test_an_organisation_does_not_become_police_with_other_people_in_it(boss, city_hall) -> None:
    staff = gestor()
    actions.change_account(staff, to=changed(staff, organisation=city_hall), by=boss)
    police = Organisation.Kind.SECURITY
    with pytest.raises(InputProblem, match="liaison and nothing else"):
        actions.describe_organisation(city_hall, name="Alcaldía", kind=police, ended_on=None, by=boss)


def test_a_closed_account_does_not_come_back_into_a_body_that_became_police(boss, city_hall) -> None:
    staff = gestor()
    actions.change_account(staff, to=changed(staff, organisation=city_hall), by=boss)
    actions.close_account(staff, by=boss)
    police = Organisation.Kind.SECURITY
    actions.describe_organisation(city_hall, name="Alcaldía", kind=police, ended_on=None, by=boss)
    with pytest.raises(InputProblem, match="liaison and nothing else"):
        actions.reopen_account(staff, by=boss)


def test_nobody_new_joins_an_organisation_that_left(boss, city_hall) -> None:
    staff = gestor()
    actions.change_account(staff, to=changed(staff, organisation=city_hall), by=boss)
    gone = timezone.localdate()
    actions.describe_organisation(
        city_hall, name="Alcaldía", kind=Organisation.Kind.CITY, ended_on=gone, by=boss
    )
    with pytest.raises(InputProblem, match="any more"):
        actions.open_account(username="x1", name="X", role=Role.GESTOR, organisation=city_hall, by=boss)
    staff.organisation.refresh_from_db()
    actions.change_account(staff, to=changed(staff, role=Role.OUTREACH_COORDINATOR), by=boss)


def test_access_ends_with_the_organisation_and_whoever_had_not_begun_does_not_begin(boss, city_hall) -> None:
    today = timezone.localdate()
    works, begins_later, left = (person(name) for name in ("ana", "luz", "sol"))
    for one in (works, begins_later, left):
        actions.change_account(one, to=changed(one, organisation=city_hall), by=boss)
    Staff.objects.filter(pk=begins_later.pk).update(access_from_on=today + timedelta(days=30))
    Staff.objects.filter(pk=left.pk).update(access_until_on=today - timedelta(days=9))
    ends = today + timedelta(days=3)
    actions.describe_organisation(
        city_hall, name="Alcaldía", kind=Organisation.Kind.CITY, ended_on=ends, by=boss
    )
    for one in (works, begins_later, left):
        one.refresh_from_db()
    assert works.has_access_on(ends)
    assert not works.has_access_on(ends + timedelta(days=1))
    assert not begins_later.has_access_on(today + timedelta(days=40))
    assert left.access_until_on == today - timedelta(days=9)


# --- sessions ---


@pytest.mark.parametrize(
    "facts",
    [
        {"role": Role.PARTNER},
        {"access_until_on": date(2020, 1, 1)},
        {"access_from_on": date(2099, 1, 1)},
    ],
)
def test_what_takes_something_away_ends_every_session(client, boss, facts) -> None:
    staff = gestor()
    client.force_login(staff)
    assert enters(client, staff)
    actions.change_account(staff, to=changed(staff, **facts), by=boss)
    assert not enters(client, staff)


def test_another_organisation_ends_every_session(client, boss, city_hall) -> None:
    staff = gestor()
    client.force_login(staff)
    actions.change_account(staff, to=changed(staff, organisation=city_hall), by=boss)
    assert not enters(client, staff)


@pytest.mark.parametrize("facts", [{"role": Role.OUTREACH_COORDINATOR}, {"name": "Otro nombre"}])
def test_what_takes_nothing_away_leaves_the_sessions(client, boss, facts) -> None:
    staff = gestor()
    client.force_login(staff)
    actions.change_account(staff, to=changed(staff, **facts), by=boss)
    assert enters(client, staff)


def test_a_closed_account_is_out_at_once_and_its_old_session_stays_out(client, boss) -> None:
    staff = gestor()
    client.force_login(staff)
    actions.close_account(staff, by=boss)
    assert not enters(client, staff)
    actions.reopen_account(staff, by=boss)
    assert not enters(client, staff)


def test_access_ends_by_itself_on_its_date(client, monkeypatch) -> None:
    staff = gestor()
    Staff.objects.filter(pk=staff.pk).update(access_until_on=timezone.localdate())
    client.force_login(staff)
    assert enters(client, staff)
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr("pazos.interfaces.web.signing.backend.timezone.localdate", lambda *_: tomorrow)
    assert not enters(client, staff)


def test_signing_out_everywhere_reaches_other_browsers_only_by_the_round(client, boss) -> None:
    staff = gestor()
    client.force_login(staff)
    assert Session.objects.count() == 1
    actions.end_sessions(staff, by=boss)
    assert Session.objects.count() == 1  # the row may stay; it opens nothing
    assert not enters(client, staff)


# --- what the trail says ---


def test_the_trail_says_what_changed_and_no_name(boss) -> None:
    staff = gestor()
    actions.change_account(
        staff, to=changed(staff, name="Nombre Nuevo", role=Role.OUTREACH_COORDINATOR), by=boss
    )
    event = last_event()
    assert event.verb == "staff.account_changed"
    assert event.facts == {"role": ["gestor", "outreach_coordinator"], "renamed": True}


def test_a_change_that_changes_nothing_leaves_no_event(boss) -> None:
    staff = gestor()
    before = AuditEvent.objects.count()
    actions.change_account(staff, to=standing_of(staff), by=boss)
    assert AuditEvent.objects.count() == before


# --- wrong input ---


@pytest.mark.parametrize("username", ["", "x", "con espacio", "a" * 81, "a/b", "a\nb"])
def test_a_user_name_is_plain(username: str) -> None:
    with pytest.raises(InputProblem):
        actions.open_account(username=username, name="X", role=Role.GESTOR, by=None)


def test_a_user_name_is_one_in_any_case() -> None:
    gestor()
    with pytest.raises(InputProblem, match="already"):
        actions.open_account(username="GESTORA", name="X", role=Role.GESTOR, by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Staff.objects.create(username="Gestora", name="X", role=Role.GESTOR)


def test_access_does_not_end_before_it_begins() -> None:
    first, last = date(2024, 5, 2), date(2024, 5, 1)
    with pytest.raises(InputProblem, match="ends before"):
        actions.open_account(
            username="x1", name="X", role=Role.GESTOR, access_from_on=first, access_until_on=last, by=None
        )


def test_no_account_has_the_role_of_the_public() -> None:
    with pytest.raises(InputProblem, match="public"):
        actions.open_account(username="x1", name="X", role=Role.PUBLIC, by=None)
