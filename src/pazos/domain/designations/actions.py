"""Proposing and signing a designation. What was signed is never changed, only succeeded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.designations.models import Cluster, Designation
from pazos.domain.designations.rules import Block, DesignationFacts, what_blocks_signing
from pazos.foundation.audit import actions as audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run


@dataclass(frozen=True)
class ProposedCluster:
    """The places of one cluster, by their ids, and the zone they lie in ("" when mixed)."""

    neighbourhoods: tuple[int, ...]
    zone: str = ""
    name: str = ""


class NotSignedError(Exception):
    """A designation that may not be signed, with every reason."""

    def __init__(self, blocks: tuple[Block, ...]) -> None:
        self.blocks = blocks
        super().__init__(", ".join(blocks))


@transaction.atomic
def propose(  # the evidence of a decision is wide by nature
    *,
    title: str,
    run: Run,
    clusters: Sequence[ProposedCluster],
    evidence: Iterable[Run],
    ages: tuple[int, int] | None,
    by: Staff | None,
    reasons: str = "",
) -> Designation:
    """Keep a choice of clusters and ages as a draft, with the runs it rests on."""
    designation = Designation.objects.create(
        title=title,
        run=run,
        age_from=ages[0] if ages else None,
        age_to=ages[1] if ages else None,
        reasons=reasons,
        proposed_at=timezone.now(),
        proposed_by=by,
    )
    designation.evidence.set(evidence)
    for number, proposed in enumerate(clusters, start=1):
        cluster = Cluster.objects.create(
            designation=designation, number=number, zone=proposed.zone, name=proposed.name
        )
        cluster.neighbourhoods.set(proposed.neighbourhoods)
    audit.record("designation.proposed", designation, by=by, run=run.pk, clusters=len(clusters))
    return designation


@transaction.atomic
def argue(
    designation: Designation, *, ages: tuple[int, int], reasons: str, legal_basis: str, by: Staff | None
) -> None:
    """Write down the ages, the reasons and the legal basis of a draft."""
    if designation.state != Designation.State.DRAFT:
        raise NotSignedError((Block.NOT_A_DRAFT,))
    designation.age_from, designation.age_to = ages
    designation.reasons, designation.legal_basis = reasons, legal_basis
    designation.save(update_fields=["age_from", "age_to", "reasons", "legal_basis"])
    audit.record("designation.argued", designation, by=by, ages=list(ages))


@transaction.atomic
def sign(designation: Designation, *, by: Staff) -> None:
    """Put a draft in force; the one in force until now is kept as superseded."""
    designation = Designation.objects.select_for_update().get(pk=designation.pk)
    blocks = what_blocks_signing(facts_of(designation))
    if blocks:
        raise NotSignedError(blocks)
    earlier = Designation.objects.select_for_update().filter(state=Designation.State.SIGNED).first()
    if earlier:
        earlier.state = Designation.State.SUPERSEDED
        earlier.save(update_fields=["state"])
    designation.state = Designation.State.SIGNED
    designation.signed_at, designation.signed_by, designation.supersedes = timezone.now(), by, earlier
    designation.save(update_fields=["state", "signed_at", "signed_by", "supersedes"])
    audit.record("designation.signed", designation, by=by, supersedes=earlier.pk if earlier else None)


def facts_of(designation: Designation) -> DesignationFacts:
    """Return what the rules of signing look at."""
    return DesignationFacts(
        is_draft=designation.state == Designation.State.DRAFT,
        clusters=designation.clusters.count(),
        age_from=designation.age_from,
        age_to=designation.age_to,
        reasons=designation.reasons,
        legal_basis=designation.legal_basis,
    )
