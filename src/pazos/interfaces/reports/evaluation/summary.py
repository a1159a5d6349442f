"""The first page: what was asked, what came out, what it means and what it does not, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from pazos.interfaces.components import wording
from pazos.interfaces.reports.document import KeyFigure, KeyFigures, Note, Points, Section, Text
from pazos.interfaces.reports.evaluation import figures
from pazos.interfaces.reports.evaluation.content import (
    change_words,
    deaths_words,
    method_name,
    verdict_sentence,
    verdict_word,
)
from pazos.interfaces.reports.evaluation.meaning import cost_words, years_words
from pazos.science.evaluation.effect import Verdict

if TYPE_CHECKING:
    from pazos.interfaces.reports.document import Block
    from pazos.interfaces.reports.evaluation.content import Told

SURE = (Verdict.FELL, Verdict.ROSE)


def summary(told: Told) -> Section:
    """One page for everybody."""
    blocks: list[Block] = [
        Text(told.protocol.question),
        Note(f"{verdict_word(told.result['verdict'])}. {verdict_sentence(told.result['verdict'])}"),
        KeyFigures(key_figures(told)),
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
    elif verdict == Verdict.NO_EVIDENCE:
        found.append(
            _(
                "The interval reaches from {interval}: an effect anywhere within it agrees with what was seen."
            ).format(interval=change_words(told.result["by_rule"][0]))
        )
    failed = told.result["failed"]
    if failed:
        from pazos.interfaces.components.evaluation_words import CHECKS

        names = ", ".join(str(CHECKS[name].title) for name in failed if name in CHECKS)
        found.append(_("These checks of the design failed: {names}.").format(names=names))
    if told.departures:
        found.append(
            _("The answer departs from the sealed plan in {n} points, which are listed.").format(
                n=wording.number(len(told.departures))
            )
        )
    return found
