"""`pazos analyse rates`: how often do people die in each place, and how sure is that?

The JSON is a contract: `areas`, a list in the order of the file of `id`, `deaths`, `population`,
`years`, `rate`, `low`, `high`, `smoothed`, `smoothed_low`, `smoothed_high` and `shrinkage`, per
100,000 a year (null where unknown); `whole`, the rate of all places together; `settings`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    import argparse

    import pandas as pd

SHOWN = 20
ANSWER = """\
JSON: `areas`, in the order of the file, each with `id`, `deaths`, `population`, `years`, `rate`, `low`, `high`,
`smoothed`, `smoothed_low`, `smoothed_high`, `shrinkage` (0: the place's own rate, 1: the mean's), per 100,000 a
year and null where unknown; `whole`, all places together (`deaths`, `population`, `years`, `per`, `rate`, `low`,
`high`, `confidence`); `settings`, with the places that are `missing`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the contract."""
    from pazos.interfaces.cli.analyse.weights import add_weights

    parser.add_argument("areas", metavar="AREAS", help=say(N_("places: polygons, points or a plain table")))
    parser.add_argument("--count", metavar="COL", required=True, help=say(N_("the column of counts")))
    parser.add_argument("--population", metavar="COL", required=True, help=say(N_("the column of residents")))
    parser.add_argument(
        "--years", metavar="Y", type=float, default=1.0, help=say(N_("the years that the counts cover"))
    )
    parser.add_argument("--id", metavar="COL", help=say(N_("the column that names the areas")))
    parser.add_argument(
        "--smoothing",
        choices=("global", "local"),
        default="global",
        help=say(N_("towards the mean of all places, or of a place and its neighbours")),
    )
    parser.add_argument(
        "--prior",
        choices=("moments", "likelihood"),
        default="moments",
        help=say(N_("how the spread between places is learned")),
    )
    parser.add_argument("--confidence", metavar="SHARE", type=float, default=0.95)
    add_weights(parser)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Work out the rates of a file."""
    from pazos.analysis.areas import read_areas
    from pazos.interfaces.cli.analyse.weights import neighbours_of
    from pazos.science.rates import rates

    areas = read_areas(options.areas, identifier=options.id)
    local = options.smoothing == "local"
    neighbours = neighbours_of(areas, options.weights) if local else None
    table = rates(
        areas.frame.set_axis(areas.ids, axis=0),
        count=options.count,
        population=options.population,
        years=options.years,
        confidence=options.confidence,
        smoothing=options.smoothing,
        prior=options.prior,
        adjacency=neighbours.adjacency if neighbours else None,
    )
    return {
        "areas": table.rename_axis("id").reset_index().to_dict("records"),
        "whole": _whole(table, options),
        "settings": _settings(options)
        | {"located": areas.located, "missing": [str(place) for place in table.index[table["rate"].isna()]]}
        | (neighbours.told if neighbours else {}),
    }


def _whole(table: pd.DataFrame, options: argparse.Namespace) -> dict[str, Any]:
    from dataclasses import asdict

    from pazos.science.rates import crude_rate

    known = table[table["rate"].notna()]
    deaths, people = int(known["deaths"].sum()), float(known["population"].sum())
    return asdict(crude_rate(deaths, people, years=options.years, confidence=options.confidence))


def _settings(options: argparse.Namespace) -> dict[str, Any]:
    return {
        "method": "rates",
        "count": options.count,
        "population": options.population,
        "years": options.years,
        "per": 100_000,
        "confidence": options.confidence,
        "interval": "exact Poisson (Garwood 1936)",
        "smoothing": options.smoothing,
        "prior": options.prior,
    }


def show(result: dict[str, Any]) -> None:
    """Print the places with the highest smoothed rates."""
    from pazos.interfaces.cli.output import print_table

    known = [area for area in result["areas"] if area["rate"] == area["rate"]]
    ranked = sorted(known, key=lambda area: -area["smoothed"])[:SHOWN]
    columns = ["id", "deaths", "population", "rate", "low", "high", "smoothed"]
    title = say(
        N_(
            "Deaths per 100,000 a year: {rate:.1f} in all ({low:.1f} to {high:.1f}); {missing} places unknown"
        ),
        None,
        missing=len(result["settings"]["missing"]),
        **{name: result["whole"][name] for name in ("rate", "low", "high")},
    )
    whole = {"deaths", "population"}
    rows = [[round(area[c]) if c in whole else area[c] for c in columns] for area in ranked]
    print_table(title, columns, rows)


def plot(result: dict[str, Any], options: argparse.Namespace) -> None:
    """Draw the places in order with their intervals."""
    from pazos.analysis.figures.rates import caterpillar
    from pazos.analysis.figures.render import save

    save(caterpillar(result["areas"], whole=result["whole"]["rate"]), options.plot)
