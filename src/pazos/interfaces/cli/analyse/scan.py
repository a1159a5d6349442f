"""`pazos analyse scan`: which circle, in which months or years, holds more cases than its people explain?

The JSON is a contract: `clusters` in order, each with `areas`, `observed`, `expected`,
`relative_risk` (null if all cases lie inside), `llr`, `p_value`, and beside them `p_value_gumbel`,
`centre`, `radius_metres`, `population`, `start`, `end`; `settings`.

`--time` with one column takes a long table: a row for each place and period. With several
columns they are the counts of the periods, a row for each place.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say
from pazos.science.problems import InputProblem, require_columns

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from pazos.analysis.areas import Areas
    from pazos.science.patterns.scan import Scan

SHOWN = 20
X, Y = "pazos: first coordinate", "pazos: second coordinate"
ANSWER = """\
JSON: `clusters`, the most likely first, each with `areas` (from the centre outwards), `observed`, `expected`,
`relative_risk` (null if all cases lie inside), `llr`, `p_value` (null without replicates), `p_value_gumbel`,
`centre`, `radius_metres`, `population`, `start`, `end` (null without `--time`); `settings`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the contract."""
    parser.add_argument(
        "areas", metavar="AREAS", help=say(N_("polygons, or a table with lon and lat, or x and y"))
    )
    parser.add_argument(
        "--count",
        metavar="COL",
        help=say(N_("the column of counts (with several --time columns: their sum, which is checked)")),
    )
    parser.add_argument("--population", metavar="COL", required=True, help=say(N_("the column of residents")))
    parser.add_argument("--id", metavar="COL", help=say(N_("the column that names the areas")))
    parser.add_argument(
        "--time",
        metavar="COL",
        nargs="+",
        help=say(
            N_(
                "one column: the year, month or date of each row (needs --id); several: one column of "
                "counts for each period, in order"
            )
        ),
    )
    parser.add_argument(
        "--max-share",
        metavar="SHARE",
        type=float,
        default=0.5,
        help=say(N_("of the population, at most 0.5")),
    )
    parser.add_argument(
        "--max-time-share", metavar="SHARE", type=float, default=0.5, help=say(N_("of the periods"))
    )
    parser.add_argument("--replicates", metavar="N", type=int, default=999)
    parser.add_argument("--minimum-cases", metavar="N", type=int, default=2)
    parser.add_argument(
        "--overlap",
        choices=("none", "any"),
        default="none",
        help=say(N_("may secondary clusters share places with likelier ones")),
    )
    parser.add_argument("--seed", metavar="N", type=int, default=1)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Scan the areas of a file."""
    from pazos.analysis.areas import read_areas

    long = options.time is not None and len(options.time) == 1
    _refuse_words(options, long=long)
    areas = read_areas(options.areas, identifier=None if long else options.id)
    frame, told = _with_coordinates(areas, options.id)
    found = _scan(frame, options, globe=told["distance"] == "great-circle")
    clusters = [asdict(cluster) for cluster in found.clusters]
    return {"clusters": clusters, "settings": found.settings | told}


def _refuse_words(options: argparse.Namespace, *, long: bool) -> None:
    if options.count is None and (options.time is None or long):
        raise InputProblem("Name the column of counts: --count COL.")
    if long and options.id is None:
        raise InputProblem(
            "With one --time column a place has many rows: name the column that tells places apart, --id COL."
        )


def _with_coordinates(areas: Areas, identifier: str | None) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the table with two columns of coordinates, named as no column of a file is."""
    import pandas as pd

    from pazos.interfaces.cli.analyse.weights import located

    if areas.located == "names":
        raise InputProblem(
            "This file has names but no places: a scan needs polygons, or the columns lon and lat (degrees) "
            "or x and y (metres)."
        )
    require_columns(areas.frame, identifier, method="scan")
    where = located(areas)
    columns = {str(column): areas.frame[column] for column in areas.frame.columns}
    frame = pd.DataFrame(columns).set_axis(pd.Index(areas.ids, dtype=object), axis=0)
    frame[X], frame[Y] = where.x, where.y
    point = N_("the points as given")
    if areas.located == "polygons":
        point = N_("centroids of the polygons, taken in the file's own coordinates")
    distance = "great-circle" if where.metric == "great-circle" else "euclidean"
    return frame, {"located": areas.located, "place_of_an_area": point, "distance": distance}


def _scan(frame: pd.DataFrame, options: argparse.Namespace, *, globe: bool) -> Scan:
    from pazos.science.patterns.scan import space_time_scan, spatial_scan

    same: dict[str, Any] = {
        "population": options.population,
        "identifier": options.id,
        "max_share": options.max_share,
        "replicates": options.replicates,
        "minimum_cases": options.minimum_cases,
        "overlap": options.overlap,
        "seed": options.seed,
        **({"lon": X, "lat": Y} if globe else {"x": X, "y": Y}),
    }
    if options.time is None:
        return spatial_scan(frame, count=options.count, **same)
    same["max_time_share"] = options.max_time_share
    if len(options.time) == 1:
        return space_time_scan(frame, count=options.count, time=options.time[0], **same)
    found = space_time_scan(frame, count=options.time, **same)
    if options.count is not None:
        _check_sum(frame, options.count, options.time)
    return found


def _check_sum(frame: pd.DataFrame, count: str, columns: list[str]) -> None:
    """Two ways to say how many must say the same."""
    import pandas as pd

    from pazos.science.problems import listed

    require_columns(frame, count, method="scan")
    apart = pd.to_numeric(frame[count], errors="coerce").to_numpy() != frame[columns].sum(axis=1).to_numpy()
    if apart.any():
        raise InputProblem(
            "The column {count} is not the sum of the columns of --time in: {names}. Leave --count out, or "
            "correct them.",
            count=count,
            names=listed(frame.index[apart]),
        )


def show(result: dict[str, Any]) -> None:
    """Print the clusters, the most likely first."""
    from pazos.interfaces.cli.output import print_table

    settings, clusters = result["settings"], result["clusters"]
    title = say(
        N_(
            "{clusters} clusters ({window}, {distance}, at most {share} of the population, "
            "{replicates} replicates)"
        ),
        None,
        clusters=len(clusters),
        window=settings["window"],
        distance=settings["distance"],
        share=settings["max_share"],
        replicates=settings["replicates"],
    )  # fmt: skip
    columns = ["observed", "expected", "relative_risk", "llr", "p_value"]
    when = ["start", "end"] if "periods" in settings else []
    rows = [
        [_short(cluster["areas"]), *(cluster[column] for column in when + columns)]
        for cluster in clusters[:SHOWN]
    ]
    print_table(title, ["areas", *when, *columns], rows)


def _short(names: tuple[str, ...]) -> str:
    from pazos.science.problems import listed

    return listed(names, most=6)


def plot(result: dict[str, Any], options: argparse.Namespace) -> None:
    """Draw the map of the clusters."""
    from pazos.analysis.areas import read_areas
    from pazos.analysis.figures.render import save
    from pazos.analysis.figures.scan import cluster_map
    from pazos.interfaces.cli.analyse.weights import located

    areas = read_areas(options.areas)
    where = located(areas)
    names = areas.ids if options.id is None else [str(name) for name in areas.frame[options.id]]
    globe = where.metric == "great-circle"
    save(cluster_map(where.shapes, names, result["clusters"], geographic=globe), options.plot)
