"""Adopting a version and publishing one: frozen, hashed, never changed afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.refusing import refuse
from pazos.domain.strategy.freezing import frozen
from pazos.domain.strategy.models import Strategy, StrategyVersion
from pazos.domain.strategy.rules import AdoptionFacts, Block, what_blocks_adopting, what_blocks_publishing
from pazos.domain.strategy.vocabulary import VersionState
from pazos.foundation.audit import actions as audit
from pazos.foundation.runs.actions import sha256_of

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Staff


@transaction.atomic
def adopt(strategy: Strategy, *, on: date, by: Staff, reasons: str = "") -> StrategyVersion:
    """Freeze the strategy as it stands as its next version.

    A version adopted before and never published is replaced; the published one stays public until
    another is published.

    Raises:
        RefusedError: no legal basis, nothing in it, a failure not judged, no change, no reasons.
    """
    held = Strategy.objects.select_for_update().get(pk=strategy.pk)
    content = frozen(held)
    digest = sha256_of(content)
    last = held.versions.order_by("-number").first()
    facts = AdoptionFacts(
        legal_basis=held.legal_basis,
        components=len(content["components"]),
        programmes=len(content["programmes"]),
        judged=[one["failure"] for one in content["readiness"]],
        is_first=last is None,
        is_same=last is not None and last.content_hash == digest,
        reasons=reasons,
    )
    future = (Block.IN_THE_FUTURE,) if on > timezone.localdate() else ()
    refuse((*what_blocks_adopting(facts), *future))
    held.versions.filter(state=VersionState.ADOPTED).update(state=VersionState.REPLACED)
    version = StrategyVersion.objects.create(
        strategy=held,
        number=last.number + 1 if last else 1,
        state=VersionState.ADOPTED,
        content=content,
        content_hash=digest,
        legal_basis=held.legal_basis,
        reasons=reasons.strip(),
        adopted_by=by,
        adopted_on=on,
    )
    audit.record("strategy.adopted", version, by=by, number=version.number, hash=digest)
    return version


@transaction.atomic
def publish(version: StrategyVersion, *, by: Staff) -> None:
    """Show a version to the public in the place of the one before.

    Raises:
        RefusedError: it is not the version adopted last.
    """
    held = StrategyVersion.objects.select_for_update().get(pk=version.pk)
    refuse(what_blocks_publishing(VersionState(held.state)))
    before = StrategyVersion.objects.filter(strategy=held.strategy_id, state=VersionState.PUBLISHED)
    before.update(state=VersionState.REPLACED)
    held.state, held.published_by, held.published_at = VersionState.PUBLISHED, by, timezone.now()
    held.save(update_fields=["state", "published_by", "published_at"])
    audit.record("strategy.published", held, by=by, number=held.number)
