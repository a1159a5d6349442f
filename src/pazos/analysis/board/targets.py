"""Where are the indicators against their targets, what moved beyond noise, which values are still to come?

Judged by `domain.indicators.queries` and nothing else, so that the board says what the indicators'
own pages say. Only approved values are read: a figure on a wall is not a draft.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from pazos.analysis.board.lines import About, Line
from pazos.analysis.board.owed import owed
from pazos.domain.indicators.queries import Sought, standings, waiting
from pazos.domain.indicators.queries.reading import in_words
from pazos.domain.indicators.vocabulary import Light, Trend
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pazos.domain.indicators.queries import Standing
    from pazos.domain.people.models import Staff

# The most pressing first; on target last, for a board is read from the top.
LIGHTS = (Light.FAR, Light.NEAR, Light.NOISE, Light.MET, Light.NO_DATA, Light.NO_TARGET)
SILENT = (Light.NO_DATA, Light.NO_TARGET)
MOVED = (Trend.WORSE, Trend.BETTER)
PATIENCE = 5  # days that a value may wait for its approval


@dataclass(frozen=True)
class Targets:
    """Every indicator, and what of them somebody still owes."""

    every: tuple[Standing, ...]
    to_report: tuple[Line, ...]
    returned: tuple[Line, ...]

    @property
    def lights(self) -> tuple[tuple[Light, int], ...]:
        """How many stand at each light."""
        return tuple((one, sum(row.light is one for row in self.every)) for one in LIGHTS)

    @property
    def pressing(self) -> tuple[Standing, ...]:
        """Those with a value and a target, the farthest from it first."""
        telling = [row for row in self.every if row.light not in SILENT]
        return tuple(sorted(telling, key=lambda row: LIGHTS.index(row.light)))

    @property
    def moved(self) -> tuple[Standing, ...]:
        """Those that moved beyond noise since the period before, the worse first."""
        found = [row for row in self.every if row.trend in MOVED]
        return tuple(sorted(found, key=lambda row: MOVED.index(row.trend)))


def targets(*, on: date, seen_by: Staff) -> Targets | None:
    """Return how the indicators within reach stand, None for somebody who sees none."""
    if reach_of(seen_by, Permission.SEE_INDICATORS).is_nothing:
        return None
    lines = [*owed(on=on, seen_by=seen_by), *_to_approve(on, seen_by)]
    return Targets(
        every=tuple(standings(Sought(), seen_by=seen_by)),
        to_report=tuple(line for line in lines if line.about is not About.RETURNED),
        returned=tuple(line for line in lines if line.about is About.RETURNED),
    )


def _to_approve(on: date, seen_by: Staff) -> Iterator[Line]:
    for value in waiting(seen_by=seen_by):
        since = timezone.localdate(value.submitted_at) if value.submitted_at else on
        owner = value.sheet.indicator.owner
        yield Line(
            about=About.APPROVAL,
            text=in_words(value.sheet.name),
            on=since,
            days=(on - since).days - PATIENCE,
            where=owner.name if owner else "",
            address="indicator",
            slots={"code": value.sheet.indicator.code},
        )
