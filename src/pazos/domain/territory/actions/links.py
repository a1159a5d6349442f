"""A person's word on whether two neighbourhoods touch, where their outlines mislead; and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from pazos.domain.territory.models import DeclaredLink
from pazos.domain.territory.vocabulary import Bridge
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff
    from pazos.domain.territory.models import Neighbourhood


@transaction.atomic
def declare_link(
    one: Neighbourhood, other: Neighbourhood, *, bridge: str, reason: str, by: Staff | None
) -> DeclaredLink:
    """Say that two neighbourhoods touch or do not, and why; a pair has one word, the last."""
    if one.pk == other.pk:
        raise InputProblem(N_("{name} cannot touch itself: choose two neighbourhoods."), name=one.name)
    if bridge not in Bridge.values:
        raise InputProblem(N_("A pair is joined or cut; {word} is neither."), word=bridge)
    if not reason.strip():
        raise InputProblem(N_("Say why: which bridge, river or road. Others will read it."))
    first, second = sorted((one, other), key=lambda place: place.pk)
    link, _ = DeclaredLink.objects.update_or_create(
        first=first, second=second, defaults={"bridge": bridge, "reason": reason.strip()[:300]}
    )
    audit.record("link.declared", link, by=by, first=first.code, second=second.code, bridge=bridge)
    return link


@transaction.atomic
def remove_link(link: DeclaredLink, *, by: Staff | None) -> None:
    """Take a word on a pair back: what the outlines or points say holds again."""
    audit.record(
        "link.removed", link, by=by, first=link.first.code, second=link.second.code, bridge=link.bridge
    )
    link.delete()
