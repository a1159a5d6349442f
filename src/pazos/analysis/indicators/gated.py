"""How a count of people becomes a value: through the gate, once, and not before late phones have come back.

What was read is kept as a hash with the numbers of records in it, so that a value can be held against the records
again and nobody can try out counts. No number leaves here that the gate did not show.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.analysis.disclosing import TOTAL, released_list
from pazos.analysis.indicators.found import Found, Part, nothing
from pazos.domain.disputes.quarters import Quarter
from pazos.foundation.access.policy import Permission
from pazos.foundation.runs.actions import Input
from pazos.foundation.runs.canonical import sha256_of
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Mapping

    from pazos.analysis.indicators.found import Ask

HIDDEN = N_("The count is hidden: it is small, or would give a small one away.")
TO = Permission.SEE_INDICATORS


def too_soon(ask: Ask) -> Found | None:
    """Return that a period may not be counted yet, None where it may: what is counted once must be whole."""
    quarter = Quarter.of(ask.period.ends_on)
    if quarter.counted_from <= ask.on:
        return None
    return nothing(
        N_("The quarter is counted from {day} on, when late phones have come back."), day=quarter.counted_from
    )


def share(
    counts: Mapping[str, int],
    *,
    of: str,
    says: tuple[str, str],
    rows: Iterable[tuple[Any, ...]],
    people: Mapping[str, Collection[Hashable]] | None = None,
) -> Found:
    """Return one of two counts over both; nothing where either is small, or of few `people`, or nobody."""
    shown = released_list(counts, to=TO, zeros="suppress", people=people)
    part, whole = shown[of], shown[TOTAL]
    if part is None or whole is None:
        return nothing(HIDDEN)
    return Found(part, whole, parts=(Part(says[0], part), Part(says[1], whole)), inputs=(read(rows, whole),))


def read(rows: Iterable[tuple[Any, ...]], shown: int) -> Input:
    """Return what was read: each row begins with the number of a record; `shown` is how many the gate let through."""
    return Input("records", sha256_of(sorted([str(cell) for cell in row] for row in rows)), shown)
