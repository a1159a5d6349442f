"""The minutes of a technical table as a paper: who met, what they decided on each difference, why.

Everything is already in the reader's words and frozen; nothing is asked for here.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from pazos.interfaces.reports.document import Document, KeyFigure, KeyFigures, Points, Section, Table, Text


@dataclass(frozen=True)
class Minutes:
    """Minutes in one language. `rows`: death, kind, what the sources say, decision, note."""

    title: str
    city: str
    held: str
    place: str
    attended: tuple[str, ...]
    remarks: str
    decided: int
    left_open: int
    by_cause: tuple[tuple[str, int], ...]
    rows: tuple[tuple[str, str, str, str, str], ...]
    ended: str
    fingerprint: str
    synthetic: bool


def minutes_paper(minutes: Minutes, *, language: str) -> Document:
    """Return the paper of minutes; the reader's language is the one in force."""
    return Document(
        language=language,
        title=minutes.title,
        subtitle=_("Minutes of a technical table on differences between sources"),
        city=minutes.city,
        dated=", ".join(one for one in (minutes.held, minutes.place) if one),
        sections=(_attendance(minutes), _outcome(minutes), _each(minutes)),
        watermark=_("Synthetic data: an invented city") if minutes.synthetic else "",
        footer=_("Pazos · minutes {fingerprint}").format(fingerprint=minutes.fingerprint[:16]),
        facts=((_("Ended"), minutes.ended), ("SHA-256", minutes.fingerprint)),
    )


def _attendance(minutes: Minutes) -> Section:
    blocks = [Points(minutes.attended)]
    remarks = (Text(minutes.remarks),) if minutes.remarks else ()
    return Section(_("Who met"), (*blocks, *remarks))


def _outcome(minutes: Minutes) -> Section:
    figures = KeyFigures(
        (
            KeyFigure(str(minutes.decided), _("differences decided")),
            KeyFigure(str(minutes.left_open), _("left open")),
        )
    )
    if not minutes.by_cause:
        return Section(_("What came of it"), (figures,))
    causes = Table(
        columns=(_("Cause"), _("Differences")),
        rows=tuple((cause, str(count)) for cause, count in minutes.by_cause),
        caption=_("Decided differences by cause"),
        numeric=(1,),
    )
    return Section(_("What came of it"), (figures, causes))


def _each(minutes: Minutes) -> Section:
    table = Table(
        columns=(_("Death"), _("Kind"), _("What the sources say"), _("Decision"), _("Note")),
        rows=minutes.rows,
        caption=_("Every difference that was on the table"),
        widths=("auto", "1.2fr", "2.4fr", "2fr", "1.4fr"),
    )
    return Section(_("Difference by difference"), (table,))
