"""Documents on the page: finding one, opening it without danger, adding and withdrawing.

What somebody brought in is never run: a browser is told its kind and to trust nothing else, shows
only PDF and pictures by itself, and saves the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.documents import actions, queries
from pazos.domain.documents.vocabulary import SHOWN_BY_BROWSERS
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_STRATEGY, Address, Stage
from pazos.interfaces.web.pages.evidence import DocumentForm
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.strategy.doing import done
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from pazos.domain.documents.models import Document
    from pazos.domain.people.models import Organisation, Staff

PER_PAGE = 40


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List the documents this reader may see."""
    who, search = reader(request), request.GET.get("q", "")
    withdrawn = request.GET.get("withdrawn") == "1"
    found = queries.documents(seen_by=who, search=search, withdrawn=withdrawn)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    facts = {"page": page, "search": search, "withdrawn": withdrawn}
    return render(request, "web/documents/list.html", facts)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Add a document."""
    who = reader(request)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: form.keep(organisation=_whose(who), by=who),
            said=_("The document is kept."),
            form=form,
        )
    ):
        return redirect("documents")
    status = 422 if request.method == "POST" else 200
    return render(request, "web/documents/add.html", {"form": form, "whose": _whose(who)}, status=status)


def _whose(who: Staff) -> Organisation | None:
    """Return whose paper it is: the strategy's own from those who work for the whole city."""
    return None if who.scope(Permission.RUN_ACTIVITIES) is Scope.CITY else who.organisation


@require_GET
def opened(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Hand out the file of one document."""
    who = reader(request)
    found = queries.document(pk, seen_by=who)
    if found is None:
        raise Http404
    return hand_out(request, found, lambda: queries.open_document(found, seen_by=who))


def hand_out(request: HttpRequest, found: Document, open_file: Callable[[], BinaryIO]) -> HttpResponseBase:
    """Hand out the file of a document that the reader may see, or say why it is not there any more."""
    try:
        content = open_file()
    except InputProblem as problem:
        facts = {"document": found, "why": refusal(problem)}
        return render(request, "web/documents/withdrawn.html", facts, status=410)
    except FileNotFoundError as error:
        raise Http404 from error
    return _handed_out(found, content, save=request.GET.get("save") == "1")


def _handed_out(found: Document, content: BinaryIO, *, save: bool) -> FileResponse:
    """Return a file as an answer that no browser runs; shown only where it is harmless, unless it is to be saved."""
    shown = found.media_type in SHOWN_BY_BROWSERS and not save
    answer = FileResponse(
        content, as_attachment=not shown, filename=found.file_name, content_type=_type(found.media_type)
    )
    for name, value in _SAFE.items():
        answer[name] = value
    return answer


_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox",
}


def _type(media: str) -> str:
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close a document."""
    who = reader(request)
    found = queries.document(pk, seen_by=who)
    if found is None:
        raise Http404
    done(request, lambda: actions.withdraw(found, by=who), said=_("The document is withdrawn."))
    return redirect("documents")


@require_http_methods(["GET", "POST"])
def about(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what is known of a document, and let those who may name it anew."""
    who = reader(request)
    found = queries.document(pk, seen_by=who)
    if found is None:
        raise Http404
    if request.method == "POST" and done(
        request,
        lambda: actions.retitle(found, title=request.POST.get("title", ""), by=who),
        said=_("The document has its new title."),
    ):
        return redirect("document_about", found.pk)
    facts: dict[str, Any] = {"document": found, "may_change": queries.may_withdraw(found, by=who)}
    return render(request, "web/documents/about.html", facts)


NEEDS = Permission.SEE_STRATEGY
ADDRESSES = (
    Address(
        "documents/",
        "documents",
        listed,
        needs=NEEDS,
        menu=N_("Documents"),
        stage=Stage.ACT,
        group=OF_STRATEGY,
    ),
    Address("documents/new/", "document_add", add, needs=Permission.RUN_ACTIVITIES),
    Address("documents/<uuid:pk>/", "document", opened, needs=NEEDS),
    Address("documents/<uuid:pk>/about/", "document_about", about, needs=NEEDS),
    Address("documents/<uuid:pk>/withdraw/", "document_withdraw", withdraw, needs=NEEDS),
)
