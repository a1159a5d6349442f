"""The session in which something was done goes on, when the deed ended every other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash

if TYPE_CHECKING:
    from django.http import HttpRequest


def keep_this_session(request: HttpRequest) -> None:
    """Bind this session to the account as it is now, under a new key, and list it again."""
    update_session_auth_hash(request, request.user)  # type: ignore[arg-type]
    UserSession.objects.purge_and_list(request.user)
    UserSession.objects.create_from_request(request)
