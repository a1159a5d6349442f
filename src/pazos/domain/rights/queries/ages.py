"""When was somebody born, and how old were they on a day, by what is kept of them whatever is typed now?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.rights.models import Consent
from pazos.domain.rights.registry import Subject, tellers_of_birth
from pazos.domain.rights.rules.consenting import ages_on

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from pazos.domain.rights.rules.consenting import Ages, Born


def known_ages(subject: Subject, *, on: date) -> Ages | None:
    """Return the least and the greatest age of a subject on a day; None where nothing tells it."""
    rows = Consent.objects.filter(subject_kind=subject.kind, subject_key=subject.key)
    born = births((subject,), rows).get(subject)
    return None if born is None else ages_on(on, born=born)


def births(subjects: Collection[Subject], consents: Iterable[Consent]) -> dict[Subject, Born]:
    """Return when subjects were born, of whom it is known; `consents` are all of theirs.

    What is kept of the person comes first, because it can be put right; a birth date on a permission,
    which never changes, is asked only where nothing else tells, the newest first.
    """
    found: dict[Subject, Born] = {}
    for row in sorted(consents, key=lambda one: (one.given_on, one.written_at), reverse=True):
        if row.born_on is not None:
            found.setdefault(Subject(row.subject_kind, row.subject_key), (row.born_on, row.born_on))
    for tells in reversed(tellers_of_birth()):
        found |= tells(subjects)
    return found
