"""The cases of those who are accompanied: caseloads, one case, and everything that is written of it."""

from pazos.interfaces.web.pages.cases.asks import ADDRESSES as ASKS
from pazos.interfaces.web.pages.cases.caseloads import ADDRESSES as CASELOADS
from pazos.interfaces.web.pages.cases.cohorts import ADDRESSES as COHORTS
from pazos.interfaces.web.pages.cases.course import ADDRESSES as COURSE
from pazos.interfaces.web.pages.cases.deeds import ADDRESSES as DEEDS
from pazos.interfaces.web.pages.cases.listing import ADDRESSES as LISTING
from pazos.interfaces.web.pages.cases.sessions import ADDRESSES as SESSIONS
from pazos.interfaces.web.pages.cases.show import ADDRESSES as SHOW
from pazos.interfaces.web.pages.cases.support import ADDRESSES as SUPPORT
from pazos.interfaces.web.pages.cases.workshops import ADDRESSES as WORKSHOPS

ADDRESSES = (
    *LISTING,
    *ASKS,
    *CASELOADS,
    *COHORTS,
    *WORKSHOPS,
    *SHOW,
    *SESSIONS,
    *SUPPORT,
    *COURSE,
    *DEEDS,
)

__all__ = ["ADDRESSES"]
