"""The agreements: a list to search and narrow with what each side gives, and the same as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from pazos.domain.partners import queries
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_PARTNERS, Address, Stage
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.partners import wording
from pazos.interfaces.web.pages.partners.agreement_forms import AgreementSearch
from pazos.interfaces.web.pages.partners.asking import components_now
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from pazos.domain.partners.queries import AgreementRow

PER_PAGE = 50
COLUMNS = (
    gettext_lazy("Number"),
    gettext_lazy("Title"),
    gettext_lazy("Partner"),
    gettext_lazy("Component"),
    gettext_lazy("Programme"),
    gettext_lazy("State"),
    gettext_lazy("Signed on"),
    gettext_lazy("First day"),
    gettext_lazy("Last day"),
    gettext_lazy("Ended on"),
    gettext_lazy("Currency"),
    gettext_lazy("City, money"),
    gettext_lazy("City, in kind"),
    gettext_lazy("Partner, money"),
    gettext_lazy("Partner, in kind"),
    gettext_lazy("Together"),
    gettext_lazy("Duties"),
    gettext_lazy("Duties done"),
    gettext_lazy("Duties overdue"),
)


@require_GET
def agreements(request: HttpRequest) -> HttpResponse:
    """List the agreements asked for, and what both sides give in all of them."""
    who, today = reader(request), timezone.localdate()
    form = AgreementSearch(request.GET, components_now())
    asked = form.asked()
    found = queries.agreements(asked, on=today, seen_by=who)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = queries.rows_of(page.object_list, on=today)
    facts = {
        "form": form,
        "page": page,
        "rows": [_shown(row) for row in rows],
        "sums": [(currency, wording.sides_table(sides)) for currency, sides in queries.sums(found).items()],
        "is_everything": asked == queries.Asked(),
        "query": request.GET.urlencode(),
    }
    return render(request, "web/partners/agreements.html", facts)


def _shown(row: AgreementRow) -> dict[str, object]:
    sides, currency = row.sides, row.agreement.currency
    return {
        "row": row,
        "badge": wording.BADGES[row.standing],
        "currency": currency,
        "city": wording.money(sides.city),
        "city_in_kind": wording.money(sides.city_in_kind) if sides.city_in_kind else "",
        "partner": wording.money(sides.partner),
        "partner_in_kind": wording.money(sides.partner_in_kind) if sides.partner_in_kind else "",
    }


@require_GET
def table(request: HttpRequest) -> HttpResponseBase:
    """Hand the agreements asked for out as a file for a spreadsheet."""
    who, today = reader(request), timezone.localdate()
    asked = AgreementSearch(request.GET, components_now()).asked()
    rows = queries.rows_of(queries.agreements(asked, on=today, seen_by=who), on=today)
    return table_file("agreements", [str(one) for one in COLUMNS], _cells(rows))


def _cells(rows: list[AgreementRow]) -> Iterator[list[object]]:
    for row in rows:
        one, sides = row.agreement, row.sides
        days = (one.signed_on, one.starts_on, one.ends_on, one.ended_on)
        yield [
            one.number,
            one.title,
            str(one.partner),
            str(one.component),
            str(one.programme or ""),
            str(row.standing.label),
            *(day.isoformat() if day else "" for day in days),
            one.currency,
            *(sides.city_money, sides.city_in_kind, sides.partner_money, sides.partner_in_kind),
            sides.total,
            *(row.duties, row.done, row.overdue),
        ]


NEEDS = Permission.SEE_PARTNERS
ADDRESSES = (
    Address(
        "agreements/",
        "agreements",
        agreements,
        needs=NEEDS,
        menu=N_("Agreements with partners"),
        stage=Stage.GOVERN,
        group=OF_PARTNERS,
    ),
    Address("agreements/agreements.csv", "agreements_file", table, needs=NEEDS),
)
