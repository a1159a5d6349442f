"""The forms of signing in: the library's own, with our names of fields and our count of wrong codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pazos.domain.people import factors, throttling

if TYPE_CHECKING:
    from django.http import HttpRequest

    from pazos.domain.people.models import Staff

STEP = "last_step"


def address_of(request: HttpRequest) -> str | None:
    """Return the address a request comes from, past the proxies that the city's settings trust."""
    if not request.META.get("REMOTE_ADDR"):
        return None  # no connection: a session that a test or a command opens
    address: str = get_adapter(request).get_client_ip(request)
    return address


class SignInForm(LoginForm):  # type: ignore[misc]
    """User name and password; the field is called as browsers and password managers expect."""

    def add_prefix(self, field_name: str) -> str:
        """Call the library's field `login` by its usual name."""
        return "username" if field_name == "login" else field_name


def rules_of_passwords() -> str:
    """Return what a password must be, in one line."""
    return " ".join(password_validators_help_texts())


class NewPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The password of today, and another one twice."""

    labels = {
        "oldpassword": _("Password of today"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.labels.items():
            self.fields[name].label, self.fields[name].help_text = label, ""
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["password1"].help_text = rules_of_passwords()


class Counted:
    """A code that is counted when it is wrong and is taken only once, whichever process checks it."""

    user: Staff
    authenticator: Authenticator

    def clean_code(self) -> str:
        """Return a right code that was not used before."""
        request = context.request
        if not throttling.may_try_code(request, self.user):
            throttling.note_wrong_code(request, self.user)
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            self._use_up(code)
        except ValidationError:
            throttling.note_wrong_code(request, self.user)
            raise
        throttling.forget_codes(self.user)
        return code

    def _use_up(self, code: str) -> None:
        """Refuse a code of the app that was used before, or that is older than one that was (RFC 6238, 5.2)."""
        if self.authenticator.type != Authenticator.Type.TOTP:
            return
        step = _step_of(code, self.authenticator)
        with transaction.atomic():
            kept = Authenticator.objects.select_for_update().get(pk=self.authenticator.pk)
            if kept.data.get(STEP, -1) >= step:
                raise get_adapter().validation_error("incorrect_code")
            kept.data[STEP] = step
            kept.save(update_fields=["data"])


def _step_of(code: str, authenticator: Authenticator) -> int:
    """Return the half minute a code belongs to; -1 when it ran out while it was being checked."""
    secret = factors.read_secret(authenticator.data["secret"])
    for step in yield_hotp_counters_from_time():
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return int(step)
    return -1


class CodeForm(Counted, AuthenticateForm):  # type: ignore[misc]
    """The code asked for after the password."""


class CodeAgainForm(Counted, ReauthenticateForm):  # type: ignore[misc]
    """The code asked for before something of weight."""
