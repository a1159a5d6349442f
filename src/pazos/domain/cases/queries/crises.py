"""Which crises are open, and what is left to do in each? None is ever left out of a list for being old.

`open_crises` stands on the lists of workers and supervisors and `open_in` at the head of a case: codes
and days only, no word that a person wrote is opened for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from pazos.domain.cases.models import Crisis, CrisisItem
from pazos.domain.cases.pathways.registry import pathway
from pazos.domain.cases.queries.cases import reached
from pazos.domain.cases.rules.working import subject_of
from pazos.domain.rights.queries.ages import known_ages
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from pazos.domain.cases.models import Case
    from pazos.domain.cases.pathways.kinds import PathItem, Pathway
    from pazos.domain.people.models import Staff

TO_DO = Q(items__done_by=None)


@dataclass(frozen=True)
class OpenCrisis:
    """One open crisis: how much is left, how much of it the law asks for, and what is late."""

    crisis: Crisis
    left: int
    duties: int
    late: int
    next_due_at: datetime | None

    @property
    def case(self) -> Case:
        """The case it is of."""
        return self.crisis.case

    @property
    def is_ready(self) -> bool:
        """Whether only the supervisor's signature is missing."""
        return self.left == 0


@dataclass(frozen=True)
class ItemLine:
    """One item of a checklist: as the pathway words it, and as it stands."""

    row: CrisisItem
    said: PathItem | None
    is_late: bool
    is_for_them: bool  # False: by the age that is known since, it is for somebody else

    @property
    def is_duty(self) -> bool:
        """Whether the law asks for it of this person."""
        return self.row.is_duty and self.is_for_them

    @property
    def is_done(self) -> bool:
        """Whether it was done."""
        return self.row.done_at is not None

    @property
    def is_argued(self) -> bool:
        """Whether somebody said why it was not done."""
        return _argued(self.row)


def crises(*, seen_by: Staff) -> QuerySet[Crisis]:
    """Return the crises within reach, the newest first."""
    return Crisis.objects.filter(reached(seen_by, Permission.SEE_CASES, through="case__"))


def crisis(key: UUID, *, seen_by: Staff) -> Crisis | None:
    """Return one crisis, None where there is none within reach."""
    rows = crises(seen_by=seen_by).select_related("case__participant", "by", "closed_by")
    return rows.filter(pk=key).first()


def item(key: UUID, *, seen_by: Staff) -> CrisisItem | None:
    """Return one item of a checklist, None where there is none within reach."""
    condition = reached(seen_by, Permission.SEE_CASES, through="crisis__case__")
    return CrisisItem.objects.filter(condition).select_related("crisis__case").filter(pk=key).first()


def open_crises(*, seen_by: Staff) -> QuerySet[Any]:
    """Return every open crisis within reach, what is late first, then what is due soonest; see `counted`."""
    rows = _with_counts(crises(seen_by=seen_by).filter(closed_at=None))
    rows = rows.select_related("case__participant", "case__first_worker", "case__second_worker")
    return rows.order_by("-late", Coalesce("next_due_at", "known_at"), "pk")


def open_in(case: UUID, *, seen_by: Staff) -> list[OpenCrisis]:
    """Return the open crises of one case, for the head of its pages."""
    return _counted(crises(seen_by=seen_by).filter(case=case, closed_at=None).select_related("case"))


def crises_of(case: Case, *, seen_by: Staff) -> list[OpenCrisis]:
    """Return every crisis of a case, the newest first, with what is left in each."""
    rows = crises(seen_by=seen_by).filter(case=case).select_related("case", "closed_by", "by")
    return _counted(rows.order_by("-known_at"))


def items_of(one: Crisis) -> list[ItemLine]:
    """Return the checklist of a crisis in the order of its pathway."""
    now, path, others = timezone.now(), followed(one), for_another_age(one)
    order = {item.code: place for place, item in enumerate(path.items)}
    rows: Iterable[CrisisItem] = one.items.select_related("done_by")
    lines = [
        ItemLine(
            row=row,
            said=path.item(row.item),
            is_late=row.due_at is not None and (row.done_at or now) > row.due_at and not _argued(row),
            is_for_them=row.item not in others,
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: order.get(line.row.item, len(order)))


def for_another_age(one: Crisis) -> frozenset[str]:
    """Return the items of its pathway that, by what is known of the age now, are surely for somebody else."""
    path = followed(one)
    theirs = {item.code for item in path.items_for(*ages_in(one.case, known_at=one.known_at))}
    return frozenset(item.code for item in path.items if item.code not in theirs)


def ages_in(case: Case, *, known_at: datetime) -> tuple[int | None, ...]:
    """Return every age that what is known of a person leaves open on the day of a crisis, None for any."""
    return known_ages(subject_of(case.participant_id), on=timezone.localdate(known_at)) or (None,)


def followed(one: Crisis) -> Pathway:
    """Return the pathway that a crisis began with."""
    return pathway(one.kind, one.pathway_version)


def _argued(row: CrisisItem) -> bool:
    return row.done_at is None and row.done_by_id is not None


def counted(rows: Iterable[Any]) -> list[OpenCrisis]:
    """Return crises with what is left in each, as a page of `open_crises` shows them."""
    return [OpenCrisis(one, one.left, one.duties, one.late, one.next_due_at) for one in rows]


def _counted(rows: QuerySet[Crisis]) -> list[OpenCrisis]:
    return counted(_with_counts(rows))


def _with_counts(rows: QuerySet[Crisis]) -> QuerySet[Any]:
    late = TO_DO & Q(items__due_at__lt=timezone.now())
    return rows.annotate(
        left=Count("items", filter=TO_DO),
        duties=Count("items", filter=TO_DO & Q(items__is_duty=True)),
        late=Count("items", filter=late),
        next_due_at=Min(F("items__due_at"), filter=TO_DO),
    )
