"""A part of a long list, found by where it begins and not by counting what comes before.

The hundredth page costs what the first does. A place in the list is the value of each field of
its order, written into the address; one that cannot be read begins at the start.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Model, QuerySet

PER_PAGE = 50


@dataclass(frozen=True)
class Cursor:
    """Where a part begins: after or before a row, or at the start."""

    after: str = ""
    before: str = ""


@dataclass(frozen=True)
class Slice:
    """Some rows in order, and the cursors of the parts beside them ("" where there is none)."""

    rows: list[Any]
    after: str
    before: str


def part(
    rows: QuerySet[Any], order: Sequence[str], *, cursor: Cursor | None = None, size: int = PER_PAGE
) -> Slice:
    """Return at most `size` rows in `order`: at most two fields, the last of them unique, none of them null."""
    cursor = cursor or Cursor()
    backwards = bool(cursor.before) and not cursor.after
    fields = [_turned(name) for name in order] if backwards else list(order)
    place = _read(cursor.before if backwards else cursor.after, len(fields))
    found = rows.order_by(*fields)
    if place is not None:
        found = _beyond(found, fields, place)
    listed = list(found[: size + 1])
    more, listed = len(listed) > size, listed[:size]
    if backwards:
        listed.reverse()
    first, last = (_written(listed[0], order), _written(listed[-1], order)) if listed else ("", "")
    has_next, has_previous = (True, more) if backwards else (more, place is not None)
    return Slice(listed, last if has_next else "", first if has_previous else "")


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _beyond(rows: QuerySet[Any], fields: Sequence[str], place: Sequence[Any]) -> QuerySet[Any]:
    # One bound on the first field, so that an index is entered there; then what lies before is left out.
    first, down = fields[0].lstrip("-"), fields[0].startswith("-")
    if len(fields) == 1:
        return rows.filter(**{f"{first}__{'lt' if down else 'gt'}": place[0]})
    second, second_down = fields[1].lstrip("-"), fields[1].startswith("-")
    rows = rows.filter(**{f"{first}__{'lte' if down else 'gte'}": place[0]})
    return rows.exclude(**{first: place[0], f"{second}__{'gte' if second_down else 'lte'}": place[1]})


def _written(row: Model, order: Sequence[str]) -> str:
    values = [getattr(row, name.lstrip("-")) for name in order]
    return json.dumps([one.isoformat() if isinstance(one, date | datetime) else one for one in values])


def _read(text: str, length: int) -> list[Any] | None:
    if not text or len(text) > 120:
        return None
    try:
        place = json.loads(text)
    except ValueError:
        return None
    if not isinstance(place, list) or len(place) != length:
        return None
    read = [_value(one) for one in place]
    return None if any(one is None for one in read) else read


def _value(one: Any) -> Any:
    """Return what a place in a list may hold: a whole number within reach, a weight, a day or a moment."""
    if isinstance(one, bool):
        return None
    if isinstance(one, int):
        return one if abs(one) < 2**62 else None
    if isinstance(one, float):
        return one if one == one and abs(one) < 1e6 else None
    if isinstance(one, str):
        try:
            return date.fromisoformat(one) if len(one) == 10 else datetime.fromisoformat(one)
        except ValueError:
            return None
    return None
