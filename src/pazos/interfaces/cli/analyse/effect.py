"""`pazos analyse effect`: did a treatment change an outcome, by a panel of places and times?

The JSON is a contract: `estimate`, `low`, `high`, `standard_error`, `p_value`, `unit`, `method`, `settings`,
`event_study` (a list of `time`, `estimate`, `low`, `high`), `weights`, `checks` (a list of `name`, `passed`,
`facts`) and `verdict`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    import argparse

    import altair

ANSWER = """\
JSON: `estimate`, `low`, `high`, `standard_error`, `p_value`, `unit` (difference: of the outcome, a unit and time; or
log_ratio), `method`, `event_study` (list of `time` counted from the beginning, `estimate`, `low`, `high`), `weights` (unit:
weight, where the method has them), `checks` (list of `name`, `passed` true, false or null, `facts`), `verdict` (fell, rose,
no_evidence, cannot_tell_few, cannot_tell_design), `settings` (units, times, treated, expected, seed and the method's own)."""

VERDICTS = {
    "fell": N_("It fell, beyond chance."),
    "rose": N_("It rose, beyond chance."),
    "no_evidence": N_("No evidence of an effect, which is not evidence of none."),
    "cannot_tell_few": N_("Cannot tell: too few deaths would have been expected."),
    "cannot_tell_design": N_("Cannot tell: the design fails one of its own checks."),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the contract."""
    from pazos.science.evaluation.doubts import MODULES as DOUBTS
    from pazos.science.evaluation.estimators import MODULES

    add = parser.add_argument
    add("panel", metavar="PANEL.csv", help=say(N_("a table with one row a unit and time")))
    add("--unit", metavar="COL", required=True, help=say(N_("the column of the units")))
    add("--time", metavar="COL", required=True, help=say(N_("the column of times: 2020, 2020-08 or 2020-Q3")))
    add("--outcome", metavar="COL", required=True, help=say(N_("the column of what may have changed")))
    add("--treated-from", metavar="COL", help=say(N_("the first treated time of the unit; empty for none")))
    add("--treated", metavar="COL", help=say(N_("or a column of noughts and ones")))
    add("--exposure", metavar="COL", help=say(N_("people or hours at risk, for models of counts")))
    add(
        "--covariates",
        metavar="COL",
        nargs="+",
        default=[],
        help=say(N_("columns that may explain differences")),
    )
    add("--method", required=True, choices=sorted(MODULES), help=say(N_("the estimator")))
    add("--control", choices=("never", "not-yet", "none"), help=say(N_("who is compared with")))
    add(
        "--inference",
        metavar="KIND",
        help=say(
            N_(
                "how chance is reckoned; twfe and poisson know cluster, and where few units began wild and randomisation; each method names its kinds"
            )
        ),
    )
    add("--draws", metavar="N", type=int, help=say(N_("draws of bootstrap or permutation")))
    _add_own(parser)
    add(
        "--doubts",
        metavar="NAME",
        nargs="+",
        default=[],
        choices=sorted(DOUBTS),
        help=say(N_("further checks: {names}"), None, names=", ".join(sorted(DOUBTS))),
    )
    add("--confidence", metavar="SHARE", type=float, default=0.95)
    add("--seed", metavar="N", type=int, default=1)
    add(
        "--workers",
        metavar="N",
        type=int,
        default=1,
        help=say(N_("processes that share the draws; no digit depends on them")),
    )
    add(
        "--cluster",
        metavar="ADDRESS",
        help=say(N_("a Dask scheduler in their place, such as tcp://10.0.0.5:8786")),
    )


def _add_own(parser: argparse.ArgumentParser) -> None:
    """Add what single methods take: interrupted series, then matching."""
    add = parser.add_argument
    add("--breaks", metavar="TIME", nargs="+", help=say(N_("its: the beginning and further breaks")))
    add("--change", choices=("both", "level", "slope"), help=say(N_("its: what a break may change")))
    add(
        "--season",
        choices=("auto", "fourier", "dummies", "none"),
        help=say(N_("its: how the season is taken out")),
    )
    add("--by", metavar="WAY", help=say(N_("matching: entropy, weights, overlap, propensity or mahalanobis")))
    add("--neighbours", metavar="N", type=int, help=say(N_("matching: neighbours of each of the treated")))
    add(
        "--caliper", metavar="SD", type=float, help=say(N_("matching: how far a neighbour may be; 0 for any"))
    )
    add("--scale", choices=("auto", "ratio", "difference"), help=say(N_("matching: ratios or differences")))


OWN = ("control", "inference", "draws", "breaks", "change", "season", "by", "neighbours", "caliper", "scale")


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Estimate the effect on the panel of a file."""
    from dataclasses import asdict

    from pazos.analysis.tables import read_table
    from pazos.interfaces.cli.output import following
    from pazos.science.evaluation.panel import read_panel
    from pazos.science.evaluation.spreading import over
    from pazos.science.evaluation.study import Design, Way, find

    panel = read_panel(
        read_table(options.panel).frame,
        unit=options.unit,
        time=options.time,
        outcome=options.outcome,
        treated_from=options.treated_from,
        treated=options.treated,
        exposure=options.exposure,
        covariates=options.covariates,
    )
    asked = {name: getattr(options, name) for name in OWN}
    given = {name: value for name, value in asked.items() if value is not None}
    design = Design(
        primary=Way(options.method, given),
        doubts=tuple(options.doubts),
        confidence=options.confidence,
        seed=options.seed,
    )
    with (
        following() as progress,
        over(
            workers=options.workers,
            address=options.cluster,
            tell=lambda _, share: progress(N_("draws"), share),
        ),
    ):
        found = find(panel, design)
    effect = found.primary
    settings = {
        "units": len(panel.units),
        "times": len(panel.times),
        "treated": int(panel.ever.sum()),
        "expected": found.expected,
        "seed": options.seed,
        "confidence": options.confidence,
        **effect.settings,
    }
    answer = asdict(effect)
    checks = [*answer["checks"], *map(asdict, found.doubts)]
    return {**answer, "checks": checks, "settings": settings, "verdict": found.verdict.value}


def show(result: dict[str, Any]) -> None:
    """Print the effect, its course and its checks, and what may be said."""
    from pazos.interfaces.cli.output import print_table

    names = ("estimate", "low", "high", "standard_error", "p_value")
    title = say(
        N_("{method}: {verdict}"), None, method=result["method"], verdict=say(VERDICTS[result["verdict"]])
    )
    print_table(title, names, [[_short(result[name]) for name in names]])
    if result["event_study"]:
        rows = [[one["time"], *(_short(one[name]) for name in names[:3])] for one in result["event_study"]]
        print_table(say(N_("steps from the beginning")), ("time", *names[:3]), rows)
    _show_stretches(result)
    if result["checks"]:
        passed = {True: say(N_("passed")), False: say(N_("failed")), None: say(N_("could not be made"))}
        rows = [
            [one["name"], passed[one["passed"]]] for one in result["checks"] if one["name"] != "came_back"
        ]
        print_table(say(N_("checks of the design")), (say(N_("check")), ""), rows)
        _show_why(result["checks"])


def _show_why(checks: list[dict[str, Any]]) -> None:
    """Print, in a sentence, why each check that could not be made could not."""
    from pazos.interfaces.components.evaluation_words import WHY

    for one in checks:
        if one["passed"] is None and (why := WHY.get(one["facts"].get("why", ""))):
            print(f"{one['name']}: {say(why)}")


def _show_stretches(result: dict[str, Any]) -> None:
    """Print each stretch of an interrupted series, and whether what had changed came back."""
    from pazos.interfaces.cli.output import print_table

    stretches = result["settings"].get("stretches", [])
    if stretches:
        names = ("from", "to", "observed", "expected", "ratio", "low", "high")
        rows = [[one["from"], one["to"], *(_short(one[name]) for name in names[2:])] for one in stretches]
        print_table(say(N_("stretches between breaks")), names, rows)
    if any(one["name"] == "came_back" for one in result["checks"]):
        print(
            say(N_("It came back: what changed at first was gone later. The mean over all times hides both."))
        )


def _short(value: float) -> str:
    return f"{value:.4f}"


def plot(result: dict[str, Any], options: argparse.Namespace) -> None:
    """Draw the course of the effect; beside it a series' own course, or the balance of those compared with."""
    from pazos.analysis.figures.render import save

    save(_chart(result), options.plot)


def _chart(result: dict[str, Any]) -> altair.TopLevelMixin:
    from pazos.analysis.figures.effect import event_study_chart
    from pazos.science.problems import InputProblem

    if course := result["settings"].get("course"):
        from pazos.analysis.figures.interrupted import interrupted_chart

        return interrupted_chart(course, result["settings"]["breaks"])
    if not result["event_study"]:
        raise InputProblem(
            N_("The method {method} gives no course of the effect to draw."), method=result["method"]
        )
    balance = next((one["facts"]["balance"] for one in result["checks"] if one["name"] == "balance"), None)
    if balance is None:
        return event_study_chart(result["event_study"])
    from pazos.analysis.figures.balance import matched_chart

    return matched_chart(result["event_study"], balance)
