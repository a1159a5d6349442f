"""Registering a partner, looking at it before signing, and keeping whom to call there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.partners.asking import must_manage, words
from pazos.domain.partners.models import Contact, Partner, Vetting
from pazos.domain.partners.rules import MOST_CONSENT
from pazos.domain.partners.vocabulary import Kind, Track, VettingResult
from pazos.domain.people.actions import describe_organisation, open_organisation
from pazos.domain.people.models import Organisation
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from pazos.domain.documents.models import Document
    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Component

CHANGEABLE = frozenset({"kind", "track", "identifier", "iati_identifier", "website", "since_on", "words"})
PARTNERS = (Organisation.Kind.PARTNER, Organisation.Kind.COOPERATION)


@transaction.atomic
def register_partner(
    *,
    name: str,
    kind: Kind | str,
    track: Track | str,
    by: Staff,
    identifier: str = "",
    iati_identifier: str = "",
    website: str = "",
    components: Iterable[Component] = (),
    since_on: date | None = None,
    words: str = "",
) -> Partner:
    """Write a partner down; an organisation of that name that is known already becomes the partner.

    Raises:
        InputProblem: the name is empty or belongs to a partner, or to a body of the city or the police.
    """
    must_manage(by)
    kind = Kind(kind)
    partner = Partner.objects.create(
        organisation=_organisation(name, kind, by),
        kind=kind.value,
        track=Track(track).value,
        identifier=identifier.strip(),
        iati_identifier=iati_identifier.strip(),
        website=website.strip(),
        since_on=since_on,
        words=words.strip(),
    )
    partner.components.set(components)
    made(partner, by=by)
    audit.record("partner.registered", partner, by=by, kind=kind.value, track=partner.track)
    return partner


def _organisation(name: str, kind: Kind, by: Staff) -> Organisation:
    line = words(name, field="name", most=160)
    known = Organisation.objects.filter(name__iexact=line).first()
    if known is None:
        is_agency = kind is Kind.AGENCY
        return open_organisation(name=line, kind=PARTNERS[1] if is_agency else PARTNERS[0], by=by)
    if known.kind not in [one.value for one in PARTNERS]:
        raise InputProblem(N_("{name} is a body of another kind, not a partner."), name=line, field="name")
    if Partner.objects.filter(pk=known.pk).exists():
        raise InputProblem(N_("There is a partner {name} already."), name=line, field="name")
    return known


@transaction.atomic
def change_partner(
    partner: Partner,
    *,
    by: Staff,
    name: str | None = None,
    components: Iterable[Component] | None = None,
    **values: object,
) -> None:
    """Change what is known of a partner (any of CHANGEABLE, its name, its components)."""
    must_manage(by)
    _refuse_unknown(values)
    organisation = partner.organisation
    if name is not None and name.strip() != organisation.name:
        line, kind = words(name, field="name", most=160), Organisation.Kind(organisation.kind)
        describe_organisation(organisation, name=line, kind=kind, ended_on=organisation.ended_on, by=by)
    changed = change(partner, by=by, **values)
    before = set(partner.components.all())
    after = before if components is None else set(components)
    if after != before:
        partner.components.set(after)
    if changed or after != before:
        audit.record("partner.changed", partner, by=by, components=sorted(one.code for one in after))


def _refuse_unknown(values: dict[str, object]) -> None:
    if unknown := set(values) - CHANGEABLE:
        raise TypeError(f"a partner has no changeable {sorted(unknown)}")


@transaction.atomic
def vet(
    partner: Partner,
    *,
    on: date,
    result: VettingResult | str,
    reasons: str,
    valid_until_on: date,
    by: Staff,
    conditions: str = "",
    evidence: Iterable[Document] = (),
) -> Vetting:
    """Keep what looking at a partner found. The newest look counts until it lapses.

    Raises:
        InputProblem: the day has not come, it ends before it begins, or reasons or conditions are missing.
    """
    must_manage(by)
    result = VettingResult(result)
    if on > timezone.localdate():
        raise InputProblem(N_("That day has not come yet."), field="on")
    if valid_until_on < on:
        raise InputProblem(N_("It would lapse before the day it was done."), field="valid_until_on")
    if result is VettingResult.WITH_CONDITIONS and not conditions.strip():
        raise InputProblem(N_("Write the conditions down."), field="conditions")
    made_now = Vetting.objects.create(
        partner=partner,
        on=on,
        result=result.value,
        reasons=words(reasons, field="reasons", most=4000),
        conditions=conditions.strip(),
        valid_until_on=valid_until_on,
        by=by,
    )
    made_now.evidence.set(evidence)
    made(made_now, by=by)
    audit.record("partner.vetted", made_now, by=by, result=result.value, until=valid_until_on.isoformat())
    return made_now


@transaction.atomic
def add_contact(
    partner: Partner,
    *,
    office: str,
    name: str,
    agreed_on: date,
    until_on: date,
    by: Staff,
    email: str = "",
    phone: str = "",
) -> Contact:
    """Keep somebody to call at a partner, who agreed to it on a day and until a day.

    Raises:
        InputProblem: there is no way to reach them, or the days of what they agreed to are impossible.
    """
    must_manage(by)
    _refuse_contact(email=email, phone=phone, agreed_on=agreed_on, until_on=until_on)
    contact = Contact.objects.create(
        partner=partner,
        office=words(office, field="office", most=120),
        name=words(name, field="name", most=120),
        email=email.strip(),
        phone=phone.strip(),
        agreed_on=agreed_on,
        until_on=until_on,
    )
    made(contact, by=by)
    audit.record("partner.contact_added", contact, by=by, until=until_on.isoformat())
    return contact


@transaction.atomic
def change_contact(
    contact: Contact,
    *,
    office: str,
    name: str,
    agreed_on: date,
    until_on: date,
    by: Staff,
    email: str = "",
    phone: str = "",
) -> None:
    """Change a contact; a new day of agreeing is how a permission is renewed."""
    must_manage(by)
    _refuse_contact(email=email, phone=phone, agreed_on=agreed_on, until_on=until_on)
    changed = change(
        contact,
        by=by,
        office=words(office, field="office", most=120),
        name=words(name, field="name", most=120),
        email=email.strip(),
        phone=phone.strip(),
        agreed_on=agreed_on,
        until_on=until_on,
    )
    if changed:
        audit.record("partner.contact_changed", contact, by=by, until=until_on.isoformat())


@transaction.atomic
def forget_contact(contact: Contact, *, by: Staff) -> None:
    """Remove a contact for good: they took their permission back, or left."""
    must_manage(by)
    audit.record("partner.contact_forgotten", contact, by=by)
    contact.delete()


def _refuse_contact(*, email: str, phone: str, agreed_on: date, until_on: date) -> None:
    if not email.strip() and not phone.strip():
        raise InputProblem(N_("Give an e-mail address or a telephone."), field="email")
    if agreed_on > timezone.localdate():
        raise InputProblem(N_("That day has not come yet."), field="agreed_on")
    if until_on < agreed_on:
        raise InputProblem(N_("What they agreed to would end before it began."), field="until_on")
    if until_on - agreed_on > MOST_CONSENT:
        raise InputProblem(N_("Nobody agrees for more than five years at once."), field="until_on")
