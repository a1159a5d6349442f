"""Questions about evaluations: which there are, which plan counts, which answers anybody may read.

Whoever may not see evaluations sees none at all. An answer of a plan is only ever handed out with its plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch

from pazos.domain.evaluations import months
from pazos.domain.evaluations.models import Answer, ComparisonPanel, Evaluation, SealedProtocol
from pazos.domain.evaluations.protocol import Protocol
from pazos.domain.evaluations.vocabulary import AnswerState, EvaluationState, ProtocolState
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class EvaluationRow:
    """One evaluation as a list shows it. `verdict` is a code of the science, "" while nothing is answered."""

    pk: UUID
    title: str
    state: str
    question: str
    treated: int
    sealed_at: datetime | None
    version: int | None
    verdict: str
    one_waits: bool
    withdrawn_why: str

    @property
    def state_words(self) -> str:
        """How far it has come, in words."""
        return str(EvaluationState(self.state).label)


@dataclass(frozen=True)
class PublishedRow:
    """One published answer as a list shows it: its verdict without the whole result, which is large."""

    answer: Answer
    verdict: str


def evaluations(*, seen_by: Staff) -> list[EvaluationRow]:
    """Return the evaluations this person may see, the latest first."""
    kept = Prefetch(
        "protocols",
        SealedProtocol.objects.filter(state__in=(ProtocolState.SEALED, ProtocolState.PROPOSED)),
        to_attr="standing",
    )
    found = list(_open_to(seen_by).prefetch_related(kept))
    verdicts = _verdicts([row.pk for row in found])
    return [_row(row, verdicts.get(row.pk, "")) for row in found]


def evaluation(pk: UUID | str, *, seen_by: Staff) -> Evaluation | None:
    """Return one evaluation, None where there is none or this person may not see it."""
    try:
        return _open_to(seen_by).select_related("power", "made_by").filter(pk=pk).first()
    except ValidationError:
        return None


def plan_in_force(evaluation: Evaluation) -> SealedProtocol | None:
    """Return the sealed plan that counts, None while nothing is sealed."""
    return _signed(evaluation).filter(state=ProtocolState.SEALED).first()


def plan_waiting(evaluation: Evaluation) -> SealedProtocol | None:
    """Return the version that waits for its second signature."""
    return _signed(evaluation).filter(state=ProtocolState.PROPOSED).first()


def versions(evaluation: Evaluation) -> list[SealedProtocol]:
    """Return every version of the plan, the latest first, those taken back among them."""
    return list(_signed(evaluation).order_by("-number"))


def version(evaluation: Evaluation, number: int) -> SealedProtocol | None:
    """Return one version of the plan."""
    return _signed(evaluation).filter(number=number).first()


def answers(evaluation: Evaluation) -> list[Answer]:
    """Return every answer that was found, the latest first; its whole result is read where it is asked for."""
    rows = Answer.objects.filter(protocol__evaluation=evaluation).defer("run__result")
    return list(rows.select_related("protocol", "run", "found_by", "published_by").order_by("-found_at"))


def answer(evaluation: Evaluation, number: int | str) -> Answer | None:
    """Return one answer of an evaluation by its own number, such as a page posts it; None for any other."""
    if not str(number).isdecimal():
        return None
    rows = Answer.objects.filter(protocol__evaluation=evaluation, pk=number)
    return rows.select_related("protocol", "run", "found_by", "published_by").first()


def published_answer(number: int) -> Answer | None:
    """Return one answer that anybody may read, with its plan; None where there is none of that number."""
    rows = Answer.objects.filter(state=AnswerState.PUBLISHED, pk=number)
    return rows.select_related("protocol__evaluation", "run").first()


def published_answers() -> list[PublishedRow]:
    """Return the answers that anybody may read, the latest first, each with its plan."""
    rows = Answer.objects.filter(state=AnswerState.PUBLISHED).select_related("protocol__evaluation")
    told = dict(rows.values_list("pk", "run__result__verdict"))
    return [PublishedRow(one, str(told.get(one.pk, ""))) for one in rows.order_by("-published_at")]


def comparison(sha256: str) -> ComparisonPanel | None:
    """Return the counts of other municipalities that a plan names."""
    return ComparisonPanel.objects.filter(sha256=sha256).first() if sha256 else None


def comparisons() -> list[ComparisonPanel]:
    """Return every comparison panel without its rows, the latest first."""
    return list(ComparisonPanel.objects.defer("rows"))


def seen_until(evaluation: Evaluation, plan: Protocol) -> str | None:
    """Return the last month whose outcomes may be shown of an evaluation; None when nothing is locked any more.

    "" says that no month may be shown: nobody knows yet when the treatment began.
    """
    if evaluation.protocols.filter(state__in=(ProtocolState.SEALED, ProtocolState.AMENDED)).exists():
        return None
    starts = [found for one in plan.treated if (found := months.ordinal(one.starts)) is not None]
    return months.last_before(months.written(min(starts)), plan.grain) if starts else ""


def _open_to(staff: Staff) -> QuerySet[Evaluation]:
    sees = staff.scope(Permission.SEE_EVALUATIONS) is Scope.CITY
    return Evaluation.objects.all() if sees else Evaluation.objects.none()


def _signed(evaluation: Evaluation) -> QuerySet[SealedProtocol]:
    return evaluation.protocols.select_related("proposed_by", "signed_by", "power", "amends")


def _verdicts(numbers: list[UUID]) -> dict[UUID, str]:
    """Return the verdict of the newest standing answer of each evaluation."""
    rows = Answer.objects.filter(protocol__evaluation__in=numbers, protocol__state=ProtocolState.SEALED)
    said = rows.exclude(state=AnswerState.REPLACED).order_by("found_at")
    return dict(said.values_list("protocol__evaluation", "run__result__verdict"))


def _row(row: Any, verdict: Any) -> EvaluationRow:
    standing: list[SealedProtocol] = row.standing
    sealed = next((one for one in standing if one.state == ProtocolState.SEALED), None)
    plan = Protocol.of(sealed.content if sealed else row.draft)
    return EvaluationRow(
        pk=row.pk,
        title=row.title,
        state=row.state,
        question=plan.question,
        treated=len(plan.treated),
        sealed_at=sealed.signed_at if sealed else None,
        version=sealed.number if sealed else None,
        verdict=verdict if isinstance(verdict, str) else "",
        one_waits=any(one.state == ProtocolState.PROPOSED for one in standing),
        withdrawn_why=row.withdrawn_why,
    )
