"""An answer as a paper: one page for everybody, then methods that a referee can follow, from a frozen run.

The page shows the same sections, so that the two cannot disagree.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils import formats, translation
from django.utils.translation import gettext as _

from pazos.domain.evaluations.vocabulary import AnswerState
from pazos.interfaces.reports.document import Document, Piece
from pazos.interfaces.reports.evaluation import contagion, doubts, drawn, meaning, methods, summary
from pazos.interfaces.reports.evaluation.content import told_of

if TYPE_CHECKING:
    from pazos.domain.evaluations.models import Answer
    from pazos.interfaces.reports.evaluation.content import Told

__all__ = ["Piece", "evaluation_report", "pieces", "told_of"]


APPENDIX = "drawn"  # beside the checks on the page, at the end on paper


def pieces(told: Told) -> tuple[Piece, ...]:
    """Return everything after the first page, in its order; the reader's language is the one in force."""
    return (
        Piece("meaning", meaning.meaning(told)),
        Piece("course", methods.course(told)),
        Piece("doubts", doubts.doubts(told)),
        *(Piece(APPENDIX, one) for one in drawn.drawn(told)),
        *(Piece("contagion", one) for one in contagion.contagion(told)),
        Piece("beside", methods.beside(told)),
        *(Piece("groups", one) for one in meaning.groups(told)),
        *(Piece("clusters", one) for one in meaning.clusters(told)),
        Piece("departures", methods.departures(told)),
        Piece("methods", methods.methods(told)),
        Piece("computed", methods.computed(told)),
    )


def evaluation_report(answer: Answer, *, language: str, public: bool = False) -> Document:
    """Return the paper of an answer in one language."""
    with translation.override(language):
        told = told_of(answer, language=language, public=public)
        on_paper = sorted(pieces(told), key=lambda piece: piece.part == APPENDIX)
        first, *others = (piece.section for piece in on_paper)
        return Document(
            language=language,
            title=answer.protocol.evaluation.title,
            subtitle=_("Did it work? An answer to a plan that was sealed beforehand"),
            city=told.city,
            dated=_dated(answer),
            sections=(summary.summary(told), replace(first, new_page=True), *others),
            watermark=_watermark(told),
            footer=_("Pazos · run {run} · plan {hash}").format(
                run=answer.run_id, hash=answer.protocol.content_hash[:16]
            ),
        )


def _dated(answer: Answer) -> str:
    found = formats.date_format(answer.found_at, "DATE_FORMAT")
    if answer.state == AnswerState.PUBLISHED and answer.published_at:
        day = formats.date_format(answer.published_at, "DATE_FORMAT")
        return _("Found on {found}. Published on {day} by two people.").format(found=found, day=day)
    return _("Found on {found}. Not published.").format(found=found)


def _watermark(told: Told) -> str:
    said = {
        AnswerState.FOUND: _("Not published"),
        AnswerState.PROPOSED: _("Not published"),
        AnswerState.REPLACED: _("Replaced by a later answer"),
    }
    words = [_("Synthetic data: an invented city")] if told.invented else []
    state = AnswerState(told.answer.state)
    return " · ".join([*words, *([said[state]] if state in said else [])])
