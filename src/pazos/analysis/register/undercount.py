"""How many deaths of the register's city did no source record? Asked of years, and kept as a run.

Only sources that delivered every month of the years are lists: a month that was not delivered would
look like deaths that were missed. What goes in is how many deaths each combination of sources holds,
and nothing of any one death; that table stays in the run, so that anyone can reckon it anew.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pazos.analysis.notices import plain_facts
from pazos.analysis.reckoning.undercount import undercount_of
from pazos.analysis.register.held import cells_of, held, joined
from pazos.domain.register.actions.counting import ship_rules
from pazos.domain.register.queries.closing import coverage, months_between
from pazos.domain.register.queries.counting import named, several
from pazos.foundation.runs.actions import Input, carry_out, sha256_of
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem
from pazos.science.undercount.histories import MOST_LISTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pazos.analysis.register.held import Cells
    from pazos.domain.people.models import Staff
    from pazos.domain.register.breaks import Named
    from pazos.domain.register.queries.closing import Coverage
    from pazos.domain.sources.models import Source
    from pazos.foundation.runs.models import Run

METHOD = "undercount"
USUAL_RULE = "bogota_wide"


@dataclass(frozen=True)
class Question:
    """What is asked: years, the rule whose deaths are in scope ("name@version"), which sources are lists
    (none: all that delivered every month) and which of them copy from one another."""

    first_year: int
    last_year: int
    rule: str
    sources: tuple[str, ...] = ()
    dependent: tuple[tuple[str, ...], ...] = ()
    criterion: str = "aic"
    level: float = 0.95

    @property
    def span(self) -> tuple[date, date]:
        """The first and the last day asked for."""
        return date(self.first_year, 1, 1), date(self.last_year, 12, 31)

    def facts(self) -> dict[str, Any]:
        """Return the question as plain values, for a run's parameters."""
        return asdict(self)


def question_from(stored: Mapping[str, Any]) -> Question:
    """Return the question that `facts()` gave."""
    lists = {"sources": tuple(stored["sources"]), "dependent": tuple(map(tuple, stored["dependent"]))}
    return Question(**{name: stored[name] for name in Question.__dataclass_fields__} | lists)


def study_undercount(question: Question, *, by: Staff | None) -> Run:
    """Keep the estimate as a run; one that cannot be asked says why, under `cannot`."""
    try:
        material: dict[str, Any] = gathered(question)
    except InputProblem as problem:
        cannot = {"cannot": {"template": problem.template, "facts": plain_facts(problem.facts)}}
        return carry_out(METHOD, lambda: cannot, by=by, inputs=(), parameters=question.facts())
    inputs = (Input("histories", sha256_of(material), _deaths(material["cells"])),)
    return carry_out(
        METHOD, lambda: undercount_of(material), by=by, inputs=inputs, parameters=question.facts()
    )


def _deaths(cells: Sequence[Mapping[str, Any]]) -> int:
    return sum(int(cell["deaths"]) for cell in cells)


def gathered(question: Question) -> dict[str, Any]:
    """Return all that the estimate needs, in plain values: the counts by combination of sources.

    Raises InputProblem for a rule or a source of which it cannot be asked.
    """
    rule, (first, last) = _rule(question), question.span
    delivered = coverage()
    lists = _lists(question, delivered)
    found = held(rule, first=first, last=last)
    cells, none = found.cells(lists)
    if_linked, pairs = joined(found)
    return {
        "rule": str(rule),
        "definition": rule.rule.digest(),
        "lists": list(lists),
        "names": {one.slug: one.name for one in delivered.sources if one.slug in lists},
        "cells": _plain(cells),
        "if_linked": _plain(cells_of(if_linked, lists)[0]),
        "waiting": pairs,
        "left_out": none,
        "silent": _silent(delivered, first=first, last=last),
        "dependent": [list(group) for group in question.dependent],
        "criterion": question.criterion,
        "level": question.level,
    }


def _rule(question: Question) -> Named:
    ship_rules()
    row = several([question.rule]).get(question.rule)
    if row is None:
        raise InputProblem(N_("There is no counting rule {rule}."), rule=question.rule)
    rule = named(row)
    if rule.rule.kinds:
        raise InputProblem(
            N_(
                "The rule {rule} counts what some sources say only; then whether a death is in scope depends on"
                " who recorded it, and nothing can be estimated. Choose a rule that listens to every source."
            ),
            rule=question.rule,
        )
    if not all(rule.rule.covers(day) for day in question.span):
        raise InputProblem(
            N_("The rule {rule} does not count from {first} to {last}."),
            rule=question.rule,
            first=question.first_year,
            last=question.last_year,
        )
    return rule


def _lists(question: Question, delivered: Coverage) -> tuple[str, ...]:
    whole = [one.slug for one in whole_sources(delivered, *question.span)]
    lists = question.sources or tuple(whole)
    if partial := [slug for slug in lists if slug not in whole]:
        raise InputProblem(
            N_(
                "{sources} did not deliver every month from {first} to {last}: a month that was not delivered"
                " would look like deaths that were missed. Leave it out, or ask for other years."
            ),
            sources=", ".join(partial),
            first=question.first_year,
            last=question.last_year,
        )
    if len(lists) > MOST_LISTS:
        raise InputProblem(
            N_(
                "{count} sources were chosen, and {most} at most can be modelled together: choose among them."
            ),
            count=len(lists),
            most=MOST_LISTS,
        )
    return lists


def whole_sources(delivered: Coverage, first: date, last: date) -> list[Source]:
    """Return the sources that delivered every month of a span."""
    months = list(months_between(first, last))
    return [one for one in delivered.sources if all(delivered.delivered(one, month) for month in months)]


def _silent(delivered: Coverage, *, first: date, last: date) -> list[dict[str, Any]]:
    """Return the sources that cannot be lists, and how many months of each are missing."""
    months = list(months_between(first, last))
    missing = {
        one.slug: sum(not delivered.delivered(one, month) for month in months) for one in delivered.sources
    }
    return [{"source": slug, "months": number} for slug, number in missing.items() if number]


def _plain(cells: Cells) -> list[dict[str, Any]]:
    return [{"lists": list(names), "deaths": deaths} for names, deaths in cells.items()]
