"""Who of those whom the city keeps may somebody be, by what they say of themselves? Asked for a request, never to browse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.rights.registry import holdings
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.people.models import Staff
    from pazos.domain.rights.registry import Holding, Match

LEAST, MOST = 4, 20  # letters to search by; people shown


def matches(text: str, *, seen_by: Staff) -> list[tuple[Holding, Match]]:
    """Return whom a name, an e-mail or a telephone may be of. The caller keeps the search in the trail and notes the look.

    Raises:
        InputProblem: the text is so short, or fits so many, that it would list people instead of finding one.
    """
    if reach_of(seen_by, Permission.HANDLE_REQUESTS).is_nothing:
        return []
    said = text.strip()
    if len(said) < LEAST:
        raise InputProblem(N_("Write {least} letters or more of what they say."), least=LEAST, field="said")
    found = [(one, match) for one in holdings().values() if one.search for match in one.search(said)]
    if len(found) > MOST:
        raise InputProblem(
            N_("That fits more than {most} people. Write more of it."), most=MOST, field="said"
        )
    return found
