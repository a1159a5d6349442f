"""Questions about programmes: partners and case workers see those of their organisation, others all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum

from pazos.domain.people.models import Organisation
from pazos.domain.strategy.models import Component, Programme
from pazos.domain.strategy.vocabulary import ProgrammeState
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Strategy


@dataclass(frozen=True)
class Asked:
    """What is asked of the list of programmes; what is empty asks for nothing."""

    search: str = ""
    component: str = ""
    department: int | None = None
    state: str = ""

    @property
    def is_everything(self) -> bool:
        """Whether nothing narrows the list."""
        return self == Asked()


@dataclass(frozen=True)
class ComponentRow:
    """One component with how many programmes a person sees under it, by state."""

    component: Component
    programmes: int
    running: int
    people_expected: int | None


def programmes(
    strategy: Strategy | None, *, seen_by: Staff, asked: Asked | None = None
) -> QuerySet[Programme]:
    """Return the programmes that a person may see, by component and name."""
    asked = asked or Asked()
    found = seen_programmes(seen_by).filter(component__strategy=strategy)
    for word in asked.search.split()[:8]:
        found = found.filter(
            Q(name__icontains=word)
            | Q(code__icontains=word)
            | Q(purpose__icontains=word)
            | Q(department__name__icontains=word)
        )
    if asked.component:
        found = found.filter(component__code=asked.component)
    if asked.department:
        found = found.filter(department=asked.department)
    if asked.state in ProgrammeState.values:
        found = found.filter(state=asked.state)
    return found.select_related("component", "department").order_by("component__position", "name", "pk")


def programme(code: str, *, seen_by: Staff) -> Programme | None:
    """Return one programme, None where there is none or this person may not see it."""
    found = seen_programmes(seen_by).filter(code=code).select_related("component__strategy", "department")
    return found.prefetch_related("partners", "alignments").first()


def component_rows(strategy: Strategy, *, seen_by: Staff) -> list[ComponentRow]:
    """Return the components with what a person sees under each."""
    counted = {
        row["component"]: row
        for row in seen_programmes(seen_by)
        .filter(component__strategy=strategy)
        .order_by()
        .values("component")
        .annotate(
            programmes=Count("pk"),
            running=Count("pk", filter=Q(state=ProgrammeState.RUNNING)),
            people=Sum("people_expected", filter=Q(state=ProgrammeState.RUNNING)),
        )
    }
    return [_row(one, dict(counted.get(one.pk, {}))) for one in strategy.components.all()]


def _row(component: Component, counted: Mapping[str, Any]) -> ComponentRow:
    return ComponentRow(
        component, counted.get("programmes") or 0, counted.get("running") or 0, counted.get("people")
    )


def departments(strategy: Strategy | None, *, seen_by: Staff) -> list[tuple[int, str]]:
    """Return number and name of the departments whose programmes a person sees."""
    numbers = (
        seen_programmes(seen_by)
        .filter(component__strategy=strategy)
        .order_by()
        .values("department")
        .distinct()
    )
    return list(Organisation.objects.filter(pk__in=numbers).values_list("pk", "name"))


def who_may_lead() -> QuerySet[Organisation]:
    """Return the organisations that can be responsible for a programme: no police, none that left."""
    return _working().exclude(kind=Organisation.Kind.CONTROL)


def who_may_help() -> QuerySet[Organisation]:
    """Return the organisations that can be partners of a programme."""
    return _working()


def of_codes(codes: Sequence[str]) -> dict[str, Programme]:
    """Return programmes by their codes."""
    return Programme.objects.in_bulk(list(codes), field_name="code")


def _working() -> QuerySet[Organisation]:
    return Organisation.objects.filter(ended_on__isnull=True).exclude(kind=Organisation.Kind.SECURITY)


def seen_programmes(staff: Staff) -> QuerySet[Programme]:
    """Return every programme that a person may see, of whichever strategy."""
    own = reach_of(staff, Permission.SEE_STRATEGY).belonging(organisation="department,partners")
    # By number, since a programme with two partners would stand twice in a joined list.
    return Programme.objects.filter(pk__in=Programme.objects.filter(own).order_by().values("pk"))
