"""The workshop: put a question to the cluster programme, and hold the answers against one another.

Nothing is decided here; what comes out is a draft that people argue and one person signs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from pazos.analysis.basis import Basis
from pazos.analysis.comparing import covered_share, overlaps
from pazos.analysis.definition_words import by_what
from pazos.domain.designations import queries
from pazos.foundation.access.policy import Permission
from pazos.foundation.jobs.queries import alive
from pazos.foundation.runs.models import Run
from pazos.foundation.words import N_
from pazos.interfaces.components import wording
from pazos.interfaces.components.routes import Address, Stage
from pazos.interfaces.web.pages import drawing
from pazos.interfaces.web.pages.asking import NO_RESIDENTS, NO_ZONES, WorkshopForm, starting_point
from pazos.interfaces.web.pages.designations import mapping
from pazos.interfaces.web.pages.designations import wording as words
from pazos.interfaces.web.pages.designations.finding import state_badge
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.designations.queries import DesignationView

MOST = 4  # designations that stand side by side


@require_http_methods(["GET", "POST"])
def workshop(request: HttpRequest) -> HttpResponse:
    """Offer the question and show the answers so far; on POST ask for a new one."""
    from pazos.analysis.tasks import PROPOSE, ask_for_designation

    start = starting_point()
    form = WorkshopForm(request.POST if request.method == "POST" else None, start=start)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        job = ask_for_designation(
            said["basis"], said["ask"], title=form.title_or_usual(), ages=said["ages"], by=reader(request)
        )
        return redirect("job", job.pk)
    views = queries.seen_by(reader(request))
    facts = {
        "form": form,
        "start": start,
        "no_residents": NO_RESIDENTS,
        "no_zones": NO_ZONES,
        "rows": _rows(views),
        "underway": alive(PROPOSE).select_related("by"),
        "comparable": len(views) > 1,
    }
    return render(request, "web/workshop/workshop.html", facts, status=422 if form.errors else 200)


def _rows(views: Sequence[DesignationView]) -> list[dict[str, Any]]:
    """Return what a list of answers shows of each."""
    runs = Run.objects.in_bulk([view.run for view in views])
    return [_row(view, runs[view.run]) for view in views]


def _row(view: DesignationView, run: Run) -> dict[str, Any]:
    share, low, high = covered_share(run.result)
    counted_by = Basis(**run.parameters["basis"]).counted_by
    return {
        "view": view,
        "key": f"map-{view.id}",
        "badge": state_badge(view),
        "basis": run.parameters["basis"],
        "rules": tuple(one.rule for one in counted_by),
        "counts": by_what(counted_by),
        "limits": words.limits(run.parameters["ask"]),
        "result": run.result,
        "share": wording.percent(share),
        "interval": words.share_interval(low, high),
        "proof": words.proof_short(run.result),
        "run": run.pk,
    }


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Show two or more designations side by side."""
    asked = [int(text) for text in request.GET.getlist("d") if text.isdecimal()]
    views = queries.several_seen_by(reader(request), asked)[:MOST]
    rows = _rows(views)
    titles = {view.id: view for view in views}
    facts = {
        "rows": rows,
        "too_many": len(set(asked)) > MOST,
        "most": MOST,
        "drawn": any(mapping.is_drawn(view) for view in views),
        "both_zones": (both := drawing.has_town_and_country()),
        "zone": request.GET.get("zone", "urban" if both else ""),
        "pairs": [(one, titles[one.first], titles[one.second]) for one in overlaps(views)],
        "differences": _differences(rows),
    }
    return render(request, "web/workshop/compare.html", facts)


def _differences(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Say which of the things that must agree for figures to be compared do not."""
    said = []
    if len({row["basis"]["source"] for row in rows}) > 1:
        said.append(gettext("They rest on different sources; their deaths cannot be compared."))
    if len({(row["basis"]["first_year"], row["basis"]["last_year"]) for row in rows}) > 1:
        said.append(gettext("They rest on different years; compare the shares, not the deaths."))
    if len({row["rules"] for row in rows}) > 1:
        said.append(gettext("They are counted by different definitions; compare the shares, not the deaths."))
    return said


ADDRESSES = (
    Address(
        "workshop/",
        "workshop",
        workshop,
        needs=Permission.PROPOSE_DESIGNATION,
        menu=N_("Workshop"),
        stage=Stage.TARGET,
    ),
    Address("workshop/compare/", "workshop_compare", compare, needs=Permission.PROPOSE_DESIGNATION),
)
