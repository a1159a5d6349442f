"""Evaluations on the page: the list, the plan written step by step, sealed by two people, read as a protocol."""

from pazos.interfaces.web.pages.evaluations import (
    answer,
    answer_files,
    comparing,
    listing,
    plan,
    sealing,
    writing,
)

ADDRESSES = (
    *listing.ADDRESSES,
    *writing.ADDRESSES,
    *comparing.ADDRESSES,
    *sealing.ADDRESSES,
    *plan.ADDRESSES,
    *answer.ADDRESSES,
    *answer_files.ADDRESSES,
)
