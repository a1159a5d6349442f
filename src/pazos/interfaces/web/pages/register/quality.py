"""Data quality for anybody to see: how far each source and the register have come, and what is missing.

Everybody sees the city by source and year. Months and what is odd in one neighbourhood are for those
who may see areas: with few deaths such figures begin to point at people.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from pazos.analysis.quality.sentences import sentence
from pazos.analysis.studies.keeping import latest
from pazos.domain.sources.models import Source
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_REGISTER, Address, Stage
from pazos.interfaces.components.wording import number
from pazos.interfaces.web.pages.picturing import language
from pazos.interfaces.web.pages.reader import holds, reader
from pazos.interfaces.web.pages.register.carded import Heat, heat_of, steps_of
from pazos.interfaces.web.pages.register.thresholds import ADDRESSES as THRESHOLDS
from pazos.science.quality.criteria import Criterion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, HttpResponse

    from pazos.foundation.runs.models import Run

METHOD, REGISTER = "scorecard", ""
ALL = "register"  # how an address names the register as a whole
LISTED = 40


@require_GET
def scorecard(request: HttpRequest) -> HttpResponse:
    """Show how good the record is, as it was judged last."""
    run = latest(METHOD)
    if run is None:
        return render(request, "web/register/quality/empty.html", {"sources": Source.objects.exists()})
    criteria = tuple(Criterion(**one) for one in run.parameters["criteria"])
    subject = _subject(request, run)
    sees_areas = holds(request, Permission.SEE_AREAS)
    year = _year(request, run, subject)
    periods = run.result["subjects"][subject]
    card = periods[year]
    facts: dict[str, Any] = {
        "run": run,
        "subjects": _subjects(run),
        "subject": subject or ALL,
        "name": _name(run, subject),
        "year": year,
        "years": [period for period in periods if len(period) == 4],
        "card": card,
        "steps": steps_of(card, criteria, register=subject == REGISTER),
        "heat": _heat(periods, criteria, subject=subject, year=year, sees_areas=sees_areas),
        "not_taken": run.result["not_taken"].get(subject, 0) if not year else 0,
        "unconfirmed": sum(not one.confirmed for one in criteria),
        "criteria": len(criteria),
        "flags": _flags(run, subject, sees_areas=sees_areas),
        "sees_areas": sees_areas,
    }
    facts["to_rise"] = [
        line for step in facts["steps"] for line in step.lines if line.code in card["to_rise"]
    ]
    return render(request, "web/register/quality/scorecard.html", facts)


def _subject(request: HttpRequest, run: Run) -> str:
    subjects = run.result["subjects"]
    asked = request.GET.get("of", ALL)
    subject = REGISTER if asked == ALL else asked
    return (
        subject if subject in subjects else next(iter(subjects if REGISTER not in subjects else [REGISTER]))
    )


def _year(request: HttpRequest, run: Run, subject: str) -> str:
    asked = request.GET.get("year", "")
    return asked if len(asked) == 4 and asked in run.result["subjects"][subject] else ""


def _name(run: Run, subject: str) -> str:
    return str(run.result["names"].get(subject, subject)) if subject else _("The register")


def _subjects(run: Run) -> list[dict[str, Any]]:
    """Return one line a subject, the register first: how far it has come over all its years."""
    subjects = run.result["subjects"]
    order = sorted(subjects, key=lambda slug: (slug != REGISTER, _name(run, slug)))
    return [
        {
            "name": _name(run, slug),
            "query": urlencode({"of": slug or ALL}),
            "of": slug or ALL,
            "rows": subjects[slug][""]["rows"],
            "reached": subjects[slug][""]["reached"],
            **{word: subjects[slug][""]["verdicts"].count(word[0]) for word in ("met", "not_met", "cannot")},
        }
        for slug in order
    ]


def _heat(
    periods: Mapping[str, Any],
    criteria: Sequence[Criterion],
    *,
    subject: str,
    year: str,
    sees_areas: bool,
) -> Heat:
    """Return years side by side; of one year its months, for those who may see areas."""
    if year and sees_areas:
        cards = [(period[5:], card) for period, card in periods.items() if period.startswith(f"{year}-")]
    else:
        cards = [(period, card) for period, card in periods.items() if len(period) == 4]
    return heat_of(cards, criteria, register=subject == REGISTER, few_too=sees_areas)


def _flags(run: Run, subject: str, *, sees_areas: bool) -> list[dict[str, Any]]:
    """Return what is odd of a subject, and of the people behind the rates."""
    found = [one for one in run.result["flags"] if one["subject"] in (subject, "people")]
    shown = [one for one in found if sees_areas or one["level"] == "city"]
    codes = {one["place"] for one in shown if one["place"]}
    names = dict(Neighbourhood.objects.filter(code__in=codes).values_list("code", "name"))
    return [_flag(one, names, sees_areas=sees_areas) for one in shown[:LISTED]]


def _flag(one: Mapping[str, Any], names: Mapping[str, str], *, sees_areas: bool) -> dict[str, Any]:
    place = names.get(one["place"], one["place"]) if one["place"] else None
    # Flag itself stands beside frames, which a page must not wait for.
    told: Any = SimpleNamespace(**{**one, "place": place})
    return {
        "severity": one["severity"],
        "said": sentence(told, language=language()),
        "value": number(one["value"], 0 if (one["value"] or 0) >= 100 else 1),
        "expected": number(one["expected"], 0 if (one["expected"] or 0) >= 100 else 1),
        "look": _where(one) if sees_areas else "",
    }


def _where(one: Mapping[str, Any]) -> str:
    """Return the address at which a flag can be looked into."""
    try:
        if one["place"]:
            return reverse("neighbourhood", args=[one["place"]])
        if one["time"] and len(one["time"]) == 7:
            return reverse("month", args=[one["time"]])
        return reverse("source", args=[one["subject"]]) if one["subject"] not in ("", "people") else ""
    except NoReverseMatch:  # a site without that page still tells the flag
        return ""


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for everything to be judged anew."""
    from pazos.analysis.register.judging import ask_for_scorecard

    return redirect("job", ask_for_scorecard(by=reader(request)).pk)


ADDRESSES = (
    Address(
        "quality/",
        "scorecard",
        scorecard,
        needs=Permission.SEE_PUBLIC,
        menu=N_("Data quality"),
        stage=Stage.SEE,
        group=OF_REGISTER,
    ),
    Address("quality/ask/", "scorecard_ask", ask, needs=Permission.ANALYSE),
    *THRESHOLDS,
)
