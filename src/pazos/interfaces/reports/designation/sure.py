"""How sure: do other methods see the same places, and is the pattern more than chance?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from pazos.interfaces.components import wording
from pazos.interfaces.reports.document import Note, Points, Section, Text

if TYPE_CHECKING:
    from pazos.interfaces.reports.designation.content import Content
    from pazos.interfaces.reports.document import Block


def how_sure(content: Content) -> Section:
    """Concentration, hot spots, scan; then what would make this designation wrong."""
    points = [
        line(content)
        for method, line in (
            ("concentration", _concentration),
            ("hotspots_count", _hot_spots),
            ("scan", _scan),
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
    return Section(_("How sure this is"), tuple(blocks), new_page=True)


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
