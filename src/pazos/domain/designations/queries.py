"""Questions about designations: which is in force, which others were looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max, OuterRef, Subquery

from pazos.domain.designations.models import Designation
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff

DECIDED = (Designation.State.SIGNED, Designation.State.SUPERSEDED)


@dataclass(frozen=True)
class ClusterView:
    """One cluster as a page shows it."""

    number: int
    name: str
    zone: str
    neighbourhoods: tuple[tuple[str, str], ...]  # (code, name)


@dataclass(frozen=True)
class DesignationView:
    """One designation as a page shows it."""

    id: int
    title: str
    state: str
    ages: tuple[int, int] | None
    reasons: str
    legal_basis: str
    run: int
    evidence: tuple[int, ...]
    proposed_at: datetime
    proposed_by: str
    signed_at: datetime | None
    signed_by: str
    supersedes: int | None
    successor: int | None
    clusters: tuple[ClusterView, ...]

    @property
    def places(self) -> frozenset[str]:
        """The codes of all its neighbourhoods."""
        return frozenset(code for cluster in self.clusters for code, _ in cluster.neighbourhoods)

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed, signed or withdrawn."""
        return self.state == Designation.State.DRAFT


def in_force() -> DesignationView | None:
    """Return the designation that is signed and not superseded."""
    return next(iter(_views(Designation.objects.filter(state=Designation.State.SIGNED))), None)


def one(pk: int) -> DesignationView | None:
    """Return one designation, whatever its state."""
    return next(iter(_views(Designation.objects.filter(pk=pk))), None)


def all_of_them(*, most: int = 50) -> tuple[DesignationView, ...]:
    """Return the latest designations, drafts and superseded ones among them; none withdrawn."""
    return _views(Designation.objects.exclude(state=Designation.State.WITHDRAWN)[:most])


def seen_by(staff: Staff, *, most: int = 100) -> tuple[DesignationView, ...]:
    """Return the latest designations this person may see: drafts only if they may propose."""
    return _views(_open_to(staff)[:most])


def one_seen_by(staff: Staff, pk: int) -> DesignationView | None:
    """Return one designation if this person may see it, else None: a draft's existence is not told."""
    return next(iter(_views(_open_to(staff).filter(pk=pk))), None)


def several_seen_by(staff: Staff, pks: Iterable[int]) -> tuple[DesignationView, ...]:
    """Return those of the designations asked for that this person may see, oldest first."""
    return _views(_open_to(staff).filter(pk__in=list(pks)).order_by("pk"))


def _open_to(staff: Staff) -> QuerySet[Designation]:
    if not staff.may(Permission.SEE_AREAS):
        return Designation.objects.none()
    every = staff.may(Permission.PROPOSE_DESIGNATION)
    return Designation.objects.all() if every else Designation.objects.filter(state__in=DECIDED)


def _views(found: QuerySet[Designation]) -> tuple[DesignationView, ...]:
    later = Designation.objects.filter(supersedes=OuterRef("pk")).order_by().values("supersedes")
    successor = Subquery(later.annotate(last=Max("pk")).values("last"))
    found = found.select_related("proposed_by", "signed_by").annotate(successor=successor)
    return tuple(map(_view, found.prefetch_related("clusters__neighbourhoods", "evidence")))


def _view(row: Any) -> DesignationView:
    ages = None if row.age_from is None or row.age_to is None else (row.age_from, row.age_to)
    return DesignationView(
        id=row.pk,
        title=row.title,
        state=row.state,
        ages=ages,
        reasons=row.reasons,
        legal_basis=row.legal_basis,
        run=row.run_id,
        evidence=tuple(sorted(run.pk for run in row.evidence.all())),
        proposed_at=row.proposed_at,
        proposed_by=str(row.proposed_by or ""),
        signed_at=row.signed_at,
        signed_by=str(row.signed_by or ""),
        supersedes=row.supersedes_id,
        successor=row.successor,
        clusters=tuple(
            ClusterView(
                number=cluster.number,
                name=cluster.name,
                zone=cluster.zone,
                neighbourhoods=tuple((place.code, place.name) for place in cluster.neighbourhoods.all()),
            )
            for cluster in row.clusters.all()
        ),
    )
