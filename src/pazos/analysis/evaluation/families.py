"""Several questions of one kind: which of them stand when it is told how many were asked?

Chance is corrected over the family by Holm (1979): of all that say "beyond chance", the share that one is wrong by
chance alone stays below one minus the confidence. A question that had no answer counts for nothing and is kept.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pazos.science.evaluation import many
from pazos.science.evaluation.effect import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    Plain = dict[str, Any]


def corrected(rows: Sequence[Plain], *, alpha: float) -> list[Plain]:
    """Return the rows with `p_corrected`, and with the verdict as it stands after the correction."""
    found = many.corrected([_p_value(row) for row in rows]) if rows else ()
    return [_told(row, None if math.isnan(p) else p, alpha) for row, p in zip(rows, found, strict=True)]


def _p_value(row: Plain) -> float:
    p = row.get("p_value")
    return math.nan if p is None else float(p)


def _told(row: Plain, p: float | None, alpha: float) -> Plain:
    if "refused" in row:
        return dict(row)
    verdict = row["verdict"]
    moved = verdict in (Verdict.FELL, Verdict.ROSE) and (p is None or p >= alpha)
    return {
        **row,
        "p_corrected": p,
        "verdict": Verdict.NO_EVIDENCE.value if moved else verdict,
    }
