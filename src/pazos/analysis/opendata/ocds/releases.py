"""One agreement as OCDS releases: its signing, each amendment, each duty done, its end.

A release says only what its event brought, so that a release which was handed out once never changes
when something else happens later. An agreement is a direct contract: the tender is complete when it
is told, the award is the signing. Drafts, contacts, vettings and papers are never told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from pazos.analysis.opendata.ocds import codes
from pazos.domain.partners.vocabulary import AgreementState, Side

if TYPE_CHECKING:
    from pazos.analysis.opendata.ocds.codes import Telling
    from pazos.domain.partners.models import Agreement, Amendment, Duty

Json = dict[str, Any]


@dataclass(frozen=True)
class Terms:
    """What an agreement said at one moment: its last day, and what each side gave."""

    ends_on: date
    amounts: dict[str, Decimal]

    @property
    def total(self) -> Decimal:
        """Return what both sides give together."""
        return sum(self.amounts.values(), Decimal(0))

    def after(self, fields: dict[str, list[str]], place: int) -> Terms:
        """Return the terms with an amendment's values put in: 0 are those before it, 1 those after."""
        ends_on, amounts = self.ends_on, dict(self.amounts)
        for name, pair in fields.items():
            if name == "ends_on":
                ends_on = date.fromisoformat(pair[place])
            elif name in amounts:
                amounts[name] = Decimal(pair[place])
        return Terms(ends_on, amounts)


def releases(agreement: Agreement, telling: Telling) -> list[Json]:
    """Return the releases of one agreement that was signed, the oldest first."""
    amendments = sorted(agreement.amendments.all(), key=lambda one: one.number)
    duties = sorted(agreement.duties.all(), key=lambda one: one.pk)
    terms = _at_signing(agreement, amendments)
    found = [_signing(agreement, terms, [one for one in duties if one.amendment_id is None], telling)]
    for amendment in amendments:
        new = terms.after(amendment.fields, 1)
        added = [one for one in duties if one.amendment_id == amendment.pk]
        found.append(_amending(agreement, amendment, (terms, new), added, telling))
        terms = new
    found += [
        _doing(agreement, one, place, telling) for place, one in enumerate(duties) if one.done_on is not None
    ]
    if agreement.state != AgreementState.SIGNED:
        found.append(_ending(agreement, telling))
    return sorted(found, key=codes.moment)


def _at_signing(agreement: Agreement, amendments: list[Amendment]) -> Terms:
    now = Terms(agreement.ends_on, {name: getattr(agreement, name) for name in codes.BREAKDOWN})
    for amendment in reversed(amendments):
        now = now.after(amendment.fields, 0)
    return now


def _head(agreement: Agreement, telling: Telling, *, what: str, at: str, tag: tuple[str, ...]) -> Json:
    ocid = telling.ocid(agreement)
    return {
        "ocid": ocid,
        "id": f"{ocid}-{what}",
        "date": at,
        "tag": list(tag),
        "initiationType": "tender",
        "language": telling.language,
    }


def _signing(agreement: Agreement, terms: Terms, duties: list[Duty], telling: Telling) -> Json:
    day = agreement.signed_on or agreement.starts_on
    city = {"id": telling.city_id, "name": telling.city_name}
    partner = {"id": telling.partner_id(agreement.partner), "name": str(agreement.partner)}
    value = _value(terms.total, agreement)
    period = _period(agreement, terms, telling)
    titled = {"title": agreement.title, **_described(agreement)}
    contract = {
        **_contract(agreement, telling),
        **titled,
        "status": "active",
        "dateSigned": telling.at(day),
        "value": value,
        "period": period,
        "implementation": {"milestones": [_milestone(one, telling) for one in duties]},
    }
    tender = {
        "id": f"{telling.ocid(agreement)}-tender",
        **titled,
        "status": "complete",
        "procuringEntity": city,
        "value": value,
        "procurementMethod": "direct",
        "procurementMethodDetails": _("Agreement signed directly with a partner of the strategy"),
        "mainProcurementCategory": "services",
    }
    award = {
        "id": _award_id(agreement, telling),
        "title": agreement.title,
        "status": "active",
        "date": telling.at(day),
        "value": value,
        "suppliers": [partner],
        "contractPeriod": period,
    }
    return {
        **_head(agreement, telling, what="signed", at=telling.at(day), tag=codes.SIGNED),
        "parties": _parties(agreement, terms, telling),
        "buyer": city,
        "planning": _planning(agreement, terms, telling),
        "tender": tender,
        "awards": [award],
        "contracts": [contract],
    }


def _amending(
    agreement: Agreement,
    amendment: Amendment,
    terms: tuple[Terms, Terms],
    duties: list[Duty],
    telling: Telling,
) -> Json:
    before, after = terms
    at = telling.at(amendment.signed_on, _nth(codes.AMENDS, amendment.number))
    head = _head(agreement, telling, what=f"amendment-{amendment.number}", at=at, tag=codes.AMENDED)
    last = "signed" if amendment.number == 1 else f"amendment-{amendment.number - 1}"
    told = {
        "id": str(amendment.number),
        "date": telling.at(amendment.signed_on),
        "rationale": amendment.reasons,
        "amendsReleaseID": f"{telling.ocid(agreement)}-{last}",
        "releaseID": head["id"],
    }
    contract = {
        **_contract(agreement, telling),
        "value": _value(after.total, agreement),
        "period": _period(agreement, after, telling),
        "amendments": [told],
    }
    if duties:
        contract["implementation"] = {"milestones": [_milestone(one, telling) for one in duties]}
    made = {**head, "planning": _planning(agreement, after, telling), "contracts": [contract]}
    parties = _parties(agreement, after, telling)
    return made if parties == _parties(agreement, before, telling) else {**made, "parties": parties}


def _doing(agreement: Agreement, duty: Duty, place: int, telling: Telling) -> Json:
    day = duty.done_on or agreement.ends_on
    at = telling.at(day, _nth(codes.DOES, place))
    met = {"id": str(duty.pk), "status": "met", "dateMet": telling.at(day), "dateModified": telling.at(day)}
    contract = {**_contract(agreement, telling), "implementation": {"milestones": [met]}}
    head = _head(agreement, telling, what=f"duty-{duty.pk}", at=at, tag=codes.DUTY_DONE)
    return {**head, "contracts": [contract]}


def _ending(agreement: Agreement, telling: Telling) -> Json:
    day = agreement.ended_on or agreement.ends_on
    state = AgreementState(agreement.state)
    details = f"{state.label}: {agreement.end_reasons}" if agreement.end_reasons else str(state.label)
    contract = {**_contract(agreement, telling), "status": "terminated", "statusDetails": details}
    at = telling.at(day, codes.ENDS)
    head = _head(agreement, telling, what="end", at=at, tag=codes.ENDED)
    return {**head, "contracts": [contract]}


def _contract(agreement: Agreement, telling: Telling) -> Json:
    return {"id": agreement.number, "awardID": _award_id(agreement, telling)}


def _award_id(agreement: Agreement, telling: Telling) -> str:
    return f"{telling.ocid(agreement)}-award"


def _described(agreement: Agreement) -> Json:
    return {"description": agreement.purpose} if agreement.purpose else {}


def _value(amount: Decimal, agreement: Agreement) -> Json:
    return {"amount": amount, "currency": agreement.currency}


def _period(agreement: Agreement, terms: Terms, telling: Telling) -> Json:
    return {
        "startDate": telling.at(agreement.starts_on),
        "endDate": telling.at(terms.ends_on, codes.ENDS),
    }


def _planning(agreement: Agreement, terms: Terms, telling: Telling) -> Json:
    sources = {"city": (telling.city_id, telling.city_name)}
    sources["partner"] = (telling.partner_id(agreement.partner), str(agreement.partner))
    lines = [
        {
            "id": code,
            "description": _in_words(name),
            "amount": _value(terms.amounts[name], agreement),
            "sourceParty": dict(zip(("id", "name"), sources[name.partition("_")[0]], strict=True)),
        }
        for name, code in codes.BREAKDOWN.items()
        if terms.amounts[name] or name == "city_money"
    ]
    words = " / ".join(str(one.name) for one in (agreement.component, agreement.programme) if one is not None)
    return {
        "budget": {
            "description": words,
            "amount": _value(terms.total, agreement),
            "budgetBreakdown": lines,
        }
    }


def _in_words(name: str) -> str:
    return _("In kind, valued") if name.endswith("in_kind") else _("In money")


def _parties(agreement: Agreement, terms: Terms, telling: Telling) -> list[Json]:
    gives = {name.partition("_")[0] for name, amount in terms.amounts.items() if amount}
    city_roles = [codes.BUYER, codes.PROCURING, *([codes.FUNDER] if "city" in gives else [])]
    partner_roles = [codes.SUPPLIER, *([codes.FUNDER] if "partner" in gives else [])]
    partner: Json = {
        "id": telling.partner_id(agreement.partner),
        "name": str(agreement.partner),
        "roles": partner_roles,
    }
    if agreement.partner.identifier:
        partner["identifier"] = {
            "id": agreement.partner.identifier,
            "legalName": str(agreement.partner),
        }
    return [{"id": telling.city_id, "name": telling.city_name, "roles": city_roles}, partner]


def _milestone(duty: Duty, telling: Telling) -> Json:
    whose = _("Duty of the city") if duty.side == Side.CITY else _("Duty of the partner")
    told: Json = {
        "id": str(duty.pk),
        "title": duty.text,
        "type": "delivery",
        "description": whose,
        "code": duty.side,
        "status": "scheduled",
    }
    if duty.due_on:
        told["dueDate"] = telling.at(duty.due_on, codes.ENDS)
    return told


def _nth(moment: time, place: int) -> time:
    """Return a moment some seconds later, so that no two releases of a process share their date."""
    return (datetime.combine(date.min, moment) + timedelta(seconds=place)).time()
