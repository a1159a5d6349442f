"""Pages of the way to work: for those who accompany, and for the companies that were told of somebody."""

from __future__ import annotations

from pazos.interfaces.web.pages.employment import applicants, application, business, case, due, job, terms

ADDRESSES = (
    *due.ADDRESSES,
    *applicants.ADDRESSES,
    *case.ADDRESSES,
    *application.ADDRESSES,
    *job.ADDRESSES,
    *business.ADDRESSES,
    *terms.ADDRESSES,
)
