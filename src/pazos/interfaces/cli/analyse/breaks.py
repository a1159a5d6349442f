"""`pazos analyse breaks`: when did a series change its level? The dates are not given.

The JSON is a contract: `breaks` (a list of `time`, `low`, `high`, `before`, `after`, `ratio`, `ratio_low`,
`ratio_high`), `p_value`, `checks` (a list of `name`, `passed`, `facts`), `series` (a list of `time`, `count`, `level`,
`expected`), `settings` and `ok`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    import argparse

ANSWER = """\
JSON: `breaks` (list of `time` from which the level is new, `low` and `high` the first and last time it may have begun,
`before` and `after` the rates, `ratio`, `ratio_low`, `ratio_high`), `p_value` (of no break at all), `checks` (list of `name`,
`passed` true, false or null, `facts`), `series` (list of `time`, `count`, `level`, `expected`), `settings`, `ok` (false where
a check failed: exit code 1)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the contract."""
    add = parser.add_argument
    add("series", metavar="SERIES.csv", help=say(N_("a table with one row a time")))
    add("--time", metavar="COL", required=True, help=say(N_("the column of times: 2020, 2020-08 or 2020-Q3")))
    add("--count", metavar="COL", required=True, help=say(N_("the column of counts")))
    add("--exposure", metavar="COL", help=say(N_("people or hours at risk")))
    add("--most", metavar="N", type=int, default=5, help=say(N_("the most breaks looked for")))
    add("--min-length", metavar="N", type=int, default=6, help=say(N_("the fewest times of one level")))
    add(
        "--penalty",
        metavar="KIND",
        default="bic",
        help=say(N_("what a break must gain: bic, mbic or a number")),
    )
    add(
        "--season",
        choices=("auto", "yes", "none"),
        default="auto",
        help=say(N_("whether a season is taken out")),
    )
    add(
        "--level", metavar="SHARE", type=float, default=0.05, help=say(N_("how often no break is called one"))
    )
    add("--draws", metavar="N", type=int, default=499)
    add("--confidence", metavar="SHARE", type=float, default=0.95)
    add("--seed", metavar="N", type=int, default=1)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Find the breaks of the series of a file."""
    from dataclasses import asdict

    from pazos.analysis.tables import read_table
    from pazos.science.series.breaks import Rules, checks, find_breaks
    from pazos.science.series.observed import observed

    series, missing = observed(
        read_table(options.series).frame,
        time=options.time,
        count=options.count,
        exposure=options.exposure,
        season=options.season,
    )
    rules = Rules(
        most=options.most,
        shortest=options.min_length,
        penalty=options.penalty,
        level=options.level,
        draws=options.draws,
        confidence=options.confidence,
        seed=options.seed,
    )
    found = find_breaks(series, rules)
    made = checks(found)
    columns = zip(series.times, series.counts, found.levels, found.expected, strict=True)
    return {
        "breaks": [asdict(one) for one in found.breaks],
        "p_value": found.p_value,
        "checks": made,
        "series": [dict(zip(("time", "count", "level", "expected"), row, strict=True)) for row in columns],
        "settings": {
            "method": "breaks",
            **asdict(rules),
            "season": series.cycle > 1,
            "dispersion": found.dispersion,
            "times": len(series.times),
            "missing": list(missing),
            "exposure_used": options.exposure is not None,
        },
        "ok": all(one["passed"] is not False for one in made),
    }


def show(result: dict[str, Any]) -> None:
    """Print the breaks with their dates, and what speaks against them."""
    from pazos.interfaces.cli.output import print_table

    title = say(
        N_("{times} times, {missing} without a count; breaks: {breaks}; p of none: {p_value:.3f}"),
        None,
        times=result["settings"]["times"],
        missing=len(result["settings"]["missing"]),
        breaks=len(result["breaks"]),
        p_value=result["p_value"],
    )
    parts = ("time", "low", "high", "before", "after", "ratio", "ratio_low", "ratio_high")
    columns = [
        say(N_("from")),
        say(N_("earliest")),
        say(N_("latest")),
        say(N_("rate before")),
        say(N_("rate after")),
        say(N_("ratio")),
        say(N_("low")),
        say(N_("high")),
    ]
    print_table(title, columns, [[one[part] for part in parts] for one in result["breaks"]])
    passed = {True: say(N_("passed")), False: say(N_("failed")), None: say(N_("could not be made"))}
    rows = [[_title(one["name"]), passed[one["passed"]]] for one in result["checks"]]
    print_table(say(N_("checks of the design")), (say(N_("check")), ""), rows)


def _title(name: str) -> str:
    titles = {
        "autocorrelation": N_("Months that hang together"),
        "steps": N_("Steps rather than a slope"),
    }
    return say(titles[name])


def plot(result: dict[str, Any], options: argparse.Namespace) -> None:
    """Draw the series, its levels and the dates of the breaks with their intervals."""
    from pazos.analysis.figures.levels import levels_chart
    from pazos.analysis.figures.render import save

    save(levels_chart(result["series"], result["breaks"]), options.plot)
