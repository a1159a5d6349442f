"""Phones of the gestores, and what of their sendings waits for a person."""

from pazos.interfaces.web.pages.phones.devices import ADDRESSES as DEVICES
from pazos.interfaces.web.pages.phones.sendings import ADDRESSES as SENDINGS

ADDRESSES = (*DEVICES, *SENDINGS)
