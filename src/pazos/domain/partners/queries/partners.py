"""Who are the partners, how do they stand, and whom does one call there?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from pazos.domain.partners.models import Agreement, Contact, Partner, Vetting
from pazos.domain.partners.queries.agreements import MOST_WORDS, in_force
from pazos.domain.partners.rules import VettingFacts, vetting_standing
from pazos.domain.partners.vocabulary import VettingResult, VettingStanding
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class AskedPartners:
    """Which partners: words of the name, a kind, a track, the code of a component."""

    text: str = ""
    kind: str = ""
    track: str = ""
    component: str = ""


@dataclass(frozen=True)
class PartnerRow:
    """One partner as a list shows it on a day."""

    partner: Partner
    components: tuple[str, ...]
    in_force: int
    vetting: VettingStanding
    vetted_until_on: date | None


def _open_to(seen_by: Staff) -> QuerySet[Partner]:
    reach = reach_of(seen_by, Permission.SEE_PARTNERS)
    return Partner.objects.filter(reach.belonging(organisation="organisation"))


def partners(asked: AskedPartners, *, seen_by: Staff) -> QuerySet[Partner]:
    """Return the partners asked for, by name."""
    found = _open_to(seen_by).select_related("organisation").prefetch_related("components")
    for word in asked.text.split()[:MOST_WORDS]:
        found = found.filter(Q(organisation__name__icontains=word) | Q(words__icontains=word))
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.track:
        found = found.filter(track=asked.track)
    if asked.component:
        works = Q(components__code=asked.component) | Q(agreements__component__code=asked.component)
        found = found.filter(works).distinct()
    return found


def partner(number: int, *, seen_by: Staff) -> Partner | None:
    """Return one partner, None where this person may not see it."""
    return _open_to(seen_by).select_related("organisation").filter(pk=number).first()


def partner_rows(partners: Iterable[Partner], *, on: date) -> list[PartnerRow]:
    """Return partners as a list shows them (two queries for all)."""
    every = list(partners)
    keys = [one.pk for one in every]
    running = (
        Agreement.objects.filter(in_force(on=on), partner__in=keys)
        .order_by()
        .values("partner")
        .annotate(n=Count("pk"))
        .values_list("partner", "n")
    )
    counted, last = dict(running), last_vettings(keys, on=on)
    return [
        PartnerRow(
            partner=one,
            components=tuple(component.name for component in one.components.all()),
            in_force=counted.get(one.pk, 0),
            vetting=vetting_standing(last.get(one.pk), on=on),
            vetted_until_on=last[one.pk].valid_until_on if one.pk in last else None,
        )
        for one in every
    ]


def last_vettings(keys: Iterable[int], *, on: date) -> dict[int, VettingFacts]:
    """Return the vetting that counts on a day by the partner's number."""
    rows = Vetting.objects.filter(partner__in=list(keys), on__lte=on).order_by("on", "id")
    found = rows.values_list("partner", "result", "valid_until_on")
    return {key: VettingFacts(VettingResult(result), until) for key, result, until in found}


def vettings(partner: Partner, *, seen_by: Staff) -> QuerySet[Vetting]:
    """Return the looks at a partner with their reasons, for those who manage partners; the newest first."""
    rows = Vetting.objects.filter(partner=partner) if _manages(seen_by) else Vetting.objects.none()
    return rows.select_related("by").prefetch_related("evidence")


def contacts(partner: Partner, *, on: date, seen_by: Staff) -> list[Contact]:
    """Return whom to call at a partner on a day, for those who manage partners.

    Whoever's permission is over is not shown. The caller notes the look.
    """
    if not _manages(seen_by):
        return []
    return list(Contact.objects.filter(partner=partner, agreed_on__lte=on, until_on__gte=on))


def contact(key: UUID, *, seen_by: Staff) -> Contact | None:
    """Return one contact, also one whose permission is over, so that it can be renewed or forgotten."""
    rows = Contact.objects.filter(pk=key) if _manages(seen_by) else Contact.objects.none()
    return rows.select_related("partner__organisation").first()


def contacts_over(partner: Partner, *, on: date, seen_by: Staff) -> list[tuple[UUID, str, date]]:
    """Return key, office and last day of contacts whose permission is over: nothing of who they are."""
    rows = Contact.objects.filter(partner=partner, until_on__lt=on) if _manages(seen_by) else None
    return [] if rows is None else list(rows.values_list("pk", "office", "until_on"))


def _manages(staff: Staff) -> bool:
    return staff.scope(Permission.MANAGE_PARTNERS) is Scope.CITY
