"""What every request goes through: the reader's language, the wall, and the second factor."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation

from pazos.domain.people.factors import lacks_factor
from pazos.foundation.access.policy import Role, may
from pazos.foundation.privacy.problems import SealProblem
from pazos.interfaces.components.routes import declared_permissions

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    Respond = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger("pazos.web")
LANGUAGE_COOKIE = "pazos_language"
SEEN_AT, SEEN_EVERY = "seen_at", 600  # seconds
# What an account may open that still has to set its second factor up.
OPEN_WITHOUT_FACTOR = frozenset(
    {
        "account_reauthenticate",
        "choose_language",
        "choose_theme",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_index",
        "mfa_view_recovery_codes",
        "sign_out",
    }
)


class LanguageMiddleware:
    """Spanish unless the reader chose otherwise: a browser's language is often not its user's."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language of the reader's choice."""
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.respond(request)
        response.headers.setdefault("Content-Language", language)
        return response


class AccessMiddleware:
    """Refuse every request whose address the person's role does not permit.

    An address that declares no permission is refused to everyone, so that a forgotten rule
    shows as a dead page and never as an open one.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; the check itself needs the address and is in `process_view`."""
        return self.respond(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Say in plain words that something sealed does not open here, and whom to call; nothing is lost by it."""
        if not isinstance(exception, SealProblem):
            return None
        log.error("something sealed does not open: %s", type(exception).__name__)
        return render(request, "web/sealed.html", status=503)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Let the view run (None), ask for a sign-in, or refuse."""
        needs = declared_permissions().get(request.resolver_match.view_name if request.resolver_match else "")
        if needs is None:
            raise PermissionDenied
        who = request.user
        if who.may(needs) if who.is_authenticated else may(Role.PUBLIC, needs):
            return None
        if not who.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied


class SecondFactorMiddleware:
    """Let an account that must have a second factor and has none do nothing but set it up.

    It is asked of the database on every request: a factor that was taken away counts at once.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; the check itself needs the address and is in `process_view`."""
        return self.respond(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Let the view run (None), lead to the page that sets the factor up, or refuse what is no page."""
        who, name = request.user, request.resolver_match.view_name if request.resolver_match else ""
        if not who.is_authenticated or name in OPEN_WITHOUT_FACTOR or not lacks_factor(who):
            return None
        if request.method == "GET" and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
            return HttpResponseRedirect(reverse("mfa_index"))
        return render(request, "web/account/factor_missing.html", status=403)


class SeenMiddleware:
    """Note every ten minutes that a session is in use, for the list of sessions; no more than that."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and note the hour where the last note is old."""
        noted = request.session.get(SEEN_AT)
        if noted is not None and time.time() - noted > SEEN_EVERY and request.user.is_authenticated:
            found = UserSession.objects.filter(session_key=request.session.session_key)
            found.update(last_seen_at=timezone.now())
            request.session[SEEN_AT] = time.time()
        return self.respond(request)
