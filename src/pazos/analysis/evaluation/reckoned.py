"""What does a sealed plan find on its frozen material? The primary question, its doubts, and the same question asked otherwise.

Everything follows from the material and the plan: no database, no clock. Subgroups and clusters are families of
questions: their chance is corrected for how many were asked, and none stands without an interval.
"""

from __future__ import annotations

import math
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.analysis.evaluation.families import corrected
from pazos.analysis.evaluation.frozen import ARRAYS, around_from, panel_from
from pazos.analysis.evaluation.meaning import meaning_of, with_years
from pazos.analysis.notices import plain_facts
from pazos.foundation.words import N_
from pazos.science.evaluation import verdicts
from pazos.science.evaluation.meaning import averted
from pazos.science.evaluation.panel import NEVER, Panel
from pazos.science.evaluation.study import Design, Finding, Refused, Way, find
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pazos.science.evaluation.effect import Check, Effect

    Tell = Callable[[str, float], None]
    Plain = dict[str, Any]
    Asked = Callable[[Panel], Plain]

SHARE_OF_PRIMARY = 0.7  # of the work, as progress tells it


def answer_of(material: Mapping[str, Any], tell: Tell = lambda _step, _share: None) -> Plain:
    """Return the whole answer of a material that `analysis.evaluation.material` froze.

    Raises:
        InputProblem: the primary method cannot be used on the plan's own panel.
    """
    arrays = material[ARRAYS]
    panel, design = panel_from(material["panel"], arrays), design_from(material["design"])
    finding = find(
        panel,
        design,
        around=around_from(material["around"], arrays),
        tell=lambda step, share: tell(step, share * SHARE_OF_PRIMARY),
    )

    def again(other: Panel) -> Plain:
        return asked_again(other, design, failed=finding.failed)

    tell(N_("the same question under other rules and of other groups"), SHARE_OF_PRIMARY)
    own = {**material["outcome"], **told(finding.primary, panel), "verdict": finding.verdict.value}
    by_rule = [own, *_others(material["by_rule"], again, arrays, keys=("rule", "source"))]
    subgroups = _others(material["subgroups"], again, arrays, keys=("name", "age_from", "age_to", "sex"))
    tell(N_("each cluster by itself"), 0.9)
    clusters = [
        {"name": one["name"], "units": one["units"], **again(_only(panel, one["units"]))}
        for one in material["clusters"]
    ]
    alpha, ages = 1.0 - design.confidence, material["meaning"]["ages"]
    return {
        **_of_finding(finding, panel, design),
        "by_rule": by_rule,
        "subgroups": with_years(corrected(subgroups, alpha=alpha), ages),
        "clusters": with_years(corrected(clusters, alpha=alpha), ages),
        "meaning": meaning_of(finding.primary, panel, material["meaning"]),
        # A material of before has none, and gives its own digits again.
        **({"near_repeats": material["near_repeats"]} if "near_repeats" in material else {}),
        "course": course_of(finding.primary, panel),
        "units": _units(panel, material),
        "notes": material["notes"],
        "departures": [*material["departures"], *_refused_methods(finding)],
    }


def design_from(stored: Mapping[str, Any]) -> Design:
    """Return the design that `dataclasses.asdict` made plain."""
    return Design(
        **{
            **stored,
            "primary": Way(**stored["primary"]),
            "secondary": tuple(Way(**one) for one in stored["secondary"]),
            "doubts": tuple(stored["doubts"]),
        }
    )


def contract(effect: Effect, panel: Panel, design: Design) -> Plain:
    """Return an effect as `pazos analyse effect` gives it, without a verdict."""
    settings = {
        "units": len(panel.units),
        "times": len(panel.times),
        "treated": int(panel.ever.sum()),
        "expected": verdicts.expected(effect, panel),
        "seed": design.seed,
        "confidence": design.confidence,
        **effect.settings,
    }
    return {**asdict(effect), "settings": settings}


def asked_again(panel: Panel, design: Design, *, failed: Sequence[str] = ()) -> Plain:
    """Return the primary question on another panel: the figure, the verdict by the same rules, what was averted.

    `failed` are the deciding checks that failed for the plan itself: its treated were chosen as they were, whoever
    is counted, so that no row says more than the plan.
    """
    try:
        effect = design.estimated(panel)
    except InputProblem as problem:
        return {"refused": _refusal(problem)}
    return told(effect, panel, failed=failed)


def told(effect: Effect, panel: Panel, *, failed: Sequence[str] = ()) -> Plain:
    """Return a figure as it stands in a row: its interval, its verdict by the rules of all, what was averted."""
    names = ("estimate", "low", "high", "standard_error", "p_value", "unit")
    return {
        **{name: getattr(effect, name) for name in names},
        "verdict": verdicts.verdict(effect, panel, failed=failed).value,
        "failed": [check.name for check in effect.checks if check.passed is False],
        "expected": verdicts.expected(effect, panel),
        "seen": float(panel.outcome[panel.treated].sum()),
        "averted": asdict(averted(effect, panel)),
    }


def course_of(effect: Effect, panel: Panel) -> Plain:
    """Return deaths by unit at each time: of the treated, of those never treated, and of the weighed comparison."""
    ever = panel.ever
    never = panel.outcome[~ever]
    weights = np.array([effect.weights.get(unit, math.nan) for unit in panel.units])
    weighed = np.isfinite(weights) & ~ever
    return {
        "times": list(panel.times),
        "begins": [panel.times[place] for place in panel.cohorts],
        "treated": panel.outcome[ever].mean(axis=0).tolist(),
        "never": never.mean(axis=0).tolist() if len(never) else None,
        "weighed": (weights[weighed] @ panel.outcome[weighed]).tolist() if weighed.any() else None,
        "treated_units": int(ever.sum()),
        "never_units": int((~ever).sum()),
    }


def _of_finding(finding: Finding, panel: Panel, design: Design) -> Plain:
    return {
        "verdict": finding.verdict.value,
        "expected": finding.expected,
        "seen": float(panel.outcome[panel.treated].sum()),
        "failed": list(finding.failed),
        "primary": {
            **contract(finding.primary, panel, design),
            **told(finding.primary, panel),
            "verdict": finding.verdict.value,
        },
        "secondary": [_secondary(one, panel, design, finding.failed) for one in finding.secondary],
        "doubts": [_check(one) for one in finding.doubts],
    }


def _secondary(one: Effect | Refused, panel: Panel, design: Design, failed: Sequence[str]) -> Plain:
    if isinstance(one, Refused):
        return {
            "method": one.method,
            "refused": {"template": one.template, "facts": plain_facts(dict(one.facts))},
        }
    return {**contract(one, panel, design), **told(one, panel, failed=failed)}


def _check(check: Check) -> Plain:
    return {"name": check.name, "passed": check.passed, "facts": dict(check.facts)}


def _others(
    stored: Sequence[Mapping[str, Any]], again: Asked, arrays: Mapping[str, Any], *, keys: Sequence[str]
) -> list[Plain]:
    """Return what each other panel says; one that could not be gathered says why."""
    return [
        {
            **{key: one[key] for key in keys},
            **({"refused": one["refused"]} if "refused" in one else again(panel_from(one["panel"], arrays))),
        }
        for one in stored
    ]


def _only(panel: Panel, units: Sequence[str]) -> Panel:
    """Return the panel with these treated units only, and everybody who is never treated."""
    kept = np.array([unit in units for unit in panel.units]) | (panel.first == NEVER)
    return replace(
        panel,
        units=tuple(unit for unit, keep in zip(panel.units, kept, strict=True) if keep),
        outcome=panel.outcome[kept],
        first=panel.first[kept],
        exposure=None if panel.exposure is None else panel.exposure[kept],
        covariates={name: values[kept] for name, values in panel.covariates.items()},
    )


def _units(panel: Panel, material: Mapping[str, Any]) -> list[Plain]:
    """Return every place with its part in the comparison, in the order of the panel."""
    names, ring = material["names"], material["around"]["ring"]
    inside = [
        {
            "unit": unit,
            "name": names.get(unit, unit),
            "part": "treated" if first != NEVER else "comparison",
            "starts": panel.times[first] if first != NEVER else None,
        }
        for unit, first in zip(panel.units, panel.first.tolist(), strict=True)
    ]
    near = [
        {"unit": unit, "name": names.get(unit, unit), "part": "near", "starts": None}
        for unit in (ring["units"] if ring else ())
    ]
    return [*inside, *near]


def _refused_methods(finding: Finding) -> list[Plain]:
    return [
        {
            "code": "method_refused",
            "facts": {"method": one.method},
            "refused": {"template": one.template, "facts": plain_facts(dict(one.facts))},
        }
        for one in finding.secondary
        if isinstance(one, Refused)
    ]


def _refusal(problem: InputProblem) -> Plain:
    return {"template": problem.template, "facts": plain_facts(problem.facts)}
