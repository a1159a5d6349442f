"""Writing a record once however often it is sent, at the same moment too: its number is made where it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pazos.domain.cases.models import Case, CaseReview, CaseSession, Incentive, ServiceReferral
from pazos.domain.refusing.at_once import in_hand
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from uuid import UUID

    from pazos.domain.people.models import Staff

M = TypeVar("M", CaseReview, CaseSession, Incentive, ServiceReferral)


def written(model: type[M], number: UUID, *, case: Case, by: Staff) -> tuple[Case, M | None]:
    """Return the case, locked until the transaction ends, and the record of that number where it stands.

    Raises:
        InputProblem: the number is another case's record, or somebody else wrote it.
    """
    held = in_hand(Case.objects.all(), case.pk)
    row = model._default_manager.filter(pk=number).first()
    if row is not None and (row.case_id != held.pk or row.by_id != by.pk):
        raise InputProblem(
            N_("The number of this record was used before for another. Send it with a new one.")
        )
    return held, row
