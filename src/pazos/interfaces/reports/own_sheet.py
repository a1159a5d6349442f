"""What is kept of a person, on paper for that person. Printed when it is asked for, and kept nowhere.

Everything is already in the reader's words.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from pazos.interfaces.reports.document import Document, Note, Section, Table, Text


@dataclass(frozen=True)
class TopicOfSheet:
    """What one part of the product keeps: what for, on what ground, until when, and line by line what."""

    title: str
    what_for: str
    ground: str
    until: str
    records: tuple[tuple[tuple[str, str], ...], ...]
    counted: str = ""  # what is kept and not printed, "" where all of it is


def own_sheet_paper(
    topics: tuple[TopicOfSheet, ...],
    looks: tuple[tuple[str, ...], ...],
    *,
    city: str,
    dated: str,
    language: str,
    notes: tuple[str, ...],
    synthetic: bool,
) -> Document:
    """Return the paper; `looks` are lines of day, name, role and what, `notes` what can be done about it."""
    seen = Table(
        columns=(_("Day"), _("Who"), _("What they do"), _("What they saw")),
        rows=looks,
        caption=_("Everybody of the team who opened something of you"),
        widths=("1fr", "1.4fr", "1.2fr", "2fr"),
    )
    return Document(
        language=language,
        title=_("What is kept about you"),
        subtitle=_("For you, and for nobody else"),
        city=city,
        dated=dated,
        sections=(
            Section(_("What you can do"), tuple(Note(one) for one in notes)),
            *(_topic(one) for one in topics),
            Section(_("Who saw it"), (seen,) if looks else (Text(_("Nobody opened it yet.")),)),
        ),
        watermark=_("Synthetic data: an invented city") if synthetic else "",
        footer="",
    )


def _topic(one: TopicOfSheet) -> Section:
    why = _("What for: {purpose}. Legal ground: {basis}. Kept for: {time}.").format(
        purpose=one.what_for, basis=one.ground, time=one.until
    )
    tables = tuple(
        Table(
            columns=(_("What"), _("What stands there")),
            rows=record,
            caption=_("Record {n} of {all}").format(n=place, all=len(one.records)),
            widths=("1fr", "2.4fr"),
        )
        for place, record in enumerate(one.records, start=1)
    )
    rest = (Text(one.counted),) if one.counted else ()
    return Section(one.title, (Text(why), *tables, *rest))
