"""Which cases does a sending name? Noted as it arrives, while what it says is in hand and before it is sealed away.

By these notes a sealed sending is found for the person it speaks of: on their sheet, in their copy and when
they are erased. Nothing that it says of them is noted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from pazos.domain.cases.models import Case
from pazos.domain.fieldwork.forms.fields import MOST_COUNTED
from pazos.domain.fieldwork.forms.registry import FORMS
from pazos.domain.fieldwork.models import Erased, NamedCase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from pazos.domain.fieldwork.models import Submission

ONE, MANY = "case", "cases"  # as every form that is known calls the field


def named_in(form: str, content: Mapping[str, Any] | None) -> set[UUID]:
    """Return the numbers that a sending gives for cases, whether there are such cases or not.

    A form that is not known here may give them anywhere: every number in it counts.
    """
    values = (content or {}).get("values")
    if not isinstance(values, dict):
        return set()
    if form not in FORMS:
        return numbers_in(values)
    many = values.get(MANY)
    said = [values.get(ONE), *(many[:MOST_COUNTED] if isinstance(many, list) else ())]
    return {found for one in said if (found := _number(one)) is not None}


def numbers_in(said: Any) -> set[UUID]:
    """Return every number of a record in an answer, however deep."""
    return {found for one in _texts(said) if (found := _number(one)) is not None}


def _texts(said: Any) -> Iterator[str]:
    left = [said]
    while left:
        one = left.pop()
        if isinstance(one, dict):
            left += (*one, *one.values())
        elif isinstance(one, list):
            left += one
        elif isinstance(one, str):
            yield one


def _number(said: Any) -> UUID | None:
    try:
        return UUID(said) if isinstance(said, str) else None
    except ValueError:
        return None


def note_named(rows: Iterable[Submission]) -> None:
    """Note the cases that sendings name, of those that there are; noted twice they are noted once."""
    named = {row.pk: found for row in rows if (found := named_in(row.form, row.content))}
    if not named:
        return
    # Whoever erases one of them at this moment is waited for: what is gone then is not named.
    cases = Case.objects.select_for_update(no_key=True).filter(pk__in=set().union(*named.values()))
    here = set(cases.order_by("pk").values_list("pk", flat=True))
    # One that was emptied stays for what a law keeps of it; nothing that a phone sends is that.
    here -= set(Erased.objects.filter(record__in=here).values_list("pk", flat=True))
    NamedCase.objects.bulk_create(
        [
            NamedCase(submission_id=key, case_id=one)
            for key in sorted(named)
            for one in sorted(named[key] & here)
        ],
        ignore_conflicts=True,
    )


def without(content: Mapping[str, Any], gone: Collection[UUID], *, sent_as: str) -> dict[str, Any] | None:
    """Return what a sending says of others, once somebody was erased; None where it is of nobody else.

    Whoever stands in a list is taken out of it. What names them outside of a list is of them, and is not
    kept in parts, nor is what says nothing in the way of forms. `sent_as` is the hash that its phone knows.
    """
    values = content.get("values")
    if not isinstance(values, dict):
        return None
    left: dict[str, Any] = {}
    for name, said in values.items():
        if not numbers_in(said).intersection(gone):
            left[name] = said
            continue
        others = (
            [one for one in said if not numbers_in(one).intersection(gone)] if isinstance(said, list) else []
        )
        if not others:
            return None
        left[name] = others
    return {**content, "values": left, "sent_as": content.get("sent_as", sent_as)}
