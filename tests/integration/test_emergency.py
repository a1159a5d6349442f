"""Emergency access: declared, with a reason, for hours, marked, and reviewed by another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from cast import staff
from pazos.domain.people import emergency
from pazos.domain.people.models import HELD_FOR, EmergencyAccess
from pazos.foundation.access.policy import COMPARTMENTS, EMERGENCY, GRANTS, GUARDED, Permission, Role, Scope
from pazos.foundation.audit.models import AuditEvent
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db
REASON = "Tiroteo anoche en el borde de dos clústeres, hay que ver los acuerdos"


@pytest.fixture
def coordinator():
    return staff(Role.OUTREACH_COORDINATOR)


def taken(who, *, hours: int = 2) -> EmergencyAccess:
    return emergency.take(permission=Permission.SEE_DISPUTES, reason=REASON, hours=hours, by=who)


def test_it_widens_a_permission_to_the_city_until_it_ends_by_itself(coordinator) -> None:
    assert coordinator.scope(Permission.SEE_DISPUTES) is Scope.CLUSTER
    access = taken(coordinator)
    assert coordinator.scope(Permission.SEE_DISPUTES) is Scope.CITY
    assert coordinator.scope(Permission.SEE_SAFETY) is Scope.CLUSTER
    EmergencyAccess.objects.filter(pk=access.pk).update(
        begins_at=timezone.now() - timedelta(hours=3), ends_at=timezone.now() - timedelta(seconds=1)
    )
    assert coordinator.scope(Permission.SEE_DISPUTES) is Scope.CLUSTER


class TestTheDatabaseIsAskedOnceAPage:
    @pytest.fixture
    def page(self, coordinator, django_assert_num_queries):
        coordinator.may(Permission.SEE_DISPUTES)
        return django_assert_num_queries

    def test_for_whatever_is_asked_of_one_person(self, coordinator, page) -> None:
        with page(0):
            assert coordinator.scope(Permission.SEE_DISPUTES) is Scope.CLUSTER
            assert coordinator.scope(Permission.SEE_SAFETY) is Scope.CLUSTER

    def test_and_again_when_an_access_is_taken_or_given_back_under_another_name(self, coordinator) -> None:
        same = type(coordinator).objects.get(pk=coordinator.pk)
        assert coordinator.scope(Permission.SEE_DISPUTES) is Scope.CLUSTER
        access = taken(same)
        assert coordinator.scope(Permission.SEE_DISPUTES) is Scope.CITY
        emergency.end(EmergencyAccess.objects.get(pk=access.pk), by=same)
        assert coordinator.scope(Permission.SEE_DISPUTES) is Scope.CLUSTER

    def test_an_access_that_ends_meanwhile_is_over_though_nobody_asks_again(self, coordinator, page) -> None:
        access = taken(coordinator)
        last = access.ends_at - timedelta(seconds=1)
        assert coordinator.has_emergency(Permission.SEE_DISPUTES, at=last)
        with page(0):
            assert not coordinator.has_emergency(Permission.SEE_DISPUTES, at=access.ends_at)

    def test_somebody_held_for_longer_than_a_page_is_asked_about_again(self, coordinator, page) -> None:
        now = timezone.now()
        coordinator.has_emergency(Permission.SEE_DISPUTES, at=now)
        with page(1):
            coordinator.has_emergency(Permission.SEE_DISPUTES, at=now + HELD_FOR)
        with page(1):
            coordinator.has_emergency(Permission.SEE_DISPUTES, at=now - timedelta(seconds=1))

    def test_somebody_read_anew_is_asked_about_again(self, coordinator, page) -> None:
        coordinator.refresh_from_db()
        with page(1):
            coordinator.may(Permission.SEE_DISPUTES)


def test_no_emergency_opens_a_case_an_applicant_or_a_process() -> None:
    closed = {
        one
        for one in Permission
        if any(word in one for word in ("case", "justice", "applicant", "referral", "refer_", "orient"))
    }
    assert len(closed) == 9
    assert not closed & frozenset().union(*EMERGENCY.values())


def test_given_back_it_is_over(coordinator) -> None:
    emergency.end(taken(coordinator), by=coordinator)
    assert coordinator.scope(Permission.SEE_DISPUTES) is Scope.CLUSTER


@pytest.mark.parametrize("role", [role for role in Role if role not in EMERGENCY and role is not Role.PUBLIC])
def test_a_role_that_the_policy_does_not_name_takes_nothing(role) -> None:
    with pytest.raises(InputProblem):
        taken(staff(role))
    assert not EmergencyAccess.objects.exists()


def test_no_row_smuggled_into_the_table_opens_anything_to_the_security_liaison() -> None:
    liaison = staff(Role.SECURITY_LIAISON)
    now = timezone.now()
    for permission in Permission:
        EmergencyAccess.objects.create(
            staff=liaison,
            permission=permission.value,
            reason=REASON,
            begins_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=1),
        )
    held = {permission for permission in Permission if liaison.may(permission)}
    assert held == set(GRANTS[Role.SECURITY_LIAISON])
    assert not {COMPARTMENTS[permission] for permission in held} & set(GUARDED)


@pytest.mark.parametrize(
    ("reason", "hours"),
    [("", 2), ("urgente", 2), (REASON, 0), (REASON, 9)],
    ids=["none", "short", "zero", "long"],
)
def test_it_needs_a_reason_and_an_end(coordinator, reason, hours) -> None:
    with pytest.raises(InputProblem):
        emergency.take(permission=Permission.SEE_DISPUTES, reason=reason, hours=hours, by=coordinator)


def test_it_is_reviewed_once_and_by_somebody_else(coordinator) -> None:
    access, auditor = taken(coordinator), staff(Role.AUDITOR)
    with pytest.raises(InputProblem):
        emergency.review(access, was_justified=True, words="Estuvo bien", by=coordinator)
    emergency.review(access, was_justified=True, words="Estuvo bien", by=auditor)
    with pytest.raises(InputProblem):
        emergency.review(access, was_justified=False, words="Lo cambio", by=auditor)
    with pytest.raises(IntegrityError):
        EmergencyAccess.objects.filter(pk=access.pk).update(reviewed_by=coordinator)


def test_the_trail_names_who_took_what_and_not_why(coordinator) -> None:
    taken(coordinator)
    event = AuditEvent.objects.get(verb="emergency.taken")
    assert event.by_id == coordinator.pk
    assert event.facts == {"permission": "see_disputes", "hours": 2}
