"""Figures over time: what each source counts, the city's rate, its months; cut where a definition changes.

No year or month is held against another that was counted by another definition: where a comparison
would stand, the reason stands instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from pazos.analysis.definition_words import counted_words, cut_words, period_rule, rule_or_own
from pazos.analysis.side_by_side import columns, counted_by
from pazos.domain.register.definitions import definition_from
from pazos.foundation.words import say
from pazos.interfaces.components.wording import interval, number
from pazos.interfaces.web.pages import picturing
from pazos.interfaces.web.pages.picturing import figure, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.analysis.observatory import Standing
    from pazos.interfaces.web.pages.picturing import Figure

    Of = Mapping[str, Any]  # one source of a run of `sources`

SURE = 0.05


def by_source(known: Standing) -> Figure | None:
    """Return each source's deaths by year: a line, and a column of the table, for each of its definitions."""
    found = known.result("sources")
    if found is None:
        return None
    years = sorted({year["year"] for one in found["sources"] for year in one["by_year"]})
    held = [column for one in found["sources"] for column in columns(one)]
    rows = [[str(year), *(number(counts.get(year)) for _, counts in held)] for year in years]
    names = [one["name"] for one in found["sources"]]
    return figure(
        known,
        "by_source",
        title=gettext("Deaths by year, as each source counts them"),
        description=gettext("One line for each source: {names}.").format(names=", ".join(names)),
        definition=gettext("each source by its own; they are not averaged.{each}").format(
            each="\n".join(["", *(_says(one) for one in found["sources"])])
        ),
        interval=gettext("none: full counts"),
        source=", ".join(names),
        when=f"{years[0]}–{years[-1]}" if years else "",
        table=table([gettext("Year"), *(name for name, _ in held)], rows),
        redefined=" ".join(
            f"{one['name']}: {cut}" for one in found["sources"] if (cut := cut_words(counted_by(one)))
        ),
    )


def _says(one: Of) -> str:
    return f"{one['name']}: {counted_words(counted_by(one), one['says'])}"


def disagreement(known: Standing) -> str:
    """Say how far the sources are apart in the last year that all of them have, and by what each counts."""
    found = known.result("sources") or {"sources": []}
    years = {one["name"]: {y["year"]: y for y in one["by_year"]} for one in found["sources"]}
    shared = set.intersection(*map(set, years.values())) if years else set()
    shared = {year for year in shared if year <= known.basis.last_year}
    if len(years) < 2 or not shared:
        return gettext("There is one source only, so nothing can be held against it.") if years else ""
    year = max(shared)
    counts = [by[year]["deaths"] for by in years.values()]
    apart = max(counts) - min(counts)
    said = ", ".join(
        gettext("{source} {deaths} (by {rule})").format(
            source=name, deaths=number(by[year]["deaths"]), rule=period_rule(by[year]["rule"])
        )
        for name, by in years.items()
    )
    if apart == 0:
        return gettext("In {year} all sources count the same: {said}.").format(year=year, said=said)
    return gettext("In {year} the sources are {apart} deaths apart: {said}.").format(
        year=year, apart=number(apart), said=said
    )


def by_year(known: Standing) -> Figure:
    """Return the city's rate by year."""
    rates = known.result("rates")
    years = rates["city"]["by_year"] if rates else []
    rows = [
        [
            str(y["year"]),
            number(y["deaths"]),
            number(y["people"]),
            number(y["rate"], 1),
            interval(y["low"], y["high"]),
            period_rule(y["rule"]),
        ]
        for y in years
    ]
    headings = [
        gettext("Year"),
        gettext("Deaths"),
        gettext("People"),
        gettext("Rate"),
        gettext("95% interval"),
        gettext("Counted by"),
    ]
    return figure(
        known,
        "rate_by_year",
        title=gettext("Rate by year"),
        description=gettext(
            "The rate of each year as a point on its 95% interval; the table has the numbers."
        ),
        definition=gettext("per 100,000 people a year; {counted}").format(counted=picturing.counted(known)),
        interval=gettext("95%, exact Poisson"),
        table=table(headings, rows),
    )


def monthly_figure(known: Standing) -> Figure:
    """Return the monthly series with what is expected of each month by those of its own definition."""
    found = known.result("series")
    months = found["months"] if found else []
    rows = [
        [
            m["month"],
            number(m["count"]),
            number(m["expected"], 1),
            interval(m["low"], m["high"], 0),
            period_rule(m["rule"]),
        ]
        for m in months
    ]
    headings = [
        gettext("Month"),
        gettext("Deaths"),
        gettext("Expected"),
        gettext("95% of months like it"),
        gettext("Counted by"),
    ]
    return figure(
        known,
        "monthly",
        title=gettext("Deaths by month"),
        description=gettext(
            "Deaths of each month on the band of what its season and the trend lead one to expect."
        ),
        definition=picturing.counted(known),
        interval=gettext("band: where 95% of such months fall"),
        table=table(headings, rows),
    )


def changes_of(known: Standing) -> list[str]:
    """Say each change of level, and of each definition that none was found: that is a finding too."""
    found = known.result("series")
    if found is None:
        return []
    none = gettext("No month was found from which the level changed, at an error of 5%.")
    return [
        _inside(found, one, " ".join(_changes(found, one["rule"])) or none)
        for one in found["stretches"]
        if not one["cannot"]
    ] + _not_told(found)


def _changes(found: Mapping[str, Any], rule: str) -> list[str]:
    return [
        gettext("From {month} on the level is {ratio} times what it was (95% interval {interval}).").format(
            month=change["month"],
            ratio=number(change["ratio"], 2),
            interval=interval(change["low"], change["high"], 2),
        )
        for change in found["changes"]
        if change["rule"] == rule
    ]


def season_of(known: Standing) -> list[str]:
    """Say of the months of each definition whether a season is to be seen."""
    found = known.result("series")
    if found is None:
        return []
    return [
        _inside(found, one, _season(one["season_p_value"])) for one in found["stretches"] if not one["cannot"]
    ]


def _season(p: float | None) -> str:
    if p is None:
        return gettext(
            "These months are too few to tell a season; what is expected of them is the trend alone."
        )
    if p > SURE:
        said = gettext("No season is to be seen: the months of the year differ as chance makes them ({p}).")
    else:
        said = gettext("The months of the year differ more than chance makes them ({p}).")
    return said.format(p=picturing.p_words(p))


def _not_told(found: Mapping[str, Any]) -> list[str]:
    """Say of which months nothing could be expected, and why."""
    return [
        _inside(found, one, say(one["cannot"]["template"], picturing.language(), **one["cannot"]["facts"]))
        for one in found["stretches"]
        if one["cannot"]
    ]


def _inside(found: Mapping[str, Any], one: Mapping[str, Any], said: str) -> str:
    """Return a finding with the months it is about, where those of several definitions were studied apart."""
    if len(found["stretches"]) == 1:
        return said
    definition = definition_from(one)
    return gettext("{first} to {last}, by {rule}: {said}").format(
        first=f"{definition.first:%Y-%m}",
        last=f"{definition.last:%Y-%m}",
        rule=rule_or_own(definition.rule),
        said=said,
    )
