"""How did the effect move with the time since the beginning? Dummies relative to the last time before it.

Units that are never treated have no such time and are nought throughout. Times further than the window stand in one
bin at each end, and which they are is said; a bin is no single time and must not be read as one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.evaluation.effect import Moment
from pazos.science.evaluation.trends import REFERENCE, Leads

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pazos.science.evaluation.clustered import Regression
    from pazos.science.evaluation.panel import Panel

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

WINDOW = 24


@dataclass(frozen=True)
class Design:
    """The dummies (units x times x columns), the first time each stands for, the mean times, what is to be said of bins."""

    dummies: Floats
    times: tuple[int, ...]
    middles: dict[int, float]
    facts: dict[str, Any]


def since(panel: Panel) -> Ints:
    """Return the time since the beginning, units x times; only to be read where a unit is ever treated."""
    return np.asarray(np.arange(len(panel.times))[None, :] - panel.first[:, None], dtype=np.int64)


def distances(panel: Panel) -> Floats:
    """Return how far each treated cell is from the last time before its beginning."""
    return np.asarray(since(panel)[panel.treated] - REFERENCE, dtype=float)


def design(panel: Panel, window: int, width: int = 1) -> Design:
    """Return the dummies of the times from -window to window, `width` times in one, the last before it as reference.

    There are none without units that are never treated: a line in the time since the beginning could not be told from
    the effects (Borusyak, Jaravel and Spiess 2024).
    """
    times, ever = since(panel), panel.ever
    blocks = times // width
    first, last = int(blocks[ever].min()), int(blocks[ever].max())
    # A window that cuts a block would cut the reference too, where blocks are wide.
    most = max(1, window // width)
    lowest, highest = max(first, -most), min(last, most)
    binned = np.clip(blocks, lowest, highest)
    kept = tuple(one for one in range(lowest, highest + 1) if one != REFERENCE and not ever.all())
    dummies = (binned[:, :, None] == np.array(kept)) & ever[:, None, None]
    facts = {
        "reference_time": REFERENCE * width,
        "times_in_one": width,
        "window": [lowest * width, highest * width],
        "binned_before": int((blocks[ever] < lowest).sum()),
        "binned_after": int((blocks[ever] > highest).sum()),
    }
    middles = {one: float(times[ever][binned[ever] == one].mean()) for one in (*kept, REFERENCE)}
    return Design(dummies.astype(float), tuple(one * width for one in kept), middles, facts)


def before(plan: Design) -> Design:
    """Return the part of a design that lies before the beginning."""
    places = [place for place, time in enumerate(plan.times) if time < 0]
    return replace(
        plan, dummies=plan.dummies[:, :, places], times=tuple(plan.times[place] for place in places)
    )


def moments(course: Regression, plan: Design, *, confidence: float) -> tuple[Moment, ...]:
    """Return the event study with the reference at nought in its place; pointwise intervals."""
    if not plan.times:
        return ()
    found = [
        Moment(time, float(course.coefficients[place]), *course.interval(place, confidence))
        for place, time in enumerate(plan.times)
    ]
    reference = Moment(plan.facts["reference_time"], 0.0, 0.0, 0.0)
    return tuple(sorted([*found, reference], key=lambda one: one.time))


def leads(course: Regression, plan: Design, panel: Panel) -> Leads:
    """Return the leads of an event study; their degrees of freedom are of the side with fewer units."""
    places = [place for place, time in enumerate(plan.times) if time < 0]
    middles = [middle for block, middle in sorted(plan.middles.items()) if block < REFERENCE]
    treated = int(panel.ever.sum())
    return Leads(
        tuple(middles[: len(places)]),
        course.coefficients[places],
        course.covariance[np.ix_(places, places)],
        min(treated, len(panel.units) - treated) - 1,
        plan.middles[REFERENCE],
    )
