"""Street work for those who coordinate it, and for gestores away from their phones."""

from pazos.interfaces.web.pages.street.board import ADDRESSES as BOARD
from pazos.interfaces.web.pages.street.calls import ADDRESSES as CALLS
from pazos.interfaces.web.pages.street.clusters import ADDRESSES as CLUSTERS
from pazos.interfaces.web.pages.street.days import ADDRESSES as DAYS
from pazos.interfaces.web.pages.street.deeds import ADDRESSES as DEEDS
from pazos.interfaces.web.pages.street.dispute import ADDRESSES as DISPUTE
from pazos.interfaces.web.pages.street.disputes import ADDRESSES as DISPUTES
from pazos.interfaces.web.pages.street.presence import ADDRESSES as PRESENCE
from pazos.interfaces.web.pages.street.safety import ADDRESSES as SAFETY
from pazos.interfaces.web.pages.street.totals import ADDRESSES as TOTALS

ADDRESSES = (
    *BOARD,
    *DISPUTES,
    *DISPUTE,
    *DEEDS,
    *DAYS,
    *PRESENCE,
    *SAFETY,
    *CALLS,
    *CLUSTERS,
    *TOTALS,
)

__all__ = ["ADDRESSES"]
