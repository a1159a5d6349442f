"""Activities and whom they reached: planning, saying what was done, attendance, and the figures of reach."""

from pazos.interfaces.web.pages.activities.attendance import ADDRESSES as ATTENDANCE
from pazos.interfaces.web.pages.activities.heads import ADDRESSES as HEADS
from pazos.interfaces.web.pages.activities.indirect import ADDRESSES as INDIRECT
from pazos.interfaces.web.pages.activities.listing import ADDRESSES as LISTING
from pazos.interfaces.web.pages.activities.people import ADDRESSES as PEOPLE
from pazos.interfaces.web.pages.activities.planning import ADDRESSES as PLANNING
from pazos.interfaces.web.pages.activities.reach import ADDRESSES as REACH
from pazos.interfaces.web.pages.activities.show import ADDRESSES as SHOW

ADDRESSES = (*LISTING, *PLANNING, *SHOW, *HEADS, *ATTENDANCE, *PEOPLE, *REACH, *INDIRECT)

__all__ = ["ADDRESSES"]
