"""Deaths that no source recorded: capture-recapture over two to five lists.

`undercount(histories, asked)` answers for one table, `undercount_by` for strata and their sum.
Nothing here reads a file or knows a person: counts of combinations of lists go in.
"""

from pazos.science.undercount.doubts import Doubt
from pazos.science.undercount.estimate import Asked, ModelLine, Share, Undercount, undercount
from pazos.science.undercount.histories import Histories, histories, only
from pazos.science.undercount.strata import Stratified, undercount_by
from pazos.science.undercount.two_lists import Interval

__all__ = [
    "Asked",
    "Doubt",
    "Histories",
    "Interval",
    "ModelLine",
    "Share",
    "Stratified",
    "Undercount",
    "histories",
    "only",
    "undercount",
    "undercount_by",
]
