"""What the pages of partners look up before they can ask: the records of an address, the components of today."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.http import Http404

from pazos.domain.partners import queries
from pazos.domain.strategy.models import Component, Strategy

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from pazos.domain.partners.models import Agreement, Contact, Duty, Partner, Vacancy
    from pazos.domain.people.models import Staff

T = TypeVar("T")


def components_now() -> QuerySet[Component]:
    """Return the components of the strategy that is worked on, in their order."""
    newest = Strategy.objects.order_by("-starts_on").values("pk")[:1]
    return Component.objects.filter(strategy__in=newest, ended_on__isnull=True)


def every_component() -> QuerySet[Component]:
    """Return components to choose from: those of today first, then those of earlier strategies."""
    return Component.objects.select_related("strategy").order_by("-strategy__starts_on", "position")


def partner_or_404(number: int, who: Staff) -> Partner:
    """Return a partner that this person may see."""
    return _or_404(queries.partner(number, seen_by=who))


def agreement_or_404(number: int, who: Staff) -> Agreement:
    """Return an agreement that this person may see."""
    return _or_404(queries.agreement(number, seen_by=who))


def duty_or_404(number: int, who: Staff) -> Duty:
    """Return a duty of an agreement that this person may see."""
    return _or_404(queries.duty(number, seen_by=who))


def vacancy_or_404(number: int, who: Staff) -> Vacancy:
    """Return a vacancy that this person may see."""
    return _or_404(queries.vacancy(number, seen_by=who))


def contact_or_404(key: UUID, who: Staff) -> Contact:
    """Return a contact that this person may see; the caller notes the look."""
    return _or_404(queries.contact(key, seen_by=who))


def _or_404(found: T | None) -> T:
    if found is None:
        raise Http404
    return found
