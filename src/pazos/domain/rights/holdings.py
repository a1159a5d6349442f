"""What is kept about people by rights itself and by the apps below it.

The official records of deaths are here to be said, not to be erased: a public body keeps them in its
function, and whoever asks for their erasure is told so with the article.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from pazos.domain.people.models import EmergencyAccess, Invitation, Staff
from pazos.domain.register.models import Death
from pazos.domain.rights.models import Consent, LegalRequest, Request
from pazos.domain.rights.registry import Gone, Holding, Kept, Subject
from pazos.domain.rights.rows import first_keys, of_staff, words_of
from pazos.domain.rights.vocabulary import Basis, Purpose, SubjectKind
from pazos.domain.teams.models import Membership
from pazos.foundation.audit.models import AuditEvent, ReadEvent
from pazos.foundation.audit.reading import forget_before
from pazos.foundation.days import midnight
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TypeVar

    from django.db.models import Model

    M = TypeVar("M", bound=Model)

FORMER = "former-"
_BY_LAW = _(
    "A public body keeps it in its function and by the rules of archives; that needs no permission and gives no "
    "right to erasure (Law 1581 of 2012, art. 10 a and d; Law 594 of 2000). What is wrong in it can be corrected."
)
_EVIDENCE = _(
    "It proves who did and saw what, without the content. Erasing it would let deeds be hidden (Law 1581 of 2012, "
    "art. 4 g and 17 d)."
)


def _staff_number(subject: Subject) -> int | None:
    return subject.number if subject.kind == SubjectKind.STAFF else None


def _delete(rows: QuerySet[M]) -> Gone:
    return Gone(rows.delete()[0])


# --- accounts ------------------------------------------------------------------------------------


def _accounts(subject: Subject) -> list[Kept]:
    found = of_staff(Staff.objects.exclude(username__startswith=FORMER), subject, person="pk")
    return [Kept(str(one.pk), one.access_from_on, str(one.get_role_display())) for one in found]


def _account_words(key: str) -> Mapping[str, Any]:
    one = Staff.objects.get(pk=int(key))
    names = ("username", "name", "email", "access_from_on", "access_until_on")
    return words_of(one, names) | {"role": str(one.get_role_display())}


def _erase_account(key: str) -> Gone:
    """Take the person out of an account; its number stays, because the trail names it."""
    one = Staff.objects.select_for_update().filter(pk=int(key)).exclude(username__startswith=FORMER).first()
    if one is None:
        return Gone(0)
    if one.has_access_on(timezone.localdate()):
        raise InputProblem(N_("The account is open. Close it first; then the person can be taken out of it."))
    rows = 1 + sum(
        related.related_model._default_manager.filter(**{related.field.name: one}).delete()[0]
        for related in one._meta.related_objects
        if not related.related_model.__module__.startswith("pazos.") or related.related_model is Invitation
    )
    rows += one.factor_secrets.all().delete()[0]
    one.username, one.name, one.email = f"{FORMER}{one.pk}", str(_("Former member of staff")), ""
    one.is_active = False
    one.access_until_on = one.access_until_on or timezone.localdate()
    one.set_unusable_password()
    one.save()
    return Gone(rows)


def _accounts_due(before: date, most: int) -> list[str]:
    ended = Staff.objects.filter(access_until_on__lt=before).exclude(username__startswith=FORMER)
    return first_keys(ended, most)


ACCOUNTS = Holding(
    name="people.accounts",
    title=_("Accounts of staff"),
    models=("people.Staff", "people.FactorSecret"),
    purpose=Purpose.ACCESS,
    basis=Basis.PUBLIC_FUNCTION,
    months=60,
    since=_("the last day of access"),
    find=_accounts,
    erase=_erase_account,
    due=_accounts_due,
    content=_account_words,
)
INVITATIONS = Holding(
    name="people.invitations",
    title=_("Invitations to open an account"),
    models=("people.Invitation",),
    purpose=Purpose.ACCESS,
    basis=Basis.PUBLIC_FUNCTION,
    months=3,
    since=_("the day it expired"),
    find=lambda subject: [
        Kept(str(one.pk), one.made_at.date(), str(_("invitation")))
        for one in of_staff(Invitation.objects.all(), subject)
    ],
    erase=lambda key: _delete(Invitation.objects.filter(pk=int(key))),
    due=lambda before, most: first_keys(Invitation.objects.filter(expires_at__date__lt=before), most),
)
EMERGENCIES = Holding(
    name="people.emergencies",
    title=_("Emergency accesses that somebody took"),
    models=("people.EmergencyAccess",),
    purpose=Purpose.ACCESS,
    basis=Basis.PUBLIC_FUNCTION,
    months=60,
    since=_("its end"),
    stays=_EVIDENCE,
    find=lambda subject: [
        Kept(str(one.pk), one.begins_at.date(), one.permission)
        for one in of_staff(EmergencyAccess.objects.all(), subject)
    ],
    erase=lambda key: _delete(EmergencyAccess.objects.filter(pk=int(key))),
    due=lambda before, most: first_keys(EmergencyAccess.objects.filter(ends_at__date__lt=before), most),
    proves=True,
)
MEMBERSHIPS = Holding(
    name="teams.memberships",
    title=_("Who belonged to which cluster"),
    models=("teams.Membership",),
    purpose=Purpose.ACCESS,
    basis=Basis.PUBLIC_FUNCTION,
    months=60,
    since=_("its last day"),
    find=lambda subject: [
        Kept(str(one.pk), one.from_on, one.cluster.name)
        for one in of_staff(Membership.objects.select_related("cluster"), subject)
    ],
    erase=lambda key: _delete(Membership.objects.filter(pk=int(key))),
    due=lambda before, most: first_keys(Membership.objects.filter(until_on__lt=before), most),
    content=lambda key: Membership.objects.values("from_on", "until_on", "cluster__name").get(pk=int(key)),
)

# --- the trail -----------------------------------------------------------------------------------


def _deeds(subject: Subject) -> list[Kept]:
    number = _staff_number(subject)
    deeds = AuditEvent.objects.filter(by=number).count() if number is not None else 0
    return [Kept("", None, ngettext("{n} deed", "{n} deeds", deeds).format(n=deeds))] if deeds else []


def _looks(subject: Subject) -> list[Kept]:
    number = _staff_number(subject)
    looks = ReadEvent.objects.filter(by=number).count() if number is not None else 0
    return [Kept("", None, ngettext("{n} look", "{n} looks", looks).format(n=looks))] if looks else []


def _looks_due(before: date, _most: int) -> list[str]:
    return [before.isoformat()] if ReadEvent.objects.filter(at__lt=midnight(before)).exists() else []


DEEDS = Holding(
    name="audit.deeds",
    title=_("The trail of who did what"),
    models=("audit.AuditEvent",),
    purpose=Purpose.ACCESS,
    basis=Basis.PUBLIC_FUNCTION,
    stays=_EVIDENCE,
    find=_deeds,
    proves=True,
)
LOOKS = Holding(
    name="audit.looks",
    title=_("The trail of who looked at what"),
    models=("audit.ReadEvent", "audit.ReadKey"),
    purpose=Purpose.ACCESS,
    basis=Basis.PUBLIC_FUNCTION,
    months=60,
    since=_("the day of the look"),
    stays=_EVIDENCE,
    find=_looks,
    erase=lambda day: Gone(forget_before(date.fromisoformat(day))),
    due=_looks_due,
    proves=True,
)

# --- official records ------------------------------------------------------------------------------


def _victims(subject: Subject) -> list[Kept]:
    if subject.kind != SubjectKind.VICTIM or subject.number is None:
        return []
    found = Death.objects.filter(pk=subject.number)
    return [Kept(str(one.pk), one.occurred_on, str(_("a death of the register"))) for one in found]


OFFICIAL = Holding(
    name="register.deaths",
    title=_("Official records of deaths, and the register made of them"),
    models=(
        *("sources.Record", "sources.RejectedRow", "register.Death", "register.Claim"),
        *("register.ClaimChange", "register.Difference", "register.Pair", "register.TechnicalTable"),
    ),
    purpose=Purpose.OBSERVATION,
    basis=Basis.PUBLIC_FUNCTION,
    stays=_BY_LAW,
    find=_victims,
)

# --- rights itself ---------------------------------------------------------------------------------

_DEMAND_SAYS = ("office", "legal_basis", "asked", "reasons", "document")
_REQUEST_SAYS = ("requester", "contact", "asked", "missing", "extended_why", "letter")
_CONSENT_SAYS = (
    *("basis", "purpose", "purpose_text", "signatory", "relation", "born_on", "heard_on"),
    *("given_on", "expires_on", "withdrawn_on", "withdrawn_why"),
)


def _about(rows: QuerySet[M], subject: Subject) -> QuerySet[M]:
    return rows.filter(subject_kind=subject.kind, subject_key=subject.key)


def _consents_due(before: date, most: int) -> list[str]:
    over = Q(withdrawn_on__lt=before) | Q(withdrawn_on__isnull=True, expires_on__lt=before)
    return first_keys(Consent.objects.filter(over), most)


def _erase_consent(key: str) -> Gone:
    Consent.objects.filter(renews__pk=key).update(renews=None)
    return _delete(Consent.objects.filter(pk=key))


CONSENTS = Holding(
    name="rights.consents",
    title=_("Permissions and other grounds"),
    models=("rights.Consent",),
    purpose=Purpose.RIGHTS,
    basis=Basis.PUBLIC_FUNCTION,
    months=60,
    since=_("the day it ended or was taken back"),
    stays=_("The city must be able to prove that it was permitted (Law 1581 of 2012, art. 17 b)."),
    find=lambda subject: [
        Kept(str(one.pk), one.given_on, str(one.get_purpose_display()))
        for one in _about(Consent.objects.all(), subject)
    ],
    erase=_erase_consent,
    due=_consents_due,
    content=lambda key: words_of(Consent.objects.get(pk=key), _CONSENT_SAYS),
    proves=True,
)


def _empty(row: Request | LegalRequest | None, names: tuple[str, ...]) -> Gone:
    """Take the words out of a row; its days and codes stay, so that the counts of a year stay true."""
    if row is None:
        return Gone(0)
    for name in names:
        setattr(row, name, "")
    row.emptied_at = timezone.now()
    row.save()
    return Gone(1)


def _erase_request(key: str) -> Gone:
    row = Request.objects.select_for_update().filter(pk=key, emptied_at__isnull=True).first()
    if row is not None:
        row.subject_kind, row.subject_key = "", None
    return _empty(row, _REQUEST_SAYS)


def _requests_due(before: date, most: int) -> list[str]:
    return first_keys(Request.objects.filter(answered_on__lt=before, emptied_at__isnull=True), most)


def _demands_due(before: date, most: int) -> list[str]:
    return first_keys(LegalRequest.objects.filter(answered_on__lt=before, emptied_at__isnull=True), most)


REQUESTS = Holding(
    name="rights.requests",
    title=_("Requests about personal data"),
    models=("rights.Request",),
    purpose=Purpose.RIGHTS,
    basis=Basis.PUBLIC_FUNCTION,
    months=60,
    since=_("the day of the answer"),
    stays=_("The city must be able to prove that it answered (Law 1581 of 2012, art. 17)."),
    find=lambda subject: [
        Kept(str(one.pk), one.received_on, str(one.get_kind_display()))
        for one in _about(Request.objects.filter(emptied_at__isnull=True), subject)
    ],
    erase=_erase_request,
    due=_requests_due,
    content=lambda key: words_of(Request.objects.get(pk=key), _REQUEST_SAYS),
    proves=True,
)
DEMANDS = Holding(
    name="rights.demands",
    title=_("Demands of authorities"),
    models=("rights.LegalRequest",),
    purpose=Purpose.RIGHTS,
    basis=Basis.PUBLIC_FUNCTION,
    months=120,
    since=_("the day of the decision"),
    stays=_EVIDENCE,
    find=lambda _subject: [],
    erase=lambda key: _empty(
        LegalRequest.objects.select_for_update().filter(pk=key, emptied_at__isnull=True).first(), _DEMAND_SAYS
    ),
    due=_demands_due,
    proves=True,
)

HOLDINGS = (
    *(ACCOUNTS, INVITATIONS, EMERGENCIES, MEMBERSHIPS, DEEDS, LOOKS),
    *(OFFICIAL, CONSENTS, REQUESTS, DEMANDS),
)
