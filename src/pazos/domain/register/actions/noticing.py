"""Differences noticed, gone, and noticed again. What people decided is reopened, never overwritten.

A decided difference stays decided when its sources come to agree. When they disagree with other
values than those decided on, it opens again with a note; the value adopted stays in force until a
person decides anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext

from pazos.domain.register.actions.bulk import batches, rewrite
from pazos.domain.register.models import Difference
from pazos.domain.register.vocabulary import DifferenceState
from pazos.foundation.privacy.fields import sealed_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pazos.domain.register.vocabulary import DifferenceKind

    Found = Mapping[int, Mapping[DifferenceKind, dict[str, Any]]]

NOTE_LENGTH = 500


def notice_differences(deaths: Collection[int], found: Found) -> tuple[int, int, int]:
    """Bring the differences of `deaths` in line with `found`; return how many were noticed, went, reopened."""
    left = {(death, kind.value): values for death, of in found.items() for kind, values in of.items()}
    changed: list[Difference] = []
    counts = dict.fromkeys(("noticed", "gone", "reopened"), 0)
    for batch in batches(sorted(deaths)):
        for one in Difference.objects.filter(death__in=batch).order_by("pk"):
            what = _met(one, left.pop((one.death_id, one.kind), None))
            if what:
                changed.append(one)
                counts[what] = counts.get(what, 0) + 1
    rewrite(
        Difference,
        ["state", "values", "note", "noticed_at", "table"],
        (
            (one.pk, one.state, one.values, sealed_of(one, "note"), one.noticed_at, one.table_id)
            for one in changed
        ),
    )
    at = timezone.now()
    fresh = (
        Difference(death_id=death, kind=kind, values=values, noticed_at=at)
        for (death, kind), values in sorted(left.items())
    )
    made = Difference.objects.bulk_create(fresh, batch_size=1000)
    return counts["noticed"] + len(made), counts["gone"], counts["reopened"]


def _met(one: Difference, values: dict[str, Any] | None) -> str:
    """Change a difference as what the sources say now asks; return what happened to it, "" for nothing."""
    if values is None:
        return _no_longer(one)
    if one.state == DifferenceState.GONE:
        one.state, one.values, one.noticed_at = DifferenceState.OPEN, values, timezone.now()
        return "noticed"
    if one.values == values:
        return ""
    one.values = values
    if one.state == DifferenceState.OPEN:
        return "restated"
    one.state, one.table = DifferenceState.OPEN, None  # the minutes hold what was decided
    said = gettext("Open again since {day}: the sources state other values than those decided on.")
    one.note = f"{one.note} {said.format(day=timezone.localdate().isoformat())}".strip()[-NOTE_LENGTH:]
    return "reopened"


def _no_longer(one: Difference) -> str:
    if one.state != DifferenceState.OPEN:
        return ""
    decided_before = one.decided_at is not None and one.cause
    one.state = DifferenceState.DECIDED if decided_before else DifferenceState.GONE
    return "gone"
