"""Totals of street work by cluster and quarter: all of it that leaves, as a page and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_STREET, Address, Stage
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

    from pazos.analysis.street_totals import QuarterTotals

MEASURES = {
    "opened": gettext_lazy("disputes opened"),
    "settled": gettext_lazy("disputes settled"),
    "presence": gettext_lazy("walks, visits and activities"),
    "met": gettext_lazy("people met"),
}
COLUMNS = ("quarter", "cluster", "measure", "number")


@require_GET
def totals(request: HttpRequest) -> HttpResponse:
    """Show the totals of one quarter."""
    from pazos.analysis.disclosing import MINIMUM
    from pazos.analysis.street_totals import next_counted_on, street_totals

    every = street_totals(seen_by=reader(request))
    names = {one.quarter.name: one for one in every}
    asked = request.GET.get("quarter", "")
    chosen = names.get(asked) or (every[0] if every else None)
    facts = {
        "quarters": [(text, names[text] is chosen) for text in names],
        "chosen": chosen and chosen.quarter.name,
        "measures": list(MEASURES.values()),
        "rows": _rows(chosen) if chosen else [],
        "fingerprint": chosen.totals_hash if chosen else "",
        "minimum": MINIMUM,
        "next_on": next_counted_on(),
    }
    return render(request, "web/street/totals.html", facts)


@require_GET
def totals_file(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out the totals of all quarters; an empty number is a hidden one."""
    from pazos.analysis.street_totals import street_totals

    every = street_totals(seen_by=reader(request))
    return table_file("street-totals", COLUMNS, _lines(every))


def _rows(chosen: QuarterTotals) -> list[tuple[str, list[int | None]]]:
    from pazos.analysis.street_totals import Measure

    clusters: list[int | None] = [*chosen.clusters, None]
    return [
        (_cluster(chosen, cluster), [chosen.number(measure, cluster) for measure in Measure])
        for cluster in clusters
    ]


def _cluster(totals: QuarterTotals, cluster: int | None) -> str:
    if cluster is None:
        return _("All")
    return totals.clusters[cluster] or _("outside the clusters")


def _lines(every: list[QuarterTotals]) -> Iterator[list[object]]:
    for one in every:
        for cluster, numbers in _rows(one):
            for measure, number in zip(MEASURES, numbers, strict=True):
                yield [one.quarter.name, cluster, measure, number]


ADDRESSES = (
    Address(
        "street/totals/",
        "street_totals",
        totals,
        needs=Permission.SEE_STREET_TOTALS,
        menu=N_("Totals of street work"),
        stage=Stage.ACT,
        group=OF_STREET,
    ),
    Address("street/totals.csv", "street_totals_file", totals_file, needs=Permission.SEE_STREET_TOTALS),
)
