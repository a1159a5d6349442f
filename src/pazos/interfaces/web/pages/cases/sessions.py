"""Meetings of a case: the list, a new one in few taps, one put right or taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.cases.actions import sessions as deeds
from pazos.domain.cases.queries import sessions as queries
from pazos.domain.cases.vocabulary import Dimension
from pazos.foundation.access.policy import Permission
from pazos.foundation.history.changing import changes_of
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cases.forms import SessionEditForm, SessionForm
from pazos.interfaces.web.pages.cases.frame import facts_of, frame
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.cases.models import CaseSession

PER_PAGE = 30
CURES = {
    "minutes_missing": ("minutes",),
    "too_long": ("minutes",),
    "nobody_came": ("minutes",),
    "next_not_after": ("next_on",),
    "next_too_far": ("next_on",),
    "not_yet": ("on",),
    "ahead": ("on",),
}


@require_GET
def case_sessions(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the meetings of a case."""
    framed, who = frame(request, key), reader(request)
    rows = queries.sessions(framed.case, seen_by=who)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    facts = {
        "page": page,
        "rows": [(one, _dimensions(one)) for one in page],
        "tries": queries.tries(framed.case),
    }
    return render(request, "web/cases/sessions.html", facts_of(framed, **facts))


@require_http_methods(["GET", "POST"])
def write_session(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for a meeting, and write it."""
    framed, who = frame(request, key, tab="case_sessions"), reader(request)
    form = SessionForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: deeds.write(framed.case, by=who, **form.said()),
            said=_("It is written down."),
            form=form,
            cures=CURES,
        )
    ):
        return redirect("case", key)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/cases/write_session.html", facts_of(framed, form=form), status=status)


@require_http_methods(["GET", "POST"])
def case_session(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one meeting with what was changed of it, and put it right."""
    who, row = reader(request), _found(request, key)
    framed = frame(request, row.case_id, tab="case_sessions")
    form = SessionEditForm(request.POST or None, initial=_standing(row))
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: deeds.correct(row, by=who, **form.said()),
            said=_("It is put right."),
            form=form,
            cures=CURES,
        )
    ):
        return redirect("case_sessions", row.case_id)
    facts = {"form": form, "row": row, "changes": changes_of(row), "version": queries.version_of(row)}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/cases/session.html", facts_of(framed, **facts), status=status)


@require_POST
def session_take_out(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a meeting out that never was."""
    who, row = reader(request), _found(request, key)
    version = request.POST.get("version", "")
    shown = int(version) if version.isdecimal() else None
    gone = done(request, lambda: deeds.take_out(row, by=who, version=shown), said=_("It is taken out."))
    return redirect("case_sessions", row.case_id) if gone else redirect("case_session", key)


def _found(request: HttpRequest, key: UUID) -> CaseSession:
    row = queries.session(key, seen_by=reader(request))
    if row is None:
        raise Http404
    return row


def _standing(row: CaseSession) -> dict[str, Any]:
    return {name: getattr(row, name) for name in deeds.FIELDS} | {
        "key": row.pk,
        "version": queries.version_of(row),
    }


def _dimensions(row: CaseSession) -> str:
    return ", ".join(str(Dimension(code).label) for code in row.dimensions)


SEE, WORK = Permission.SEE_CASES, Permission.WORK_CASES
ADDRESSES = (
    Address("cases/<uuid:key>/sessions/", "case_sessions", case_sessions, needs=SEE),
    Address("cases/<uuid:key>/sessions/new/", "write_session", write_session, needs=WORK),
    Address("cases/sessions/<uuid:key>/", "case_session", case_session, needs=WORK),
    Address("cases/sessions/<uuid:key>/take-out/", "session_take_out", session_take_out, needs=WORK),
)
