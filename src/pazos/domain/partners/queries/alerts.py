"""What about partners must somebody look at before it is too late?

The board asks here. It names agreements, partners and duties, never a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from pazos.domain.partners.models import Agreement, Duty, Partner
from pazos.domain.partners.queries.agreements import in_force
from pazos.domain.partners.queries.partners import last_vettings
from pazos.domain.partners.vocabulary import AgreementState, VettingResult, WarningKind
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.domain.teams.queries import Reach

NEAR, FAR = timedelta(days=30), timedelta(days=90)
VETTING_NEAR = timedelta(days=60)


@dataclass(frozen=True)
class Warned:
    """One warning: about which partner and agreement (None: the partner itself), and the day it is about."""

    kind: WarningKind
    on: date
    days: int  # until that day; below nought it has passed
    text: str
    partner: int
    agreement: int | None = None
    duty: int | None = None


def warnings(*, on: date, seen_by: Staff) -> list[Warned]:
    """Return every warning of a day that this person may see, the most pressing kind first, then by day.

    Agreements that end within 30 and 90 days or are past their end, vettings that lapse within 60
    days or have lapsed while an agreement runs, duties that are overdue or due within 30 days. Four
    queries, however many there are.
    """
    reach = reach_of(seen_by, Permission.SEE_PARTNERS)
    if reach.is_nothing:
        return []
    found = [*_of_agreements(reach, on), *_of_duties(reach, on), *_of_vettings(reach, on)]
    order = list(WarningKind)
    return sorted(found, key=lambda one: (order.index(one.kind), one.on, one.partner, one.duty or 0))


def _of_agreements(reach: Reach, on: date) -> Iterator[Warned]:
    rows = Agreement.objects.filter(
        reach.belonging(organisation="partner"), state=AgreementState.SIGNED, ends_on__lte=on + FAR
    )
    for key, number, title, ends_on, partner in rows.values_list(
        "pk", "number", "title", "ends_on", "partner"
    ):
        left = ends_on - on
        kind = WarningKind.ENDS_IN_30 if left <= NEAR else WarningKind.ENDS_IN_90
        kind = WarningKind.TO_CLOSE if ends_on < on else kind
        yield Warned(kind, ends_on, left.days, f"{number} · {title}", partner, agreement=key)


def _of_duties(reach: Reach, on: date) -> Iterator[Warned]:
    rows = Duty.objects.filter(
        reach.belonging(organisation="agreement__partner"),
        Q(due_on__lte=on + NEAR) | Q(said_done_on__isnull=False),
        agreement__state=AgreementState.SIGNED,
        done_on__isnull=True,
    )
    fields = ("pk", "text", "due_on", "said_done_on", "agreement__number", "agreement", "agreement__partner")
    for key, text, due_on, said_on, number, agreement, partner in rows.values_list(*fields):
        kind = WarningKind.DUTY_OVERDUE if due_on and due_on < on else WarningKind.DUTY_DUE
        kind, day = (WarningKind.DUTY_SAID, said_on) if said_on else (kind, due_on)
        yield Warned(kind, day, (day - on).days, f"{number} · {text}", partner, agreement, key)


def _of_vettings(reach: Reach, on: date) -> Iterator[Warned]:
    bound = Agreement.objects.filter(in_force(on=on)).values("partner")
    rows = Partner.objects.filter(reach.belonging(organisation="organisation"), pk__in=bound)
    names = dict(rows.values_list("pk", "organisation__name"))
    for key, last in last_vettings(names, on=on).items():
        left = last.valid_until_on - on
        kind = WarningKind.VETTING_LAPSED if left.days < 0 else WarningKind.VETTING_LAPSES
        if last.result == VettingResult.REFUSED:
            kind = WarningKind.VETTING_REFUSED
        elif left > VETTING_NEAR:
            continue
        yield Warned(kind, last.valid_until_on, left.days, names[key], key)
