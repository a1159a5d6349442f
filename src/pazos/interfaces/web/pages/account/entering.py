"""Signing in and out: password, then the second factor, or a passkey alone.

Nothing here says whether a user name exists. There is no page to open an account for oneself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.views import LoginView, account_inactive
from allauth.mfa.base.views import authenticate
from allauth.mfa.webauthn.views import login_webauthn
from django.contrib.auth.views import LogoutView
from django.views.generic import RedirectView

from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.signing.passkeys import passkeys_work

if TYPE_CHECKING:
    from django.http import HttpRequest


class SignIn(LoginView):  # type: ignore[misc]
    """Ask for user name and password, or a passkey where the address allows one."""

    request: HttpRequest

    def get_context_data(self, **facts: Any) -> dict[str, Any]:
        """Say also whether a passkey can work here."""
        return {**super().get_context_data(**facts), "passkeys_work": passkeys_work(self.request)}


ADDRESSES = (
    Address("sign-in/", "sign_in", SignIn.as_view(), needs=Permission.SEE_PUBLIC),
    # The library leads to a page of this name; ours is the one above.
    Address(
        "sign-in/again/",
        "account_login",
        RedirectView.as_view(pattern_name="sign_in", query_string=True),
        needs=Permission.SEE_PUBLIC,
    ),
    Address("sign-in/code/", "mfa_authenticate", authenticate, needs=Permission.SEE_PUBLIC),
    Address("sign-in/passkey/", "mfa_login_webauthn", login_webauthn, needs=Permission.SEE_PUBLIC),
    Address("sign-in/closed/", "account_inactive", account_inactive, needs=Permission.SEE_PUBLIC),
    Address("sign-out/", "sign_out", LogoutView.as_view(), needs=Permission.SEE_PUBLIC),
)
