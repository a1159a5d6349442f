"""What was agreed and promised: agreements that bound in the year, commitments due in it, the council's word beside.

Offices are named, never whoever holds them. A commitment that is not public is counted and not told.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from pazos.analysis.account.chain import day, money
from pazos.domain.committees.models import Commitment, CouncilReview
from pazos.domain.committees.queries.reach import commitments_seen
from pazos.domain.committees.vocabulary import CommitmentState, Judgement
from pazos.domain.partners.queries import signed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from pazos.analysis.account.chain import Asked
    from pazos.domain.partners.models import Agreement

STANDINGS = ("kept", "kept_late", "said", "open", "late", "dropped")
SIDES = ("city_money", "city_in_kind", "partner_money", "partner_in_kind")


def agreements(asked: Asked) -> Mapping[str, Any]:
    """Return the agreements that bound both sides on some day of the year, and how their duties were kept."""
    bound = Q(signed_on__lte=asked.as_of_on, starts_on__lte=asked.as_of_on, ends_on__gte=asked.first)
    alive = Q(ended_on__isnull=True) | Q(ended_on__gte=asked.first)
    rows = list(signed(seen_by=asked.seen_by).filter(bound & alive).order_by("number"))
    return {
        "agreements": [_agreement(one, asked) for one in rows],
        "duties": _duties(rows, asked),
        "totals": _totals(rows),
    }


def _agreement(one: Agreement, asked: Asked) -> dict[str, Any]:
    over = one.ended_on is not None and one.ended_on <= asked.as_of_on
    return {
        "number": one.number,
        "title": one.title,
        "partner": one.partner.organisation.name,
        "component": one.component.code,
        "starts_on": day(one.starts_on),
        "ends_on": day(one.ends_on),
        "ended_on": day(one.ended_on) if over else None,
        "currency": one.currency,
        **{side: money(getattr(one, side)) for side in SIDES},
        "in_kind_method": one.in_kind_method,
    }


def _duties(rows: Iterable[Agreement], asked: Asked) -> dict[str, dict[str, int]]:
    counted: dict[str, Counter[str]] = {"city": Counter(), "partner": Counter()}
    for one in rows:
        for duty in one.duties.all():
            if duty.due_on is None or not asked.first <= duty.due_on <= asked.as_of_on:
                continue
            done = duty.done_on if duty.done_on and duty.done_on <= asked.as_of_on else None
            standing = "late" if done is None else "kept" if done <= duty.due_on else "kept_late"
            counted[duty.side][standing] += 1
    names = ("kept", "kept_late", "late")
    return {side: {name: found[name] for name in names} for side, found in counted.items()}


def _totals(rows: Iterable[Agreement]) -> list[dict[str, str]]:
    every = list(rows)
    return [
        {
            "currency": currency,
            **{
                side: money(sum(getattr(one, side) for one in every if one.currency == currency))
                for side in SIDES
            },
        }
        for currency in sorted({one.currency for one in every})
    ]


def commitments(asked: Asked) -> Mapping[str, Any]:
    """Return the commitments that were due in the year, as they stood on its last day."""
    rows = commitments_seen(asked.seen_by).filter(due_on__gte=asked.first, due_on__lte=asked.as_of_on)
    every = list(
        rows.select_related("committee", "organisation", "component").order_by("committee__code", "number")
    )
    judged = _judged(every, asked.as_of_on)
    standings = Counter(stood(one, on=asked.as_of_on) for one in every)
    said = Counter(judged[one.pk] for one in every if one.pk in judged)
    return {
        "tally": {name: standings[name] for name in STANDINGS},
        "council": {name: said[name] for name in Judgement.values},
        "not_judged": len(every) - said.total(),
        "not_public": sum(not one.is_public for one in every),
        "commitments": [
            {
                "code": one.code,
                "text": one.text,
                "committee": one.committee.name,
                "office": one.office,
                "organisation": one.organisation.name if one.organisation else "",
                "component": one.component.code if one.component else "",
                "made_on": day(one.made_on),
                "due_on": day(one.due_on),
                "standing": stood(one, on=asked.as_of_on),
                "ended_on": day(_ended(one, asked.as_of_on)),
                "council": judged.get(one.pk, ""),
            }
            for one in every
            if one.is_public
        ],
    }


def _ended(one: Commitment, on: date) -> date | None:
    return one.ended_on if one.ended_on and one.ended_on <= on else None


def stood(one: Commitment, *, on: date) -> str:
    """Return how a commitment stood on a day that may have passed: one of STANDINGS."""
    ended = _ended(one, on)
    if ended is None:
        return "late" if one.due_on < on else "open"
    if one.state == CommitmentState.DROPPED:
        return "dropped"
    if one.state == CommitmentState.SAID_DONE:
        return "said"
    return "kept" if ended <= one.due_on else "kept_late"


def _judged(rows: Iterable[Commitment], on: date) -> dict[int, str]:
    """Return what a citizens' council said last of each, up to a day."""
    found = CouncilReview.objects.filter(commitment__in=[one.pk for one in rows], on__lte=on)
    return dict(found.order_by("on", "pk").values_list("commitment", "judgement"))
