"""What anybody can check of a designation: that its clusters keep the rules, and what they hold together.

It needs no figure of a neighbourhood, so it cannot say whether another choice would hold more.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from pazos.analysis.comparing import share_of

if TYPE_CHECKING:
    from collections.abc import Mapping

ROUNDING = 1e-6


def designated_of(frozen: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the clusters hold and every rule they break (`faults`: empty where they keep all).

    `frozen`: `ask` (the limits), `places` (code, name, zone, cluster of each chosen neighbourhood),
    `touching` (pairs of rows that touch), `zoned` (whether no cluster may cross zones), and sums:
    `deaths` (inside, placed: null where too few to show) and `people` (inside, choosable, city).
    """
    deaths, people = frozen["deaths"], frozen["people"]
    known = deaths["inside"] is not None
    share, low, high = share_of(deaths["inside"], deaths["placed"]) if known else (None, None, None)
    places = frozen["places"]
    return {
        "clusters": len(set(places["cluster"])),
        "neighbourhoods": len(places["code"]),
        "share": share,
        "low": low,
        "high": high,
        "people_share": people["inside"] / people["city"] if people["inside"] and people["city"] else None,
        "faults": _faults(frozen),
    }


def _faults(frozen: Mapping[str, Any]) -> list[str]:
    return sorted(word for word, true in {**_shape(frozen), **_limits(frozen)}.items() if true)


def _shape(frozen: Mapping[str, Any]) -> dict[str, bool]:
    codes, zones = frozen["places"]["code"], frozen["places"]["zone"]
    cluster = frozen["places"]["cluster"]
    joins = [(a, b) for a, b in frozen["touching"] if not frozen["zoned"] or zones[a] == zones[b]]
    inner = [(a, b) for a, b in joins if cluster[a] == cluster[b]]
    ends = np.array(inner, dtype=int).reshape(-1, 2).T
    links = csr_array((np.ones(len(inner)), (ends[0], ends[1])), shape=(len(codes), len(codes)))
    pieces, _ = connected_components(links, directed=False)
    crossed = {
        number: {z for z, of in zip(zones, cluster, strict=True) if of == number} for number in cluster
    }
    wanted = {"rural": frozen["ask"]["minimum_rural"], "urban": frozen["ask"]["minimum_urban"]}
    held = Counter(next(iter(found)) for found in crossed.values() if len(found) == 1)
    return {
        "place_twice": any(a == b for a, b in pairwise(sorted(codes))),
        "not_contiguous": pieces != len(crossed),
        "clusters_touch": len(inner) < len(joins),
        "too_many_clusters": len(crossed) > frozen["ask"]["clusters"],
        "zones_mixed": frozen["zoned"] and any(len(found) > 1 for found in crossed.values()),
        "zone_short": frozen["zoned"] and any(held[zone] < least for zone, least in wanted.items()),
    }


def _limits(frozen: Mapping[str, Any]) -> dict[str, bool]:
    ask, people = frozen["ask"], frozen["people"]
    share = ask["max_share"] and ask["max_share"] * people["choosable"]
    caps = [cap for cap in (ask["max_people"], share) if cap]
    room = min(caps) * (1 + ROUNDING) if caps else np.inf
    most = ask["max_places"] or np.inf
    return {
        "over_population": (people["inside"] or 0) > room,
        "over_places": len(frozen["places"]["code"]) > most,
    }
