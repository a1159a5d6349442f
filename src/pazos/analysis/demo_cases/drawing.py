"""Invented photographs of venues before and after their works: flat shapes, no people, drawn anew from the seed.

Nothing here stands for a real place. The first of each venue carries in its file where and by which
telephone it was "taken", as photographs of telephones do, so that it can be seen to be gone afterwards.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.domain.venues.vocabulary import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from PIL.Image import Exif
    from PIL.ImageDraw import ImageDraw

SIZE = WIDE, HIGH = 720, 480
HORIZON = 250
GPS, GPS_OF_LATITUDE, GPS_OF_LONGITUDE = 0x8825, (1, 2), (3, 4)
MAKE, MODEL = 0x010F, 0x0110
NOWHERE = (("S", (48.0, 52.0, 31.0)), ("W", (123.0, 23.0, 33.0)))  # the point of the ocean farthest from land
GREY, WORN, DRY, GREEN = (158, 156, 150), (124, 118, 108), (176, 160, 112), (104, 150, 84)
WALLS = ((214, 122, 84), (84, 140, 160), (226, 186, 92), (132, 116, 168))


def photograph(kind: str, *, restored: bool, seed: int, tells_where: bool = False) -> bytes:
    """Return a JPEG of a venue of a kind, worn or restored; the same arguments give the same bytes.

    `tells_where` writes a place, a maker and a model into its Exif.
    """
    from PIL import Image, ImageDraw

    rng = np.random.default_rng([seed, 47])
    image = Image.new("RGB", SIZE)
    pen = ImageDraw.Draw(image)
    _sky(pen, rng, restored=restored)
    SCENES.get(Kind(kind), _house)(pen, rng, restored)
    made = io.BytesIO()
    image.save(made, "JPEG", quality=88, exif=_where() if tells_where else Image.Exif())
    return made.getvalue()


def _where() -> Exif:
    from PIL import Image

    told = Image.Exif()
    told[MAKE], told[MODEL] = "Inventada", "Ejemplo 1"
    told.get_ifd(GPS).update(
        {
            number: value
            for tags, said in zip((GPS_OF_LATITUDE, GPS_OF_LONGITUDE), NOWHERE, strict=True)
            for number, value in zip(tags, said, strict=True)
        }
    )
    return told


def _sky(pen: ImageDraw, rng: Generator, *, restored: bool) -> None:
    top, low = ((118, 176, 214), (214, 232, 238)) if restored else ((168, 172, 176), (206, 204, 198))
    for y in range(HORIZON + 40):
        share = y / (HORIZON + 40)
        shade = tuple(int(a + (b - a) * share) for a, b in zip(top, low, strict=True))
        pen.line((0, y, WIDE, y), fill=shade)
    for _ in range(4):
        x, y, r = int(rng.integers(0, WIDE)), int(rng.integers(30, 110)), int(rng.integers(18, 40))
        for n in range(3):
            pen.ellipse((x + n * r, y, x + n * r + 2 * r, y + r), fill=(236, 240, 242))
    hills = [(0, HORIZON + 40)]
    hills += [(x, HORIZON - int(rng.integers(10, 70))) for x in range(0, WIDE + 90, 90)]
    pen.polygon([*hills, (WIDE, HORIZON + 40)], fill=(126, 148, 128) if restored else (136, 140, 128))


def _ground(pen: ImageDraw, rng: Generator, *, restored: bool) -> None:
    pen.rectangle((0, HORIZON, WIDE, HIGH), fill=GREEN if restored else DRY)
    for _ in range(260):
        x, y = int(rng.integers(0, WIDE)), int(rng.integers(HORIZON + 8, HIGH))
        tall = 3 + (y - HORIZON) // 22
        pen.line(
            (x, y, x + int(rng.integers(-3, 4)), y - tall), fill=(84, 128, 70) if restored else (142, 124, 78)
        )


def _tree(pen: ImageDraw, x: int, y: int, *, tall: int, restored: bool) -> None:
    pen.rectangle((x - tall // 16, y - tall // 2, x + tall // 16, y), fill=(106, 80, 58))
    if not restored:
        for reach in (-tall // 4, tall // 5):
            pen.line((x, y - tall // 2, x + reach, y - tall), fill=(106, 80, 58), width=max(2, tall // 30))
        return
    for dx, dy in ((-tall // 4, 0), (tall // 4, 0), (0, -tall // 5)):
        box = (x + dx - tall // 3, y - tall + dy, x + dx + tall // 3, y - tall // 3 + dy)
        pen.ellipse(box, fill=(78, 128, 74) if dx else (92, 146, 84))


def _lamp(pen: ImageDraw, x: int, y: int, *, tall: int, restored: bool) -> None:
    leans = 0 if restored else tall // 6
    pen.line((x, y, x + leans, y - tall), fill=(70, 76, 80), width=5)
    if restored:
        pen.ellipse((x - 26, y - tall - 22, x + 26, y - tall + 22), fill=(250, 240, 190))
        pen.ellipse((x - 11, y - tall - 9, x + 11, y - tall + 9), fill=(255, 252, 232))


def _weeds(pen: ImageDraw, rng: Generator, number: int, *, top: int = HORIZON + 60) -> None:
    for _ in range(number):
        x, y = int(rng.integers(20, WIDE - 20)), int(rng.integers(top, HIGH - 6))
        for lean in (-9, -3, 4, 10):
            pen.line((x, y, x + lean, y - int(rng.integers(14, 34))), fill=(112, 122, 66), width=3)


def _cracks(pen: ImageDraw, rng: Generator, *, number: int, top: int) -> None:
    for _ in range(number):
        x, y = int(rng.integers(60, WIDE - 60)), int(rng.integers(top, HIGH - 30))
        for _step in range(5):
            to = (x + int(rng.integers(-34, 44)), y + int(rng.integers(-8, 16)))
            pen.line((x, y, *to), fill=(92, 88, 82), width=2)
            x, y = to


def _park(pen: ImageDraw, rng: Generator, restored: bool) -> None:  # noqa: FBT001 - every scene is called alike
    _ground(pen, rng, restored=restored)
    path = [(300, HORIZON + 6), (390, HORIZON + 6), (600, HIGH), (180, HIGH)]
    pen.polygon(path, fill=(220, 206, 176) if restored else (158, 146, 122))
    for x, y, tall in ((90, 330, 170), (620, 320, 190), (520, 285, 110), (200, 280, 100)):
        _tree(pen, x, y, tall=tall, restored=restored)
    _lamp(pen, 440, 340, tall=190, restored=restored)
    _bench(pen, 500, 410, restored=restored)
    if restored:
        pen.line((110, 430, 150, 330, 190, 430), fill=(198, 74, 60), width=8)
        pen.line((150, 332, 252, 420), fill=(232, 178, 62), width=12)
        pen.line((110, 430, 150, 330), fill=(58, 110, 160), width=8)
    else:
        _weeds(pen, rng, 26)
        _rubbish(pen, rng)


def _bench(pen: ImageDraw, x: int, y: int, *, restored: bool) -> None:
    wood = (176, 112, 62) if restored else WORN
    pen.rectangle((x, y, x + 130, y + 10), fill=wood)
    if restored:
        pen.rectangle((x, y - 34, x + 130, y - 22), fill=wood)
    for leg in (x + 10, x + 112):
        pen.rectangle((leg, y + 10, leg + 7, y + (34 if restored or leg > x + 50 else 18)), fill=(80, 80, 80))


def _rubbish(pen: ImageDraw, rng: Generator) -> None:
    for _ in range(9):
        x, y, r = int(rng.integers(420, 690)), int(rng.integers(400, 460)), int(rng.integers(5, 13))
        shade = (70, 72, 78) if r > 9 else (206, 204, 196)
        pen.ellipse((x - r, y - r, x + r, y + r // 2), fill=shade)


def _court(pen: ImageDraw, rng: Generator, restored: bool) -> None:  # noqa: FBT001
    _ground(pen, rng, restored=restored)
    slab = [(170, HORIZON + 30), (550, HORIZON + 30), (716, HIGH), (4, HIGH)]
    pen.polygon(slab, fill=(62, 118, 152) if restored else GREY)
    pen.polygon(
        [(290, 330), (430, 330), (470, 430), (250, 430)], fill=(206, 104, 74) if restored else (148, 144, 136)
    )
    if restored:
        pen.line(
            [
                (190, HORIZON + 40),
                (530, HORIZON + 40),
                (680, HIGH - 12),
                (40, HIGH - 12),
                (190, HORIZON + 40),
            ],
            fill="white",
            width=4,
        )
        pen.ellipse((250, 300, 470, 360), outline="white", width=4)
    else:
        _cracks(pen, rng, number=16, top=HORIZON + 50)
        _weeds(pen, rng, 18)
    for x, mirrored in ((120, 1), (600, -1)):
        pen.line((x, 400, x, 190), fill=(66, 70, 76), width=8)
        board = (x + mirrored * 10, 180, x + mirrored * 90, 234)
        box = (min(board[0], board[2]), board[1], max(board[0], board[2]), board[3])
        pen.rectangle(box, fill="white" if restored else WORN, outline=(66, 70, 76), width=3)
        if restored:
            pen.ellipse((box[0] + 18, 228, box[0] + 62, 244), outline=(214, 80, 50), width=5)
    _lamp(pen, 360, 300, tall=210, restored=restored)


def _house(pen: ImageDraw, rng: Generator, restored: bool) -> None:  # noqa: FBT001
    _ground(pen, rng, restored=restored)
    wall = WALLS[int(rng.integers(len(WALLS)))] if restored else (186, 178, 164)
    pen.rectangle((130, 170, 590, 400), fill=wall)
    roof = (150, 74, 56) if restored else (120, 92, 80)
    pen.polygon([(100, 176), (360, 84), (620, 176)], fill=roof)
    if not restored:
        pen.polygon([(430, 110), (500, 134), (470, 150)], fill=(60, 58, 58))
    for x in (170, 270, 430, 530):
        pen.rectangle((x - 28, 220, x + 28, 290), fill=(196, 224, 230) if restored else (66, 66, 68))
        pen.rectangle((x - 28, 220, x + 28, 290), outline="white" if restored else (120, 110, 96), width=5)
        if not restored:
            pen.line((x - 26, 222, x + 26, 288), fill=(140, 112, 78), width=9)
    pen.rectangle((322, 260, 398, 400), fill=(92, 62, 44) if restored else (96, 90, 84))
    if restored:
        _mural(pen, rng)
        for x in (60, 660):
            _tree(pen, x, 420, tall=150, restored=True)
        pen.polygon([(322, 400), (398, 400), (450, HIGH), (270, HIGH)], fill=(214, 200, 172))
    else:
        for x, y in ((180, 340), (470, 350)):
            pen.arc((x, y, x + 60, y + 34), 20, 300, fill=(70, 70, 120), width=6)
            pen.line((x + 20, y + 40, x + 90, y + 14), fill=(130, 52, 60), width=6)
        _weeds(pen, rng, 20, top=420)
        _rubbish(pen, rng)


def _mural(pen: ImageDraw, rng: Generator) -> None:
    shades = ((236, 196, 84), (206, 84, 76), (74, 142, 120), (240, 236, 222))
    for n, x in enumerate(range(146, 290, 30)):
        r = int(rng.integers(10, 19))
        pen.ellipse((x, 350 - r, x + 2 * r, 350 + r), fill=shades[n % len(shades)])
        pen.ellipse((x + 276, 350 - r, x + 276 + 2 * r, 350 + r), fill=shades[(n + 1) % len(shades)])


SCENES: dict[Kind, Callable[[Any, Generator, bool], None]] = {
    Kind.PARK: _park,
    Kind.COURT: _court,
    Kind.RIVER: _park,
}
