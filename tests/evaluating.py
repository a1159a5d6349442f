"""Evaluations for tests: a whole plan on the small city, and the run that says what it could detect."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pazos.domain.evaluations import actions
from pazos.domain.evaluations.protocol import Choice, Exclusion, Outcome, Protocol, Subgroup, Treatment
from pazos.domain.evaluations.vocabulary import TreatedBy
from pazos.domain.register.models import CountingRule
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.runs.actions import carry_out
from pazos.science.evaluation import doubts

if TYPE_CHECKING:
    from pazos.domain.evaluations.models import Evaluation, SealedProtocol
    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run

POWER: dict[str, Any] = {
    "effects": [0.1, 0.2, 0.3, 0.4],
    "detected": [{"share": one, "low": one - 0.05, "high": one + 0.05} for one in (0.1, 0.35, 0.72, 0.91)],
    "false_alarms": {"share": 0.04, "low": 0.02, "high": 0.07},
    "smallest_detectable": 0.33,
    "expected": 41.2,
    "draws": 200,
}


def places(count: int = 6) -> list[str]:
    """Make neighbourhoods and return their codes."""
    codes = [f"{number:03d}" for number in range(1, count + 1)]
    for code in codes:
        Neighbourhood.objects.create(code=code, name=f"Barrio {code}")
    return codes


def rule() -> str:
    """Return the key of a counting rule in force, made when there is none."""
    from django.utils import timezone

    known = CountingRule.objects.filter(retired_at__isnull=True).first()
    return str(
        known
        or CountingRule.objects.create(
            name="iccs_0101",
            version=1,
            title="Intentional homicide (ICCS 0101)",
            definition={},
            definition_hash="0" * 64,
            made_at=timezone.now(),
        )
    )


def whole(codes: list[str], **changed: Any) -> Protocol:
    """Return a plan with nothing missing: the first two places treated from November 2020."""
    plan = Protocol(
        question="Did deaths fall where the strategy worked?",
        expectation="A fifth fewer, by mediation.",
        outcome=Outcome(rule=rule()),
        first="2016-01",
        last="2022-12",
        treated_by=TreatedBy.NAMED,
        treated=tuple(Treatment(code, "2020-11") for code in codes[:2]),
        excluded=(Exclusion(codes[-1], "a prison was opened there"),),
        buffer_metres=250,
        chosen_from="2017-01",
        chosen_to="2019-12",
        primary=Choice("poisson"),
        secondary=(Choice("twfe"),),
        subgroups=(Subgroup("jóvenes", 14, 29),),
        doubts=tuple(doubts.MODULES),
        smallest=0.2,
    )
    return replace(plan, **changed)


def written(plan: Protocol, *, by: Staff, title: str = "Clusters") -> Evaluation:
    """Return an evaluation whose draft is that plan, its power reckoned."""
    found = actions.write(actions.draft(title=title, by=by), protocol=plan, by=by)
    actions.keep_power(found, run=power_of(plan), by=by)
    found.refresh_from_db()
    return found


def power_of(plan: Protocol) -> Run:
    return carry_out(
        "evaluation_power", lambda: POWER, by=None, inputs=[], parameters={"plan": plan.plain()}, seed=1
    )


def answer_run(verdict: str = "no_evidence") -> Run:
    return carry_out("evaluation", lambda: {"verdict": verdict}, by=None, inputs=[], parameters={}, seed=1)


def sealed(plan: Protocol, *, by: Staff, signed_by: Staff) -> SealedProtocol:
    return actions.seal(actions.propose(written(plan, by=by), by=by), by=signed_by)
