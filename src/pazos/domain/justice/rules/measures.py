"""Does a measure of a judge, or a day of it, or a report on it stand as the law has it?

Law 1098 of 2006: the measures (art. 177), what they are for and that a judge may change them (art. 178),
admonition (182), rules of conduct up to two years (183), service to the community up to six months and
eight hours a week (184), assisted liberty up to two years (185), semi-closed up to three (186), and
deprivation up to eight (187, as Law 1453 of 2011, art. 90, left it). What a judge wrote is law: a period
longer than that is sent back to be read again, never cut short here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from pazos.domain.justice.vocabulary import MeasureKind
from pazos.domain.rights.rules.clock import months_after

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

HOURS_A_WEEK = Decimal(8)
HOURS_A_DAY = Decimal(8)
# A report until so many days before a day of the calendar is the one of that day.
EARLY = timedelta(days=7)
# By kind: the article, and the months it may last at most (None: it is one act).
LAW: dict[MeasureKind, tuple[str, int | None]] = {
    MeasureKind.ADMONITION: ("182", None),
    MeasureKind.RULES: ("183", 24),
    MeasureKind.SERVICE: ("184", 6),
    MeasureKind.ASSISTED: ("185", 24),
    MeasureKind.SEMI_CLOSED: ("186", 36),
    MeasureKind.DEPRIVATION: ("187", 96),
}


class Block(models.TextChoices):
    """Why a measure, a day of it or a report on it cannot be written."""

    NO_COURT = "no_court", _("It does not say which court, or the number of its file.")
    NOT_A_NUMBER = (
        "not_a_number",
        _(
            "The number of a file is digits and hyphens, with three capital letters at most. Write it as the court "
            "does, such as 76001-31-18-001-2026-00123-00 or 09317-3107."
        ),
    )
    NOT_LISTED = (
        "not_listed",
        _(
            "The court of this measure is not in the city's list. Correct the measure and choose its court first."
        ),
    )
    NOT_LAWFUL = (
        "not_lawful",
        _(
            "This report names a court that is not in the list, or a file by something that is no number. Throw it "
            "away, correct the measure and write it again."
        ),
    )
    ENDS_BEFORE = "ends_before", _("It ends before it begins.")
    LONGER_THAN_LAW = (
        "longer_than_law",
        _(
            "The law allows this measure for less long (Law 1098 of 2006, art. 183 to 187). Read the decision again."
        ),
    )
    NO_HOURS = "no_hours", _("Service to the community needs its hours.")
    NO_RHYTHM = "no_rhythm", _("Say every how many months the judge is told.")
    ENDED = "ended", _("This measure has ended.")
    OUTSIDE = "outside", _("The day lies outside the measure.")
    NOT_YET = "not_yet", _("The day has not come yet.")
    NOT_HOURS = "not_hours", _("Write the hours of one day, up to eight.")
    TWICE = "twice", _("Hours of this day are written already. Take them out first if they are wrong.")
    WEEK_FULL = (
        "week_full",
        _("Service to the community is eight hours a week at most (Law 1098 of 2006, art. 184)."),
    )
    WAITS = "waits", _("A report that was not sent yet stands already. Send it, or throw it away.")
    TOLD = "told", _("A report until that day, or later, was sent already.")
    APPROVED = "approved", _("This report is approved already.")
    NOT_APPROVED = "not_approved", _("A report is sent once somebody else has approved it.")
    SENT = "sent", _("This report was sent already.")
    OWN = "own", _("Whoever wrote a report does not approve it: two people see what goes to a judge.")
    HOURS_AFTER = (
        "hours_after",
        _(
            "Hours of a later day are written already. Take them out first if they are wrong, or correct the day."
        ),
    )
    STALE = (
        "stale",
        _(
            "The measure or its hours were corrected since this report was written: another court, file, day or sum. "
            "Throw it away and write it again."
        ),
    )
    ALTERED = (
        "altered",
        _("What stands in this report is not what was written. Throw it away and write it again."),
    )


@dataclass(frozen=True)
class MeasureFacts:
    """A measure as the judge ordered it, and the hours that were done, by day."""

    kind: MeasureKind
    begins_on: date
    ends_on: date
    hours: int = 0
    report_every_months: int = 3
    ended_on: date | None = None
    done: tuple[tuple[date, Decimal], ...] = ()


def what_blocks_measure(measure: MeasureFacts, *, names_court: bool, is_numbered: bool) -> tuple[Block, ...]:
    """Return everything against writing a measure down."""
    most = LAW[measure.kind][1]
    too_long = most is not None and measure.ends_on > months_after(measure.begins_on, most)
    stands = {
        Block.NO_COURT: not names_court,
        Block.NOT_A_NUMBER: names_court and not is_numbered,
        Block.ENDS_BEFORE: measure.ends_on < measure.begins_on,
        Block.LONGER_THAN_LAW: too_long,
        Block.NO_HOURS: measure.kind is MeasureKind.SERVICE and measure.hours <= 0,
        Block.NO_RHYTHM: measure.report_every_months < 1,
        Block.HOURS_AFTER: _is_done_after(measure, measure.ends_on),
    }
    return _true(stands)


def _is_done_after(measure: MeasureFacts, day: date) -> bool:
    return any(on > day for on, _ in measure.done)


def last_day(measure: MeasureFacts) -> date:
    """Return the last day on which a measure runs; that a judge declares its end later makes it no longer."""
    return min(measure.ends_on, measure.ended_on or measure.ends_on)


def what_blocks_hours(measure: MeasureFacts, hours: Decimal, *, on: date, today: date) -> tuple[Block, ...]:
    """Return everything against writing the hours of one day."""
    is_service = measure.kind is MeasureKind.SERVICE
    last = last_day(measure)
    stands = {
        Block.OUTSIDE: not measure.begins_on <= on <= last,
        Block.NOT_YET: on > today,
        Block.NOT_HOURS: not 0 < hours <= HOURS_A_DAY,
        Block.TWICE: any(day == on for day, _ in measure.done),
        Block.WEEK_FULL: is_service and hours_of_week(measure.done, on=on) + hours > HOURS_A_WEEK,
    }
    return _true(stands)


def hours_of_week(done: Iterable[tuple[date, Decimal]], *, on: date) -> Decimal:
    """Return the hours of the week of a day, from Monday to Sunday."""
    monday = on - timedelta(days=on.weekday())
    return sum((hours for day, hours in done if 0 <= (day - monday).days < 7), Decimal(0))


def what_blocks_ending(measure: MeasureFacts, *, on: date, today: date) -> tuple[Block, ...]:
    """Return everything against writing that a judge ended a measure."""
    stands = {
        Block.ENDS_BEFORE: on < measure.begins_on,
        Block.NOT_YET: on > today,
        Block.HOURS_AFTER: _is_done_after(measure, on),
    }
    return _true(stands)


def what_blocks_report(
    measure: MeasureFacts,
    *,
    until_on: date,
    today: date,
    told_until: date | None,
    one_waits: bool,
    is_listed: bool,
    is_numbered: bool,
) -> tuple[Block, ...]:
    """Return everything against writing a report until a day."""
    stands = {
        Block.NOT_YET: until_on > today,
        Block.OUTSIDE: until_on < measure.begins_on,
        Block.WAITS: one_waits,
        Block.TOLD: told_until is not None and until_on <= told_until,
        Block.NOT_LISTED: not is_listed,
        Block.NOT_A_NUMBER: not is_numbered,
    }
    return _true(stands)


def what_blocks_approving(
    *, is_approved: bool, is_own: bool, is_altered: bool, is_lawful: bool, is_stale: bool
) -> tuple[Block, ...]:
    """Return everything against approving a report."""
    stands = {
        Block.APPROVED: is_approved,
        Block.OWN: is_own,
        Block.ALTERED: is_altered,
        Block.NOT_LAWFUL: not is_lawful,
        Block.STALE: is_stale and is_lawful and not is_altered,
    }
    return _true(stands)


def what_blocks_sending(
    *, is_approved: bool, is_sent: bool, is_altered: bool, is_lawful: bool, has_come: bool = True
) -> tuple[Block, ...]:
    """Return everything against saying that a report was sent, on a day that `has_come`."""
    stands = {
        Block.NOT_APPROVED: not is_approved,
        Block.SENT: is_sent,
        Block.ALTERED: is_altered,
        Block.NOT_YET: not has_come,
        Block.NOT_LAWFUL: not is_lawful,
    }
    return _true(stands)


def what_blocks_throwing_away(*, is_sent: bool) -> tuple[Block, ...]:
    """Return everything against throwing a report away."""
    return _true({Block.SENT: is_sent})


def report_days(measure: MeasureFacts) -> tuple[date, ...]:
    """Return the days until which the judge is told: every so many months, and at the end.

    What would be due few days before the end is told at the end.
    """
    last = last_day(measure)
    days, turn = [], 1
    # So far apart that a report as late as it may be early is not taken for the last one.
    before = last - 2 * EARLY
    while (day := months_after(measure.begins_on, turn * max(1, measure.report_every_months))) < before:
        days.append(day)
        turn += 1
    return (*days, last)


def next_report_on(measure: MeasureFacts, *, told_until: date | None) -> date | None:
    """Return the day until which the next report is due, None where all were sent."""
    return next((day for day in report_days(measure) if not is_told(measure, day, told_until)), None)


def is_told(measure: MeasureFacts, day: date, told_until: date | None) -> bool:
    """Return whether what was sent until a day is the report of a day of the calendar, or comes after it.

    A few days early is that report; of the last day it is only where nothing was done since.
    """
    if told_until is None:
        return False
    early = day - told_until <= EARLY
    if day == report_days(measure)[-1]:
        early = early and all(on <= told_until for on, _ in measure.done)
    return day <= told_until or early


def _true(stands: dict[Block, bool]) -> tuple[Block, ...]:
    return tuple(block for block, true in stands.items() if true)
