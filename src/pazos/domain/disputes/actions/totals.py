"""Freezing the totals of a quarter: what leaves street work leaves once, and stays as it left."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.disputes.models import StreetQuarter
from pazos.foundation.audit import actions as audit
from pazos.foundation.runs.canonical import letters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.disputes.quarters import Quarter

Totals = dict[str, dict[str, int | None]]


@transaction.atomic
def freeze(quarter: Quarter, *, clusters: Mapping[int, str], totals: Totals) -> StreetQuarter:
    """Keep the suppressed totals of a quarter; one that is frozen already stays as it is."""
    names = {str(number): name for number, name in clusters.items()}
    content = {
        "clusters": names,
        "totals": totals,
        "totals_hash": hashlib.sha256(letters({"clusters": names, "totals": totals}).encode()).hexdigest(),
        "frozen_at": timezone.now(),
    }
    kept, is_new = StreetQuarter.objects.get_or_create(first_on=quarter.first_on, defaults=content)
    if is_new:
        audit.record("street_quarter.frozen", kept, by=None, hash=kept.totals_hash)
    return kept
