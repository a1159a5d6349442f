"""The theory of change as a picture: levels from left to right, boxes by component, arrows between them.

The picture is reckoned here and drawn by a template, so that the page, the paper and a version of
years ago look alike. It is never the only way: the list below it says the same.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from pazos.domain.strategy.vocabulary import Level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pazos.domain.strategy.queries.theory import Theory

WIDE, GAP, BETWEEN, LINE, PAD, HEAD = 196, 74, 18, 17, 10, 34
LETTERS = 27
TIP_LETTERS, TIP_WIDE = 36, 236
HUES = 8


@dataclass(frozen=True)
class Box:
    """One box as it is told: its key, level, words and the place of its component among the others."""

    key: int
    level: str
    text: str
    component: str = ""
    hue: int = 0


@dataclass(frozen=True)
class Arrow:
    """One arrow as it is told."""

    key: int
    source: int
    target: int
    assumption: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class DrawnBox:
    """A box in its place; `lines` are its words with where each stands."""

    box: Box
    x: int
    y: int
    high: int
    lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class DrawnArrow:
    """An arrow in its place, with the words that show when somebody looks at it."""

    arrow: Arrow
    path: str
    label: str
    x: int
    y: int
    high: int
    lines: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Onward:
    """What a box leads to, for the list."""

    arrow: Arrow
    target: Box


@dataclass(frozen=True)
class Row:
    """One box of the list, with all that it leads to."""

    box: Box
    leads_to: tuple[Onward, ...]


@dataclass(frozen=True)
class Picture:
    """The whole picture, and the same as a list by level."""

    wide: int
    high: int
    heads: tuple[tuple[int, str], ...]
    boxes: tuple[DrawnBox, ...]
    arrows: tuple[DrawnArrow, ...]
    levels: tuple[tuple[str, tuple[Row, ...]], ...]
    components: tuple[tuple[int, str], ...] = field(default=())


def of_theory(theory: Theory, components: Mapping[int, int]) -> Picture:
    """Return the picture of the theory that is worked on; `components` gives their places by number."""
    boxes = [
        Box(
            box.pk,
            box.level,
            box.text,
            box.component.name if box.component else "",
            components.get(box.component_id or 0, 0),
        )
        for box in theory.boxes
    ]
    arrows = [
        Arrow(one.pk, one.source_id, one.target_id, one.assumption, one.evidence) for one in theory.arrows
    ]
    return drawn(boxes, arrows)


def of_version(content: Mapping[str, object]) -> Picture:
    """Return the picture of the theory that stands in a version."""
    kept: dict[str, list[dict[str, object]]] = content["theory"]  # type: ignore[assignment]
    components: list[dict[str, object]] = content["components"]  # type: ignore[assignment]
    places = {one["code"]: (place, str(one["name"])) for place, one in enumerate(components, start=1)}
    boxes = []
    for one in sorted(kept["boxes"], key=lambda box: int(str(box["position"]))):
        hue, name = places.get(one["component"], (0, ""))
        boxes.append(Box(int(str(one["key"])), str(one["level"]), str(one["text"]), name, _hue(hue)))
    arrows = [
        Arrow(
            number,
            int(str(one["source"])),
            int(str(one["target"])),
            str(one["assumption"]),
            str(one["evidence"]),
        )
        for number, one in enumerate(kept["arrows"], start=1)
    ]
    return drawn(boxes, arrows)


def hues(numbers: Sequence[int]) -> dict[int, int]:
    """Return the hue of each component by its number, in the city's order."""
    return {number: _hue(place) for place, number in enumerate(numbers, start=1)}


def _hue(place: int) -> int:
    return (place - 1) % HUES + 1 if place else 0


def drawn(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> Picture:
    """Return boxes and arrows in their places."""
    columns = [(level, [box for box in boxes if box.level == level]) for level in Level]
    placed: dict[int, DrawnBox] = {}
    tallest = max((_height(column) for _level, column in columns), default=0)
    for place, (_level, column) in enumerate(columns):
        y = HEAD + (tallest - _height(column)) // 2
        for box in column:
            one = _placed(box, place * (WIDE + GAP), y)
            placed[box.key] = one
            y += one.high + BETWEEN
    return Picture(
        wide=len(columns) * (WIDE + GAP) - GAP,
        high=HEAD + tallest + PAD,
        heads=tuple((place * (WIDE + GAP), str(level.label)) for place, (level, _c) in enumerate(columns)),
        boxes=tuple(placed.values()),
        arrows=tuple(_bent(one, placed) for one in arrows if {one.source, one.target} <= placed.keys()),
        levels=tuple((str(level.label), _rows(column, arrows, placed)) for level, column in columns),
        components=tuple(sorted({(box.hue, box.component) for box in boxes if box.hue})),
    )


def _rows(column: Sequence[Box], arrows: Sequence[Arrow], placed: Mapping[int, DrawnBox]) -> tuple[Row, ...]:
    return tuple(
        Row(
            box,
            tuple(
                Onward(one, placed[one.target].box)
                for one in arrows
                if one.source == box.key and one.target in placed
            ),
        )
        for box in column
    )


def _wrapped(text: str, letters: int) -> list[str]:
    return textwrap.wrap(text, letters, break_long_words=True) or [""]


def _high(text: str) -> int:
    return len(_wrapped(text, LETTERS)) * LINE + 2 * PAD


def _height(column: Sequence[Box]) -> int:
    return sum(_high(box.text) + BETWEEN for box in column) - (BETWEEN if column else 0)


def _placed(box: Box, x: int, y: int) -> DrawnBox:
    lines = tuple(
        (y + PAD + LINE * number + LINE - 4, line) for number, line in enumerate(_wrapped(box.text, LETTERS))
    )
    return DrawnBox(box, x, y, _high(box.text), lines)


def _bent(arrow: Arrow, placed: Mapping[int, DrawnBox]) -> DrawnArrow:
    source, target = placed[arrow.source], placed[arrow.target]
    x1, y1 = source.x + WIDE, source.y + source.high // 2
    x2, y2 = target.x - 7, target.y + target.high // 2
    # A way past a whole level bends late, so that it does not run through the boxes between.
    bend = min(GAP, (x2 - x1) // 2)
    told = arrow.assumption or _("no assumption is written down")
    wrapped = _wrapped(_("if: {assumption}").format(assumption=told), TIP_LETTERS)
    high = len(wrapped) * LINE + 2 * PAD
    left = max(0, min((x1 + x2) // 2 - TIP_WIDE // 2, 5 * (WIDE + GAP) - GAP - TIP_WIDE))
    top = max(0, (y1 + y2) // 2 - high - 6)
    label = _("{source} leads to {target}, if: {assumption}").format(
        source=source.box.text, target=target.box.text, assumption=told
    )
    return DrawnArrow(
        arrow,
        f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}",
        label,
        left,
        top,
        high,
        tuple((top + PAD + LINE * number + LINE - 4, line) for number, line in enumerate(wrapped)),
    )
