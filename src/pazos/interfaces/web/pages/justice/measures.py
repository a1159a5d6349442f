"""Measures of the system for adolescents on the pages of a case, and the reports that judges wait for.

They stand on a court's order: where a permission was taken back, hours and reports go on being written, and
nothing else of the case does.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.cases.rules.working import reaches
from pazos.domain.justice import vocabulary as words
from pazos.domain.justice.actions import measures as deeds
from pazos.domain.justice.actions import opening, reports
from pazos.domain.justice.queries import measures as queries
from pazos.domain.justice.queries.courts import courts
from pazos.domain.justice.queries.supervising import facilitators
from pazos.domain.justice.rules.measures import Block
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_JUSTICE, Address, Stage
from pazos.interfaces.web.pages.cases.frame import Framed, facts_of, frame
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.justice import wording
from pazos.interfaces.web.pages.justice.forms import line
from pazos.interfaces.web.pages.justice.trace import looked
from pazos.interfaces.web.pages.reader import holds, reader
from pazos.interfaces.web.pages.rights.asking import Dated, DayField, Numbered, OneOf

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.justice.models import Court, JudgeReport, Measure

TAB = "case_measures"
CURES = {
    "no_court": ("court", "file_number"),
    "not_a_number": ("file_number",),
    "ends_before": ("ends_on", "on"),
    "longer_than_law": ("ends_on",),
    "no_hours": ("hours",),
    "no_rhythm": ("report_every_months",),
    "outside": ("on", "until_on"),
    "hours_after": ("ends_on", "on"),
    "not_yet": ("on", "until_on"),
    "not_hours": ("hours",),
    "twice": ("on",),
    "week_full": ("hours",),
    "told": ("until_on",),
    "not_facilitator": ("facilitator",),
    "not_impartial": ("facilitator",),
}


class MeasureForm(Numbered):
    """A measure as the judge ordered it."""

    kind = OneOf(words.MeasureKind, gettext_lazy("Measure"))
    court: forms.ModelChoiceField[Court] = forms.ModelChoiceField(
        label=gettext_lazy("Court"),
        queryset=None,
        empty_label=gettext_lazy("choose the court"),
        help_text=gettext_lazy("Where it is not in the list, whoever supervises the cases adds it."),
    )
    file_number = line(
        gettext_lazy("Number of the file"),
        most=60,
        help_text=gettext_lazy("Digits and hyphens, such as 76001-31-18-001-2026-00123-00 or 09317-3107."),
    )
    begins_on = DayField(gettext_lazy("From"))
    ends_on = DayField(gettext_lazy("To"))
    hours = forms.IntegerField(
        label=gettext_lazy("Hours"),
        min_value=0,
        max_value=2000,
        initial=0,
        help_text=gettext_lazy("0 where the judge ordered none."),
    )
    report_every_months = forms.IntegerField(
        label=gettext_lazy("The judge is told every … months"), min_value=1, max_value=12, initial=3
    )

    def __init__(self, data: Any = None, *, measure: Measure | None = None) -> None:
        first = {name: getattr(measure, name) for name in deeds.CORRECTED} if measure else {}
        listed = {str(one): one for one in courts()}
        super().__init__(
            data, initial={**first, "court": listed.get(first.get("court", ""))} if first else None
        )
        self.fields["court"].queryset = courts()  # type: ignore[attr-defined]


class HoursForm(Numbered):
    """The hours of one day."""

    on = DayField(gettext_lazy("Day"))
    hours = forms.DecimalField(
        label=gettext_lazy("Hours"), min_value=Decimal("0.5"), max_value=8, decimal_places=1, max_digits=4
    )


class EndForm(Dated):
    """The day on which a judge ended a measure; once it stands it may be taken out."""

    def __init__(self, data: Any = None, *, measure: Measure) -> None:
        super().__init__(data, initial={"on": measure.ended_on} if measure.ended_on else None)
        if measure.ended_on:
            self.fields["on"].required = False
            self.fields["on"].help_text = _("Empty: no judge ended it, it runs on.")


class ReportForm(Numbered):
    """What only a person can say of a measure; all else is reckoned. There is no field for words."""

    until_on = DayField(gettext_lazy("Told until"))
    compliance = OneOf(words.Compliance, gettext_lazy("How the measure is kept"))
    school = OneOf(words.School, gettext_lazy("Education"))
    asks = OneOf(words.AskedOfJudge, gettext_lazy("What is asked of the judge"))


class AskForm(Numbered):
    """A restorative process asked for from a case: the side, the kind of harm, and who facilitates."""

    side = forms.ChoiceField(
        label=gettext_lazy("On which side they are"),
        choices=[(one.value, one.label) for one in (words.Side.HARMED, words.Side.RESPONSIBLE)],
    )
    harm = OneOf(words.Harm, gettext_lazy("What kind of harm"))
    asked_on = DayField(gettext_lazy("Asked for on"))
    facilitator = forms.TypedChoiceField(label=gettext_lazy("Facilitator"), coerce=int)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.people = {one.pk: one for one in facilitators()}
        names = [(one.pk, one.name) for one in self.people.values()]
        self.fields["facilitator"].choices = names  # type: ignore[attr-defined]


@require_GET
def measures(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the measures of a case, their hours and reports."""
    framed = frame(request, key)
    found = queries.of_case(framed.case, seen_by=reader(request))
    looked(request, what="justice.measure", keys=[one.measure.pk for one in found])
    facts = facts_of(
        framed,
        measures=found,
        works=reaches(framed.case, by=reader(request)),
        may_approve=holds(request, Permission.SUPERVISE_CASES),
        reader=reader(request),
    )
    return render(request, "web/justice/measures.html", facts)


@require_http_methods(["GET", "POST"])
def new_measure(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for a measure, and write it down."""
    framed = frame(request, key, tab=TAB)
    form = MeasureForm(request.POST or None)

    def deed(said: dict[str, Any]) -> object:
        return deeds.write(framed.case, **said, by=reader(request))

    return _answered(
        request, framed, form, deed, title=_("A measure of a judge"), said=_("The measure is written down.")
    )


@require_http_methods(["GET", "POST"])
def change_measure(request: HttpRequest, key: UUID) -> HttpResponse:
    """Correct what was written wrongly of a measure."""
    measure, framed = _measure(request, key)
    form = MeasureForm(request.POST or None, measure=measure)
    for name in ("kind", "begins_on"):
        del form.fields[name]

    def deed(said: dict[str, Any]) -> object:
        said.pop("id")
        return deeds.correct(measure, **said, by=reader(request))

    return _answered(request, framed, form, deed, title=_("A measure of a judge"), said=_("Corrected."))


@require_http_methods(["GET", "POST"])
def ask_process(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for a restorative process for somebody; from then on it is the facilitator's alone."""
    framed = frame(request, key, tab=TAB)
    form = AskForm(request.POST or None, initial={"asked_on": timezone.localdate()})

    def deed(said: dict[str, Any]) -> object:
        who = form.people[said.pop("facilitator")]
        return opening.ask_from_case(framed.case, **said, facilitator=who, by=reader(request))

    return _answered(
        request,
        framed,
        form,
        deed,
        title=_("Ask for a restorative process"),
        said=_("It is the facilitator's now. Nothing of it is shown on the pages of this case."),
    )


@require_http_methods(["GET", "POST"])
def write_hours(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask for the hours of a day, and write them down."""
    measure, framed = _measure(request, key)
    form = HoursForm(request.POST or None, initial={"on": timezone.localdate()})

    def deed(said: dict[str, Any]) -> object:
        return deeds.write_hours(measure, **said, by=reader(request))

    return _answered(
        request, framed, form, deed, title=_("Hours of a day"), said=_("The hours are written down.")
    )


@require_http_methods(["GET", "POST"])
def end_measure(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask on which day a judge ended a measure."""
    measure, framed = _measure(request, key)
    form = EndForm(request.POST or None, measure=measure)

    def deed(said: dict[str, Any]) -> object:
        return deeds.end(measure, **said, by=reader(request))

    return _answered(
        request, framed, form, deed, title=_("The judge ended the measure"), said=_("Written down.")
    )


@require_http_methods(["GET", "POST"])
def write_report(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask what only a person can say, and freeze the report."""
    measure, framed = _measure(request, key)
    due = queries.next_report_on(measure)
    today = timezone.localdate()
    form = ReportForm(request.POST or None, initial={"until_on": min(due, today) if due else today})

    def deed(said: dict[str, Any]) -> object:
        return reports.write(measure, **said, by=reader(request))

    return _answered(
        request,
        framed,
        form,
        deed,
        title=_("Report to the judge"),
        said=_("The report is written. Somebody else has to approve it before it leaves."),
    )


@require_GET
def report(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a report field by field, with the article that asks for each."""
    found, framed = _report(request, key)
    content: dict[str, Any] = found.content
    facts = facts_of(
        framed,
        report=found,
        rows=wording.report_rows(content),
        works=reaches(framed.case, by=reader(request)),
        is_altered=reports.is_altered(found),
        stale="" if reports.is_altered(found) or not reports.is_stale(found) else Block.STALE.label,
        may_approve=holds(request, Permission.SUPERVISE_CASES) and found.written_by_id != reader(request).pk,
        form=Dated(),
    )
    return render(request, "web/justice/report.html", facts)


@require_POST
def report_deed(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Approve a report, say that it was sent, or throw it away."""
    found, framed = _report(request, key)
    who = reader(request)
    if deed == "approve":
        done(request, lambda: reports.approve(found, by=who), said=_("Approved. It may be printed and sent."))
    elif deed == "send":
        form = Dated(request.POST)
        if form.is_valid():
            done(
                request,
                lambda: reports.send(found, **form.cleaned_data, by=who),
                said=_("Written down as sent."),
            )
    elif deed == "throw-away":
        if done(request, lambda: reports.throw_away(found, by=who), said=_("Thrown away.")):
            return redirect(TAB, framed.case.pk)
    else:
        raise Http404
    return redirect("judge_report", key)


@require_POST
def remove_hours(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take out the hours of a day."""
    day = queries.hours(key, seen_by=reader(request))
    if day is None:
        raise Http404
    done(request, lambda: deeds.take_hours_out(day, by=reader(request)), said=_("Taken out."))
    return redirect(TAB, day.measure.case_id)


@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """List the reports that judges wait for, of the cases that somebody sees; nobody is named."""
    page, rows = queries.due_reports(seen_by=reader(request), page=request.GET.get("page"))
    looked(request, what="justice.measure", keys=[row.measure for row in rows])
    return render(
        request, "web/justice/due.html", {"page": page, "rows": rows, "today": timezone.localdate()}
    )


def _measure(request: HttpRequest, key: UUID) -> tuple[Measure, Framed]:
    found = queries.measure(key, seen_by=reader(request))
    if found is None:
        raise Http404
    looked(request, what="justice.measure", keys=[key])
    return found, frame(request, found.case_id, tab=TAB)


def _report(request: HttpRequest, key: UUID) -> tuple[JudgeReport, Framed]:
    found = queries.report(key, seen_by=reader(request))
    if found is None:
        raise Http404
    looked(request, what="justice.judgereport", keys=[key])
    return found, frame(request, found.measure.case_id, tab=TAB)


def _answered(
    request: HttpRequest,
    framed: Framed,
    form: forms.Form,
    deed: Callable[[dict[str, Any]], object],
    *,
    title: str,
    said: str,
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        answers = dict(form.cleaned_data)
        if done(request, lambda: deed(answers), said=said, form=form, cures=CURES):
            return redirect(TAB, framed.case.pk)
    facts = facts_of(framed, form=form, title=title)
    return render(request, "web/justice/on_case.html", facts, status=422 if form.is_bound else 200)


SEES, WORKS = Permission.SEE_CASES, Permission.WORK_CASES
ADDRESSES = (
    Address(
        "justice/reports/",
        "judge_reports_due",
        due,
        needs=SEES,
        menu=N_("Reports to judges"),
        stage=Stage.ACT,
        group=OF_JUSTICE,
    ),
    Address("cases/<uuid:key>/measures/", TAB, measures, needs=SEES),
    Address("cases/<uuid:key>/measures/new/", "new_measure", new_measure, needs=WORKS),
    Address("cases/<uuid:key>/restorative/", "case_ask_process", ask_process, needs=WORKS),
    Address("justice/measures/<uuid:key>/hours/", "measure_hours", write_hours, needs=WORKS),
    Address("justice/measures/<uuid:key>/change/", "change_measure", change_measure, needs=WORKS),
    Address("justice/measures/<uuid:key>/end/", "end_measure", end_measure, needs=WORKS),
    Address("justice/measures/<uuid:key>/report/", "write_judge_report", write_report, needs=WORKS),
    Address("justice/hours/<uuid:key>/remove/", "remove_hours", remove_hours, needs=WORKS),
    Address("justice/reports/<uuid:key>/", "judge_report", report, needs=SEES),
    Address("justice/reports/<uuid:key>/<slug:deed>/", "judge_report_deed", report_deed, needs=WORKS),
)
