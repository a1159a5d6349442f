"""Matching: how much more did the treated change than units that were like them before?

Units never treated are chosen, or weighed, to be like the treated in level, trend and covariates before anybody was
treated; then it is a difference in differences. It mends differences that were seen before, and no others: what was
not measured may still differ. Where there are times enough, those that choose and those that measure are kept apart
(see `features`), because whoever is chosen for a high count partly had bad luck, which does not last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.science.evaluation.effect import Effect
from pazos.science.evaluation.matching import course, doubts, variance
from pazos.science.evaluation.matching.choosing import NEAREST, Chosen, How, choose
from pazos.science.evaluation.matching.contrast import stacked
from pazos.science.evaluation.matching.features import features_of
from pazos.science.evaluation.panel import all_treated_problem
from pazos.science.evaluation.trends import worrying_slope
from pazos.science.evaluation.twfe import one_treated_problem
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.science.evaluation.panel import Panel

OPTIONS: dict[str, Any] = {
    "by": "entropy",
    "neighbours": 5,
    "caliper": 0.2,
    "replacement": True,
    "scale": "auto",
    "split": None,
    "control": "never",
    "inference": "cluster",
    "draws": 999,
}
SCALES = ("auto", "ratio", "difference")


def estimate(panel: Panel, *, seed: int, confidence: float, **options: Any) -> Effect:
    """Return the effect on the treated: the logarithm of a ratio of ratios for counts, else a difference.

    Options: `by` (propensity, mahalanobis, entropy, weights, overlap), `neighbours`, `caliper` and `replacement` for
    the first two, `scale` (auto, ratio, difference), `split` (whether times that choose measure nothing; None: where
    there are twelve or more before), `inference` ("cluster", Student's with the degrees of freedom of what is
    learnt from units beyond the chance of counts; "bootstrap" of units with the weights found anew, for weights; "abadie-imbens"
    2006 for neighbours on the scale of differences), `draws` of the bootstrap. The weights of the answer are of the others and add up to one.

    Raises:
        InputProblem: an option is unknown or does not fit the others, one unit is treated or all are, too few times
            before, nobody near enough, no weights that balance, or a side without deaths on the scale of ratios.
    """
    _refuse(panel, options)
    ratio = options["scale"] == "ratio" or (options["scale"] == "auto" and panel.is_counted)
    features = features_of(panel, split=options["split"])
    how = How(options["by"], options["neighbours"], options["caliper"], options["replacement"])
    chosen = choose(features, panel.ever, how)
    stack = stacked(panel, features, chosen, ratio=ratio, counts=panel.is_counted)
    task = variance.Task(panel, features, how, chosen, stack)
    found = variance.spread(
        task, inference=options["inference"], draws=options["draws"], seed=seed, confidence=confidence
    )
    steps = course.course_of(stack, split=features.split)
    distances = np.asarray(stack.treated.since[stack.treated.since >= 0] + 1, dtype=float)
    slope = worrying_slope((found.high - found.low) / 2, distances)
    return Effect(
        method="matching",
        estimate=found.estimate,
        low=found.low,
        high=found.high,
        standard_error=found.error,
        p_value=found.p_value,
        unit="log_ratio" if ratio else "difference",
        event_study=course.moments(steps, confidence),
        weights=_named(panel, chosen),
        checks=(
            doubts.balance(features, chosen),
            doubts.worth(chosen),
            doubts.support(chosen, panel.units),
            course.moved_alike(steps, stack, slope=slope, split=features.split),
        ),
        settings=_settings(panel, options, task=task, degrees=found.degrees, steps=steps),
    )


def _refuse(panel: Panel, options: dict[str, Any]) -> None:
    if panel.ever.all():
        raise all_treated_problem()
    if options["control"] != "never":
        raise InputProblem("Matching compares with units that are never treated; leave out --control.")
    if panel.ever.sum() == 1:
        raise one_treated_problem(panel)
    if options["scale"] not in SCALES:
        raise InputProblem(
            "The scale is one of {known}; there is no {given}.",
            known=", ".join(SCALES),
            given=options["scale"],
        )
    if options["scale"] == "ratio":
        panel.counts()


def _named(panel: Panel, chosen: Chosen) -> dict[str, float]:
    shares = chosen.totals / chosen.totals.sum()
    return {
        panel.units[place]: float(one) for place, one in zip(chosen.others, shares, strict=True) if one > 1e-9
    }


def _settings(
    panel: Panel, options: dict[str, Any], *, task: variance.Task, degrees: float, steps: course.Course | None
) -> dict[str, Any]:
    nearest = options["by"] in NEAREST
    return {
        "by": options["by"],
        **({name: options[name] for name in ("neighbours", "caliper", "replacement")} if nearest else {}),
        "scale": "ratio" if task.stack.ratio else "difference",
        "times_kept_apart": task.features.split,
        "features": list(task.features.names),
        "inference": options["inference"],
        "draws": options["draws"] if options["inference"] == "bootstrap" else 0,
        "degrees_of_freedom": degrees,
        "exposure_used": task.stack.ratio and panel.exposure is not None,
        "covariates": list(panel.covariates),
        "times_in_one": steps.width if steps else None,
    }
