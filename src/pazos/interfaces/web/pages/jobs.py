"""One piece of long work: how far it is, what came of it, or why not and what to do.

It is for the person who asked, and for those who look after such work; to anybody else the
job is not there.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from pazos.foundation.access.policy import Permission
from pazos.foundation.jobs import actions as jobs
from pazos.foundation.jobs import queries
from pazos.foundation.jobs.models import Job
from pazos.foundation.words import say
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

KINDS = {
    "propose_designation": _("Proposing a designation"),
    "print_report": _("Writing the report"),
    "observe": _("Studying the records"),
    "take_delivery": _("Taking a file in"),
    "update_register": _("Updating the register"),
    "scorecard": _("Judging the quality of the records"),
    "undercount": _("Estimating what nobody recorded"),
    "answer_evaluation": _("Answering an evaluation"),
    "print_answer": _("Printing a published answer"),
    "power_of_evaluation": _("Reckoning what a plan could detect"),
    "look_at_book": _("Looking at a spreadsheet"),
    "take_book": _("Taking a spreadsheet"),
    "count_programme": _("Counting what the programme learned"),
}
# Work that keeps nothing before its end: it can be stopped at any word of its worker.
STOPPABLE = frozenset(["answer_evaluation", "power_of_evaluation"])
# What an outcome names, the address that shows it, and the words of the link.
OUTCOMES = (
    ("evaluation_power", "evaluation", "evaluation_power", _("Open the plan")),
    ("report", "designation_reports", "designation", _("Open the reports")),
    ("designation", "designation", "designation", _("Open the draft")),
    ("delivery", "delivery", "delivery", _("Open the file's page")),
    ("runs", "runs", None, _("Open the runs")),
    ("register", "register", None, _("Open the register")),
    ("answer", "evaluation_answer", "evaluation", _("Open the answer")),
    ("book_file", "book_file", "book_file", _("Open the spreadsheet")),
    ("scorecard", "scorecard", None, _("Open the scorecard")),
    ("undercount", "undercount", None, _("Open the estimate")),
    ("programme_totals", "programme_totals", None, _("Open the totals")),
)
ALIVE = frozenset([Job.State.WAITING, Job.State.RUNNING])
# A worker asks the queue twice a second; after so long there is none.
PATIENCE = timedelta(seconds=30)


@require_GET
def job(request: HttpRequest, number: int) -> HttpResponse:
    """Show one job; the page asks for itself again until the job has ended."""
    found = _find(request, number)
    problem = found.problem
    facts = {
        "job": found,
        "name": KINDS.get(found.kind, found.kind),
        "step": say(found.step, request.LANGUAGE_CODE),
        "percent": round(found.share * 100),
        "ended": found.state not in ALIVE,
        "stoppable": found.kind in STOPPABLE and found.state in ALIVE,
        "no_worker": found.state == Job.State.WAITING and timezone.now() - found.asked_at > PATIENCE,
        "problem": say(problem["template"], request.LANGUAGE_CODE, **problem["facts"]) if problem else "",
        "links": _links(found.outcome or {}),
        "again": _again(found.kind),
    }
    return render(request, "web/jobs/job.html", facts)


@require_POST
def stop(request: HttpRequest, number: int) -> HttpResponse:
    """Ask that a job be stopped; its page says when it is."""
    found = _find(request, number)
    if found.kind not in STOPPABLE:
        raise Http404
    jobs.stop(job=found, by=reader(request))
    return redirect("job", number)


def _find(request: HttpRequest, number: int) -> Job:
    person = reader(request)
    every = any(person.may(one) for one in (Permission.PROPOSE_DESIGNATION, Permission.LOAD_RECORDS))
    found = queries.one_seen_by(person, number, everybodys=every)
    if found is None:
        raise Http404
    return found


def _links(outcome: dict[str, Any]) -> list[tuple[str, str]]:
    links = []
    for key, name, slot, text in OUTCOMES:
        if key in outcome:
            try:
                address = reverse(name, args=[outcome[slot]] if slot else [])
                query = f"?{outcome['query']}" if outcome.get("query") else ""
                links.append((address + query, str(text)))
            except NoReverseMatch:  # a site without that page still shows the job
                continue
    return links[:1]


def _again(kind: str) -> str:
    return reverse("workshop") if kind == "propose_designation" else ""


ADDRESSES = (
    Address("jobs/<int:number>/", "job", job, needs=Permission.SEE_AREAS),
    Address("jobs/<int:number>/stop/", "job_stop", stop, needs=Permission.SEE_AREAS),
)
