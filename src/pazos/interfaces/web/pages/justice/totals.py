"""What legal orientation and mobile days, processes and measures served: counts of periods that ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from pazos.analysis.disclosing import MINIMUM, TOTAL
from pazos.domain.justice.vocabulary import Counted
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_JUSTICE, Address, Stage
from pazos.interfaces.components.wording import number
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

    from pazos.analysis.programme.justice import Period, Served


@require_GET
def totals(request: HttpRequest) -> HttpResponse:
    """Show what was served, by quarter and year that ended, as it was counted."""
    from pazos.analysis.programme.justice import served

    found = served(seen_by=reader(request))
    facts = {"found": found, "tables": _tables(found), "minimum": MINIMUM}
    return render(request, "web/justice/totals.html", facts)


@require_GET
def totals_file(request: HttpRequest) -> StreamingHttpResponse:
    """Hand the same counts out as a file; an empty number is a hidden one."""
    from pazos.analysis.programme.justice import COLUMNS, lines, served

    found = served(seen_by=reader(request))
    return table_file("justice-totals", COLUMNS, lines(found))


def _tables(found: Served) -> list[dict[str, Any]]:
    years = found.years
    told = (
        (_("Legal orientation by quarter"), Counted.ORIENTATION, found.quarters),
        (_("Legal orientation by year"), Counted.ORIENTATION, years[Counted.ORIENTATION]),
        (_("Restorative processes by year"), Counted.PROCESS, years[Counted.PROCESS]),
        (_("Measures of a judge by year"), Counted.MEASURE, years[Counted.MEASURE]),
    )
    return [_table(title, what, periods) for title, what, periods in told if periods]


def _table(title: str, what: Counted, periods: Sequence[Period]) -> dict[str, Any]:
    from pazos.analysis.programme.justice import CODES

    names = {**dict(CODES[what].choices), TOTAL: _("All")}
    rows = [
        [str(name).capitalize(), *(number(one.counts[code]) for one in periods)]
        for code, name in names.items()
    ]
    return {
        "title": title,
        "columns": ["", *(one.name for one in periods)],
        "rows": rows,
        "runs": list(dict.fromkeys(one.run for one in periods)),
    }


NEEDS = Permission.SEE_PROGRAMME_TOTALS
ADDRESSES = (
    Address(
        "justice/totals/",
        "justice_totals",
        totals,
        needs=NEEDS,
        menu=N_("What justice served"),
        stage=Stage.ACT,
        group=OF_JUSTICE,
    ),
    Address("justice/totals.csv", "justice_totals_file", totals_file, needs=NEEDS),
)
