"""Reasons as they are kept with a sending: the sentence and its facts apart, to be said in any language."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.formats import date_format

from pazos.domain.refusing import RefusedError
from pazos.foundation.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pazos.science.problems import InputProblem

MOST_SAID = 300  # letters of one fact: it is part of a sentence, never a text somebody wrote

LENGTH_OF_A_DAY = len("2026-01-31")

Stored = dict[str, Any]


def all_stored(problems: Iterable[InputProblem]) -> list[Stored]:
    """Return reasons as JSON keeps them; a refusal with several reasons becomes several."""
    found = []
    for problem in problems:
        found += _blocks(problem) if isinstance(problem, RefusedError) else [stored(problem)]
    return found


def _blocks(problem: RefusedError) -> list[Stored]:
    with translation.override("en"):  # the English sentence is the key
        return [{"field": "", "template": str(block.label), "facts": {}} for block in problem.blocks]


def stored(problem: InputProblem) -> Stored:
    """Return a reason as JSON keeps it."""
    field = problem.facts.get("field")
    facts = {name: _fact(value) for name, value in problem.facts.items()}
    return {"field": field if isinstance(field, str) else "", "template": problem.template, "facts": facts}


def _fact(value: object) -> Any:
    return value if isinstance(value, int) else str(value)[:MOST_SAID]


def _in_words(value: Any, language: str) -> Any:
    """Return a fact as a sentence says it: a day by its name, anything else as it is."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == LENGTH_OF_A_DAY else None
    except ValueError:
        return value
    with translation.override(language):
        return value if day is None else date_format(day, "DATE_FORMAT")


def said(reason: Mapping[str, Any], language: str, *, labels: Mapping[str, str] | None = None) -> str:
    """Return a kept reason as a sentence; a field is called by its label where that is known."""
    facts = {one: _in_words(value, language) for one, value in reason["facts"].items()}
    name = facts.get("field")
    if labels and isinstance(name, str):
        facts["field"] = labels.get(name, name)
    return say(reason["template"], language, **facts)
