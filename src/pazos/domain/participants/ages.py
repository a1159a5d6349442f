"""What is kept of the age of whoever takes part, for those who ask who signs for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.participants.queries import rows_of
from pazos.domain.participants.traits import Traits
from pazos.domain.rights.vocabulary import SubjectKind

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.rights.registry import Subject
    from pazos.domain.rights.rules.consenting import Ages


def _ages(subject: Subject, on: date) -> Ages | None:
    """Return the ages that year and month of birth leave open on a day: the day of birth is not kept."""
    rows = rows_of(subject.key)[:1] if subject.kind == SubjectKind.PARTICIPANT else []
    kept = Traits.read(rows[0].traits) if rows else Traits()
    most = kept.age_on(on)
    if most is None:
        return None
    is_open = kept.birth_month is None or kept.birth_month == on.month
    return most - is_open, most


AGES = (_ages,)
