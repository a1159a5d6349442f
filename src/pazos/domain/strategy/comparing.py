"""Two versions of a strategy, field by field: what came, what went, what reads otherwise.

Things are matched by their codes (boxes by their number, arrows by their ends), so that a programme
with a new name is one that was renamed and not one that went and one that came.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class Turn(StrEnum):
    """What became of a thing between two versions."""

    CAME = "came"
    WENT = "went"
    CHANGED = "changed"


@dataclass(frozen=True)
class FieldChange:
    """One field that reads otherwise; values are as they stand in the versions."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Difference:
    """One thing that came, went or changed: its section, its key and what it is called."""

    section: str
    key: str
    name: str
    turn: Turn
    fields: tuple[FieldChange, ...] = ()


# section -> (where its things stand, the fields that tell one thing from another, its name)
SECTIONS: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "grounds": (("grounds",), ("designation", "run"), "title"),
    "components": (("components",), ("code",), "name"),
    "programmes": (("programmes",), ("code",), "name"),
    "boxes": (("theory", "boxes"), ("key",), "text"),
    "arrows": (("theory", "arrows"), ("source", "target"), "assumption"),
    "alignments": (("alignments",), ("instrument", "code", "component", "programme"), "code"),
    "readiness": (("readiness",), ("failure",), "failure"),
}


def compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return everything that differs between the contents of two versions, in the order of a strategy."""
    found = list(_whole(before["strategy"], after["strategy"]))
    for section, (path, told_by, name) in SECTIONS.items():
        rows = [_keyed(_at(content, path), told_by) for content in (before, after)]
        found += _things(section, rows[0], rows[1], name)
    return found


def _whole(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    fields = _changes(before, after)
    if fields:
        yield Difference("strategy", "", str(after["name"]), Turn.CHANGED, fields)


def _things(
    section: str, before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]], name: str
) -> Iterator[Difference]:
    for key in [*before, *(one for one in after if one not in before)]:
        old, new = before.get(key), after.get(key)
        if old is None and new is not None:
            yield Difference(section, key, str(new[name]), Turn.CAME)
        elif new is None and old is not None:
            yield Difference(section, key, str(old[name]), Turn.WENT)
        elif old is not None and new is not None and (fields := _changes(old, new)):
            yield Difference(section, key, str(new[name]), Turn.CHANGED, fields)


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    names = [*before, *(name for name in after if name not in before)]
    return tuple(
        FieldChange(name, before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    )


def _keyed(rows: Sequence[Mapping[str, Any]], told_by: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    return {"|".join(str(row.get(name, "")) for name in told_by): row for row in rows}


def _at(content: Mapping[str, Any], path: Sequence[str]) -> Any:
    for part in path:
        content = content[part]
    return content
