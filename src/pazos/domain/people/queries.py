"""Who has an account here, how does it stand, and which invitation waits?

For those who manage accounts, within their reach. Nothing that a person wrote is here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from pazos.domain.people import throttling
from pazos.domain.people.factors import FACTORS
from pazos.domain.people.models import NO_PASSWORD, Invitation, Organisation, Staff
from pazos.domain.people.vocabulary import State
from pazos.foundation.access.policy import Permission, Role, Scope, reads_guarded

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet


@dataclass(frozen=True)
class Asked:
    """Which people are looked for; what is empty does not narrow."""

    words: str = ""
    role: str = ""
    organisation: int | None = None
    state: str = ""
    has_factor: bool | None = None


@dataclass(frozen=True)
class PersonRow:
    """One account as it stands in the list."""

    number: int
    username: str
    name: str
    role: Role
    organisation: str
    state: State
    has_factor: bool
    reads_guarded: bool
    last_seen_at: datetime | None
    access_from_on: date | None
    access_until_on: date | None


@dataclass(frozen=True)
class Factors:
    """Which second factors an account has set up."""

    app: bool
    passkeys: int
    codes_left: int | None  # None: no recovery codes


@dataclass(frozen=True)
class PersonCard:
    """One account with all that whoever manages it decides on."""

    row: PersonRow
    staff: Staff
    factors: Factors
    sessions: int
    is_locked: bool
    waiting: Invitation | None
    is_own: bool


@dataclass(frozen=True)
class OrganisationRow:
    """One organisation and how many open accounts belong to it."""

    organisation: Organisation
    people: int


def people(asked: Asked, *, seen_by: Staff) -> QuerySet[Staff]:
    """Return the accounts asked for, by name; each is turned into words by `row_of`."""
    found = _within(seen_by).select_related("organisation")
    for word in asked.words.split():
        found = found.filter(Q(name__icontains=word) | Q(username__icontains=word))
    if asked.role:
        found = found.filter(role=asked.role)
    if asked.organisation is not None:
        found = found.filter(organisation=asked.organisation)
    if asked.state:
        found = found.filter(_condition(State(asked.state), timezone.localdate()))
    found = found.annotate(
        with_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)),
        seen_at=Max("usersession__last_seen_at"),
    )
    if asked.has_factor is not None:
        found = found.filter(with_factor=asked.has_factor)
    return found.order_by("name", "username")


def _within(seen_by: Staff) -> QuerySet[Staff]:
    scope = seen_by.scope(Permission.MANAGE_ACCOUNTS)
    if scope is Scope.CITY:
        return Staff.objects.all()
    if scope is Scope.ORGANISATION and seen_by.organisation_id is not None:
        return Staff.objects.filter(organisation=seen_by.organisation_id)
    return Staff.objects.none()


def _condition(state: State, day: date) -> Q:
    begun = Q(access_from_on__isnull=True) | Q(access_from_on__lte=day)
    lasts = Q(access_until_on__isnull=True) | Q(access_until_on__gte=day)
    return {
        State.CLOSED: Q(is_active=False),
        State.ENDED: Q(is_active=True) & ~lasts,
        State.INVITED: Q(is_active=True) & lasts & NO_PASSWORD,
        State.NOT_YET: Q(is_active=True) & lasts & ~NO_PASSWORD & ~begun,
        State.OPEN: Q(is_active=True) & lasts & ~NO_PASSWORD & begun,
    }[state]


def state_of(staff: Staff, *, on: date) -> State:
    """Return how an account stands on a day."""
    if not staff.is_active:
        return State.CLOSED
    if staff.access_until_on is not None and staff.access_until_on < on:
        return State.ENDED
    if not staff.has_usable_password():
        return State.INVITED
    return State.OPEN if staff.has_access_on(on) else State.NOT_YET


def row_of(staff: Any) -> PersonRow:
    """Return an account of `people` as it stands in the list."""
    seen = [at for at in (staff.seen_at, staff.last_login) if at is not None]
    return PersonRow(
        number=staff.pk,
        username=staff.username,
        name=staff.name,
        role=Role(staff.role),
        organisation=staff.organisation.name if staff.organisation else "",
        state=state_of(staff, on=timezone.localdate()),
        has_factor=staff.with_factor,
        reads_guarded=reads_guarded(Role(staff.role)),
        last_seen_at=max(seen, default=None),
        access_from_on=staff.access_from_on,
        access_until_on=staff.access_until_on,
    )


def person(number: int, *, seen_by: Staff) -> PersonCard | None:
    """Return one account, or None where there is none within reach."""
    staff = people(Asked(), seen_by=seen_by).filter(pk=number).first()
    if staff is None:
        return None
    return PersonCard(
        row=row_of(staff),
        staff=staff,
        factors=factors_of(staff),
        sessions=len(UserSession.objects.purge_and_list(staff)),
        is_locked=throttling.is_locked(staff),
        waiting=staff.invitations.waiting().select_related("made_by").first(),
        is_own=staff.pk == seen_by.pk,
    )


def factors_of(staff: Staff) -> Factors:
    """Return which second factors an account has."""
    held = list(Authenticator.objects.filter(user=staff))
    kinds = [one.type for one in held]
    codes = [one for one in held if one.type == Authenticator.Type.RECOVERY_CODES]
    return Factors(
        app=Authenticator.Type.TOTP in kinds,
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        codes_left=len(codes[0].wrap().get_unused_codes()) if codes else None,
    )


def organisations(*, seen_by: Staff) -> list[OrganisationRow]:
    """Return every organisation with its open accounts, those that ended last."""
    if not seen_by.may(Permission.MANAGE_ACCOUNTS):
        return []
    counted = Organisation.objects.annotate(people=Count("staff", filter=Q(staff__is_active=True)))
    rows = [OrganisationRow(one, one.people) for one in counted.order_by("name")]
    return sorted(rows, key=lambda row: row.organisation.ended_on is not None)


def open_invitation(token_hash: str) -> Invitation | None:
    """Return the invitation of a link, if it can still be accepted."""
    return Invitation.objects.waiting().filter(token_hash=token_hash).select_related("staff").first()
