"""Accounts of staff. A participant is never an account."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from pazos.foundation.access.policy import Permission, Role, may
from pazos.foundation.privacy import Privacy, classified

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
    Role.SECURITY_LIAISON: _("Security liaison"),
    Role.EVALUATOR: _("Independent evaluator"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
}


class StaffManager(BaseUserManager["Staff"]):
    """Makes accounts; only actions call it."""

    def make(self, *, username: str, name: str, role: Role, password: str) -> Staff:
        """Return a new saved account with a hashed password."""
        staff = self.model(username=username, name=name, role=role)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff


class Staff(AbstractBaseUser):
    """Someone who works in the strategy and may sign in, in one role."""

    username = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=30, choices=[(role.value, name) for role, name in ROLE_NAMES.items()])
    is_active = models.BooleanField(default=True)

    objects: ClassVar[StaffManager] = StaffManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    privacy_classes = classified(Privacy.PERSONAL, role=Privacy.WORKING)

    def __str__(self) -> str:
        return self.name

    def may(self, permission: Permission) -> bool:
        """Return whether this person's role holds `permission`."""
        return self.is_active and may(Role(self.role), permission)
