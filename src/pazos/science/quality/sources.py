"""By how much do sources differ on the same deaths?

Sources count the same people, so their difference is no matter of chance: it is compared with a share.
Who is right is not asked here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.science.quality.panel import Flag, period_label

if TYPE_CHECKING:
    import pandas as pd

# Bogota Protocol (2015), from memory and unconfirmed: sources differ by a fifth at most.
PERMITTED_DIVERGENCE = 0.20
_LEAST = 5  # deaths by which they must differ, so that a village is not flagged for one


def divergence(lowest: float, highest: float) -> float:
    """Return the difference as a share of the higher figure (0 where both are zero)."""
    return (highest - lowest) / highest if highest > 0 else 0.0


def sources_disagree(
    frame: pd.DataFrame, *, unit: str, permitted: float = PERMITTED_DIVERGENCE
) -> list[Flag]:
    """Return the places and periods on which sources differ by more than `permitted`.

    `frame` has place (text or None), source, time and count, a row each.
    """
    known = frame[frame["count"].notna()]
    flags = []
    for (place, time), rows in known.groupby(["place", "time"], dropna=False):
        if rows["source"].nunique() < 2:
            continue
        said = sorted(zip(rows["count"].astype(float), rows["source"].astype(str), strict=True))
        (lowest, low), (highest, high) = said[0], said[-1]
        if highest - lowest >= _LEAST and divergence(lowest, highest) > permitted:
            facts = {"lowest": low, "highest": high, "share": divergence(lowest, highest)}
            label = period_label(time, unit)
            name = place if isinstance(place, str) and place else None
            flags.append(Flag("sources_disagree", "notable", name, label, highest, lowest, None, facts))
    return flags
