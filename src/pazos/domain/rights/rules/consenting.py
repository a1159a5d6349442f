"""May somebody's data be used for a purpose on a day? Every reason against, or nothing.

Law 1581 of 2012: art. 6 and 9 (permission, for a stated purpose), 7 (minors), 10 (grounds that need
no permission); Decree 1377 of 2013, art. 12 (a guardian signs, and the minor is heard). Whoever
turns 18 answers for themselves from that day on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from pazos.domain.rights.vocabulary import Basis, Relation

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

ADULT, HEARD_FROM = 18, 14
Ages = tuple[int, int]  # the least and the greatest age that what is known leaves open, in completed years
Born = tuple[date, date]  # the first and the last day of birth that what is known leaves open


class Block(models.TextChoices):
    """A reason why data may not be used."""

    NONE_GIVEN = "none_given", _("No permission and no other legal ground is written down.")
    OTHER_PURPOSE = "other_purpose", _("What was permitted is another purpose.")
    NOT_YET = "not_yet", _("The permission begins later.")
    EXPIRED = "expired", _("The permission has expired.")
    WITHDRAWN = "withdrawn", _("The permission was taken back.")
    UNDER_14 = "under_14", _("Nobody can permit this for a child under 14.")
    NO_GUARDIAN = "no_guardian", _("The person is a minor and no guardian signed.")
    NOT_HEARD = "not_heard", _("A guardian signed, but nobody wrote down that the minor was heard.")
    NOW_ADULT = "now_adult", _("The guardian signed for a minor who is 18 now and must sign in person.")


@dataclass(frozen=True)
class ConsentFacts:
    """One ground on file. `born_on` is None for an adult whose age nobody needs.

    `known` is what is kept of the person's birth beside this paper. It counts where the paper says none, and
    where the two contradict one another: the paper never changes, and what is kept can be put right.
    `written_at` and `withdrawn_at` tell the order of acts of one day; taken back at an unknown time is
    taken back as the last act of its day.
    """

    basis: str
    purpose: str
    relation: str
    given_on: date
    expires_on: date | None
    withdrawn_on: date | None = None
    born_on: date | None = None
    heard_on: date | None = None
    written_at: datetime | None = None
    withdrawn_at: datetime | None = None
    known: Born | None = None


def what_blocks_processing(facts: Sequence[ConsentFacts], *, purpose: str, on: date) -> tuple[Block, ...]:
    """Return everything that stands in the way of using somebody's data; empty means it may be done.

    One ground that holds is enough. Where none does, the reasons are those of the one that comes
    nearest, the newest of equals. Whoever takes a permission back says no to the purpose: every
    permission for it that was given before ends with it, wherever it is written down (two rows of one
    person that were made one), until a new one is given. Of two acts of one day the one that was written
    last holds.
    """
    if not facts:
        return (Block.NONE_GIVEN,)
    fitting = [one for one in facts if one.purpose == purpose]
    if not fitting:
        return (Block.OTHER_PURPOSE,)
    standing = ended_together(fitting, on=on)
    newest_first = sorted(standing, key=lambda one: one.given_on, reverse=True)
    return min((what_blocks_one(one, on=on) for one in newest_first), key=len)


def ended_together(facts: Sequence[ConsentFacts], *, on: date) -> list[ConsentFacts]:
    """Return grounds of one purpose, every permission older than the last withdrawal ended by it."""
    said = [one.withdrawn_on for one in facts if one.withdrawn_on is not None and one.withdrawn_on <= on]
    if not said:
        return list(facts)
    last = max(said)
    times = [one.withdrawn_at for one in facts if one.withdrawn_on == last]
    known = [time for time in times if time is not None]
    last_at = max(known) if len(known) == len(times) else None
    return [
        replace(one, withdrawn_on=min(one.withdrawn_on or last, last))
        if one.basis == Basis.CONSENT and _is_older(one, last, last_at)
        else one
        for one in facts
    ]


def is_taken_back(facts: Sequence[ConsentFacts], *, on: date) -> bool:
    """Return whether the last word of somebody on one purpose, said by a day, is that they permit it no more.

    Somebody who never said anything, and one whose permission only ran out, did not take it back.
    """
    said = [one for one in facts if one.basis == Basis.CONSENT and one.given_on <= on]
    standing = ended_together(said, on=on)
    return bool(standing) and all(one.withdrawn_on is not None and one.withdrawn_on <= on for one in standing)


def _is_older(one: ConsentFacts, last: date, last_at: datetime | None) -> bool:
    """Return whether a permission was given before the last withdrawal, by the day and then by the writing."""
    if one.given_on != last:
        return one.given_on < last
    return last_at is None or one.written_at is None or one.written_at <= last_at


def what_blocks_one(facts: ConsentFacts, *, on: date) -> tuple[Block, ...]:
    """Return everything that keeps one ground from holding on a day."""
    stands = {
        Block.NOT_YET: facts.given_on > on,
        Block.EXPIRED: facts.expires_on is not None and facts.expires_on < on,
        Block.WITHDRAWN: facts.withdrawn_on is not None and facts.withdrawn_on <= on,
        **(_of_age(facts, on=on) if facts.basis == Basis.CONSENT else {}),
    }
    return tuple(block for block, true in stands.items() if true)


def _of_age(facts: ConsentFacts, *, on: date) -> dict[Block, bool]:
    signed_at, now = _ages(facts, on=facts.given_on), _ages(facts, on=on)
    if signed_at is None or now is None:
        return {}
    minor, guarded = signed_at[1] < ADULT, facts.relation == Relation.GUARDIAN
    return {
        Block.UNDER_14: now[1] < HEARD_FROM,
        Block.NO_GUARDIAN: minor and not guarded,
        Block.NOT_HEARD: minor and guarded and signed_at[1] >= HEARD_FROM and facts.heard_on is None,
        Block.NOW_ADULT: minor and guarded and now[0] >= ADULT,
    }


def _ages(facts: ConsentFacts, *, on: date) -> Ages | None:
    told = None if facts.born_on is None else ages_on(on, born=(facts.born_on, facts.born_on))
    known = None if facts.known is None else ages_on(on, born=facts.known)
    return known if told is None or (known is not None and contradict(told, known)) else told


def contradict(one: Ages, other: Ages) -> bool:
    """Return whether two tellings of an age cannot both be true in what the law asks: under 14, under 18, of age."""
    (least, most), (at_least, at_most) = (tuple(map(_stage, ages)) for ages in (one, other))
    return most < at_least or at_most < least


def _stage(age: int) -> int:
    return (age >= HEARD_FROM) + (age >= ADULT)


def ages_on(day: date, *, born: Born) -> Ages:
    """Return the least and the greatest age on a day of somebody born between two days."""
    first, last = born
    return age_on(day, born_on=last), age_on(day, born_on=first)


def age_on(day: date, *, born_on: date) -> int:
    """Return the age in completed years."""
    before_birthday = (day.month, day.day) < (born_on.month, born_on.day)
    return day.year - born_on.year - before_birthday
