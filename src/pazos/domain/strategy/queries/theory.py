"""Questions about the theory of change: its boxes by level, and the arrows between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pazos.domain.strategy.models import TheoryArrow, TheoryBox
from pazos.domain.strategy.vocabulary import Level

if TYPE_CHECKING:
    from pazos.domain.strategy.models import Strategy


@dataclass(frozen=True)
class Theory:
    """All boxes by level, from left to right, and all arrows."""

    levels: tuple[tuple[Level, tuple[TheoryBox, ...]], ...]
    arrows: tuple[TheoryArrow, ...]

    @property
    def boxes(self) -> tuple[TheoryBox, ...]:
        """Every box, level by level from the top."""
        return tuple(box for _, boxes in self.levels for box in boxes)

    @property
    def loose(self) -> tuple[TheoryBox, ...]:
        """Boxes that lead nowhere, besides those of the last level: a promise without a way."""
        leads = {arrow.source_id for arrow in self.arrows}
        return tuple(box for box in self.boxes if box.pk not in leads and box.level != Level.IMPACT)

    @property
    def without_assumption(self) -> int:
        """How many arrows say not under which assumption they hold."""
        return sum(not arrow.assumption for arrow in self.arrows)


def theory(strategy: Strategy) -> Theory:
    """Return the theory of change of a strategy."""
    boxes = list(TheoryBox.objects.filter(strategy=strategy).select_related("component"))
    by_key = {box.pk: box for box in boxes}
    arrows = list(TheoryArrow.objects.filter(source__strategy=strategy))
    for arrow in arrows:
        arrow.source, arrow.target = by_key[arrow.source_id], by_key[arrow.target_id]
    levels = tuple((level, tuple(box for box in boxes if box.level == level)) for level in Level)
    return Theory(levels, tuple(arrows))
