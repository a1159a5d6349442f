"""A photograph keeps what it shows and loses where, when and with what it was taken."""

from __future__ import annotations

import io
import struct
import zlib

import pytest

from pazos.domain.documents.photographs import stripped
from pazos.domain.documents.recognising import kind_of, named_as
from pazos.domain.documents.vocabulary import MOST_BYTES, FileKind
from pazos.science.problems import InputProblem

SECRET = b"3.5394N 76.3036W Telefono-9931"


def segment(marker: int, body: bytes) -> bytes:
    return b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body


def exif(orientation: int = 1, *, order: str = ">") -> bytes:
    tiff = (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(f"{order}IH", 8, 1)
    tiff += struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0) + b"\0\0\0\0"
    return b"Exif\0\0" + tiff + SECRET


SCAN = segment(0xDA, b"\x01\x01\0\0?\0") + b"picture\xff\x00\xff\xd0more"


def jpeg(*segments: bytes, after: bytes = b"") -> bytes:
    shows = segment(0xDB, b"q" * 65) + segment(0xC0, b"f" * 15) + segment(0xC4, b"h" * 20)
    return b"\xff\xd8" + b"".join(segments) + shows + SCAN + b"\xff\xd9" + after


TELLING = (
    segment(0xE1, exif()),
    segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + SECRET),
    segment(0xED, b"Photoshop 3.0\0" + SECRET),
    segment(0xE2, b"MPF\0" + SECRET),
    segment(0xFE, SECRET),
)


@pytest.mark.parametrize("telling", TELLING, ids=["exif", "xmp", "iptc", "mpf", "comment"])
def test_a_jpeg_keeps_only_what_shows_it(telling: bytes) -> None:
    assert stripped(jpeg(telling), FileKind.JPEG, name="a.jpg") == jpeg()


def test_colours_and_the_first_segment_of_a_jpeg_stay() -> None:
    shows = (
        segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
        segment(0xE2, b"ICC_PROFILE\0\1\1x"),
        segment(0xEE, b"Adobe\0d"),
    )
    assert stripped(jpeg(*shows), FileKind.JPEG, name="a.jpg") == jpeg(*shows)


def test_what_hides_behind_the_end_of_a_picture_is_cut() -> None:
    assert stripped(jpeg(after=SECRET), FileKind.JPEG, name="a.jpg") == jpeg()


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("up", [2, 3, 6, 8])
def test_which_way_is_up_is_kept_and_nothing_else_of_exif(up: int, order: str) -> None:
    made = stripped(jpeg(segment(0xE1, exif(up, order=order))), FileKind.JPEG, name="a.jpg")
    assert SECRET not in made
    assert stripped(made, FileKind.JPEG, name="a.jpg") == made
    assert struct.pack(">HHIHH", 0x0112, 3, 1, up, 0) in made


@pytest.mark.parametrize("cut", [3, 8, 40, 90])
def test_a_picture_that_is_cut_is_refused(cut: int) -> None:
    for content, kind in ((jpeg(), FileKind.JPEG), (png(), FileKind.PNG)):
        with pytest.raises(InputProblem, match="broken"):
            stripped(content[:-cut], kind, name="a")


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*chunks: bytes, after: bytes = b"") -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\0\x7f" + b"\0" * 60, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + data + chunk(b"IEND", b"") + after


def test_a_png_keeps_only_what_shows_it() -> None:
    telling = [chunk(name, SECRET) for name in (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"prVt")]
    shows = chunk(b"gAMA", b"\0\0\xb1\x8f")
    assert stripped(png(shows, *telling, after=SECRET), FileKind.PNG, name="a.png") == png(shows)


def test_a_webp_keeps_only_what_shows_it() -> None:
    def webp(flags: int, *chunks: bytes) -> bytes:
        body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + bytes([flags]) + b"\0" * 9 + b"".join(chunks)
        return b"RIFF" + struct.pack("<I", len(body)) + body

    shows = b"VP8L" + struct.pack("<I", 3) + b"abc\0"
    telling = b"EXIF" + struct.pack("<I", len(SECRET)) + SECRET
    assert stripped(webp(0x1C, shows, telling), FileKind.WEBP, name="a.webp") == webp(0x10, shows)


def test_a_real_photograph_looks_the_same_and_has_no_place() -> None:
    image = pytest.importorskip("PIL.Image")
    picture = image.effect_mandelbrot((64, 48), (-2, -1, 1, 1), 20).convert("RGB")
    data = image.Exif()
    data[0x010F], data[0x0112] = "Camara-77", 6
    data.get_ifd(0x8825)[1] = "N"
    for kind, form in ((FileKind.JPEG, "JPEG"), (FileKind.PNG, "PNG"), (FileKind.WEBP, "WEBP")):
        file = io.BytesIO()
        picture.save(file, form, exif=data, comment=b"x", quality=80)
        before = image.open(io.BytesIO(file.getvalue()))
        after = image.open(io.BytesIO(stripped(file.getvalue(), kind, name="a")))
        assert after.convert("RGB").tobytes() == before.convert("RGB").tobytes()
        assert dict(after.getexif()) == ({0x0112: 6} if kind is FileKind.JPEG else {})


def test_another_file_is_left_as_it_is() -> None:
    assert stripped(b"%PDF-1", FileKind.PDF, name="a.pdf") == b"%PDF-1"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7", "x.exe", FileKind.PDF),
        (jpeg(), "x", FileKind.JPEG),
        (png(), "x.jpg", FileKind.PNG),
        ("año;1\n".encode(), "x.csv", FileKind.CSV),
        ("año;1\n".encode("latin-1"), "x.csv", FileKind.CSV),
        (b"hola", "x.bat", FileKind.TEXT),
    ],
)
def test_the_kind_of_a_file_is_told_by_its_content(content: bytes, name: str, kind: FileKind) -> None:
    assert kind_of(content, name=name) is kind


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"x" * (MOST_BYTES + 1), "larger"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old office format"),
        (b"\0\0\0\x18ftypheic", "JPEG"),
        (b"PK\x03\x04broken", "no PDF"),
        (b"<svg onload=1>", "no PDF"),
    ],
)
def test_what_is_not_kept_is_refused_with_its_cure(content: bytes, says: str) -> None:
    with pytest.raises(InputProblem, match=says):
        kind_of(content, name="x.pdf")


def test_a_name_ends_as_its_content_says() -> None:
    assert named_as("foto.jpeg", FileKind.JPEG) == "foto.jpeg"
    assert named_as("acta.exe", FileKind.PDF) == "acta.pdf"
    assert len(named_as("a" * 300, FileKind.PDF)) == 160
