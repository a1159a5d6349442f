"""An agreement on paper: who agreed what, what each side gives and owes, what was amended, how it stands.

It is printed when it is asked for and kept nowhere; the signed text stays what binds. Everything is
already in the reader's words. No contact of the partner and no name of staff stands on it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from pazos.interfaces.reports.document import Block, Document, Note, Section, Table, Text


@dataclass(frozen=True)
class Sheet:
    """One agreement in one language. `gives`: side, money, in kind, together; `duties`: whose, what, due, done."""

    number: str
    title: str
    partner: str
    standing: str
    city: str
    dated: str
    facts: tuple[tuple[str, str], ...]
    purpose: str
    currency: str
    gives: tuple[tuple[str, str, str, str], ...]
    method: str
    duties: tuple[tuple[str, str, str, str], ...]
    amendments: tuple[tuple[str, str, str], ...]
    documents: tuple[str, ...]
    end: str
    synthetic: bool


def sheet_paper(sheet: Sheet, *, language: str) -> Document:
    """Return the paper of an agreement; the reader's language is the one in force."""
    sections = [_what(sheet), _gives(sheet), _duties(sheet)]
    if sheet.amendments:
        sections.append(_amendments(sheet))
    return Document(
        language=language,
        title=sheet.title,
        subtitle=_("Agreement {number} with {partner}").format(number=sheet.number, partner=sheet.partner),
        city=sheet.city,
        dated=_("As it stood on {day}: {standing}").format(day=sheet.dated, standing=sheet.standing),
        sections=tuple(sections),
        watermark=_("Synthetic data: an invented city") if sheet.synthetic else "",
        footer=_("Pazos · agreement {number}").format(number=sheet.number),
        facts=sheet.facts,
    )


def _what(sheet: Sheet) -> Section:
    blocks: list[Block] = [Text(sheet.purpose)] if sheet.purpose else []
    if sheet.end:
        blocks.append(Note(sheet.end))
    papers = ", ".join(sheet.documents)
    said = _("Documents: {papers}.").format(papers=papers) if papers else _("No document stands beside it.")
    return Section(_("What it is for"), (*blocks, Text(said)))


def _gives(sheet: Sheet) -> Section:
    table = Table(
        columns=(sheet.currency, _("Money"), _("In kind"), _("Together")),
        rows=sheet.gives,
        caption=_("What each side gives, in {currency}").format(currency=sheet.currency),
        numeric=(1, 2, 3),
    )
    if not sheet.method:
        return Section(_("What each side gives"), (table,))
    how = _("How what is in kind was valued: {method}").format(method=sheet.method)
    return Section(_("What each side gives"), (table, Note(how)))


def _duties(sheet: Sheet) -> Section:
    if not sheet.duties:
        return Section(_("What each side owes"), (Text(_("No duty is written down yet.")),))
    table = Table(
        columns=(_("Whose"), _("Duty"), _("Due on"), _("Done on")),
        rows=sheet.duties,
        caption=_("Duties of both sides"),
        widths=("auto", "1fr", "auto", "auto"),
    )
    return Section(_("What each side owes"), (table,))


def _amendments(sheet: Sheet) -> Section:
    table = Table(
        columns=(_("Signed on"), _("What changed"), _("Why")),
        rows=sheet.amendments,
        caption=_("Amendments, the first one first"),
        widths=("auto", "1fr", "1fr"),
    )
    return Section(_("Amendments"), (table,))
