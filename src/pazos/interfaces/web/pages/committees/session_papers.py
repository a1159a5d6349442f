"""Papers of a session on its page: attaching one, opening it, taking it out. Only who sees the session gets there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.committees import actions
from pazos.domain.committees.models import Session
from pazos.domain.committees.queries import papers
from pazos.domain.documents.queries import open_attached
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.committees.doing import asked, done, sent, tell
from pazos.interfaces.web.pages.committees.forms import PaperForm
from pazos.interfaces.web.pages.documents import hand_out
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from pazos.domain.documents.models import Document


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, number: int) -> HttpResponse:
    """Attach a paper to a session."""
    one = get_object_or_404(Session.objects.select_related("committee"), pk=number)
    form = PaperForm(sent(request), request.FILES or None, session=one)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: actions.attach(one, by=reader(request), **form.said()),
            said=_("The paper is attached. Who sees this session can open it, and nobody else."),
            form=form,
        )
    ):
        return redirect("committee_session", number)
    facts = {
        "form": form,
        "title": _("Attach a paper"),
        "button": _("Attach it"),
        "cancel": reverse("committee_session", args=[number]),
        "session": one,
        "committee": one.committee,
        "with_files": True,
        "lead": _("It opens only to those who see this session."),
    }
    return asked(request, "web/committees/ask.html", facts)


@require_GET
def opened(request: HttpRequest, number: int, pk: UUID) -> HttpResponseBase:
    """Hand out the file of a paper."""
    found = _found(request, number, pk)
    return hand_out(request, found, lambda: open_attached(found))


@require_POST
def take_out(request: HttpRequest, number: int, pk: UUID) -> HttpResponse:
    """Take a paper out of a session; what is kept elsewhere too stays there."""
    found, one = _found(request, number, pk), get_object_or_404(Session, pk=number)
    tell(
        request,
        lambda: actions.take_out(one, paper=found, by=reader(request)),
        said=_("The paper is taken out of this session."),
    )
    return redirect("committee_session", number)


def _found(request: HttpRequest, number: int, pk: UUID) -> Document:
    found = papers.attached(number, pk, seen_by=reader(request))
    if found is None:
        raise Http404
    return found


_ONE = "committees/sessions/<int:number>/papers/"
_RUN = Permission.RUN_COMMITTEES
ADDRESSES = (
    Address(f"{_ONE}new/", "session_attach", add, needs=_RUN),
    Address(f"{_ONE}<uuid:pk>/", "session_paper", opened, needs=Permission.SEE_COMMITTEES),
    Address(f"{_ONE}<uuid:pk>/out/", "session_paper_out", take_out, needs=_RUN),
)
