"""Questions about versions: all of them, one, and the one that the public reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.strategy.freezing import frozen
from pazos.domain.strategy.models import StrategyVersion
from pazos.domain.strategy.vocabulary import VersionState
from pazos.foundation.runs.canonical import sha256_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from pazos.domain.strategy.models import Strategy


def versions(strategy: Strategy) -> QuerySet[StrategyVersion]:
    """Return the versions of a strategy, the newest first."""
    found = StrategyVersion.objects.filter(strategy=strategy).order_by("-number")
    return found.select_related("adopted_by", "published_by")


def version(strategy: Strategy, number: int) -> StrategyVersion | None:
    """Return one version by its number."""
    return versions(strategy).filter(number=number).first()


def published() -> StrategyVersion | None:
    """Return what the public reads: the published version of the newest strategy that has one."""
    found = StrategyVersion.objects.filter(state=VersionState.PUBLISHED)
    return found.order_by("-strategy__starts_on", "-strategy_id").first()


def is_whole(version: StrategyVersion) -> bool:
    """Return whether a version still is what its hash says."""
    return sha256_of(version.content) == version.content_hash


def is_ahead(strategy: Strategy) -> bool:
    """Return whether the working strategy differs from the version adopted last, or none was adopted."""
    last = strategy.versions.order_by("-number").values_list("content_hash", flat=True).first()
    return last is None or last != sha256_of(frozen(strategy))
