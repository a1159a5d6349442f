"""The undercount of the register, from how many deaths each combination of sources holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.analysis.undercount.answer import BRIEF, answer_of, beside, withheld
from pazos.science.undercount import Asked, Doubt, Histories, histories, undercount

if TYPE_CHECKING:
    from collections.abc import Mapping


def undercount_of(material: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer from the counts by combination alone: no database, no clock, no chance.

    `if_linked` is the answer if every pair that waits for a person were one death. A link that is
    missed makes two deaths of one and lists that seem to share less: where the pairs that wait would
    carry the estimate out of its interval, the interval is not one, and nobody can tell yet.
    """
    asked = Asked(
        criterion=material["criterion"],
        dependent=tuple(tuple(group) for group in material["dependent"]),
        confidence=material["level"],
    )
    answer = answer_of(undercount(_histories(material, "cells"), asked))
    if material["left_out"]:
        answer = beside(answer, Doubt("left_out", {"deaths": material["left_out"]}))
    moved = None
    if material["waiting"]:
        linked = answer_of(undercount(_histories(material, "if_linked"), asked))
        moved = {name: linked[name] for name in BRIEF}
        if not _covers(answer["total"], linked["total"]["estimate"]):
            facts = {"pairs": material["waiting"], **_both(answer, linked)}
            answer = withheld(answer, Doubt("unsettled", facts))
    return {"material": dict(material), **answer, "if_linked": moved}


def _covers(total: Mapping[str, float | None], other: float | None) -> bool:
    """Return whether an interval holds another estimate; an answer that is none already has its reasons."""
    low, high = total["low"], total["high"]
    return low is None or high is None or (other is not None and low <= other <= high)


def _both(answer: Mapping[str, Any], linked: Mapping[str, Any]) -> dict[str, Any]:
    there = linked["total"]["estimate"]
    return {
        "as_it_stands": round(answer["total"]["estimate"]),
        "if_linked": None if there is None else round(there),
    }


def _histories(material: Mapping[str, Any], name: str) -> Histories:
    cells = {tuple(cell["lists"]): int(cell["deaths"]) for cell in material[name]}
    return histories(material["lists"], cells)
