"""Indicators on the page: the battery, one indicator, its values down to the rows, sheets, reporting, approval."""

from pazos.interfaces.web.pages.indicators import approving, battery, keeping, reporting, show, targets, value

ADDRESSES = (
    *battery.ADDRESSES,
    *reporting.ADDRESSES,
    *approving.ADDRESSES,
    *show.ADDRESSES,
    *value.ADDRESSES,
    *keeping.ADDRESSES,
    *targets.ADDRESSES,
)
