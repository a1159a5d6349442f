"""`pazos retention`: what is due to go, and letting it go. To be run every night by the machine's clock.

It can be stopped at any moment; the next run goes on. What it erased is told by holding and number,
never by content.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    import argparse

    from pazos.domain.rights.queries.keeping import Due

NEEDS_CITY = True
ANSWER = """
JSON: `dry_run`; `again`, records that a restored backup had brought back and that were erased once more; `holdings`, a
list of `name`, `months` (null: for as long as its reason holds), `due` (records whose time is over, before this run)
and `erased` (0 in a dry run); `copies_over`, how many copies of the database older than `backup_days` lie in each folder into
which copies were made; `copies_unreachable`, the folders that could not be looked into.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether only to show, and where to."""
    parser.add_argument(
        "--dry-run", action="store_true", help=say(N_("only show what is due; erase nothing"))
    )
    parser.add_argument("--json", metavar="FILE", help=say(N_("write the result as JSON (- for the screen)")))


def run(options: argparse.Namespace) -> int:
    """Show what is due and, unless it is only to be shown, erase it."""
    from django.utils import timezone

    from pazos.analysis.copies import look
    from pazos.domain.rights.queries.keeping import due
    from pazos.interfaces.cli.backup import say_over
    from pazos.interfaces.cli.output import write_json

    found = due()
    again, erased = (0, {}) if options.dry_run else _erase()
    seen = look(now=timezone.now())
    copies = {"copies_over": seen.over, "copies_unreachable": seen.unreachable}
    result = _result(found, erased, again=again, dry_run=options.dry_run) | copies
    if options.json:
        write_json(result, options.json)
    if options.json != "-":
        _show(result, found)
        say_over(seen)
    return 0


def _erase() -> tuple[int, dict[str, int]]:
    from pazos.analysis.erasing import retain_everything

    again, made = retain_everything(by=None)
    return again, made.erased


def _result(found: list[Due], erased: dict[str, int], *, again: int, dry_run: bool) -> dict[str, Any]:
    rows = [
        {
            "name": one.period.holding.name,
            "months": one.period.months,
            "due": one.records,
            "erased": erased.get(one.period.holding.name, 0),
        }
        for one in found
    ]
    return {"dry_run": dry_run, "again": again, "holdings": rows}


def _show(result: dict[str, Any], found: list[Due]) -> None:
    from django.utils.translation import override

    from pazos.interfaces.cli.output import print_table

    with override("en"):  # the catalogue's keys, which `say` turns into the terminal's language
        titles = [(str(one.period.holding.title), str(one.period.holding.since)) for one in found]
    rows = [
        (say(title), row["months"], say(since), row["due"], row["erased"])
        for (title, since), row in zip(titles, result["holdings"], strict=True)
    ]
    columns = [say(N_("what")), say(N_("months")), say(N_("counted from")), say(N_("due")), say(N_("erased"))]
    print_table(say(N_("What is kept about people, and for how long")), columns, rows)
    if result["again"]:
        print(
            say(
                N_("A restored backup had brought {n} records back; they were erased again."),
                None,
                n=result["again"],
            )
        )
    if result["dry_run"]:
        print(say(N_("Nothing was erased.")))
