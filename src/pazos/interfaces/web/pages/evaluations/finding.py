"""The evaluation that an address names, as far as its reader may see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from pazos.domain.evaluations import queries
from pazos.domain.evaluations.vocabulary import UnitKind
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest

    from pazos.domain.evaluations.models import Evaluation
    from pazos.domain.evaluations.protocol import Protocol


def find(request: HttpRequest, pk: UUID) -> Evaluation:
    """Return one evaluation; what the reader may not see is not there."""
    found = queries.evaluation(pk, seen_by=reader(request))
    if found is None:
        raise Http404
    return found


def is_abroad(plan: Protocol) -> bool:
    """Return whether a plan compares this city with other municipalities."""
    return plan.unit == UnitKind.MUNICIPALITY
