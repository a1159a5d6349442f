"""The strategy that a page is about, and what every page of it says: its tabs and who may change it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from pazos.domain.strategy.queries import current_strategy
from pazos.domain.strategy.queries.versions import is_ahead
from pazos.foundation.access.policy import Permission, Scope
from pazos.interfaces.web.pages.register.deaths import kept_at_hand

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Strategy


def the_strategy() -> Strategy:
    """Return the strategy worked on; where none was begun there is nothing at this address."""
    found = current_strategy()
    if found is None:
        raise Http404
    return found


def sees_all(who: Staff) -> bool:
    """Return whether a person sees the strategy of the whole city, and not their organisation's part alone."""
    return who.scope(Permission.SEE_STRATEGY) is Scope.CITY


def is_ahead_now(strategy: Strategy) -> bool:
    """Return whether the working strategy differs from the version adopted last; reckoned once for each state of it.

    Every deed on a strategy writes an event, so what was reckoned holds until the next one.
    """
    ahead: bool = kept_at_hand(f"strategy-{strategy.pk}-ahead", lambda: is_ahead(strategy))
    return ahead


def tabs(here: str) -> list[tuple[str, str, bool]]:
    """Return the pages of the strategy that stand beside each other."""
    pages = (
        ("strategy", _("The strategy")),
        ("components", _("Components")),
        ("programmes", _("Programmes")),
        ("theory", _("Theory of change")),
        ("alignment", _("Alignment")),
        ("readiness", _("Readiness")),
        ("versions", _("Versions")),
    )
    return [(text, reverse(name), name == here) for name, text in pages]


def said(here: str, strategy: Strategy | None, who: Staff) -> dict[str, Any]:
    """Return what every page of the strategy is given."""
    return {"tabs": tabs(here), "strategy": strategy, "sees_all": sees_all(who)}
