"""What an answer rests on, as plain values and back, so that the same run gives its digits again anywhere.

Counts by place and time, never a record. What comes back is what went in, to the last digit: an answer is always
reckoned from the plain form, at first and ever after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.foundation.runs.canonical import sha256_of
from pazos.science.evaluation.panel import Panel
from pazos.science.evaluation.study import Around

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Plain = dict[str, Any]

ARRAYS = "arrays"
METRES = 1  # decimals of a distance that are kept


class Shelf:
    """Arrays by their hash: several panels of the same people hold them once."""

    def __init__(self) -> None:
        self.arrays: dict[str, list[Any]] = {}

    def put(self, values: Floats | None) -> str | None:
        """Keep an array, and return what it is called."""
        if values is None:
            return None
        rows = [[int(one) if one == int(one) else float(one) for one in row] for row in values.tolist()]
        key = sha256_of(rows)[:16]
        self.arrays[key] = rows
        return key

    def panel(self, panel: Panel) -> Plain:
        """Return a panel as plain values, its arrays on the shelf."""
        return {
            "units": list(panel.units),
            "times": list(panel.times),
            "outcome": self.put(panel.outcome),
            "first": panel.first.tolist(),
            "exposure": self.put(panel.exposure),
            "covariates": {name: self.put(values) for name, values in panel.covariates.items()},
        }

    def around(self, around: Around) -> Plain:
        """Return what stands around a panel as plain values."""
        metres = None if around.metres is None else np.round(around.metres, METRES)
        return {
            "ring": None if around.ring is None else self.panel(around.ring),
            "metres": None if metres is None else self.put(np.where(np.isfinite(metres), metres, -1.0)),
            "chosen": None if around.chosen is None else list(around.chosen),
            "doses": self.put(around.doses),
        }


def panel_from(stored: Mapping[str, Any], arrays: Mapping[str, Any]) -> Panel:
    """Return the panel that `Shelf.panel` gave."""
    exposure = stored["exposure"]
    return Panel(
        units=tuple(stored["units"]),
        times=tuple(stored["times"]),
        outcome=_array(stored["outcome"], arrays),
        first=np.array(stored["first"], dtype=np.int64),
        exposure=None if exposure is None else _array(exposure, arrays),
        covariates={name: _array(key, arrays) for name, key in stored["covariates"].items()},
    )


def around_from(stored: Mapping[str, Any], arrays: Mapping[str, Any]) -> Around:
    """Return what stood around a panel, as `Shelf.around` gave it."""
    metres = None if stored["metres"] is None else _array(stored["metres"], arrays)
    return Around(
        ring=None if stored["ring"] is None else panel_from(stored["ring"], arrays),
        metres=None if metres is None else np.where(metres < 0, np.nan, metres),
        chosen=None if stored["chosen"] is None else (stored["chosen"][0], stored["chosen"][1]),
        doses=None if stored["doses"] is None else _array(stored["doses"], arrays),
    )


def _array(key: str, arrays: Mapping[str, Any]) -> Floats:
    return np.array(arrays[key], dtype=float)
