"""A photograph as pixels alone: turned upright, made anew, and nothing of the file that was handed in.

Taking segments out of a file trusts that every maker of cameras puts what tells where in a known
place. Here the picture is decoded, its pixels are copied into an empty one, and that is written as a
JPEG of our own: no Exif, GPS, XMP, IPTC, preview, colour profile, comment or trailing byte of the
first file can be in it. The first file lies on no disk: it arrives in memory, bounded while it is
read (`pazos.interfaces.web.arriving`), and goes with the request, or with the process that is killed.

Whether a face can be recognised no program here decides: whoever hands it in says so.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, BinaryIO

from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 15 * 2**20
MOST_PIXELS = 50_000_000
LEAST_SIDE, LONGEST_SIDE = 100, 2000  # pixels; longer pictures are made smaller
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")


def cleaned(handed_in: BinaryIO) -> bytes:
    """Return a JPEG of the picture's pixels and nothing else.

    Raises:
        InputProblem: it is too large, no picture, broken, or of more pixels than a camera takes.
    """
    content = handed_in.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise InputProblem(
            N_("The picture is larger than {most} MB. Make it smaller."),
            most=MOST_BYTES // 2**20,
            field="file",
        )
    made = io.BytesIO()
    _anew(_upright(content)).save(made, "JPEG", quality=QUALITY, optimize=True)
    return made.getvalue()


def _upright(content: bytes) -> Image:
    """Return the pixels as they are looked at; the size is asked before a pixel is decoded."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            found = Image.open(io.BytesIO(content), formats=FORMATS)
            _refuse_size(*found.size)
            turned = ImageOps.exif_transpose(found)
            turned.load()
        except InputProblem:
            raise
        except UnidentifiedImageError as none:
            raise InputProblem(
                N_("This is no photograph that is kept here. Save it as JPEG, PNG or WebP."), field="file"
            ) from none
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
            raise _too_many() from bomb
        except (OSError, SyntaxError, ValueError, EOFError, IndexError) as broken:
            raise InputProblem(
                N_("The picture is broken. Open it, save it again as JPEG, and add that file."), field="file"
            ) from broken
    return turned


def _refuse_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_many()
    if min(width, height) < LEAST_SIDE:
        raise InputProblem(
            N_("The picture is smaller than {least} by {least} pixels."), least=LEAST_SIDE, field="file"
        )


def _too_many() -> InputProblem:
    return InputProblem(
        N_("The picture has more than {most} million pixels. Make it smaller."),
        most=MOST_PIXELS // 1_000_000,
        field="file",
    )


def _anew(found: Image) -> Image:
    """Return an empty picture with these pixels on white, no longer than the longest side."""
    from PIL import Image

    opaque = found.convert("RGBA")
    opaque.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    made = Image.new("RGB", opaque.size, "white")
    made.paste(opaque, mask=opaque.getchannel("A"))
    return made
