"""Which places does each circle hold, from near to far, and where do its rings begin?

A ring joins neighbouring circles of one centre whose expectations differ little. If the count
within a ring is below what its smallest circle would need, no circle in it can matter: counts grow
outwards and so do the counts needed. So most circles are never looked at one by one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.patterns.scan.kernels import STEP, Bounds, Circles, Places, lay_out

if TYPE_CHECKING:
    from pazos.science.patterns.scan.windows import Integers, Study

# Rings per square root of the expected count: the noise of a count is its root, and a ring should
# be thinner than the noise. Fewer make more circles to look at, more make more sums.
RINGS_PER_ROOT = 2.5
# Expectations are told apart by their roots, in this many classes at most.
ROOTS = 1000
ROOT_STEP = 0.1


def root_step(study: Study) -> float:
    """Return how far apart the classes of expectations are, in their square roots."""
    return max(ROOT_STEP, math.sqrt(study.limit) / ROOTS)


def rings_at_most(study: Study) -> int:
    """Return a bound on the number of rings of one centre."""
    return min(study.places, int(_rings_per_root(study) * math.sqrt(study.limit * 1.01)) + 2)


def _rings_per_root(study: Study) -> float:
    """Count rings by the root of what all periods expect, so that those of the widest interval are thin."""
    return RINGS_PER_ROOT * math.sqrt(study.longest / study.total)


def circles_on(study: Study, centres: Integers) -> Circles:
    """Return the circles on `centres`, cut at the study's limit."""
    rings = rings_at_most(study) * len(centres)
    room = study.places * len(centres) + (STEP - 1) * rings
    circles = Circles(
        of=np.zeros(len(centres) + 1, dtype=np.int64),
        start=np.zeros(rings + 1, dtype=np.int64),
        places=np.full(room, study.places, dtype=np.uint32),
        closes=np.zeros(room, dtype=np.bool_),
        before=np.zeros((rings, study.until.shape[1])),
        root=np.zeros((rings, len(study.intervals)), dtype=np.uint16),
    )
    bounds = Bounds(study.limit * (1 + 1e-12), _rings_per_root(study), root_step(study))
    lay_out(
        circles, Places(centres, np.ascontiguousarray(study.points), study.until, study.intervals), bounds
    )
    used = circles.of[-1]
    room = circles.start[used]
    return Circles(
        circles.of,
        circles.start[: used + 1].copy(),
        circles.places[:room].copy(),
        circles.closes[:room].copy(),
        circles.before[:used].copy(),
        circles.root[:used].copy(),
    )
