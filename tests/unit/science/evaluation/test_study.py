"""What a study finds: which failures decide what may be said, and how they are named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pazos.science.evaluation import study
from pazos.science.evaluation.effect import Check, Verdict
from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.study import Design, Finding, Way, find
from unit.science.evaluation.worlds import city

if TYPE_CHECKING:
    import pytest

    from pazos.science.evaluation.panel import Panel


def found(
    monkeypatch: pytest.MonkeyPatch, own: dict[str, bool | None], asked: dict[str, bool | None]
) -> Finding:
    """What is found where the method's own checks and the doubts come out as told."""

    def checked(panel: Panel, method: str, **options: object) -> object:
        checks = tuple(Check(name, passed) for name, passed in own.items())
        return replace(run(panel, method, **options), checks=checks)

    monkeypatch.setattr(study, "run", checked)
    monkeypatch.setattr(study, "examine", lambda name, *_, **__: Check(name, asked[name]))
    return find(city(1, effect=-0.8, mean=20.0), Design(Way("twfe"), doubts=tuple(asked)))


def test_a_check_of_the_method_that_fails_decides_whatever_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = found(monkeypatch, {"inside_hull": False, "treated_units": None}, {})
    assert (answer.failed, answer.verdict) == (("inside_hull",), Verdict.CANNOT_TELL_DESIGN)


def test_of_the_doubts_only_those_that_decide_overturn_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = found(monkeypatch, {}, {"spill_over": False, "placebo_in_time": None})
    assert (answer.failed, answer.verdict) == ((), Verdict.FELL)
    answer = found(monkeypatch, {}, {"spill_over": False, "placebo_in_time": False})
    assert (answer.failed, answer.verdict) == (("placebo_in_time",), Verdict.CANNOT_TELL_DESIGN)


def test_what_failed_twice_is_named_once_and_the_method_s_own_first(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = found(
        monkeypatch,
        {"parallel_trends": False, "optimality": False},
        {"leave_one_out": False, "parallel_trends": False},
    )
    assert answer.failed == ("parallel_trends", "optimality", "leave_one_out")


def test_a_plan_estimates_as_was_decided_beforehand() -> None:
    panel = city(1, effect=-0.3)
    plan = Design(Way("twfe", {"inference": "wild", "draws": 199}), confidence=0.9, seed=5)
    assert plan.estimated(panel) == run(panel, "twfe", inference="wild", draws=199, seed=5, confidence=0.9)
    assert plan.estimated(panel, Way("poisson")) == run(panel, "poisson", seed=5, confidence=0.9)
