"""One sending as its pages tell it: what it is, what it says, question by question, and whose it is.

Whether somebody may read it is decided before it comes here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.domain.fieldwork.queries.answers import Answers
from pazos.interfaces.web.pages.phones.wording import form_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pazos.domain.cases.models import Case
    from pazos.domain.fieldwork.queries.waiting import SendingShown


def answers_of(found: SendingShown, *, cases: Iterable[Case] = ()) -> Answers:
    """Return the answers of a sending in words; `cases` are those that it names."""
    values = [*found.answers.values(), *(one for pair in found.edits.values() for one in pair)]
    return Answers(found.form, values, cases={one.pk: one.participant.name for one in cases})


def told(
    found: SendingShown, *, cases: Iterable[Case] = (), answers: Answers | None = None
) -> dict[str, Any]:
    """Return what every page of a sending says."""
    words = answers or answers_of(found, cases=cases)
    return {
        "shown": found,
        "called": form_name(found.line.form),
        "answers": [(words.label(name), words.words(name, one)) for name, one in found.answers.items()],
        "edits": [
            (words.label(name), words.words(name, base), words.words(name, mine))
            for name, (base, mine) in found.edits.items()
        ],
    }
