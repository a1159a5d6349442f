"""Which referrals are there, and how do they stand? As far as the person who asks may see.

Whoever referred sees what they wrote and what was answered, and nothing of the case: of somebody who has a
case already they are told what they are told of anybody who was taken in. Whoever receives sees those of
their clusters; those of no cluster are for whoever receives for the city. A name is sealed:
it is looked for among a bounded number of rows, never in an address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Case as Choose
from django.db.models import Count, F, IntegerField, Q, Value, When
from django.utils import timezone

from pazos.domain.cases.models import Referral
from pazos.domain.cases.vocabulary import ReferralState, Refusal
from pazos.domain.participants.keying import alike_word, name_words
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    from pazos.domain.people.models import Staff

TO_ANSWER, LATE, WAITING, MINE, ANSWERED, ALL = "to_answer", "late", "waiting", "mine", "answered", "all"
LOOKED_THROUGH, FOUND_AT_MOST = 600, 20
_NUMBER = re.compile(r"^[0-9a-f]{4,8}$")
_SHOWN = ("neighbourhood", "cluster", "made_by", "made_for")


@dataclass(frozen=True)
class Asked:
    """Which referrals; what is empty narrows nothing."""

    show: str = TO_ANSWER
    origin: str = ""
    cluster: int | None = None  # 0 asks for those of no cluster
    text: str = ""  # a short number, or a part of a neighbourhood's name

    @property
    def is_usual(self) -> bool:
        """Whether nothing but the tab was chosen."""
        return self == Asked(show=self.show)


def reached(staff: Staff) -> Q:
    """Return the condition on referrals that a person may see: their own, and those they may receive."""
    if not staff.may(Permission.REFER_PEOPLE):
        return Q(pk__in=[])
    received = received_by(staff)
    return received if received == Q() else Q(made_by=staff.pk) | received


def received_by(staff: Staff) -> Q:
    """Return the condition on referrals that a person may answer."""
    return reach_of(staff, Permission.RECEIVE_REFERRALS).within(cluster="cluster", owner="answered_by")


def may_answer(referral: Referral, staff: Staff) -> bool:
    """Return whether a person may answer one."""
    return bool(answerable([referral.pk], by=staff))


@dataclass(frozen=True)
class Told:
    """An answer as somebody is told of it."""

    state: ReferralState
    refusal: str  # why not, in words; empty where there is nothing to say


def told(rows: Iterable[Referral], *, seen_by: Staff) -> dict[UUID, Told]:
    """Return how the answer of each referral reads to somebody.

    That a person has a case already is for whoever may answer the referral.
    """
    shown = list(rows)
    known = {row.pk for row in shown if row.refusal == Refusal.ALREADY_IN}
    hidden = known - answerable(known, by=seen_by)
    return {row.pk: Told(ReferralState.ACCEPTED, "") if row.pk in hidden else _plainly(row) for row in shown}


def _plainly(row: Referral) -> Told:
    return Told(ReferralState(row.state), str(row.get_refusal_display()))


def answerable(keys: Iterable[UUID], *, by: Staff) -> set[UUID]:
    """Return which of these referrals somebody may answer."""
    asked = list(keys)
    if not asked or not by.may(Permission.RECEIVE_REFERRALS):
        return set()
    return set(Referral.objects.filter(received_by(by), pk__in=asked).values_list("pk", flat=True))


def referral(key: UUID, *, seen_by: Staff) -> Referral | None:
    """Return one referral within reach, with whoever wrote and answered it; None where there is none."""
    people = (*_SHOWN, "answered_by", "argued_by", "excepted_by", "participant")
    return Referral.objects.filter(reached(seen_by), pk=key).select_related(*people).first()


def referrals(asked: Asked, *, seen_by: Staff, on: date | None = None) -> QuerySet[Referral]:
    """Return the referrals that a question finds: late ones first, then by the day of the answer that is due."""
    day = on or timezone.localdate()
    rows = Referral.objects.filter(reached(seen_by)).filter(_shown(asked.show, seen_by, day))
    if asked.origin:
        rows = rows.filter(origin=asked.origin)
    if asked.cluster is not None:
        rows = rows.filter(cluster=asked.cluster or None)
    rows = rows.filter(_about(asked.text)) if asked.text else rows
    return rows.select_related(*_SHOWN).order_by(*_order(asked.show, day))


def counts(*, seen_by: Staff, on: date | None = None) -> dict[str, int]:
    """Return how many stand under each tab, in one question."""
    day = on or timezone.localdate()
    shown = (TO_ANSWER, LATE, WAITING, MINE)
    wanted = {name: Count("pk", filter=_shown(name, seen_by, day)) for name in shown}
    open_ones = Q(state__in=[ReferralState.SENT, ReferralState.WAITING]) | Q(made_by=seen_by.pk)
    found: dict[str, int] = Referral.objects.filter(reached(seen_by)).filter(open_ones).aggregate(**wanted)
    return found


def _shown(show: str, staff: Staff, day: date) -> Q:
    to_answer = Q(state=ReferralState.SENT) & received_by(staff)
    if show == TO_ANSWER:
        return to_answer
    if show == LATE:
        return to_answer & Q(answer_due_on__lt=day)
    if show == WAITING:
        return Q(state=ReferralState.WAITING)
    if show == MINE:
        return Q(made_by=staff.pk)
    if show == ANSWERED:
        return ~Q(state__in=[ReferralState.SENT, ReferralState.WAITING])
    return Q()


def _order(show: str, day: date) -> tuple[str | Combinable, ...]:
    if show in (TO_ANSWER, LATE):
        return ("answer_due_on", "made_at", "pk")
    if show == WAITING:
        return (F("waits_as").asc(nulls_last=True), "made_at", "pk")
    if show == ANSWERED:
        return ("-answered_at", "pk")
    late = When(state=ReferralState.SENT, answer_due_on__lt=day, then=Value(0))
    return (Choose(late, default=Value(1), output_field=IntegerField()), "-made_at", "pk")


def _about(text: str) -> Q:
    text = text.strip()
    named = Q(neighbourhood__name__icontains=text)
    digits = text.lower()
    if _NUMBER.match(digits):
        named |= Q(pk__gte=UUID(digits.ljust(32, "0")), pk__lte=UUID(digits.ljust(32, "f")))
    return named


@dataclass(frozen=True)
class Named:
    """Who was found by a name, and whether older rows were left unread."""

    rows: tuple[Referral, ...]
    read: int
    is_whole: bool


def named(text: str, *, seen_by: Staff) -> Named:
    """Return those within reach whose chosen name has these words, among the latest rows; the caller notes the look."""
    words = name_words(text)
    rows = Referral.objects.filter(reached(seen_by)).select_related(*_SHOWN).order_by("-made_at", "pk")
    latest = list(rows[: LOOKED_THROUGH + 1]) if words else []
    read = latest[:LOOKED_THROUGH]
    found = [row for row in read if row.name and _says(row.name, words)]
    return Named(tuple(found[:FOUND_AT_MOST]), len(read), len(latest) <= LOOKED_THROUGH)


def _says(name: str, words: list[str]) -> bool:
    own = name_words(name)
    return all(any(alike_word(word, one) or one.startswith(word) for one in own) for word in words)


def days_late(row: Referral, *, on: date | None = None) -> int:
    """Return how many days the answer of a referral is late; 0 where it is not."""
    day = on or timezone.localdate()
    if row.state != ReferralState.SENT or row.answer_due_on >= day:
        return 0
    return (day - row.answer_due_on) // timedelta(days=1)


def number_of(key: UUID) -> str:
    """Return the short number of a referral, as people say it."""
    return key.hex[:8].upper()
