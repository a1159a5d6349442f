"""What the worker does once a day without being asked: let go of what was kept long enough,
let cases rest whose permission ended, note complaints of the day before, count the totals and complaints of a quarter
and what justice served in it, look for copies of the database that are too old, remind people.

An invented city lets nothing go: nobody is protected by it, and its past years are what it shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from pazos.domain.territory.models import Municipality

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


def let_go(on: date) -> Mapping[str, int]:
    """Erase what is over, as `pazos retention` does; return how many records."""
    from pazos.analysis.erasing import retain_everything

    if Municipality.objects.filter(is_synthetic=True).exists():
        return {"erased": 0}
    again, run = retain_everything(by=None, on=on)
    return {"again": again, "erased": sum(run.erased.values())}


def rest(on: date) -> Mapping[str, int]:
    """Let the cases rest whose permission ended of itself; return how many."""
    from pazos.domain.cases.actions.turning import rest_where_permission_ended

    return {"resting": rest_where_permission_ended()}


def note_complaints(on: date) -> Mapping[str, int]:
    """Write the complaints of the days before into the trail; return how many."""
    from pazos.domain.cases.actions.voice import note_of_days

    return {"noted": note_of_days(before=on)}


def count(on: date) -> Mapping[str, bool]:
    """Count what the programme learned by the end of a quarter, so that no page waits for it; tell whether it was new."""
    from pazos.analysis.programme.totals import count_ahead

    return {"new": count_ahead(on=on)}


def count_complaints(on: date) -> Mapping[str, int]:
    """Count the complaints of every quarter that may be counted now; return how many quarters."""
    from pazos.analysis.programme.complaints import count_new

    return {"quarters": count_new(on=on)}


def count_justice(on: date) -> Mapping[str, int]:
    """Count what justice served in every quarter that may be counted now; return how many quarters."""
    from pazos.analysis.programme.justice import count_new

    return {"quarters": count_new(on=on)}


def check_looks(on: date) -> Mapping[str, int]:
    """Hash the sealed days of looks again, so that one removed or altered shows; return how many days are broken."""
    from pazos.foundation.audit.reading import check_days

    return {"broken": check_days(on)}


def look_at_copies(on: date) -> Mapping[str, object]:
    """Look for copies of the database that are older than people were promised; return how many by folder."""
    from pazos.analysis.copies import facts_of, look

    return facts_of(look(now=timezone.now()))


def remind(on: date) -> Mapping[str, int]:
    """Send the reminders of the day, as `pazos remind` does; return how many people were written to."""
    from pazos.analysis.reminding import remind_everybody

    sent = remind_everybody(on=on)
    return {"people": sent.people, "reminders": sent.reminders, "failed": sent.failed}
