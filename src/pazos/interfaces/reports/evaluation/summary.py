"""The first page: what was asked, what came out, what it means and what it does not, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pazos.interfaces.components import wording
from pazos.interfaces.components.evaluation_words import CHECKS, method_name
from pazos.interfaces.reports.document import KeyFigure, KeyFigures, Note, Points, Section, Text
from pazos.interfaces.reports.evaluation import figures
from pazos.interfaces.reports.evaluation.content import (
    CANNOT_TELL,
    SURE,
    change_ends,
    change_words,
    deaths_words,
    verdict_sentence,
    verdict_word,
)
from pazos.interfaces.reports.evaluation.meaning import cost_words, years_words
from pazos.science.evaluation.effect import Verdict

if TYPE_CHECKING:
    from pazos.interfaces.reports.document import Block
    from pazos.interfaces.reports.evaluation.content import Told


def summary(told: Told) -> Section:
    """One page for everybody."""
    blocks: list[Block] = [
        Text(told.protocol.question),
        Note(f"{verdict_word(told.result['verdict'])}. {verdict_sentence(told.result['verdict'])}"),
        KeyFigures(key_figures(told), quiet=told.result["verdict"] in CANNOT_TELL),
        Points(tuple(sentences(told))),
        *figures.course(told),
    ]
    return Section(_("In one page"), tuple(blocks))


def key_figures(told: Told) -> tuple[KeyFigure, ...]:
    """The figures that stand first, each with its interval."""
    row, said = told.result["by_rule"][0], told.result["meaning"]
    confidence = wording.percent(told.protocol.confidence)
    interval = _("{confidence} interval in brackets").format(confidence=confidence)
    found = [
        KeyFigure(change_words(row), _("against what would have been"), interval),
        KeyFigure(
            wording.number(row["seen"]),
            _("deaths where and while it was treated"),
            _("{expected} would have been expected").format(expected=wording.number(row["expected"], 1)),
        ),
    ]
    if told.result["verdict"] in SURE:
        found.append(KeyFigure(deaths_words(said["averted"]), _("deaths averted"), interval))
    return tuple(found)


def sentences(told: Told) -> list[str]:
    """What a reader takes away, a sentence each; never more than the verdict allows."""
    verdict, treated = told.result["verdict"], told.result["course"]["treated_units"]
    found = [
        _(
            "{treated} places where the strategy worked were compared with {others} others, by {method}."
        ).format(
            treated=wording.number(treated),
            others=wording.number(told.result["course"]["never_units"]),
            method=method_name(told.result["primary"]["method"]),
        ),
        _(
            "What was asked and how it is answered was sealed by two people before anybody saw the deaths that followed."
        ),
    ]
    if verdict in SURE:
        found += [*years_words(told)[:1], *cost_words(told)]
    elif verdict == Verdict.NO_EVIDENCE and (ends := change_ends(told.result["by_rule"][0])):
        found.append(
            _("Any effect from {low} to {high} agrees with what was seen.").format(low=ends[0], high=ends[1])
        )
    return [*found, *_reservations(told)]


def _reservations(told: Told) -> list[str]:
    """Return what failed and what departs from the plan, where anything does."""
    found, departed = [], len(told.departures)
    if names := [str(CHECKS[name].title) for name in told.result["failed"] if name in CHECKS]:
        found.append(_("These checks of the design failed: {names}.").format(names=", ".join(names)))
    if departed:
        found.append(
            ngettext(
                "The answer departs from the sealed plan in {n} point, which is listed.",
                "The answer departs from the sealed plan in {n} points, which are listed.",
                departed,
            ).format(n=wording.number(departed))
        )
    return found
