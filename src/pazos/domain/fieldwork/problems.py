"""Reasons as they are kept with a sending: the sentence and its facts apart, to be said in any language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import translation

from pazos.domain.refusing import RefusedError
from pazos.foundation.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pazos.science.problems import InputProblem

MOST_SAID = 300  # letters of one fact: it is part of a sentence, never a text somebody wrote

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


def said(reason: Mapping[str, Any], language: str, *, labels: Mapping[str, str] | None = None) -> str:
    """Return a kept reason as a sentence; a field is called by its label where that is known."""
    facts = dict(reason["facts"])
    name = facts.get("field")
    if labels and isinstance(name, str):
        facts["field"] = labels.get(name, name)
    return say(reason["template"], language, **facts)
