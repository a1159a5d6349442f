"""Accounts of staff, their organisations, and how access begins, widens and ends.

A participant is never an account. What staff write about people is not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from pazos.foundation.access.policy import EMERGENCY, Permission, Role, Scope, scope_of
from pazos.foundation.privacy import Privacy, classified
from pazos.foundation.privacy.fields import SealedText

if TYPE_CHECKING:
    from datetime import date, datetime

ROLE_NAMES = {
    Role.PUBLIC: _("Public"),
    Role.STRATEGY_LEAD: _("Strategy lead"),
    Role.ANALYST: _("Analyst"),
    Role.COMMITTEE_MEMBER: _("Committee member"),
    Role.DEPARTMENT: _("City department"),
    Role.PARTNER: _("Partner organisation"),
    Role.GESTOR: _("Gestor"),
    Role.OUTREACH_COORDINATOR: _("Outreach coordinator"),
    Role.CASE_WORKER: _("Case worker"),
    Role.CASE_SUPERVISOR: _("Case supervisor"),
    Role.FACILITATOR: _("Facilitator of restorative processes"),
    Role.SECURITY_LIAISON: _("Security liaison"),
    Role.EVALUATOR: _("Independent evaluator"),
    Role.AUDITOR: _("Auditor"),
    Role.DATA_OFFICER: _("Data protection officer"),
    Role.ADMINISTRATOR: _("Administrator"),
}
ROLE_CHOICES = [(role.value, name) for role, name in ROLE_NAMES.items()]


HELD_FOR = timedelta(seconds=2)  # longer than a page takes; a worker that keeps somebody for hours asks again
NO_PASSWORD = Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)  # no invitation was accepted yet


class Organisation(models.Model):
    """A body whose people work in the strategy: a department, a partner, a cooperation agency."""

    class Kind(models.TextChoices):
        CITY = "city", _("city department")
        PARTNER = "partner", _("partner organisation")
        COOPERATION = "cooperation", _("cooperation agency")
        SECURITY = "security", _("police or security body")
        EVALUATION = "evaluation", _("evaluator")
        CONTROL = "control", _("control body")

    name = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    ended_on = models.DateField(null=True, blank=True)

    privacy_classes = classified(Privacy.WORKING)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class StaffManager(BaseUserManager["Staff"]):
    """Makes accounts; only actions call it."""

    def make(self, *, username: str, name: str, role: Role, password: str | None) -> Staff:
        """Return a new saved account with a hashed password; without one nobody can sign in yet."""
        staff = self.model(username=username, name=name, role=role)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff


@dataclass(frozen=True)
class _OpenEmergencies:
    """What the database said at a moment of one person's emergency accesses that had not ended."""

    at: datetime
    written: int
    accesses: list[tuple[str, datetime, datetime]]


class Staff(AbstractBaseUser):
    """Someone who works in the strategy and may sign in, in one role, between two dates."""

    username = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=30, choices=ROLE_CHOICES)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="staff"
    )
    is_active = models.BooleanField(default=True)
    access_from_on = models.DateField(null=True, blank=True)
    access_until_on = models.DateField(null=True, blank=True)  # the last day of access
    session_round = models.PositiveIntegerField(default=0)  # raising it ends every open session
    factor_reset_at = models.DateTimeField(null=True, blank=True)
    factor_reset_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    _open_emergencies: _OpenEmergencies | None = None

    objects: ClassVar[StaffManager] = StaffManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    privacy_classes = classified(Privacy.PERSONAL, role=Privacy.WORKING, organisation=Privacy.WORKING)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="one_account_per_user_name_in_any_case"),
            models.CheckConstraint(
                condition=Q(access_until_on__isnull=True)
                | Q(access_from_on__isnull=True)
                | Q(access_until_on__gte=F("access_from_on")),
                name="access_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """Bind sessions to the password and the round: changing either ends them all, on every server."""
        return salted_hmac(
            "pazos.people.session", f"{self.session_round}:{self.password}", algorithm="sha256"
        ).hexdigest()

    def has_access_on(self, day: date) -> bool:
        """Return whether this account is open on `day`."""
        begun = self.access_from_on is None or self.access_from_on <= day
        ended = self.access_until_on is not None and self.access_until_on < day
        return self.is_active and begun and not ended

    def scope(self, permission: Permission) -> Scope | None:
        """Return how far this person holds `permission` now, emergency access counted in."""
        now = timezone.now()
        if not self.has_access_on(timezone.localdate(now)):
            return scope_of(Role.PUBLIC, permission)
        role = Role(self.role)
        if permission in EMERGENCY.get(role, ()) and self.has_emergency(permission, at=now):
            return Scope.CITY
        return scope_of(role, permission)

    def may(self, permission: Permission) -> bool:
        """Return whether this person holds `permission` now, in any scope."""
        return self.scope(permission) is not None

    def has_emergency(self, permission: Permission, *, at: datetime) -> bool:
        """Return whether an emergency access of this person covers `permission` at that moment.

        A page asks several times and the database is asked once: what it said holds for `HELD_FOR`, and no longer than
        until this process writes any emergency access.
        """
        held = self._open_emergencies
        if held is None or held.written != EmergencyAccess.written or not held.at <= at < held.at + HELD_FOR:
            held = self._open_emergencies = self._read_emergencies(at)
        return any(
            name == permission.value and begins_at <= at < ends_at
            for name, begins_at, ends_at in held.accesses
        )

    def _read_emergencies(self, at: datetime) -> _OpenEmergencies:
        written = EmergencyAccess.written  # before the question: what is written meanwhile is asked for again
        found = self.emergencies.filter(ends_at__gt=at, ended_early_at__isnull=True).order_by()
        return _OpenEmergencies(at, written, list(found.values_list("permission", "begins_at", "ends_at")))

    def refresh_from_db(self, *args: Any, **options: Any) -> None:
        """Read the row anew, and with it what was held of emergency access."""
        self._open_emergencies = None
        super().refresh_from_db(*args, **options)


class InvitationSet(models.QuerySet["Invitation"]):
    """Invitations, narrowed by how they stand."""

    def waiting(self) -> InvitationSet:
        """Return those whose link can still be used."""
        unused = self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
        return unused.filter(expires_at__gt=timezone.now(), staff__is_active=True)


class Invitation(models.Model):
    """A promise of an account: whoever holds its link chooses the password, once, before it expires."""

    token_hash = models.CharField(max_length=64, unique=True)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="invitations")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    renews = models.BooleanField(default=False)  # there was a password before: it lets somebody in anew
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationSet.as_manager()

    privacy_classes = classified(Privacy.PERSONAL)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.staff} · {self.made_at:%Y-%m-%d}"


class FactorSecret(models.Model):
    """What an authenticator app or a set of recovery codes is made from, sealed; the library keeps its key."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="factor_secrets")
    secret = SealedText(max_length=160)

    privacy_classes = classified(Privacy.PERSONAL)

    def __str__(self) -> str:
        return str(self.pk)


class EmergencySet(models.QuerySet["EmergencyAccess"]):
    """Emergency accesses; what is written to several at once counts as written too."""

    def update(self, **values: Any) -> int:
        """Write to all of them and return to how many."""
        found = super().update(**values)
        EmergencyAccess.written += 1
        return found


class EmergencyAccess(models.Model):
    """A permission taken at the scope of the city for some hours, with a reason, reviewed by somebody else."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="emergencies")
    permission = models.CharField(max_length=30)
    reason = models.CharField(max_length=500)  # why, without names; the page says so
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_early_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    review = models.CharField(max_length=500, blank=True)
    was_justified = models.BooleanField(null=True)

    objects = EmergencySet.as_manager()
    written: ClassVar[int] = 0  # how often this process wrote any: what was read before counts no more

    privacy_classes = classified(Privacy.WORKING, staff=Privacy.PERSONAL, reviewed_by=Privacy.PERSONAL)

    class Meta:
        ordering = ["-begins_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="an_emergency_ends"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("staff")),
                name="an_emergency_is_reviewed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.permission} · {self.begins_at:%Y-%m-%d %H:%M}"

    def save(self, *args: Any, **options: Any) -> None:
        """Store it, so that whoever holds what was read before asks again."""
        super().save(*args, **options)
        EmergencyAccess.written += 1
