"""What is kept of a person, on paper for that person. Printed when it is asked for, and kept nowhere.

Everything is already in the reader's words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from pazos.interfaces.reports.document import Document, Note, Section, Table, Text
from pazos.interfaces.reports.rights import part_section

if TYPE_CHECKING:
    from pazos.interfaces.reports.rights import PartOfCopy


def own_sheet_paper(
    topics: tuple[PartOfCopy, ...],
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
            *(part_section(one, of_what=_("What")) for one in topics),
            Section(_("Who saw it"), (seen,) if looks else (Text(_("Nobody opened it yet.")),)),
        ),
        watermark=_("Synthetic data: an invented city") if synthetic else "",
        footer="",
    )
