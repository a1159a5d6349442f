"""The patterns: how concentrated deaths are, in which months, days and hours, and what follows what.

Each stands with its test. A pattern that cannot be told says so, with the reason, in its place.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext

from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import Address, Stage
from pazos.interfaces.components.wording import interval, number, percent
from pazos.interfaces.web.pages import picturing
from pazos.interfaces.web.pages.maps import asking, shown
from pazos.interfaces.web.pages.over_time import SURE, changes_of, monthly_figure, season_of
from pazos.interfaces.web.pages.picturing import figure, table
from pazos.interfaces.web.pages.reading import read

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.analysis.observatory import Standing
    from pazos.interfaces.web.pages.picturing import Figure


def patterns(request: HttpRequest) -> HttpResponse:
    """Show every pattern of a basis."""
    reading = read(request)
    facts = asking(reading)
    if reading.is_studied and reading.known:
        known = reading.known
        facts |= {
            "lorenz": _lorenz(known),
            "concentration": _concentration(known),
            "monthly": monthly_figure(known),
            "changes": changes_of(known),
            "season": season_of(known),
            "calendar": _calendar(known),
            "hours": _hours(known),
            "scan": _scan(known),
            "near": _near(known),
        }
    return shown(request, "web/see/patterns.html", facts=facts)


def _lorenz(known: Standing) -> Figure:
    found = known.result("concentration")
    rows = [[percent(x), percent(y)] for x, y in found["lorenz"]] if found else []
    return figure(
        known,
        "lorenz",
        title=gettext("How unevenly deaths fall on places"),
        description=gettext(
            "The curve of the deaths under the most even spread that so few deaths allow (dashed)."
        ),
        definition=picturing.counted(known),
        interval=gettext("of the Gini index, beside it"),
        table=table([gettext("Share of places"), gettext("Share of deaths")], rows),
    )


def _concentration(known: Standing) -> list[dict[str, Any]]:
    found = known.result("concentration")
    if found is None:
        return []
    held, gini, run = found["holding"], found["gini_adjusted"], known.runs["concentration"].pk
    return [
        {
            "label": gettext("Places that hold half of the deaths"),
            "value": number(held["places"]),
            "unit": gettext("of {places} ({share})").format(
                places=number(found["places"]), share=percent(held["share_of_places"])
            ),
            "interval": gettext("{low} to {high} of the places").format(
                low=percent(held["low"]), high=percent(held["high"])
            ),
            "note": gettext("{share} if deaths fell at random").format(
                share=percent(held["expected_at_random"])
            ),
            "run": run,
        },
        {
            "label": gettext("Gini index, adjusted for few deaths on many places"),
            "value": number(gini["value"], 2),
            "interval": interval(gini["low"], gini["high"], 2),
            "note": gettext("{chance} if deaths fell at random; {p}").format(
                chance=number(gini["expected_at_random"], 2), p=picturing.p_words(found["p_value"])
            ),
            "run": run,
        },
    ]


def _calendar(known: Standing) -> Figure:
    found = known.result("calendar")
    days = [str(WEEKDAYS[day]).capitalize() for day in range(7)]
    parts = [gettext("0 to 5 h"), gettext("6 to 11 h"), gettext("12 to 17 h"), gettext("18 to 23 h")]
    columns = [gettext("Day"), *parts, gettext("hour unknown")]
    rows = (
        [
            [day, *(number(sum(hours[start : start + 6])) for start in range(0, 24, 6)), number(unknown)]
            for day, hours, unknown in zip(days, found["table"], found["unknown_hour"], strict=True)
        ]
        if found
        else []
    )
    return figure(
        known,
        "calendar",
        title=gettext("Weekday and hour"),
        description=gettext(
            "A grid of weekday by hour; darker is more deaths. The table adds hours up by six."
        ),
        definition=picturing.counted(known),
        interval=gettext("none: full counts"),
        table=table(columns, rows),
    )


def _hours(known: Standing) -> list[str]:
    found = known.result("calendar")
    if found is None:
        return []
    unknown = sum(found["unknown_hour"])
    everyone = unknown + found["known_hour"]
    said = [
        gettext("{unknown} of {all} deaths have no hour and are not in the grid.").format(
            unknown=number(unknown), all=number(everyone)
        )
    ]
    midnight = sum(row[0] for row in found["table"])
    if found["known_hour"] and midnight > found["known_hour"] / 8:
        said.append(
            gettext("{share} are at midnight: offices write 0 h for an unknown hour too.").format(
                share=percent(midnight / found["known_hour"])
            )
        )
    even, uneven = gettext("as chance makes them"), gettext("more than chance makes them")
    names = {"weekdays": gettext("The days of the week differ"), "hours": gettext("The hours differ")}
    for name, words in names.items():
        test = found["tests"][name]
        if test:
            verdict = even if test["p_value"] > SURE else uneven
            said.append(f"{words} {verdict} ({picturing.p_words(test['p_value'])}).")
    return said


def _scan(known: Standing) -> dict[str, Any]:
    found, rates = known.result("scan"), known.result("rates")
    names = {area["code"]: area["name"] for area in rates["areas"]} if rates else {}
    clusters = [
        {
            **one,
            "places": [(code, names.get(code, code)) for code in one["areas"]],
            "sure": one["p_value"] <= SURE,
        }
        for one in (found["clusters"] if found else [])
        if one["p_value"] is not None and one["p_value"] <= 0.5
    ]
    run = known.runs.get("scan")
    return {"cannot": picturing.why_not(known, "scan"), "clusters": clusters, "run": run.pk if run else None}


def _near(known: Standing) -> dict[str, Any]:
    found, run = known.result("near_repeat"), known.runs.get("near_repeat")
    facts: dict[str, Any] = {
        "cannot": picturing.why_not(known, "near_repeat"),
        "run": run.pk if run else None,
    }
    if found is None:
        return facts
    spaces, times = found["settings"]["space_breaks"], found["settings"]["time_breaks"]
    facts["times"] = [_band(low, high) for low, high in itertools.pairwise(times)]
    facts["rows"] = [
        (
            _band(low, high),
            [
                {"ratio": number(ratio, 2), "sure": p <= SURE and (ratio or 0) > 1, "p": picturing.p_words(p)}
                for ratio, p in zip(ratios, ps, strict=True)
            ],
        )
        for (low, high), ratios, ps in zip(
            itertools.pairwise(spaces), found["ratio"], found["p_value"], strict=True
        )
    ]
    return facts


def _band(low: float, high: float) -> str:
    return gettext("{low} to {high}").format(low=number(low), high=number(high - 1))


ADDRESSES = (
    Address(
        "patterns/", "patterns", patterns, needs=Permission.SEE_AREAS, menu=N_("Patterns"), stage=Stage.SEE
    ),
)
