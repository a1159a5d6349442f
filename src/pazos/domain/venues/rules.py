"""Does a restored place stay alive, and may this be written of a venue? The published rule, on counted facts.

Life is judged by people, not by paint: whether somebody was counted there and whether something was
done there; the condition only says whether what is alive begins to fade. What nobody looked at is
not known, and is never guessed. Of a restored place only what came after the delivery of its last work
speaks: who came before says what it was, and the crowd of the first weeks comes to see what is new. The
thresholds stand here and on the page, and are the same for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pazos.domain.venues.vocabulary import Condition, Life, Rhythm, WorkState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

COUNTS_WITHIN_DAYS = 180  # how far back people counted by eye say something of today
ACTIVITIES_WITHIN_DAYS = 90
INSPECTED_WITHIN_MONTHS = 12
SETTLES_WITHIN_DAYS = 90  # from a delivery until what is counted says something of a restored place
LEAST_HOURS = 3  # hours counted, below which a mean says nothing
MANY, NEARLY_NOBODY = 5.0, 1.0  # people an hour, on average of the hours counted
MOST_BAD = 1 / 3  # share of what was inspected that is poor or cannot be used


class Reason(TextChoices):
    """What a judgement rests on, in words."""

    MANY = "many", _("people use it")
    SOME = "some", _("few people use it")
    NOBODY = "nobody", _("nearly nobody uses it")
    NOT_COUNTED = "not_counted", _("people were not counted there lately")
    ACTIVE = "active", _("something was done there lately")
    NOT_ACTIVE = "not_active", _("nothing was done there lately")
    KEPT = "kept", _("it is in fair condition or better")
    WORN = "worn", _("much of it is poor, or something cannot be used")
    NOT_INSPECTED = "not_inspected", _("nobody inspected it lately")
    JUST_RESTORED = "just_restored", _("its work was delivered not long ago")
    CLOSED = "closed", _("it was closed")


@dataclass(frozen=True)
class Facts:
    """What is known of a venue on a day: of a restored one only what came after the last delivery.

    People are a mean an hour over the hours that were counted, with the fewest and the most of one hour;
    `days_restored` are the days since the
    delivery, None where no work was delivered.
    """

    hours_counted: int = 0
    people_an_hour: float | None = None
    fewest: int | None = None
    most: int | None = None
    activities: int = 0
    inspected_on: date | None = None  # within the months that still say something
    conditions: Mapping[str, int] | None = None
    days_restored: int | None = None
    is_closed: bool = False


@dataclass(frozen=True)
class Judged:
    """The life of a venue and every reason for it; it is shown with its facts and never without.

    `days_missing` and `hours_missing` say what a restored place still lacks to be judged at all.
    """

    life: Life
    reasons: tuple[Reason, ...]
    days_missing: int = 0
    hours_missing: int = 0


def use_of(facts: Facts) -> Reason:
    """Return how a venue is used, as far as it was counted."""
    if facts.hours_counted < LEAST_HOURS or facts.people_an_hour is None:
        return Reason.NOT_COUNTED
    if facts.people_an_hour >= MANY:
        return Reason.MANY
    return Reason.SOME if facts.people_an_hour >= NEARLY_NOBODY else Reason.NOBODY


def condition_of(conditions: Mapping[str, int] | None) -> Reason:
    """Return how a venue is kept, by its last inspection."""
    if not conditions:
        return Reason.NOT_INSPECTED
    found = list(conditions.values())
    bad = sum(one <= Condition.POOR for one in found) / len(found)
    return Reason.WORN if Condition.RUINED in found or bad > MOST_BAD else Reason.KEPT


def life_of(facts: Facts) -> Judged:
    """Return whether a venue is alive, fades, is empty, is closed, or cannot be said yet, with the reasons."""
    use, kept = use_of(facts), condition_of(facts.conditions)
    active = Reason.ACTIVE if facts.activities else Reason.NOT_ACTIVE
    if facts.is_closed:
        return Judged(Life.CLOSED, (Reason.CLOSED,))
    if facts.days_restored is None:
        return Judged(_life(use, active, kept), (use, active, kept))
    days = max(SETTLES_WITHIN_DAYS - facts.days_restored, 0)
    hours = max(LEAST_HOURS - facts.hours_counted, 0)
    if days:
        return Judged(Life.EARLY, (Reason.JUST_RESTORED,), days, hours)
    life = Life.UNKNOWN if hours else _life(use, active, kept)
    return Judged(life, (use, active, kept), hours_missing=hours)


def _life(use: Reason, active: Reason, kept: Reason) -> Life:
    if active is Reason.NOT_ACTIVE:
        if use is Reason.NOT_COUNTED:
            return Life.UNKNOWN
        if use is Reason.NOBODY:
            return Life.EMPTY
        if use is Reason.SOME:
            return Life.FADING
    return Life.FADING if kept is Reason.WORN or use is Reason.NOBODY else Life.ALIVE


RHYTHM_DAYS: dict[str, int] = {
    Rhythm.WEEK: 7,
    Rhythm.TWO_WEEKS: 14,
    Rhythm.MONTH: 31,
    Rhythm.TWO_MONTHS: 62,
    Rhythm.THREE_MONTHS: 92,
}
WITHOUT_RHYTHM_DAYS = 92


def days_silent(rhythm: str, *, heard_on: date, today: date) -> int | None:
    """Return for how many days a committee has not met where that is long, None where it is not.

    Long is twice its own rhythm; without one, three months. `heard_on`: it met last, or it began.
    """
    days = (today - heard_on).days
    most = 2 * RHYTHM_DAYS[rhythm] if rhythm in RHYTHM_DAYS else WITHOUT_RHYTHM_DAYS
    return days if days > most else None


class Block(TextChoices):
    """A reason why a deed on a venue is refused."""

    CLOSED = "closed", _("The venue was closed. Open it again first.")
    NOT_NEXT = "not_next", _("A work is planned, under way, then delivered or stopped.")
    NO_REASON = "no_reason", _("Say why it stopped.")
    NO_DAY = "no_day", _("Say on which day.")
    BEFORE_BEGIN = "before_begin", _("That day is before the work began.")
    DAY_AHEAD = "day_ahead", _("That day has not come yet.")
    FIRST_STEP = "first_step", _("There is no step to take back.")
    DUE_BEFORE = "due_before", _("It would be due before it begins.")
    DELIVERED_BEFORE = "delivered_before", _("It would begin after the day on which it was delivered.")
    FACES = (
        "faces",
        _("Somebody could be recognised. Take another picture, without people or from further away."),
    )
    NOTHING_SEEN = "nothing_seen", _("Say how at least one thing is.")
    THERE_ALREADY = "there_already", _("This picture stands there already.")
    HAS_COMMITTEE = (
        "has_committee",
        _("The venue has a neighbours' committee. Say first when that one ended."),
    )
    COMMITTEE_ENDED = "committee_ended", _("This committee ended. Take the day out first if it meets again.")
    MET_BEFORE = "met_before", _("That day is before the committee began.")


NEXT = {
    WorkState.PLANNED: frozenset({WorkState.UNDERWAY, WorkState.STOPPED}),
    WorkState.UNDERWAY: frozenset({WorkState.DELIVERED, WorkState.STOPPED}),
    WorkState.STOPPED: frozenset({WorkState.UNDERWAY}),
    WorkState.DELIVERED: frozenset[WorkState](),
}


@dataclass(frozen=True)
class Step:
    """A step that somebody asks of a work."""

    now: str
    to: str
    began_on: date
    on: date | None
    today: date
    why: str


def what_blocks_step(step: Step) -> tuple[Block, ...]:
    """Return everything that keeps a work from its next state."""
    delivers = step.to == WorkState.DELIVERED
    stands = {
        Block.NOT_NEXT: step.to not in NEXT[WorkState(step.now)],
        Block.NO_REASON: step.to == WorkState.STOPPED and not step.why,
        Block.NO_DAY: delivers and step.on is None,
        Block.BEFORE_BEGIN: delivers and step.on is not None and step.on < step.began_on,
        Block.DAY_AHEAD: delivers and step.on is not None and step.on > step.today,
    }
    return tuple(block for block, true in stands.items() if true)
