"""`pazos analyse hotspots`: which areas, with their neighbours, have more than chance would deal them?

The JSON is a contract: `areas`, a list in the order of the file of `id`, `value`, `statistic`
(z), `p_value`, `bin` and, where asked for, `p_adjusted`, `local_moran`, `quadrant`; `settings`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say
from pazos.interfaces.cli.analyse.weights import add_weights, located, neighbours_of

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from pazos.analysis.areas import Areas

SHOWN = 20
ANSWER = """\
JSON: `areas`, in the order of the file, each with `id`, `value` (count, or rate per 100,000), `statistic` (z),
`p_value`, `bin` (-99, -95, -90, 0, 90, 95, 99); with `--fdr` also `p_adjusted`; with `--statistic local-moran`
also `local_moran` and `quadrant`. `settings` says `inference` (`exact`, `permutation` or null) and
`inference_because`, `weights`, `seed`, how many areas were `tested`, and who was not: `missing`, `unpeopled`,
`islands` (no neighbours), `opposed` (area and surroundings point opposite ways: no colour)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the contract."""
    parser.add_argument(
        "areas", metavar="AREAS", help=say(N_("polygons, or a table with lon and lat, or x and y"))
    )
    parser.add_argument("--count", metavar="COL", required=True, help=say(N_("the column of counts")))
    parser.add_argument(
        "--population", metavar="COL", help=say(N_("the column of residents: tests the rate per 100,000"))
    )
    parser.add_argument("--id", metavar="COL", help=say(N_("the column that names the areas")))
    parser.add_argument("--statistic", choices=("gi-star", "local-moran"), default="gi-star")
    parser.add_argument("--alternative", choices=("two-sided", "greater"), default="two-sided")
    add_weights(parser)
    parser.add_argument(
        "--inference",
        choices=("exact", "permutation"),
        help=say(N_("default: exact for whole counts, permutation otherwise")),
    )
    parser.add_argument("--permutations", metavar="N", type=int, default=9_999)
    parser.add_argument(
        "--fdr", action="store_true", help=say(N_("control false discoveries (Benjamini-Hochberg)"))
    )
    parser.add_argument("--seed", metavar="N", type=int, default=1)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Test the areas of a file."""
    from pazos.analysis.areas import read_areas
    from pazos.science.patterns.hotspots import hot_spots

    areas = read_areas(options.areas, identifier=options.id)
    neighbours = neighbours_of(areas, options.weights)
    found = hot_spots(
        _named(areas),
        neighbours.adjacency,
        count=options.count,
        population=options.population,
        statistic=options.statistic,
        alternative=options.alternative,
        inference=options.inference,
        permutations=options.permutations,
        false_discovery=options.fdr,
        seed=options.seed,
    )
    table = found.areas.rename_axis("id").reset_index()
    settings = found.settings | {"located": areas.located, **neighbours.told}
    return {"areas": table.to_dict("records"), "settings": settings}


def _named(areas: Areas) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(areas.frame).set_axis(pd.Index(areas.ids, dtype=object), axis=0)


def show(result: dict[str, Any]) -> None:
    """Print the areas that stand out, the strongest first."""
    from pazos.interfaces.cli.output import print_table

    settings = result["settings"]
    found = sorted((area for area in result["areas"] if area["bin"]), key=lambda area: -area["statistic"])
    columns = ["id", "value", "statistic", "p_value", "bin"]
    title = say(
        N_("{found} of {tested} areas stand out ({statistic}, {variable}, {weights}, {inference})"),
        None,
        found=len(found),
        tested=settings["tested"],
        statistic=settings["statistic"],
        variable=settings["variable"],
        weights=settings["weights"],
        inference=settings["inference"] or "-",
    )
    print_table(title, columns, [[area[column] for column in columns] for area in found[:SHOWN]])
    for note in settings["notes"]:
        print(say(note))


def plot(result: dict[str, Any], options: argparse.Namespace) -> None:
    """Draw the map of the claims."""
    from pazos.analysis.areas import read_areas
    from pazos.analysis.figures.hotspots import hot_spot_map
    from pazos.analysis.figures.render import save

    where = located(read_areas(options.areas, identifier=options.id))
    save(hot_spot_map(where.shapes, result["areas"], geographic=where.metric == "great-circle"), options.plot)
