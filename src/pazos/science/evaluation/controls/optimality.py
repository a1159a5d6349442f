"""How far from the best there is may any weights be that an answer rests on? The largest gap over all problems, stated.

The answer's own weights, those of its placebos, of the shifts and of what is left without a donor: whoever solves a
problem notes its gap, so that none can be forgotten. A gap that is too large never stays unsaid.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from functools import wraps
from typing import TYPE_CHECKING

import numpy as np

from pazos.science.evaluation.effect import Check, Effect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from numpy.typing import NDArray

    from pazos.science.evaluation.estimators import Estimator
    from pazos.science.evaluation.panel import Panel

    Floats = NDArray[np.float64]

GAP = 1e-12  # what is sought, of the donors' mean sum of squares
ALLOWED = (
    10 * GAP
)  # where targets are far from all donors, the last digits of numbers are as large as what is sought


@dataclass
class Noted:
    """The largest gap of so many problems, and why some have none that is known."""

    problems: int = 0
    largest: float = 0.0
    unknown: set[str] = field(default_factory=set)

    @property
    def is_too_large(self) -> bool:
        """Whether some problem is further from its best than is allowed, or nobody knows how far."""
        return not self.largest <= ALLOWED


_NOTED: ContextVar[Noted | None] = ContextVar("noted", default=None)


def note(gaps: Floats) -> None:
    """Note the gaps of problems that were solved, each as a share of its scale."""
    noted = _NOTED.get()
    if noted is not None and len(gaps):
        noted.problems += len(gaps)
        # The largest is no number where one of them is none.
        noted.largest = float(np.maximum(noted.largest, gaps.max()))


def note_unknown(facts: Mapping[str, str]) -> None:
    """Note by a code (`why`) that weights stand without a gap to the best there is."""
    noted = _NOTED.get()
    if noted is not None:
        noted.unknown.add(facts["why"])


@contextmanager
def noting() -> Iterator[Noted]:
    """Give what is noted of the problems that are solved inside."""
    noted = Noted()
    held = _NOTED.set(noted)
    try:
        yield noted
    finally:
        _NOTED.reset(held)


def stated(estimate: Estimator) -> Estimator:
    """Return the estimator with the largest gap over all its problems among its settings and checks."""

    @wraps(estimate)
    def with_gap(panel: Panel, *, seed: int, confidence: float, **options: Any) -> Effect:
        with noting() as noted:
            found = estimate(panel, seed=seed, confidence=confidence, **options)
        settings = {"optimality_gap": float("nan") if noted.unknown else noted.largest}
        settings["optimality_gap_allowed"] = ALLOWED
        settings["problems_solved"] = noted.problems
        checks = (*found.checks, _reached(noted))
        return replace(found, checks=checks, settings={**found.settings, **settings})

    return with_gap


def _reached(noted: Noted) -> Check:
    facts = {"gap": noted.largest, "allowed": ALLOWED, "problems": noted.problems}
    if noted.is_too_large:
        return Check("optimality", passed=False, facts=facts)
    if noted.unknown:
        return Check("optimality", None, {**facts, "why": min(noted.unknown)})
    return Check("optimality", passed=True, facts=facts)
