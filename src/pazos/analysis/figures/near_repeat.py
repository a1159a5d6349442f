"""A table of near repeats: how many times more pairs than chance deals, by distance and days apart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pazos.analysis.figures.render import INK, LINE, PAPER, SEQUENCE
from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    import altair

# Colour stands for "more than chance, and chance rarely makes it": the ratio alone, on few pairs, is noise.
LEVEL = 0.05
STEPS = (1.2, 1.5, 2.0)


def ratio_table(result: Mapping[str, Any]) -> altair.LayerChart:
    """Return the table of `result` (as the command gives it); cells with p up to 0.05 are coloured."""
    import altair

    settings = result["settings"]
    cells = altair.InlineData(values=_cells(result))
    base = altair.Chart(
        cells, width=90 * len(settings["time_bands"]), height=32 * len(settings["space_bands"])
    )
    where = {
        "x": altair.X("days:N", sort=None, title=say(N_("days apart")), axis=altair.Axis(labelAngle=0)),
        "y": altair.Y("metres:N", sort=None, title=say(N_("metres apart"))),
    }
    boxes = base.mark_rect(stroke=LINE).encode(**where, color=altair.Color("colour:N", scale=None))
    texts = base.mark_text().encode(**where, text="text:N", color=altair.Color("ink:N", scale=None))
    chart: altair.LayerChart = boxes + texts
    return chart


def _cells(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    settings = result["settings"]
    cells = []
    for row, metres in enumerate(settings["space_bands"]):
        for column, days in enumerate(settings["time_bands"]):
            ratio = result["ratio"][row][column]
            colour = _colour(ratio, result["p_value"][row][column])
            cells.append(
                {
                    "metres": metres,
                    "days": days,
                    "text": "–" if math.isnan(ratio) else f"{ratio:.2f}",
                    "colour": colour,
                    "ink": PAPER if colour in SEQUENCE[3:] else INK,
                }
            )
    return cells


def _colour(ratio: float, p_value: float) -> str:
    if p_value > LEVEL or not ratio > 1:
        return PAPER
    return SEQUENCE[1 + sum(ratio >= step for step in STEPS)]
