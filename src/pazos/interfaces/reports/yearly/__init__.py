"""The yearly report as a paper: what a city answers for, in one order, from a frozen account and nothing else.

The page shows the same object that the PDF is set from, so that the two cannot disagree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import formats, translation
from django.utils.translation import gettext as _

from pazos.domain.accountability.vocabulary import ReportState
from pazos.interfaces.reports.document import Document, Piece
from pazos.interfaces.reports.yearly import doing, money, people, promises, standing, summary
from pazos.interfaces.reports.yearly.content import Told

if TYPE_CHECKING:
    from pazos.domain.accountability.models import YearReport

__all__ = ["Piece", "pieces", "yearly_report"]


def pieces(told: Told) -> tuple[Piece, ...]:
    """Return the sections of the report in their order; the reader's language is the one in force."""
    return (
        Piece("", summary.at_a_glance(told)),
        Piece("strategy", doing.strategy(told)),
        Piece("people", people.reached(told)),
        Piece("activities", doing.activities(told)),
        Piece("indicators", standing.indicators(told)),
        Piece("deaths", standing.deaths(told)),
        Piece("budget", money.budget(told)),
        Piece("cooperation", money.cooperation(told)),
        Piece("agreements", promises.agreements(told)),
        Piece("commitments", promises.commitments(told)),
        Piece("", summary.not_known(told)),
        Piece("", summary.method(told)),
    )


def yearly_report(report: YearReport, *, language: str) -> Document:
    """Return the paper of a report in one language."""
    with translation.override(language):
        told = Told(report.content, language)
        return Document(
            language=language,
            title=_("Account of the year {year}").format(year=report.year),
            subtitle=_("What the strategy did, reached, spent and promised, and what is not known"),
            city=told.city["name"],
            dated=_dated(report),
            sections=tuple(piece.section for piece in pieces(told)),
            watermark=_watermark(report, told),
            footer=_("Pazos · account {year}-{number} · SHA-256 {hash}").format(
                year=report.year, number=report.number, hash=report.content_hash[:16]
            ),
        )


def _dated(report: YearReport) -> str:
    upto = formats.date_format(report.as_of_on, "DATE_FORMAT")
    if report.signed_at is None:
        return _("Up to {day}. Prepared; nobody has signed it.").format(day=upto)
    signed = formats.date_format(report.signed_at, "DATE_FORMAT")
    return _("Up to {day}. Signed on {signed} by a second person.").format(day=upto, signed=signed)


def _watermark(report: YearReport, told: Told) -> str:
    said = {
        ReportState.PREPARED: _("Prepared, not signed"),
        ReportState.REPLACED: _("Replaced by a later report"),
        ReportState.WITHDRAWN: _("Withdrawn"),
    }
    words = [_("Synthetic data: an invented city")] if told.city["is_synthetic"] else []
    if report.state in said:
        words.append(said[ReportState(report.state)])
    return " · ".join(words)
