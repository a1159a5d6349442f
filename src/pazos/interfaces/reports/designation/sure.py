"""How sure: do other methods see the same places, and is the pattern more than chance?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from pazos.analysis.figures import render, territory
from pazos.analysis.territory import areas_frame
from pazos.interfaces.components import wording
from pazos.interfaces.reports.document import Figure, Note, Points, Section, Table, Text

if TYPE_CHECKING:
    from pazos.interfaces.reports.designation.content import Content
    from pazos.interfaces.reports.document import Block

# A place chosen again this often would not surprise anyone if it were left as it is.
FIRM = 0.9


def how_sure(content: Content) -> Section:
    """Other methods, other years, the years that followed; then what this does not say."""
    points = [
        line(content)
        for method, line in (
            ("concentration", _concentration),
            ("hotspots_count", _hot_spots),
            ("scan", _scan),
            ("stability", _stability),
        )
        if content.has(method)
    ]
    blocks: list[Block] = [
        Text(_("A choice of places can look right by chance. These checks were made on the same records.")),
        Points(tuple(points)),
        Note(
            _(
                "What this report does not say: why these deaths happened, who is responsible, or that the "
                "strategy will lower them. That last question needs a comparison over time, planned beforehand."
            )
        ),
    ]
    blocks += [_foresight(content)] if content.has("foresight") else [Note(content.why_not("foresight"))]
    blocks += [_hot_spot_map(content)] if content.has("hotspots_count") else []
    blocks += [_further(content)] if content.has("marginal") else []
    return Section(_("How sure this is"), tuple(blocks), new_page=True)


def _stability(content: Content) -> str:
    found = content.results["stability"]
    designated = {code for cluster in content.chosen["clusters"] for code in cluster["codes"]}
    shares = {area["code"]: area["share"] for area in found["areas"]}
    firm = sum(shares.get(code, 0) >= FIRM for code in designated)
    return _(
        "Had other years been drawn from the same period ({done} times), {firm} of the {places} designated "
        "neighbourhoods would have been chosen again at least nine times in ten."
    ).format(done=found["done"], firm=firm, places=len(designated))


def _foresight(content: Content) -> Table:
    rules = content.results["foresight"]["rules"]
    return Table(
        columns=(_("Rule"), _("Share of the next year's deaths it would have covered"), _("95% interval")),
        rows=tuple(
            (
                rule_name(rule["rule"]),
                wording.percent(rule["share"], 1),
                wording.interval(rule["low"] * 100, rule["high"] * 100, 1) + wording.NARROW + "%",
            )
            for rule in rules
        ),
        caption=content.caption(
            "foresight",
            _(
                "Each rule chose under the same limits with the years before, and was judged on the year after, on the "
                "deaths in places that could be chosen. Rules whose intervals overlap cannot be told apart."
            ),
        ),
        numeric=(1, 2),
        widths=("1fr", "auto", "auto"),
    )


def rule_name(rule: str) -> str:
    """Return what a rule of choice is called on paper."""
    names = {
        "designation": _("This designation's rule"),
        "top_by_count": _("Places with most deaths"),
        "top_by_rate": _("Places with the highest rate"),
        "worst_last_year": _("Places with most deaths last year"),
        "hot_spots": _("Hot spots (Gi*)"),
        "k_means": _("Groups of near places (k-means)"),
    }
    return names.get(rule, rule)


def _hot_spot_map(content: Content) -> Block:
    areas = areas_frame()
    areas = areas[areas.geometry.notna()]
    bins = {area["code"]: area["bin"] for area in content.results["hotspots_count"]["areas"]}
    names = {
        99: _("Hot, 99%"),
        95: _("Hot, 95%"),
        90: _("Hot, 90%"),
        0: _("Not enough to say"),
        -90: _("Cold, 90%"),
        -95: _("Cold, 95%"),
        -99: _("Cold, 99%"),
    }
    if not len(areas):
        return Note(
            _("No outlines are known, so hot spots are listed in the observatory and not drawn here.")
        )
    labels = [names[bins.get(code, 0)] for code in areas["code"]]
    order = {name: render.DIVERGING[step] for step, name in names.items()}
    return Figure(
        render.svg(
            territory.shaded_map(
                areas.geometry.to_numpy(),
                labels,
                order=order,
                town=(areas["zone"] == "urban").to_numpy(),
                language=content.language,
            ),
            language=content.language,
        ),
        _("Map of hot and cold spots by count."),
        content.caption(
            "hotspots_count",
            _("Getis-Ord Gi* by count, exact conditional test, before correcting for the many tests."),
        ),
        width="92%",
    )


def _further(content: Content) -> Table:
    found = content.results["marginal"]
    rows = [row for row in found["clusters"] if row["clusters_allowed"] <= found["asked"]]
    return Table(
        columns=(_("Clusters at most"), _("Neighbourhoods"), _("Share of the expected deaths"), _("Gained")),
        rows=tuple(
            (
                str(row["clusters_allowed"]),
                wording.number(row["places"]),
                wording.percent(row["covered_share"], 1),
                wording.signed(row["gained"], 1),
            )
            for row in rows
        ),
        caption=content.caption(
            "marginal", _("What each further cluster buys, in expected deaths a year, within one per cent.")
        ),
        numeric=(0, 1, 2, 3),
    )


def _concentration(content: Content) -> str:
    found = content.results["concentration"]
    holding = found["holding"]
    return _(
        "Half of the deaths fell in {places} of {all} neighbourhoods. Had they fallen at random, half would have "
        "taken about {random}."
    ).format(
        places=wording.number(holding["places"]),
        all=wording.number(found["places"]),
        random=wording.number(holding["expected_at_random"] * found["places"]),
    )


def _hot_spots(content: Content) -> str:
    designated = {code for cluster in content.chosen["clusters"] for code in cluster["codes"]}
    found = {"count": _hot(content, "hotspots_count"), "rate": _hot(content, "hotspots_rate")}
    return _(
        "Of the {places} designated neighbourhoods, {count} are hot spots by count and {rate} by rate (Getis-Ord "
        "Gi* at 95%, before correcting for the many tests). The two answers differ, and both are shown on the map."
    ).format(
        places=len(designated), count=len(designated & found["count"]), rate=len(designated & found["rate"])
    )


def _hot(content: Content, method: str) -> set[str]:
    if not content.has(method):
        return set()
    return {area["code"] for area in content.results[method]["areas"] if area["bin"] >= 95}


def _scan(content: Content) -> str:
    clusters = [c for c in content.results["scan"]["clusters"] if c["p_value"] <= 0.05]
    if not clusters:
        return _("The spatial scan finds no circle in which deaths are beyond chance at 5%.")
    designated = {code for cluster in content.chosen["clusters"] for code in cluster["codes"]}
    inside = {code for cluster in clusters for code in cluster["areas"]}
    return _(
        "The spatial scan (Kulldorff) finds {circles} circles beyond chance at 5%; {shared} of the {places} "
        "designated neighbourhoods lie in one of them."
    ).format(circles=len(clusters), shared=len(designated & inside), places=len(designated))
