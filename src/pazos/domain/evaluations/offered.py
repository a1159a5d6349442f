"""What is offered to whoever has not chosen methods yet: a plan that is sensible for its kind of question.

It is offered, never filled in: what a person did not keep is not part of a plan.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pazos.domain.evaluations.protocol import Choice, Subgroup
from pazos.domain.evaluations.vocabulary import UnitKind
from pazos.science.evaluation import doubts, estimators

if TYPE_CHECKING:
    from pazos.domain.evaluations.protocol import Protocol

WORTH_KNOWING = 0.2
YOUNG = (14, 29)  # most victims; the ages that the first strategies served
# Counts of few deaths at one time stay counts; places that began at several times are never mixed.
AT_ONCE = ("poisson", ("twfe", "callaway-santanna", "imputation"))
STAGGERED = ("callaway-santanna", ("imputation", "sun-abraham", "poisson"))
ONE_UNIT = ("sdid", ("synthetic-control", "augmented"))


def offered(plan: Protocol, *, young: str) -> Protocol:
    """Return a plan with methods, checks and a group of the young (called `young`) that suit its kind."""
    abroad = plan.unit == UnitKind.MUNICIPALITY
    begun = {one.starts for one in plan.treated}
    primary, secondary = ONE_UNIT if abroad else STAGGERED if len(begun) > 1 else AT_ONCE
    return replace(
        plan,
        primary=Choice(primary),
        secondary=tuple(Choice(name) for name in secondary if name in estimators.MODULES),
        doubts=tuple(doubts.MODULES),
        smallest=WORTH_KNOWING if plan.smallest is None else plan.smallest,
        subgroups=() if abroad else (Subgroup(young, *YOUNG),),
    )
