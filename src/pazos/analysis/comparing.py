"""Two designations side by side: how far do they agree, and what does each cover?

They are compared as they were made: each keeps its own source, period and limits, and a
reader is told where these differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pazos.domain.designations.queries import DesignationView


@dataclass(frozen=True)
class Overlap:
    """How far two designations choose the same places; names are sorted."""

    first: int
    second: int
    shared: int
    jaccard: float
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]


def overlaps(views: Sequence[DesignationView]) -> tuple[Overlap, ...]:
    """Return the overlap of every pair: shared places over places of either (Jaccard 1912)."""
    return tuple(_overlap(first, second) for first, second in combinations(views, 2))


def _overlap(first: DesignationView, second: DesignationView) -> Overlap:
    one, other = _names(first), _names(second)
    shared, either = one.keys() & other.keys(), one.keys() | other.keys()
    return Overlap(
        first=first.id,
        second=second.id,
        shared=len(shared),
        jaccard=len(shared) / len(either) if either else 1.0,
        only_first=tuple(sorted(one[code] for code in one.keys() - shared)),
        only_second=tuple(sorted(other[code] for code in other.keys() - shared)),
    )


def _names(view: DesignationView) -> dict[str, str]:
    return {code: name for cluster in view.clusters for code, name in cluster.neighbourhoods}


def covered_share(result: Mapping[str, Any]) -> tuple[float | None, float | None, float | None]:
    """Return the share of placed deaths that a run of clusters covers, with Clopper and Pearson's interval."""
    return share_of(int(result["deaths"]), int(result["deaths_placed"]))


def share_of(part: int, whole: int) -> tuple[float | None, float | None, float | None]:
    """Return part / whole with its exact 95% binomial interval (Clopper and Pearson 1934)."""
    if not whole:
        return None, None, None
    from scipy import special

    low = float(special.betaincinv(part, whole - part + 1, 0.025)) if part else 0.0
    high = float(special.betaincinv(part + 1, whole - part, 0.975)) if part < whole else 1.0
    return part / whole, low, high


def band_share(single_ages: Mapping[str, int], ages: tuple[int, int]) -> dict[str, Any]:
    """Return the victims of a band among those of known age, with the exact interval of their share."""
    inside = sum(victims for age, victims in single_ages.items() if ages[0] <= int(age) <= ages[1])
    known = sum(single_ages.values())
    share, low, high = share_of(inside, known)
    return {"ages": ages, "victims": inside, "known": known, "share": share, "low": low, "high": high}
