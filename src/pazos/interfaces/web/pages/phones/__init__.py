"""Phones of those who work in the streets and of those who accompany, and what of their sendings waits for a person."""

from pazos.interfaces.web.pages.phones.case_sendings import ADDRESSES as CASE_SENDINGS
from pazos.interfaces.web.pages.phones.devices import ADDRESSES as DEVICES
from pazos.interfaces.web.pages.phones.own_sendings import ADDRESSES as OWN_SENDINGS
from pazos.interfaces.web.pages.phones.sendings import ADDRESSES as SENDINGS

ADDRESSES = (*DEVICES, *OWN_SENDINGS, *SENDINGS, *CASE_SENDINGS)
