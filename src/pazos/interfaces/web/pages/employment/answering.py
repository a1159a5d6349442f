"""One form on a page of its own, and a deed sent from a page: done, or refused with each reason beside its cure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render

from pazos.domain.employment.rules.stepping import Block
from pazos.foundation.audit.reading import note_reads
from pazos.interfaces.web.pages import doing
from pazos.interfaces.web.pages.cases.frame import facts_of, frame
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.db.models import Model
    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from pazos.interfaces.web.pages.cases.frame import Framed

TAB = "case_work"
CURED_BY: dict[str, tuple[str, ...]] = {
    Block.PERMIT_MISSING: ("permit_on",),
    Block.PERMIT_LATE: ("permit_on",),
    Block.NOTHING_SHOWN: ("shown_as",),
    Block.NOT_AGREED: ("agreed_on",),
    Block.ENDS_BEFORE: ("ended_on",),
    Block.LASTED_LONGER: ("ended_on",),
    Block.NO_REASON: ("why",),
    Block.NO_CAPITAL: ("capital",),
    Block.HAS_CAPITAL: ("capital",),
    Block.CLOSED_BEFORE: ("on",),
}
done = partial(doing.done, cures=CURED_BY)


@dataclass(frozen=True)
class Asked:
    """A form of a case's page: what stands above it, its button, what is said when it is done, where it leads."""

    heading: str
    button: str
    said: str
    to: str
    lead: str = ""


def framed_of(request: HttpRequest, key: Any) -> Framed:
    """Return the case of a page that belongs to the tab of work."""
    return frame(request, key, tab=TAB)


def form_answer(
    request: HttpRequest, framed: Framed, *, form: Form, deed: Callable[[], object], asked: Asked
) -> HttpResponse:
    """Show a form of a case, or do what it asks and go on."""
    is_sent = request.method == "POST"
    if is_sent and form.is_valid() and done(request, deed, said=asked.said, form=form):
        return redirect(asked.to)
    facts = facts_of(framed, form=form, asked=asked)
    return render(request, "web/employment/form.html", facts, status=422 if is_sent else 200)


def noted(request: HttpRequest, rows: Iterable[Model], *, at: str) -> None:
    """Note that the sealed words of these rows were shown."""
    by_kind: dict[str, list[object]] = {}
    for row in rows:
        by_kind.setdefault(row._meta.label_lower, []).append(row.pk)
    note_reads(by=reader(request), shown=by_kind, at_address=at)
