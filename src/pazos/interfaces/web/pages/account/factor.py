"""One's own second factor: authenticator app, passkeys, recovery codes.

The library does the work. Each change is written in the trail and signs other devices out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, view_recovery_codes
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, ListWebAuthnView, RemoveWebAuthnView, edit_webauthn
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext

from pazos.domain.people import factors
from pazos.domain.people.actions import note_factor_change
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.signing.keeping import keep_this_session
from pazos.interfaces.web.signing.passkeys import passkeys_work

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpRequest, HttpResponse


class Factor(IndexView):  # type: ignore[misc]
    """Show what is set up, what is missing, and why it is asked for."""

    request: HttpRequest

    def get_context_data(self, **facts: Any) -> dict[str, Any]:
        """Add why a factor is asked for here."""
        who = reader(self.request)
        return {
            **super().get_context_data(**facts),
            "is_required": bool(settings.SECOND_FACTOR_REQUIRED),
            "must_have": factors.must_have_factor(who),
            "lacks": factors.lacks_factor(who),
            "passkeys_work": passkeys_work(self.request),
        }


class Noted:
    """A change of one's own factor: in the trail, and other devices signed out."""

    verb: str
    request: HttpRequest

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Let the library change it, write it down, and go on in this session."""
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        note_factor_change(reader(self.request), verb=self.verb)
        keep_this_session(self.request)
        return response


class SetUpApp(Noted, ActivateTOTPView):  # type: ignore[misc]
    """Set the authenticator app up."""

    verb = "factor.app_set_up"


class RemoveApp(Noted, DeactivateTOTPView):  # type: ignore[misc]
    """Remove the authenticator app."""

    verb = "factor.app_removed"


class NewCodes(Noted, GenerateRecoveryCodesView):  # type: ignore[misc]
    """Make new recovery codes; those before stop working."""

    verb = "factor.codes_made"


class AddPasskey(Noted, AddWebAuthnView):  # type: ignore[misc]
    """Set a passkey up."""

    verb = "factor.passkey_added"

    def get_context_data(self, **facts: Any) -> dict[str, Any]:
        """Say also whether a passkey can work at this address."""
        return {**super().get_context_data(**facts), "passkeys_work": passkeys_work(self.request)}

    def get_initial(self) -> dict[str, Any]:
        """Propose a key that signs in by itself: it is asked for a PIN or a finger, so it is two factors."""
        return {**super().get_initial(), "passwordless": True}


class RemovePasskey(Noted, RemoveWebAuthnView):  # type: ignore[misc]
    """Remove a passkey, unless it is the last factor of an account that must have one."""

    verb = "factor.passkey_removed"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Refuse to remove what must be there."""
        if not factors.may_remove(self.get_object()):
            words = gettext("This is your only second factor, and your role needs one. Set another up first.")
            messages.error(self.request, words)
            return HttpResponseRedirect(self.get_success_url())
        return super().form_valid(form)


NEEDS = Permission.KEEP_ACCOUNT
ADDRESSES = (
    Address("account/factor/", "mfa_index", Factor.as_view(), needs=NEEDS),
    Address("account/factor/app/", "mfa_activate_totp", SetUpApp.as_view(), needs=NEEDS),
    Address("account/factor/app/remove/", "mfa_deactivate_totp", RemoveApp.as_view(), needs=NEEDS),
    Address("account/factor/codes/", "mfa_view_recovery_codes", view_recovery_codes, needs=NEEDS),
    Address("account/factor/codes/new/", "mfa_generate_recovery_codes", NewCodes.as_view(), needs=NEEDS),
    Address("account/factor/passkeys/", "mfa_list_webauthn", ListWebAuthnView.as_view(), needs=NEEDS),
    Address("account/factor/passkeys/add/", "mfa_add_webauthn", AddPasskey.as_view(), needs=NEEDS),
    Address(
        "account/factor/passkeys/<int:pk>/remove/",
        "mfa_remove_webauthn",
        RemovePasskey.as_view(),
        needs=NEEDS,
    ),
    Address("account/factor/passkeys/<int:pk>/name/", "mfa_edit_webauthn", edit_webauthn, needs=NEEDS),
)
