"""What the strategy was: its legal basis, the version adopted last, its components and programmes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.analysis.account.chain import day
from pazos.domain.strategy.models import Programme, Strategy, StrategyVersion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.analysis.account.chain import Asked


def strategy_of(asked: Asked) -> Strategy | None:
    """Return the strategy whose period holds the day of the account, the newest where there are several."""
    found = Strategy.objects.filter(starts_on__lte=asked.as_of_on, ends_on__gte=asked.first)
    return found.order_by("-starts_on", "-pk").first()


def told(asked: Asked) -> Mapping[str, Any]:
    """Return the strategy as it stood."""
    strategy = strategy_of(asked)
    if strategy is None:
        return {"strategy": None, "version": None, "components": [], "programmes": []}
    version = (
        StrategyVersion.objects.filter(strategy=strategy, adopted_on__lte=asked.as_of_on)
        .order_by("-number")
        .first()
    )
    components = list(strategy.components.all())
    programmes = Programme.objects.filter(component__strategy=strategy).select_related(
        "component", "department"
    )
    return {
        "strategy": {
            "name": strategy.name,
            "legal_basis": strategy.legal_basis,
            "starts_on": day(strategy.starts_on),
            "ends_on": day(strategy.ends_on),
            "vision": strategy.vision,
            "ages": [strategy.first_age, strategy.last_age],
        },
        "version": _version(version),
        "components": [
            {"code": one.code, "name": one.name, "purpose": one.purpose, "ended_on": day(one.ended_on)}
            for one in components
        ],
        "programmes": [
            {
                "code": one.code,
                "component": one.component.code,
                "name": one.name,
                "department": one.department.name,
                "state": one.state,
            }
            for one in programmes.order_by("component__position", "code")
        ],
    }


def _version(version: StrategyVersion | None) -> dict[str, Any] | None:
    if version is None:
        return None
    return {
        "number": version.number,
        "legal_basis": version.legal_basis,
        "adopted_on": day(version.adopted_on),
        "sha256": version.content_hash,
    }
