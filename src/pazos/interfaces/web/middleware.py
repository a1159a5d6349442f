"""What every request goes through: the reader's language, then the wall."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.utils import translation

from pazos.foundation.access.policy import Role, may
from pazos.interfaces.components.routes import declared_permissions

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    Respond = Callable[[HttpRequest], HttpResponse]

LANGUAGE_COOKIE = "pazos_language"


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
