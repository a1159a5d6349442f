"""What an evaluation is asked and answers, on plain panels: the plan's method, its doubts, and the verdict.

A doubt is a check of its own that the plan names beforehand. Those of DECIDING overturn the verdict when they
fail; the others are told beside it. Nothing here chooses a method by its result.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pazos.science.evaluation import verdicts
from pazos.science.evaluation.doubts import DECIDING, examine
from pazos.science.evaluation.estimators import lean, run
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pazos.science.evaluation.effect import Check, Effect, Verdict
    from pazos.science.evaluation.panel import Panel

    Tell = Callable[[str, float], None]


@dataclass(frozen=True)
class Way:
    """One way of estimating: a method's name and its options."""

    method: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Design:
    """What was decided beforehand. `smallest`: the smallest effect worth knowing, as a share of the expected."""

    primary: Way
    secondary: tuple[Way, ...] = ()
    doubts: tuple[str, ...] = ()
    smallest: float | None = None
    confidence: float = 0.95
    seed: int = 1

    def estimated(self, panel: Panel, way: Way | None = None) -> Effect:
        """Return the effect on a panel as it was decided beforehand, by the primary way or another one.

        Raises:
            InputProblem: the way cannot be used on this panel.
        """
        way = way or self.primary
        return run(panel, way.method, seed=self.seed, confidence=self.confidence, **way.options)

    def lean(self) -> Design:
        """Return the design for running its primary way many times over, without what its figure does not rest on."""
        options = lean(self.primary.method, self.primary.options)
        return replace(self, primary=replace(self.primary, options=options))


@dataclass(frozen=True)
class Around:
    """What stands around a panel. Where a part is None, the doubts that need it say that they could not be made.

    `ring` is the panel of places too near the treated to be compared (the treatment's time of the nearest treated
    one in `first`); `metres` the distances between the units of the main panel; `chosen` the places of the first
    and last time over which the treated were chosen for their outcome; `doses` units x times.
    """

    ring: Panel | None = None
    metres: NDArray[np.float64] | None = None
    chosen: tuple[int, int] | None = None
    doses: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class Refused:
    """A method that could not be used here, and why, as a sentence and its facts."""

    method: str
    template: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """The answer to one question: the primary effect, the others beside it, the doubts, what may be said."""

    primary: Effect
    secondary: tuple[Effect | Refused, ...]
    doubts: tuple[Check, ...]
    verdict: Verdict
    failed: tuple[str, ...]  # the deciding checks that failed
    expected: float  # how many there would have been, by the primary estimate


def find(panel: Panel, design: Design, *, around: Around | None = None, tell: Tell | None = None) -> Finding:
    """Return what a design finds on a panel.

    Raises:
        InputProblem: the primary method cannot be used on this panel.
    """
    steps = 1 + len(design.secondary) + len(design.doubts)
    done = 0

    def step(name: str) -> None:
        nonlocal done
        if tell:
            tell(name, done / steps)
        done += 1

    step(design.primary.method)
    primary = design.estimated(panel)
    secondary: list[Effect | Refused] = []
    for way in design.secondary:
        step(way.method)
        try:
            secondary.append(design.estimated(panel, way))
        except InputProblem as problem:
            secondary.append(Refused(way.method, problem.template, problem.facts))
    doubts: list[Check] = []
    for name in design.doubts:
        step(name)
        doubts.append(examine(name, panel, primary, design=design, around=around or Around()))
    failed = _failed(primary, doubts)
    return Finding(
        primary=primary,
        secondary=tuple(secondary),
        doubts=tuple(doubts),
        verdict=verdicts.verdict(primary, panel, failed=failed),
        failed=failed,
        expected=verdicts.expected(primary, panel),
    )


def _failed(primary: Effect, doubts: Sequence[Check]) -> tuple[str, ...]:
    """Return the names of the checks that failed and decide: all of the method's own, and those doubts of DECIDING."""
    own = [check.name for check in primary.checks if check.passed is False]
    asked = [check.name for check in doubts if check.passed is False and check.name in DECIDING]
    # A doubt may ask again, and better, what a check of the method asked: it is named once.
    return tuple(dict.fromkeys([*own, *asked]))
