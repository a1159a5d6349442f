"""Which complaints may this person hear, which is late, and what was answered to whoever holds the word?

A complaint that names somebody is not shown to them. The word of a complaint opens its answer and
nothing else; only its hash is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from pazos.domain.cases.models import Complaint
from pazos.domain.cases.rules.voice import is_late, named_in
from pazos.domain.people.models import Staff
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import GRANTS, Permission
from pazos.foundation.privacy.sealing import blind_index

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

HEARS = tuple(role for role, grants in GRANTS.items() if Permission.HEAR_COMPLAINTS in grants)


@dataclass(frozen=True)
class Heard:
    """A complaint as the list shows it."""

    row: Complaint
    late: bool


@dataclass(frozen=True)
class Told:
    """What whoever made a complaint reads of it: when it came, by when it is answered, the answer."""

    made_on: date
    due_on: date
    answered_on: date | None
    answer: str


def key_of(word: str) -> str:
    """Return what a word is kept under: spaces, lines and case make no difference."""
    return blind_index(word.replace("-", "").replace(" ", ""), "complaint.word")


def hearers() -> dict[int, str]:
    """Return number and name of everybody who hears complaints today."""
    rows = Staff.objects.filter(role__in=HEARS, is_active=True)
    return dict(rows.order_by("name").values_list("pk", "name"))


def complaints(*, seen_by: Staff, on: date) -> list[Heard]:
    """Return the complaints that this person hears: late first, then by their day, the answered last.

    The caller notes the look.
    """
    if reach_of(seen_by, Permission.HEAR_COMPLAINTS).is_nothing:
        return []
    known = hearers()
    heard = [
        Heard(one, late(one, on=on))
        for one in _open_to(seen_by)
        if seen_by.pk not in named_in(one.text, known)
    ]
    return sorted(
        heard, key=lambda one: (one.row.answered_at is not None, one.row.answer_due_on, one.row.made_at)
    )


def complaint(key: UUID, *, seen_by: Staff) -> Complaint | None:
    """Return one complaint, None where there is none that this person hears."""
    found = _open_to(seen_by).filter(pk=key).first()
    if found is None or seen_by.pk in named_in(found.text, hearers()):
        return None
    return found


def told(word: str) -> Told | None:
    """Return what came of the complaint of a word, None for a word that is none's."""
    one = Complaint.objects.filter(word_hash=key_of(word), emptied_at__isnull=True).first()
    if one is None:
        return None
    return Told(timezone.localdate(one.made_at), one.answer_due_on, _answered_on(one), one.answer)


def late(one: Complaint, *, on: date) -> bool:
    """Return whether a complaint was, or is, not answered by its day."""
    return is_late(due_on=one.answer_due_on, answered_on=_answered_on(one), on=on)


def _open_to(staff: Staff) -> QuerySet[Complaint]:
    rows = Complaint.objects.select_related("cluster", "answered_by", "kept_from").filter(
        emptied_at__isnull=True
    )
    if reach_of(staff, Permission.HEAR_COMPLAINTS).is_nothing:
        return rows.none()
    return rows.filter(~Q(kept_from=staff) | Q(kept_from__isnull=True))


def _answered_on(one: Complaint) -> date | None:
    return timezone.localdate(one.answered_at) if one.answered_at else None
