"""Pages of what the programme learns: totals, what people think of it, and what they complain of."""

from pazos.interfaces.web.pages.learning.complaining import ADDRESSES as COMPLAINING
from pazos.interfaces.web.pages.learning.hearing import ADDRESSES as HEARING
from pazos.interfaces.web.pages.learning.opinion import ADDRESSES as OPINION
from pazos.interfaces.web.pages.learning.totals import ADDRESSES as TOTALS

ADDRESSES = (*TOTALS, *OPINION, *COMPLAINING, *HEARING)
