"""Cooperation on the page: what others give, how far it has come, and what was announced beside it."""

from pazos.interfaces.web.pages.cooperation import iati, moving, pipeline, rates, resource, resources, year

ADDRESSES = (
    *resources.ADDRESSES,
    *resource.ADDRESSES,
    *moving.ADDRESSES,
    *year.ADDRESSES,
    *pipeline.ADDRESSES,
    *rates.ADDRESSES,
    *iati.ADDRESSES,
)
