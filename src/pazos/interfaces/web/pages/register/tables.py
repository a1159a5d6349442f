"""Technical tables: the institutions meet, take differences, decide them, and sign their minutes.

The minutes are frozen when the meeting ends and carry their hash; they are shown and printed as
they were then, in either language.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.register.queries import differences as queries
from pazos.domain.register.queries.deaths import sources
from pazos.domain.register.vocabulary import Cause, DifferenceKind, DifferenceState
from pazos.domain.sources.models import Source
from pazos.domain.territory.models import Municipality, Neighbourhood
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import LANGUAGES
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.register import wording
from pazos.interfaces.web.pages.register.deaths import cursor_of
from pazos.interfaces.web.pages.register.differences import Said, said_in, tabs
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from pazos.domain.register.models import TechnicalTable
    from pazos.interfaces.reports.minutes import Minutes


class TableForm(forms.Form):
    """When and where the institutions meet, and who comes."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=160)
    held_on = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    place = forms.CharField(label=gettext_lazy("Place"), max_length=160, required=False)
    attended = forms.CharField(
        label=gettext_lazy("Institutions and their delegates"),
        help_text=gettext_lazy("One a line: institution, a colon, the delegate's name."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    remarks = forms.CharField(
        label=gettext_lazy("Remarks"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    @property
    def institutions(self) -> list[dict[str, str]]:
        """Who comes, line by line."""
        return attendance(self.cleaned_data["attended"])


class AttendanceForm(forms.Form):
    """Who came to an open table, and what was remarked."""

    attended = TableForm.base_fields["attended"]
    remarks = TableForm.base_fields["remarks"]


def attendance(text: str) -> list[dict[str, str]]:
    """Return institutions and delegates from lines such as "Medicina Legal: Ana Lucumí"."""
    pairs = [line.partition(":") for line in text.splitlines() if line.strip()]
    return [
        {"institution": institution.strip()[:160], "delegate": delegate.strip()[:160]}
        for institution, _colon, delegate in pairs
    ]


def _lines(institutions: list[dict[str, str]]) -> str:
    return "\n".join(_attendant(one) for one in institutions)


def _attendant(one: Mapping[str, str]) -> str:
    return ": ".join(text for text in (one.get("institution", ""), one.get("delegate", "")) if text)


@require_GET
def tables(request: HttpRequest) -> HttpResponse:
    """List the technical tables, the latest first."""
    facts = {"rows": queries.tables(), "tabs": tabs("tables")}
    return render(request, "web/register/tables/list.html", facts)


@require_http_methods(["GET", "POST"])
def open_table(request: HttpRequest) -> HttpResponse:
    """Open a technical table."""
    form = TableForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        from pazos.domain.register.actions import differences as deeds

        said = form.cleaned_data
        made = deeds.open_table(
            title=said["title"],
            held_on=said["held_on"],
            place=said["place"],
            institutions=form.institutions,
            remarks=said["remarks"],
            by=reader(request),
        )
        messages.success(request, _("The table is open. Choose the differences that it takes."))
        return redirect("table", made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/register/tables/open.html", {"form": form}, status=status)


def _found(number: int) -> TechnicalTable:
    found = queries.table(number)
    if found is None:
        raise Http404
    return found


@require_GET
def table(request: HttpRequest, number: int) -> HttpResponse:
    """Show one technical table: what it took, what is decided, and the deeds while it is open."""
    found = _found(number)
    if found.closed_at is not None:
        return redirect("table_minutes", number)
    part = queries.listed(queries.Sought(state="", table=number), cursor=cursor_of(request))
    counted = queries.on_table(number)
    facts = {
        "table": found,
        "attended": [_attendant(one) for one in found.institutions],
        "attendance": AttendanceForm(
            initial={"attended": _lines(found.institutions), "remarks": found.remarks}
        ),
        "rows": said_in(part.rows),
        "part": part,
        "asked": queries.Sought(table=number),
        "taken": sum(counted.values()),
        "decided": counted.get(DifferenceState.DECIDED, 0),
        "causes": Cause.choices,
        "sayers": [Said(one.slug, one.name, "") for one in sources()],
        "here": request.get_full_path(),
    }
    return render(request, "web/register/tables/table.html", facts)


@require_POST
def attended(request: HttpRequest, number: int) -> HttpResponse:
    """Write down who came, and what was remarked."""
    from pazos.domain.register.actions import differences as deeds

    found, form = _found(number), AttendanceForm(request.POST)
    form.is_valid()
    said = form.cleaned_data
    try:
        deeds.describe_table(
            found,
            institutions=attendance(said.get("attended", "")),
            remarks=said.get("remarks", ""),
            by=reader(request),
        )
    except InputProblem as problem:
        messages.error(request, refusal(problem))
    else:
        messages.success(request, _("Written down."))
    return redirect("table", number)


@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    """End a technical table: its minutes are frozen."""
    from pazos.domain.register.actions import differences as deeds

    try:
        deeds.close_table(_found(number), by=reader(request))
    except InputProblem as problem:
        messages.error(request, refusal(problem))
        return redirect("table", number)
    messages.success(request, _("The table has ended. Its minutes are frozen."))
    return redirect("table_minutes", number)


@require_GET
def minutes(request: HttpRequest, number: int) -> HttpResponse:
    """Show the frozen minutes of a technical table, fit to be printed and signed."""
    found = _found(number)
    if found.minutes is None:
        raise Http404
    facts = {"table": found, "minutes": in_words(found), "languages": LANGUAGES}
    return render(request, "web/register/tables/minutes.html", facts)


@require_GET
def paper(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """Hand the minutes out as a PDF in one language."""
    found = _found(number)
    if found.minutes is None or language not in LANGUAGES:
        raise Http404
    from pazos.interfaces.reports.minutes import minutes_paper
    from pazos.interfaces.reports.render import to_pdf

    with override(language):
        pdf = to_pdf(minutes_paper(in_words(found), language=language))
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="pazos-minutes-{number}-{language}.pdf"'
    return response


def in_words(found: TechnicalTable) -> Minutes:
    """Return frozen minutes in the language in force."""
    from pazos.interfaces.reports.minutes import Minutes

    frozen: dict[str, Any] = found.minutes or {}
    city = Municipality.objects.first()
    names, places = dict(Source.objects.values_list("slug", "name")), _places(frozen)
    return Minutes(
        title=frozen["title"],
        city=city.name if city else "",
        held=wording.long_day(frozen["held_on"]),
        place=frozen["place"],
        attended=tuple(_attendant(one) for one in frozen["institutions"]),
        remarks=frozen["remarks"],
        decided=frozen["decided"],
        left_open=frozen["left_open"],
        by_cause=tuple((str(Cause(cause).label), count) for cause, count in frozen["by_cause"].items()),
        rows=tuple(_row(one, names, places) for one in frozen["differences"]),
        ended=_ended(frozen),
        fingerprint=found.minutes_hash,
        synthetic=bool(city and city.is_synthetic),
    )


def _ended(frozen: Mapping[str, Any]) -> str:
    at = localtime(datetime.fromisoformat(frozen["closed_at"]))
    return _("{when}, by {who}").format(
        when=date_format(at, "DATETIME_FORMAT"), who=frozen["closed_by"] or "–"
    )


def _places(frozen: Mapping[str, Any]) -> dict[str, str]:
    codes = {
        str(said)
        for one in frozen["differences"]
        if one["kind"] == DifferenceKind.PLACE
        for said in (*one["values"].values(), one["adopted"])
        if said
    }
    return dict(Neighbourhood.objects.filter(code__in=codes).values_list("code", "name"))


def _row(
    one: Mapping[str, Any], names: Mapping[str, str], places: Mapping[str, str]
) -> tuple[str, str, str, str, str]:
    kind = one["kind"]
    said = "; ".join(
        f"{names.get(slug, slug)}: {wording.difference_value(kind, value, places) or '–'}"
        for slug, value in one["values"].items()
    )
    decision = str(Cause(one["cause"]).label) if one["cause"] else _("left open")
    if one["adopted"] is not None:
        decision = f"{decision}: {wording.difference_value(kind, one['adopted'], places)}"
    return str(one["death"]), str(DifferenceKind(kind).label), said, decision, one["note"]


_ONE = "differences/tables/<int:number>/"
ADDRESSES = (
    Address("differences/tables/", "tables", tables, needs=Permission.SEE_RECORDS),
    Address("differences/tables/open/", "open_table", open_table, needs=Permission.DECIDE_DIFFERENCES),
    Address(_ONE, "table", table, needs=Permission.SEE_RECORDS),
    Address(f"{_ONE}attended/", "table_attended", attended, needs=Permission.DECIDE_DIFFERENCES),
    Address(f"{_ONE}close/", "close_table", close, needs=Permission.DECIDE_DIFFERENCES),
    Address(f"{_ONE}minutes/", "table_minutes", minutes, needs=Permission.SEE_RECORDS),
    Address(f"{_ONE}minutes-<slug:language>.pdf", "table_paper", paper, needs=Permission.SEE_RECORDS),
)
