"""The answer of an undercount as plain values: what the command writes and a run keeps.

Numbers and codes, in no language: `words.worded` adds the sentences. "Cannot tell" is an
answer like any other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.science.undercount import Doubt, Undercount
from pazos.science.undercount.two_lists import TwoLists, lincoln_petersen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pazos.science.undercount import Interval, ModelLine, Stratified

BRIEF = ("verdict", "codes", "observed", "missed", "total", "coverage", "model", "best")


def answer_of(found: Undercount | Stratified) -> dict[str, Any]:
    """Return what was found, in numbers and codes."""
    return _whole(found) if isinstance(found, Undercount) else _stratified(found)


def _whole(found: Undercount) -> dict[str, Any]:
    given, approach = found.histories, found.coverage_approach
    answer = _head(found, found) | {
        "model": found.model if found.missed else None,
        "best": _line(found.best),
        "models": [_line(line) for line in found.models],
        "lower_bound": _interval(found.bound),
        "sample_coverage": approach
        and {
            "overlap": approach.coverage,
            "overlap_is_low": approach.low,
            "independent": _interval(approach.independent),
            "dependent": _interval(approach.dependent),
            "one_step": _interval(approach.one_step),
        },
    }
    if len(given.lists) == 2:
        two = TwoLists(int(given.sizes[0]), int(given.sizes[1]), given.shared(0, 1))
        answer["lincoln_petersen"] = lincoln_petersen(two)
    return answer


def _head(found: Undercount | Stratified, whole: Undercount) -> dict[str, Any]:
    """Return what every answer holds first."""
    return {
        "ok": _holds(found.missed),
        "verdict": found.verdict,
        "codes": {"reasons": _codes(found.reasons), "cautions": _codes(found.cautions)},
        "observed": whole.histories.observed,
        "missed": _interval(found.missed),
        "total": _interval(found.total),
        "coverage": [
            {
                "list": share.list,
                "deaths": share.deaths,
                "share": share.share and share.share.estimate,
                "low": share.share and share.share.low,
                "high": share.share and share.share.high,
            }
            for share in found.shares
        ],
    }


def _stratified(found: Stratified) -> dict[str, Any]:
    strata = [{"stratum": name, **_brief(one)} for name, one in found.strata.items()]
    return _head(found, found.together) | {
        "model": "sum of strata" if found.missed else None,
        "best": None,
        "models": [],
        "strata": strata,
        "together": _brief(found.together),
    }


def _brief(found: Undercount) -> dict[str, Any]:
    answer = _whole(found)
    return {name: answer[name] for name in BRIEF}


def _codes(doubts: Iterable[Doubt]) -> list[dict[str, Any]]:
    return [{"code": doubt.code, **doubt.facts} for doubt in doubts]


def _interval(given: Interval | None) -> dict[str, float | None]:
    """Return an interval whose three keys are always there."""
    return {name: getattr(given, name, None) for name in ("estimate", "low", "high")}


def _line(line: ModelLine | None) -> dict[str, Any] | None:
    if line is None:
        return None
    return {
        "model": line.model,
        "degrees_of_freedom": line.freedom,
        "deviance": line.deviance,
        "p_value": line.p_value,
        "aic": line.aic,
        "bic": line.bic,
        "weight": line.weight,
        "missed": _interval(line.missed),
    }


def _holds(missed: Interval | None) -> bool:
    """Check the answer against itself: an estimate lies between its bounds."""
    return missed is None or 0 <= missed.low <= missed.estimate <= missed.high


def beside(answer: Mapping[str, Any], caution: Doubt) -> dict[str, Any]:
    """Return an answer with one more caution."""
    codes = {**answer["codes"], "cautions": [*answer["codes"]["cautions"], *_codes([caution])]}
    return {**answer, "codes": codes}


def withheld(answer: Mapping[str, Any], why: Doubt) -> dict[str, Any]:
    """Return an answer as "cannot tell", for a reason beyond the method's own; the models stay to be seen."""
    codes = {**answer["codes"], "reasons": [*answer["codes"]["reasons"], *_codes([why])]}
    nothing = {"share": None, "low": None, "high": None}
    return {
        **answer,
        "codes": codes,
        "verdict": "cannot tell",
        "missed": _interval(None),
        "total": _interval(None),
        "model": None,
        "coverage": [{**one, **nothing} for one in answer["coverage"]],
    }
