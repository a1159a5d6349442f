"""How did somebody say they are, each time, and did it change by more than the instrument's error?

One person at a time: there is no list of people by score, and there will be none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.domain.cases.instruments.registry import instrument
from pazos.domain.cases.instruments.scoring import Change, Score, reliable_change, score, scored_alike
from pazos.domain.cases.models import Assessment, HalfAssessment
from pazos.domain.cases.queries.cases import reached
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from pazos.domain.cases.instruments.kinds import Instrument
    from pazos.domain.cases.models import Case
    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class AssessmentLine:
    """One assessment: its score with meaning and error, and the change since the one before."""

    row: Assessment
    instrument: Instrument
    score: Score
    change: Change | None  # None: it is the first of its instrument and dimension


@dataclass(frozen=True)
class Half:
    """An assessment that was begun: how far it is."""

    row: HalfAssessment
    instrument: Instrument
    said: int
    asked: int


def assessments_of(case: Case, *, seen_by: Staff) -> list[AssessmentLine]:
    """Return the assessments of a case, the newest first; the caller notes the look."""
    rows = Assessment.objects.filter(reached(seen_by, Permission.SEE_CASES, through="case__"), case=case)
    before: dict[tuple[str, str], tuple[Instrument, float | None]] = {}
    lines, known = [], _Known()
    for row in rows.select_related("by").order_by("on", "at"):
        asked = known.of(row)
        result = score(asked, row.result.get("answers", {}))
        key = (row.instrument, row.dimension)
        change = _change(asked, before[key], result.total) if key in before else None
        before[key] = (asked, result.total)
        lines.append(AssessmentLine(row, asked, result, change))
    return lines[::-1]


def _change(asked: Instrument, before: tuple[Instrument, float | None], after: float | None) -> Change:
    of, total = before
    return reliable_change(asked, total if scored_alike(of, asked) else None, after)


def assessment(key: UUID, *, seen_by: Staff) -> Assessment | None:
    """Return one assessment, None where there is none within reach."""
    condition = reached(seen_by, Permission.SEE_CASES, through="case__")
    return Assessment.objects.filter(condition).select_related("case", "by").filter(pk=key).first()


def halves_of(case: Case, *, seen_by: Staff) -> list[Half]:
    """Return what was begun in a case and not finished."""
    condition = reached(seen_by, Permission.SEE_CASES, through="case__")
    known, found = _Known(), []
    for row in HalfAssessment.objects.filter(condition, case=case).select_related("by"):
        asked = known.of(row)
        found.append(Half(row, asked, len(row.answers), len(asked.asked(row.answers))))
    return found


def half(key: UUID, *, seen_by: Staff) -> HalfAssessment | None:
    """Return one begun assessment, None where there is none within reach."""
    condition = reached(seen_by, Permission.SEE_CASES, through="case__")
    rows = HalfAssessment.objects.filter(condition).select_related("case__participant", "by")
    return rows.filter(pk=key).first()


class _Known:
    """The instruments of one answer, each read once."""

    def __init__(self) -> None:
        self.read: dict[tuple[str, int], Instrument] = {}

    def of(self, row: Assessment | HalfAssessment) -> Instrument:
        """Return the instrument, of the version it was answered with."""
        key = (row.instrument, row.instrument_version)
        if key not in self.read:
            self.read[key] = instrument(*key)
        return self.read[key]
