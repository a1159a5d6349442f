"""What of the sendings of those who accompany waits, for whoever supervises and for whoever wrote it?

A writer reads their own words again only while every case in them is still theirs: a page shows what a
phone may hold.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils import timezone

from pazos.domain.cases.queries.cases import reached
from pazos.domain.cases.queries.working import permits
from pazos.domain.fieldwork.forms.registry import FORMS
from pazos.domain.fieldwork.models import NamedCase, Submission
from pazos.domain.fieldwork.queries.waiting import PILES, Pile, Piled, SendingShown, page_of, shown_of
from pazos.domain.fieldwork.reaching import of_cases, supervises
from pazos.domain.fieldwork.vocabulary import Standing
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet, TextChoices

    from pazos.domain.cases.models import Case
    from pazos.domain.people.models import Staff

FOR_A_SUPERVISOR = (Standing.HELD_COORDINATOR, Standing.REFUSED)
FOR_ITS_WRITER = (*FOR_A_SUPERVISOR, Standing.SENT_BACK)
WAITING = (Pile.HELD, Pile.REFUSED)  # the piles of FOR_A_SUPERVISOR
OF_CASES = (Pile.HELD, Pile.REFUSED, Pile.BACK, Pile.EARLIER, Pile.DECIDED)


def piled(pile: Pile, *, seen_by: Staff, page: str | None) -> tuple[Piled, dict[UUID, list[Case]]]:
    """Return one page of a pile, how many lie in each, and the cases that each sending of it names."""
    rows = Submission.objects.filter(supervises(seen_by))
    found = page_of(rows, pile, piles={one: PILES[one] for one in OF_CASES}, page=page)
    return found, cases_of(line.key for line in found.lines)


def waiting_for(staff: Staff) -> int:
    """Return how many sendings wait until this person, who supervises, decides."""
    if not staff.may(Permission.SUPERVISE_CASES):
        return 0
    return Submission.objects.filter(supervises(staff), standing__in=FOR_A_SUPERVISOR).count()


def waiting(found: Piled) -> int:
    """Return how many of the piles that were counted wait until whoever supervises decides."""
    return sum(found.counts[pile] for pile in WAITING)


def not_taken_of(staff: Staff) -> int:
    """Return how many sendings that this person wrote of those they accompany were not taken yet."""
    if not staff.may(Permission.USE_PHONE):
        return 0
    return Submission.objects.filter(of_cases(), staff=staff, standing__in=FOR_ITS_WRITER).count()


def shown(key: UUID, *, seen_by: Staff) -> SendingShown | None:
    """Return one sending to whoever supervises; the caller notes the look."""
    return _of_cases(Submission.objects.filter(supervises(seen_by), pk=key))


def _of_cases(rows: QuerySet[Submission]) -> SendingShown | None:
    """Return the one sending of those who accompany; a dispute that it names is not told on their pages."""
    found = shown_of(rows)
    return found and replace(found, dispute=None)


def own(key: UUID, *, seen_by: Staff) -> SendingShown | None:
    """Return one's own sending; its words only while every case that it names is one's own."""
    found = _of_cases(Submission.objects.filter(of_cases(), staff=seen_by, pk=key))
    if found is None or _may_read(found, seen_by):
        return found
    return replace(found, answers={}, edits={}, is_closed=True)


def own_keys(keys: Iterable[UUID]) -> set[UUID]:
    """Return which of these sendings are of those who accompany, and have a page of their own."""
    return set(Submission.objects.filter(of_cases(), pk__in=list(keys)).values_list("pk", flat=True))


def _may_read(found: SendingShown, staff: Staff) -> bool:
    form = FORMS.get(found.row.form)
    if form is None or not staff.may(form.needs):
        return False
    named = NamedCase.objects.filter(submission=found.row)
    return not named.exclude(reached(staff, Permission.WORK_CASES, through="case__")).exists()


def cases_of(keys: Iterable[UUID]) -> dict[UUID, list[Case]]:
    """Return the cases that sendings name, with their people."""
    rows = NamedCase.objects.filter(submission__in=list(keys)).select_related("case__participant")
    found: dict[UUID, list[Case]] = defaultdict(list)
    for row in rows.order_by("case__opened_on", "pk"):
        found[row.submission_id].append(row.case)
    return found


def without_permission(cases: Iterable[Case]) -> list[tuple[Case, tuple[TextChoices, ...]]]:
    """Return those of whom nothing may be written today, with what stands against it."""
    rows = list(cases)
    standing = permits((one.participant_id for one in rows), on=timezone.localdate())
    return [(one, permit.blocks) for one in rows if not (permit := standing[one.participant_id]).holds]
