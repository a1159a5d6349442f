"""What defends a designation: firmness, foresight, what further clusters buy, the ages.

A study that was not made, or could not be, is said so in the place where its figures would
stand. The keys read here are those that studies/defence.py writes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from pazos.analysis.comparing import band_share
from pazos.foundation.words import say
from pazos.interfaces.components import wording
from pazos.interfaces.web.pages.designations.wording import share_interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.designations.queries import DesignationView
    from pazos.foundation.runs.models import Run

FIRST_BANDS = ((14, 29), (16, 29))  # those of the first PAZOS and of the law on youth
FIRM, WEAK = 0.8, 0.5
OUTSIDERS = 0.25  # a place outside is named when it is chosen at least this often
RULES = {
    "designation": _("the designation itself"),
    "top_by_count": _("the places with most deaths"),
    "top_by_rate": _("the places with most deaths per resident"),
    "worst_last_year": _("the places with most deaths in the last year"),
    "hot_spots": _("the strongest hot spots (Gi*)"),
    "k_means": _("groups of nearby places (k-means)"),
}


@dataclass(frozen=True)
class Finding:
    """One study as the page shows it: rows of words, or why there are none."""

    key: str
    title: str
    explained: str
    why_not: str = ""
    run: int | None = None
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lead: str = ""
    notes: tuple[str, ...] = field(default=())

    @property
    def table(self) -> dict[str, Any]:
        """The rows as components/table.html takes them."""
        return {"columns": list(self.columns), "rows": [list(row) for row in self.rows]}


def defence(runs: Mapping[str, Run], view: DesignationView) -> list[Finding]:
    """Return the studies that defend the choice of places, each with its figures or why there are none."""
    made = (_stability, _foresight, _marginal)
    return [study(runs, view) for study in made]


def why_not(run: Run | None) -> str:
    """Return why a study has no figures; "" where it has."""
    if run is None:
        return gettext("This study was not made for this designation.")
    cannot = run.result.get("cannot")
    return say(cannot["template"], (get_language() or "es")[:2], **cannot["facts"]) if cannot else ""


def firmness(run: Run | None) -> dict[str, float] | None:
    """Return how often each place was chosen in resampled histories, by code, or None."""
    if run is None or "cannot" in run.result:
        return None
    return {area["code"]: float(area["share"]) for area in run.result["areas"]}


def run_areas(runs: Mapping[str, Run]) -> list[dict[str, Any]]:
    """Return every place by code and name, as the rates of the same basis list them."""
    rates = runs.get("rates")
    areas: list[dict[str, Any]] = [] if rates is None or why_not(rates) else rates.result["areas"]
    return areas


def _stability(runs: Mapping[str, Run], view: DesignationView) -> Finding:
    run = runs.get("stability")
    about: dict[str, Any] = {
        "key": "stability",
        "title": gettext("How firmly does each neighbourhood stand?"),
        "explained": gettext(
            "The years are drawn again by chance and the designation is made anew each time. A neighbourhood that "
            "is chosen nearly always stands firm; one chosen half of the time owes its place to chance as well."
        ),
    }
    if run is None or why_not(run):
        return Finding(**about, why_not=why_not(run))
    inside = {code: cluster.number for cluster in view.clusters for code, _name in cluster.neighbourhoods}
    names = {area["code"]: area["name"] for area in run_areas(runs)} | dict(
        place for cluster in view.clusters for place in cluster.neighbourhoods
    )
    shown = [
        (code, share) for code, share in (firmness(run) or {}).items() if code in inside or share >= OUTSIDERS
    ]
    shown.sort(key=lambda place: (place[0] not in inside, -place[1], names.get(place[0], place[0])))
    rows = tuple(
        (
            names.get(code, code),
            str(inside[code]) if code in inside else gettext("in no cluster"),
            wording.percent(share),
        )
        for code, share in shown
    )
    chosen = [share for code, share in shown if code in inside]
    lead = gettext(
        "Of {all} designated neighbourhoods, {firm} are chosen in at least four of five histories and {weak} in "
        "fewer than half."
    ).format(
        all=len(inside),
        firm=sum(share >= FIRM for share in chosen),
        weak=sum(share < WEAK for share in chosen),
    )
    note = gettext("{done} histories; each was searched, with a gap of at most {gap}.").format(
        done=wording.number(run.result["done"]), gap=wording.percent(run.result["largest_gap"], 1)
    )
    columns = (gettext("Neighbourhood"), gettext("Cluster"), gettext("Chosen in"))
    return Finding(**about, run=run.pk, columns=columns, rows=rows, lead=lead, notes=(note,))


def _foresight(runs: Mapping[str, Run], view: DesignationView) -> Finding:
    run = runs.get("foresight")
    about: dict[str, Any] = {
        "key": "foresight",
        "title": gettext("Would it have covered the next year?"),
        "explained": gettext(
            "Each year is judged by a choice that saw only the years before it. Simple rules are held to the same "
            "limit on residents, so that the designation must earn its trouble."
        ),
    }
    if run is None or why_not(run):
        return Finding(**about, why_not=why_not(run))
    rows = tuple(
        (
            str(RULES.get(rule["rule"], rule["rule"])),
            wording.percent(rule["share"]),
            share_interval(rule["low"], rule["high"]),
            gettext("{covered} of {deaths}").format(
                covered=wording.number(rule["covered"]), deaths=wording.number(rule["deaths"])
            ),
        )
        for rule in run.result["rules"]
    )
    columns = (
        gettext("Rule"),
        gettext("Deaths of the next year covered"),
        gettext("95% interval"),
        gettext("Deaths"),
    )
    note = gettext("Rules whose intervals overlap cannot be told apart by these years.")
    return Finding(**about, run=run.pk, columns=columns, rows=rows, notes=(note,))


def _marginal(runs: Mapping[str, Run], view: DesignationView) -> Finding:
    run = runs.get("marginal")
    about: dict[str, Any] = {
        "key": "marginal",
        "title": gettext("What does each further cluster buy?"),
        "explained": gettext("The same question with fewer and with more clusters, under the same limits."),
    }
    if run is None or why_not(run):
        return Finding(**about, why_not=why_not(run))
    rows = tuple(
        (
            wording.number(row["clusters_allowed"]),
            wording.percent(row["covered_share"], 1),
            wording.signed(row["gained"], 2),
            wording.number(row["population"]),
            gettext("proven best") if row["proven_optimal"] else wording.percent(row["gap"], 2),
        )
        for row in run.result["clusters"]
    )
    columns = (
        gettext("Clusters allowed"),
        gettext("Share of the deaths expected"),
        gettext("Gained: deaths a year, expected"),
        gettext("Residents"),
        gettext("Proof or gap"),
    )
    note = gettext(
        "Each row was searched and not proven; where more clusters seem to cover less, the search stopped early."
    )
    proven = all(row["proven_optimal"] for row in run.result["clusters"])
    return Finding(**about, run=run.pk, columns=columns, rows=rows, notes=() if proven else (note,))


def ages(runs: Mapping[str, Run], view: DesignationView) -> dict[str, Any]:
    """Return the argument for the ages: shares of the bands proposed, and the narrowest band if studied."""
    victims, narrowest = runs.get("victims"), runs.get("ages")
    facts: dict[str, Any] = {"why_not": why_not(victims), "narrowest": _narrowest(narrowest)}
    if victims is not None and not facts["why_not"]:
        wanted = dict.fromkeys([*([view.ages] if view.ages else []), *FIRST_BANDS])
        bands = [band_share(victims.result["single_ages"], band) for band in wanted]
        facts |= {
            "bands": [
                {
                    **band,
                    "chosen": band["ages"] == view.ages,
                    "interval": share_interval(band["low"], band["high"]),
                }
                for band in bands
            ],
            "unknown": victims.result["unknown_age"],
            "run": victims.pk,
        }
    return facts


def _narrowest(run: Run | None) -> dict[str, Any]:
    if run is None or why_not(run):
        return {"why_not": why_not(run)}
    found, wanted = run.result["narrowest"], run.result["share_asked"]
    band = found["band"]
    return {
        "why_not": "",
        "run": run.pk,
        "wanted": wanted,
        "band": band,
        "interval": share_interval(band["low"], band["high"]),
        "edges": found["edges"],
        "others": found["others"],
    }
