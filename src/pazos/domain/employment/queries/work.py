"""What is known of one case's way to work? For those who reach the case, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.db.models import Prefetch, Q

from pazos.domain.cases.queries.cases import cases
from pazos.domain.employment.models import (
    Application,
    Business,
    Placement,
    RetentionCheck,
    Training,
    WorkWish,
)
from pazos.domain.employment.standing import read_wish

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from pazos.domain.cases.models import Case
    from pazos.domain.employment.rules.fitting import Wish
    from pazos.domain.people.models import Staff


M = TypeVar("M", Training, Application, Placement, Business)


@dataclass(frozen=True)
class WayToWork:
    """Everything of one case: the wish and when it was said, courses, applications, jobs, businesses."""

    wish: Wish
    said_on: date | None
    trainings: tuple[Training, ...]
    applications: tuple[Application, ...]
    placements: tuple[Placement, ...]
    businesses: tuple[Business, ...]


def way_to_work(case: Case, *, seen_by: Staff) -> WayToWork | None:
    """Return what is known of a case's way to work; None where the case is not within reach."""
    if not cases(seen_by=seen_by).filter(pk=case.pk).exists():
        return None
    row = WorkWish.objects.filter(case=case).first()
    applied = Application.objects.filter(case=case).select_related("vacancy__partner__organisation")
    placed = Placement.objects.filter(case=case).select_related("application__vacancy")
    own = Business.objects.filter(case=case).order_by("state", "pk").prefetch_related("visits")
    return WayToWork(
        wish=read_wish(row.wish if row else {}),
        said_on=row.said_on if row else None,
        trainings=tuple(Training.objects.filter(case=case)),
        applications=tuple(applied.select_related("placement")),
        placements=tuple(
            placed.prefetch_related(Prefetch("checks", RetentionCheck.objects.order_by("due_on")))
        ),
        businesses=tuple(own),
    )


def training(key: UUID, *, seen_by: Staff) -> Training | None:
    """Return one course, None where its case is not within reach."""
    return _of_reach(Training.objects.select_related("case__participant"), key, seen_by=seen_by)


def applications_of(case: UUID, *, seen_by: Staff) -> list[Application]:
    """Return the applications of one case, none where it is not within reach."""
    mine = cases(seen_by=seen_by).filter(pk=case).order_by().values("pk")
    rows = Application.objects.filter(case__in=mine)
    return list(rows.select_related("vacancy__matched_by", "vacancy__neighbourhood"))


def application(key: UUID, *, seen_by: Staff) -> Application | None:
    """Return one application, None where its case is not within reach."""
    rows = Application.objects.select_related("case__participant", "vacancy__partner__organisation")
    return _of_reach(rows, key, seen_by=seen_by)


def placement(key: UUID, *, seen_by: Staff) -> Placement | None:
    """Return one job, None where its case is not within reach."""
    return _of_reach(Placement.objects.select_related("case__participant"), key, seen_by=seen_by)


def check(key: UUID, *, seen_by: Staff) -> RetentionCheck | None:
    """Return one mark of a job, None where its case is not within reach."""
    rows = RetentionCheck.objects.select_related("placement__case__participant")
    return rows.filter(pk=key, placement__case__in=cases(seen_by=seen_by).order_by().values("pk")).first()


def business(key: UUID, *, seen_by: Staff) -> Business | None:
    """Return one business, None where its case is not within reach."""
    return _of_reach(Business.objects.select_related("case__participant"), key, seen_by=seen_by)


def _of_reach(rows: QuerySet[M], key: UUID, *, seen_by: Staff) -> M | None:
    mine = cases(seen_by=seen_by).order_by().values("pk")
    return rows.filter(Q(pk=key) & Q(case__in=mine)).first()
