"""Scores, changes and times of care in words, with their error, so that no bare number is read as a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pazos.domain.cases.instruments.kinds import Method, said
from pazos.domain.cases.instruments.scoring import Verdict
from pazos.domain.cases.vocabulary import GoalState
from pazos.interfaces.web.pages.intake import language

if TYPE_CHECKING:
    from pazos.domain.cases.instruments.kinds import Instrument, Words
    from pazos.domain.cases.instruments.scoring import Change, Score

STATE_BADGES = {GoalState.DONE: "good", GoalState.CHANGED: "info", GoalState.DROPPED: "", GoalState.OPEN: ""}


def in_words(words: Words) -> str:
    """Return a text of a file in the reader's language."""
    return said(words, language())


def number(value: float) -> str:
    """Return a score as it is written: whole where it is."""
    return number_format(value, 0 if value == int(value) else 1)


def score_words(asked: Instrument, score: Score) -> str:
    """Return a score between its ends and with its error, or why there is none."""
    if asked.scale.method is Method.NONE:
        return _("Answers are looked at one by one: there is no total.")
    if score.total is None:
        return _("No total: too much was left out.")
    told = _("{total} on a scale from {least} to {most}").format(
        total=number(score.total), least=number(asked.scale.least), most=number(asked.scale.most)
    )
    if score.error is None:
        return told
    return _("{score}, give or take {error}").format(score=told, error=number_format(score.error, 1))


def change_words(change: Change) -> str:
    """Return what two scores say about change."""
    if change.verdict is Verdict.CANNOT_TELL or change.limit is None or change.difference is None:
        return _(
            "Whether it changed cannot be told: the error of this instrument was not published, or a total is missing."
        )
    facts = {
        "difference": number(abs(change.difference)),
        "limit": number_format(change.limit, 1),
    }
    if change.verdict is Verdict.BETTER:
        return _("Better by {difference}, more than its error ({limit}).").format(**facts)
    if change.verdict is Verdict.WORSE:
        return _("Worse by {difference}, more than its error ({limit}). Talk about what happened.").format(
            **facts
        )
    return _("Different by {difference}, within its error ({limit}): no change can be told.").format(**facts)


def change_badge(change: Change) -> str:
    """Return the kind of the badge of a change."""
    return {Verdict.BETTER: "good", Verdict.WORSE: "warning"}.get(change.verdict, "")


def change_label(change: Change) -> str:
    """Return a change in a word or two."""
    labels = {
        Verdict.BETTER: pgettext("change of a score", "better"),
        Verdict.WORSE: pgettext("change of a score", "worse"),
        Verdict.NOT_SURE: pgettext("change of a score", "within its error"),
    }
    return labels.get(change.verdict, pgettext("change of a score", "cannot be told"))
