"""`pazos analyse clusters`: which contiguous clusters cover the most deaths, and can any others cover more?

The JSON is a contract: `clusters` (lists of ids, the one that covers most first), `covered`,
`population`, `bound`, `gap`, `proven_optimal`; beside them `covered_share`,
`population_share`, `by_cluster`, `certificate` and `settings`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say
from pazos.interfaces.cli.analyse.weights import add_weights, located, neighbours_of
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    import argparse

    import pandas as pd
    from scipy.sparse import csr_array

    from pazos.analysis.areas import Areas
    from pazos.science.targeting.clusters import ClusterDesign

NAMED = 6
EPILOG = say(
    N_("Points are joined by a triangulation (delaunay) unless --weights says otherwise. Names touch nobody.")
)
ANSWER = """\
JSON: `clusters` (lists of ids, the one that covers most first), `covered`, `population`, `bound` (the most that
any choice under these rules can cover), `gap` ((bound - covered) / covered), `proven_optimal`; beside them
`covered_share`, `population_share`, `by_cluster` (`covered`, `population` of each), `certificate`, `settings`.
`ok` is false, and the exit code 1, when the independent check finds `disagreements`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the contract."""
    parser.add_argument("areas", metavar="AREAS", help=say(N_("polygons, points or a table of names")))
    parser.add_argument("--count", metavar="COL", required=True, help=say(N_("the column of deaths")))
    parser.add_argument("--population", metavar="COL", required=True, help=say(N_("the column of residents")))
    parser.add_argument("--clusters", metavar="K", type=int, required=True, help=say(N_("at most so many")))
    parser.add_argument("--max-population", metavar="N", type=float, help=say(N_("residents at most")))
    parser.add_argument("--cost", metavar="COL", help=say(N_("a column of costs, with --max-cost")))
    parser.add_argument("--max-cost", metavar="N", type=float, help=say(N_("cost at most")))
    parser.add_argument("--id", metavar="COL", help=say(N_("the column that names the areas")))
    add_weights(parser)
    parser.add_argument("--zone", metavar="COL", help=say(N_("a column of zones: a cluster stays in one")))
    parser.add_argument("--minimum-rural", metavar="N", type=int, help=say(N_("rural clusters at least")))
    parser.add_argument("--minimum-urban", metavar="N", type=int, help=say(N_("urban clusters at least")))
    parser.add_argument("--seconds", metavar="S", type=float, default=60.0, help=say(N_("time limit (60)")))
    parser.add_argument("--nodes", metavar="N", type=int, help=say(N_("limit that stops at the same place")))
    parser.add_argument(
        "--gap", metavar="G", type=float, default=0.0, help=say(N_("good enough at this gap"))
    )
    parser.add_argument("--seed", metavar="N", type=int, default=0)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Designate clusters in a file of areas."""
    from pazos.analysis.areas import read_areas
    from pazos.science.targeting.certificate import verify
    from pazos.science.targeting.clusters import designate

    areas = read_areas(options.areas, identifier=options.id)
    frame = _named(areas)
    adjacency, told = _adjacency(areas, options.weights)
    design = designate(
        frame,
        adjacency,
        count=options.count,
        population=options.population,
        clusters=options.clusters,
        max_population=options.max_population,
        cost=options.cost,
        max_cost=options.max_cost,
        zone=options.zone,
        minima=_minima(frame, options),
        seconds=options.seconds,
        nodes=options.nodes,
        gap=options.gap,
        seed=options.seed,
    )
    disagreements = verify(design, frame, adjacency)
    settings = {"located": areas.located, "places": len(frame), **told}
    return {
        "ok": not disagreements,
        "disagreements": disagreements,
        **_told(design, frame),
        "settings": settings,
    }


def _told(design: ClusterDesign, frame: pd.DataFrame) -> dict[str, Any]:
    columns = [design.how["parameters"][name] for name in ("count", "population")]
    sums = [frame.loc[cluster, columns].sum().tolist() for cluster in design.clusters]
    return {
        "clusters": design.clusters,
        "covered": design.covered,
        "population": design.population,
        "bound": design.bound,
        "gap": design.gap,
        "proven_optimal": design.proven_optimal,
        "covered_share": design.covered_share,
        "population_share": design.population_share,
        "by_cluster": [{"covered": covered, "population": people} for covered, people in sums],
        "certificate": design.how,
    }


def _named(areas: Areas) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(areas.frame).set_axis(pd.Index(areas.ids, dtype=object), axis=0)


def _adjacency(areas: Areas, rule: str | None) -> tuple[csr_array | None, dict[str, Any]]:
    """Return who touches whom; places known by name only, or one alone, touch none."""
    if rule is None and (areas.located == "names" or len(areas.ids) < 2):
        return None, {"weights": "none", "notes": [N_("No contiguity: each chosen place stands alone.")]}
    if rule is None and areas.located != "polygons":
        # Points lie apart: only a triangulation says which are next to each other.
        rule = "delaunay" if len(areas.ids) > 3 else None
    neighbours = neighbours_of(areas, rule)
    return neighbours.adjacency, neighbours.told


def _minima(frame: pd.DataFrame, options: argparse.Namespace) -> dict[str, int]:
    asked = {"rural": options.minimum_rural, "urban": options.minimum_urban}
    asked = {zone: least for zone, least in asked.items() if least is not None}
    if asked and options.zone is None:
        raise InputProblem(
            "A least number of rural or urban clusters needs --zone, the column that says which."
        )
    if not asked or options.zone not in frame.columns:
        return asked
    # urbano, Urban and URBANA are one zone's names; a file keeps its own.
    own = {
        zone: [name for name in set(map(str, frame[options.zone])) if name.casefold().startswith(zone)]
        for zone in asked
    }
    return {own[zone][0] if len(own[zone]) == 1 else zone: least for zone, least in asked.items()}


def show(result: dict[str, Any]) -> None:
    """Print the clusters and what is proven of them."""
    from pazos.interfaces.cli.output import print_table

    rows = [
        [number, sums["covered"], sums["population"], len(places), _names(places)]
        for number, (places, sums) in enumerate(
            zip(result["clusters"], result["by_cluster"], strict=True), start=1
        )
    ]
    title = say(
        N_("{covered:,.1f} deaths covered ({share:.1%}) with {people:,.0f} residents ({people_share:.1%})"),
        None,
        covered=result["covered"],
        share=result["covered_share"],
        people=result["population"],
        people_share=result["population_share"],
    )
    print_table(
        title, [say(N_("cluster")), say(N_("deaths")), say(N_("residents")), say(N_("places")), ""], rows
    )
    if result["proven_optimal"]:
        print(say(N_("Proven: no other choice under these rules covers more.")))
    else:
        print(
            say(N_("Not proven: another choice could cover up to {gap:.2%} more."), None, gap=result["gap"])
        )
    for note in result["settings"].get("notes", []):
        print(say(note))


def _names(places: list[Any]) -> str:
    rest = len(places) - NAMED
    return ", ".join(map(str, places[:NAMED])) + (f" … (+{rest})" if rest > 0 else "")


def plot(result: dict[str, Any], options: argparse.Namespace) -> None:
    """Draw the map of the clusters."""
    from pazos.analysis.areas import read_areas
    from pazos.analysis.figures.render import save
    from pazos.analysis.figures.territory import cluster_map

    areas = read_areas(options.areas, identifier=options.id)
    where = located(areas)
    number = {name: at for at, cluster in enumerate(result["clusters"], start=1) for name in cluster}
    clusters = [number.get(name) for name in areas.ids]
    save(cluster_map(where.shapes, clusters, geographic=where.metric == "great-circle"), options.plot)
