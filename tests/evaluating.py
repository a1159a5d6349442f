"""Evaluations for tests: plans by the deeds and the forms that lead there, and plans with records that can be answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from pazos.analysis.evaluation.answering import answer
from pazos.domain.designations.models import Cluster, Designation
from pazos.domain.evaluations import actions
from pazos.domain.evaluations.models import Evaluation, SealedProtocol
from pazos.domain.evaluations.protocol import Choice, Exclusion, Outcome, Protocol, Subgroup, Treatment
from pazos.domain.evaluations.vocabulary import EvaluationState, ProtocolState, TreatedBy
from pazos.domain.register.models import CountingRule
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.runs.actions import carry_out
from pazos.science.evaluation import doubts

if TYPE_CHECKING:
    from pazos.domain.evaluations.models import Answer
    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run

POLICE, FORENSIC = "policia-nacional", "medicina-legal"
TREATED, PLACES = 6, 16  # barrios of the small city
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


def of_small_city(**changed: Any) -> Protocol:
    """Return a plan on the small city of the tests, by the police's own rows: six of 16 barrios from January 2021."""
    codes = sorted(Neighbourhood.objects.values_list("code", flat=True))[:TREATED]
    whole = Protocol(
        question="Did deaths fall where the strategy worked?",
        expectation="A fifth fewer, by mediation.",
        outcome=Outcome(source=POLICE),
        grain="quarter",
        first="2019-01",
        last="2022-12",
        treated_by=TreatedBy.NAMED,
        treated=tuple(Treatment(code, "2021-01") for code in codes),
        primary=Choice("twfe"),
        secondary=(Choice("poisson"), Choice("callaway-santanna", {"inference": "analytic"})),
        subgroups=(Subgroup("jóvenes", 14, 29), Subgroup("adultos", 30, 64)),
        other_outcomes=(Outcome(source=FORENSIC),),
        smallest=0.2,
    )
    return replace(whole, **changed)


def designated(codes: list[str]) -> Designation:
    """Return a designation of two clusters, each of half of the places."""
    run = carry_out("clusters", dict, by=None, inputs=[], parameters={})
    found = Designation.objects.create(title="Focalización", run=run, proposed_at=timezone.now())
    for number, own in enumerate((codes[: len(codes) // 2], codes[len(codes) // 2 :]), start=1):
        cluster = Cluster.objects.create(designation=found, number=number, name=f"Clúster {number}")
        cluster.neighbourhoods.set(Neighbourhood.objects.filter(code__in=own))
    return found


def in_force(protocol: Protocol, *, by: Staff, signed_by: Staff, **changed: Any) -> SealedProtocol:
    """Return a sealed plan, past the forms that lead there."""
    now = timezone.now()
    evaluation = changed.pop("evaluation", None) or Evaluation.objects.create(
        title="Clústeres", state=EvaluationState.SEALED, made_at=now, made_by=by, changed_at=now
    )
    kept = {
        "number": 1,
        "state": ProtocolState.SEALED,
        "content": protocol.plain(),
        "content_hash": protocol.hash,
        "code_version": "0.0.0+000000000000",
        "proposed_at": now,
        "proposed_by": by,
        "signed_at": now,
        "signed_by": signed_by,
    }
    return SealedProtocol.objects.create(evaluation=evaluation, **{**kept, **changed})


def answered(*, by: Staff, signed_by: Staff, **changed: Any) -> Answer:
    """Return the answer of the plan above, with its clusters."""
    asked = of_small_city(**changed)
    designation = designated([one.unit for one in asked.treated])
    asked = replace(asked, designation=designation.pk)
    return answer(in_force(asked, by=by, signed_by=signed_by), by=by)
