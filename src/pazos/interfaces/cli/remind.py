"""`pazos remind`: send the reminders of commitments and sessions that are due today.

The worker of `pazos serve` does it by itself every morning; the command is for a machine that serves
in another way, and to see what would be sent. Sending twice is harmless: each reminder goes once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    import argparse

NEEDS_CITY = True
ANSWER = """
JSON: `dry_run`; `on`, the day; `people` written to and the `reminders` in their mails (of a dry run: that would be);
`without_address`, people with something due whose account has no e-mail address; `failed`, mails that could not be
sent and are tried again (then the exit code is 1).
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether only to show, and where to."""
    parser.add_argument(
        "--dry-run", action="store_true", help=say(N_("only count what is due; send nothing"))
    )
    parser.add_argument("--json", metavar="FILE", help=say(N_("write the result as JSON (- for the screen)")))


def run(options: argparse.Namespace) -> int:
    """Send them and say how many."""
    from dataclasses import asdict

    from pazos.analysis.reminding import remind_everybody
    from pazos.domain.committees.queries.reminders import today
    from pazos.interfaces.cli.output import write_json

    on = today()
    sent = remind_everybody(on=on, dry_run=options.dry_run)
    if options.json:
        result = {"dry_run": bool(options.dry_run), "on": on.isoformat(), **asdict(sent)}
        write_json(result, options.json)
    if options.json != "-":
        _show(sent.people, sent.reminders, dry_run=options.dry_run)
        _warn(sent.without_address, sent.failed)
    return 1 if sent.failed else 0


def _show(people: int, reminders: int, *, dry_run: bool) -> None:
    words = (
        N_("{reminders} reminders would be sent to {people} people.")
        if dry_run
        else N_("{reminders} reminders were sent to {people} people.")
    )
    print(say(words, None, reminders=reminders, people=people))


def _warn(without: int, failed: int) -> None:
    if without:
        print(say(N_("{n} people have something due and no e-mail address."), None, n=without))
    if failed:
        print(say(N_("{n} mails could not be sent; they are tried again next time."), None, n=failed))
