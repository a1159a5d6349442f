"""`pazos analyse undercount`: how many deaths did no source record?

The JSON is a contract: `verdict` ("estimate" or "cannot tell"), `reasons`, `cautions`, `observed`,
`missed`, `total`, `coverage`, `model`, `models`, `assumptions` and `settings`. "Cannot tell" is an
answer: its exit code is 0.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    import argparse

    from pazos.analysis.undercount.reading import Read

SHOWN = 8
ANSWER = """\
JSON: `verdict` ("estimate" or "cannot tell", both exit code 0), `reasons` why nobody can tell and `cautions` beside
an estimate (sentences; `codes` has the code and the facts of each), `observed` (deaths in at least one list),
`missed` and `total`, each `estimate`, `low` and `high` (null when nobody can tell), `coverage`, for each list
`list`, `deaths`, `share`, `low` and `high` of all deaths, `model` (whose estimate it is: a model or "average"),
`best` (the best single model), `models` (each `model`, `degrees_of_freedom`, `deviance`, `p_value`, `aic`, `bic`,
`weight` and `missed`; bounds where its weight is 0.001 or more, null where it has no finite answer), `lower_bound`
(Chao) and `sample_coverage` (Chao and Tsay) of the missed, `lincoln_petersen` (two lists: all deaths), `strata`
and `together` (with --strata: the same answer for each and without them), `assumptions` (each `assumption`,
`if_it_fails` and the `bias` of `missed` then) and `settings`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the contract."""
    parser.add_argument(
        "file",
        metavar="FILE",
        help=say(N_("counts by combination of lists, one row a death, or the JSON of analyse link")),
    )
    parser.add_argument(
        "--lists", metavar="A,B,…", help=say(N_("the columns that are lists (default: all of yes and no)"))
    )
    parser.add_argument("--count", metavar="COL", help=say(N_("the column of counts")))
    parser.add_argument(
        "--strata", metavar="COL", help=say(N_("estimate for each value of a column and add up"))
    )
    parser.add_argument(
        "--model",
        metavar="average|best|MODEL",
        default="average",
        help=say(N_("all models by weight, the best one, or one such as police*press+health")),
    )
    parser.add_argument("--criterion", choices=("aic", "bic"), default="aic")
    parser.add_argument(
        "--dependent",
        metavar="A,B",
        action="append",
        default=[],
        help=say(N_("lists that copy from or feed one another (may be repeated)")),
    )
    parser.add_argument("--level", metavar="SHARE", type=float, default=0.95)


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Estimate what the lists of a file miss."""
    from pazos.analysis.undercount.answer import answer_of, beside
    from pazos.analysis.undercount.reading import read_lists
    from pazos.analysis.undercount.words import worded
    from pazos.science.undercount import Asked, Doubt, undercount, undercount_by

    read = read_lists(options.file, lists=_names(options.lists), count=options.count, strata=options.strata)
    asked = Asked(
        model=options.model,
        criterion=options.criterion,
        dependent=tuple(tuple(_names(group) or ()) for group in options.dependent),
        confidence=options.level,
    )
    found = undercount_by(read.strata, asked) if options.strata else undercount(read.strata[""], asked)
    answer = answer_of(found)
    if read.left_out:
        answer = beside(answer, Doubt("left_out", {"deaths": read.left_out}))
    return worded(answer) | {"settings": _settings(options, read)}


def _names(text: str | None) -> list[str] | None:
    return [name.strip() for name in text.split(",") if name.strip()] if text else None


def _settings(options: argparse.Namespace, read: Read) -> dict[str, Any]:
    first = next(iter(read.strata.values()))
    return {
        "method": "undercount",
        "lists": list(first.lists),
        "shape": read.shape,
        "count": read.count,
        "strata": options.strata,
        "left_out": read.left_out,
        "model": options.model,
        "criterion": options.criterion,
        "dependent": [_names(group) for group in options.dependent],
        "level": options.level,
        "estimator": _estimator(len(first.lists)),
        "models_asked": _asked(len(first.lists)),
    }


def _estimator(lists: int) -> str:
    if lists == 2:
        return "Chapman (1951), transformed logit interval (Sadinle 2009)"
    return "Poisson log-linear models, profile likelihood (Cormack 1992), tail areas averaged (Turek and Fletcher 2012)"


def _asked(lists: int) -> str:
    return {
        2: "independence",
        3: "all 8 hierarchical models without the interaction of all lists",
        4: "all 113 hierarchical models without the interaction of all lists",
        5: "all 1,024 models of interactions between two lists",
    }.get(lists, "none")


def show(result: dict[str, Any]) -> None:
    """Print the answer, what each list holds, the leading models and the assumptions."""
    from pazos.interfaces.cli.output import print_table

    print(_headline(result))
    for text in (*result["reasons"], *result["cautions"]):
        print(f"- {text}")
    columns = [say(N_("list")), say(N_("deaths")), say(N_("share of all")), say(N_("low")), say(N_("high"))]
    rows = [
        [one["list"], one["deaths"], *(_percent(one[name]) for name in ("share", "low", "high"))]
        for one in result["coverage"]
    ]
    print_table(say(N_("What each list holds")), columns, rows)
    for title, heading, lines in (
        (say(N_("Strata")), say(N_("stratum")), _stratum_rows(result)),
        (say(N_("Models")), say(N_("model")), _model_rows(result)),
    ):
        if lines:
            print_table(
                title, [heading, say(N_("weight")), say(N_("missed")), say(N_("low")), say(N_("high"))], lines
            )
    stands = say(N_("If an assumption fails"))
    biases = {"too low": say(N_("too low")), "too high": say(N_("too high"))}
    told = [[one["assumption"], one["if_it_fails"], biases[one["bias"]]] for one in result["assumptions"]]
    print_table(
        say(N_("What it stands on")), [say(N_("assumption")), stands, say(N_("the estimate is then"))], told
    )


def _headline(result: dict[str, Any]) -> str:
    if result["verdict"] == "cannot tell":
        return say(
            N_("Cannot tell how many deaths are missing beside the {observed} observed."),
            None,
            observed=result["observed"],
        )
    return say(
        N_(
            "{missed:.0f} deaths in no list ({low:.0f} to {high:.0f}, {level:.0%}) beside the {observed} observed: "
            "{total:.0f} in all."
        ),
        None,
        observed=result["observed"],
        missed=result["missed"]["estimate"],
        low=result["missed"]["low"],
        high=result["missed"]["high"],
        level=result["settings"]["level"],
        total=result["total"]["estimate"],
    )


def _model_rows(result: dict[str, Any]) -> list[list[Any]]:
    lines = sorted(result["models"], key=lambda line: -line["weight"])[:SHOWN]
    return [[line["model"], _percent(line["weight"]), *_bounds(line["missed"])] for line in lines]


def _stratum_rows(result: dict[str, Any]) -> list[list[Any]]:
    return [[one["stratum"], None, *_bounds(one["missed"])] for one in result.get("strata", [])]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.1%}"


def _bounds(missed: dict[str, float | None]) -> list[str]:
    """Return an estimate and its bounds in whole deaths."""
    return [
        "–" if value is None or not math.isfinite(value) else f"{value:,.0f}" for value in missed.values()
    ]


def plot(result: dict[str, Any], options: argparse.Namespace) -> None:
    """Draw the answer with its interval, what each list holds, and the models."""
    from pazos.analysis.figures.render import save
    from pazos.analysis.figures.undercount import undercount_chart

    save(undercount_chart(result), options.plot)
