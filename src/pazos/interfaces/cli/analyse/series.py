"""`pazos analyse series`: season, trend and changes of level in a file of months.

The JSON is a contract: `months` (a list of `month`, `count`, `expected`, `low`, `high`,
`adjusted`, `moving_sum`, `absent`), `season` (twelve of `month`, `ratio`, `low`, `high`,
`p_value`; empty if the series is too short), `changes` (`month`, `ratio`, `low`, `high`,
`p_value`, `given`), `trend` (`ratio` a year, `low`, `high`, `p_value`) and `settings`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    import argparse

    import pandas as pd

    from pazos.science.series import SeriesModel
ANSWER = """\
JSON: `months` (list of `month`, `count`, `expected`, `low`, `high`, `adjusted`, `moving_sum`, `absent`), `season`
(twelve of `month`, `ratio`, `low`, `high`, `p_value`; empty if the series is too short), `changes` (list of `month`,
`ratio`, `low`, `high`, `p_value`, `given`), `trend` (`ratio` a year, `low`, `high`, `p_value`; or null), `settings`
(`dispersion`, `autocorrelation`, the months that are `missing` or `doubtful`)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the contract."""
    parser.add_argument("monthly", metavar="MONTHLY.csv", help=say(N_("a table with one row a month")))
    parser.add_argument(
        "--month", metavar="COL", help=say(N_("the column of months (2020-08, or 8 with a year)"))
    )
    parser.add_argument(
        "--year", metavar="COL", help=say(N_("the column of years, where the month has none"))
    )
    parser.add_argument("--count", metavar="COL", help=say(N_("the column of counts")))
    parser.add_argument(
        "--population", metavar="COL", help=say(N_("the column of residents: models the rate"))
    )
    parser.add_argument(
        "--at",
        metavar="MONTH",
        action="append",
        help=say(N_("estimate the change at this month instead of looking for changes (may be repeated)")),
    )
    parser.add_argument("--no-trend", action="store_true", help=say(N_("fit no trend over the years")))
    parser.add_argument("--draws", metavar="N", type=int, default=499)
    parser.add_argument("--confidence", metavar="SHARE", type=float, default=0.95)
    parser.add_argument("--seed", metavar="N", type=int, default=1)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Fit the series of a file."""
    from dataclasses import asdict

    from pazos.science.series import changes_at, find_changes, monthly_series, recognised_columns

    asked = {name: getattr(options, name) for name in ("month", "year", "count", "population")}
    frame = _read(options.monthly)
    columns = recognised_columns(frame, **asked)
    series = monthly_series(frame, **asdict(columns))
    common = {"trend": not options.no_trend, "confidence": options.confidence}
    if options.at:
        model, changes = changes_at(series, options.at, **common)
    else:
        model, changes = find_changes(series, seed=options.seed, draws=options.draws, **common)
    return {
        "months": _months(model),
        "season": [{"month": number, **asdict(ratio)} for number, ratio in enumerate(model.season, start=1)],
        "changes": [asdict(change) for change in changes],
        "trend": asdict(model.trend) if model.trend else None,
        "settings": {"method": "series", "columns": asdict(columns), **_settings(model, options)},
    }


def _read(path: str) -> pd.DataFrame:
    from pazos.analysis.tables import read_table
    from pazos.analysis.tables.numbers import with_numbers

    table = read_table(path)
    return with_numbers(table.frame, delimiter=str(table.how.get("delimiter", "")))


def _months(model: SeriesModel) -> list[dict[str, Any]]:
    table = model.months.reset_index(names="month").astype({"month": str})
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def _settings(model: SeriesModel, options: argparse.Namespace) -> dict[str, Any]:
    return {
        "seed": options.seed,
        "draws": options.draws,
        "confidence": options.confidence,
        "season": model.season_kind,
        "season_p_value": model.season_p_value,
        "family": "poisson"
        if model.dispersion <= 1
        else "negative binomial, variance proportional to the mean",
        "dispersion": model.dispersion,
        "autocorrelation": model.autocorrelation,
        "missing": list(model.missing),
        "doubtful": list(model.doubtful),
    }


def show(result: dict[str, Any]) -> None:
    """Print the changes of level, and beside them trend, spread and missing months."""
    from pazos.interfaces.cli.output import print_table

    settings, trend = result["settings"], result["trend"]
    title = say(
        N_("{months} months ({missing} missing), dispersion {dispersion:.2f}; changes of level: {changes}"),
        None,
        months=len(result["months"]),
        missing=len(settings["missing"]),
        dispersion=settings["dispersion"],
        changes=len(result["changes"]),
    )
    parts = ("ratio", "low", "high", "p_value")
    rows = [[change["month"], *(change[part] for part in parts)] for change in result["changes"]]
    if trend:
        rows.append([say(N_("trend, a year")), *(trend[part] for part in parts)])
    columns = [say(N_("from")), say(N_("ratio")), say(N_("low")), say(N_("high")), "p"]
    print_table(title, columns, rows)
    if settings["doubtful"]:
        print(
            say(
                N_("The last months are lower than the series lets expect; are they complete? {months}"),
                None,
                months=", ".join(settings["doubtful"]),
            )
        )


def plot(result: dict[str, Any], options: argparse.Namespace) -> None:
    """Draw the months, what was expected of them, and the changes."""
    from pazos.analysis.figures.render import save
    from pazos.analysis.figures.series import monthly_chart

    save(monthly_chart(result["months"], result["changes"]), options.plot)
