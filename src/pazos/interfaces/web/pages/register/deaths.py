"""The register of deaths: which deaths, who claims each, and where somebody is still needed.

Rows of official records stand here: it is closed to everyone without SEE_RECORDS. A list that
leaves as a file leaves its trace first.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from pazos.analysis.register.asking import last_update
from pazos.domain.register.actions.exporting import hand_out
from pazos.domain.register.queries import deaths as queries
from pazos.domain.register.queries.slices import Cursor
from pazos.domain.sources.models import Record
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.jobs.models import Job
from pazos.foundation.runs.actions import sha256_of
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_REGISTER, Address, Stage
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.intake import sentence
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.register import wording
from pazos.interfaces.web.pages.register.asking import SearchForm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

COLUMNS = (
    gettext_lazy("Death"),
    gettext_lazy("Date"),
    gettext_lazy("Neighbourhood"),
    gettext_lazy("Age"),
    gettext_lazy("Sex"),
    gettext_lazy("Weapon or means"),
    gettext_lazy("Sources"),
    gettext_lazy("Open differences"),
    gettext_lazy("Pairs that wait"),
)


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """List the deaths that were asked for."""
    sources = queries.sources()
    form = SearchForm(request.GET, sources)
    asked = form.asked()
    part = queries.listed(asked, cursor=cursor_of(request))
    facts = {
        "form": form,
        "part": part,
        "rows": [(row, _words(row)) for row in part.rows],
        "asked": asked,
        "summary": _summary(asked),
        "records": bool(part.rows) or Record.objects.exists(),
        **_updated(),
        "tabs": tabs("register"),
    }
    return render(request, "web/register/deaths/list.html", facts)


def _updated() -> dict[str, Any]:
    """Return when the register was last brought up to date, what is under way, and what stood against it."""
    job = last_update()
    known = (job.outcome or {}).get("register", {}) if job else {}
    problem = known.get("problem")
    return {
        "update": job,
        "under_way": job is not None and job.state in (Job.State.WAITING, Job.State.RUNNING),
        "problem": sentence(problem) if problem else "",
    }


def cursor_of(request: HttpRequest) -> Cursor:
    """Return where in the list the address begins."""
    return Cursor(request.GET.get("after", ""), request.GET.get("before", ""))


def tabs(here: str) -> list[tuple[str, str, bool]]:
    """Return the pages of the register that stand beside each other."""
    pages = (("register", _("Deaths")), ("changes", _("What files changed")), ("linkage", _("Linkage")))
    return [(text, reverse(name), name == here) for name, text in pages]


def kept_at_hand(name: str, count: Any) -> Any:
    """Return what `count` counts: it is counted once for each state of the city's trail."""
    last = AuditEvent.objects.order_by("-id").values_list("event_hash", flat=True).first()
    return cache.get_or_set(f"register-{name}-{last}", count, 3600)


def _summary(asked: queries.Asked) -> queries.Summary:
    # The order of a list does not change how many it holds.
    question = asdict(asked) | {"order": ""}
    found: queries.Summary = kept_at_hand(
        f"summary-{sha256_of(question)[:16]}", lambda: queries.summary(asked)
    )
    return found


def _words(row: queries.DeathRow) -> dict[str, str]:
    return {
        "day": wording.day(row.occurred_on),
        "sex": wording.value("sex", row.sex),
        "weapon": wording.value("weapon", row.weapon),
    }


@require_GET
def table(request: HttpRequest) -> HttpResponseBase:
    """Hand the deaths that were asked for out as a file for a spreadsheet."""
    asked = SearchForm(request.GET, queries.sources()).asked()
    said = {
        name: str(value) if name in ("first", "last") and value else value
        for name, value in asdict(asked).items()
    }
    hand_out("deaths", asked=said, by=reader(request))
    return table_file("register", [str(one) for one in COLUMNS], _cells(asked))


def _cells(asked: queries.Asked) -> Iterator[list[object]]:
    for row in queries.every_row(asked):
        words = _words(row)
        yield [
            row.number,
            row.occurred_on.isoformat(),
            row.place,
            row.age,
            words["sex"],
            words["weapon"],
            "; ".join(row.sources),
            row.open_differences,
            row.waiting_pairs,
        ]


@require_POST
def update(request: HttpRequest) -> HttpResponse:
    """Ask for the register to be brought up to date with the records that have come in."""
    from pazos.analysis.register.asking import ask_for_update

    return redirect("job", ask_for_update(by=reader(request)).pk)


ADDRESSES = (
    Address(
        "register/",
        "register",
        register,
        needs=Permission.SEE_RECORDS,
        menu=N_("Register"),
        stage=Stage.SEE,
        group=OF_REGISTER,
    ),
    Address("register/deaths.csv", "register_table", table, needs=Permission.SEE_RECORDS),
    Address("register/update/", "register_update", update, needs=Permission.LINK_RECORDS),
)
