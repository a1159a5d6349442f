"""What is this file really? Its first bytes say, whatever its name claims.

Nothing is unpacked before its declared size is known to be bearable.
"""

from __future__ import annotations

import gzip
import shutil
import tempfile
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pazos.analysis.notices import Stopped
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["workbook", "text", "parquet"]
LARGEST_UNPACKED = 2 * 2**30  # bytes; a sheet of a million rows and twenty columns has about 1.2 GB
LARGEST_RATIO = 250  # real sheets shrink 10 to 40 times, a bomb a thousand
BEARABLE = 64 * 2**20  # bytes that may be unpacked whatever the ratio
_HEAD = 4096
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<head", b"<body", b"<meta", b"<?xml", b"mime-version")
_OTHERS = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"SQLite format 3": "SQLite",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"\x7fELF": "ELF",
}
_CONTROL = bytes(set(range(32)) - {9, 10, 12, 13, 26, 27})


def kind_of(path: Path, *, name: str) -> Kind:
    """Return how to read `path`; a file that holds no table is refused with its cure."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head[:4] == b"PAR1":
        return "parquet"
    if head[:4] == b"PK\x03\x04":
        return _zip(path, name)
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _ole(path, name)
    _refuse_markup(head, name)
    _refuse_others(head, name)
    return "text"


@contextmanager
def laid_open(path: Path, *, name: str) -> Iterator[tuple[Path, str]]:
    """Give the file and its name without gzip around it; refuse what is no file or empty."""
    _refuse_nothing(path, name)
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    if not packed:
        yield path, name
        return
    with tempfile.TemporaryDirectory() as folder:
        inner = Path(folder) / "unpacked"
        _gunzip(path, inner, name)
        name = name.removesuffix(".gz")
        _refuse_nothing(inner, name)
        yield inner, name


def _refuse_nothing(path: Path, name: str) -> None:
    if path.is_dir():
        raise Stopped(N_("{file} is a folder; name the files in it."), "no_file", file=name)
    if not path.is_file():
        raise Stopped(N_("There is no file {file}."), "no_file", file=name)
    with path.open("rb") as file:
        if not file.read(_HEAD).strip(b" \t\r\n\xef\xbb\xbf\xff\xfe\x00"):
            raise Stopped(N_("{file} is empty. Ask its sender for it again."), "empty_file", file=name)


def _gunzip(path: Path, inner: Path, name: str) -> None:
    most = min(LARGEST_UNPACKED, max(BEARABLE, LARGEST_RATIO * path.stat().st_size))
    try:
        with gzip.open(path) as packed, inner.open("wb") as out:
            while block := packed.read(2**20):
                out.write(block)
                if out.tell() > most:
                    raise _bomb(name, out.tell())
    except (EOFError, gzip.BadGzipFile, OSError) as error:
        raise Stopped(
            N_("{file} cannot be unpacked ({reason}). Ask its sender for it again."),
            "unreadable",
            file=name,
            reason=error,
        ) from error


def _bomb(name: str, size: int) -> Stopped:
    return Stopped(
        N_(
            "{file} would unpack to {size:,} bytes or more, which no table needs "
            "(at most {most:,}, and {ratio} times its own size). Ask its sender for it as CSV."
        ),
        "zip_bomb",
        file=name,
        size=size,
        most=LARGEST_UNPACKED,
        ratio=LARGEST_RATIO,
    )


def refuse_bomb(path: Path, *, name: str) -> list[str]:
    """Return the names inside a zip, or refuse it for what it says it would unpack to."""
    try:
        with zipfile.ZipFile(path) as packed:
            inside = packed.infolist()
    except zipfile.BadZipFile as error:
        raise Stopped(
            N_("{file} is cut or damaged ({reason}). Ask its sender for it again."),
            "unreadable",
            file=name,
            reason=error,
        ) from error
    size = sum(entry.file_size for entry in inside)
    ratio = size / max(path.stat().st_size, 1)
    if size > LARGEST_UNPACKED or (size > BEARABLE and ratio > LARGEST_RATIO):
        raise _bomb(name, size)
    return [entry.filename for entry in inside]


def _zip(path: Path, name: str) -> Kind:
    inside = refuse_bomb(path, name=name)
    if any(entry.startswith(("xl/workbook", "content.xml")) for entry in inside):
        return "workbook"
    raise Stopped(
        N_("{file} is a zip with {count} files in it ({names}). Unpack it and bring in the tables."),
        "not_a_table",
        file=name,
        count=len(inside),
        names=", ".join(inside[:3]),
    )


def _ole(path: Path, name: str) -> Kind:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise protected(name)
    return "workbook"


def protected(name: str) -> Stopped:
    """Return the refusal of a workbook behind a password."""
    return Stopped(
        N_("{file} is protected by a password. Open it in a spreadsheet, take the password off and save it."),
        "password",
        file=name,
    )


def _refuse_markup(head: bytes, name: str) -> None:
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith(_MARKUP):
        raise Stopped(
            N_(
                "{file} is a web page (HTML or XML) with the name of a table. "
                "Open it in a spreadsheet and save it as xlsx or CSV."
            ),
            "html",
            file=name,
        )


def _refuse_others(head: bytes, name: str) -> None:
    what = next((kind for magic, kind in _OTHERS.items() if head.startswith(magic)), "")
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or _zeros_alternate(head)
    control = len(head) - len(head.translate(None, _CONTROL))
    if what or (not wide and control > len(head) // 20):
        raise Stopped(
            N_("{file} is not a table ({what}). Tables are read from xlsx, xls, ods, CSV or parquet."),
            "not_a_table",
            file=name,
            what=what or "binary",
        )


def _zeros_alternate(head: bytes) -> bool:
    return wide_text(head) is not None


def wide_text(head: bytes) -> str | None:
    """Return utf-16's variant if every other byte is zero, as in Latin text without a mark."""
    even, odd = head[::2], head[1::2]
    if not odd:
        return None
    if odd.count(0) > 0.8 * len(odd) and even.count(0) < 0.05 * len(even):
        return "utf-16-le"
    return "utf-16-be" if even.count(0) > 0.8 * len(even) and odd.count(0) < 0.05 * len(odd) else None


def copy_without(path: Path, out: Path, byte: bytes) -> None:
    """Copy a file leaving one byte value out."""
    with path.open("rb") as source, out.open("wb") as target:
        while block := source.read(2**20):
            target.write(block.replace(byte, b""))
    shutil.copystat(path, out)
