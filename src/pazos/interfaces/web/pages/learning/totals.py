"""What the programme learns: totals of a selection by the end of a quarter, as a page and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Max, Min
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.cases.models import Case, Cohort, Referral
from pazos.domain.strategy.models import Programme
from pazos.domain.teams.models import WorkCluster
from pazos.foundation.access.policy import Permission
from pazos.foundation.jobs.models import Job
from pazos.foundation.words import N_
from pazos.interfaces.components.every import ALL_FEMININE, ALL_MASCULINE
from pazos.interfaces.components.routes import OF_PROGRAMME, Address, Stage
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.learning import wording
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse

    from pazos.analysis.programme.asked import Asked


class SelectionForm(forms.Form):
    """Two of these at most."""

    programme = forms.TypedChoiceField(
        label=gettext_lazy("Programme"), required=False, coerce=int, empty_value=None
    )
    cohort = forms.TypedChoiceField(
        label=gettext_lazy("Cohort"), required=False, coerce=int, empty_value=None
    )
    cluster = forms.TypedChoiceField(
        label=gettext_lazy("Cluster"), required=False, coerce=int, empty_value=None
    )
    year = forms.TypedChoiceField(
        label=gettext_lazy("Year of the referral"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        choices: dict[str, list[tuple[Any, Any]]] = {
            "programme": list(
                Programme.objects.filter(cohorts__isnull=False).distinct().values_list("pk", "name")
            ),
            "cohort": list(Cohort.objects.values_list("pk", "name")),
            "cluster": list(WorkCluster.objects.values_list("pk", "name")),
            "year": [(year, str(year)) for year in _years()],
        }
        for name, values in choices.items():
            every = ALL_FEMININE if name == "cohort" else ALL_MASCULINE
            self.fields[name].choices = [("", every), *values]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse three at once."""
        from pazos.analysis.programme.asked import Asked

        said = super().clean() or {}
        try:
            said["asked"] = Asked(**{name: said.get(name) for name in self.fields})
        except InputProblem as problem:
            self.add_error(None, refusal(problem))
        return said

    def asked(self) -> Asked:
        """Return the selection; one that is none is everybody."""
        from pazos.analysis.programme.asked import Asked

        return self.cleaned_data["asked"] if self.is_valid() else Asked()

    def query(self) -> str:
        """Return the selection as it stands in an address."""
        return urlencode(self.chosen)

    @property
    def chosen(self) -> dict[str, str]:
        """Return the selection as it was sent."""
        return {name: value for name, value in self.data.items() if name in self.fields and value}


def _years() -> range:
    """Return the years in which somebody was referred or accompanied, the last first."""
    told = Referral.objects.aggregate(first=Min("made_at"), last=Max("made_at"))
    begun = Case.objects.aggregate(first=Min("opened_on"), last=Max("opened_on"))
    days = [timezone.localdate(day) for day in told.values() if day] + [day for day in begun.values() if day]
    return range(max(days).year, min(days).year - 1, -1) if days else range(0)


@require_http_methods(["GET", "POST"])
def totals(request: HttpRequest) -> HttpResponse:
    """Show the totals of a selection; where nobody counted it yet, have it counted when it is sent."""
    from pazos.analysis.programme import totals as counting
    from pazos.analysis.programme.complaints import complaints
    from pazos.analysis.programme.counting import ask

    is_sent = request.method == "POST"
    form, who = SelectionForm(request.POST if is_sent else request.GET), reader(request)
    found = counting.kept(form.asked(), seen_by=who)
    if is_sent:
        job = ask(form.asked(), by=who) if found is None else None
        return redirect("job", job.pk) if job and job.by_id == who.pk else _page_of(form)
    if found is None:
        return render(request, "web/learning/totals.html", _uncounted(form))
    facts = {
        **wording.told(found),
        "form": form,
        "query": form.query(),
        "found": found,
        "complaints": wording.complaint_table(complaints(until=found.until)),
        "next_on": counting.last_counted(timezone.localdate()).following.counted_from,
    }
    return render(request, "web/learning/totals.html", facts)


def _uncounted(form: SelectionForm) -> dict[str, Any]:
    from pazos.analysis.programme.counting import last_asked

    job = last_asked(form.asked())
    under_way = job is not None and job.state in (Job.State.WAITING, Job.State.RUNNING)
    return {"form": form, "query": form.query(), "job": job, "under_way": under_way}


def _page_of(form: SelectionForm) -> HttpResponseRedirect:
    query = form.query()
    return redirect(reverse("programme_totals") + (f"?{query}" if query else ""))


@require_GET
def totals_file(request: HttpRequest) -> StreamingHttpResponse | HttpResponseRedirect:
    """Hand out the totals of a selection that was counted; an empty figure is a hidden one."""
    from pazos.analysis.programme import telling
    from pazos.analysis.programme import totals as counting

    form = SelectionForm(request.GET)
    found = counting.kept(form.asked(), seen_by=reader(request))
    if found is None:
        return _page_of(form)
    return table_file("programme-totals", telling.COLUMNS, telling.lines(found))


@require_GET
def doses_file(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out how much accompaniment each cluster had in each quarter, for the evaluation."""
    from pazos.analysis.programme import doses

    rows = [[getattr(one, name) for name in doses.COLUMNS] for one in doses.doses(seen_by=reader(request))]
    return table_file("programme-doses", doses.COLUMNS, rows)


ADDRESSES = (
    Address(
        "learning/programme/",
        "programme_totals",
        totals,
        needs=Permission.SEE_PROGRAMME_TOTALS,
        menu=N_("What the programme learns"),
        stage=Stage.LEARN,
        group=OF_PROGRAMME,
    ),
    Address(
        "learning/programme.csv",
        "programme_totals_file",
        totals_file,
        needs=Permission.SEE_PROGRAMME_TOTALS,
    ),
    Address(
        "learning/programme-doses.csv",
        "programme_doses_file",
        doses_file,
        needs=Permission.SEE_PROGRAMME_TOTALS,
    ),
)
