"""What a gathering hands over: the panel, what stands around it, what it was read from, what must be told.

A note is a code and plain facts; its words belong to the page that shows it. Nothing here names a person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.foundation.runs.actions import Input
    from pazos.science.evaluation.panel import Panel
    from pazos.science.evaluation.study import Around


@dataclass(frozen=True)
class Note:
    """Something that was carried and must be told; `interfaces.components.evaluation_notes` has its words."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Gathered:
    """A panel and what it rests on. `names`: unit -> name; `inputs`: what was read, by hash."""

    panel: Panel
    around: Around
    inputs: tuple[Input, ...]
    names: Mapping[str, str]
    notes: tuple[Note, ...] = ()
