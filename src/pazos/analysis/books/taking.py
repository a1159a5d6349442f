"""Handing a spreadsheet in: kept first, looked at without changing anything, then taken or left aside.

Looking does every deed and takes them all back, so that what it says is what taking will do. Rows that are
refused stay with their reasons; the others are taken together or not at all.
"""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from pazos.analysis.books.every import sheet_named
from pazos.analysis.books.reading import Row, read, table_of
from pazos.analysis.notices import plain_facts
from pazos.domain.books.models import BookFile
from pazos.domain.documents import shelf
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.models import Change
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pazos.analysis.books.sheet import Sheet
    from pazos.domain.people.models import Staff

MOST_BYTES = 20 * 2**20
NOT_YOURS = N_("This row is not yours to write.")


def hand_in(sheet: Sheet, *, file_name: str, content: bytes, by: Staff) -> BookFile:
    """Keep a spreadsheet as it came.

    Raises:
        InputProblem: this sheet is not taken in, the person may not write it, or the file is empty or too large.
    """
    if sheet.take is None or sheet.write is None or not by.may(sheet.write):
        raise PermissionDenied
    if not content or len(content) > MOST_BYTES:
        raise InputProblem(
            N_("{file} is empty or larger than {most} MB."), file=file_name, most=MOST_BYTES // 2**20
        )
    with transaction.atomic():
        book = BookFile.objects.create(
            sheet=sheet.name,
            file_name=file_name[:160],
            sha256=shelf.put(content),
            handed_in_by=by,
            handed_in_at=timezone.now(),
        )
        audit.record("book.handed_in", book, by=by, sheet=sheet.name)
    return book


def look(book: BookFile) -> BookFile:
    """Try every row and take it all back; write down what taking would make, change and refuse.

    Raises:
        InputProblem: the file cannot be read as this sheet; it stays kept.
    """
    sheet = sheet_named(book.sheet)
    try:
        rows = _rows(book, sheet)
    except InputProblem:
        BookFile.objects.filter(pk=book.pk).update(state=BookFile.State.UNREADABLE)
        raise
    with transaction.atomic():
        found = _try(rows, sheet, by=book.handed_in_by)
        transaction.set_rollback(True)
    found.write(book, state=BookFile.State.LOOKED_AT, rows=len(rows))
    return book


@transaction.atomic
def take(book: BookFile, *, by: Staff) -> BookFile:
    """Take the good rows of a spreadsheet that was looked at, all of them together.

    Raises:
        InputProblem: it was not looked at, was taken already, or what it would do is no longer what was shown.
    """
    book = BookFile.objects.select_for_update().get(pk=book.pk)
    if book.state != BookFile.State.LOOKED_AT:
        raise InputProblem(
            N_("This spreadsheet was taken or left aside already, or nobody has looked at it.")
        )
    sheet = sheet_named(book.sheet)
    if sheet.write is None or not by.may(sheet.write):
        raise PermissionDenied
    found = _try(rows := _rows(book, sheet), sheet, by=by)
    shown = (book.good, book.made, book.changed)
    if (found.good, found.made, found.changed) != shown:
        raise InputProblem(N_("The books changed since it was looked at. Look at it again, then take it."))
    found.write(book, state=BookFile.State.TAKEN, rows=len(rows))
    audit.record(
        "book.taken", book, by=by, sheet=sheet.name, rows=found.good, refused=len(found.refused_rows)
    )
    return book


@transaction.atomic
def leave(book: BookFile, *, by: Staff) -> None:
    """Leave a spreadsheet aside; it stays kept."""
    left = BookFile.objects.filter(pk=book.pk).exclude(state__in=(BookFile.State.TAKEN, BookFile.State.LEFT))
    if left.update(state=BookFile.State.LEFT):
        audit.record("book.left", book, by=by, sheet=book.sheet)


class _Found:
    """What became of the rows."""

    def __init__(self) -> None:
        self.good, self.made, self.changed = 0, 0, 0
        self.refused: list[dict[str, Any]] = []

    @property
    def refused_rows(self) -> set[int]:
        """The numbers of the rows that were refused."""
        return {one["row"] for one in self.refused}

    def refuse(self, row: Row, problem: InputProblem) -> None:
        """Write down why a row was refused."""
        field = problem.facts.get("field")
        self.refused.append(
            {
                "row": row.number,
                "column": field if isinstance(field, str) else "",
                "template": problem.template,
                "facts": plain_facts(problem.facts),
            }
        )

    def write(self, book: BookFile, *, state: BookFile.State, rows: int) -> None:
        """Keep it with the file."""
        book.state, book.rows, book.good = state, rows, self.good
        book.made, book.changed = self.made, self.changed
        book.refused, book.refused_rows = self.refused, len(self.refused_rows)
        if state == BookFile.State.TAKEN:
            book.taken_at = timezone.now()
        book.save()


def rows_in(book: BookFile) -> int:
    """Return how many rows a kept file has, its headings left out.

    Raises:
        InputProblem: it cannot be read as a table at all; it stays kept.
    """
    try:
        with _laid_out(book) as path:
            return len(table_of(path).rows)
    except InputProblem:
        BookFile.objects.filter(pk=book.pk).update(state=BookFile.State.UNREADABLE)
        raise


def rows_as_they_came(book: BookFile) -> dict[int, dict[str, str]]:
    """Return the texts of every row of a kept file by its number."""
    with _laid_out(book) as path:
        table = table_of(path)
    return {
        int(number): {str(heading): str(text) for heading, text in texts.items()}
        for number, texts in zip(table.rows, table.frame.to_dict("records"), strict=True)
    }


def _rows(book: BookFile, sheet: Sheet) -> list[Row]:
    with _laid_out(book) as path:
        return read(path, sheet).rows


@contextmanager
def _laid_out(book: BookFile) -> Iterator[Path]:
    """Lay a kept file out under its own name, for as long as it is read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(book.file_name.replace("\\", "/")).name or "book")
        try:
            with shelf.take(book.sha256) as kept:
                path.write_bytes(kept.read())
        except FileNotFoundError as gone:
            raise InputProblem(
                N_("The file of this spreadsheet is no longer kept. Hand it in again.")
            ) from gone
        yield path


def _try(rows: list[Row], sheet: Sheet, *, by: Staff) -> _Found:
    found = _Found()
    assert sheet.take is not None
    newest = Change.objects.aggregate(Max("pk"))["pk__max"] or 0
    for row in rows:
        for problem in row.problems:
            found.refuse(row, problem)
        if row.problems:
            continue
        try:
            with transaction.atomic():
                sheet.take(row.values, by)
        except PermissionDenied:
            found.refuse(row, InputProblem(NOT_YOURS))
        except InputProblem as problem:
            found.refuse(row, problem)
        else:
            found.good += 1
    touched = Change.objects.filter(pk__gt=newest).values_list("kind", "key", "is_making")
    made = {(kind, key) for kind, key, is_making in touched if is_making}
    found.made = len(made)
    found.changed = len({(kind, key) for kind, key, _is_making in touched} - made)
    return found
