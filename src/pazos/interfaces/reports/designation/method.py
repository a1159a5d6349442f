"""The method in plain words, and the numbers of the runs with which to check it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from pazos.interfaces.components import wording
from pazos.interfaces.reports.document import Points, Section, Table, Text

if TYPE_CHECKING:
    from pazos.interfaces.reports.designation.content import Content


def in_plain_words(content: Content) -> Section:
    """How the clusters were chosen, what the limits were, and which run holds each figure."""
    ask, basis = content.facts["ask"], content.facts["basis"]
    points = [
        _(
            "Every death in the records of {first} to {last} is put in the neighbourhood its record names."
        ).format(first=basis["first_year"], last=basis["last_year"]),
        _(
            "A neighbourhood is worth the deaths a year expected there: where people are known, a place with few "
            "deaths on few people is drawn towards the city's mean (empirical Bayes, Marshall 1991)."
        ),
        _recency(ask["half_life"]),
        _limits(content),
        _contiguity(content.chosen["contiguity"]),
        _(
            "Of all choices that keep to these limits, the one worth most was sought by branch and cut; the proof "
            "says how much any other could exceed it."
        ),
    ]
    return Section(
        _("The method in plain words"),
        (Points(tuple(points)), Text(_check_it(content)), _runs(content)),
        new_page=True,
    )


def _recency(half_life: float | None) -> str:
    if half_life is None:
        return _("All years weigh the same.")
    return _("Recent years weigh more: a death weighs half as much for every {years} years gone by.").format(
        years=wording.number(half_life)
    )


def _limits(content: Content) -> str:
    ask = content.facts["ask"]
    limits = [_("at most {clusters} clusters").format(clusters=ask["clusters"])]
    if ask["max_share"]:
        limits.append(_("at most {share} of the residents").format(share=wording.percent(ask["max_share"])))
    if ask["max_people"]:
        limits.append(_("at most {people} residents").format(people=wording.number(ask["max_people"])))
    if ask["max_places"]:
        limits.append(_("at most {places} neighbourhoods").format(places=wording.number(ask["max_places"])))
    if ask["minimum_rural"]:
        limits.append(_("at least {rural} rural").format(rural=ask["minimum_rural"]))
    if ask["minimum_urban"]:
        limits.append(_("at least {urban} urban").format(urban=ask["minimum_urban"]))
    return _("The limits were: {limits}.").format(limits=", ".join(limits))


def _contiguity(facts: dict[str, object]) -> str:
    if facts.get("basis") == "outlines":
        return _("Neighbourhoods of a cluster must touch; whether they do is read from their outlines.")
    if facts.get("basis") == "names":
        return _("Where the neighbourhoods lie is not known, so each stands for itself.")
    return _(
        "No outlines of all neighbourhoods are published. Which of them touch is derived from points "
        "(Delaunay triangles within the municipality), which is an approximation."
    )


def _check_it(content: Content) -> str:
    return _(
        "Every figure can be computed again from the records: `pazos rerun NUMBER` in the city's folder. "
        "The code that made them is {code}."
    ).format(code=content.facts["code_version"])


def _runs(content: Content) -> Table:
    names = {
        "rates": _("Rates"),
        "clusters": _("Designation of clusters"),
        "hotspots_count": _("Hot spots by count"),
        "hotspots_rate": _("Hot spots by rate"),
        "scan": _("Spatial scan"),
        "concentration": _("Concentration"),
        "series": _("Monthly series"),
        "victims": _("Victims"),
        "stability": _("Stability of the designation"),
        "foresight": _("Test on the following year"),
        "marginal": _("What each further cluster buys"),
        "ages": _("Ages"),
        "sources": _("Sources side by side"),
    }
    runs = content.facts["runs"]
    return Table(
        columns=(_("Figure"), _("Run")),
        rows=tuple((name, str(runs[method])) for method, name in names.items() if method in runs),
        caption=_("The runs behind this report."),
        numeric=(1,),
        widths=("1fr", "auto"),
    )
