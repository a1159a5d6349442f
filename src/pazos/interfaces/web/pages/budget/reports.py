"""Execution reports of the city: handed in, their columns pointed at, looked at beforehand, and taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.budget import actions, queries
from pazos.domain.budget.rules import restored
from pazos.domain.budget.vocabulary import ORDER, Amendment
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_BUDGET, Address, Stage
from pazos.interfaces.web.pages.budget.forms.reports import ColumnsForm, HandInForm, WhyForm, WishesForm
from pazos.interfaces.web.pages.budget.wording import SHORT
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.intake import sentence
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

    from pazos.analysis.budget.preview import LineChange, Preview
    from pazos.analysis.budget.reports import Read
    from pazos.domain.budget.models import ExecutionFile
    from pazos.domain.people.models import Staff

SHOWN = 100  # lines of a preview that a page lists


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """List the reports, and take one."""
    who = reader(request)
    form = HandInForm(request.POST or None, request.FILES or None, who=who)
    if request.method == "POST" and form.is_valid():
        made = _handed_in(request, form, who)
        if made is not None:
            return redirect("budget_report", made.pk)
    facts = {"form": form, "reports": queries.reports(seen_by=who), "ways": queries.mappings(seen_by=who)}
    status = 422 if request.method == "POST" else 200
    return render(request, "web/budget/reports.html", facts, status=status)


def _handed_in(request: HttpRequest, form: HandInForm, who: Staff) -> ExecutionFile | None:
    from pazos.analysis.budget import reports

    said, found = form.cleaned_data, []
    kept = done(
        request,
        lambda: found.append(
            reports.hand_in(
                content=said["file"],
                file_name=said["file"].name,
                as_of_on=said["as_of_on"],
                department=said["department"],
                by=who,
            )
        ),
        said=_("The report is handed in. Nothing is in the books yet: look at what it would change."),
        form=form,
    )
    return found[0] if kept else None


@require_GET
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Show a report: what it would change, or what became of it."""
    who = reader(request)
    one = _found(number, who)
    wishes = WishesForm(request.GET or None)
    return _shown(request, one, who, {"wishes": wishes if request.GET else WishesForm()})


def _shown(
    request: HttpRequest, one: ExecutionFile, who: Staff, changed: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    from pazos.analysis.budget import reports

    read: Read | None = None
    seen: Preview | None = None
    if one.taken_at is None:
        read, seen = reports.look(one, wishes=_wishes(changed["wishes"]), by=who)
    facts = {
        "report": one,
        "read": read,
        "seen": seen,
        "changes": [_words(change) for change in seen.changes[:SHOWN]] if seen else [],
        "waiting": [_words(change) for change in seen.waiting[:SHOWN]] if seen else [],
        "refused": _refused(seen.refused if seen else one.refused),
        "columns": ColumnsForm(report=one, read=read) if read else None,
        "why_form": WhyForm(),
        "steps": [SHORT[step] for step in ORDER],
        **changed,
    }
    return render(request, "web/budget/report.html", facts, status=status)


@require_POST
def point(request: HttpRequest, number: int) -> HttpResponse:
    """Keep which heading holds which field."""
    from pazos.analysis.budget import reports

    who = reader(request)
    one = _found(number, who)
    form = ColumnsForm(request.POST, report=one, read=reports.read(one, by=who))
    if form.is_valid() and done(
        request, lambda: _pointed(one, form, who), said=_("The columns are kept."), form=form
    ):
        return redirect("budget_report", one.pk)
    return _shown(request, one, who, {"wishes": WishesForm(), "columns": form}, status=422)


def _pointed(one: ExecutionFile, form: ColumnsForm, who: Staff) -> None:
    said = form.cleaned_data
    row = said["heading_row"]
    actions.point_at_columns(one, headings=form.headings, heading_row=row, unit=said["unit"], by=who)
    if said["save_as"]:
        actions.save_mapping(name=said["save_as"], headings=form.headings, heading_row=row, by=who)


@require_POST
def take(request: HttpRequest, number: int) -> HttpResponse:
    """Take a report in as it looks now."""
    from pazos.analysis.budget import reports

    who = reader(request)
    one = _found(number, who)
    form = WishesForm(request.POST)
    if form.is_valid() and done(
        request,
        lambda: reports.take_in(one, wishes=_wishes(form), why=form.cleaned_data["why"], by=who),
        said=_("The report is in the books."),
        form=form,
    ):
        return redirect("budget_report", one.pk)
    return _shown(request, one, who, {"wishes": form}, status=422)


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Take everything back that a report wrote."""
    who = reader(request)
    one = _found(number, who)
    form = WhyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say in a few words why it is taken back."))
    else:
        done(
            request,
            lambda: actions.take_back_report(one, by=who, why=form.cleaned_data["why"]),
            said=_("The report is taken back. Both what it wrote and its taking back stay in the ledgers."),
        )
    return redirect("budget_report", one.pk)


@require_GET
def refused_file(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """Hand out the rows of a report that were refused, with their reasons."""
    one = _found(number, reader(request))
    names = list(dict.fromkeys(name for row in one.refused for name in row["cells"]))
    return table_file("budget-refused", ("row", *names, "reasons"), _cells(one.refused, names))


def _cells(rows: list[Mapping[str, Any]], names: list[str]) -> Iterator[list[object]]:
    for row in rows:
        reasons = " ".join(_problem(problem) for problem in row["problems"])
        yield [row["row"], *(row["cells"].get(name, "") for name in names), reasons]


def _found(number: int, who: Staff) -> ExecutionFile:
    one = queries.report(number, seen_by=who)
    if one is None:
        raise Http404
    return one


def _wishes(form: WishesForm) -> Any:
    from pazos.analysis.budget.preview import Wishes

    said = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return Wishes(accepts_falls=bool(said.get("accepts_falls")), adds_lines=bool(said.get("adds_lines")))


def _words(change: LineChange) -> dict[str, Any]:
    """Return a change of a line as a page says it."""
    line = change.line
    return {
        "rubro": line.rubro,
        "name": line.name,
        "department": line.department.name,
        "is_new": change.is_new,
        "moves": [
            (SHORT[one.step], Amendment(one.amendment).label if one.amendment else "", one.amount)
            for one in change.differences
        ],
        "falls": [(SHORT[one.step], one.before, one.after) for one in change.falls],
        "before": change.before,
        "after": change.after,
    }


def _refused(rows: Sequence[Mapping[str, Any]]) -> list[tuple[int, str, str, list[str]]]:
    return [
        (
            row["row"],
            row["cells"].get("rubro", ""),
            row["cells"].get("name", ""),
            [_problem(problem) for problem in row["problems"]],
        )
        for row in rows[:SHOWN]
    ]


def _problem(kept: Mapping[str, Any]) -> str:
    return str(restored(kept)) if "block" in kept else sentence(dict(kept))


KEEP = Permission.KEEP_BUDGET
ADDRESSES = (
    Address(
        "budget/reports/",
        "budget_reports",
        listed,
        needs=KEEP,
        menu=N_("Execution reports"),
        stage=Stage.GOVERN,
        group=OF_BUDGET,
    ),
    Address("budget/reports/<int:number>/", "budget_report", show, needs=KEEP),
    Address("budget/reports/<int:number>/columns/", "budget_report_columns", point, needs=KEEP),
    Address("budget/reports/<int:number>/take/", "budget_report_take", take, needs=KEEP),
    Address("budget/reports/<int:number>/take-back/", "budget_report_back", take_back, needs=KEEP),
    Address("budget/reports/<int:number>/refused.csv", "budget_report_refused", refused_file, needs=KEEP),
)
