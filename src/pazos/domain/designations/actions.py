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
    from collections.abc import Iterable, Mapping, Sequence

    from pazos.domain.people.models import Staff
    from pazos.foundation.runs.models import Run


@dataclass(frozen=True)
class ProposedCluster:
    """The places of one cluster, by their ids, and the zone they lie in ("" when mixed)."""

    neighbourhoods: tuple[int, ...]
    zone: str = ""
    name: str = ""


class NotSignedError(Exception):
    """A deed on a designation that was refused, with every reason."""

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
    draft = _locked(designation, state=Designation.State.DRAFT)
    draft.age_from, draft.age_to = ages
    draft.reasons, draft.legal_basis = reasons, legal_basis
    draft.save(update_fields=["age_from", "age_to", "reasons", "legal_basis"])
    audit.record("designation.argued", draft, by=by, ages=list(ages))


@transaction.atomic
def name_clusters(
    designation: Designation, *, title: str, names: Mapping[int, str], by: Staff | None
) -> None:
    """Give a draft its title and its clusters, by number, the names the city calls them."""
    draft = _locked(designation, state=Designation.State.DRAFT)
    Designation.objects.filter(pk=draft.pk).update(title=title)
    for number, name in names.items():
        Cluster.objects.filter(designation=draft, number=number).update(name=name)
    audit.record("designation.named", draft, by=by, clusters=len(names))


@transaction.atomic
def withdraw(designation: Designation, *, by: Staff | None) -> None:
    """Set a draft aside. It is kept whole and can be taken up again."""
    _move(designation, before=Designation.State.DRAFT, after=Designation.State.WITHDRAWN)
    audit.record("designation.withdrawn", designation, by=by)


@transaction.atomic
def take_up_again(designation: Designation, *, by: Staff | None) -> None:
    """Make a withdrawn designation a draft again."""
    _move(designation, before=Designation.State.WITHDRAWN, after=Designation.State.DRAFT)
    audit.record("designation.taken_up_again", designation, by=by)


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


def _locked(designation: Designation, *, state: Designation.State) -> Designation:
    """Return the row as it stands now, held until the deed is done; one in another state is refused."""
    held = Designation.objects.select_for_update().get(pk=designation.pk)
    if held.state != state:
        wrong = {Designation.State.DRAFT: Block.NOT_A_DRAFT, Designation.State.WITHDRAWN: Block.NOT_WITHDRAWN}
        raise NotSignedError((wrong[state],))
    return held


def _move(designation: Designation, *, before: Designation.State, after: Designation.State) -> None:
    held = _locked(designation, state=before)
    held.state = after
    held.save(update_fields=["state"])


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
