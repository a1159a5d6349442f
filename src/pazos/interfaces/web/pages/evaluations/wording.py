"""What evaluations, their steps, methods and checks are called on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from pazos.domain.evaluations import queries
from pazos.domain.evaluations.blocks import Step
from pazos.domain.evaluations.vocabulary import EvaluationState, ProtocolState, UnitKind
from pazos.domain.territory.models import Neighbourhood
from pazos.interfaces.components.evaluation_words import CHECKS, METHODS, VERDICTS

if TYPE_CHECKING:
    from pazos.domain.evaluations.protocol import Protocol

STEPS: dict[Step, Any] = {
    Step.QUESTION: _("The question"),
    Step.OUTCOME: _("What is counted"),
    Step.TREATED: _("Who was treated"),
    Step.COMPARISON: _("Compared with whom"),
    Step.WINDOW: _("From when to when"),
    Step.METHODS: _("How it is answered"),
    Step.WHOLE: _("Read it whole"),
}
STATES = {
    EvaluationState.DRAFT: "",
    EvaluationState.SEALED: "info",
    EvaluationState.ANSWERED: "good",
    EvaluationState.WITHDRAWN: "warning",
}
VERSIONS = {
    ProtocolState.PROPOSED: "warning",
    ProtocolState.SEALED: "good",
    ProtocolState.AMENDED: "",
    ProtocolState.TAKEN_BACK: "",
}


def method_explained(method: str) -> str:
    """Return how a method answers, in one sentence; "" where nobody has written it."""
    words = METHODS.get(method)
    return str(words.explained) if words else ""


def doubt_asks(name: str) -> str:
    """Return what a check asks; "" where nobody has written it."""
    words = CHECKS.get(name)
    return str(words.asks) if words else ""


def verdict_badge(verdict: str) -> tuple[str, str]:
    """Return the light and the word of a verdict; two empty texts where there is none."""
    words = next((words for one, words in VERDICTS.items() if one.value == verdict), None)
    return (words.light, str(words.word)) if words else ("", "")


def places_of(plan: Protocol) -> dict[str, str]:
    """Return the names of the places a plan can speak of, by their codes."""
    if plan.unit == UnitKind.MUNICIPALITY:
        pool = queries.comparison(plan.pool)
        return {str(row[0]): str(row[1]) for row in pool.rows} if pool else {}
    rows = Neighbourhood.objects.order_by("code", "valid_from")
    return dict(rows.values_list("code", "name"))
