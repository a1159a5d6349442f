"""The caseload: for a worker what today asks of them, for who supervises the whole city.

A name is looked for by a form that is sent, never in an address.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pazos.domain.cases.models import Cohort
from pazos.domain.cases.queries import cases as queries
from pazos.domain.cases.queries import cases_today as today_queries
from pazos.domain.cases.queries.caseloads import workers
from pazos.domain.cases.queries.working import permits
from pazos.domain.cases.vocabulary import CaseState
from pazos.domain.fieldwork.queries import supervised
from pazos.domain.teams.models import WorkCluster
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.foundation.words import N_
from pazos.interfaces.components.every import ALL_FEMININE, ALL_MASCULINE
from pazos.interfaces.components.routes import OF_CASES, Address, Stage
from pazos.interfaces.web.pages.cases import wording
from pazos.interfaces.web.pages.cases.forms import ManyPeople
from pazos.interfaces.web.pages.cases.lists import list_tabs
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import holds, reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.cases.models import Case
    from pazos.domain.people.models import Staff

PER_PAGE = 50
WHAT = "cases.case"
NOT_ENDED, NOBODY = "open", "nobody"


class SearchForm(forms.Form):
    """What the list is narrowed by."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    cluster = forms.ModelChoiceField(
        label=gettext_lazy("Cluster"),
        queryset=WorkCluster.objects.order_by("name"),
        required=False,
        empty_label=ALL_MASCULINE,
    )
    cohort = forms.ModelChoiceField(
        label=gettext_lazy("Cohort"),
        queryset=Cohort.objects.all(),
        required=False,
        empty_label=ALL_FEMININE,
    )
    worker = forms.ChoiceField(label=gettext_lazy("Accompanied by"), required=False, widget=ManyPeople)

    def __init__(self, *args: Any, who: Staff, everybody: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [("", _("active")), *((str(code), label) for code, label in CaseState.choices[1:])]
        self.fields["state"].choices = [*states, ("all", ALL_MASCULINE)]  # type: ignore[attr-defined]
        if not everybody:
            del self.fields["worker"]
            return
        people = [(str(one.pk), one.name) for one in workers(on=timezone.localdate())]
        every = [("", ALL_MASCULINE), (NOBODY, _("nobody yet")), *people]
        self.fields["worker"].choices = every  # type: ignore[attr-defined]

    def sought(self) -> queries.Sought:
        """Return the question; an answer that is none narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        state, worker = said.get("state") or CaseState.ACTIVE, said.get("worker") or ""
        return queries.Sought(
            state="" if state == "all" else state,
            cluster=said["cluster"].pk if said.get("cluster") else None,
            cohort=said["cohort"].pk if said.get("cohort") else None,
            worker=int(worker) if worker.isdecimal() else None,
            nobody=worker == NOBODY,
        )


class NameForm(forms.Form):
    """A chosen name, or how its words begin."""

    name = forms.CharField(
        label=gettext_lazy("Chosen name"),
        max_length=120,
        help_text=gettext_lazy("Three letters of a word are enough. It is not kept in any address."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


@require_http_methods(["GET", "POST"])
def cases(request: HttpRequest) -> HttpResponse:
    """List the cases within reach, or those of a name that was sent."""
    who = reader(request)
    if request.method == "POST":
        return _by_name(request, who)
    everybody = holds(request, Permission.SUPERVISE_CASES)
    form = SearchForm(request.GET, who=who, everybody=everybody)
    sought = form.sought()
    keys = queries.listed(sought, seen_by=who).values_list("pk", flat=True)  # far pages stay quick
    page = Paginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    rows = queries.shown(list(page.object_list))
    asked, waits = _today(who), supervised.waiting_for(who)
    shown = {row.pk for row in rows} | {one["case"].pk for one in asked}
    note_read(by=who, what=WHAT, keys=shown, at_address="cases")
    facts = {
        "form": form,
        "names": NameForm(),
        "page": page,
        "rows": as_rows(rows),
        "is_usual": sought == queries.Sought(state=CaseState.ACTIVE),
        "today": asked,
        "sendings": _sendings(who, waits),
        "lists": list_tabs("cases", who, known={"case_sendings": waits}),
        "everybody": everybody,
    }
    return render(request, "web/cases/list.html", facts)


def _sendings(who: Staff, waits: int) -> dict[str, Any] | None:
    """Return how many sendings of phones ask for a decision or an answer of somebody, and where; None for none."""
    if waits:
        return {"number": waits, "href": reverse("case_sendings"), "own": False}
    if number := supervised.not_taken_of(who):
        return {"number": number, "href": f"{reverse('phones')}#sendings", "own": True}
    return None


def _by_name(request: HttpRequest, who: Staff) -> HttpResponse:
    names = NameForm(request.POST)
    found = queries.Found(())
    if names.is_valid():
        try:
            found = queries.named(names.cleaned_data["name"], seen_by=who)
        except InputProblem as problem:
            names.add_error("name", refusal(problem))
    note_read(by=who, what=WHAT, keys=[row.pk for row in found.cases], at_address="cases")
    facts = {
        "names": names,
        "rows": as_rows(found.cases),
        "too_many": found.too_many,
        "lists": list_tabs("cases", who),
    }
    return render(request, "web/cases/named.html", facts, status=422 if names.errors else 200)


def as_rows(found: Iterable[Case]) -> list[dict[str, Any]]:
    """Return cases as web/cases/rows.html shows them; the caller notes the look."""
    rows, on = list(found), timezone.localdate()
    standing = permits((row.participant_id for row in rows), on=on)
    return [
        {
            "case": row,
            "badge": wording.STATE_BADGES.get(row.state, ""),
            "permit": standing[row.participant_id],
            "days": None if row.last_met_on is None else (on - row.last_met_on).days,
        }
        for row in rows
    ]


def _today(who: Staff) -> list[dict[str, Any]]:
    """Return what today asks of somebody, case by case; nothing for who has no cases. The caller notes the look."""
    made = today_queries.today_of(who, on=timezone.localdate())
    return [
        {
            "case": one.case,
            "name": one.case.participant.name,
            "asks": [(wording.ASKS[ask.what], ask.on, wording.ASK_BADGES[ask.what]) for ask in one.asks],
        }
        for one in made
    ]


ADDRESSES = (
    Address(
        "cases/",
        "cases",
        cases,
        needs=Permission.SEE_CASES,
        menu=N_("Cases"),
        stage=Stage.ACT,
        group=OF_CASES,
    ),
)
