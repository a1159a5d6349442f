"""Who takes part, for those who keep attendance; nobody else learns so much as that somebody does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from pazos.domain.participants.keying import document_key
from pazos.domain.participants.models import Participant
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff

# An organisation knows whom it wrote down and who came to what it did.
BELONGS = ",".join(
    (
        "registered_for",
        "attendances__activity__responsible",
        "attendances__activity__partner",
    )
)


def participants(*, seen_by: Staff) -> QuerySet[Participant]:
    """Return the people within reach, the newest first."""
    reach = reach_of(seen_by, Permission.KEEP_ATTENDANCE)
    rows = Participant.objects.select_related("neighbourhood").order_by("-registered_at", "pk")
    if reach.is_nothing:
        return rows.none()
    own = reach.belonging(organisation=BELONGS)
    if own == Q():
        return rows
    return rows.filter(pk__in=Participant.objects.filter(own).order_by().values("pk"))


def participant(key: UUID, *, seen_by: Staff) -> Participant | None:
    """Return one person, None where there is none within reach."""
    return participants(seen_by=seen_by).filter(pk=key).first()


def by_document(document: str, *, seen_by: Staff) -> Participant | None:
    """Return the person of a document, None where there is none within reach."""
    key = document_key(document)
    return participants(seen_by=seen_by).filter(person_key=key).first() if key else None
