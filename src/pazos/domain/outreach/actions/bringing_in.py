"""Taking over presence and check-ins that were kept elsewhere before, under one event of the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from pazos.domain.outreach.models import Presence, WellbeingCheck
from pazos.foundation.audit import actions as audit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.domain.people.models import Staff
    from pazos.domain.teams.models import WorkCluster

BATCH = 500


@transaction.atomic
def bring_in(
    presences: Sequence[Presence],
    checks: Sequence[WellbeingCheck],
    *,
    cluster: WorkCluster,
    by: Staff | None,
) -> None:
    """Keep all of it or nothing, for one cluster."""
    Presence.objects.bulk_create(presences, batch_size=BATCH)
    WellbeingCheck.objects.bulk_create(checks, batch_size=BATCH)
    audit.record("outreach.brought_in", cluster, by=by, presences=len(presences), checks=len(checks))
