"""What a person reads when a page is refused, missing or broken: what happened and what to do.

They must never show a query, a row, a path of the server or the name of a refused record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import RequestDataTooBig
from django.shortcuts import render

from pazos.domain.documents.vocabulary import MOST_BYTES as LARGEST_PAPER
from pazos.foundation.access.policy import holders
from pazos.foundation.access.wording import WHAT_IT_LETS
from pazos.interfaces.components.routes import declared_permissions

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that what was sent is too large or cannot be read, and that nothing of it was kept."""
    is_large = isinstance(exception, RequestDataTooBig)
    facts = {"most": LARGEST_PAPER // 2**20 if is_large else None}
    return render(request, "web/400.html", facts, status=413 if is_large else 400)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say which permission is lacking, which roles hold it, and whom to ask."""
    from pazos.domain.people.models import ROLE_NAMES

    match = request.resolver_match
    needs = declared_permissions().get(match.view_name) if match else None
    whom = [ROLE_NAMES[role] for role in holders(needs)] if needs else []
    facts = {"lacking": WHAT_IT_LETS.get(needs) if needs else None, "holders": whom}
    return render(request, "web/403.html", facts, status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing at this address."""
    return render(request, "web/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Say in both languages that the fault is ours; nothing that could fail again is asked for."""
    return render(None, "web/500.html", status=500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form grew too old (its token no longer fits), and that nothing was done."""
    return render(request, "web/403_csrf.html", status=403)


def tried_too_often(
    request: HttpRequest, response: HttpResponse | None = None, credentials: object = None
) -> HttpResponse:
    """Turn away who tried too many passwords or codes; the same whether such an account exists or not."""
    from pazos.domain.people.throttling import REST

    minutes = int(REST.total_seconds() // 60)
    return render(request, "429.html", {"minutes": minutes}, status=429)
