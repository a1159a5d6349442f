"""`pazos analyse quality`: how good is a list of deaths, against criteria held as data?

The JSON is a contract: `criteria` (a list of `code`, `title`, `step`, `value`, `comparison`, `threshold`, `source`,
`confirmed`, `verdict` met, not met or cannot say, `why`, `records`, `short`, `lacking`), `steps` (`step`, `reached`,
`met`, `not_met`, `cannot_say`), `reached`, `to_rise`, `measures` (by code: `value`, `of`, `short`, `why`, `facts`),
`completeness` (by variable: `missing`, `words`), `unit`, `flags` (as plausibility) and `settings`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    import argparse

    from pazos.analysis.quality.victims import Victims
    from pazos.science.quality.judging import Scorecard, Verdict
    from pazos.science.quality.measures import Measure

ANSWER = """\
JSON: `criteria` (list of `code`, `title`, `step`, `value`, `comparison`, `threshold`, `source`, `confirmed`, `verdict`
met, not met or cannot say, `why`, `records`, `short`, `lacking`: records to mend for it to be met), `steps` (`step`,
`reached`, `met`, `not_met`, `cannot_say`), `reached` (the highest step), `to_rise` (codes missing for the next),
`measures` (by code), `completeness` (by variable: `missing`, `words` read as not known), `unit` (`unit` victim, event or
row; `rows`, `victims`), `flags` (as `plausibility` gives them, of heaping), `settings`."""
DECLARED = ("validation", "microdata", "method", "months_between", "months_delay")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the contract."""
    parser.add_argument(
        "file", metavar="FILE", help=say(N_("a list of deaths, a victim (or an event) a row"))
    )
    parser.add_argument(
        "--column",
        metavar="MEANING=COL",
        action="append",
        default=[],
        help=say(N_("name a column that is not recognised, as age=EDAD_V (may be repeated)")),
    )
    parser.add_argument(
        "--other",
        metavar="SOURCE=DEATHS",
        action="append",
        default=[],
        help=say(N_("the deaths of the same place and time by another source (may be repeated)")),
    )
    parser.add_argument(
        "--declare",
        metavar="WHAT=VALUE",
        action="append",
        default=[],
        help=say(
            N_(
                "what the institution states: validation, microdata, method (yes or no), months_between, months_delay"
            )
        ),
    )
    parser.add_argument(
        "--inside",
        metavar="CODE",
        action="append",
        default=[],
        help=say(N_("the code of a municipality that the list should hold (may be repeated)")),
    )


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Measure and judge a file."""
    from datetime import date

    from pazos.analysis.quality.victims import read_victims
    from pazos.science.quality.criteria import BOGOTA_2015
    from pazos.science.quality.judging import judge
    from pazos.science.quality.measures import measure

    victims = read_victims(options.file, named=_pairs(options.column, "--column"), today=date.today())
    measures = measure(
        victims.frame,
        victims.meaning,
        totals={name: _number(text, "--other") for name, text in _pairs(options.other, "--other").items()},
        declared=_declared(options.declare),
        inside=frozenset(options.inside),
    )
    card = judge(measures, BOGOTA_2015)
    return {
        **_card(card),
        "measures": {code: _measure(one) for code, one in measures.items()},
        "completeness": _completeness(measures, victims),
        "unit": measures["victims_lost_by_rows"].facts,
        "flags": _flags(victims),
        "settings": _settings(victims, options),
    }


def _pairs(texts: list[str], option: str) -> dict[str, str]:
    parted = [text.partition("=") for text in texts]
    wrong = [
        text for text, (name, sign, value) in zip(texts, parted, strict=True) if not (name and sign and value)
    ]
    if wrong:
        raise InputProblem(
            N_("{option} is a name and a value joined by =, not {text}."), option=option, text=wrong[0]
        )
    return {name: value for name, _, value in parted}


def _number(text: str, option: str) -> float:
    from pazos.analysis.tables.numbers import number

    value = number(text)
    if value is None or value < 0:
        raise InputProblem(N_("{option} takes a number from zero up, not {text}."), option=option, text=text)
    return value


def _declared(texts: list[str]) -> dict[str, float]:
    words = {"yes": 1.0, "no": 0.0, "si": 1.0, "sí": 1.0, "true": 1.0, "false": 0.0}
    said = _pairs(texts, "--declare")
    unknown = sorted(set(said) - set(DECLARED))
    if unknown:
        raise InputProblem(
            N_("--declare knows {known}, not {unknown}."),
            known=", ".join(DECLARED),
            unknown=", ".join(unknown),
        )
    return {
        name: words[text.lower()] if text.lower() in words else _number(text, "--declare")
        for name, text in said.items()
    }


def _card(card: Scorecard) -> dict[str, Any]:
    return {
        "criteria": [verdict_row(one) for one in card.verdicts],
        "steps": [
            {
                "step": step.number,
                "reached": step.reached,
                "met": step.met,
                "not_met": step.not_met,
                "cannot_say": step.cannot_say,
            }
            for step in card.steps
        ],
        "reached": card.reached,
        "to_rise": [one.criterion.code for one in card.to_rise],
    }


def verdict_row(one: Verdict) -> dict[str, Any]:
    """Return a verdict as the contract writes it."""
    from pazos.analysis.quality.titles import title, why

    criterion, found = one.criterion, one.measure
    return {
        "code": criterion.code,
        "title": title(criterion.code),
        "step": criterion.step,
        "measure": criterion.measure,
        "value": found.value,
        "comparison": criterion.comparison,
        "threshold": criterion.value,
        "source": criterion.source,
        "confirmed": criterion.confirmed,
        "verdict": one.verdict,
        "why": why(found.why),
        "records": found.of,
        "short": found.short,
        "lacking": one.lacking,
    }


def _measure(one: Measure) -> dict[str, Any]:
    return {"value": one.value, "of": one.of, "short": one.short, "why": one.why, "facts": one.facts}


def _completeness(measures: dict[str, Measure], victims: Victims) -> dict[str, Any]:
    names = [code.removeprefix("missing_") for code in measures if code.startswith("missing_")]
    return {
        name: {"missing": measures[f"missing_{name}"].value, "words": victims.missing.get(name, {})}
        for name in names
        if measures[f"missing_{name}"].value is not None
    }


def _flags(victims: Victims) -> list[dict[str, Any]]:
    from pazos.analysis.quality.sentences import sentence
    from pazos.science.quality.plausibility import check_deaths

    frame = victims.frame.rename(columns={"date": "day"})
    kept = frame[[name for name in ("day", "minute", "age", "weekday") if name in frame.columns]]
    return [
        {
            "check": flag.check,
            "where": {"place": None, "time": None},
            "value": flag.value,
            "expected": flag.expected,
            "severity": flag.severity,
            "p_value": flag.p_value,
            "facts": flag.facts,
            "message": sentence(flag),
        }
        for flag in check_deaths(kept).flags
    ]


def _settings(victims: Victims, options: argparse.Namespace) -> dict[str, Any]:
    return {
        "method": "quality",
        "file": victims.name,
        "rows": len(victims.frame),
        "columns": victims.columns,
        "not_data": victims.left_out,
        "others": options.other,
        "declared": options.declare,
        "inside": options.inside,
    }


def show(result: dict[str, Any]) -> None:
    """Print the criteria by step, what is missing to rise, and the flags of heaping."""
    from pazos.interfaces.cli.output import print_table

    words = {"met": say(N_("met")), "not met": say(N_("not met")), "cannot say": say(N_("cannot say"))}
    signs = {"at most": "≤", "at least": "≥"}
    rows = [
        [
            one["step"],
            one["title"],
            one["value"],
            f"{signs[one['comparison']]} {one['threshold']:g}",
            one["source"] + ("" if one["confirmed"] else f" ({say(N_('unconfirmed'))})"),
            words[one["verdict"]] + (f": {one['why']}" if one["why"] else ""),
        ]
        for one in result["criteria"]
    ]
    title = say(
        N_("{rows} rows, {victims} victims (a row is: {unit}); step reached: {reached} of {steps}"),
        None,
        rows=result["settings"]["rows"],
        victims=result["unit"]["victims"],
        unit=_unit(result["unit"]["unit"]),
        reached=result["reached"],
        steps=len(result["steps"]),
    )
    print_table(
        title,
        [
            say(N_("step")),
            say(N_("criterion")),
            say(N_("value")),
            say(N_("threshold")),
            say(N_("source")),
            say(N_("verdict")),
        ],
        rows,
    )
    _show_missing(result)


def _unit(code: str) -> str:
    return {"victim": say(N_("a victim")), "event": say(N_("an event")), "row": say(N_("not known"))}[code]


def _show_missing(result: dict[str, Any]) -> None:
    titles = {one["code"]: one for one in result["criteria"]}
    for code in result["to_rise"]:
        one = titles[code]
        if one["lacking"]:
            print(
                say(
                    N_("To rise: {title}: {lacking} records to mend."),
                    None,
                    title=one["title"],
                    lacking=one["lacking"],
                )
            )
        else:
            print(
                say(N_("To rise: {title}: {why}"), None, title=one["title"], why=one["why"] or one["verdict"])
            )
    for flag in result["flags"]:
        print(flag["message"])


def plot(result: dict[str, Any], options: argparse.Namespace) -> None:
    """Draw the criteria that are shares against their thresholds."""
    from pazos.analysis.figures.quality import criteria_chart
    from pazos.analysis.figures.render import save

    save(criteria_chart(result["criteria"]), options.plot)
