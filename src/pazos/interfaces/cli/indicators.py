"""`pazos indicators 2023`: compute every indicator for the periods that ended in a year, quarter or month.

Said twice it changes nothing: a value is kept anew only when its digits changed. Exit code 1 when
nothing could be computed at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.foundation.words import N_, say
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    import argparse
    from datetime import date

    from pazos.domain.people.models import Staff

NEEDS_CITY = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which periods, which indicators, whose asking."""
    parser.add_argument(
        "period",
        nargs="?",
        metavar="PERIOD",
        help=say(N_("2023, 2023-Q2 or 2023-05, or two of them as 2020..2023 (default: this year)")),
    )
    parser.add_argument(
        "--only", action="append", metavar="CODE", help=say(N_("one indicator; may be said several times"))
    )
    parser.add_argument(
        "--fill", action="store_true", help=say(N_("first add the indicators that come with Pazos"))
    )
    parser.add_argument("--by", metavar="USER", help=say(N_("who does it")))


def run(options: argparse.Namespace) -> int:
    """Compute and say how many values were kept, stood already, or cannot be given and why."""
    from django.utils import timezone

    from pazos.analysis.indicators.computing import compute_all
    from pazos.domain.indicators.actions import ship_battery
    from pazos.interfaces.cli.output import print_table

    today = timezone.localdate()
    first, last = _span(options.period or str(today.year))
    by = _person(options.by) if options.by else None
    if options.fill:
        fresh = ship_battery(on=first, by=by)
        print(say(N_("{number} indicators were added."), None, number=len(fresh)))
    counts = compute_all(first, last, by=by, only=options.only)
    rows = [
        [say(N_("kept anew")), counts["computed"]],
        [say(N_("the same digits stood there")), counts["same"]],
        [say(N_("kept without a value, with the reason")), counts["missing"]],
        [say(N_("reported by people under an earlier sheet, and left as they stand")), counts["reported"]],
    ]
    print_table(say(N_("Values of indicators")), [say(N_("what became of them")), say(N_("values"))], rows)
    return 0 if counts["computed"] + counts["same"] + counts["reported"] else 1


def _span(text: str) -> tuple[date, date]:
    from pazos.domain.indicators.periods import period_named

    first, _, last = text.partition("..")
    begins, ends = period_named(first), period_named(last or first)
    if ends.ends_on < begins.starts_on:
        raise InputProblem(N_("{period} ends before it begins."), period=text)
    return begins.starts_on, ends.ends_on


def _person(username: str) -> Staff:
    from pazos.domain.people.models import Staff
    from pazos.foundation.access.policy import Permission

    staff = Staff.objects.filter(username=username).first()
    if staff is None:
        raise InputProblem(N_("There is no account {username}."), username=username)
    if not staff.may(Permission.KEEP_INDICATORS):
        raise InputProblem(N_("The account {username} may not keep indicators."), username=username)
    return staff
