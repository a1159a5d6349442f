"""What a person reads when a page is refused, missing or broken: what happened and what to do.

They must never show a query, a row, a path of the server or the name of a refused record.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from pazos.foundation.access.policy import Permission, holders
from pazos.interfaces.components.routes import declared_permissions

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

WHAT_IT_LETS = {
    Permission.SEE_PUBLIC: _("see the public figures"),
    Permission.KEEP_ACCOUNT: _("keep an account of one's own"),
    Permission.SEE_AREAS: _("see figures by neighbourhood"),
    Permission.SEE_RECORDS: _("see rows of official records"),
    Permission.LOAD_RECORDS: _("bring files of official records in"),
    Permission.DECIDE_PLACES: _("join spellings to neighbourhoods"),
    Permission.LINK_RECORDS: _("say which records are of one death"),
    Permission.DECIDE_DIFFERENCES: _("decide why sources differ"),
    Permission.MAKE_RULES: _("make counting rules and set thresholds"),
    Permission.CLOSE_MONTHS: _("close months of the register"),
    Permission.ANALYSE: _("start an analysis"),
    Permission.PROPOSE_DESIGNATION: _("propose a designation of clusters"),
    Permission.SIGN_DESIGNATION: _("sign a designation of clusters"),
    Permission.RELEASE_DATA: _("release data to the public"),
    Permission.SEE_STREET_TOTALS: _("see totals of street work by cluster"),
    Permission.SELECT_GESTORES: _("select gestores"),
    Permission.RUN_OUTREACH: _("run the street work"),
    Permission.SEE_SAFETY: _("see how gestores are and what threatened them"),
    Permission.ANSWER_DISTRESS: _("answer a gestor's call for help"),
    Permission.USE_FIELD: _("write from the street"),
    Permission.SEE_DISPUTES: _("see disputes and mediations"),
    Permission.SETTLE_EDITS: _("settle two edits of one record"),
    Permission.HANDLE_REQUESTS: _("answer requests about personal data"),
    Permission.ERASE: _("erase a person's data"),
    Permission.TAKE_EMERGENCY: _("open emergency access with a reason"),
    Permission.SEE_TRAIL: _("see who did and read what, and when"),
    Permission.MANAGE_ACCOUNTS: _("open and close accounts"),
    Permission.CONFIGURE: _("change sources and settings"),
}


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
