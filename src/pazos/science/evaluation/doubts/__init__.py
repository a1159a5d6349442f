"""The doubts that a plan can name, each in a module of its own that is loaded when it is asked for.

A doubt is a function `examine(panel, effect, *, design, around) -> Check`: it looks at the panel and the primary
effect and says whether the design held (None: it could not be made here, with `why` among its facts).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.science.evaluation.effect import Check, Effect
    from pazos.science.evaluation.panel import Panel
    from pazos.science.evaluation.study import Around, Design

ROOM = "pazos.science.evaluation.doubts"
MODULES: dict[str, str] = {
    "parallel_trends": "parallel_trends",
    "regression_to_the_mean": "regression_to_the_mean",
    "honest_bounds": "honest_bounds",
    "anticipation": "anticipation",
    "unseen_confounder": "unseen_confounder",
    "placebo_in_time": "placebo_in_time",
    "placebo_in_space": "placebo_in_space",
    "leave_one_out": "leave_one_out",
    "spill_over": "spill_over",
    "dose_response": "dose_response",
}
# Those whose failure means that nobody can tell, whatever the figure.
DECIDING: frozenset[str] = frozenset(
    {"parallel_trends", "regression_to_the_mean", "placebo_in_time", "placebo_in_space", "leave_one_out"}
)


class Doubting(Protocol):
    """What every doubt is called like."""

    def __call__(self, panel: Panel, effect: Effect, *, design: Design, around: Around) -> Check:
        """Return what the doubt found."""
        ...


def examine(name: str, panel: Panel, effect: Effect, *, design: Design, around: Around) -> Check:
    """Return what one doubt found.

    Raises:
        InputProblem: there is no such doubt.
    """
    if name not in MODULES:
        raise InputProblem(
            "There is no check {name}; there are {known}.", name=name, known=", ".join(MODULES)
        )
    doubt: Doubting = import_module(f"{ROOM}.{MODULES[name]}").examine
    return doubt(panel, effect, design=design, around=around)
