"""Questions about partners, each narrowed to what its reader may see: a partner's people see their own."""

from pazos.domain.partners.queries.agreements import (
    AgreementRow,
    Asked,
    Sides,
    agreement,
    agreements,
    duty,
    rows_of,
    signed,
    sums,
    to_publish,
)
from pazos.domain.partners.queries.alerts import Warned, warnings
from pazos.domain.partners.queries.partners import (
    AskedPartners,
    PartnerRow,
    contact,
    contacts,
    partner,
    partner_rows,
    partners,
    vettings,
)
from pazos.domain.partners.queries.tracks import Cell, TrackTable, who_works_where
from pazos.domain.partners.queries.vacancies import AskedVacancies, vacancies, vacancy

__all__ = [
    "AgreementRow",
    "Asked",
    "AskedPartners",
    "AskedVacancies",
    "Cell",
    "PartnerRow",
    "Sides",
    "TrackTable",
    "Warned",
    "agreement",
    "agreements",
    "contact",
    "contacts",
    "duty",
    "partner",
    "partner_rows",
    "partners",
    "rows_of",
    "signed",
    "sums",
    "to_publish",
    "vacancies",
    "vacancy",
    "vettings",
    "warnings",
    "who_works_where",
]
