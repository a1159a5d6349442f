"""Referrals, the waiting list, and people who stand twice."""

from pazos.interfaces.web.pages.referrals.answering import ADDRESSES as ANSWERING
from pazos.interfaces.web.pages.referrals.listing import ADDRESSES as LISTING
from pazos.interfaces.web.pages.referrals.merging import ADDRESSES as MERGING
from pazos.interfaces.web.pages.referrals.show import ADDRESSES as SHOW

ADDRESSES = (*LISTING, *ANSWERING, *SHOW, *MERGING)

__all__ = ["ADDRESSES"]
