"""Spreadsheets that were handed in: who did, and the rows that were refused, which may name people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pazos.domain.books.models import BookFile
from pazos.domain.documents import shelf
from pazos.domain.documents.models import Document
from pazos.domain.rights.registry import Gone, Holding, Kept, Subject
from pazos.domain.rights.vocabulary import Basis, Purpose, SubjectKind

if TYPE_CHECKING:
    from datetime import date


def _found(subject: Subject) -> list[Kept]:
    rows = BookFile.objects.none()
    if subject.kind == SubjectKind.STAFF and subject.number is not None:
        rows = BookFile.objects.filter(handed_in_by=subject.number)
    elif subject.kind == SubjectKind.RECORD:
        rows = BookFile.objects.filter(pk=subject.key)
    return [Kept(str(one.pk), one.handed_in_at.date(), str(_("a spreadsheet handed in"))) for one in rows]


def _erase(key: str) -> Gone:
    """Erase the row, and the file where nothing else stands on the same content."""
    book = BookFile.objects.filter(pk=key).first()
    if book is None:
        return Gone(0, frozenset())
    book.delete()
    others = BookFile.objects.filter(sha256=book.sha256).exists()
    if not others and not Document.objects.filter(sha256=book.sha256).exists():
        shelf.place_of(book.sha256).unlink(missing_ok=True)
    return Gone(1, frozenset({UUID(key)}))


def _content(key: str) -> dict[str, Any]:
    book = BookFile.objects.get(pk=key)
    return {"file_name": book.file_name, "refused": book.refused}


def _due(before: date, most: int) -> list[str]:
    rows = BookFile.objects.filter(handed_in_at__date__lt=before).order_by("handed_in_at")
    return [str(key) for key in rows.values_list("pk", flat=True)[:most]]


FILES = Holding(
    name="books.files",
    title=_("Spreadsheets of the strategy's books that were handed in"),
    models=("books.BookFile",),
    purpose=Purpose.ACCESS,
    basis=Basis.PUBLIC_FUNCTION,
    months=24,
    since=_("the day it was handed in"),
    find=_found,
    erase=_erase,
    due=_due,
    content=_content,
)
HOLDINGS = (FILES,)
