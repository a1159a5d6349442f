"""The kinds of file that prove something, by their content and never by their name."""

from __future__ import annotations

from enum import StrEnum


class FileKind(StrEnum):
    """What a file may be; the value is the ending of its name."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"
    ODT = "odt"
    ODS = "ods"
    ODP = "odp"
    CSV = "csv"
    TEXT = "txt"


_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
    FileKind.DOCX: f"{_OFFICE}.wordprocessingml.document",
    FileKind.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    FileKind.PPTX: f"{_OFFICE}.presentationml.presentation",
    FileKind.ODT: f"{_OPEN}.text",
    FileKind.ODS: f"{_OPEN}.spreadsheet",
    FileKind.ODP: f"{_OPEN}.presentation",
    FileKind.CSV: "text/csv",
    FileKind.TEXT: "text/plain",
}
MOST_BYTES = 25 * 2**20
# What a browser may show by itself; everything else is only ever saved.
SHOWN_BY_BROWSERS = frozenset(
    MEDIA_TYPES[kind] for kind in (FileKind.PDF, FileKind.JPEG, FileKind.PNG, FileKind.WEBP)
)
