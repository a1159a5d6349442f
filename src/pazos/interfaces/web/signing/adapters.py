"""What the sign-in library asks of this city: who may enter, what is said, where secrets stand."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pazos.domain.people import factors
from pazos.domain.people.actions import set_password
from pazos.domain.territory.models import Municipality
from pazos.interfaces.web.middleware import SEEN_AT

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Staff

SAID = {
    "account/messages/password_changed.txt": _("Your password is changed. Other devices were signed out."),
    "mfa/messages/totp_activated.txt": _("The authenticator app is set up. Other devices were signed out."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is removed."),
    "mfa/messages/webauthn_added.txt": _("The passkey is set up. Other devices were signed out."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
}
WRONG = _("That name and password do not go together.")
WRONG_CODE = _("This code is not right, or it was used already.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by invitation and signed in to by user name."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "incorrect_password": _("This password is not right."),
        "incorrect_code": WRONG_CODE,
        "enter_current_password": _("This is not your password of today."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes."),
        "rate_limited": _("Too many tries. Wait five minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody opens an account for themselves."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave counting to `people.throttling`: it counts in the database, for every server process."""

    def pre_login(self, request: HttpRequest, user: Staff, **kwargs: Any) -> HttpResponse | None:
        """Turn away whose access is not open today; said only to whoever proved to be that person."""
        if not user.has_access_on(timezone.localdate()):
            request.session.flush()
            return self.respond_user_inactive(request, user)  # type: ignore[no-any-return]
        return super().pre_login(request, user, **kwargs)  # type: ignore[no-any-return]

    def login(self, request: HttpRequest, user: Staff) -> None:
        """Open the session and begin to note, now and then, that it is in use."""
        super().login(request, user)
        request.session[SEEN_AT] = time.time()

    def set_password(self, user: Staff, password: str) -> None:
        """Change the password through the same deed as everybody else, so that the trail has it."""
        set_password(user, password=password, by=user)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask for the password before a factor is changed, unless it was given minutes ago at sign-in."""
        required = super().is_reauthentication_required(app=app, **kwargs)
        return bool(required) and not _signed_in_just_now(context.request)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        message: str | None = None,
        **kwargs: Any,
    ) -> None:
        """Say what we have words for; signing in and out is seen without a message."""
        words = message or SAID.get(message_template or "")
        if words:
            super().add_message(request, level, message=str(words))


def _signed_in_just_now(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    newest = max((record["at"] for record in records), default=0)
    return bool(time.time() - newest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: secrets sealed, names of this city, none removed that must be there."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def encrypt(self, text: str) -> str:
        """Seal a secret away and return the number that stands for it."""
        return factors.keep_secret(text, staff=context.request.user)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret that a number stands for."""
        return factors.read_secret(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return whether an authenticator may go."""
        return factors.may_remove(authenticator)

    def generate_authenticator_name(self, user: Staff, type: str) -> str:  # noqa: A002 - the library's name
        """Return the name proposed for a new passkey."""
        known = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey {n}").format(n=known + 1)

    def get_totp_issuer(self) -> str:
        """Return the name under which the authenticator app lists this city."""
        municipality = Municipality.objects.first()
        return f"Pazos {municipality.name}" if municipality else "Pazos"

    def _get_site_name(self) -> str:
        return self.get_totp_issuer()

    def _get_user_identifier(self, user: Staff) -> str:
        return user.get_username()
