"""`pazos close 2023-05`: where a month stands, preparing it, signing it. Two people do it, each under their name.

Exit code 1 when something stands in the way; every reason is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    import argparse
    from datetime import date

    from pazos.domain.people.models import Staff

NEEDS_CITY = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which month, which deed, whose."""
    parser.add_argument("month", metavar="MONTH", help=say(N_("such as 2023-05")))
    deed = parser.add_mutually_exclusive_group()
    deed.add_argument(
        "--prepare", action="store_true", help=say(N_("freeze and count it, for another to sign"))
    )
    deed.add_argument("--sign", action="store_true", help=say(N_("sign what another prepared")))
    deed.add_argument("--withdraw", action="store_true", help=say(N_("take it back before it is signed")))
    parser.add_argument("--by", metavar="USER", help=say(N_("who does it")))
    parser.add_argument("--reason", default="", help=say(N_("of a revision; anybody may read it")))
    parser.add_argument(
        "--remark", default="", help=say(N_("why it is closed while pairs wait; anybody may read it"))
    )


def run(options: argparse.Namespace) -> int:
    """Do the deed, if one is asked for, and show where the month stands."""
    from pazos.domain.register.actions.closing import NotClosedError
    from pazos.domain.register.frozen import month_named

    month = month_named(options.month)
    if month is None:
        raise InputProblem(N_("A month is written as 2023-05, not {month}."), month=options.month)
    try:
        _do(options, month)
    except NotClosedError as refused:
        for block in refused.blocks:
            print(say(_english(block.label)))
        return 1
    _show(month)
    return 0


def _english(label: Any) -> str:
    from django.utils.translation import override

    with override("en"):
        return str(label)


def _do(options: argparse.Namespace, month: date) -> None:
    from pazos.analysis.register import closing as work
    from pazos.domain.register.queries.closing import prepared

    if not (options.prepare or options.sign or options.withdraw):
        return
    by = _person(options.by)
    if options.prepare:
        work.prepare_month(month, by=by, reason=options.reason, remark=options.remark)
        return
    waits = prepared(month)
    if waits is None:
        raise InputProblem(N_("Nothing of {month} waits for a signature."), month=options.month)
    if options.sign:
        work.sign_month(waits, by=by)
    else:
        work.withdraw(waits, by=by)


def _person(username: str | None) -> Staff:
    from pazos.domain.people.models import Staff
    from pazos.foundation.access.policy import Permission

    if not username:
        raise InputProblem(N_("Say who does it: --by USER."))
    staff = Staff.objects.filter(username=username).first()
    if staff is None:
        raise InputProblem(N_("There is no account {username}."), username=username)
    if not staff.may(Permission.CLOSE_MONTHS):
        raise InputProblem(N_("The account {username} may not close months."), username=username)
    return staff


def _show(month: date) -> None:
    from pazos.analysis.register.closing import today
    from pazos.domain.register.frozen import month_name
    from pazos.domain.register.queries.closing import closed, prepared
    from pazos.interfaces.cli.output import print_table

    now, vintages, waits = today(month), closed(month), prepared(month)
    keys = sorted({key for one in vintages for key in one.counts} | now.counts.keys())
    columns = [
        say(N_("rule")),
        *(f"{one.signed_at:%Y-%m-%d}" for one in vintages),
        say(N_("today, unsigned")),
    ]
    rows = [[key, *(one.counts.get(key) for one in vintages), now.counts.get(key)] for key in keys]
    print_table(month_name(month), columns, rows)
    if waits:
        print(
            say(N_("Prepared; it waits for another person's signature: {hash}"), None, hash=waits.frozen_hash)
        )
    for one in now.silent:
        print(say(N_("{source} has not delivered it, and nobody has said why."), None, source=one.name))
