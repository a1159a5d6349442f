"""What must be said about an input that was nevertheless taken: a code for machines, a sentence for people.

The sentence is kept as a template beside its facts, so that it can be said later in either
language. It never carries a whole row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from pazos.foundation.words import say
from pazos.science.problems import InputProblem


def plain_facts(facts: dict[str, object]) -> dict[str, Any]:
    """Return facts as JSON holds them: whole numbers stay numbers, the rest is text."""
    return {
        name: value if isinstance(value, int | float | bool) or value is None else _text(value)
        for name, value in facts.items()
    }


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


@dataclass(frozen=True)
class Notice:
    """One thing worth saying: `code` is a contract, `template` has {slots} that `facts` fill."""

    code: str
    template: str
    facts: dict[str, Any]

    def stored(self) -> dict[str, Any]:
        """Return the notice as the database keeps it."""
        return {"code": self.code, "template": self.template, "facts": plain_facts(self.facts)}


def notice(code: str, template: str, /, **facts: object) -> Notice:
    """Return a notice; its facts are made plain at once."""
    return Notice(code, template, plain_facts(facts))


def message(stored: dict[str, Any], language: str | None = None) -> str:
    """Return a stored notice or problem as a sentence in the reader's language."""
    return say(stored["template"], language, **stored["facts"])


class Stopped(InputProblem):
    """A file that is kept but not taken, and the code of why."""

    def __init__(self, template: str, code: str = "unreadable", /, **facts: object) -> None:
        self.code = code
        super().__init__(template, **facts)

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (self.template, self.code, self.facts))


def _rebuild(template: str, code: str, facts: dict[str, object]) -> Stopped:
    return Stopped(template, code, **facts)


def stored_problem(problem: InputProblem) -> dict[str, Any]:
    """Return a refusal as the database keeps it."""
    code = getattr(problem, "code", "unreadable")
    return {"code": code, "template": problem.template, "facts": plain_facts(problem.facts)}
