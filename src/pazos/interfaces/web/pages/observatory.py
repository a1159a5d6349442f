"""The front page: what is known of the city's violent deaths, until when, and how good it is.

It is public, so it shows the city as a whole and the designation in force, never a figure of
one neighbourhood. Sources that disagree are shown side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from pazos.analysis import observatory
from pazos.analysis.definition_words import not_compared, period_rule
from pazos.domain.register.definitions import alike
from pazos.domain.sources.vocabulary import Rhythm
from pazos.foundation.access.policy import Permission, Role, may
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import Address, Stage
from pazos.interfaces.components.wording import interval, number, percent, signed
from pazos.interfaces.web.pages import drawing, over_time, picturing
from pazos.interfaces.web.pages.picturing import table
from pazos.interfaces.web.pages.reading import period

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, JsonResponse

    from pazos.analysis.observatory import SourceState, Standing
    from pazos.interfaces.web.pages.picturing import Figure, Table

RECENT = 6
STATED = ("place", "age", "sex", "hour")


def front(request: HttpRequest) -> HttpResponse:
    """Show the city's figures, or what to do next in a city that has none."""
    known = observatory.standing()
    state = observatory.sources_state()
    facts: dict[str, Any] = {"state": [(one, Rhythm(one.rhythm).label) for one in state]}
    if known is None:
        facts["steps"] = _first_steps()
        return render(request, "web/see/beginning.html", facts)
    by_source = over_time.by_source(known)
    role = Role(request.user.role) if request.user.is_authenticated else Role.PUBLIC
    facts |= {
        "known": known,
        "period": period(known.basis),
        "source": picturing.source_name(known),
        "counts": picturing.by_which(known),
        "numbers": _numbers(known),
        "by_source": by_source,
        "recent": _recent(by_source),
        "disagreement": over_time.disagreement(known),
        "figures": [over_time.by_year(known), over_time.monthly_figure(known)],
        "changes": over_time.changes_of(known),
        "designation": observatory.in_force(),
        "zones": drawing.has_town_and_country(),
        "quality": _quality(known, state),
        "missing": _missing(known, state),
        "stale": observatory.is_stale(state, known),
        "to_do": _to_do() if may(role, Permission.SEE_RECORDS) else [],
    }
    return render(request, "web/see/observatory.html", facts)


def designation_map(request: HttpRequest) -> JsonResponse:
    """Return the clusters in force, of the town or of all the city: names and clusters, no counts."""
    zone = request.GET.get("zone", "")
    return drawing.answer(drawing.designation_document(observatory.in_force(), zone=zone))


def address_if_open(name: str) -> str:
    """Return the address of a page, or "" where this installation does not have it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _first_steps() -> list[dict[str, Any]]:
    city = observatory.how_far()
    return [
        {
            "done": city.neighbourhoods > 0,
            "text": gettext("Bring in the neighbourhoods: outlines, points, or names alone."),
            "command": "pazos areas FILE",
        },
        {
            "done": city.files > 0,
            "text": gettext("Bring in the files that the institutions hand out, as they come."),
            "command": "pazos ingest FILE --source policia-nacional",
        },
        {
            "done": False,
            "text": gettext("Study them and choose clusters; a draft is written that people argue and sign."),
            "command": "pazos designate",
        },
    ]


def _numbers(known: Standing) -> list[dict[str, Any]]:
    rates, victims = known.result("rates"), known.result("victims")
    shown: list[dict[str, Any]] = []
    if rates:
        last = rates["city"]["by_year"][-1]
        run = known.runs["rates"].pk
        shown.append(
            {
                "label": gettext("Violent deaths in {year}").format(year=last["year"]),
                "value": number(last["deaths"]),
                "note": counted_in(known, last),
                "run": run,
            }
        )
        shown += _rate_numbers(known, run)
    if victims and victims["young"]["share"] is not None:
        shown.append(_young(victims, known))
    return shown


def counted_in(known: Standing, year: dict[str, Any]) -> str:
    """Return the source of a year's count, and what it is counted by."""
    return gettext("{source}, by {rule}").format(
        source=picturing.source_name(known), rule=period_rule(year["rule"])
    )


def _rate_numbers(known: Standing, run: int) -> list[dict[str, Any]]:
    *before, last = known.runs["rates"].result["city"]["by_year"]
    if last["rate"] is None:
        note = gettext("No rate: the number of people is not known.")
        return [{"label": gettext("Rate per 100,000 people"), "value": "–", "note": note}]
    rate = {
        "label": gettext("Rate per 100,000 people in {year}").format(year=last["year"]),
        "value": number(last["rate"], 1),
        "interval": interval(last["low"], last["high"]),
        "note": gettext("{counted}; exact Poisson interval").format(counted=counted_in(known, last)),
        "run": run,
    }
    return [rate, *(_change(before[-1], last, run) if before else [])]


def _change(before: dict[str, Any], last: dict[str, Any], run: int) -> list[dict[str, Any]]:
    """Return the change of the rate on the year before, or why the two years are not compared.

    A change that chance makes is said to be that.
    """
    change = last["change"]
    label = gettext("Rate of {year} against {before}").format(year=last["year"], before=before["year"])
    if not alike(before["rule"], last["rule"]):
        refused = not_compared((before["year"], before["rule"]), (last["year"], last["rule"]))
        return [{"label": label, "value": "–", "note": refused, "run": run}]
    if change is None:
        return []
    noise = change["low"] is not None and change["low"] <= 1 and (change["high"] or 2) >= 1
    ends = [None if end is None else (end - 1) * 100 for end in (change["low"], change["high"])]
    return [
        {
            "label": label,
            "value": signed(None if change["ratio"] is None else (change["ratio"] - 1) * 100) + "\u202f%",
            "interval": gettext("{low} to {high} per cent").format(low=signed(ends[0]), high=signed(ends[1])),
            "note": gettext("Inside the noise: chance alone makes changes of this size.")
            if noise
            else gettext("More than chance makes; this alone does not say why."),
            "noise": noise,
            "run": run,
        }
    ]


def _young(victims: dict[str, Any], known: Standing) -> dict[str, Any]:
    young = victims["young"]
    return {
        "label": gettext("Victims of {first} to {last} years, {period}").format(
            first=young["age_from"], last=young["age_to"], period=period(known.basis)
        ),
        "value": percent(young["share"]),
        "interval": gettext("{low} to {high}").format(low=percent(young["low"]), high=percent(young["high"])),
        "note": gettext("{source}, {counts}; {unknown} victims of unknown age are not counted here.").format(
            source=picturing.source_name(known),
            counts=picturing.by_which(known),
            unknown=number(victims["unknown_age"]),
        ),
        "run": known.runs["victims"].pk,
    }


def _recent(found: Figure | None) -> Table | None:
    """Return the last years of every source, to be read beside the figure: a row for each of its definitions."""
    if found is None or found.table is None:
        return None
    years = found.table["rows"][-RECENT:]
    rows = [
        [heading, *(year[place] for year in years)]
        for place, heading in enumerate(found.table["columns"])
        if place and any(year[place] != number(None) for year in years)
    ]
    return table([gettext("Source"), *(year[0] for year in years)], rows)


def _quality(known: Standing, state: list[SourceState]) -> list[dict[str, Any]]:
    found = known.result("sources") or {"sources": []}
    delivered = {one.slug: one for one in state}
    return [
        {
            **one,
            "stated": [one["stated"][name] for name in STATED],
            "delivered": delivered.get(one["source"]),
            "rhythm": Rhythm(delivered[one["source"]].rhythm).label if one["source"] in delivered else "",
        }
        for one in found["sources"]
    ]


def _missing(known: Standing, state: list[SourceState]) -> list[str]:
    said = [
        gettext("{source} is late: its last record is of {day}.").format(
            source=one.name, day=date_format(one.last_on, "DATE_FORMAT")
        )
        for one in state
        if one.late and one.last_on
    ]
    said += [
        gettext("{source} has delivered nothing that is in use.").format(source=one.name)
        for one in state
        if one.received_at is None
    ]
    rates = known.result("rates")
    if rates and rates["city"]["unplaced"]:
        unplaced, deaths = rates["city"]["unplaced"], rates["city"]["deaths"]
        said.append(
            gettext("{unplaced} of {deaths} deaths have no known neighbourhood; no map shows them.").format(
                unplaced=number(unplaced), deaths=number(deaths)
            )
        )
    return said


def _to_do() -> list[dict[str, Any]]:
    """Return what waits for a person, with its page where this installation has one."""
    waits = observatory.waiting()
    lines = [
        ("sources", waits.rows, ngettext("{n} row to correct", "{n} rows to correct", waits.rows)),
        (
            "gazetteer",
            waits.spellings,
            ngettext("{n} spelling to decide", "{n} spellings to decide", waits.spellings),
        ),
        ("sources", waits.files, ngettext("{n} file to look at", "{n} files to look at", waits.files)),
    ]
    return [{"text": text.format(n=number(n)), "href": address_if_open(name)} for name, n, text in lines if n]


ADDRESSES = (
    Address("", "observatory", front, needs=Permission.SEE_PUBLIC, menu=N_("Observatory"), stage=Stage.SEE),
    Address("designation.json", "observatory_map", designation_map, needs=Permission.SEE_PUBLIC),
)
