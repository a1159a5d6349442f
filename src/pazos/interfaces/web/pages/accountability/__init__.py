"""Pages of the yearly report: preparing, reading, checking, signing, taking away."""

from pazos.interfaces.web.pages.accountability.deeds import ADDRESSES as DEEDS
from pazos.interfaces.web.pages.accountability.files import ADDRESSES as FILES
from pazos.interfaces.web.pages.accountability.reading import ADDRESSES as READING

ADDRESSES = (*READING, *DEEDS, *FILES)
