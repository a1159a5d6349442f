"""One year of cooperation: by partner and component, in kind apart from money, announced beside summed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.cooperation import actions
from pazos.domain.cooperation.models import Announcement
from pazos.domain.cooperation.queries import years as queries
from pazos.domain.cooperation.queries.resources import partners
from pazos.domain.cooperation.vocabulary import ORDER, Form
from pazos.domain.money import HOME
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cooperation import wording
from pazos.interfaces.web.pages.cooperation.doing import done
from pazos.interfaces.web.pages.cooperation.forms import AnnouncementForm
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.reader import holds, reader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

COLUMNS = (
    gettext_lazy("Year"),
    gettext_lazy("Partner"),
    gettext_lazy("Component"),
    gettext_lazy("Form"),
    gettext_lazy("Stage"),
    gettext_lazy("Currency"),
    gettext_lazy("Amount"),
    gettext_lazy("Amount in pesos"),
)


@require_GET
def newest(request: HttpRequest) -> HttpResponse:
    """Show the newest year in which anything moved, or that there is none."""
    known = queries.years(seen_by=reader(request))
    return _shown(request, known[0] if known else timezone.localdate().year, known)


@require_GET
def year(request: HttpRequest, year: int) -> HttpResponse:
    """Show one year."""
    known = queries.years(seen_by=reader(request))
    if year not in known:
        raise Http404
    return _shown(request, year, known)


def _shown(request: HttpRequest, year: int, known: list[int]) -> HttpResponse:
    found = queries.consolidation(year, seen_by=reader(request))
    facts = {
        "year": year,
        "years": known,
        "announced": [_announced(row) for row in found.announced],
        "parts": [_part(found, form) for form in Form],
        "stages": wording.stage_names(),
        "home": HOME,
        "is_empty": not found.cells and not found.announced,
        "tabs": wording.tabs("cooperation_years"),
        "book": wording.book("cooperation_announcements"),
        "may_keep": holds(request, Permission.KEEP_COOPERATION),
    }
    return render(request, "web/cooperation/year.html", facts)


def _part(found: queries.Consolidation, form: Form) -> dict[str, Any]:
    total = found.total(form)
    return {
        "form": form,
        "partners": _lines(found.lines(form, by="partner")),
        "components": _lines(found.lines(form, by="component")),
        "total": [wording.amount(one) for one in total.in_home],
    }


def _lines(lines: Iterable[queries.Line]) -> list[dict[str, Any]]:
    return [
        {
            "key": line.key,
            "name": line.name,
            "home": [wording.amount(one) for one in line.in_home],
            "others": [
                (currency, [wording.amount(one) for one in stages])
                for currency, stages in line.by_currency
                if currency != HOME
            ],
        }
        for line in lines
    ]


def _announced(row: queries.Announced) -> dict[str, Any]:
    said = row.announcement
    summed = (
        wording.amount(row.summed_home, HOME)
        if row.summed is None
        else wording.amount(row.summed, said.currency)
    )
    return {
        "row": said,
        "amount": wording.amount(said.amount, said.currency),
        "home": wording.amount(said.home_amount, HOME) if said.currency != HOME else "",
        "summed": summed,
        "lines": row.lines,
        "words": wording.difference_words(row),
        "is_even": row.lines > 0 and row.home_difference == 0,
    }


@require_GET
def table(request: HttpRequest, year: int) -> HttpResponseBase:
    """Hand one year out as a file: one line a partner, component, form, stage and currency."""
    found = queries.consolidation(year, seen_by=reader(request))
    cells = [
        [
            *(year, cell.partner_name, cell.component_name, str(cell.form.label), str(cell.stage.label)),
            *(cell.currency, cell.amount, cell.home),
        ]
        for cell in sorted(found.cells, key=lambda cell: (cell.partner_name, ORDER.index(cell.stage)))
    ]
    return table_file(f"cooperation-{year}", [str(one) for one in COLUMNS], cells)


@require_http_methods(["GET", "POST"])
def announce(request: HttpRequest) -> HttpResponse:
    """Keep what was said in public that would come."""
    who = reader(request)
    form = AnnouncementForm(
        request.POST or None,
        partners=partners(seen_by=who),
        initial={"year": request.GET.get("year") or timezone.localdate().year},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        kept = done(
            request, lambda: actions.announce(**said, by=who), said=_("The announcement is kept."), form=form
        )
        if kept:
            return redirect("cooperation_year", said["year"])
    status = 422 if request.method == "POST" else 200
    return render(request, "web/cooperation/announce.html", {"form": form}, status=status)


@require_POST
def strike_out(request: HttpRequest, number: int) -> HttpResponse:
    """Strike out an announcement that was written down by mistake."""
    one = get_object_or_404(Announcement, pk=number)
    actions.withdraw_announcement(one, by=reader(request))
    return redirect("cooperation_years")


SEES, KEEPS = Permission.SEE_COOPERATION, Permission.KEEP_COOPERATION
ADDRESSES = (
    Address("cooperation/years/", "cooperation_years", newest, needs=SEES),
    Address("cooperation/years/<int:year>/", "cooperation_year", year, needs=SEES),
    Address("cooperation/years/<int:year>/file.csv", "cooperation_year_file", table, needs=SEES),
    Address("cooperation/announce/", "announce_cooperation", announce, needs=KEEPS),
    Address(
        "cooperation/announcements/<int:number>/strike-out/",
        "strike_out_announcement",
        strike_out,
        needs=KEEPS,
    ),
)
