"""Whose password is right, and whose account is open today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from pazos.domain.people.models import Staff

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Passwords by user name. It is asked at sign-in and again on every request of a session.

    So access ends by itself on its date, and at once when an account is closed. A password is
    hashed for unknown names too: the time of an answer does not say who has an account.
    """

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Return whether the account is open today."""
        return isinstance(user, Staff) and user.has_access_on(timezone.localdate())
