"""The parts of a paper, in the reader's language, before they are set in type.

Text here is final: translated, with numbers already written as the reader writes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str
    kind: str = "text"


@dataclass(frozen=True)
class Note:
    """A paragraph set apart: a caution, a limit of the method."""

    text: str
    kind: str = "note"


@dataclass(frozen=True)
class Points:
    """A list of short sentences."""

    items: tuple[str, ...]
    kind: str = "points"


@dataclass(frozen=True)
class KeyFigure:
    """One figure with what it counts and how sure it is."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class KeyFigures:
    """Figures side by side; quiet ones are no headline, for nothing rests on them."""

    items: tuple[KeyFigure, ...]
    quiet: bool = False
    kind: str = "key"


@dataclass(frozen=True)
class Table:
    """Rows of text; columns named in `numeric` stand to the right."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str
    numeric: tuple[int, ...] = ()
    widths: tuple[str, ...] = ()
    kind: str = "table"


@dataclass(frozen=True)
class Figure:
    """A chart as SVG, what it shows for those who cannot see it, and its caption."""

    svg: str
    alt: str
    caption: str
    width: str = "100%"
    kind: str = "figure"


Block = Text | Note | Points | KeyFigures | Table | Figure


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    blocks: tuple[Block, ...]
    new_page: bool = False


@dataclass(frozen=True)
class Piece:
    """One section by the name of the part that it tells, as a page sets it; "" is of the whole."""

    part: str
    section: Section


@dataclass(frozen=True)
class Document:
    """A whole paper."""

    language: str
    title: str
    subtitle: str
    city: str
    dated: str
    sections: tuple[Section, ...]
    watermark: str = ""
    footer: str = ""
    facts: tuple[tuple[str, str], ...] = field(default_factory=tuple)
