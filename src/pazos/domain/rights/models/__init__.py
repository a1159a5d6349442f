"""The facts of rights over data: consents, requests, demands of authorities, erasures, releases."""

from pazos.domain.rights.models.consent import Consent
from pazos.domain.rights.models.demands import LegalRequest
from pazos.domain.rights.models.keeping import Erasure, KeepingPeriod, RetentionRun
from pazos.domain.rights.models.releases import Release
from pazos.domain.rights.models.requests import CityHoliday, Request

__all__ = [
    "CityHoliday",
    "Consent",
    "Erasure",
    "KeepingPeriod",
    "LegalRequest",
    "Release",
    "Request",
    "RetentionRun",
]
