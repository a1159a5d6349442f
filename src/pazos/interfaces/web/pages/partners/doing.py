"""One form on a page of its own: asked, done, or refused with each reason beside the field that cures it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render

from pazos.domain.partners.rules import Block
from pazos.interfaces.web.pages import doing

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

CURED_BY: dict[str, tuple[str, ...]] = {
    Block.SIGNED_LATER: ("on", "signed_on"),
    Block.OVER_BEFORE: ("on",),
    Block.BEGINS_BEFORE: ("on",),
    Block.NO_DOCUMENT: ("evidence",),
    Block.NO_EVIDENCE: ("evidence",),
    Block.NO_REASONS: ("reasons",),
    Block.DUTIES_OPEN: ("reasons",),
    Block.ENDS_SOONER: ("ends_on",),
    Block.BEFORE_SIGNING: ("on", "signed_on"),
    Block.AFTER_THE_END: ("signed_on",),
    Block.NOT_OVER: ("on",),
    Block.ALREADY_OVER: ("on",),
    Block.DAY_TO_COME: ("on",),
    Block.NO_METHOD: ("in_kind_method",),
    Block.TOO_MANY: ("people",),
    Block.NOBODY: ("people",),
}


@dataclass(frozen=True)
class FormPage:
    """What stands round a form: its heading, what to know before, its button, and the pages above it."""

    heading: str
    button: str
    up: str
    up_text: str
    lead: str = ""
    more: str = ""
    more_text: str = ""


done = partial(doing.done, cures=CURED_BY)


def form_answer(
    request: HttpRequest,
    form: Form,
    *,
    deed: Callable[[], object],
    said: str,
    to: Callable[[], str],
    page: FormPage,
) -> HttpResponse:
    """Show a form, or do what it asks and go on; `to` is asked once it is done."""
    is_sent = request.method == "POST"
    if is_sent and form.is_valid() and done(request, deed, said=said, form=form):
        return redirect(to())
    facts = {"form": form, "page": page, "has_file": form.is_multipart()}
    return render(request, "web/partners/form.html", facts, status=422 if is_sent else 200)
