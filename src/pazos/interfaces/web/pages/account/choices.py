"""The reader's own choices of language and light.

Choices are cookies, not rows: they work for the public too and say nothing about anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponseBadRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.context import THEME_COOKIE, THEMES
from pazos.interfaces.web.middleware import LANGUAGE_COOKIE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

YEAR = 365 * 24 * 3600


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the reader's language and show the same page again."""
    return _keep(request, cookie=LANGUAGE_COOKIE, allowed=tuple(dict(settings.LANGUAGES)))


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice of light, dark or the device's own, and show the same page again."""
    return _keep(request, cookie=THEME_COOKIE, allowed=THEMES)


def _keep(request: HttpRequest, *, cookie: str, allowed: tuple[str, ...]) -> HttpResponse:
    choice = request.POST.get("choice", "")
    if choice not in allowed:
        return HttpResponseBadRequest(f"choice is one of: {', '.join(allowed)}")
    response = HttpResponseRedirect(_back(request))
    response.set_cookie(
        cookie, choice, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )
    return response


def _back(request: HttpRequest) -> str:
    """Return the page the reader came from; never one of another host."""
    page = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return page if safe else "/"


ADDRESSES = (
    Address("language/", "choose_language", choose_language, needs=Permission.SEE_PUBLIC),
    Address("theme/", "choose_theme", choose_theme, needs=Permission.SEE_PUBLIC),
)
