"""Facts of gestores by topic: selection, and the work that accompanies them."""

from pazos.domain.gestores.models.accompanying import (
    Attendance,
    Course,
    Gestor,
    PlannedShift,
    Supervision,
    TrainingDay,
)
from pazos.domain.gestores.models.selection import Call, Candidate, Criterion, Score, Scorer, Tie

__all__ = [
    "Attendance",
    "Call",
    "Candidate",
    "Course",
    "Criterion",
    "Gestor",
    "PlannedShift",
    "Score",
    "Scorer",
    "Supervision",
    "Tie",
    "TrainingDay",
]
