"""Commitments: the list with its filters and its file, one with its story, and what each person owes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.committees.actions.commitments import is_owed_by
from pazos.domain.committees.actions.reminding import choose_language
from pazos.domain.committees.queries import commitments as queries
from pazos.domain.committees.queries.reach import committees_seen
from pazos.domain.committees.queries.reminders import language_of
from pazos.domain.committees.rules.commitments import contradicts
from pazos.domain.committees.vocabulary import CommitmentState, Standing
from pazos.domain.documents.queries import several
from pazos.domain.people.actions.addresses import set_address
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_COMMITTEES, Address, Stage
from pazos.interfaces.web.pages.committees import wording
from pazos.interfaces.web.pages.committees.doing import asked, done, sent
from pazos.interfaces.web.pages.committees.forms import RemindersForm, SearchForm
from pazos.interfaces.web.pages.files import table_file
from pazos.interfaces.web.pages.reader import holds, reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

    from pazos.domain.committees.models import Commitment
    from pazos.domain.people.models import Staff

COLUMNS = (
    N_("code"),
    N_("commitment"),
    N_("office"),
    N_("organisation"),
    N_("committee"),
    N_("component"),
    N_("made on"),
    N_("due on"),
    N_("ended on"),
    N_("how it stands"),
    N_("days late"),
    N_("the council says"),
    N_("documents"),
)


def _form(request: HttpRequest) -> SearchForm:
    seen = committees_seen(reader(request))
    return SearchForm(request.GET, committees=seen.values_list("pk", "name"))


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List the commitments within reach."""
    who, today = reader(request), timezone.localdate()
    form = _form(request)
    asked_for = form.sought()
    page = queries.listed(asked_for, seen_by=who, page=request.GET.get("page"))
    tally = queries.tallied(queries.rows_of(asked_for, seen_by=who, on=today), on=today)
    facts = {
        "form": form,
        "page": page,
        "rows": [wording.row(line) for line in queries.lines(page, seen_by=who, on=today)],
        "bar": wording.bar(tally),
        "tally": tally,
        "is_usual": asked_for == queries.Sought(),
    }
    return render(request, "web/committees/commitments.html", facts)


@require_GET
def as_file(request: HttpRequest) -> StreamingHttpResponse:
    """Hand out the commitments asked for as a file for a spreadsheet."""
    who, today = reader(request), timezone.localdate()
    rows = queries.rows_of(_form(request).sought(), seen_by=who, on=today)
    found = queries.lines(rows, seen_by=who, on=today)
    return table_file("commitments", [_(name) for name in COLUMNS], _cells(found))


def _cells(found: list[queries.Line]) -> Iterator[list[object]]:
    for line in found:
        yield [
            line.code,
            line.text,
            line.office,
            line.organisation,
            line.committee,
            line.component,
            line.made_on.isoformat(),
            line.due_on.isoformat(),
            line.ended_on.isoformat() if line.ended_on else "",
            str(line.standing.label),
            line.days_late,
            str(line.judgement.label) if line.judgement else "",
            line.documents,
        ]


def found_or_404(request: HttpRequest, number: int) -> Commitment:
    """Return one commitment that the reader may see."""
    found = queries.one_seen(number, seen_by=reader(request))
    if found is None:
        raise Http404
    return found


@require_GET
def shown(request: HttpRequest, number: int) -> HttpResponse:
    """Show one commitment: what was promised, what was said of it, what proves it, what the council says."""
    who, today = reader(request), timezone.localdate()
    one = found_or_404(request, number)
    names = holds(request, Permission.RUN_COMMITTEES)
    story = one.progress.select_related("by")
    line = queries.line_of(one, seen_by=who, on=today)
    facts = {
        "one": one,
        "row": wording.row(line),
        "owner": one.owner if names else None,
        "story": [wording.said(item, owner=one.owner_id, with_name=names) for item in story],
        "evidence": several(one.evidence.values_list("pk", flat=True), seen_by=who),
        "hidden": one.evidence.count(),
        "reviews": _reviews(one),
        "steps": _steps(request, one),
    }
    return render(request, "web/committees/commitment.html", facts)


def _reviews(one: Commitment) -> list[tuple[Any, str, bool]]:
    rows = one.reviews.select_related("council")
    return [
        (item, wording.JUDGEMENT_BADGES[item.judgement], contradicts(one.state, item.judgement))  # type: ignore[index]
        for item in rows
    ]


def _steps(request: HttpRequest, one: Commitment) -> dict[str, bool]:
    runs = holds(request, Permission.RUN_COMMITTEES)
    theirs = is_owed_by(one, reader(request))
    is_open = one.state == CommitmentState.OPEN
    return {
        "done": (theirs or runs) and is_open,
        "accept": runs and one.state == CommitmentState.SAID_DONE and not theirs,
        "time": runs and is_open,
        "drop": runs and one.state in (CommitmentState.OPEN, CommitmentState.SAID_DONE),
    }


@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Show whoever works in the strategy what they owe, and where their reminders go."""
    who, today = reader(request), timezone.localdate()
    usual = {"language": language_of(who, usual=settings.LANGUAGE_CODE), "address": who.email}
    form = RemindersForm(sent(request), initial=usual)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if done(request, lambda: _choose(who, **said), said=_("Your reminders go there."), form=form):
            return redirect("my_commitments")
    owed = queries.owed(who, on=today)
    open_ones = [line for line in owed if line.ended_on is None]
    late = sum(line.standing is Standing.LATE for line in open_ones)
    facts = {
        "rows": [wording.row(line) for line in open_ones],
        "ended": [wording.row(line) for line in owed if line.ended_on is not None],
        "late": ngettext("{n} is late.", "{n} are late.", late).format(n=late) if late else "",
        "form": form,
        "has_address": bool(who.email),
    }
    return asked(request, "web/committees/mine.html", facts)


def _choose(who: Staff, *, address: str, language: str) -> None:
    set_address(address=address, by=who)
    choose_language(language=language, by=who)


ADDRESSES = (
    Address(
        "committees/commitments/",
        "commitments",
        listed,
        needs=Permission.SEE_COMMITTEES,
        menu=N_("Commitments"),
        stage=Stage.GOVERN,
        group=OF_COMMITTEES,
    ),
    Address("committees/commitments.csv", "commitments_file", as_file, needs=Permission.SEE_COMMITTEES),
    Address(
        "committees/commitments/<int:number>/",
        "commitment",
        shown,
        needs=Permission.OWE_COMMITMENTS,
    ),
    Address(
        "my-commitments/",
        "my_commitments",
        mine,
        needs=Permission.OWE_COMMITMENTS,
        menu=N_("My commitments"),
        stage=Stage.GOVERN,
        group=OF_COMMITTEES,
    ),
)
