"""In which encoding, and parted by what, is a text file written? Decided from the whole file.

An encoding is never assumed in silence: what was decided travels with the table.
"""

from __future__ import annotations

import codecs
import csv
from collections import Counter
from typing import TYPE_CHECKING

from pazos.analysis.notices import Notice, Stopped, notice
from pazos.analysis.tables.kinds import wide_text
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from pathlib import Path

DELIMITERS = ",;\t|"
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SPANISH = set("áéíóúñüÁÉÍÓÚÑÜ¿¡°ºª«»")
_OLD = ("cp1252", "cp850", "mac_roman")


def encoding_of(path: Path, *, name: str, said: str | None = None) -> tuple[str, list[Notice]]:
    """Return the encoding and what must be said about it."""
    if said:
        return _checked(path, name, said), []
    with path.open("rb") as file:
        head = file.read(2**16)
    marked = next((encoding for mark, encoding in _MARKS if head.startswith(mark)), None)
    found = marked or wide_text(head)
    if found:
        return found, []
    broken, whole = _utf8_letters(path)
    if not broken:
        return "utf-8", []
    if whole > 10 * broken:
        return "utf-8", [
            notice(
                "broken_characters",
                N_("{file} is utf-8 with {count} broken characters; they are read as �."),
                file=name,
                count=broken,
            )
        ]
    return _old_encoding(path, name)


def _checked(path: Path, name: str, said: str) -> str:
    try:
        decoder = codecs.getincrementaldecoder(said)()
    except LookupError as error:
        raise Stopped(
            N_("There is no encoding {name}. Use for instance utf-8, cp1252, latin-1 or utf-16."), name=said
        ) from error
    try:
        with path.open("rb") as file:
            while block := file.read(2**20):
                decoder.decode(block)
    except UnicodeError as error:
        raise Stopped(
            N_("{file} is not written in {encoding}. Leave --encoding out to have it found."),
            "encoding",
            file=name,
            encoding=said,
        ) from error
    return said


def _utf8_letters(path: Path) -> tuple[int, int]:
    """Return how many characters beyond ASCII are broken and how many are whole, as utf-8."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    broken = whole = 0
    with path.open("rb") as file:
        while True:
            block = file.read(2**20)
            text = decoder.decode(block, final=not block)
            if not text.isascii():
                wrong = text.count("\ufffd")
                broken += wrong
                whole += sum(letter > "\x7f" for letter in text) - wrong if broken else 0
            if not block:
                return broken, whole


def _old_encoding(path: Path, name: str) -> tuple[str, list[Notice]]:
    counts: Counter[int] = Counter()
    with path.open("rb") as file:
        while block := file.read(2**20):
            counts.update(block.translate(None, bytes(range(128))))
    total = sum(counts.values())
    shares = {
        encoding: sum(
            n for byte, n in counts.items() if bytes([byte]).decode(encoding, "replace") in _SPANISH
        )
        / total
        for encoding in _OLD
    }
    best = max(_OLD, key=lambda encoding: shares[encoding])
    found = "latin-1" if best == "cp1252" and {0x81, 0x8D, 0x8F, 0x90, 0x9D} & set(counts) else best
    doubt = notice(
        "encoding_doubtful",
        N_(
            "{file} was read as {encoding}, but only {share:.0%} of its special letters look Spanish. "
            "Check the names, and state another with --encoding if they are wrong."
        ),
        file=name,
        encoding=found,
        share=shares[best],
    )
    sure = notice("encoding", N_("{file} was read as {encoding}."), file=name, encoding=found)
    return found, [doubt if shares[best] < 0.5 else sure]


def delimiter_of(sample: str) -> str:
    """Return what parts the cells: the sign that gives most rows the same, larger number of cells."""
    return max(DELIMITERS, key=lambda sign: _evenness(sample, sign))


def _evenness(sample: str, sign: str) -> float:
    widths = Counter(len(row) for row in rows_of(sample, sign) if row)
    if not widths:
        return 0.0
    width, rows = max(widths.items(), key=lambda item: (item[0] > 1) * item[1] * item[0])
    return (width - 1) * rows / sum(widths.values())


def rows_of(sample: str, sign: str) -> list[list[str]]:
    """Return the rows of a piece of text; the last one, which may be cut, is left out."""
    lines = sample.splitlines(keepends=True)
    return list(csv.reader(lines[:-1] if len(lines) > 1 else lines, delimiter=sign))
