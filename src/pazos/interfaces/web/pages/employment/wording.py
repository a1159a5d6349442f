"""How applications, marks and reasons read on a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pazos.domain.employment.rules.fitting import WEIGHTS
from pazos.domain.employment.vocabulary import ApplicationState, BusinessState, Paper, Weight
from pazos.interfaces.web.pages.partners.wording import days_words as days_words
from pazos.interfaces.web.pages.partners.wording import money as money

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pazos.domain.employment.models import Placement, RetentionCheck
    from pazos.domain.employment.queries.matching import Matched

STATE_BADGES: dict[str, str] = {
    ApplicationState.CHOSEN: "info",
    ApplicationState.PRESENTED: "warning",
    ApplicationState.INTERVIEW: "warning",
    ApplicationState.PLACED: "good",
}
BUSINESS_BADGES: dict[str, str] = {BusinessState.FUNDED: "info", BusinessState.OPEN: "good"}
WEIGHT_BADGES = {
    Weight.FITS: "good",
    Weight.DIFFERS: "warning",
    Weight.ASK: "info",
    Weight.LAW: "info",
    Weight.BARRED: "error",
}
ORDER = (Weight.BARRED, Weight.LAW, Weight.DIFFERS, Weight.ASK, Weight.FITS)


def listed(words: Any, codes: Iterable[str]) -> str:
    """Return the labels of codes, one after the other."""
    return ", ".join(str(words(code).label) for code in codes)


def reasons_of(one: Matched) -> list[tuple[str, str, list[str]]]:
    """Return the badge, the label and the sentences of each weight that has any, the gravest first."""
    found = []
    for weight in ORDER:
        said = [str(why.label) for why in one.fit.reasons if WEIGHTS[why] is weight]
        if weight is Weight.DIFFERS and one.fit.papers:
            said.append(_("Lacking: {papers}.").format(papers=listed(Paper, one.fit.papers)))
        if said:
            found.append((WEIGHT_BADGES[weight], str(weight.label), said))
    return found


@dataclass(frozen=True)
class Marked:
    """One mark of a job as the page shows it."""

    check: RetentionCheck
    badge: str
    text: str
    may_ask: bool


def marks_of(placement: Placement, *, on: date) -> list[Marked]:
    """Return the marks of a job: answered, due, or still to come."""
    return [_marked(one, on=on) for one in placement.checks.all()]


def _marked(one: RetentionCheck, *, on: date) -> Marked:
    if one.done_on is not None:
        text = _("still there") if one.still_there else _("no longer there")
        return Marked(one, "good" if one.still_there else "", text, may_ask=False)
    if one.due_on <= on:
        return Marked(one, "warning", _("to be asked now"), may_ask=True)
    return Marked(one, "info", days_words((one.due_on - on).days), may_ask=False)
