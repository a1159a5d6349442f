"""The review queue: are these two records of one death? A person says so, by a key or a finger.

The model only proposes. Each word is written down with its author, moves the claims it touches,
and can be taken back: the pair then waits again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pazos.domain.register.queries import pairs as queries
from pazos.domain.register.queries.deaths import first_and_last, sources
from pazos.domain.register.vocabulary import PairState
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_REGISTER, Address, Stage
from pazos.interfaces.web.pages.intake import refusal
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.register import wording
from pazos.interfaces.web.pages.register.deaths import cursor_of
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from pazos.domain.people.models import Staff
    from pazos.domain.register.models import Pair
    from pazos.domain.register.queries.claims import ClaimFacts

DECIDED_PER_PAGE = 50
REMEMBERED = 20  # decisions that the undo key can still reach
SHOWN = (
    "occurred_on",
    "minute_of_day",
    "age",
    "sex",
    "weapon",
    "manner",
    "place",
    "place_text",
    "died_on",
    "registered_on",
    "cause_code",
    "municipality_code",
    "died_in_code",
    "source_key",
)
_LEVEL_OF = {field: name for name, field in wording.LINKED.items()}


@dataclass(frozen=True)
class FieldOfPair:
    """One field of both records: what each says, and how far they agree, in words and as a mark."""

    name: str
    first: str
    second: str
    level: str
    mark: str  # same, near, other or nothing


@dataclass(frozen=True)
class Question:
    """What of the queue is asked for, and the decisions that can still be undone, the last at the end."""

    wanted: queries.Wanted
    undo: tuple[int, ...]

    @property
    def query(self) -> str:
        """The question as the query of an address."""
        between, year = self.wanted.between, self.wanted.year
        said = {"between": "..".join(between) if between else "", "year": year or ""}
        said["undo"] = ".".join(str(number) for number in self.undo)
        return urlencode({name: value for name, value in said.items() if value})


@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """Show the pair that is next, the likeliest first."""
    asked = _asked(request.GET)
    after = _pair_named(request.GET.get("after", ""))
    return _page(request, queries.place(asked.wanted, after=after), asked)


@require_GET
def review_pair(request: HttpRequest, number: int) -> HttpResponse:
    """Show one pair, wherever it stands."""
    pair = queries.one(number)
    if pair is None:
        raise Http404
    asked = _asked(request.GET)
    return _page(request, replace(queries.place(asked.wanted), pair=pair), asked)


def _page(request: HttpRequest, place: queries.Place, asked: Question) -> HttpResponse:
    facts = {**_desk(place, asked), **_choices(asked), "tabs": _tabs("review")}
    return render(request, "web/register/review/review.html", facts)


def _asked(said: QueryDict) -> Question:
    between = tuple(said.get("between", "").split(".."))
    year = said.get("year", "")
    undo = [one for one in said.get("undo", "").split(".") if one.isdecimal() and len(one) < 16]
    return Question(
        queries.Wanted(
            between=(between[0], between[1]) if len(between) == 2 else None,
            year=int(year) if year.isdecimal() and 1900 <= int(year[:5]) <= 2200 else None,
        ),
        tuple(int(one) for one in undo[-REMEMBERED:]),
    )


def _pair_named(number: str) -> Pair | None:
    return queries.one(int(number)) if number.isdecimal() and len(number) < 16 else None


def _desk(place: queries.Place, asked: Question) -> dict[str, Any]:
    """Return the pair in words, how many wait, and what can be undone."""
    pair = place.pair
    shown = queries.views_of([pair])[0] if pair else None
    standing = queries.by_state()
    waiting, decided = standing[PairState.WAITING], standing[PairState.SAME] + standing[PairState.DIFFERENT]
    return {
        "shown": shown,
        "waits": pair is not None and pair.state == PairState.WAITING,
        "fields": _fields(shown) if shown else [],
        "weight": wording.weight_words(pair.weight, pair.probability) if pair else "",
        "held_back": pair is not None and _is_held_back(pair),
        "question": asked,
        "waiting": waiting,
        "decided": decided,
        "whole": waiting + decided,
        "found": place.waiting,
        "more": place.more,
    }


def _is_held_back(pair: Pair) -> bool:
    """Return whether the model would join the two by itself, were it not for a rival or a decision."""
    model = queries.current_model()
    return pair.weight is not None and model is not None and pair.weight >= model.upper


def _fields(shown: queries.PairView) -> list[FieldOfPair]:
    found = [_field(name, shown) for name in SHOWN]
    return [one for one in found if one.first or one.second]


def _field(name: str, shown: queries.PairView) -> FieldOfPair:
    first, second = (wording.claim_value(claim, name) for claim in (shown.first, shown.second))
    word = shown.pair.agreement.get(_LEVEL_OF.get(name, ""), "")
    if word:
        mark = "other" if wording.disagrees(word) else "same" if word.startswith("same") else "near"
        return FieldOfPair(
            wording.field_name(name), first, second, wording.level(_LEVEL_OF[name], word), mark
        )
    level, mark = "", ""
    if name in wording.COMPARED and first and second:
        level, mark = (_("the same"), "same") if first == second else (_("they differ"), "other")
    return FieldOfPair(wording.field_name(name), first, second, level, mark)


def _choices(asked: Question) -> dict[str, Any]:
    """Return the pairs of sources and the years that the queue can be narrowed to."""
    couples = [
        (f"{one.slug}..{other.slug}", f"{one.name} – {other.name}" if one != other else one.name)
        for one, other in combinations_with_replacement(sources(), 2)
    ]
    first, last = first_and_last()
    years = list(range(last.year, first.year - 1, -1)) if first and last else []
    between = asked.wanted.between
    return {"couples": couples, "years": years, "between": "..".join(between) if between else ""}


def _tabs(here: str) -> list[tuple[str, str, bool]]:
    pages = (
        ("review", _("One by one")),
        ("review_list", _("As a list")),
        ("review_decided", _("What was decided")),
    )
    return [(text, reverse(name), name == here) for name, text in pages]


@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Write down whether a pair is one death or two, and show the next."""
    pair = queries.one(number)
    said = request.POST.get("same", "")
    if pair is None or said not in ("yes", "no"):
        raise Http404
    asked = _asked(request.POST)
    note = request.POST.get("note", "").strip()[:300]
    try:
        _decide(pair, same=said == "yes", note=note, by=reader(request))
    except InputProblem as problem:
        messages.error(request, refusal(problem))
        return redirect(f"{reverse('review')}?{asked.query}")
    asked = Question(asked.wanted, (*asked.undo, pair.pk)[-REMEMBERED:])
    if not getattr(request, "htmx", None):
        query = f"{asked.query}&after={pair.pk}"
        return redirect(f"{reverse('review')}?{query}")
    return render(
        request, "web/register/review/desk.html", _desk(queries.place(asked.wanted, after=pair), asked)
    )


def _decide(pair: Pair, *, same: bool, note: str, by: Staff) -> None:
    from pazos.analysis.register.grouping import regroup_around
    from pazos.domain.register.actions import pairs

    with transaction.atomic():
        pairs.decide(pair, same=same, note=note, by=by)
        regroup_around([pair.first_id, pair.second_id], by=by)


@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Let a decided pair wait again."""
    pair = queries.one(number)
    if pair is None:
        raise Http404
    asked = _asked(request.POST)
    try:
        _take_back(pair, by=reader(request))
    except InputProblem as problem:
        messages.error(request, refusal(problem))
        return redirect(_then(request, reverse("review")))
    asked = Question(asked.wanted, tuple(one for one in asked.undo if one != number))
    # A pair that only a person ever joined is let go with the decision.
    again = queries.one(number)
    if getattr(request, "htmx", None):
        place = queries.place(asked.wanted)
        shown = replace(place, pair=again or place.pair)
        return render(request, "web/register/review/desk.html", _desk(shown, asked))
    messages.success(request, _("The decision was taken back."))
    there = reverse("review_pair", args=[number]) if again else reverse("review")
    return redirect(_then(request, f"{there}?{asked.query}"))


def _take_back(pair: Pair, *, by: Staff) -> None:
    from pazos.analysis.register.grouping import regroup_around
    from pazos.domain.register.actions import pairs

    claims = [pair.first_id, pair.second_id]
    with transaction.atomic():
        pairs.take_back(pair, by=by)
        regroup_around(claims, by=by)


def _then(request: HttpRequest, otherwise: str) -> str:
    """Return the page of ours that the form was on."""
    there = request.POST.get("then", "")
    return there if there and url_has_allowed_host_and_scheme(there, allowed_hosts=None) else otherwise


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List the pairs that wait, the likeliest first."""
    asked = _asked(request.GET)
    part = queries.listed(asked.wanted, cursor=cursor_of(request))
    place = queries.place(asked.wanted)
    facts = {
        "part": part,
        "rows": [(one, brief(one.first), brief(one.second), _weight(one.pair)) for one in part.rows],
        "found": place.waiting,
        "more": place.more,
        "question": asked,
        "tabs": _tabs("review_list"),
        **_choices(asked),
    }
    return render(request, "web/register/review/list.html", facts)


def brief(claim: ClaimFacts) -> str:
    """Return a claim in one line: day, age, sex, place."""
    said = [wording.claim_value(claim, name) for name in ("occurred_on", "age", "sex", "weapon")]
    place = wording.claim_value(claim, "place") or wording.claim_value(claim, "place_text")
    return " · ".join(text for text in (*said, place) if text)


def _weight(pair: Pair) -> str:
    return wording.weight_words(pair.weight, pair.probability)


@require_GET
def decided(request: HttpRequest) -> HttpResponse:
    """List what people decided, the latest first; each can be taken back."""
    page = Paginator(queries.decided(), DECIDED_PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        (one, brief(one.first), brief(one.second), str(PairState(one.pair.state).label))
        for one in queries.views_of(list(page))
    ]
    facts = {"page": page, "rows": rows, "tabs": _tabs("review_decided"), "here": request.get_full_path()}
    return render(request, "web/register/review/decided.html", facts)


ADDRESSES = (
    Address(
        "review/",
        "review",
        review,
        needs=Permission.LINK_RECORDS,
        menu=N_("Review"),
        stage=Stage.SEE,
        group=OF_REGISTER,
    ),
    Address("review/list/", "review_list", listed, needs=Permission.LINK_RECORDS),
    Address("review/decided/", "review_decided", decided, needs=Permission.LINK_RECORDS),
    Address("review/<int:number>/", "review_pair", review_pair, needs=Permission.LINK_RECORDS),
    Address("review/<int:number>/decide/", "decide_pair", decide, needs=Permission.LINK_RECORDS),
    Address("review/<int:number>/take-back/", "take_back_pair", take_back, needs=Permission.LINK_RECORDS),
)
