"""When was this written, if the phone's clock may be a year wrong?

The phone says its time with every sending, and the difference to the server's is taken off. The
days in the answers were read from the same clock, and are put right by it too. A moment or a day
that cannot be true even then is not guessed at: a person looks at it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pazos.domain.fieldwork.forms.fields import Kind
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from pazos.domain.fieldwork.forms.form import Form

# Below this a day was read from a clock that is right, or was typed by somebody who knows the day.
WRONG_CLOCK = timedelta(hours=12)
SLACK = timedelta(minutes=10)
OLDEST = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Clock:
    """A phone's clock and what is known of the time in which it could have written."""

    ahead: timedelta  # the phone's time less the server's
    first_at: datetime  # its person had no phone before
    received_at: datetime
    zone: tzinfo

    @property
    def is_wrong(self) -> bool:
        """Whether the days a person sees on this phone are others than the city's."""
        return abs(self.ahead) >= WRONG_CLOCK

    def true(self, at_phone: datetime) -> datetime:
        """Return the moment by the server's clock; one that no calendar holds is the oldest there is."""
        try:
            found = at_phone.astimezone(UTC) - self.ahead
        except OverflowError:
            return OLDEST
        late = self.received_at < found <= self.received_at + SLACK
        return self.received_at if late else found

    def is_possible(self, written_at: datetime) -> bool:
        """Return whether this person had a phone by then, and the moment had come."""
        return self.first_at - WRONG_CLOCK <= written_at <= self.received_at

    def days_ahead(self, at_phone: datetime) -> int:
        """Return by how many days the phone's calendar was ahead of the city's when it wrote."""
        true = self.true(at_phone)
        if not self.is_wrong or not self.is_possible(true):
            return 0
        return (at_phone.astimezone(self.zone).date() - true.astimezone(self.zone).date()).days


def put_right(values: Mapping[str, Any], form: Form, *, days: int) -> dict[str, Any]:
    """Return values with each day moved back by the days that the phone's calendar was ahead."""
    return {name: _moved(value, form, name, days) for name, value in values.items()}


def _moved(value: Any, form: Form, name: str, days: int) -> Any:
    asked = form.field(name)
    if not days or asked is None or asked.kind is not Kind.DATE or not isinstance(value, date):
        return value
    try:
        return value - timedelta(days=days)
    except OverflowError:
        return value


def doubts(
    values: Mapping[str, Any], form: Form, *, clock: Clock, written_at: datetime
) -> list[InputProblem]:
    """Return every reason to have a person look at the dates of a sending."""
    found = []
    at = written_at
    if not clock.is_possible(written_at):
        at = clock.received_at
        found.append(
            InputProblem(
                N_("By the phone's clock this was written on {day}, which cannot be. Look at its days."),
                day=written_at.astimezone(clock.zone).date().isoformat(),
            )
        )
    today = at.astimezone(clock.zone).date()
    for asked in form.fields:
        day = values.get(asked.name)
        if asked.kind is Kind.DATE and isinstance(day, date) and not _within(day, asked, today):
            found.append(
                InputProblem(
                    N_("{field} says {day}, which is too far from the day it was written. Look at it."),
                    field=asked.name,
                    day=day.isoformat(),
                )
            )
    return found


def _within(day: date, asked: Any, today: date) -> bool:
    # A day of slack on each side: midnight on the phone is not midnight here.
    early = asked.least is not None and day < today + timedelta(days=asked.least - 1)
    late = asked.most is not None and day > today + timedelta(days=asked.most + 1)
    return not early and not late
