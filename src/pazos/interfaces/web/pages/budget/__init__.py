"""The city's money on the page: its lines, how far each came, what is stuck, and the city's own reports."""

from pazos.interfaces.web.pages.budget.cost import ADDRESSES as COST
from pazos.interfaces.web.pages.budget.curves import ADDRESSES as CURVES
from pazos.interfaces.web.pages.budget.doing import ADDRESSES as DOING
from pazos.interfaces.web.pages.budget.line import ADDRESSES as LINE
from pazos.interfaces.web.pages.budget.lines import ADDRESSES as LINES
from pazos.interfaces.web.pages.budget.package import ADDRESSES as PACKAGE
from pazos.interfaces.web.pages.budget.reports import ADDRESSES as REPORTS
from pazos.interfaces.web.pages.budget.stuck import ADDRESSES as STUCK

ADDRESSES = (*LINES, *CURVES, *STUCK, *COST, *REPORTS, *PACKAGE, *LINE, *DOING)

__all__ = ["ADDRESSES"]
