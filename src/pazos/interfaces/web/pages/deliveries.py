"""One file that came in: what it held, what was made of it, where it stands, and deciding on it.

Every decision can be taken back and deletes nothing. The file itself goes out as it came, and
never to be shown by a browser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pazos.analysis import intake as work
from pazos.analysis.ingest.keeping import open_kept, place_of
from pazos.analysis.ingest.mapping import FIELDS
from pazos.analysis.register.asking import ask_for_update
from pazos.domain.sources import actions, decisions, queries
from pazos.domain.sources.models import Delivery, RejectedRow
from pazos.domain.sources.vocabulary import DeliveryState
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.fields import field_name
from pazos.interfaces.web.pages.intake import refusal, sentence
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from pazos.domain.people.models import Staff

KINDS_OF_STATE = {
    DeliveryState.CURRENT: "good",
    DeliveryState.WAITING: "warning",
    DeliveryState.STOPPED: "error",
    DeliveryState.READING: "info",
}
DEEDS: dict[str, Callable[[Delivery, Staff], Delivery]] = {
    "set_aside": lambda delivery, by: actions.set_aside(delivery, by=by),
    "put_back": lambda delivery, by: decisions.put_back(delivery, beside=False, by=by),
    "put_beside": lambda delivery, by: decisions.put_back(delivery, beside=True, by=by),
    "replace": lambda delivery, by: actions.replace_earlier(delivery, by=by),
    "add": lambda delivery, by: actions.add_to_earlier(delivery, by=by),
    "wait_again": lambda delivery, by: decisions.wait_again(delivery, by=by),
}
# What can be cured by a word of the reader, by the code of what stopped the file.
CURES = {
    "dates_undecided": "dates",
    "dates_mixed": "dates",
    "column_matches_almost_nothing": "accept",
    "no_headings": "point",
    "no_date_column": "point",
}


@require_GET
def delivery(request: HttpRequest, number: int) -> HttpResponse:
    """Show what came of one file, and what may be decided on it."""
    found = get_object_or_404(Delivery.objects.select_related("source", "received_by"), pk=number)
    problem = found.problem or {}
    said = [{"text": sentence(one), "code": one["code"]} for one in found.warnings]
    facts = {
        "delivery": found,
        "kind": KINDS_OF_STATE.get(DeliveryState(found.state), ""),
        "open_rows": queries.open_rejected(found).count(),
        "settled": RejectedRow.objects.filter(delivery=found).exclude(state=RejectedRow.State.OPEN).exists(),
        "warnings": said,
        "unknown_words": any(one["code"] == "unknown_values" for one in said),
        "problem": sentence(problem) if problem else "",
        "cure": CURES.get(problem.get("code", ""), ""),
        "accept": (problem.get("facts") or {}).get("field", "municipality_code"),
        "mapping": _as_read(found),
        "overlaps": _overlaps(found),
    }
    return render(request, "web/sources/delivery.html", facts)


def _as_read(found: Delivery) -> list[tuple[str, str]]:
    """Return each field and the headings under which it was looked for."""
    columns: dict[str, list[str]] = found.mapping.get("columns", {})
    return [(field_name(name), " · ".join(known[:6])) for name, known in columns.items()]


def _overlaps(found: Delivery) -> bool:
    decided = any(one["code"] in ("waiting", "supersedes") for one in found.warnings)
    return decided or (found.state == DeliveryState.SET_ASIDE and queries.overlapping(found).exists())


@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Carry out one decision on a file; the page then offers the way back."""
    found = get_object_or_404(Delivery, pk=number)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise Http404
    try:
        changed = deed(found, reader(request))
    except InputProblem as problem:
        messages.error(request, refusal(problem))
    else:
        ask_for_update(by=reader(request))
        state = DeliveryState(changed.state).label
        messages.success(
            request, _("Done. The file is now: {state}. It can be taken back.").format(state=state)
        )
    return redirect("delivery", number)


@require_POST
def read_again(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for a file to be read anew, with what the reader says of it."""
    from pazos.analysis.ingest.task import ask_to_take

    found = get_object_or_404(Delivery.objects.select_related("source"), pk=number)
    wishes: dict[str, Any] = {"again": True}
    if (dates := request.POST.get("dates")) in ("day-first", "month-first"):
        wishes["dates"] = dates
    if (accept := request.POST.get("accept")) in FIELDS:
        wishes["accept"] = [accept]
    job = ask_to_take(
        path=place_of(found.file_hash),
        name=found.file_name,
        source=found.source.slug,
        by=reader(request),
        **wishes,
    )
    return redirect("intake_job", job.pk)


@require_POST
def point(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for a kept file's first rows, to point at its columns."""
    found = get_object_or_404(Delivery, pk=number)
    path = place_of(found.file_hash)
    job = work.ask_to_recognise(path=path, name=found.file_name, by=reader(request), delivery=found.pk)
    return redirect("intake_job", job.pk)


@require_GET
def file(request: HttpRequest, number: int) -> HttpResponseBase:
    """Hand out the file as it came, to be kept and not to be shown."""
    found = get_object_or_404(Delivery, pk=number)
    path = place_of(found.file_hash)
    if not path.is_file():
        raise Http404
    return FileResponse(
        open_kept(path),
        as_attachment=True,
        filename=found.file_name,
        content_type="application/octet-stream",
        headers={"Content-Length": str(found.file_bytes)},
    )


ADDRESSES = (
    Address("deliveries/<int:number>/", "delivery", delivery, needs=Permission.SEE_RECORDS),
    Address("deliveries/<int:number>/decide/", "decide_delivery", decide, needs=Permission.LOAD_RECORDS),
    Address("deliveries/<int:number>/again/", "read_again", read_again, needs=Permission.LOAD_RECORDS),
    Address("deliveries/<int:number>/point/", "point_at_columns", point, needs=Permission.LOAD_RECORDS),
    Address("deliveries/<int:number>/file/", "delivery_file", file, needs=Permission.SEE_RECORDS),
)
