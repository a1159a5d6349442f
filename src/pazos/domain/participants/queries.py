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
    """Return the people within reach, each once, the newest first; nobody of whom only what a law keeps is left."""
    reach = reach_of(seen_by, Permission.KEEP_ATTENDANCE)
    rows = Participant.objects.filter(merged_into__isnull=True, emptied_at__isnull=True)
    rows = rows.select_related("neighbourhood").order_by("-registered_at", "pk")
    if reach.is_nothing:
        return rows.none()
    own = reach.belonging(organisation=BELONGS)
    if own == Q():
        return rows
    return rows.filter(pk__in=Participant.objects.filter(own).order_by().values("pk"))


def participant(key: UUID, *, seen_by: Staff) -> Participant | None:
    """Return one person, None where there is none within reach; a row that was merged leads to the kept one."""
    row = Participant.objects.filter(pk=key).first()
    return participants(seen_by=seen_by).filter(pk=kept_of(row).pk).first() if row else None


def by_document(document: str, *, seen_by: Staff) -> Participant | None:
    """Return the person of a document, None where there is none within reach."""
    key = document_key(document)
    row = Participant.objects.filter(person_key=key).first() if key else None
    return participant(row.pk, seen_by=seen_by) if row else None


def kept_of(row: Participant) -> Participant:
    """Return the row under which a person is kept: this one, or the one that it was merged into."""
    while row.merged_into is not None:
        row = row.merged_into
    return row


def rows_of(key: UUID) -> list[Participant]:
    """Return every row of one person, the kept one first, whichever of them is asked for."""
    row = Participant.objects.filter(pk=key).first()
    if row is None:
        return []
    found, edge = [kept_of(row)], [kept_of(row).pk]
    while edge:
        merged = list(Participant.objects.filter(merged_into__in=edge).order_by("pk"))
        found += merged
        edge = [one.pk for one in merged]
    return found
