"""Which components of a city's strategy are those that the battery means?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.strategy.models import Strategy

if TYPE_CHECKING:
    from pazos.domain.strategy.models import Component

# The battery's words for the components of a strategy, and the codes that cities give them.
CODES = {
    "interruption": ("interruption", "interrupcion", "disruption"),
    "intervention": ("intervention", "intervencion"),
    "prevention": ("prevention", "prevencion"),
    "environments": ("environments", "entornos", "safe-environments"),
    "justice": ("justice", "justicia"),
}


def components_by_word() -> dict[str, Component]:
    """Return the components of the newest strategy by the battery's words for them."""
    strategy = Strategy.objects.order_by("-starts_on").first()
    known = {one.code: one for one in strategy.components.all()} if strategy else {}
    found = {
        word: next((known[code] for code in codes if code in known), None) for word, codes in CODES.items()
    }
    return {word: one for word, one in found.items() if one is not None}
