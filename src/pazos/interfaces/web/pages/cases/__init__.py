"""The cases of those who are accompanied: caseloads, one case, and everything that is written of it."""

from pazos.interfaces.web.pages.cases.listing import ADDRESSES as LISTING
from pazos.interfaces.web.pages.cases.show import ADDRESSES as SHOW

ADDRESSES = (
    *LISTING,
    *SHOW,
)

__all__ = ["ADDRESSES"]
