"""Restorative processes of whoever runs them: the list, a new one, and one with everything that comes next.

A process that is somebody else's answers as if it did not exist. No page title, address or message names anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.justice.actions import opening
from pazos.domain.justice.queries import processes as queries
from pazos.domain.justice.vocabulary import DutyState, ProcessState
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.every import ALL_MASCULINE
from pazos.interfaces.components.routes import OF_JUSTICE, Address, Stage
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.justice import wording
from pazos.interfaces.web.pages.justice.forms import OpenForm
from pazos.interfaces.web.pages.justice.trace import looked
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from django.core.paginator import Page
    from django.http import HttpRequest, HttpResponse

    Find = Callable[..., tuple[Page[Any], Sequence[Any]]]


def narrowed(request: HttpRequest, find: Find) -> dict[str, Any]:
    """Return what a list of processes shows, narrowed by state and number; a state that is none shows the open ones."""
    state = request.GET.get("state", queries.OPEN)
    if state not in ("", queries.OPEN, *ProcessState.values):
        state = queries.OPEN
    number = request.GET.get("number", "").strip()[:32]
    page, lines = find(seen_by=reader(request), state=state, number=number, page=request.GET.get("page"))
    return {
        "page": page,
        "rows": [(line, wording.STATE_BADGES.get(line.state, "")) for line in lines],
        "state": state,
        "number": number,
        "states": [(queries.OPEN, _("open")), ("", ALL_MASCULINE), *ProcessState.choices],
    }


@require_GET
def processes(request: HttpRequest) -> HttpResponse:
    """List one's own processes."""
    facts = narrowed(request, queries.listed)
    lines = [line for line, _badge in facts["rows"]]
    looked(request, what="justice.process", keys=[line.key for line in lines])
    looked(request, what="justice.party", keys=[key for line in lines for key in line.named])
    return render(request, "web/justice/list.html", facts)


@require_http_methods(["GET", "POST"])
def new_process(request: HttpRequest) -> HttpResponse:
    """Ask for a new process, and open it."""
    who = reader(request)
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        deed = lambda: opening.open_process(**said, by=who)  # noqa: E731
        if done(request, deed, said=_("The process is open. Write down who was harmed first."), form=form):
            return redirect("process", said["id"])
    status = 422 if form.is_bound else 200
    return render(request, "web/justice/new.html", {"form": form}, status=status)


def found(request: HttpRequest, key: UUID) -> queries.Shown:
    """Return the process if it is the reader's own; the look is noted, at it and at each of its people."""
    process = queries.process(key, seen_by=reader(request))
    if process is None:
        raise Http404
    looked(request, what="justice.process", keys=[key])
    shown = queries.shown(process)
    looked(request, what="justice.party", keys=[one.party.pk for one in shown.people])
    return shown


@require_GET
def process(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show one process."""
    shown = found(request, key)
    facts = {
        "shown": shown,
        "process": shown.process,
        "state_badge": wording.STATE_BADGES.get(shown.facts.state, ""),
        "people": [(one, *wording.answer_words(one.said)) for one in shown.people],
        "duties": [
            (one, "error" if one.is_late else wording.DUTY_BADGES.get(DutyState(one.duty.state), ""))
            for one in shown.duties
        ],
        "told": wording.what_to_tell(shown.process.stopped),
        "today": timezone.localdate(),
    }
    return render(request, "web/justice/show.html", facts)


ADDRESSES = (
    Address(
        "justice/processes/",
        "processes",
        processes,
        needs=Permission.RUN_JUSTICE,
        menu=N_("Restorative processes"),
        stage=Stage.ACT,
        group=OF_JUSTICE,
    ),
    Address("justice/processes/new/", "new_process", new_process, needs=Permission.RUN_JUSTICE),
    Address("justice/processes/<uuid:key>/", "process", process, needs=Permission.RUN_JUSTICE),
)
