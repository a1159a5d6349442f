"""`pazos analyse concentration`: how unevenly do deaths fall on places?

The JSON is a contract: `gini`, `gini_low`, `gini_high`, `gini_at_random`, `gini_adjusted` (with
`_low`, `_high`, `_at_random`; Bernasco and Steenbeek 2017), `p_value`, `lorenz` (a list of
`share_of_places`, `share_of_deaths`), `places_holding_share` (`share`, `places`,
`share_of_places`, `low`, `high`, `expected_at_random`), with `--population` also
`by_population` (`gini`, `low`, `high`, `expected_at_random`, `lorenz`), and `settings`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from pazos.science.patterns.concentration import Concentration, Floats
ANSWER = """\
JSON: `gini`, `gini_low`, `gini_high`, `gini_at_random`; the same four for `gini_adjusted`; `p_value`; `lorenz`
(list of `share_of_places`, `share_of_deaths`); `places_holding_share` (`share`, `places`, `share_of_places`, `low`,
`high`, `expected_at_random`); with `--population` also `by_population` (`gini`, `low`, `high`,
`expected_at_random`, `lorenz`); `settings`, with the places that are `missing`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the contract."""
    parser.add_argument("areas", metavar="AREAS", help=say(N_("places: polygons, points or a plain table")))
    parser.add_argument("--count", metavar="COL", required=True, help=say(N_("the column of counts")))
    parser.add_argument(
        "--population", metavar="COL", help=say(N_("the column of residents: at random is then by person"))
    )
    parser.add_argument(
        "--share", metavar="SHARE", type=float, default=0.5, help=say(N_("the share of deaths to be held"))
    )
    parser.add_argument("--id", metavar="COL", help=say(N_("the column that names the areas")))
    parser.add_argument("--draws", metavar="N", type=int, default=999)
    parser.add_argument("--confidence", metavar="SHARE", type=float, default=0.95)
    parser.add_argument("--seed", metavar="N", type=int, default=1)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Measure the concentration of a file's counts."""
    from pazos.analysis.areas import read_areas
    from pazos.science.patterns.concentration import concentration
    from pazos.science.problems import require_columns

    areas = read_areas(options.areas, identifier=options.id)
    require_columns(areas.frame, options.count, options.population, method="concentration")
    frame = areas.frame.set_axis(areas.ids, axis=0)
    known = frame[frame[options.count].notna()]
    found = concentration(
        _numbers(known, options.count),
        population=_numbers(known, options.population) if options.population else None,
        share=options.share,
        seed=options.seed,
        draws=options.draws,
        confidence=options.confidence,
    )
    settings = {
        "method": "concentration",
        **{name: getattr(options, name) for name in ("count", "population", "draws", "confidence", "seed")},
        "deaths": found.deaths,
        "places": found.places,
        "at_random": "by person" if options.population else "by place",
        "missing": [str(place) for place in frame.index[frame[options.count].isna()]],
    }
    return _told(found, options.share) | {"settings": settings}


def _numbers(frame: pd.DataFrame, column: str) -> Any:
    import pandas as pd

    return pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float, na_value=float("nan"))


def _told(found: Concentration, share: float) -> dict[str, Any]:
    from dataclasses import asdict

    told: dict[str, Any] = {}
    for name, estimate in (("gini", found.gini), ("gini_adjusted", found.gini_adjusted)):
        told[name] = estimate.value
        told |= {f"{name}_low": estimate.low, f"{name}_high": estimate.high}
        told[f"{name}_at_random"] = estimate.expected_at_random
    told["p_value"] = found.p_value
    told["lorenz"] = _points(found.lorenz, "share_of_places")
    told["places_holding_share"] = {"share": share, **asdict(found.holding)}
    if found.gini_by_population is not None and found.lorenz_by_population is not None:
        by_people = asdict(found.gini_by_population)
        told["by_population"] = {
            "gini": by_people.pop("value"),
            **by_people,
            "lorenz": _points(found.lorenz_by_population, "share_of_people"),
        }
    return told


def _points(curve: Floats, across: str) -> list[dict[str, float]]:
    return [{across: float(x), "share_of_deaths": float(y)} for x, y in curve]


def show(result: dict[str, Any]) -> None:
    """Print the indices beside what chance alone would give."""
    from pazos.interfaces.cli.output import print_table

    held = result["places_holding_share"]
    rows: list[list[object]] = [
        [say(label), *(result[f"{name}{part}"] for part in ("", "_low", "_high", "_at_random"))]
        for name, label in (("gini", N_("Gini")), ("gini_adjusted", N_("Gini, adjusted")))
    ]
    if "by_population" in result:
        people = result["by_population"]
        rows.append(
            [
                say(N_("Gini by population")),
                *(people[k] for k in ("gini", "low", "high", "expected_at_random")),
            ]
        )
    label = say(N_("share of places holding {share:.0%} of deaths"), None, share=held["share"])
    rows.append([label, *(held[k] for k in ("share_of_places", "low", "high", "expected_at_random"))])
    title = say(
        N_("{deaths} deaths on {places} places; {held} places hold {share:.0%} of them"),
        None,
        deaths=result["settings"]["deaths"],
        places=result["settings"]["places"],
        held=held["places"],
        share=held["share"],
    )
    columns = [say(N_("measure")), say(N_("value")), say(N_("low")), say(N_("high")), say(N_("at random"))]
    print_table(title, columns, rows)


def plot(result: dict[str, Any], options: argparse.Namespace) -> None:
    """Draw the Lorenz curve with the line of the most even spread there can be."""
    from pazos.analysis.figures.concentration import lorenz_curve
    from pazos.analysis.figures.render import save

    settings = result["settings"]
    save(lorenz_curve(result["lorenz"], deaths=settings["deaths"], places=settings["places"]), options.plot)
