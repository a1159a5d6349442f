"""What one line of the board is: what it is about, the day, how late, and where it comes from.

A line names offices, organisations, agreements and committees; never a person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class About(StrEnum):
    """What a line is about; the value is its name on the page (English key)."""

    COMMITMENT = N_("commitment")
    SESSION = N_("session of a committee")
    DUTY = N_("duty of an agreement")
    AGREEMENT = N_("agreement that ends")
    VETTING = N_("vetting of a partner")
    VALUE = N_("indicator to report")
    APPROVAL = N_("value to approve")
    READINESS = N_("readiness to judge again")
    ACCEPTANCE = N_("commitment that waits to be accepted")
    MINUTES = N_("minutes without signatures")
    RHYTHM = N_("committee that does not meet")
    QUORUM = N_("committee that cannot have a quorum")
    MONEY = N_("money that waits")
    RETURNED = N_("value sent back")


@dataclass(frozen=True)
class Line:
    """One thing that is due or blocked. `days`: how long it is over (below nought: still ahead)."""

    about: About
    text: str
    on: date | None
    days: int
    where: str = ""  # the committee, organisation or component
    address: str = ""
    slots: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_late(self) -> bool:
        """Whether its day has passed."""
        return self.days > 0
