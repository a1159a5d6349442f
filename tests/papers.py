"""The words of a PDF, as a reader sees them: its streams are compressed and its letters are numbers of a font."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator

    Letters = dict[int, str]

RANGES = re.compile(rb"beginbf(char|range)(.*?)endbf", re.DOTALL)
HYPHENS = re.compile("[-\u00ad\u2010]")


def opened(content: bytes) -> bytes:
    """Return what stands in a file: papers read, archives with all that is in them, anything else as it is."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return b"\n".join(opened(packed.read(name)) for name in packed.namelist())
    return words_of(content) if content[:5] == b"%PDF-" else content


def words_of(paper: bytes) -> bytes:
    """Return what stands on the pages, with and without the hyphens of broken words, beside them, and every stream."""
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        drawn = "\n".join("".join(_drawn(page.obj)) for page in pdf.pages)
        streams = [one.read_bytes() for one in pdf.objects if isinstance(one, pikepdf.Stream) and _opens(one)]
        said = "\n".join(told for one in (pdf.trailer, *pdf.objects) for told in _said(one))
    told = "\n".join((drawn, HYPHENS.sub("", drawn), said))
    return b"\n".join((told.encode(), *streams))


def _opens(stream: pikepdf.Stream) -> bool:
    """Tell whether a stream is anything but a picture or a font."""
    return (
        stream.get("/Subtype") not in ("/Image", "/CIDFontType0C", "/OpenType") and "/Length1" not in stream
    )


def _said(one: pikepdf.Object) -> Iterator[str]:
    """Yield the texts within an object (titles, what a picture is called), but for those of others it points to."""
    if isinstance(one, pikepdf.String):
        yield str(one)
    parts: list[pikepdf.Object] = []
    if isinstance(one, pikepdf.Array):
        parts = list(one)
    elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        parts = [one[name] for name in one.keys()]  # noqa: SIM118 - an object of pikepdf gives its values
    for part in parts:
        if not (isinstance(part, pikepdf.Object) and part.is_indirect):
            yield from _said(part)


def _drawn(at: pikepdf.Object) -> Iterator[str]:
    """Yield the text that a page, or a form within it, shows."""
    held = at.get("/Resources", pikepdf.Dictionary())
    fonts = {name: _letters(font) for name, font in held.get("/Font", pikepdf.Dictionary()).items()}
    forms = held.get("/XObject", pikepdf.Dictionary())
    letters: Letters = {}
    for operands, operator in pikepdf.parse_content_stream(at):
        if str(operator) == "Tf":
            letters = fonts.get(str(operands[0]), {})
        elif str(operator) in ("Tj", "TJ", "'", '"'):
            parts = operands[0] if isinstance(operands[0], pikepdf.Array) else operands[-1:]
            yield "".join(_read(bytes(one), letters) for one in parts if isinstance(one, pikepdf.String))
        elif str(operator) == "Do" and forms[str(operands[0])].get("/Subtype") == "/Form":
            yield from _drawn(forms[str(operands[0])])


def _read(codes: bytes, letters: Letters) -> str:
    pairs = zip(codes[::2], codes[1::2], strict=False)
    return "".join(letters.get(256 * high + low, "") for high, low in pairs)


def _letters(font: pikepdf.Object) -> Letters:
    """Return the text of each number of a font, as its own table says."""
    found: Letters = {}
    if "/ToUnicode" not in font:
        return found
    for kind, body in RANGES.findall(font.ToUnicode.read_bytes()):
        numbers = re.findall(rb"<([0-9A-Fa-f]+)>", body)
        if kind == b"char":
            for code, text in zip(numbers[::2], numbers[1::2], strict=True):
                found[int(code, 16)] = _unicode(text)
            continue
        for first, last, text in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
            begins, codes = int(text, 16), range(int(first, 16), int(last, 16) + 1)
            found |= {code: chr(begins + place) for place, code in enumerate(codes)}
    return found


def _unicode(text: bytes) -> str:
    return bytes.fromhex(text.decode()).decode("utf-16-be")
