"""Questions about documents: which of them this person may see, and the bytes of one.

A paper of an organisation is seen by its people, by whoever added it, and by those who see every
organisation's money; the strategy's own papers by all who see the strategy of the whole city. A
reserved paper is in no list: it opens through what it is attached to, whose own queries say to whom.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from django.db.models import Q

from pazos.domain.documents import shelf
from pazos.domain.documents.models import Document
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff


def documents(*, seen_by: Staff, search: str = "", withdrawn: bool = False) -> QuerySet[Document]:
    """Return the documents a person may see, the newest first, that carry every word of `search`."""
    found = Document.objects.filter(_open_to(seen_by), withdrawn_at__isnull=not withdrawn)
    for word in search.split()[:8]:
        found = found.filter(
            Q(title__icontains=word) | Q(file_name__icontains=word) | Q(organisation__name__icontains=word)
        )
    return found.select_related("organisation", "added_by")


def document(pk: UUID | str, *, seen_by: Staff) -> Document | None:
    """Return one document, None where this person may not see it; withdrawn ones too."""
    found = Document.objects.filter(_open_to(seen_by), pk=pk)
    return found.select_related("organisation", "added_by").first()


def several(pks: Iterable[UUID | str], *, seen_by: Staff) -> list[Document]:
    """Return those of the documents asked for that stand and that this person may see."""
    return list(documents(seen_by=seen_by).filter(pk__in=list(pks)))


def open_document(document: Document, *, seen_by: Staff) -> BinaryIO:
    """Return the plain bytes of a document.

    Raises:
        InputProblem: it was withdrawn, or this person may not see it.
    """
    if not Document.objects.filter(_open_to(seen_by), pk=document.pk).exists():
        raise InputProblem(N_("This document is not yours to open."))
    return open_attached(document)


def open_attached(document: Document) -> BinaryIO:
    """Return the plain bytes of a document whose holder the caller showed to be open to the reader.

    Raises:
        InputProblem: it was withdrawn.
    """
    if document.withdrawn_at is not None:
        raise InputProblem(N_("This document was withdrawn."))
    return shelf.take(document.sha256)


def may_withdraw(document: Document, *, by: Staff) -> bool:
    """Return whether a person may rename or withdraw a document: who added it, and who plans the strategy."""
    return document.added_by_id == by.pk or by.may(Permission.PLAN_STRATEGY)


def _open_to(staff: Staff) -> Q:
    return Q(is_reserved=False) & _reached(staff)


def _reached(staff: Staff) -> Q:
    money = reach_of(staff, Permission.SEE_BUDGET)
    if money.scope is Scope.CITY:
        return Q()
    strategy, found = reach_of(staff, Permission.SEE_STRATEGY), Q(added_by=staff.pk)
    if strategy.is_nothing:
        return found
    if staff.organisation_id is not None:
        found |= Q(organisation=staff.organisation_id)
    return found | Q(organisation__isnull=True) if strategy.scope is Scope.CITY else found
