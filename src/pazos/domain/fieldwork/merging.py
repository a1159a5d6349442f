"""Which of these edits may be applied, and which clash with what somebody else wrote since?

An edit is applied where nobody touched the field since the phone saw it. What says the same is no
clash. Nothing is ever decided here between two different answers: a person does that.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True)
class Edit:
    """What a phone saw in a field when it wrote, and what it wrote."""

    field: str
    base: Any
    mine: Any


@dataclass(frozen=True)
class Clash:
    """An edit whose field says something else by now."""

    field: str
    base: Any
    mine: Any
    theirs: Any


@dataclass(frozen=True)
class Merged:
    """What of some edits is applied, and what a person must settle."""

    changes: dict[str, Any] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()


def merge(edits: Iterable[Edit], present: Mapping[str, Any], *, together: bool = False) -> Merged:
    """Compare edits with what stands there now; answers given `together` clash or stand as one.

    Values are plain: two are the same answer when they are equal.
    """
    all_edits = tuple(edits)
    wanted = [one for one in all_edits if one.mine != present.get(one.field)]
    if together:
        return _as_one(all_edits, wanted, present)
    touched = [one for one in wanted if one.base != present.get(one.field) and one.mine != one.base]
    free = [one for one in wanted if one.base == present.get(one.field)]
    return Merged({one.field: one.mine for one in free}, _clashes(touched, present))


def _as_one(edits: tuple[Edit, ...], wanted: list[Edit], present: Mapping[str, Any]) -> Merged:
    if not wanted or all(one.mine == one.base for one in edits):
        return Merged()
    if any(one.base != present.get(one.field) for one in edits):
        return Merged(clashes=_clashes(edits, present))
    return Merged({one.field: one.mine for one in edits})


def _clashes(edits: Iterable[Edit], present: Mapping[str, Any]) -> tuple[Clash, ...]:
    return tuple(Clash(one.field, one.base, one.mine, present.get(one.field)) for one in edits)
