"""What each unit was like before anybody was treated: its level, its trend, its covariates.

Where there are times enough, they are dealt out in turn: the second, fourth and so on choose whom to compare with, the
others are what a change is measured from. Whoever is chosen for a high count is partly chosen for its luck; measured
from that same count, it comes down by itself and hides an effect or feigns one (Daw and Hatfield 2018).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.panel import Panel

    Floats = NDArray[np.float64]

SPLIT_FROM = 12  # times before; fewer are all used for both
FEWEST = 2


@dataclass(frozen=True)
class Features:
    """`values` are units x names. `base` says of each time whether a change is measured from it."""

    names: tuple[str, ...]
    values: Floats
    base: NDArray[np.bool_]
    split: bool


def features_of(panel: Panel, *, split: bool | None) -> Features:
    """Return what the units were like before the first beginning.

    The level is the root of the rate where the outcome are counts (its chance is then alike everywhere), else the
    mean; the trend is the later half's less the earlier half's; covariates are means over the same times.

    Raises:
        InputProblem: fewer than two times before, or too few to deal out where that is asked for.
    """
    before = panel.cohorts[0]
    if before < FEWEST:
        raise InputProblem(
            "Matching needs at least {least} times before the first treatment; here are {times}.",
            least=FEWEST,
            times=before,
        )
    if split and before < 4:
        raise InputProblem(
            "To deal {times} times out between choosing and measuring there must be at least 4. Leave split out.",
            times=before,
        )
    dealt = before >= SPLIT_FROM if split is None else split
    places = np.arange(len(panel.times))
    base = (places < before) & ((places % 2 == 0) | (not dealt))
    chooses = np.flatnonzero((places < before) & ((places % 2 == 1) | (not dealt)))
    named = {"level": _level(panel, chooses)}
    if len(chooses) >= FEWEST:
        half = len(chooses) // 2
        named["trend"] = _level(panel, chooses[half:]) - _level(panel, chooses[:half])
    named |= {name: values[:, chooses].mean(axis=1) for name, values in panel.covariates.items()}
    kept = {name: values for name, values in named.items() if np.ptp(values) > 0}
    if not kept:
        raise InputProblem("Before the treatment all units were alike: there is nothing to match on.")
    return Features(tuple(kept), np.column_stack(list(kept.values())), base, dealt)


def _level(panel: Panel, places: NDArray[np.intp]) -> Floats:
    total = panel.outcome[:, places].sum(axis=1)
    exposed = np.full(len(panel.units), float(len(places)))
    if panel.exposure is not None and panel.is_counted:
        exposed = panel.exposure[:, places].sum(axis=1)
        exposed = exposed / exposed.mean()
        if not (exposed > 0).all():
            raise InputProblem(
                "Nobody is exposed in {unit} before the treatment: it has no rate to match on. Take it out.",
                unit=panel.units[int(np.flatnonzero(exposed <= 0)[0])],
            )
    rate = np.asarray(total / exposed, dtype=float)
    return np.sqrt(rate) if panel.is_counted else rate
