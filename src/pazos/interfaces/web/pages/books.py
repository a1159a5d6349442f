"""Spreadsheets of the books: what can be taken away and brought back, and what became of what was brought.

A file is kept before it is read. Nothing is written until the person has seen what it would do.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from pazos.analysis.books import taking
from pazos.analysis.books.every import seen_by, sheets
from pazos.analysis.books.writing import kind_words, write_csv, write_refused, write_workbook
from pazos.domain.books.models import BookFile
from pazos.foundation.access.policy import COMPARTMENTS, GUARDED, Permission, Scope
from pazos.foundation.audit.reading import note_read
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_ACCOUNT, Address, Stage
from pazos.interfaces.web.pages.intake import refusal, sentence
from pazos.interfaces.web.pages.reader import reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponseBase

    from pazos.analysis.books.sheet import Sheet
    from pazos.domain.people.models import Staff

AT_ONCE = 200  # rows that are tried while the person waits; more are work done later
REASONS_SHOWN, FILES_SHOWN, PER_PAGE = 200, 20, 50
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def every(request: HttpRequest) -> HttpResponse:
    """List the sheets this reader may see, and what they handed in lately."""
    who = reader(request)
    page = Paginator(_files(who), FILES_SHOWN).get_page(request.GET.get("page"))
    titles = {one.name: one.title for one in sheets().values()}
    facts = {
        "sheets": [(one, _may_write(one, who)) for one in seen_by(who)],
        "page": page,
        "files": [(one, titles.get(one.sheet, one.sheet)) for one in page],
    }
    return render(request, "web/books/every.html", facts)


@require_GET
def one(request: HttpRequest, name: str) -> HttpResponse:
    """Show one sheet: its columns, its files to take away, and where to hand one in."""
    who = reader(request)
    sheet = _sheet(name, who)
    words = kind_words()
    facts = {
        "sheet": sheet,
        "columns": [(column, words[column.kind]) for column in sheet.columns],
        "may_write": _may_write(sheet, who),
        "files": list(_files(who).filter(sheet=name)[:5]),
        "most_mb": taking.MOST_BYTES // 2**20,
    }
    return render(request, "web/books/one.html", facts)


@require_GET
def taken_away(request: HttpRequest, name: str, form: str) -> HttpResponseBase:
    """Hand out what stands in the books, or the empty template."""
    who = reader(request)
    sheet = _sheet(name, who)
    if form != "template":
        _trace(sheet, sheet.name, at="book_export", who=who)
    if form == "csv":
        answer = HttpResponse(write_csv(sheet, sheet.rows(who)), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="pazos-{name}.csv"'
        return answer
    if form not in ("xlsx", "template"):
        raise Http404
    rows = sheet.rows(who) if form == "xlsx" else []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        write_workbook(sheet, rows, path)
        content = path.read_bytes()
    file_name = f"pazos-{name}.xlsx" if form == "xlsx" else f"pazos-{name}-{_('template')}.xlsx"
    return _workbook(content, file_name)


@require_POST
def hand_in(request: HttpRequest, name: str) -> HttpResponse:
    """Keep a file and look at it; long ones are looked at later."""
    who = reader(request)
    sheet = _sheet(name, who)
    handed = request.FILES.get("file")
    if handed is None or handed.name is None:
        messages.error(request, _("No file was chosen."))
        return redirect("book", name=name)
    try:
        book = taking.hand_in(sheet, file_name=handed.name, content=handed.read(), by=who)
        if taking.rows_in(book) > AT_ONCE:
            from pazos.analysis.books.task import ask_to_look

            return redirect("job", number=ask_to_look(book, by=who).pk)
        taking.look(book)
    except InputProblem as problem:
        messages.error(request, refusal(problem))
        return redirect("book", name=name)
    return redirect("book_file", pk=book.pk)


@require_GET
def handed_in(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what taking a file would do, or did, and every row that is refused with why."""
    who = reader(request)
    book = _file(pk, who)
    sheet = sheets()[book.sheet]
    _trace(sheet, str(pk), at="book_file", who=who)
    labels = {column.name: column.label for column in sheet.columns}
    facts = {
        "book": book,
        "sheet": sheet,
        "is_looked_at": book.state == BookFile.State.LOOKED_AT,
        "same": max(book.good - book.made - book.changed, 0),
        "reasons": [
            {"row": why["row"], "column": labels.get(why["column"], ""), "text": _said(why, labels)}
            for why in book.refused[:REASONS_SHOWN]
        ],
        "more": max(len(book.refused) - REASONS_SHOWN, 0),
    }
    return render(request, "web/books/file.html", facts)


def _said(why: dict[str, Any], labels: dict[str, Any]) -> str:
    field = why["facts"].get("field")
    named = {"field": str(labels.get(field, field))} if field else {}
    return sentence({**why, "facts": {**why["facts"], **named}})


@require_POST
def take(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the good rows of a file; many of them later."""
    who = reader(request)
    book = _file(pk, who)
    if book.good > AT_ONCE:
        from pazos.analysis.books.task import ask_to_take

        return redirect("job", number=ask_to_take(book, by=who).pk)
    try:
        book = taking.take(book, by=who)
    except InputProblem as problem:
        messages.error(request, refusal(problem))
    else:
        said = ngettext("{rows} row was taken.", "{rows} rows were taken.", book.good)
        messages.success(request, said.format(rows=book.good))
    return redirect("book_file", pk=book.pk)


@require_POST
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leave a file aside."""
    who = reader(request)
    book = _file(pk, who)
    taking.leave(book, by=who)
    messages.success(request, _("The spreadsheet was left aside. Nothing of it was taken."))
    return redirect("book", name=book.sheet)


@require_GET
def refused(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Hand out the refused rows as they came, each with why: put right, the same file can be handed in."""
    who = reader(request)
    book = _file(pk, who)
    sheet = sheets()[book.sheet]
    _trace(sheet, str(pk), at="book_refused", who=who)
    labels = {column.name: column.label for column in sheet.columns}
    whys: dict[int, list[str]] = {}
    for why in book.refused:
        whys.setdefault(why["row"], []).append(_said(why, labels))
    try:
        rows = taking.rows_as_they_came(book)
    except InputProblem as problem:
        messages.error(request, refusal(problem))
        return redirect("book_file", pk=pk)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "refused.xlsx"
        write_refused(rows, whys, path)
        content = path.read_bytes()
    return _workbook(content, f"pazos-{book.sheet}-{_('refused')}.xlsx")


def _workbook(content: bytes, file_name: str) -> FileResponse:
    import io

    return FileResponse(io.BytesIO(content), as_attachment=True, filename=file_name, content_type=WORKBOOK)


def _trace(sheet: Sheet, key: str, *, at: str, who: Staff) -> None:
    """Leave a trace where a sheet names people."""
    if COMPARTMENTS[sheet.see] in GUARDED:
        note_read(by=who, what=f"books.{sheet.name}", keys=[key], at_address=at)


def _sheet(name: str, who: Staff) -> Sheet:
    found = sheets().get(name)
    if found is None or not who.may(found.see):
        raise Http404
    return found


def _may_write(sheet: Sheet, who: Staff) -> bool:
    return sheet.take is not None and sheet.write is not None and who.may(sheet.write)


def _files(who: Staff) -> QuerySet[BookFile]:
    """Return the files of sheets this person sees: their own, and everybody's where they keep the whole city's."""
    from django.db.models import Q

    whole = [
        name
        for name, sheet in sheets().items()
        if sheet.write is not None and who.scope(sheet.write) is Scope.CITY
    ]
    seen = [sheet.name for sheet in seen_by(who)]
    rows = BookFile.objects.filter(Q(handed_in_by=who) | Q(sheet__in=whole), sheet__in=seen)
    return rows.select_related("handed_in_by")


def _file(pk: UUID, who: Staff) -> BookFile:
    found = _files(who).filter(pk=pk).first()
    if found is None or found.sheet not in sheets():
        raise Http404
    return found


_SEE = Permission.SEE_STRATEGY
ADDRESSES = (
    Address("books/", "books", every, _SEE, N_("Spreadsheets"), stage=Stage.GOVERN, group=OF_ACCOUNT),
    Address("books/files/<uuid:pk>/", "book_file", handed_in, _SEE),
    Address("books/files/<uuid:pk>/take/", "book_take", take, _SEE),
    Address("books/files/<uuid:pk>/leave/", "book_leave", leave, _SEE),
    Address("books/files/<uuid:pk>/refused/", "book_refused", refused, _SEE),
    Address("books/<slug:name>/", "book", one, _SEE),
    Address("books/<slug:name>/hand-in/", "book_hand_in", hand_in, _SEE),
    Address("books/<slug:name>/<slug:form>/", "book_export", taken_away, _SEE),
)
