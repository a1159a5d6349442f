"""Who came, by name: two taps for those who usually come, a pasted list for the others, and taking back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from pazos.domain.activities import actions, queries
from pazos.domain.participants.agreeing import taken_back
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.interfaces.components.routes import Address, address_named
from pazos.interfaces.web.pages.activities.asking import activity_or_404, keeps
from pazos.interfaces.web.pages.activities.doing import done
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.analysis.reach.attending import Taken
    from pazos.domain.activities.models import Activity
    from pazos.domain.participants.models import Participant
    from pazos.domain.people.models import Staff

WHAT = "participants.participant"
MOST_DAYS = 31


class ListForm(forms.Form):
    """A list of people, pasted."""

    people = forms.CharField(
        label=gettext_lazy("One person a line"),
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "Document; name and surname; day of agreement. Whoever you know already needs the document only. Rows copied "
            "from a spreadsheet fit too, with their headings."
        ),
    )


@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, number: int) -> HttpResponse:
    """Show who came on a day, and take a list of people."""
    who = reader(request)
    one = _kept(number, who)
    day = _day(request, one)
    form = ListForm(request.POST or None)
    taken = _take(request, form, one, day, who) if request.method == "POST" else None
    if taken is not None and not taken.refused:
        return redirect(_here(one, day))
    came, usual = (ask(one, on=day, seen_by=who) for ask in (queries.people_of, queries.likely_people))
    over = taken_back(usual, days=(day, timezone.localdate()))
    likely = [row for row in usual if row.pk not in over]
    note_read(by=who, what=WHAT, keys=[row.pk for row in (*came, *likely)], at_address="activity_attendance")
    facts = {
        "activity": one,
        "day": day,
        "days": _days(one, day),
        "came": came,
        "likely": likely,
        "form": _with_refused(taken) if taken else form,
        "refused": [(row, refusal(_worded(row.problem))) for row in taken.refused] if taken else [],
        "book": reverse("book", args=["attendance"]) if address_named("book") else "",
        "may_come": one.starts_on <= timezone.localdate(),
    }
    is_refused = bool(form.errors or (taken and taken.refused))
    return render(request, "web/activities/attendance.html", facts, status=422 if is_refused else 200)


def _take(request: HttpRequest, form: ListForm, one: Activity, day: date, who: Staff) -> Taken | None:
    from pazos.analysis.reach.attending import take_list

    if not form.is_valid():
        return None
    try:
        taken = take_list(form.cleaned_data["people"], activity=one, on=day, by=who)
    except InputProblem as problem:
        form.add_error("people", refusal(_worded(problem)))
        return None
    said = ngettext("{n} person is written down.", "{n} people are written down.", taken.new).format(
        n=taken.new
    )
    if taken.there:
        there = ngettext("{n} stood there already.", "{n} stood there already.", taken.there).format(
            n=taken.there
        )
        said = f"{said} {there}"
    messages.success(request, said)
    return taken


def _with_refused(taken: Taken) -> ListForm:
    """Return the form with only the lines that were refused, to be put right and sent again."""
    lines = [taken.heading] if taken.heading else []
    return ListForm(initial={"people": "\n".join([*lines, *(row.text for row in taken.refused)])})


def _worded(problem: InputProblem) -> InputProblem:
    """Return the problem with a column's label instead of its name in files."""
    from pazos.analysis.reach.attending import PERSON

    labels = {column.name: str(column.label) for column in PERSON}
    field = str(problem.facts.get("field", ""))
    if field not in labels:
        return problem
    return InputProblem(problem.template, **{**problem.facts, "field": labels[field]})


@require_POST
def tap(request: HttpRequest, number: int) -> HttpResponse:
    """Write one person down as having come, or take them out."""
    who = reader(request)
    one = _kept(number, who)
    day = _day(request, one)
    person = _known(request.POST.get("person", ""), one, day, who)
    if request.POST.get("deed") == "out":
        done(
            request,
            lambda: actions.leave_out(one, participant=person, on=day, by=who),
            said=_("They are taken out."),
        )
    else:
        done(
            request,
            lambda: actions.attend(one, participants=[person], on=day, by=who),
            said=_("They are written down as having come."),
        )
    return redirect(_here(one, day))


def _known(text: str, one: Activity, day: date, who: Staff) -> Participant:
    """Return somebody who stands on the page: who came that day, or who usually comes."""
    for ask in (queries.people_of, queries.likely_people):
        found = next((row for row in ask(one, on=day, seen_by=who) if str(row.pk) == text), None)
        if found is not None:
            return found
    raise Http404


def _kept(number: int, who: Staff) -> Activity:
    one = activity_or_404(number, who)
    if not keeps(one, who):
        raise Http404
    return one


def _day(request: HttpRequest, one: Activity) -> date:
    """Return the day asked for, within the activity's own."""
    text = request.POST.get("day") or request.GET.get("day") or ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return one.starts_on
    return day if one.starts_on <= day <= one.ends_on else one.starts_on


def _days(one: Activity, chosen: date) -> list[tuple[date, bool]]:
    days = min((one.ends_on - one.starts_on).days + 1, MOST_DAYS)
    found = [one.starts_on + timedelta(days=n) for n in range(days)]
    return [(day, day == chosen) for day in found] if days > 1 else []


def _here(one: Activity, day: date) -> str:
    address = reverse("activity_attendance", args=[one.pk])
    return address if one.starts_on == one.ends_on else f"{address}?day={day.isoformat()}"


NEEDS = Permission.KEEP_ATTENDANCE
ADDRESSES: tuple[Any, ...] = (
    Address("activities/<int:number>/attendance/", "activity_attendance", attendance, needs=NEEDS),
    Address("activities/<int:number>/attendance/tap/", "attendance_tap", tap, needs=NEEDS),
)
