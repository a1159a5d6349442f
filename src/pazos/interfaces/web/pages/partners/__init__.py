"""Partners on the page: who they are, what is agreed with them, who works where, and the jobs they offer."""

from pazos.interfaces.web.pages.partners import (
    agreement,
    agreements,
    contacts,
    duties,
    listing,
    ocds,
    partner,
    sheet,
    vacancies,
)

ADDRESSES = (
    *listing.ADDRESSES,
    *agreements.ADDRESSES,
    *vacancies.ADDRESSES,
    *partner.ADDRESSES,
    *contacts.ADDRESSES,
    *agreement.ADDRESSES,
    *duties.ADDRESSES,
    *sheet.ADDRESSES,
    *ocds.ADDRESSES,
)
