"""The yearly reports of the city: every one with its state, and one as it would be read by anybody.

The page is made of the same object as the PDF. Asked to, it makes the report again from the books and
says which figure is not the same today.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.accountability import actions, queries
from pazos.domain.accountability.rules import what_blocks_signing
from pazos.domain.accountability.vocabulary import ReportState
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_ACCOUNT, Address, Stage
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.rights.asking import DayField, Words

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.accountability.models import YearReport
    from pazos.interfaces.reports.document import Piece, Section
    from pazos.interfaces.reports.yearly.content import Told

BADGES = {
    ReportState.PREPARED: "warning",
    ReportState.SIGNED: "good",
    ReportState.REPLACED: "",
    ReportState.WITHDRAWN: "error",
}
SHOWN = 60  # figures that a check tells one by one


class PrepareForm(forms.Form):
    """Of which year, up to which day, and what it corrects."""

    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=2000, max_value=2100)
    as_of_on = DayField(
        gettext_lazy("Up to"),
        required=False,
        help_text=gettext_lazy(
            "The last day that counts; empty is the end of the year, or today while it runs."
        ),
    )
    remark = Words(
        gettext_lazy("What it corrects"),
        most=1000,
        rows=3,
        required=False,
        help_text=gettext_lazy(
            "Needed where a report of that year is signed already. Anybody may read it; name no person."
        ),
    )


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """List every report, and prepare one."""
    who = reader(request)
    form = PrepareForm(request.POST or None, initial={"year": timezone.localdate().year - 1})
    if request.method == "POST" and form.is_valid():
        from pazos.analysis.account import deeds

        if done(
            request,
            lambda: deeds.prepare(**form.cleaned_data, by=who),
            said=_("It is prepared. Another person reads and signs it now."),
            form=form,
        ):
            return redirect("accounts")
    rows = [(one, BADGES[ReportState(one.state)]) for one in queries.reports(seen_by=who)]
    status = 422 if request.method == "POST" else 200
    return render(request, "web/accountability/list.html", {"form": form, "rows": rows}, status=status)


@require_GET
def shown(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one report whole, what stands against signing it, and where each part comes from."""
    report = found(request, key)
    facts = {
        "report": report,
        "badge": BADGES[ReportState(report.state)],
        "pieces": told(report),
        "chains": chains(report),
        "tables": tables(),
        "whole": actions.facts_to_sign(report, same_today=True, by=reader(request)).content_whole,
        "blocks": _blocks(request, report),
        "check": _check(request, report),
        "may_sign": report.state == ReportState.PREPARED,
        "stands": report.state in (ReportState.PREPARED, ReportState.SIGNED),
    }
    return render(request, "web/accountability/report.html", facts)


def found(request: HttpRequest, key: UUID) -> YearReport:
    """Return the report of an address; 404 where there is none for this reader."""
    report = queries.report(key, seen_by=reader(request))
    if report is None:
        raise Http404
    return report


def told(report: YearReport) -> tuple[Piece, ...]:
    """Return the sections of a report in the reader's language."""
    from pazos.interfaces.reports.yearly import pieces

    return pieces(_in_words(report))


def glance(report: YearReport) -> Section:
    """Return the few figures that stand above a report."""
    from pazos.interfaces.reports.yearly.summary import at_a_glance

    return at_a_glance(_in_words(report))


def _in_words(report: YearReport) -> Told:
    from pazos.interfaces.reports.yearly.content import Told

    return Told(report.content, (translation.get_language() or "es")[:2])


def chains(report: YearReport) -> dict[str, dict[str, Any]]:
    """Return by part where its figures come from, with the page where the books show them today."""
    from pazos.interfaces.web.pages.board import place

    kept: dict[str, Any] = report.content["parts"]
    slots: dict[str, dict[str, object]] = {"cooperation_year": {"year": report.year}}
    return {
        name: part["chain"] | {"href": place(part["chain"]["address"], slots.get(part["chain"]["address"]))}
        for name, part in kept.items()
    }


def tables() -> list[tuple[str, str]]:
    """Return the names and titles of the tables that can be taken away."""
    from pazos.analysis.account.tables import TABLES

    return [(one.name, str(one.title)) for one in TABLES.values()]


def _blocks(request: HttpRequest, report: YearReport) -> list[str]:
    """What stands against signing, as far as it can be told without reading all books again."""
    if report.state != ReportState.PREPARED:
        return []
    facts = actions.facts_to_sign(report, same_today=True, by=reader(request))
    return [str(block.label) for block in what_blocks_signing(facts)]


def _check(request: HttpRequest, report: YearReport) -> dict[str, Any] | None:
    if request.GET.get("check") != "1":
        return None
    from pazos.analysis.account.again import checked
    from pazos.interfaces.reports.yearly.summary import PARTS

    again = checked(report, seen_by=reader(request))
    return {
        "again": again,
        "changed": [(PARTS.get(one.part, one.part), one) for one in again.changed[:SHOWN]],
        "more": max(0, len(again.changed) - SHOWN),
    }


ADDRESSES = (
    Address(
        "accountability/",
        "accounts",
        listed,
        needs=Permission.GIVE_ACCOUNT,
        menu=N_("Yearly reports"),
        stage=Stage.GOVERN,
        group=OF_ACCOUNT,
    ),
    Address("accountability/<uuid:key>/", "account_of_year", shown, needs=Permission.GIVE_ACCOUNT),
)
