"""Asked of many subgroups at once, which answers still stand? Multiple testing.

Of twenty subgroups without any effect one is expected beyond chance at 5%. `corrected` keeps the probability of even one
false answer at the level, however the tests hang together (Holm 1979); `romano_wolf` does the same and gains by draws that
are shared (Romano and Wolf 2005).

A test that could not be made has no figure (NaN): it stays without one and counts for none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def corrected(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return p-values that may each be compared with the level (Holm 1979), in the order given; NaN stays NaN.

    Raises:
        InputProblem: some are no probabilities.
    """
    values = np.asarray(p_values, dtype=float)
    made = ~np.isnan(values)
    if ((values[made] < 0) | (values[made] > 1)).any():
        raise InputProblem(
            "These are no probabilities: {values}.",
            values=listed(values[made][(values[made] < 0) | (values[made] > 1)]),
        )
    answer = np.full(len(values), np.nan)
    order = np.argsort(values, kind="stable")[: int(made.sum())]
    # A step is never surer than the one before it.
    steps = np.maximum.accumulate(values[order] * np.arange(len(order), 0, -1))
    answer[order] = np.minimum(steps, 1.0)
    return tuple(answer.tolist())


def romano_wolf(statistics: Sequence[float], draws: Floats) -> tuple[float, ...]:
    """Return step-down p-values of absolute statistics, `draws` (draws x tests) being theirs where nothing is there.

    The draws are shared: one draw deals once for all tests, so that they hang together as the statistics do.

    Raises:
        InputProblem: the draws are not of these tests, or there are none.
    """
    sizes = np.abs(np.asarray(statistics, dtype=float))
    if draws.ndim != 2 or draws.shape[1] != len(sizes) or not len(draws):
        raise InputProblem(
            "The draws are of {given} tests, the statistics of {count}.",
            given=draws.shape[1] if draws.ndim == 2 and len(draws) else 0,
            count=len(sizes),
        )
    answer = np.full(len(sizes), np.nan)
    order = [place for place in np.argsort(-sizes, kind="stable") if not np.isnan(sizes[place])]
    null = np.abs(draws)
    before = 0.0
    for rank, place in enumerate(order):
        largest = null[:, order[rank:]].max(axis=1)
        # A step is never surer than the one before it; the statistic itself is one of the draws.
        before = max(before, (1 + int((largest >= sizes[place]).sum())) / (len(null) + 1))
        answer[place] = before
    return tuple(answer.tolist())
