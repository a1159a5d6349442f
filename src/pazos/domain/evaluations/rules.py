"""Judgement on evaluations: what stands in the way of proposing, sealing, withdrawing, answering, publishing.

A rule returns every reason at once, so that a page can show each beside the step that cures it. Nothing here
looks at an outcome.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from pazos.domain.evaluations.blocks import DeedBlock, PlanBlock, Step
from pazos.domain.evaluations.months import ordinal, time_of
from pazos.domain.evaluations.vocabulary import (
    AnswerState,
    EvaluationState,
    Grain,
    ProtocolState,
    TreatedBy,
    UnitKind,
)

if TYPE_CHECKING:
    from pazos.domain.evaluations.protocol import Protocol

TIMES_BEFORE = 3  # of the panel, before the first treatment: fewer show no trend
WIDEST_BUFFER = 10_000  # metres
LIKELIEST, UNLIKELIEST = 0.5, 0.999  # confidence


@dataclass(frozen=True)
class PlanFacts:
    """What the rule of proposing looks at: the plan, and what is known around it."""

    protocol: Protocol
    state: str = EvaluationState.DRAFT
    one_waits: bool = False
    in_force: str = ""  # the hash of the plan in force
    power_of: str = ""  # the hash of the plan whose power was reckoned
    why: str = ""
    rules: frozenset[str] = frozenset()  # counting rules, such as iccs_0101@1
    sources: frozenset[str] = frozenset()  # slugs
    units: frozenset[str] = (
        frozenset()
    )  # codes of neighbourhoods, or of the comparison panel's municipalities
    methods: frozenset[str] = frozenset()
    doubts: frozenset[str] = frozenset()
    pool_grain: str = ""  # of the comparison panel; "" where there is none


@dataclass(frozen=True)
class DeedFacts:
    """What the rules of signing look at: who does it, and who did the step before."""

    state: str
    by: int | None
    proposed_by: int | None = None
    may_plan: bool = True
    is_in_force: bool = True
    is_withdrawn: bool = False
    is_as_seen: bool = True
    is_answered: bool = False
    why: str = ""


def what_blocks_proposing(facts: PlanFacts) -> tuple[PlanBlock, ...]:
    """Return everything that stands in the way; an empty answer means that the plan may wait for its second signature."""
    stands = {
        **_question(facts.protocol),
        **_outcome(facts),
        **_treated(facts),
        **_comparison(facts),
        **_window(facts),
        **_methods(facts),
        **_standing(facts),
    }
    return tuple(block for block, true in stands.items() if true)


def by_step(blocks: tuple[PlanBlock, ...]) -> dict[Step, list[PlanBlock]]:
    """Return the reasons under the step of writing that cures each."""
    return {step: [block for block in blocks if block.step is step] for step in Step}


def what_blocks_sealing(facts: DeedFacts) -> tuple[DeedBlock, ...]:
    """Return everything that stands in the way of the second signature."""
    stands = {
        DeedBlock.NOT_YOURS: not facts.may_plan,
        DeedBlock.WITHDRAWN: facts.is_withdrawn,
        DeedBlock.NOT_PROPOSED: facts.state != ProtocolState.PROPOSED,
        DeedBlock.NOT_AS_SEEN: not facts.is_as_seen,
        DeedBlock.SAME_PERSON: facts.by is not None and facts.by == facts.proposed_by,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_taking_back(facts: DeedFacts) -> tuple[DeedBlock, ...]:
    """Return what stands in the way of taking a plan back before it is sealed."""
    stands = {
        DeedBlock.NOT_YOURS: not facts.may_plan,
        DeedBlock.NOT_PROPOSED: facts.state != ProtocolState.PROPOSED,
        DeedBlock.NOT_AS_SEEN: not facts.is_as_seen,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_withdrawing(facts: DeedFacts) -> tuple[DeedBlock, ...]:
    """Return what stands in the way of giving an evaluation up; one that has an answer is never given up."""
    stands = {
        DeedBlock.NOT_YOURS: not facts.may_plan,
        DeedBlock.WITHDRAWN: facts.state == EvaluationState.WITHDRAWN,
        DeedBlock.ANSWERED: facts.state == EvaluationState.ANSWERED or facts.is_answered,
        DeedBlock.NO_REASON: not facts.why.strip(),
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_answering(facts: DeedFacts) -> tuple[DeedBlock, ...]:
    """Return what stands in the way of keeping an answer: only the sealed plan in force has one."""
    stands = {
        DeedBlock.NOT_YOURS: not facts.may_plan,
        DeedBlock.WITHDRAWN: facts.is_withdrawn,
        DeedBlock.NOT_SEALED: facts.state != ProtocolState.SEALED,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_publishing(facts: DeedFacts) -> tuple[DeedBlock, ...]:
    """Return what stands in the way of the second signature under an answer."""
    stands = {
        DeedBlock.NOT_YOURS: not facts.may_plan,
        DeedBlock.NOT_IN_FORCE: not facts.is_in_force,
        DeedBlock.ANSWER_NOT_PROPOSED: facts.state != AnswerState.PROPOSED,
        DeedBlock.SAME_PERSON: facts.by is not None and facts.by == facts.proposed_by,
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_proposing_answer(facts: DeedFacts) -> tuple[DeedBlock, ...]:
    """Return what stands in the way of the first signature under an answer."""
    stands = {
        DeedBlock.NOT_YOURS: not facts.may_plan,
        DeedBlock.NOT_IN_FORCE: not facts.is_in_force,
        DeedBlock.NOT_FOUND: facts.state != AnswerState.FOUND,
    }
    return tuple(block for block, true in stands.items() if true)


def _question(plan: Protocol) -> dict[PlanBlock, bool]:
    return {
        PlanBlock.NO_QUESTION: not plan.question.strip(),
        PlanBlock.NO_EXPECTATION: not plan.expectation.strip(),
    }


def _outcome(facts: PlanFacts) -> dict[PlanBlock, bool]:
    plan = facts.protocol
    if plan.unit == UnitKind.MUNICIPALITY:  # the comparison panel says itself what it counts
        return {}
    every = (plan.outcome, *plan.other_outcomes)
    return {
        PlanBlock.NO_RULE: not plan.outcome.rule and not plan.outcome.source,
        PlanBlock.UNKNOWN_RULE: any(one.rule and one.rule not in facts.rules for one in every),
        PlanBlock.UNKNOWN_SOURCE: any(one.source and one.source not in facts.sources for one in every),
        PlanBlock.SAME_OUTCOME_TWICE: len(set(every)) < len(every),
    }


def _treated(facts: PlanFacts) -> dict[PlanBlock, bool]:
    plan = facts.protocol
    units = [one.unit for one in plan.treated]
    return {
        PlanBlock.NO_TREATED: not units,
        PlanBlock.TREATED_TWICE: max(Counter(units).values(), default=0) > 1,
        PlanBlock.UNKNOWN_TREATED: not facts.units.issuperset(units),
        PlanBlock.NO_MONTH_OF_TREATMENT: any(ordinal(one.starts) is None for one in plan.treated),
        PlanBlock.NO_DESIGNATION: plan.treated_by == TreatedBy.DESIGNATION
        and plan.unit == UnitKind.NEIGHBOURHOOD
        and plan.designation is None,
    }


def _comparison(facts: PlanFacts) -> dict[PlanBlock, bool]:
    plan = facts.protocol
    treated = {one.unit for one in plan.treated}
    excluded = {one.unit for one in plan.excluded}
    abroad = plan.unit == UnitKind.MUNICIPALITY
    return {
        PlanBlock.TREATED_AND_EXCLUDED: bool(treated & excluded),
        PlanBlock.UNKNOWN_EXCLUDED: not facts.units.issuperset(excluded),
        PlanBlock.EXCLUDED_WITHOUT_REASON: any(not one.why.strip() for one in plan.excluded),
        PlanBlock.NOBODY_TO_COMPARE: bool(treated)
        and bool(facts.units)
        and facts.units <= treated | excluded,
        PlanBlock.WIDE_BUFFER: not 0 <= plan.buffer_metres <= WIDEST_BUFFER,
        PlanBlock.NO_POOL: abroad and not facts.pool_grain,
    }


def _window(facts: PlanFacts) -> dict[PlanBlock, bool]:
    plan = facts.protocol
    first, last = time_of(plan.first, plan.grain), time_of(plan.last, plan.grain)
    began = [time for one in plan.treated if (time := time_of(one.starts, plan.grain)) is not None]
    chosen = ordinal(plan.chosen_from), ordinal(plan.chosen_to)
    known = first is not None and last is not None
    return {
        PlanBlock.NO_WINDOW: not known,
        PlanBlock.WINDOW_BACKWARD: first is not None and last is not None and last <= first,
        PlanBlock.TREATED_FROM_THE_START: first is not None and any(time <= first for time in began),
        PlanBlock.TREATED_AFTER_THE_END: last is not None and any(time > last for time in began),
        PlanBlock.FEW_TIMES_BEFORE: first is not None
        and any(first < time < first + TIMES_BEFORE for time in began),
        PlanBlock.FINER_THAN_POOL: bool(facts.pool_grain)
        and plan.unit == UnitKind.MUNICIPALITY
        and _fineness(plan.grain) < _fineness(facts.pool_grain),
        PlanBlock.CHOSEN_BACKWARD: (chosen[0] is None) != (chosen[1] is None)
        or (chosen[0] is not None and chosen[1] is not None and chosen[1] < chosen[0]),
    }


def _methods(facts: PlanFacts) -> dict[PlanBlock, bool]:
    plan = facts.protocol
    methods = [one.method for one in (plan.primary, *plan.secondary) if one.method]
    return {
        PlanBlock.NO_PRIMARY: not plan.primary.method,
        PlanBlock.UNKNOWN_METHOD: not facts.methods.issuperset(methods),
        PlanBlock.PRIMARY_TWICE: any(one == plan.primary for one in plan.secondary),
        PlanBlock.NO_DOUBTS: bool(facts.doubts) and not plan.doubts,
        PlanBlock.UNKNOWN_DOUBT: not facts.doubts.issuperset(plan.doubts),
        PlanBlock.NO_SMALLEST: plan.smallest is None,
        PlanBlock.SMALLEST_OUT_OF_RANGE: plan.smallest is not None and not 0 < plan.smallest < 1,
        PlanBlock.CONFIDENCE_OUT_OF_RANGE: not LIKELIEST <= plan.confidence <= UNLIKELIEST,
        PlanBlock.SEED_BELOW_NOUGHT: plan.seed < 0,
        PlanBlock.SUBGROUP_BACKWARD: any(
            one.age_from is not None and one.age_to is not None and one.age_to < one.age_from
            for one in plan.subgroups
        ),
        PlanBlock.SUBGROUPS_OVERLAP: any(
            one.overlaps(other) for one, other in combinations(plan.subgroups, 2)
        ),
        PlanBlock.SUBGROUPS_OF_A_PANEL: bool(plan.subgroups) and plan.unit == UnitKind.MUNICIPALITY,
    }


def _standing(facts: PlanFacts) -> dict[PlanBlock, bool]:
    ours = facts.protocol.hash
    return {
        PlanBlock.NO_POWER: not facts.power_of,
        PlanBlock.POWER_OF_ANOTHER: bool(facts.power_of) and facts.power_of != ours,
        PlanBlock.WITHDRAWN: facts.state == EvaluationState.WITHDRAWN,
        PlanBlock.ONE_WAITS: facts.one_waits,
        PlanBlock.NOTHING_CHANGED: facts.in_force == ours,
        PlanBlock.NO_REASON: bool(facts.in_force) and not facts.why.strip(),
    }


def _fineness(grain: str) -> int:
    return list(Grain.values).index(grain) if grain in Grain.values else 0
