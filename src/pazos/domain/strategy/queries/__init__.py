"""Questions about the strategy: the one worked on, its components, and all below them by topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.strategy.models import Component, Strategy

if TYPE_CHECKING:
    from django.db.models import QuerySet


def current_strategy() -> Strategy | None:
    """Return the strategy that is worked on: the one whose first day is the latest."""
    return Strategy.objects.select_related("act").order_by("-starts_on", "-pk").first()


def components(strategy: Strategy) -> list[Component]:
    """Return the components of a strategy in the city's order, ended ones too."""
    return list(strategy.components.all())


def open_components(strategy: Strategy | None) -> QuerySet[Component]:
    """Return the components that have not ended; none where there is no strategy."""
    return Component.objects.filter(strategy=strategy, ended_on__isnull=True)
