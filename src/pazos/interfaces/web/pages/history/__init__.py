"""The history of any record of the books: who changed what and when, and taking a change back."""

from pazos.interfaces.web.pages.history import pages

ADDRESSES = (*pages.ADDRESSES,)
