"""What is known around a plan when it is judged: rules, sources and places that exist, methods, power, versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.evaluations.models import ComparisonPanel, Evaluation
from pazos.domain.evaluations.protocol import Protocol
from pazos.domain.evaluations.rules import PlanFacts
from pazos.domain.evaluations.vocabulary import ProtocolState, UnitKind
from pazos.domain.register.queries import counting
from pazos.domain.sources.models import Source
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Permission, Scope
from pazos.science.evaluation import doubts, estimators

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run


def may_plan(who: Staff) -> bool:
    """Return whether somebody may write and sign evaluations of the whole city."""
    return who.scope(Permission.PLAN_EVALUATIONS) is Scope.CITY


def plan_of_power(run: Run | None) -> str:
    """Return the hash of the plan whose power a run reckoned; its parameter `plan` is the plan or its hash."""
    plan = run.parameters.get("plan", "") if run else ""
    return Protocol.of(plan).hash if isinstance(plan, dict) else str(plan)


def facts_of(evaluation: Evaluation, *, why: str = "") -> PlanFacts:
    """Return what the rule of proposing looks at."""
    plan = Protocol.of(evaluation.draft)
    states = dict(evaluation.protocols.values_list("state", "content_hash"))
    units, grain = _units(plan)
    return PlanFacts(
        protocol=plan,
        state=evaluation.state,
        one_waits=ProtocolState.PROPOSED in states,
        in_force=states.get(ProtocolState.SEALED, ""),
        power_of=plan_of_power(evaluation.power),
        why=why,
        rules=frozenset(map(str, counting.in_force())),
        sources=frozenset(Source.objects.values_list("slug", flat=True)),
        units=units,
        methods=frozenset(estimators.MODULES),
        doubts=frozenset(doubts.MODULES),
        pool_grain=grain,
    )


def _units(plan: Protocol) -> tuple[frozenset[str], str]:
    if plan.unit == UnitKind.NEIGHBOURHOOD:
        return frozenset(Neighbourhood.objects.values_list("code", flat=True)), ""
    pool = ComparisonPanel.objects.filter(sha256=plan.pool).first() if plan.pool else None
    return (frozenset(str(row[0]) for row in pool.rows), pool.grain) if pool else (frozenset(), "")
