"""What a person who asked is handed: the letter that answers, and a copy of what is kept about them.

Both are printed when they are asked for and kept nowhere. Everything is already in the reader's words.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from pazos.interfaces.reports.document import Document, Note, Section, Table, Text


@dataclass(frozen=True)
class Letter:
    """An answer to a request, in one language."""

    city: str
    number: str
    requester: str
    contact: str
    received: str
    dated: str
    asked: str
    paragraphs: tuple[str, ...]
    signed: str
    synthetic: bool


@dataclass(frozen=True)
class PartOfCopy:
    """What one holding keeps about the person: why, for how long, and each record field by field."""

    title: str
    purpose: str
    basis: str
    kept_for: str
    records: tuple[tuple[tuple[str, str], ...], ...]
    counted: str  # what is kept and not printed, such as deeds; "" where all of it is printed


def letter_paper(letter: Letter, *, language: str) -> Document:
    """Return the letter; the reader's language is the one in force."""
    to = ", ".join(part for part in (letter.requester, letter.contact) if part)
    rights = _(
        "Whoever does not agree may complain to the Superintendencia de Industria y Comercio once this answer has been "
        "received (Law 1581 of 2012, art. 16)."
    )
    return Document(
        language=language,
        title=_("Answer to the request {number}").format(number=letter.number),
        subtitle=_("Habeas data, Law 1581 of 2012"),
        city=letter.city,
        dated=letter.dated,
        sections=(
            Section(_("To"), (Text(to),)),
            Section(_("What was asked on {day}").format(day=letter.received), (Note(letter.asked),)),
            Section(_("Answer"), (*map(Text, letter.paragraphs), Note(rights), Text(letter.signed))),
        ),
        watermark=_watermark(synthetic=letter.synthetic),
        footer=letter.number,
    )


def copy_paper(
    parts: tuple[PartOfCopy, ...], *, city: str, number: str, dated: str, language: str, synthetic: bool
) -> Document:
    """Return the copy of what is kept about the person who asked."""
    return Document(
        language=language,
        title=_("What is kept about you"),
        subtitle=_("Copy for the person, request {number}").format(number=number),
        city=city,
        dated=dated,
        sections=tuple(part_section(part, of_what=_("Field")) for part in parts),
        watermark=_watermark(synthetic=synthetic),
        footer=number,
    )


def _watermark(*, synthetic: bool) -> str:
    return _("Synthetic data: an invented city") if synthetic else ""


def part_section(part: PartOfCopy, *, of_what: str) -> Section:
    """Return one part; `of_what` heads the column of what each line is."""
    said = _("What for: {purpose}. Legal ground: {basis}. Kept for: {time}.").format(
        purpose=part.purpose, basis=part.basis, time=part.kept_for
    )
    tables = tuple(
        Table(
            columns=(of_what, _("What stands there")),
            rows=record,
            caption=_("Record {n} of {all}").format(n=place, all=len(part.records)),
            widths=("1fr", "2.4fr"),
        )
        for place, record in enumerate(part.records, start=1)
    )
    rest = (Text(part.counted),) if part.counted else ()
    return Section(part.title, (Text(said), *tables, *rest))
