"""One form of a venue on a page of its own, and which cure stands beside which field."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from pazos.domain.venues.queries import venues as queries
from pazos.domain.venues.rules import Block
from pazos.interfaces.web.pages import doing
from pazos.interfaces.web.pages.reader import or_404, reader

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.venues.models import Venue

CURED_BY: dict[str, tuple[str, ...]] = {
    Block.NO_REASON: ("why",),
    Block.NO_DAY: ("on",),
    Block.BEFORE_BEGIN: ("on",),
    Block.DAY_AHEAD: ("on",),
    Block.DUE_BEFORE: ("due_on",),
    Block.FACES: ("no_faces",),
    Block.THERE_ALREADY: ("file",),
    Block.HAS_COMMITTEE: ("ended_on",),
    Block.MET_BEFORE: ("since_on", "on"),
}
done = partial(doing.done, cures=CURED_BY)


@dataclass(frozen=True)
class FormPage:
    """What stands round a form: its heading, its button, the venue above it, and what to know before."""

    heading: str
    button: str
    venue: Venue | None = None
    lead: str = ""

    @property
    def up(self) -> str:
        """The address above it."""
        return reverse("venue", args=[self.venue.pk]) if self.venue else reverse("venues")

    @property
    def up_text(self) -> str:
        """What that address is called."""
        return self.venue.name if self.venue else _("Venues")


def form_answer(
    request: HttpRequest, form: Form, *, deed: Callable[[], object], said: str, page: FormPage
) -> HttpResponse:
    """Show a form, or do what it asks and go back to the venue."""
    is_sent = request.method == "POST"
    if is_sent and form.is_valid() and done(request, deed, said=said, form=form):
        return redirect(page.up)
    facts = {"form": form, "page": page, "has_file": form.is_multipart()}
    return render(request, "web/venues/form.html", facts, status=422 if is_sent else 200)


def venue_or_404(request: HttpRequest, number: int) -> Venue:
    """Return a venue that the reader sees."""
    return or_404(queries.venue(number, seen_by=reader(request)))
