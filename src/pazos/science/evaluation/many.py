"""Asked of many subgroups at once, which answers still stand? Multiple testing.

Of twenty subgroups without any effect one is expected beyond chance at 5%. `corrected` keeps the probability of even one
false answer at the level, however the tests hang together (Holm 1979). A correction that gains where they do (Romano and
Wolf 2005) needs draws that are shared by all of them, and most of the methods that a plan may choose draw nothing.

A test that could not be made has no figure (NaN): it stays without one and counts for none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Sequence


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
