"""What was asked of a designation and how good its answer is, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, ngettext

from pazos.interfaces.components import wording

if TYPE_CHECKING:
    from collections.abc import Mapping


def limits(ask: Mapping[str, Any]) -> list[str]:
    """Return each limit of a question to the cluster programme as a short phrase."""
    n = ask["clusters"]
    said = [ngettext("at most {n} cluster", "at most {n} clusters", n).format(n=n)]
    if ask["max_share"]:
        said.append(
            gettext("at most {share} of the residents").format(share=wording.percent(ask["max_share"]))
        )
    if ask["max_people"]:
        said.append(gettext("at most {people} residents").format(people=wording.number(ask["max_people"])))
    if ask["max_places"]:
        said.append(
            gettext("at most {places} neighbourhoods").format(places=wording.number(ask["max_places"]))
        )
    if ask["minimum_rural"]:
        said.append(gettext("at least {n} rural").format(n=ask["minimum_rural"]))
    if ask["minimum_urban"]:
        said.append(gettext("at least {n} urban").format(n=ask["minimum_urban"]))
    return [*said, recency(ask["half_life"])]


def recency(half_life: float | None) -> str:
    """Return how much earlier years weigh."""
    if half_life is None:
        return gettext("all years weigh the same")
    return gettext("a death weighs half as much for every {years} years gone by").format(
        years=wording.number(half_life, 0 if half_life == int(half_life) else 1)
    )


def proof(result: Mapping[str, Any]) -> str:
    """Return what is proven of a choice of clusters."""
    if result["proven_optimal"]:
        return gettext("Proven: no other choice under these limits covers more.")
    return gettext("Not proven best: another choice under these limits could cover up to {gap} more.").format(
        gap=wording.percent(result["gap"], 2)
    )


def proof_short(result: Mapping[str, Any]) -> str:
    """Return the proof in a table's cell."""
    if result["proven_optimal"]:
        return gettext("proven best")
    return gettext("within {gap} of the best").format(gap=wording.percent(result["gap"], 2))


def contiguity(facts: Mapping[str, Any]) -> str:
    """Return on what it rests that neighbourhoods touch."""
    if facts.get("basis") == "outlines":
        return gettext("Neighbourhoods of a cluster touch; whether they do is read from their outlines.")
    if facts.get("basis") == "names":
        return gettext("Where the neighbourhoods lie is not known, so each stands for itself.")
    return gettext(
        "Not all outlines are published. Which neighbourhoods touch is derived from points (Delaunay triangles "
        "within the municipality), an approximation."
    )


def share_interval(low: float | None, high: float | None, places: int = 0) -> str:
    """Return an interval of shares as per cent."""
    if low is None or high is None:
        return "–"
    return gettext("{low} to {high}").format(
        low=wording.percent(low, places), high=wording.percent(high, places)
    )
