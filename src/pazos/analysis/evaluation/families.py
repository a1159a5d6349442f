"""Several questions of one kind: which of them stand when it is told how many were asked?

Chance is corrected over the family by Holm (1979): of all that say "beyond chance", the share that one is wrong by
chance alone stays below one minus the confidence. A question that had no answer counts for nothing and is kept.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from statsmodels.stats.multitest import multipletests

from pazos.science.evaluation.effect import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    Plain = dict[str, Any]


def corrected(rows: Sequence[Plain], *, alpha: float) -> list[Plain]:
    """Return the rows with `p_corrected`, and with the verdict as it stands after the correction."""
    asked = [row for row in rows if _p_value(row) is not None]
    found = multipletests([row["p_value"] for row in asked], alpha=alpha, method="holm")[1] if asked else ()
    p_values = {id(row): float(p) for row, p in zip(asked, found, strict=True)}
    return [_told(row, p_values.get(id(row)), alpha) for row in rows]


def _p_value(row: Plain) -> float | None:
    p = row.get("p_value")
    return None if p is None or math.isnan(p) else p


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
