"""How old was somebody on a day, by what is kept of them whatever is typed now?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.rights.models import Consent
from pazos.domain.rights.registry import tellers_of_age
from pazos.domain.rights.rules.consenting import age_on

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.rights.registry import Subject
    from pazos.domain.rights.rules.consenting import Ages


def known_ages(subject: Subject, *, on: date) -> Ages | None:
    """Return the least and the greatest age of a subject on a day; None where nothing tells it.

    What is kept of the person comes first, because it can be put right; a birth date on an earlier
    permission, which never changes, is asked only where nothing else tells.
    """
    told = next((ages for tells in tellers_of_age() if (ages := tells(subject, on)) is not None), None)
    if told is not None:
        return told
    rows = Consent.objects.filter(subject_kind=subject.kind, subject_key=subject.key)
    newest_first = rows.order_by("-given_on", "-written_at")
    born_on = next((row.born_on for row in newest_first if row.born_on is not None), None)
    if born_on is None:
        return None
    age = age_on(on, born_on=born_on)
    return age, age
