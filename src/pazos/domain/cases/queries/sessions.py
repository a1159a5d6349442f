"""Which meetings of a case were written, and which tries came to nothing since the last one?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.cases.models import CaseSession
from pazos.domain.cases.queries.cases import reached
from pazos.domain.cases.rules.turning import Try
from pazos.domain.cases.vocabulary import Came
from pazos.foundation.access.policy import Permission
from pazos.foundation.history.changing import changes_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from pazos.domain.cases.models import Case
    from pazos.domain.people.models import Staff


def sessions(case: Case, *, seen_by: Staff) -> QuerySet[CaseSession]:
    """Return the meetings of a case, the newest first; none for whom the case is closed to."""
    rows = CaseSession.objects.filter(reached(seen_by, Permission.SEE_CASES, through="case__"), case=case)
    return rows.select_related("by")


def session(key: UUID, *, seen_by: Staff) -> CaseSession | None:
    """Return one meeting, None where there is none within reach."""
    rows = CaseSession.objects.filter(reached(seen_by, Permission.SEE_CASES, through="case__"))
    return rows.select_related("by", "case").filter(pk=key).first()


def tries(case: Case) -> list[Try]:
    """Return the attempts that came to nothing since the last meeting, the first before."""
    rows = CaseSession.objects.filter(case=case).exclude(came__in=(Came.MET, Came.CALLED_OFF))
    if case.last_met_on is not None:
        rows = rows.filter(on__gt=case.last_met_on)
    return [Try(kind, day) for kind, day in rows.order_by("on").values_list("kind", "on")]


def version_of(row: CaseSession) -> int:
    """Return by what a page knows whether a meeting was changed since it was shown."""
    newest = changes_of(row).order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0
