"""How a page says what phones sent: forms and standings in words, and with every reason what cures it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pazos.domain.fieldwork.actions.settling import AGAIN, BACK
from pazos.domain.fieldwork.forms.registry import FORMS
from pazos.domain.fieldwork.problems import said
from pazos.domain.fieldwork.queries.receipts import labels
from pazos.domain.fieldwork.vocabulary import OF_CASES, Standing
from pazos.interfaces.web.pages.intake import language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pazos.domain.cases.models import Case
    from pazos.domain.fieldwork.queries.waiting import SendingLine

BADGES = {
    Standing.APPLIED: "good",
    Standing.HELD_EARLIER: "info",
    Standing.HELD_EDIT: "warning",
    Standing.HELD_COORDINATOR: "warning",
    Standing.REFUSED: "error",
    Standing.SENT_BACK: "warning",
}


@dataclass(frozen=True)
class LineInWords:
    """A sending in a list, in words."""

    line: SendingLine
    form: str
    standing: str
    badge: str
    reasons: list[str]
    names: tuple[str, ...] = ()  # of those whose cases it names, where the reader may know them
    is_of_cases: bool = False


def sending_line(line: SendingLine) -> LineInWords:
    """Return a sending in words."""
    return LineInWords(
        line=line,
        form=form_name(line.form),
        standing=str(line.standing.label),
        badge=BADGES.get(line.standing, ""),
        reasons=reasons(line.reasons, line.form),
    )


def of_cases(line: SendingLine, *, named: Iterable[Case] = (), is_own: bool = False) -> LineInWords:
    """Return a sending of those who accompany in words: it lies with whoever supervises, not with a coordinator.

    To its writer (`is_own`) the badge says that it was sent back to them; that they answered they know.
    """
    standing = None if is_own and line.standing == Standing.SENT_BACK else OF_CASES.get(line.standing)
    kept = [one for one in line.reasons if not is_own or one["template"] not in (BACK, AGAIN)]
    told = sending_line(replace(line, reasons=kept))
    return replace(
        told,
        standing=str(standing) if standing else told.standing,
        names=tuple(one.participant.name for one in named),
        is_of_cases=True,
    )


def form_name(name: str) -> str:
    """Return what a form is called; one that is not known by its code."""
    form = FORMS.get(name)
    return str(form.title) if form else _("a form that is not known here: {form}").format(form=name)


def reasons(kept: Iterable[Mapping[str, Any]], form: str) -> list[str]:
    """Return kept reasons as sentences in the reader's language."""
    return [said(one, language(), labels=labels(form)) for one in kept]
