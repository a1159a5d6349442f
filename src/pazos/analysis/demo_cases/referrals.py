"""Invented referrals of every origin, and how each was answered: in time, late, not yet, or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from pazos.analysis.demo_cases import words
from pazos.analysis.demo_cases.people import ADULT, somebody
from pazos.analysis.demo_cases.town import at
from pazos.domain.cases.models import Referral
from pazos.domain.cases.rules.referring import ANSWER_WITHIN
from pazos.domain.cases.vocabulary import Ground, Origin, ReferralState, Refusal, WaitClass
from pazos.domain.participants.traits import band_of
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pazos.analysis.demo_cases.people import Told
    from pazos.analysis.demo_cases.town import Town
    from pazos.domain.people.models import Staff

ORIGINS = (
    *((Origin.GESTOR,) * 7 + (Origin.SCHOOL,) * 4 + (Origin.SELF,) * 3 + (Origin.FAMILY,) * 3),
    *((Origin.ACTIVITY,) * 3 + (Origin.PARTNER,) * 2 + (Origin.HEALTH,) * 2 + (Origin.JUSTICE,) * 2),
)
BACK = (Origin.SELF, Origin.SELF, Origin.GESTOR, Origin.GESTOR, Origin.FAMILY, Origin.ACTIVITY)
REFUSALS = (
    *((Refusal.NOT_FOUND,) * 4 + (Refusal.NOT_WANTED,) * 4 + (Refusal.OTHER_SERVICE,) * 2),
    *(Refusal.NO_PERMISSION, Refusal.AGE, Refusal.PLACE, Refusal.ALREADY_IN),
)
REFUSED, WAITING, WITHDRAWN, SENT = 62, 34, 34, 50
LATE = 0.3  # of those that nobody has answered yet


def others(town: Town) -> Iterator[Referral]:
    """Return every referral that did not become a case."""
    for _ in range(REFUSED):
        yield _refused(town, town.day(town.first, town.today - timedelta(days=15)))
    for n in range(WAITING):
        yield _waiting(town, town.day(town.today - timedelta(days=100), town.today - timedelta(days=9)), n)
    for _ in range(WITHDRAWN):
        row, _told = referral(town, town.day(town.first, town.today - timedelta(days=3)))
        row.state, row.withdrawn_at = ReferralState.WITHDRAWN, row.made_at + timedelta(days=2)
        yield row
    for n in range(SENT):
        late = n < SENT * LATE
        ago = (10, 30) if late else (0, 4)
        on = town.today - timedelta(days=int(town.draw.integers(*ago)))
        yield referral(town, on)[0]


def referral(town: Town, on: date, *, of: Told | None = None) -> tuple[Referral, Told]:
    """Return a referral made on a day, sent and not answered, and of whom it tells; `of` came back."""
    origin, told = town.one(BACK if of else ORIGINS), of or somebody(town, on)
    is_minor = told.age_on(on) < ADULT
    by = _by(town, origin)
    row = Referral(
        id=uuid4(),
        origin=origin,
        name=told.name,
        contact=town.one(words.CONTACTS),
        born_on=told.born_on if is_minor or town.luck() < 0.7 else None,
        age_band=band_of(told.age_on(on)),
        guardian=town.one(words.GUARDIANS) if is_minor else "",
        reason=town.one(words.REASONS),
        neighbourhood=told.place,
        cluster=told.cluster,
        agreed_on=on,
        made_by=by,
        made_for=by.organisation,
        made_at=at(on),
        answer_due_on=town.days.after(on, days=ANSWER_WITHIN),
    )
    return row, told


def answer(row: Referral, town: Town, *, on: date, state: ReferralState) -> None:
    """Set a referral to answered on a day by whoever supervises, and the person told soon after."""
    row.state, row.answered_at, row.answered_by = state, at(on, 16), town.supervisor
    row.told_on = min(on + timedelta(days=int(town.draw.integers(0, 4))), town.today)
    row.version = 2


def takes_days(town: Town) -> int:
    """Return after how many days somebody answers: mostly in time, now and then far too late."""
    return int(town.draw.integers(1, 7)) if town.luck() < 0.8 else int(town.draw.integers(8, 15))


def _refused(town: Town, on: date) -> Referral:
    row, _told = referral(town, on)
    answer(row, town, on=on + timedelta(days=takes_days(town)), state=ReferralState.REFUSED)
    row.refusal = town.one(REFUSALS)
    return row


def _waiting(town: Town, on: date, number: int) -> Referral:
    row, _told = referral(town, on)
    answer(row, town, on=on + timedelta(days=takes_days(town) % 8), state=ReferralState.WAITING)
    row.waits_as = WaitClass.ARRIVAL
    if row.origin == Origin.JUSTICE:
        row.waits_as, row.ordered_until = WaitClass.ORDERED, town.today + timedelta(days=20 + number)
        row.order_paper = f"Juzgado 2 penal para adolescentes, oficio {number:04}"
    if number % 9 == 4:  # an exception that was argued, and one that nobody approved yet
        row.ground, row.argument = Ground.STUDIES, "Estudia en el barrio desde hace cuatro años."
        row.argued_by = town.pairs[0][0]
        row.excepted_by = town.supervisor if number % 2 else None
    return row


def _by(town: Town, origin: Origin) -> Staff:
    if origin == Origin.GESTOR and town.gestores:
        found: Staff = town.one(town.gestores)
        return found
    if origin == Origin.PARTNER and Role.PARTNER in town.by:
        return town.by[Role.PARTNER]
    return town.one(town.pairs)[0] if town.luck() < 0.6 else town.supervisor
