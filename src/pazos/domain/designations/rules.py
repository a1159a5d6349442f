"""Judgement on designations: what stands in the way of signing one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Block(models.TextChoices):
    """A reason why a designation cannot be signed yet."""

    NOT_A_DRAFT = "not_a_draft", _("It is no draft: it was signed or withdrawn before.")
    NOT_WITHDRAWN = "not_withdrawn", _("It is not withdrawn, so it need not be taken up again.")
    NO_CLUSTERS = "no_clusters", _("It has no clusters.")
    NO_AGES = "no_ages", _("It does not say which ages the strategy serves. Choose an age band.")
    NO_REASONS = "no_reasons", _("It does not say why. Write the reasons the council will read.")
    NO_LEGAL_BASIS = "no_legal_basis", _("It does not name its legal basis, such as a decree or an act.")


@dataclass(frozen=True)
class DesignationFacts:
    """What the rule looks at; nobody's name is among it."""

    is_draft: bool
    clusters: int
    age_from: int | None
    age_to: int | None
    reasons: str
    legal_basis: str


def what_blocks_signing(facts: DesignationFacts) -> tuple[Block, ...]:
    """Return everything that stands in the way; an empty answer means it may be signed."""
    stands = {
        Block.NOT_A_DRAFT: not facts.is_draft,
        Block.NO_CLUSTERS: facts.clusters == 0,
        Block.NO_AGES: facts.age_from is None or facts.age_to is None,
        Block.NO_REASONS: not facts.reasons.strip(),
        Block.NO_LEGAL_BASIS: not facts.legal_basis.strip(),
    }
    return tuple(block for block, true in stands.items() if true)
