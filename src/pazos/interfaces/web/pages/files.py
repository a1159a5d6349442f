"""Files that a page hands out: lists for a spreadsheet, with no cell that it would run, and papers kept nowhere."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language, override

from pazos.analysis.inert import inert

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pazos.interfaces.reports.document import Document


class _Echo:
    """A file that gives back each line it is told to write."""

    def write(self, line: str) -> str:
        return line


def table_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """Answer with a CSV of `rows` under `columns`; rows are asked for while they are sent."""
    lines = _lines(columns, rows, language=get_language())
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="pazos-{name}.csv"'
    return response


def paper_file(paper: Document, name: str) -> HttpResponse:
    """Answer with a paper as a PDF of this file name: printed now, and kept by nobody on the way."""
    from pazos.interfaces.reports.render import to_pdf

    response = HttpResponse(to_pdf(paper), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _lines(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, language: str | None
) -> Iterator[str]:
    writer = csv.writer(_Echo())
    # The answer is sent when the request's own language is over.
    with override(language):
        yield "\ufeff" + writer.writerow([str(one) for one in columns])
        for row in rows:
            yield writer.writerow([_cell(one) for one in row])


def _cell(value: object) -> object:
    if value is None:
        return ""
    return inert(str(value)) if not isinstance(value, int | float) else value
