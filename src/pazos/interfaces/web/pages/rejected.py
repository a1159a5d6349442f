"""Rejected rows: why each could not be taken, and putting them right, one or many at a time.

A corrected row is read by the code that rejected it. What a person decided is listed with the
way back. The tables to download hold no formula that a spreadsheet would run.
"""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from pazos.domain.sources import actions, corrections, standing
from pazos.domain.sources.models import Delivery, RejectedRow
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.intake import language, plain_name, refusal, sentence
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict

PER_PAGE = 50
VALUES_SHOWN = 12
State = RejectedRow.State


@require_GET
def rejected(request: HttpRequest, number: int) -> HttpResponse:
    """List the rejected rows of one file: those that wait, or those decided on."""
    delivery = get_object_or_404(Delivery.objects.select_related("source"), pk=number)
    state = request.GET.get("state", "")
    if state in (State.CORRECTED, State.LEFT_OUT):
        return _settled(request, delivery, state)
    groups = standing.problem_groups(delivery)
    chosen = _chosen(request.GET, groups)
    rows = _in_group(delivery, chosen)
    count = chosen.rows if chosen else sum(group.rows for group in groups)
    page = _Counted(rows, PER_PAGE, count).get_page(request.GET.get("page"))
    samples = RejectedRow.objects.in_bulk([group.sample for group in groups[:VALUES_SHOWN]])
    facts = {
        "delivery": delivery,
        "page": page,
        "rows": [(row, _problems(row)) for row in page],
        "waiting": sum(group.rows for group in groups),
        "groups": [
            (group, _why(samples[group.sample]), group == chosen)
            for group in groups
            if group.sample in samples
        ],
        "chosen": chosen,
        "values": _shared_values(rows) if chosen else [],
        "state": "",
    }
    return render(request, "web/sources/rejected.html", facts)


class _Counted(Paginator[RejectedRow]):
    """A paginator of rows that were counted already, by their groups."""

    def __init__(self, rows: QuerySet[RejectedRow], per_page: int, count: int) -> None:
        super().__init__(rows, per_page)
        self.count = count


def _chosen(asked: QueryDict, groups: list[standing.ProblemGroup]) -> standing.ProblemGroup | None:
    sample = asked.get("problem", "")
    if not sample.isdecimal() or len(sample) > 18:
        return None
    row = RejectedRow.objects.filter(pk=int(sample)).first()
    named = (row.first_field or "", row.first_reason or "") if row else None
    return next((group for group in groups if (group.field, group.template) == named), None)


def _in_group(delivery: Delivery, chosen: standing.ProblemGroup | None) -> QuerySet[RejectedRow]:
    rows = RejectedRow.objects.filter(delivery=delivery, state=State.OPEN).order_by("row_number")
    if chosen is None:
        return rows
    return rows.filter(first_field=chosen.field, first_reason=chosen.template)


def _shared_values(rows: QuerySet[RejectedRow]) -> list[tuple[str, int]]:
    """Return the values that more than one row holds: a single row is corrected by itself."""
    return [(value, n) for value, n in standing.common_values(rows, most=VALUES_SHOWN) if n > 1]


def _why(row: RejectedRow) -> str:
    """Return what is wrong with a row's first value, the value itself left out."""
    problem = row.problems[0]
    of_one_row = {name: "…" for name in ("value", "first") if name in problem["facts"]}
    return sentence({**problem, "facts": {**problem["facts"], **of_one_row}})


def _problems(row: RejectedRow) -> list[dict[str, Any]]:
    return [{"field": one["field"], "value": one["value"], "text": sentence(one)} for one in row.problems]


def _settled(request: HttpRequest, delivery: Delivery, state: str) -> HttpResponse:
    """List the decisions of one kind, each with the rows it was taken on together."""
    rows = RejectedRow.objects.filter(delivery=delivery, state=state)
    taken = rows.order_by().values("decided_at", "decided_by__name", "note").annotate(count=Count("pk"))
    page = Paginator(taken.order_by("-decided_at"), PER_PAGE).get_page(request.GET.get("page"))
    moments = [one["decided_at"] for one in page]
    few = rows.filter(decided_at__in=moments).order_by("-decided_at", "row_number")[: 4 * PER_PAGE]
    facts = {
        "delivery": delivery,
        "page": page,
        "state": state,
        "waiting": RejectedRow.objects.filter(delivery=delivery, state=State.OPEN).count(),
        "decisions": [(one, [row for row in few if row.decided_at == one["decided_at"]]) for one in page],
    }
    return render(request, "web/sources/settled.html", facts)


def correct(request: HttpRequest, number: int, row: int) -> HttpResponse:
    """Show one rejected row as a form, wrong fields first; take it in once nothing is against it."""
    found = get_object_or_404(
        RejectedRow.objects.select_related("delivery__source"), delivery=number, row_number=row
    )
    if request.method == "POST" and found.state == State.OPEN:
        if request.POST.get("deed") == "leave_out":
            return _leave_out(request, found)
        return _correct(request, found)
    return _row_page(request, found, texts=found.values, problems=found.problems)


def _correct(request: HttpRequest, found: RejectedRow) -> HttpResponse:
    from pazos.analysis.ingest.correct import correct_row

    texts = {
        heading: request.POST.get(f"c{place}", old)[:2000]
        for place, (heading, old) in enumerate(found.values.items())
    }
    try:
        outcome = correct_row(found, texts, by=reader(request))
    except InputProblem as problem:
        facts = {"field": "", "value": "", "template": problem.template, "facts": problem.facts}
        return _row_page(request, found, texts=texts, problems=[facts], status=400)
    if outcome.problems:
        return _row_page(request, found, texts=texts, problems=outcome.problems, status=400)
    messages.success(request, _("Row {row} was taken in.").format(row=found.row_number))
    return redirect(_next(found))


def _leave_out(request: HttpRequest, found: RejectedRow) -> HttpResponse:
    note = request.POST.get("note", "").strip()
    if not note:
        messages.error(request, _("Say in a few words why this row is no record."))
        return redirect("correct_row", found.delivery_id, found.row_number)
    actions.leave_out(found, note=note, by=reader(request))
    messages.success(request, _("Row {row} was left out.").format(row=found.row_number))
    return redirect(_next(found))


def _next(found: RejectedRow) -> str:
    """Return the next row that waits after this one, else the list."""
    rows = RejectedRow.objects.filter(delivery=found.delivery_id, state=State.OPEN)
    after = rows.filter(row_number__gt=found.row_number).order_by("row_number").first()
    if after is None:
        return reverse("rejected", args=[found.delivery_id])
    return reverse("correct_row", args=[found.delivery_id, after.row_number])


def _row_page(
    request: HttpRequest,
    found: RejectedRow,
    *,
    texts: dict[str, str],
    problems: list[dict[str, Any]],
    status: int = 200,
) -> HttpResponse:
    wrong: dict[str, list[str]] = {}
    for one in problems:
        wrong.setdefault(one["field"], []).append(sentence(one))
    cells = [
        {"name": f"c{place}", "heading": heading, "text": text, "wrong": wrong.get(heading, [])}
        for place, (heading, text) in enumerate(texts.items())
    ]
    facts = {
        "row": found,
        "delivery": found.delivery,
        "first": [cell for cell in cells if cell["wrong"]],
        "others": [cell for cell in cells if not cell["wrong"]],
        "elsewhere": [text for field, said in wrong.items() if field not in texts for text in said],
    }
    return render(request, "web/sources/correct.html", facts, status=status)


@require_POST
def correct_many(request: HttpRequest, number: int) -> HttpResponse:
    """Change one value in every row that holds it, or leave a whole group out."""
    delivery = get_object_or_404(Delivery, pk=number)
    chosen = _chosen(request.POST, standing.problem_groups(delivery))
    if chosen is None:
        messages.error(request, _("These rows have been decided on already."))
        return redirect("rejected", number)
    if request.POST.get("deed") == "leave_out":
        _leave_many_out(request, delivery, chosen)
    else:
        _change_many(request, delivery, chosen)
    return redirect(_list(number, {"problem": str(chosen.sample)}))


def _change_many(request: HttpRequest, delivery: Delivery, chosen: standing.ProblemGroup) -> None:
    from pazos.analysis.ingest.correct_many import correct_rows

    old, new = request.POST.get("value", ""), request.POST.get("new", "").strip()[:2000]
    try:
        many = correct_rows(delivery, heading=chosen.field, value=old, new=new, by=reader(request))
    except InputProblem as problem:
        messages.error(request, refusal(problem))
        return
    taken = ngettext("{n} row was taken in.", "{n} rows were taken in.", many.corrected).format(
        n=many.corrected
    )
    if many.remaining:
        left = ngettext(
            "{n} row stays rejected: something is still against it.",
            "{n} rows stay rejected: something is still against them.",
            many.remaining,
        ).format(n=many.remaining)
        messages.warning(request, f"{taken} {left}")
    else:
        messages.success(request, taken)


def _leave_many_out(request: HttpRequest, delivery: Delivery, chosen: standing.ProblemGroup) -> None:
    note = request.POST.get("note", "").strip()
    if not note:
        messages.error(request, _("Say in a few words why these rows are no records."))
        return
    rows = _in_group(delivery, chosen)
    left, _moment = corrections.leave_out_many(delivery, rows, note=note, by=reader(request))
    text = ngettext("{n} row was left out.", "{n} rows were left out.", left)
    messages.success(request, text.format(n=left))


@require_POST
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Take back what was decided at one moment, on one row or many."""
    delivery = get_object_or_404(Delivery, pk=number)
    try:
        moment = datetime.fromisoformat(request.POST.get("at", ""))
    except ValueError as error:
        raise Http404 from error
    rows = RejectedRow.objects.filter(decided_at=moment)
    opened = corrections.reopen(delivery, rows, by=reader(request))
    text = ngettext("{n} row waits again.", "{n} rows wait again.", opened)
    messages.success(request, text.format(n=opened))
    return redirect("rejected", number)


def _list(number: int, asked: dict[str, str]) -> str:
    return f"{reverse('rejected', args=[number])}?{urlencode(asked)}"


@require_GET
def table(request: HttpRequest, number: int, ending: str) -> HttpResponseBase:
    """Hand out the rejected rows that wait, as CSV or XLSX."""
    from pazos.analysis.ingest import rejected as tables

    if ending not in ("csv", "xlsx"):
        raise Http404
    delivery = get_object_or_404(Delivery, pk=number)
    kept = tempfile.NamedTemporaryFile(suffix=f".{ending}")  # noqa: SIM115 - the response closes it
    if ending == "csv":
        with Path(kept.name).open("w", encoding="utf-8-sig", newline="") as out:
            tables.write_table(delivery, out, language=language())
    else:
        tables.write_workbook(delivery, Path(kept.name), language=language())
    stem = Path(plain_name(delivery.file_name)).stem
    return FileResponse(kept, as_attachment=True, filename=f"{stem}-{_('rejected')}.{ending}")


ADDRESSES = (
    Address("deliveries/<int:number>/rejected/", "rejected", rejected, needs=Permission.SEE_RECORDS),
    Address(
        "deliveries/<int:number>/rejected/<int:row>/", "correct_row", correct, needs=Permission.LOAD_RECORDS
    ),
    Address(
        "deliveries/<int:number>/rejected/many/", "correct_many", correct_many, needs=Permission.LOAD_RECORDS
    ),
    Address("deliveries/<int:number>/rejected/reopen/", "reopen_rows", reopen, needs=Permission.LOAD_RECORDS),
    Address(
        "deliveries/<int:number>/rejected-rows.<slug:ending>",
        "rejected_table",
        table,
        needs=Permission.SEE_RECORDS,
    ),
)
