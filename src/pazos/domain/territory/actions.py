"""Deeds on spellings: noting what sources write, and deciding what it means.

Every deed is one transaction and one audit event, and can be taken back. What a person
decided is never changed by a rule.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db import transaction

from pazos.domain.territory import queries
from pazos.domain.territory.models import Spelling
from pazos.foundation.audit import actions as audit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pazos.domain.people.models import Staff
    from pazos.domain.territory.rules import Register

# Well under the parameters that SQLite takes in one statement.
AT_ONCE = 500


@transaction.atomic
def note_spellings(texts: Mapping[str, str], *, by: Staff | None) -> dict[str, int]:
    """Return the Spelling id of each key of `texts` (key: text as written), making those missing.

    New spellings are matched by the rules that need no person. A key without letters (a dash)
    names nothing and is left out of the answer.
    """
    wanted = {key: text for key, text in texts.items() if key}
    known = _ids(wanted)
    missing = [key for key in wanted if key not in known]
    if not missing:
        return known
    names = queries.register()
    rows = [Spelling(key=key, text=wanted[key][:200].strip() or key) for key in missing]
    methods = Counter(row.method for row in rows if _match(row, names))
    # Another import may note the same key at the same moment.
    Spelling.objects.bulk_create(rows, ignore_conflicts=True, batch_size=AT_ONCE)
    fresh = _ids(missing)
    first = Spelling.objects.get(pk=min(fresh.values()))
    audit.record("spelling.noted", first, by=by, spellings=len(missing), matched=dict(methods))
    return known | fresh


def _ids(keys: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    listed = list(keys)
    for start in range(0, len(listed), AT_ONCE):
        some = Spelling.objects.filter(key__in=listed[start : start + AT_ONCE])
        found.update(some.values_list("key", "pk"))
    return found


def _match(row: Spelling, names: Register) -> bool:
    """Set what the rules say on `row`; return whether they say anything."""
    match = names.automatic_match(row.key)
    if match is None:
        row.meaning, row.method, row.neighbourhood_id = Spelling.Meaning.WAITING, Spelling.Method.NONE, None
        return False
    row.meaning = Spelling.Meaning.NOT_A_PLACE if match.place is None else Spelling.Meaning.PLACE
    row.neighbourhood_id, row.method = match.place, Spelling.Method(match.method)
    return True
