"""Questions about readiness: how each of the five failures was judged last, and before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.domain.strategy.models import Readiness
from pazos.domain.strategy.vocabulary import Failure, Standing

if TYPE_CHECKING:
    from pazos.domain.strategy.models import Strategy


@dataclass(frozen=True)
class FailureView:
    """One failure: its newest judgement (None: never judged) and the ones before it."""

    failure: Failure
    newest: Readiness | None
    earlier: tuple[Readiness, ...]

    @property
    def is_avoided(self) -> bool:
        """Whether it is avoided, by evidence that still stands."""
        return (
            self.newest is not None
            and self.newest.standing == Standing.AVOIDED
            and not self.lost_its_evidence
        )

    @property
    def lost_its_evidence(self) -> bool:
        """Whether it was judged avoided by papers that were all withdrawn since."""
        if self.newest is None or self.newest.standing != Standing.AVOIDED:
            return False
        return all(paper.withdrawn_at is not None for paper in self.newest.evidence.all())


def failures(strategy: Strategy) -> list[FailureView]:
    """Return the five failures in their order with their judgements."""
    rows = list(
        Readiness.objects.filter(strategy=strategy)
        .select_related("judged_by")
        .prefetch_related("evidence")
        .order_by("-judged_on", "-pk")
    )
    found = []
    for failure in Failure:
        own = [row for row in rows if row.failure == failure]
        found.append(FailureView(failure, own[0] if own else None, tuple(own[1:])))
    return found


def newest_of_each(strategy: Strategy) -> list[Readiness]:
    """Return the judgement of each failure that counts; those never judged are left out."""
    return [view.newest for view in failures(strategy) if view.newest is not None]
