"""A photograph without where, when and with what it was taken.

A telephone writes its place, its hour and its number into every picture, so a picture that proves a
workshop would also tell where a child's house stands. What shows the picture is kept to the byte;
every other segment goes: Exif, XMP, IPTC, comments, previews, and whatever stands behind the end.
Only which way is up is written anew, since without it pictures would lie on their side.

Nothing here decodes or encodes pixels: what a picture shows is not touched, and faces stay faces.
(JPEG: ITU-T T.81, annex B; PNG: ISO/IEC 15948; WebP: RFC 9649; Exif 3.0, 4.6.5.)
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from pazos.domain.documents.vocabulary import FileKind
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

_SOS, _EOI, _APP0, _APP1, _APP2, _APP14, _COM = 0xDA, 0xD9, 0xE0, 0xE1, 0xE2, 0xEE, 0xFE
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_SHOWS = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT cICP pHYs bKGD acTL fcTL fdAT".split()
)
_WEBP_SHOWS = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_ORIENTATION = 0x0112


def stripped(content: bytes, kind: FileKind, *, name: str) -> bytes:
    """Return a picture without what it tells besides itself; anything else as it is.

    Raises:
        InputProblem: the picture is broken, so that what stands in it cannot be told.
    """
    ways = {FileKind.JPEG: _jpeg, FileKind.PNG: _png, FileKind.WEBP: _webp}
    if kind not in ways:
        return content
    try:
        return ways[kind](content)
    except (IndexError, struct.error, ValueError) as broken:
        raise InputProblem(
            N_("The picture {file} is broken. Open it, save it again as JPEG or PNG, and add that file."),
            file=name,
            field="file",
        ) from broken


def _jpeg(content: bytes) -> bytes:
    kept, up = [b"\xff\xd8"], 1
    for marker, piece in _segments(content):
        if marker == _APP1:
            up = _orientation(piece[4:]) or up
        elif _shows(marker, piece):
            kept.append(piece)
    # After the segment of JFIF, which has to be the first where there is one.
    at = 2 if len(kept) > 1 and kept[1][1] == _APP0 else 1
    if up != 1:
        kept.insert(at, _upright(up))
    return b"".join(kept)


def _shows(marker: int, piece: bytes) -> bool:
    if marker == _APP0:
        return piece[4:9] == b"JFIF\0"
    if marker == _APP2:
        return piece[4:16] == b"ICC_PROFILE\0"
    if marker == _APP14:
        return piece[4:9] == b"Adobe"
    return not (_APP0 <= marker <= 0xEF or marker == _COM)


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Give each segment with its marker, a scan with the data behind it; stop at the end of the picture."""
    at = 2
    while True:
        if content[at] != 0xFF:
            msg = "no marker"
            raise ValueError(msg)
        while content[at + 1] == 0xFF:
            at += 1
        marker = content[at + 1]
        if marker == _EOI:
            yield marker, content[at : at + 2]
            return
        end = at + 2 if marker in _ALONE else at + 2 + _length(content, at + 2)
        if marker == _SOS:
            end = _end_of_scan(content, end)
        yield marker, content[at:end]
        at = end


def _length(content: bytes, at: int) -> int:
    (length,) = struct.unpack_from(">H", content, at)
    if length < 2 or at + length > len(content):
        msg = "a segment is cut"
        raise ValueError(msg)
    return int(length)


def _end_of_scan(content: bytes, at: int) -> int:
    while True:
        at = content.index(b"\xff", at)
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7 and content[at + 1] != 0xFF:
            return at
        at += 1 if content[at + 1] == 0xFF else 2


def _orientation(exif: bytes) -> int | None:
    """Return which way is up (2 to 8), None where Exif does not say."""
    if exif[:6] != b"Exif\0\0":
        return None
    tiff = exif[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return None
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (entries,) = struct.unpack_from(f"{order}H", tiff, first)
        for entry in range(min(entries, 200)):
            tag, kind, _count, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * entry)
            if tag == _ORIENTATION and kind == 3:
                return int(value) if 2 <= value <= 8 else None
    except struct.error:
        return None
    return None


def _upright(up: int) -> bytes:
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, up, 0)
    exif = b"Exif\0\0MM\0*" + struct.pack(">IH", 8, 1) + entry + b"\0\0\0\0"
    return b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif


def _png(content: bytes) -> bytes:
    kept, at = [_PNG], len(_PNG)
    while True:
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content):
            msg = "a chunk is cut"
            raise ValueError(msg)
        if name in _PNG_SHOWS:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end


def _webp(content: bytes) -> bytes:
    (size,) = struct.unpack_from("<I", content, 4)
    end, at, kept = 8 + size, 12, [b"WEBP"]
    if end > len(content):
        msg = "the file is cut"
        raise ValueError(msg)
    while at < end:
        name, length = struct.unpack_from("<4sI", content, at)
        after = at + 8 + length + length % 2
        if after > end:
            msg = "a chunk is cut"
            raise ValueError(msg)
        if name in _WEBP_SHOWS:
            kept.append(_without_flags(content[at:after]) if name == b"VP8X" else content[at:after])
        at = after
    body = b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _without_flags(chunk: bytes) -> bytes:
    """Say in the header of a WebP that neither Exif (8) nor XMP (4) follows."""
    return chunk[:8] + bytes([chunk[8] & ~0x0C]) + chunk[9:]
