"""What anybody may have of a designation's run: the places chosen, which of them touch, and sums.

No deaths, people or worth of a neighbourhood or a single cluster; the deaths inside and outside only
where both are enough to tell nobody apart, and where neither side is one neighbourhood.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.analysis.comparing import share_of
from pazos.analysis.disclosing import MINIMUM

if TYPE_CHECKING:
    from collections.abc import Mapping

FEWEST_PLACES = 2


def frozen(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sums that `reckoning.designated` reads, from a run's result with its material."""
    from pazos.analysis.proof.material import thawed
    from pazos.analysis.reckoning.clusters import field_of
    from pazos.analysis.studies.ask import Ask

    kept = result["material"]
    field = field_of(thawed(kept)[0], Ask(**kept["ask"]))
    places = _places(result)
    return {
        "ask": kept["ask"],
        "zoned": "zone" in result["certificate"]["parameters"],
        "places": places,
        "touching": _touching(kept, places["code"]),
        "deaths": _deaths(result),
        "people": {
            "inside": result["people"],
            "choosable": float(field.frame["people"].sum()),
            "city": result["people_all"],
        },
    }


def _places(result: Mapping[str, Any]) -> dict[str, list[Any]]:
    zone = dict(zip(*(result["material"]["places"][name] for name in ("code", "zone")), strict=True))
    rows = [
        (code, name, zone[code], cluster["number"])
        for cluster in result["clusters"]
        for code, name in zip(cluster["codes"], cluster["names"], strict=True)
    ]
    columns = [list(column) for column in zip(*rows, strict=True)]
    return dict(zip(("code", "name", "zone", "cluster"), columns, strict=True))


def _touching(kept: Mapping[str, Any], chosen: list[str]) -> list[list[int]]:
    """Return the pairs of chosen rows that touch, each once."""
    row = {code: place for place, code in enumerate(chosen)}
    codes, links = kept["places"]["code"], kept["links"]
    ends = [
        (row[codes[here]], row[codes[there]])
        for here in range(len(codes))
        for there in links["touched"][links["starts"][here] : links["starts"][here + 1]]
        if codes[here] in row and codes[there] in row
    ]
    return sorted([list(pair) for pair in {(min(pair), max(pair)) for pair in ends}])


def _deaths(result: Mapping[str, Any]) -> dict[str, int | None]:
    inside, outside = result["deaths"], result["deaths_placed"] - result["deaths"]
    places = len(result["material"]["places"]["code"])
    alone = result["places"] < FEWEST_PLACES or 0 < places - result["places"] < FEWEST_PLACES
    if alone or is_small(result):
        return {"inside": None, "placed": None}
    return {"inside": inside, "placed": inside + outside}


def is_small(result: Mapping[str, Any]) -> bool:
    """Return whether a designation holds, or leaves outside, too few deaths to be shown."""
    inside, placed = int(result["deaths"]), int(result["deaths_placed"])
    return inside < MINIMUM or 0 < placed - inside < MINIMUM


def shown(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the page of the designation in force says of it as a whole."""
    deaths = _deaths(result)
    share, low, high = (None, None, None)
    if deaths["inside"] is not None and deaths["placed"] is not None:
        share, low, high = share_of(deaths["inside"], deaths["placed"])
    people, city = result["people"], result["people_all"]
    return {
        "clusters": len(result["clusters"]),
        "neighbourhoods": result["places"],
        "share": share,
        "low": low,
        "high": high,
        "people_share": people / city if people and city else None,
        "faults": [],
    }
