"""Which agreements are there, how do they stand on a day, and what does each side give?"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum

from pazos.domain.partners.models import Agreement, Duty
from pazos.domain.partners.rules import SOON, agreement_standing
from pazos.domain.partners.vocabulary import AgreementStanding, AgreementState
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff

MOST_WORDS = 8


@dataclass(frozen=True)
class Asked:
    """Which agreements: words of number, title or partner; a component's code; a standing; a partner."""

    text: str = ""
    component: str = ""
    standing: str = ""
    partner: int | None = None


@dataclass(frozen=True)
class Sides:
    """What both sides give, in one currency."""

    city_money: Decimal = Decimal(0)
    city_in_kind: Decimal = Decimal(0)
    partner_money: Decimal = Decimal(0)
    partner_in_kind: Decimal = Decimal(0)

    @property
    def city(self) -> Decimal:
        """Return what the city gives."""
        return self.city_money + self.city_in_kind

    @property
    def partner(self) -> Decimal:
        """Return what the partner gives."""
        return self.partner_money + self.partner_in_kind

    @property
    def total(self) -> Decimal:
        """Return what both give."""
        return self.city + self.partner

    @classmethod
    def of(cls, agreement: Agreement) -> Sides:
        """Return what both sides of one agreement give."""
        return cls(
            agreement.city_money,
            agreement.city_in_kind,
            agreement.partner_money,
            agreement.partner_in_kind,
        )


@dataclass(frozen=True)
class AgreementRow:
    """One agreement as a list shows it on a day."""

    agreement: Agreement
    standing: AgreementStanding
    sides: Sides
    days_left: int | None  # None where it does not run
    duties: int
    done: int
    overdue: int


def _open_to(seen_by: Staff) -> QuerySet[Agreement]:
    reach = reach_of(seen_by, Permission.SEE_PARTNERS)
    return Agreement.objects.filter(reach.belonging(organisation="partner"))


def agreements(asked: Asked, *, on: date, seen_by: Staff) -> QuerySet[Agreement]:
    """Return the agreements asked for, the newest first."""
    found = _open_to(seen_by).select_related("partner__organisation", "component", "programme")
    for word in asked.text.split()[:MOST_WORDS]:
        found = found.filter(
            Q(number__icontains=word)
            | Q(title__icontains=word)
            | Q(partner__organisation__name__icontains=word)
        )
    if asked.component:
        found = found.filter(component__code=asked.component)
    if asked.partner is not None:
        found = found.filter(partner=asked.partner)
    if asked.standing:
        found = found.filter(stands(AgreementStanding(asked.standing), on=on))
    return found


def stands(standing: AgreementStanding, *, on: date) -> Q:
    """Return the condition on agreements that stand so on a day: the rule `agreement_standing`, for a database."""
    signed = Q(state=AgreementState.SIGNED)
    begun = signed & Q(starts_on__lte=on)
    return {
        AgreementStanding.DRAFT: Q(state=AgreementState.DRAFT),
        AgreementStanding.TO_BEGIN: signed & Q(starts_on__gt=on),
        AgreementStanding.IN_FORCE: begun & Q(ends_on__gt=on + SOON),
        AgreementStanding.ENDS_SOON: begun & Q(ends_on__range=(on, on + SOON)),
        AgreementStanding.TO_CLOSE: begun & Q(ends_on__lt=on),
        AgreementStanding.ENDED: Q(state=AgreementState.ENDED),
        AgreementStanding.TERMINATED: Q(state=AgreementState.TERMINATED),
    }[standing]


def in_force(*, on: date) -> Q:
    """Return the condition on agreements that both sides are bound by on a day."""
    return Q(state=AgreementState.SIGNED, starts_on__lte=on, ends_on__gte=on)


def agreement(number: int, *, seen_by: Staff) -> Agreement | None:
    """Return one agreement, None where this person may not see it."""
    found = _open_to(seen_by).filter(pk=number)
    return found.select_related("partner__organisation", "component", "programme").first()


def duty(number: int, *, seen_by: Staff) -> Duty | None:
    """Return one duty of an agreement that this person may see."""
    reach = reach_of(seen_by, Permission.SEE_PARTNERS)
    found = Duty.objects.filter(reach.belonging(organisation="agreement__partner"), pk=number)
    return found.select_related("agreement__partner__organisation").first()


def signed(*, seen_by: Staff) -> QuerySet[Agreement]:
    """Return every agreement that was ever signed and that this person sees, the oldest first."""
    return _told(_open_to(seen_by))


def to_publish() -> QuerySet[Agreement]:
    """Return every agreement that was ever signed: what leaves in public once two people let it out."""
    return _told(Agreement.objects.all())


def _told(found: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Return the signed ones with all that a publication tells of them (four queries)."""
    return (
        found.exclude(state=AgreementState.DRAFT)
        .select_related("partner__organisation", "component", "programme")
        .prefetch_related("duties", "amendments")
        .order_by("signed_on", "pk")
    )


def rows_of(agreements: Iterable[Agreement], *, on: date) -> list[AgreementRow]:
    """Return agreements as a list shows them, with their duties counted (one query for all)."""
    every = list(agreements)
    counts = {one["agreement"]: one for one in _counted([one.pk for one in every], on=on)}
    return [_row(one, counts.get(one.pk, {}), on) for one in every]


def _counted(keys: list[int], *, on: date) -> Iterable[Mapping[str, Any]]:
    late = Q(done_on__isnull=True, due_on__lt=on, agreement__state=AgreementState.SIGNED)
    return (
        Duty.objects.filter(agreement__in=keys)
        .order_by()
        .values("agreement")
        .annotate(duties=Count("pk"), done=Count("done_on"), overdue=Count("pk", filter=late))
    )


def _row(one: Agreement, counts: Mapping[str, Any], on: date) -> AgreementRow:
    state = AgreementState(one.state)
    standing = agreement_standing(state, starts_on=one.starts_on, ends_on=one.ends_on, on=on)
    runs = standing in (AgreementStanding.IN_FORCE, AgreementStanding.ENDS_SOON)
    return AgreementRow(
        agreement=one,
        standing=standing,
        sides=Sides.of(one),
        days_left=(one.ends_on - on).days if runs else None,
        duties=counts.get("duties", 0),
        done=counts.get("done", 0),
        overdue=counts.get("overdue", 0),
    )


def sums(agreements: QuerySet[Agreement]) -> dict[str, Sides]:
    """Return what the sides of agreements give together, exactly, by currency; nothing is converted."""
    rows = (
        agreements.order_by("currency")
        .values("currency")
        .annotate(
            a=Sum("city_money"), b=Sum("city_in_kind"), c=Sum("partner_money"), d=Sum("partner_in_kind")
        )
    )
    return {row["currency"]: Sides(row["a"], row["b"], row["c"], row["d"]) for row in rows}
