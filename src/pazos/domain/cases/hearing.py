"""What a case does at once: of a person called otherwise, or who came to a workshop, it is found and dated anew;
of one whose age was put right an open crisis asks what that age asks; of one whose permission is taken back it rests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.cases.actions.crises import complete_checklists
from pazos.domain.cases.actions.reckoning import index_names, reckon_last_met
from pazos.domain.cases.actions.turning import rest_without_permission
from pazos.domain.rights.vocabulary import Purpose, SubjectKind

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff
    from pazos.domain.rights.registry import Subject


def _stop(subject: Subject, purpose: str, by: Staff) -> None:
    """Let the case of somebody rest from the moment in which they take their permission back."""
    if subject.kind == SubjectKind.PARTICIPANT and purpose == Purpose.ACCOMPANIMENT:
        rest_without_permission(subject.key, by=by)


RENAMED = (index_names, complete_checklists)  # told of every correction, of the age too
CAME = (reckon_last_met,)
TAKEN_BACK = (_stop,)
