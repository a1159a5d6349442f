"""Who looked at whose record: the auditor's page of reads. It shows numbers of records, never a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from pazos.analysis.inert import harmless
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit import reading
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_ACCESS, Address, Stage
from pazos.interfaces.web.pages.files import table_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

    from pazos.foundation.audit.models import ReadEvent

PER_PAGE = 50
SHOWN_KEYS = 3
COLUMNS = ("number", "at", "by", "what", "records", "address", "in_emergency")


class LooksForm(forms.Form):
    """Which looks: a person, a record, days, only those in an emergency."""

    person = forms.ChoiceField(label=_("Person"), required=False)
    record = forms.CharField(
        label=_("Number of a record"), help_text=_("Who looked at it?"), required=False, max_length=60
    )
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
    emergency = forms.BooleanField(label=_("Only in emergency access"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(pk), name) for pk, name in reading.readers()]
        self.fields["person"].choices = [("", _("Everybody")), *people]  # type: ignore[attr-defined]

    def looks(self) -> QuerySet[ReadEvent]:
        """Return the looks asked for, newest first; a choice that is none is not applied."""
        self.is_valid()
        said = self.cleaned_data
        return reading.looks(
            person=said.get("person") or "",
            record=(said.get("record") or "").strip(),
            first=said.get("first"),
            last=said.get("last"),
            in_emergency=bool(said.get("emergency")),
        )


@require_GET
def looks(request: HttpRequest) -> HttpResponse:
    """List the looks, newest first, filtered."""
    form = LooksForm(request.GET)
    page = Paginator(form.looks(), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(look, look.keys[:SHOWN_KEYS], max(0, len(look.keys) - SHOWN_KEYS)) for look in page]
    facts = {"form": form, "page": page, "rows": rows, "broken": reading.found_broken()}
    return render(request, "web/trail/looks.html", facts)


@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Hand the looks asked for out as a file for a spreadsheet."""
    return table_file("looks", COLUMNS, _rows(LooksForm(request.GET).looks()))


def _rows(found: QuerySet[ReadEvent]) -> Iterator[list[object]]:
    for look in found.iterator(chunk_size=1000):
        by, keys = look.by.get_username(), " ".join(look.keys)
        cells = [look.pk, look.at.isoformat(), by, look.what, keys, look.address]
        yield [*(harmless(cell) for cell in cells), "yes" if look.in_emergency else ""]


ADDRESSES = (
    Address(
        "looks/",
        "looks",
        looks,
        needs=Permission.SEE_TRAIL,
        menu=N_("Who looked at what"),
        stage=Stage.ENTER,
        group=OF_ACCESS,
    ),
    Address("looks/looks.csv", "looks_export", export, needs=Permission.SEE_TRAIL),
)
