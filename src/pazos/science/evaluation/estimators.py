"""The estimators by the names of the contract, each in a module of its own that is loaded when it is asked for.

An estimator is a function `estimate(panel, *, seed, confidence, **options) -> Effect`; its module says in OPTIONS
which further options it takes and their defaults.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol

from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.science.evaluation.effect import Effect
    from pazos.science.evaluation.panel import Panel

ROOM = "pazos.science.evaluation"
MODULES: dict[str, str] = {
    "twfe": "twfe",
    "poisson": "poisson",
    "callaway-santanna": "callaway_santanna",
    "imputation": "imputation",
    "sun-abraham": "sun_abraham",
    "synthetic-control": "controls.synthetic_control",
    "sdid": "controls.sdid",
    "augmented": "controls.augmented",
    "its": "interrupted.its",
    "matching": "matching.matched",
}


class Estimator(Protocol):
    """What every estimator is called like."""

    def __call__(self, panel: Panel, *, seed: int, confidence: float, **options: Any) -> Effect:
        """Return the effect on a panel."""
        ...


def options_of(method: str) -> dict[str, Any]:
    """Return the options that a method takes, with their defaults."""
    return dict(getattr(import_module(f"{ROOM}.{MODULES[method]}"), "OPTIONS", {}))


def lean(method: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return a method's options without what its figure and interval do not rest on: a long event study, its band.

    Where a method is run many times over they are most of the work. An unknown method keeps what it was given.
    """
    known = options_of(method) if method in MODULES else {}
    spared: dict[str, Any] = {
        name: least for name, least in (("window", 1), ("course", False)) if name in known
    }
    if method == "callaway-santanna":
        spared["inference"] = "analytic"
    return {**options, **spared}


def run(panel: Panel, method: str, *, seed: int = 1, confidence: float = 0.95, **options: Any) -> Effect:
    """Return the effect by one method.

    Raises:
        InputProblem: there is no such method, or it does not take one of the options.
    """
    if method not in MODULES:
        raise InputProblem(
            "There is no method {method}; there are {known}.", method=method, known=", ".join(MODULES)
        )
    module = import_module(f"{ROOM}.{MODULES[method]}")
    known = options_of(method)
    given = {name: value for name, value in options.items() if value is not None}
    foreign = sorted(set(given) - set(known))
    if foreign:
        raise InputProblem(
            "The method {method} does not take: {options}.", method=method, options=", ".join(foreign)
        )
    estimate: Estimator = module.estimate
    return estimate(panel, seed=seed, confidence=confidence, **{**known, **given})
