"""Pages of what the programme learns: totals, what people think of it, and what they complain of."""

from pazos.interfaces.web.pages.learning.totals import ADDRESSES as TOTALS

ADDRESSES = (*TOTALS,)
