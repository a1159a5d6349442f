"""`pazos analyse near-repeat`: does one incident make the next one nearby more likely?

The JSON is a contract: `observed`, `expected`, `ratio`, `p_value` (and `median`), each a table
space x time (a list for each band of space), and `settings` with the bands.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    import argparse

    import pandas as pd

NAMES = ({"x"}, {"y"}, {"date", "day", "fecha"})
DEGREES = {"lon", "lat", "longitude", "latitude", "longitud", "latitud"}
ANSWER = """\
JSON: `observed`, `expected`, `median`, `ratio` (null where nothing is expected) and `p_value`, each a table
with a row for each band of space and a column for each band of time; `settings` names the bands
(`space_bands`, `time_bands`), the `incidents` and the `pairs`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the contract."""
    parser.add_argument(
        "points",
        metavar="POINTS",
        help=say(N_("a CSV of incidents: x and y in metres and date, by name or in that order")),
    )
    parser.add_argument("--no-header", action="store_true", help=say(N_("the first row is an incident")))
    parser.add_argument("--distance", choices=("euclidean", "manhattan"), default="euclidean")
    parser.add_argument(
        "--space-breaks",
        metavar="M,M,…",
        required=True,
        help=say(N_("metres, closed on the left: 0,1,101,201")),
    )
    parser.add_argument(
        "--time-breaks", metavar="D,D,…", required=True, help=say(N_("days, closed on the left: 0,8,15,22"))
    )
    parser.add_argument("--permutations", metavar="N", type=int, default=999)
    parser.add_argument("--seed", metavar="N", type=int, default=1)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Count the near pairs of a file of incidents and hold them against chance."""
    from pazos.science.patterns.near_repeat import near_repeat

    frame = _read(Path(options.points), header=not options.no_header)
    x, y, day = _columns(frame, header=not options.no_header)
    found = near_repeat(
        frame,
        x=x,
        y=y,
        day=day,
        space_breaks=_breaks(options.space_breaks),
        time_breaks=_breaks(options.time_breaks),
        metric=options.distance,
        permutations=options.permutations,
        seed=options.seed,
    )
    spaces, times = found.settings["space_breaks"], found.settings["time_breaks"]
    bands = {"space_bands": _bands(spaces), "time_bands": _bands(times), "columns": [x, y, day]}
    tables = ("observed", "expected", "median", "ratio", "p_value")
    return {table: getattr(found, table).tolist() for table in tables} | {"settings": found.settings | bands}


def _read(path: Path, *, header: bool) -> pd.DataFrame:
    from pazos.analysis.tables import read_table
    from pazos.analysis.tables.numbers import with_numbers

    if not header:
        return _bare(path)
    table = read_table(path)
    if not len(table.frame):
        raise InputProblem("{file} has no rows.", file=path.name)
    return with_numbers(table.frame, delimiter=str(table.how.get("delimiter", "")))


def _bare(path: Path) -> pd.DataFrame:
    """Read a table whose first row is an incident: its columns are called 0, 1, 2 ..."""
    import pandas as pd

    from pazos.analysis.tables import read_grid
    from pazos.analysis.tables.numbers import with_numbers

    grid = read_grid(path)
    frame = pd.DataFrame({str(place): column.as_texts() for place, column in enumerate(grid.columns)})
    filled = frame.loc[(frame != "").any(axis=1)].reset_index(drop=True)
    return with_numbers(filled, delimiter=str(grid.how.get("delimiter", "")))


def _columns(frame: pd.DataFrame, *, header: bool) -> tuple[str, str, str]:
    """Find x, y and the date by name, else in that order in a file of three columns."""
    names = list(frame.columns)
    if header and any(name.strip().lower() in DEGREES for name in names):
        raise InputProblem(
            "These incidents are in degrees ({columns}) and near repeats are counted in metres: project "
            "them first, for example to MAGNA-SIRGAS origen único (EPSG:9377), and name the columns x and y.",
            columns=listed(names),
        )
    if header and any(_is_number(name) for name in names):
        raise InputProblem(
            "The first row looks like an incident ({columns}): add --no-header.", columns=listed(names)
        )
    found = [next((name for name in names if name.strip().lower() in wanted), None) for wanted in NAMES]
    if header and all(found):
        return str(found[0]), str(found[1]), str(found[2])
    if len(names) < 3 or (header and len(names) > 3):
        raise InputProblem(
            "A file of incidents has the columns x, y and date, or three columns in that order; this one "
            "has: {present}.",
            present=listed(names),
        )
    return names[0], names[1], names[2]


def _is_number(name: str) -> bool:
    try:
        float(name)
    except ValueError:
        return False
    return True


def _breaks(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise InputProblem("Breaks are numbers with commas between them, not {given}.", given=text) from None


def _bands(breaks: list[float]) -> list[str]:
    return [f"[{low:g}, {high:g})" for low, high in pairwise(breaks)]


def show(result: dict[str, Any]) -> None:
    """Print the ratios, each with its pairs and p, a row for each band of space."""
    from pazos.interfaces.cli.output import print_table

    settings = result["settings"]
    title = say(
        N_(
            "observed over expected pairs (pairs; p): {incidents} incidents, {distance}, "
            "{permutations} permutations"
        ),
        None,
        incidents=settings["incidents"],
        distance=settings["distance"],
        permutations=settings["permutations"],
    )  # fmt: skip
    rows = [
        [band, *(_cell(result, row, column) for column in range(len(settings["time_bands"])))]
        for row, band in enumerate(settings["space_bands"])
    ]
    days = [say(N_("{band} days"), None, band=band) for band in settings["time_bands"]]
    print_table(title, [say(N_("metres")), *days], rows)


def _cell(result: dict[str, Any], row: int, column: int) -> str:
    pairs, p = result["observed"][row][column], result["p_value"][row][column]
    return f"{result['ratio'][row][column]:.2f} ({pairs}; {p:.3f})"


def plot(result: dict[str, Any], options: argparse.Namespace) -> None:
    """Draw the table of ratios."""
    from pazos.analysis.figures.near_repeat import ratio_table
    from pazos.analysis.figures.render import save

    save(ratio_table(result), options.plot)
