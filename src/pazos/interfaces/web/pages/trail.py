"""The trail: who did what and when, and whether the chain of events still holds.

It shows deeds and never the content of a record: numbers, codes and names of files at most.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from pazos.analysis.inert import harmless
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit import queries
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_ACCESS, Address, Stage
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.naming import verb_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

    from pazos.foundation.audit.models import AuditEvent

PER_PAGE = 50
COLUMNS = ("number", "at", "by", "verb", "subject", "facts", "previous_hash", "event_hash")
LONGEST = 60  # letters of one fact on the page; the file has them all


class TrailForm(forms.Form):
    """Which events: a deed, a person, days."""

    verb = forms.ChoiceField(label=_("Deed"), required=False)
    person = forms.ChoiceField(label=_("Person"), required=False)
    first = forms.DateField(
        label=_("From the day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    last = forms.DateField(
        label=_("To the day"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verbs = [(verb, verb_name(verb)) for verb in queries.verbs()]
        people = [(str(pk), name) for pk, name in queries.people()]
        self.fields["verb"].choices = [("", _("Every deed")), *sorted(verbs, key=lambda pair: pair[1])]  # type: ignore[attr-defined]
        system = ("system", _("Pazos itself, or a command"))
        self.fields["person"].choices = [("", _("Everybody")), *people, system]  # type: ignore[attr-defined]

    def events(self) -> QuerySet[AuditEvent]:
        """Return the events asked for, newest first; a choice that is none is not applied."""
        self.is_valid()
        said = self.cleaned_data
        return queries.events(
            verb=said.get("verb") or "",
            person=said.get("person") or "",
            first=said.get("first"),
            last=said.get("last"),
        )


@require_GET
def trail(request: HttpRequest) -> HttpResponse:
    """List the events, newest first, filtered."""
    form = TrailForm(request.GET)
    page = Paginator(form.events(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(event, verb_name(event.verb), _said(event.facts)) for event in page]
    return render(request, "web/trail/trail.html", {"form": form, "page": page, "rows": rows})


@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain and say whether it holds."""
    return render(request, "web/trail/check.html", {"chain": queries.chain()})


@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Hand the events asked for out as a file for a spreadsheet."""
    return table_file("trail", COLUMNS, _rows(TrailForm(request.GET).events()))


def _rows(events: QuerySet[AuditEvent]) -> Iterator[list[object]]:
    for event in events.iterator(chunk_size=1000):
        by = event.by.get_username() if event.by else ""
        facts = json.dumps(event.facts, ensure_ascii=False, sort_keys=True)
        cells = [event.pk, event.at.isoformat(), by, event.verb, event.subject, facts]
        yield [harmless(cell) for cell in [*cells, event.previous_hash, event.event_hash]]


def _said(facts: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, _short(value)) for name, value in sorted(facts.items()) if value not in (None, "", [], {})]


def _short(value: object) -> str:
    if isinstance(value, list | dict) and len(value) > 3:
        return ngettext("{n} entry", "{n} entries", len(value)).format(n=len(value))
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else gettext("{start}…").format(start=text[:LONGEST])


ADDRESSES = (
    Address(
        "trail/",
        "trail",
        trail,
        needs=Permission.SEE_TRAIL,
        menu=N_("Trail"),
        stage=Stage.ENTER,
        group=OF_ACCESS,
    ),
    Address("trail/check/", "trail_check", check, needs=Permission.SEE_TRAIL),
    Address("trail/events.csv", "trail_export", export, needs=Permission.SEE_TRAIL),
)
