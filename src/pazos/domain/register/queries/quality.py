"""Which thresholds of quality are in force, and what do institutions state of themselves?

A threshold that nobody confirmed in its source is said to be so, whatever rests on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pazos.domain.register.models import QualityStatement, QualityThreshold
from pazos.domain.register.vocabulary import Comparison
from pazos.science.quality.criteria import BOGOTA_2015, Criterion

if TYPE_CHECKING:
    from collections.abc import Iterable

WORDS = {Comparison.AT_MOST: "at most", Comparison.AT_LEAST: "at least"}


@dataclass(frozen=True)
class Standing:
    """A criterion as it is in force, the row that says so, and the rows before it (newest first)."""

    criterion: Criterion
    row: QualityThreshold
    before: tuple[QualityThreshold, ...]


def thresholds() -> list[Standing]:
    """Return every criterion with its threshold in force, in the order of the scorecard."""
    rows: dict[str, list[QualityThreshold]] = {}
    for row in QualityThreshold.objects.select_related("set_by").order_by("-id"):
        rows.setdefault(row.code, []).append(row)
    return [
        Standing(_in_force(one, rows[one.code][0]), rows[one.code][0], tuple(rows[one.code][1:]))
        for one in BOGOTA_2015
        if one.code in rows
    ]


def criteria() -> tuple[Criterion, ...]:
    """Return the criteria that records are held against today; shipped ones where nobody set another."""
    set_here = {one.criterion.code: one.criterion for one in thresholds()}
    return tuple(set_here.get(one.code, one) for one in BOGOTA_2015)


def _in_force(shipped: Criterion, row: QualityThreshold) -> Criterion:
    comparison = WORDS[Comparison(row.comparison)]
    return replace(
        shipped,
        value=row.value,
        comparison="at least" if comparison == "at least" else "at most",
        source=row.source,
        confirmed_on=row.confirmed_on.isoformat() if row.confirmed_on else "",
        confirmed_by=row.confirmed_by,
    )


def statements() -> list[QualityStatement]:
    """Return what is stated today, of each source and of the register: the latest word of each kind."""
    latest: dict[tuple[int | None, str], QualityStatement] = {}
    for row in QualityStatement.objects.select_related("source", "stated_by").order_by("id"):
        latest[row.source_id, row.what] = row
    return [row for row in latest.values() if row.value is not None]


def declared(rows: Iterable[QualityStatement], source: int | None) -> dict[str, float]:
    """Return what is stated of one source (none: of the register), by kind."""
    return {row.what: row.value for row in rows if row.source_id == source and row.value is not None}
