"""The two papers of justice: what a judge is told of a measure, and an authority of a restorative process.

Each line stands with the article that asks for it; there is no place for anything else. Everything is already in
the reader's words. It is printed when it is asked for and kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from pazos.interfaces.reports.document import Document, Note, Section, Table


@dataclass(frozen=True)
class Paper:
    """A paper in one language. `rows`: what, how it stands, the law that asks for it."""

    title: str
    subtitle: str
    city: str
    dated: str
    rows: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    fingerprint: str
    synthetic: bool


def lawful_paper(paper: Paper, *, language: str) -> Document:
    """Return the paper; the reader's language is the one in force."""
    table = Table(
        columns=(_("What"), _("How it stands"), _("What asks for it")),
        rows=paper.rows,
        caption=_("Only what the law asks for"),
        widths=("1fr", "1.4fr", "1.2fr"),
    )
    return Document(
        language=language,
        title=paper.title,
        subtitle=paper.subtitle,
        city=paper.city,
        dated=paper.dated,
        sections=(Section(_("What is told"), (table, *map(Note, paper.notes))),),
        watermark=_("Synthetic data: an invented city") if paper.synthetic else "",
        footer=_("Pazos · {fingerprint}").format(fingerprint=paper.fingerprint[:16]),
        facts=(*paper.facts, ("HMAC-SHA-256", paper.fingerprint)),
    )
