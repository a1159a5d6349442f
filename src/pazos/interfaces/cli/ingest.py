"""`pazos ingest FILE... --source NAME`: official records into the city's database.

A source that hands out its whole series each time replaces its earlier records in the months
and municipalities of the new file; if the file holds less than 90% of their victims (or of
their places) it waits, unused, until it is given again with --replace or --add.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, explain, say
from pazos.interfaces.cli.output import print_table, write_json
from pazos.interfaces.cli.register import bring_up_to_date, result_of
from pazos.interfaces.cli.register import show as show_register

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator

    from pazos.analysis.ingest.take import Outcome

NEEDS_CITY = True
EPILOG = say(
    N_(
        "A series that is handed out whole replaces its earlier records in the months and municipalities\n"
        "of the new file. If the file holds less than 90% of their victims or places, it waits unused:\n"
        "give it again with --replace or --add. Exit code 1: a file waits; 2: a file was refused."
    )
)
ANSWER = """\
JSON of one file: `file`, `source`, `delivery` (its number), `state` (`current`, `waiting`, `stopped`,
`set_aside`), `rows`, `accepted`, `rejected`, `victims`, `victims_in_city`, `first_on`, `last_on`, `file_hash`
(SHA-256), `mapping_version`, `rejected_rows` (path of the table, or null), `warnings` (list of `code`, `message`,
`facts`). Of a refused file: `state` is `stopped`, the figures are 0 and `warnings` says why (`code`, `message`).
Of several files: the sums of the figures, `warnings` (each with its `file`) and `files`, one entry each. With
--register also `register`, as `pazos register --json` writes it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the words of the command."""
    add = parser.add_argument
    add(
        "files",
        nargs="+",
        metavar="FILE",
        type=Path,
        help=say(N_("xlsx, xls, ods, CSV or parquet, also .gz")),
    )
    add(
        "--source",
        required=True,
        metavar="NAME",
        help=say(N_("whose records: for instance policia-nacional")),
    )
    add(
        "--dates",
        choices=("day-first", "month-first"),
        help=say(N_("the order of day and month, where the file does not say")),
    )
    add("--encoding", metavar="NAME", help=say(N_("the text's encoding (default: found)")))
    add("--sheet", metavar="NAME", help=say(N_("the sheet of a workbook (default: the longest)")))
    add(
        "--accept",
        action="append",
        default=[],
        metavar="FIELD",
        help=say(N_("take the file although this field's column matches almost nothing")),
    )
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--replace", action="store_true", help=say(N_("replace what it overlaps")))
    choice.add_argument("--add", action="store_true", help=say(N_("add to what it overlaps")))
    add("--again", action="store_true", help=say(N_("read a file anew that was taken in before")))
    add(
        "--register",
        action="store_true",
        help=say(N_("bring the register of deaths up to date when the files are in")),
    )
    add("--json", metavar="OUT", help=say(N_("write the result as JSON (- for the screen)")))


def run(options: argparse.Namespace) -> int:
    """Take the files in, one after another; a refused one does not keep the others out."""
    results = []
    with _progress() as tell:
        for path in options.files:
            results.append(_one(path, options, tell))  # noqa: PERF401 - each is seen as it ends
    result = results[0] if len(results) == 1 else _together(results)
    update = bring_up_to_date() if options.register else None
    if update is not None:
        result["register"] = result_of(update)
    if options.json:
        write_json(result, options.json)
    if options.json != "-":
        show(results)
        if update is not None:
            show_register(update)
        elif any(one["state"] == "current" for one in results):
            print(say(N_("The register of deaths does not hold these records yet: pazos register")))
    return max(_exit_code(one) for one in results)


def _exit_code(result: dict[str, Any]) -> int:
    return {"stopped": 2, "waiting": 1}.get(result["state"], 0)


def _one(path: Path, options: argparse.Namespace, tell: Callable[[str, float], None]) -> dict[str, Any]:
    from pazos.analysis.ingest.take import Wishes, take
    from pazos.science.problems import InputProblem

    wishes = Wishes(
        dates=options.dates,
        accept=frozenset(options.accept),
        encoding=options.encoding,
        sheet=options.sheet,
        overlap="replace" if options.replace else "add" if options.add else "",
        again=options.again,
    )
    try:
        return _result(take(path, source=options.source, by=None, wishes=wishes, tell=tell))
    except InputProblem as problem:
        return _refusal(path, options.source, problem)


def _result(outcome: Outcome) -> dict[str, Any]:
    from pazos.analysis.ingest.rejected import write_rejected
    from pazos.analysis.notices import message

    delivery = outcome.delivery
    rejected_file = write_rejected(delivery)
    return {
        "file": delivery.file_name,
        "source": delivery.source.slug,
        "delivery": delivery.pk,
        "state": str(delivery.state),
        "rows": delivery.rows,
        "accepted": delivery.accepted,
        "rejected": delivery.rejected,
        "victims": delivery.victims,
        "victims_in_city": delivery.victims_in_city,
        "first_on": delivery.first_on,
        "last_on": delivery.last_on,
        "file_hash": delivery.file_hash,
        "mapping_version": delivery.mapping.get("version"),
        "rejected_rows": str(rejected_file) if rejected_file else None,
        "warnings": [
            {"code": one["code"], "message": message(one), "facts": one["facts"]} for one in outcome.warnings
        ],
    }


def _refusal(path: Path, source: str, problem: Exception) -> dict[str, Any]:
    import hashlib

    said = {"code": getattr(problem, "code", "refused"), "message": explain(problem)}  # type: ignore[arg-type]
    figures = dict.fromkeys(("rows", "accepted", "rejected", "victims", "victims_in_city"), 0)
    digest = None
    if path.is_file():
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "file": path.name,
        "source": source,
        "state": "stopped",
        **figures,
        "file_hash": digest,
        "warnings": [said],
    }


def _together(results: list[dict[str, Any]]) -> dict[str, Any]:
    summed = ("rows", "accepted", "rejected", "victims", "victims_in_city")
    return {
        **{name: sum(one[name] for one in results) for name in summed},
        "file_hash": None,
        "warnings": [{**said, "file": one["file"]} for one in results for said in one["warnings"]],
        "files": results,
    }


def show(results: list[dict[str, Any]]) -> None:
    """Print what came of each file, and everything that must be said of it."""
    columns = [
        N_("file"),
        N_("rows"),
        N_("accepted"),
        N_("rejected"),
        N_("victims"),
        N_("in the city"),
        N_("state"),
    ]
    names = ("file", "rows", "accepted", "rejected", "victims", "victims_in_city", "state")
    rows = [[one[name] for name in names] for one in results]
    print_table(say(N_("Files taken in")), [say(column) for column in columns], rows)
    for one in results:
        for said in one["warnings"]:
            refused = one["state"] == "stopped"
            print(f"{one['file']}: {said['message']}", file=sys.stderr if refused else sys.stdout)
        if one.get("rejected_rows"):
            print(say(N_("Rejected rows: {path}"), None, path=one["rejected_rows"]))


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None]]:
    """Give a function that shows a step and its share on a terminal, and nothing elsewhere."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda step, share: bar.update(task, description=say(step), completed=share)
