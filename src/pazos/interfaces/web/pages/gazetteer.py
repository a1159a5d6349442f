"""The gazetteer's queue: which neighbourhood does a source mean by what it writes?

A person decides, by a key or a finger; a likeness only proposes. Each decision moves every
record that has the spelling, and can be taken back. No row of a record is shown here.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from pazos.domain.territory import queries
from pazos.domain.territory.models import Neighbourhood, Spelling
from pazos.domain.territory.spelling import rule_form
from pazos.domain.territory.vocabulary import Kind, Zone
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.jobs.models import Job
from pazos.foundation.words import N_, say
from pazos.interfaces.components.routes import OF_RECORDS, Address, Stage
from pazos.interfaces.web.pages.intake import keep_upload, language, refusal, sentence
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from pazos.analysis.gazetteer import Waiting
    from pazos.domain.people.models import Staff

PER_PAGE = 10
CANDIDATES = 5
FOUND = 20
DECIDED_PER_PAGE = 50
IN_A_TABLE = 2_000
HOW = {
    "by_point": gettext_lazy("by the point of the record"),
    "exact": gettext_lazy("written like its name"),
    "rule": gettext_lazy("the same once abbreviations are undone"),
    "person": gettext_lazy("decided by a person"),
    "waiting": gettext_lazy("waiting"),
    "not_a_place": gettext_lazy("not a place"),
    "outside": gettext_lazy("in another municipality"),
    "not_stated": gettext_lazy("no place stated"),
}
METHODS = {
    Spelling.Method.PERSON: gettext_lazy("by a person"),
    Spelling.Method.RULE: gettext_lazy("by rule"),
    Spelling.Method.EXACT: gettext_lazy("the same letters"),
}
ALIKE = (
    (0.95, gettext_lazy("almost the same")),
    (0.85, gettext_lazy("very alike")),
    (0.75, gettext_lazy("alike")),
    (0.0, gettext_lazy("somewhat alike")),
)


@dataclass(frozen=True)
class Proposed:
    """A candidate as it is shown: its place, how alike in words, why, and what else is joined to it."""

    key: int
    id: int
    name: str
    where: str
    alike: str
    why: str
    others: tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """A spelling of the queue as it is shown."""

    waiting: Waiting
    zone: str
    proposed: list[Proposed]


class _Queue(Paginator[Any]):
    """The pages of the queue: each is read for itself."""

    def __init__(self) -> None:
        super().__init__([], PER_PAGE)
        self.count = queries.waiting_spellings().count()


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Show the spellings that wait, those with most victims first."""
    from pazos.analysis.gazetteer import queue_part

    page = _Queue().get_page(request.GET.get("page"))
    waiting = queue_part((page.number - 1) * PER_PAGE, PER_PAGE, candidates=CANDIDATES)
    facts = {
        "page": page,
        "items": _items(waiting),
        "count": page.paginator.count,
        "in_a_table": min(IN_A_TABLE, page.paginator.count),
        **_progress(),
    }
    return render(request, "web/gazetteer/queue.html", facts)


def _items(waiting: list[Waiting]) -> list[Item]:
    """Return spellings with their candidates in words; what else is joined to these is asked once."""
    ids = {found.place.id for one in waiting for found in one.candidates}
    joined: dict[int, list[str]] = {}
    texts = Spelling.objects.filter(neighbourhood__in=ids).order_by("key")
    for place, text in texts.values_list("neighbourhood_id", "text")[:500]:
        if place is not None:
            joined.setdefault(place, []).append(text)
    return [
        Item(one, str(dict(Zone.choices).get(one.zone, "")) if one.zone else "", _proposed(one, joined))
        for one in waiting
    ]


def _proposed(one: Waiting, joined: dict[int, list[str]]) -> list[Proposed]:
    return [
        Proposed(
            key=place,
            id=found.place.id,
            name=found.place.name,
            where=_where(found.place.kind, found.place.comuna, found.place.zone),
            alike=str(next(words for least, words in ALIKE if found.score >= least)),
            why=_why(found.why, found.facts),
            others=tuple(text for text in joined.get(found.place.id, ()) if text != found.place.name)[:4],
        )
        for place, found in enumerate(one.candidates, start=1)
    ]


def _why(template: str, facts: dict[str, str]) -> str:
    return "".join(say(part, language(), **facts) for part in _parts(template))


def _parts(template: str) -> list[str]:
    """Return the sentences that a reason was joined of: each has its own translation."""
    from pazos.domain.territory.likeness import OTHER_ZONE

    whole = template.removesuffix(OTHER_ZONE)
    return [whole, OTHER_ZONE] if whole != template else [template]


def _where(kind: str, comuna: str, zone: str) -> str:
    named = (dict(Kind.choices).get(kind), comuna, dict(Zone.choices).get(zone) if zone else "")
    return " · ".join(str(one) for one in named if one)


def _progress() -> dict[str, Any]:
    """Return what share of the records has its place; counted anew after every deed on anything."""
    from pazos.analysis.gazetteer import shares

    last = AuditEvent.objects.order_by("-id").values_list("event_hash", flat=True).first()
    counted: dict[str, dict[str, int]] = cache.get_or_set(f"gazetteer-shares-{last}", shares, 3600) or {}
    total = counted["total"]
    rows = [(HOW[name], counted[name]) for name in HOW if counted[name]["records"]]
    settled = total["victims"] - counted["waiting"]["victims"]
    whole = max(total["victims"], 1)
    return {
        "shares": [(how, one, one["victims"] / whole) for how, one in rows],
        "total": total,
        "settled": settled,
        "settled_share": settled / whole,
    }


@require_GET
def spelling(request: HttpRequest, number: int) -> HttpResponse:
    """Show one spelling, with a search over all neighbourhoods."""
    from pazos.analysis.gazetteer import waiting_ones

    found = get_object_or_404(Spelling.objects.select_related("neighbourhood"), pk=number)
    asked = request.GET.get("q", "").strip()[:100]
    facts = {
        "spelling": found,
        "item": _items(waiting_ones([found.pk], candidates=CANDIDATES))[0],
        "q": asked,
        "found": _search(asked),
        "waits": found.meaning == Spelling.Meaning.WAITING,
    }
    return render(request, "web/gazetteer/spelling.html", facts)


def _search(asked: str) -> list[tuple[Neighbourhood, str]]:
    """Return the neighbourhoods whose name, read without accents, or code holds what was asked."""
    if not asked:
        return []
    from pazos.domain.territory.spelling import spelling_key

    key = spelling_key(asked)
    matches = [
        one
        for one in queries.register().places.values()
        if (key and key in one.key) or one.code.casefold() == asked.casefold()
    ]
    # What begins with the words comes before what only holds them.
    matches.sort(key=lambda one: (not one.key.startswith(key), one.name))
    places = (
        Neighbourhood.objects.select_related("comuna")
        .defer("outline")
        .in_bulk([one.id for one in matches[:FOUND]])
    )
    return [(places[one.id], _where(one.kind, one.comuna, one.zone)) for one in matches[:FOUND]]


@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Write down what a person says that a spelling means."""
    found = get_object_or_404(Spelling, pk=number)
    try:
        _decide(found, request.POST.get("meaning", ""), request.POST.get("place", ""), by=reader(request))
    except InputProblem as problem:
        if getattr(request, "htmx", None):
            return _refused(request, found, refusal(problem))
        messages.error(request, refusal(problem))
        return redirect("spelling", number)
    if getattr(request, "htmx", None):
        return _done(request, found.pk)
    messages.success(
        request, _("Decided: {text}. It can be taken back in the list of decisions.").format(text=found.text)
    )
    return redirect("gazetteer")


def _decide(found: Spelling, meaning: str, place: str, *, by: Staff) -> None:
    from pazos.domain.territory import actions

    if meaning == "new":
        kind = rule_form(found.key).kind or Kind.BARRIO
        actions.new_neighbourhood_from_spelling(found, kind=kind, by=by)
        # Others may be alike by rule to the name just made.
        actions.match_again(by=by)
        return
    if place:
        neighbourhood = Neighbourhood.objects.filter(pk=int(place)).first() if place.isdecimal() else None
        if neighbourhood is None:
            raise InputProblem(N_("That neighbourhood is no longer there. Choose another."))
        actions.decide_spelling(found, meaning=Spelling.Meaning.PLACE, neighbourhood=neighbourhood, by=by)
        return
    actions.decide_spelling(found, meaning=meaning, by=by)


def _done(request: HttpRequest, number: int) -> HttpResponse:
    found = Spelling.objects.select_related("neighbourhood").get(pk=number)
    facts = {"spelling": found, "meaning": meaning_of(found), **_progress()}
    return render(request, "web/gazetteer/done.html", facts)


def _refused(request: HttpRequest, found: Spelling, text: str) -> HttpResponse:
    from pazos.analysis.gazetteer import waiting_ones

    item = _items(waiting_ones([found.pk], candidates=CANDIDATES))[0]
    return render(request, "web/gazetteer/item.html", {"item": item, "problem": text})


def meaning_of(found: Spelling) -> str:
    """Return what a spelling means, in words."""
    if found.neighbourhood is not None:
        return found.neighbourhood.name
    return str(HOW.get(found.meaning, found.meaning))


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Let a spelling wait again."""
    from pazos.analysis.gazetteer import waiting_ones
    from pazos.domain.territory.actions import take_back_decision

    found = get_object_or_404(Spelling.objects.select_related("neighbourhood"), pk=number)
    try:
        take_back_decision(found, by=reader(request))
    except InputProblem as problem:
        messages.error(request, refusal(problem))
        return redirect("gazetteer_decided")
    if getattr(request, "htmx", None) and request.POST.get("in") == "queue":
        item = _items(waiting_ones([number], candidates=CANDIDATES))[0]
        return render(request, "web/gazetteer/waits_again.html", {"item": item, **_progress()})
    messages.success(request, _("{text} waits again.").format(text=found.text))
    return redirect("gazetteer_decided")


@require_GET
def decided(request: HttpRequest) -> HttpResponse:
    """List the spellings that are settled, by whom or by which rule; each can be taken back."""
    how = request.GET.get("how", Spelling.Method.PERSON)
    how = how if how in METHODS else Spelling.Method.PERSON
    asked = request.GET.get("q", "").strip()[:100]
    rows = Spelling.objects.select_related("neighbourhood", "decided_by").defer("neighbourhood__outline")
    rows = rows.filter(method=how).exclude(meaning=Spelling.Meaning.WAITING)
    if asked:
        rows = rows.filter(Q(text__icontains=asked) | Q(neighbourhood__name__icontains=asked))
    page = Paginator(rows.order_by("-decided_at", "key"), DECIDED_PER_PAGE).get_page(request.GET.get("page"))
    base = reverse("gazetteer_decided")
    facts = {
        "page": page,
        "rows": [(one, meaning_of(one)) for one in page],
        "tabs": [(words, f"{base}?how={method}", method == how) for method, words in METHODS.items()],
        "how": how,
        "q": asked,
        "applied": _applied(request.GET.get("job", "")),
    }
    return render(request, "web/gazetteer/decided.html", facts)


def _applied(number: str) -> dict[str, Any] | None:
    """Return what came of a table of decisions: how many were taken, and each row refused."""
    job = Job.objects.filter(pk=int(number), outcome__isnull=False).first() if number.isdecimal() else None
    said = (job.outcome or {}).get("decisions") if job else None
    if not said:
        return None
    refused = [{"row": one["row"], "text": sentence(one)} for one in said["refused"]]
    return {"taken": sum(said["decided"].values()), "blank": said["blank"], "refused": refused}


@require_GET
def table(request: HttpRequest) -> HttpResponseBase:
    """Hand out the queue as a table to fill in: the spellings with most victims."""
    from pazos.analysis.gazetteer_files import export

    kept = tempfile.NamedTemporaryFile(suffix=".csv")  # noqa: SIM115 - the response closes it
    export(kept.name, most=IN_A_TABLE)
    return FileResponse(kept, as_attachment=True, filename="pazos-spellings.csv")


@require_POST
def apply_table(request: HttpRequest) -> HttpResponse:
    """Ask for the decisions of a filled table to be taken."""
    from pazos.analysis.intake import ask_to_apply_decisions

    upload = request.FILES.get("table")
    if upload is None:
        messages.error(request, _("Choose the filled table first."))
        return redirect("gazetteer")
    try:
        kept = keep_upload(upload)
    except InputProblem as problem:
        messages.error(request, refusal(problem))
        return redirect("gazetteer")
    job = ask_to_apply_decisions(path=kept.path, name=kept.name, by=reader(request))
    return redirect("intake_job", job.pk)


ADDRESSES = (
    Address(
        "gazetteer/",
        "gazetteer",
        queue,
        needs=Permission.DECIDE_PLACES,
        menu=N_("Place names"),
        stage=Stage.SEE,
        group=OF_RECORDS,
    ),
    Address("gazetteer/<int:number>/", "spelling", spelling, needs=Permission.DECIDE_PLACES),
    Address("gazetteer/<int:number>/decide/", "decide_spelling", decide, needs=Permission.DECIDE_PLACES),
    Address(
        "gazetteer/<int:number>/take-back/", "take_back_spelling", take_back, needs=Permission.DECIDE_PLACES
    ),
    Address("gazetteer/decided/", "gazetteer_decided", decided, needs=Permission.DECIDE_PLACES),
    Address("gazetteer/table.csv", "gazetteer_table", table, needs=Permission.DECIDE_PLACES),
    Address("gazetteer/table/", "gazetteer_apply", apply_table, needs=Permission.DECIDE_PLACES),
)
