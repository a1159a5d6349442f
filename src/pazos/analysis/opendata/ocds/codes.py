"""What our words are called in OCDS 1.1, and who the city is there.

Codelists: https://standard.open-contracting.org/1.1/en/schema/codelists/. The split of what each
side gives is the extension Budget Breakdown, named in every package.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings

from pazos.domain.territory.queries import municipality

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.partners.models import Agreement, Partner

VERSION = "1.1"
BUDGET_BREAKDOWN = (
    "https://raw.githubusercontent.com/open-contracting-extensions/"
    "ocds_budget_breakdown_extension/master/extension.json"
)
# Until the city has registered and says its prefix in `pazos.toml`. No register gives this one out.
PREFIX_NOT_SET = "ocds-notset"
HOST_NOT_SET = "pazos.invalid"  # RFC 2606: a name that never leads anywhere
# releaseTag
SIGNED = ("planning", "tender", "award", "contract")
AMENDED = ("planningUpdate", "contractAmendment")
DUTY_DONE = ("implementationUpdate",)
ENDED = ("contractTermination",)
COMPILED = ("compiled",)
# partyRole
BUYER, PROCURING, SUPPLIER, FUNDER = "buyer", "procuringEntity", "supplier", "funder"
# Lines of the budget breakdown, by the side that gives
BREAKDOWN = {
    "city_money": "city-money",
    "city_in_kind": "city-in-kind",
    "partner_money": "partner-money",
    "partner_in_kind": "partner-in-kind",
}
# Moments of a day: of two events of one day the earlier kind comes first, as the standard wants no
# two releases of a process to have one date.
BEGINS, AMENDS, DOES, ENDS = time(0, 0), time(6, 0), time(12, 0), time(23, 59, 59)


@dataclass(frozen=True)
class Telling:
    """Who tells: the prefix of its identifiers, its name and number, its time zone, language and address."""

    prefix: str
    city_id: str
    city_name: str
    zone: ZoneInfo
    language: str
    host: str

    def at(self, day: date, moment: time = BEGINS) -> str:
        """Return a moment of a day with its zone, as ISO 8601."""
        return datetime.combine(day, moment, tzinfo=self.zone).isoformat()

    def ocid(self, agreement: Agreement) -> str:
        """Return the identifier of an agreement's process: it never changes."""
        return f"{self.prefix}-agreement-{agreement.pk}"

    def partner_id(self, partner: Partner) -> str:
        """Return the number of a partner among the parties."""
        return f"organisation-{partner.pk}"


def telling() -> Telling:
    """Return how this city tells, from its settings."""
    city, place = settings.CITY, municipality()
    hosts = city.hosts if city else ()
    return Telling(
        prefix=(city.ocid_prefix if city else "") or PREFIX_NOT_SET,
        city_id=f"municipality-{place.code}" if place.code else "municipality",
        city_name=place.name,
        zone=ZoneInfo(settings.TIME_ZONE),
        language=settings.LANGUAGE_CODE[:2],
        host=hosts[0] if hosts else HOST_NOT_SET,
    )


def moment(release: Mapping[str, Any]) -> datetime:
    """Return when a release was: releases are put in order by it."""
    return datetime.fromisoformat(str(release["date"]))
