"""What do holdings do with their rows? Find those about somebody, name those due, erase one, count what is gone.

Each app says in its `holdings` of which model and since when; how it is done stands here once. Whether
something may be found or erased at all is never decided here.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from django.db.models import F, Model

from pazos.domain.rights.registry import Gone
from pazos.domain.rights.vocabulary import SubjectKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from pazos.domain.rights.registry import Subject

M = TypeVar("M", bound=Model)


def of_staff(rows: QuerySet[M], subject: Subject, *, person: str = "staff") -> QuerySet[M]:
    """Return the rows about a member of staff, none about anybody else; `person` is the field that names them."""
    if subject.kind != SubjectKind.STAFF or subject.number is None:
        return rows.none()
    return rows.filter(**{person: subject.number})


def of_staff_or_number(rows: QuerySet[M], subject: Subject, *, person: str) -> QuerySet[M]:
    """Return the rows about a member of staff, or the one of that number."""
    if subject.kind == SubjectKind.RECORD:
        return rows.filter(pk=subject.key)
    return of_staff(rows, subject, person=person)


def of_participant_or_number(
    rows: QuerySet[M], subject: Subject, *, person: str = "case__participant"
) -> QuerySet[M]:
    """Return the rows about a participant, or the one of that number."""
    if subject.kind == SubjectKind.RECORD:
        return rows.filter(pk=subject.key)
    return rows.filter(**{person: subject.key}) if subject.kind == SubjectKind.PARTICIPANT else rows.none()


def words_of(row: Model, names: tuple[str, ...]) -> dict[str, Any]:
    """Return what a row says in these fields, its codes in words."""
    return {name: getattr(row, f"get_{name}_display", partial(getattr, row, name))() for name in names}


def first_keys(rows: QuerySet[Any], most: int) -> list[str]:
    """Return the keys of at most so many rows, as the database comes upon them.

    No order is asked for: to find none due in it, every row would be fetched along the index of its keys.
    """
    return [str(key) for key in rows.order_by().values_list("pk", flat=True)[:most]]


def erase_row(rows: QuerySet[Any], key: str, *parts: QuerySet[Any]) -> Gone:
    """Erase one row with what hangs on it; `parts` are the rows whose numbers copies know besides its own."""
    numbers = {UUID(key)}
    for found in parts:
        numbers.update(found.values_list("pk", flat=True))
    gone = rows.filter(pk=key).delete()[0]
    return Gone(gone, frozenset(numbers) if gone else frozenset())


def count_gone(former: QuerySet[Any], *, more: Mapping[str, int], **row: Any) -> None:
    """Add to the counts that are left of what was erased; `row` says to which, `more` how much to each count."""
    kept, _made = former.get_or_create(**row, defaults=dict.fromkeys(more, 0))
    former.filter(pk=kept.pk).update(**{name: F(name) + number for name, number in more.items()})
