"""The undercount of the register, from how many deaths each combination of sources holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.analysis.undercount.answer import BRIEF, answer_of, beside
from pazos.science.undercount import Asked, Doubt, Histories, histories, undercount

if TYPE_CHECKING:
    from collections.abc import Mapping


def undercount_of(material: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer from the counts by combination alone: no database, no clock, no chance.

    `if_linked` is the answer if every pair that waits for a person were one death.
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
    return {"material": dict(material), **answer, "if_linked": moved}


def _histories(material: Mapping[str, Any], name: str) -> Histories:
    cells = {tuple(cell["lists"]): int(cell["deaths"]) for cell in material[name]}
    return histories(material["lists"], cells)
