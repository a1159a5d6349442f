"""Where: what matters most, and each cluster with its people, deaths and rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pazos.analysis.definition_words import by_what
from pazos.analysis.figures import render, territory
from pazos.analysis.territory import areas_frame, municipal_outline
from pazos.interfaces.components import wording
from pazos.interfaces.reports.document import Figure, KeyFigure, KeyFigures, Note, Section, Table, Text

if TYPE_CHECKING:
    from typing import Any

    from pazos.interfaces.reports.designation.content import Content
    from pazos.interfaces.reports.document import Block


def summary(content: Content) -> Section:
    """The first page: four figures, the proposal in three sentences, the map."""
    chosen, ages = content.chosen, content.facts["designation"]["ages"]
    blocks: list[Block] = [KeyFigures(_key_figures(content)), Text(_proposal(content))]
    if content.facts["designation"]["reasons"]:
        blocks.append(Text(content.facts["designation"]["reasons"]))
    blocks.append(_map(content))
    if chosen["proven_optimal"]:
        proof = _("It is proven that no other choice under the same limits covers more.")
    else:
        proof = _("Another choice under the same limits could cover at most {gap} more.").format(
            gap=wording.percent(chosen["gap"], 1)
        )
    blocks.append(Note(proof if ages is None else f"{proof} {_about_ages(ages)}"))
    if chosen["left_out"]:
        blocks.append(Note(_left_out(chosen["left_out"])))
    return Section(_("What is proposed"), tuple(blocks))


def _about_ages(ages: list[int]) -> str:
    return _("The strategy serves people of {first} to {last} years of age in these clusters.").format(
        first=ages[0], last=ages[1]
    )


def _key_figures(content: Content) -> tuple[KeyFigure, ...]:
    chosen = content.chosen
    figures = [
        KeyFigure(
            wording.percent(chosen["share"]),
            _("of the deaths with a known place"),
            _("{deaths} of {placed}").format(
                deaths=wording.number(chosen["deaths"]), placed=wording.number(chosen["deaths_placed"])
            ),
        ),
        KeyFigure(
            wording.number(len(chosen["clusters"])),
            _("clusters"),
            ngettext("{places} neighbourhood", "{places} neighbourhoods", chosen["places"]).format(
                places=wording.number(chosen["places"])
            ),
        ),
    ]
    if chosen["people"] and chosen["people_all"]:
        figures.append(
            KeyFigure(
                wording.percent(chosen["people"] / chosen["people_all"]),
                _("of the residents"),
                _("{people} people").format(people=wording.number(chosen["people"])),
            )
        )
    young = content.results["victims"].get("young") if content.has("victims") else None
    if young and young["share"] is not None:
        figures.append(
            KeyFigure(
                wording.percent(young["share"]),
                _("of the victims are {first} to {last}").format(
                    first=young["age_from"], last=young["age_to"]
                ),
                wording.interval(young["low"] * 100, young["high"] * 100, 0) + wording.NARROW + "%",
            )
        )
    return tuple(figures)


def _proposal(content: Content) -> str:
    chosen, basis = content.chosen, content.facts["basis"]
    return _(
        "The strategy should work in {clusters} clusters made of {places} neighbourhoods. From {first} to {last} "
        "they held {deaths} of the {placed} deaths whose neighbourhood is known, on the records of {source}, {by_what}."
    ).format(
        clusters=len(chosen["clusters"]),
        places=chosen["places"],
        first=basis["first_year"],
        last=basis["last_year"],
        deaths=wording.number(chosen["deaths"]),
        placed=wording.number(chosen["deaths_placed"]),
        source=content.facts["source"]["name"],
        by_what=by_what(content.counted_by),
    )


def _map(content: Content) -> Block:
    areas = areas_frame()
    cluster_of = {code: c["number"] for c in content.chosen["clusters"] for code in c["codes"]}
    located = areas[areas.geometry.notna() | areas["lon"].notna()]
    if not len(located):
        return Note(
            _("No neighbourhood's place on a map is known, so the clusters are listed and not drawn.")
        )
    shapes = located.geometry.to_numpy()
    missing = located.geometry.isna().to_numpy()
    if missing.any():
        import shapely

        shapes[missing] = shapely.points(located["lon"][missing], located["lat"][missing])
    chart = territory.cluster_map(
        shapes,
        [cluster_of.get(code) for code in located["code"]],
        town=(located["zone"] == "urban").to_numpy(),
        outline=municipal_outline(),
        language=content.language,
    )
    return Figure(
        render.svg(chart, language=content.language),
        _("Map of the municipality with the proposed clusters in colour."),
        content.caption("clusters", _("The proposed clusters.")),
    )


def clusters(content: Content) -> Section:
    """Each cluster: its neighbourhoods, deaths, people and rate with its interval."""
    chosen = content.chosen
    rows = tuple(_row(cluster) for cluster in chosen["clusters"])
    table = Table(
        columns=(
            _("Cluster"),
            _("Neighbourhoods"),
            _("Zone"),
            _("Deaths"),
            _("Residents"),
            _("Rate a year"),
            _("95% interval"),
        ),
        rows=rows,
        caption=content.caption(
            "clusters", _("Rates per 100,000 residents a year, with the exact Poisson interval.")
        ),
        numeric=(3, 4, 5, 6),
        widths=("auto", "1fr", "auto", "auto", "auto", "auto", "auto"),
    )
    blocks: list[Block] = [
        Text(
            _(
                "Clusters whose intervals overlap cannot be told apart by their rate. Their order here is the "
                "order of the deaths they hold; it is not a ranking of danger."
            )
        ),
        table,
    ]
    return Section(_("Where: the clusters"), tuple(blocks), new_page=True)


def _row(cluster: dict[str, Any]) -> tuple[str, ...]:
    return (
        str(cluster["number"]),
        ", ".join(cluster["names"]),
        _zone(cluster["zone"]),
        wording.number(cluster["deaths"]),
        wording.number(cluster["people"]),
        wording.number(cluster["rate"], 1),
        wording.interval(cluster["low"], cluster["high"], 1),
    )


def _zone(zone: str) -> str:
    return {"urban": _("urban"), "rural": _("rural")}.get(zone, zone)


def _left_out(places: list[dict[str, Any]]) -> str:
    return _(
        "{deaths} deaths fell in {places} places that could not be chosen, because nobody has said where they "
        "are or how many people live there: {names}."
    ).format(
        deaths=wording.number(sum(place["deaths"] for place in places)),
        places=len(places),
        names=", ".join(place["name"] for place in sorted(places, key=lambda p: -p["deaths"])[:12]),
    )
