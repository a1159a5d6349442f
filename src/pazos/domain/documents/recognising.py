"""What kind of file is this, by what stands in it?

The name that somebody gave it decides nothing, save between two kinds of plain text. Nothing here
opens what a file refers to, runs anything of it, or unpacks more of it than its list of contents.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath

from pazos.domain.documents.vocabulary import MEDIA_TYPES, MOST_BYTES, FileKind
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

_BEGINNINGS = (
    (b"%PDF-", FileKind.PDF),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
)
_OFFICE_PARTS = (
    ("word/document.xml", FileKind.DOCX),
    ("xl/workbook.xml", FileKind.XLSX),
    ("ppt/presentation.xml", FileKind.PPTX),
)
_OPEN_TYPES = {MEDIA_TYPES[kind].encode(): kind for kind in (FileKind.ODT, FileKind.ODS, FileKind.ODP)}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROL = frozenset(range(32)) - {9, 10, 12, 13}
_MOST_PARTS = 20_000


def kind_of(content: bytes, *, name: str) -> FileKind:
    """Return what a file is.

    Raises:
        InputProblem: it is empty, too large, carries macros, or is none of the kinds that are kept.
    """
    if not content:
        raise InputProblem(N_("{file} is empty. Choose the file again."), file=name, field="file")
    if len(content) > MOST_BYTES:
        raise InputProblem(
            N_("{file} is larger than {most} MB. Make it smaller, or split it."),
            file=name,
            field="file",
            most=MOST_BYTES // 2**20,
        )
    found = _by_beginning(content) or _packed(content, name) or _text(content, name)
    if found is None:
        raise _refused(content, name)
    return found


def _by_beginning(content: bytes) -> FileKind | None:
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return FileKind.WEBP
    return next((kind for begins, kind in _BEGINNINGS if content.startswith(begins)), None)


def _packed(content: bytes, name: str) -> FileKind | None:
    """Return the kind of an office file: a zip that says so itself."""
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = set(packed.namelist()[:_MOST_PARTS])
            # Declared sizes cannot be trusted, so no more than a media type's length is read.
            said = b""
            if "mimetype" in parts:
                with packed.open("mimetype") as part:
                    said = part.read(80)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError):
        return None
    if any(part.rsplit("/", 1)[-1] == "vbaProject.bin" for part in parts):
        raise InputProblem(
            N_("{file} carries macros, programs that run when it is opened. Save it without them."),
            file=name,
            field="file",
        )
    office = next((kind for part, kind in _OFFICE_PARTS if part in parts), None)
    return office or _OPEN_TYPES.get(said.strip())


def _text(content: bytes, name: str) -> FileKind | None:
    """Return the kind of a plain text; mark-up and programs are none."""
    if not _CONTROL.isdisjoint(content[: 2**20]) or content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return None
    if content.startswith(b"#!"):
        return None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        if content[:2] in (b"\xff\xfe", b"\xfe\xff") or any(0x80 <= sign < 0xA0 for sign in content[: 2**16]):
            return None
    return FileKind.CSV if PurePath(name).suffix.lower() in (".csv", ".tsv") else FileKind.TEXT


def _refused(content: bytes, name: str) -> InputProblem:
    if content.startswith(_OLD_OFFICE):
        return InputProblem(
            N_("{file} is of an old office format that can hide programs. Save it as docx, xlsx or pptx."),
            file=name,
            field="file",
        )
    if content[4:8] == b"ftyp":
        return InputProblem(
            N_("{file} is a film or a photograph of a kind not kept here. Save the photograph as JPEG."),
            file=name,
            field="file",
        )
    return InputProblem(
        N_(
            "{file} is no PDF, photograph (JPEG, PNG, WebP), office file, text or CSV. Save it as one of these."
        ),
        file=name,
        field="file",
    )


def named_as(name: str, kind: FileKind, *, most: int = 160) -> str:
    """Return a file's name with the ending of what it is."""
    ending = PurePath(name).suffix.lower().lstrip(".")
    known = ending == kind.value or (kind is FileKind.JPEG and ending == "jpeg")
    stem = PurePath(name).stem if ending else name
    return name[-most:] if known else f"{stem[: most - len(kind.value) - 1]}.{kind.value}"
