"""What is kept of the birth of those who take part, for those who ask who signs for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.participants.models import Participant
from pazos.domain.participants.queries import kept_of
from pazos.domain.participants.traits import Traits
from pazos.domain.rights.vocabulary import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Collection

    from pazos.domain.rights.registry import Subject
    from pazos.domain.rights.rules.consenting import Born


def _births(subjects: Collection[Subject]) -> dict[Subject, Born]:
    """Return between which days people were born: the day of birth is not kept."""
    asked = {one.key: one for one in subjects if one.kind == SubjectKind.PARTICIPANT}
    rows = Participant.objects.filter(pk__in=asked).only("traits", "merged_into")
    told = {asked[row.pk]: Traits.read(kept_of(row).traits).born for row in rows}
    return {subject: born for subject, born in told.items() if born is not None}


BORN = (_births,)
