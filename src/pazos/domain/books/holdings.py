"""Spreadsheets that were handed in: who did, and the rows that were refused, which may name people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from pazos.domain.books.models import BookFile
from pazos.domain.documents import shelf
from pazos.domain.documents.models import Document
from pazos.domain.rights.registry import Gone, Holding, Kept, Subject
from pazos.domain.rights.rows import of_staff_or_number, words_of
from pazos.domain.rights.vocabulary import Basis, Purpose

if TYPE_CHECKING:
    from datetime import date


def _found(subject: Subject) -> list[Kept]:
    rows = of_staff_or_number(BookFile.objects.all(), subject, person="handed_in_by")
    return [Kept(str(one.pk), one.handed_in_at.date(), str(_("a spreadsheet handed in"))) for one in rows]


def _erase(key: str) -> Gone:
    """Erase the row, and the file where nothing else stands on the same content."""
    book = BookFile.objects.filter(pk=key).first()
    if book is None:
        return Gone(0, frozenset())
    book.delete()
    others = BookFile.objects.filter(sha256=book.sha256).exists()
    if not others and not Document.objects.filter(sha256=book.sha256).exists():
        shelf.clear(book.sha256)
    return Gone(1, frozenset({UUID(key)}))


def _content(key: str) -> dict[str, Any]:
    return words_of(BookFile.objects.get(pk=key), ("file_name", "refused"))


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
