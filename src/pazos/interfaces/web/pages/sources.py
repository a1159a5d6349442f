"""Sources: who hands records out, what came, what is late; and bringing a file in.

A file is kept under its hash before it is read. Whose it is may be said, or found out from
its headings and then confirmed: nothing is taken in on a guess.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from pazos.analysis import intake as work
from pazos.analysis.ingest.mapping import shipped
from pazos.domain.sources import standing
from pazos.domain.sources.models import Delivery, Source
from pazos.foundation.access.policy import Permission
from pazos.foundation.jobs.models import Job
from pazos.foundation.words import N_, say
from pazos.interfaces.components.routes import OF_RECORDS, Address, Stage
from pazos.interfaces.web.pages.intake import keep_upload, language, refusal, sentence
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest

PER_PAGE = 30
TAKE = "take_delivery"
FIND_OUT = ""
KINDS = (TAKE, work.RECOGNISE, work.TERRITORY, work.DECISIONS)
DATES = [
    ("", _("the file says it, or it does not matter")),
    ("day-first", _("day first: 25/03/2017")),
    ("month-first", _("month first: 03/25/2017")),
]


class BringForm(forms.Form):
    """A file, whose it is, and how its dates are written where it does not say."""

    file = forms.FileField(
        label=_("File of official records"),
        help_text=_("xlsx, xls, ods, csv or parquet, of any size, as the institution handed it out."),
        error_messages={
            "empty": _("The file is empty. Ask its sender for it again."),
            "required": _("Choose a file first."),
        },
    )
    source = forms.ChoiceField(label=_("Whose is it?"), required=False)
    dates = forms.ChoiceField(label=_("How are its dates written?"), choices=DATES, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [(FIND_OUT, _("Find out from its headings")), *source_choices()]  # type: ignore[attr-defined]


def source_choices() -> list[tuple[str, str]]:
    """Return every source of the city, and those whose mapping comes with Pazos."""
    own = dict(Source.objects.values_list("slug", "name"))
    return sorted(
        {**{slug: one.name for slug, one in shipped().items()}, **own}.items(), key=lambda one: one[1]
    )


@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """List the sources: what each promises, what came of it and whether it is late."""
    known = standing.sources(on=timezone.localdate())
    used = {one.source.slug for one in known}
    facts = {
        "sources": known,
        "shipped": [one for slug, one in sorted(shipped().items()) if slug not in used],
    }
    return render(request, "web/sources/sources.html", facts)


@require_GET
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one source and its deliveries, the latest first."""
    found = get_object_or_404(Source, slug=slug)
    page = Paginator(standing.of_source(found), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "web/sources/source.html", {"source": found, "page": page})


def bring(request: HttpRequest) -> HttpResponse:
    """Take an upload into keeping and ask for it to be read, or to be recognised first."""
    from pazos.analysis.ingest.task import ask_to_take

    form = BringForm(request.POST or None, request.FILES or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        said, by = form.cleaned_data, reader(request)
        try:
            kept = keep_upload(said["file"])
        except InputProblem as problem:
            form.add_error("file", refusal(problem))
        else:
            if said["source"]:
                wishes = {"dates": said["dates"]} if said["dates"] else {}
                job = ask_to_take(path=kept.path, name=kept.name, source=said["source"], by=by, **wishes)
            else:
                job = work.ask_to_recognise(path=kept.path, name=kept.name, by=by)
            return redirect("intake_job", job.pk)
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "web/sources/bring.html", {"form": form}, status=status)


@require_GET
def intake_job(request: HttpRequest, number: int) -> HttpResponse:
    """Show how far a piece of intake is; when it has ended, what came of it or what to do."""
    job = _job(number)
    ended = job.state in (Job.State.DONE, Job.State.FAILED)
    if ended and getattr(request, "htmx", None):
        # What came of it is a page of its own, with its own address.
        return HttpResponse(headers={"HX-Refresh": "true"})
    if job.state == Job.State.DONE and (address := _where_it_led(job)):
        return redirect(address)
    facts: dict[str, Any] = {
        "job": job,
        "file": job.arguments.get("name", ""),
        "step": say(job.step, language()),
        "percent": round(job.share * 100),
        "ended": ended,
    }
    if job.state == Job.State.FAILED:
        facts |= {"problem": sentence(job.problem or {}), "delivery": _stopped_delivery(job)}
    if job.state == Job.State.DONE:
        facts["proposals"] = (job.outcome or {}).get("proposals", [])
    return render(request, "web/sources/job.html", facts)


def _job(number: int) -> Job:
    job = Job.objects.filter(pk=number, kind__in=KINDS).first()
    if job is None:
        raise Http404
    return job


def _where_it_led(job: Job) -> str:
    outcome = job.outcome or {}
    if "delivery" in outcome:
        return reverse("delivery", args=[outcome["delivery"]])
    if job.kind == work.TERRITORY:
        return f"{reverse('territory')}?job={job.pk}"
    if job.kind == work.DECISIONS:
        return f"{reverse('gazetteer_decided')}?job={job.pk}"
    # A file that was already delivered is only looked at again to point at its columns.
    return reverse("map_file", args=[job.pk]) if job.arguments.get("delivery") else ""


def _stopped_delivery(job: Job) -> Delivery | None:
    if job.kind != TAKE:
        return None
    file_hash = Path(job.arguments["path"]).name
    return Delivery.objects.filter(source__slug=job.arguments["source"], file_hash=file_hash).first()


@require_POST
def take_as(request: HttpRequest, number: int) -> HttpResponse:
    """Take a recognised file in for the source that a person confirmed."""
    from pazos.analysis.ingest.task import ask_to_take

    job = _job(number)
    if job.kind != work.RECOGNISE:
        raise Http404
    chosen = request.POST.get("source", "")
    if chosen not in dict(source_choices()):
        messages.error(request, _("Choose whose file it is."))
        return redirect("intake_job", number)
    asked = ask_to_take(
        path=Path(job.arguments["path"]), name=job.arguments["name"], source=chosen, by=reader(request)
    )
    return redirect("intake_job", asked.pk)


ADDRESSES = (
    Address(
        "sources/",
        "sources",
        sources,
        needs=Permission.SEE_RECORDS,
        menu=N_("Sources"),
        stage=Stage.SEE,
        group=OF_RECORDS,
    ),
    Address("sources/of/<slug:slug>/", "source", source, needs=Permission.SEE_RECORDS),
    Address("sources/bring/", "bring_file", bring, needs=Permission.LOAD_RECORDS),
    Address("sources/bring/<int:number>/", "intake_job", intake_job, needs=Permission.LOAD_RECORDS),
    Address("sources/bring/<int:number>/take/", "take_as", take_as, needs=Permission.LOAD_RECORDS),
)
