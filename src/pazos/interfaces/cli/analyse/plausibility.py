"""`pazos analyse plausibility`: can the figures of a series be so?

The JSON is a contract: `flags` (a list of `check`, `where` with `place` and `time`, `value`, `expected`,
`severity`, `p_value`, `facts`, `message`), `checks` (`check`, `ran`, `why`), `left_out` (flags beyond the
most listed, by check), `series` (the whole, `time` and `count`) and `settings`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    import argparse

    from pazos.analysis.quality.series import Reading
    from pazos.science.quality.panel import Flag
    from pazos.science.quality.plausibility import Findings

ANSWER = """\
JSON: `flags`, the weightiest first (list of `check`, `where` with `place` and `time` as `2020-08` or `2012`, null for
the whole; `value`, `expected`, `severity` impossible, implausible or notable, `p_value`, `facts`, `message`), `checks`
(list of `check`, `ran`, `why`), `left_out` (flags beyond the most listed, by check), `series` (the whole: `time`,
`count`), `settings` (`kind` series or deaths, `unit`, the `columns` taken, rows `not_data`)."""
NAMED = ("place", "year", "month", "date", "count", "population", "rate")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the words of the contract."""
    parser.add_argument(
        "series",
        metavar="SERIES.csv",
        help=say(N_("counts by place and period, or a list with a death a row")),
    )
    for name, text in {
        "place": N_("the column of places (columns not named are recognised)"),
        "year": N_("the column of years"),
        "month": N_("the column of months"),
        "date": N_("the column of dates"),
        "count": N_("the column of counts"),
        "population": N_("the column of people"),
        "rate": N_("the column of rates"),
    }.items():
        parser.add_argument(f"--{name}", metavar="COL", help=say(text))
    parser.add_argument(
        "--most", metavar="N", type=int, default=100, help=say(N_("flags listed of one check (default 100)"))
    )


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Check a file."""
    from datetime import date

    from pazos.analysis.quality.series import read_series

    reading = read_series(
        options.series, named={name: getattr(options, name) for name in NAMED}, today=date.today()
    )
    findings = checked(reading, most=options.most)
    return {
        "flags": [told(flag, reading) for flag in findings.flags],
        "checks": _checks(findings),
        "left_out": findings.left_out,
        "series": _whole(reading),
        "settings": _settings(reading),
    }


def checked(reading: Reading, *, most: int) -> Findings:
    """Return the findings of every check that the file allows."""
    from pazos.science.quality.panel import Flag, Ran
    from pazos.science.quality.plausibility import Findings, check_deaths, check_series, together
    from pazos.science.quality.sources import sources_disagree

    parts = [
        check_series(
            reading.frame,
            unit=reading.unit,
            absent_is_zero=reading.absent_is_zero,
            adds_up=reading.adds_up,
            most=most,
        )
    ]
    if reading.deaths is not None:
        parts.append(check_deaths(reading.deaths, most=most))
    several = any("source" in one for one in reading.places.values())
    ran = (Ran("sources_disagree", ran=several, why="" if several else "one_source"),)
    parts.append(
        Findings(tuple(sources_disagree(by_source(reading), unit=reading.unit)) if several else (), ran)
    )
    rows = reading.left_out.get("time_unreadable", [])
    parts.append(
        Findings(tuple(Flag("time_unreadable", "impossible", facts={"row": row}) for row in rows), ())
    )
    return together(*parts, most=most)


def by_source(reading: Reading) -> Any:
    """Return the frame with its labels parted into place and source."""
    places = reading.places
    return reading.frame.assign(
        source=reading.frame["place"].map(lambda label: places[label].get("source", "")),
        place=reading.frame["place"].map(lambda label: places[label].get("place") or None),
    )


def told(flag: Flag, reading: Reading) -> dict[str, Any]:
    """Return a flag as the contract writes it."""
    from pazos.analysis.quality.sentences import sentence

    stands = reading.places.get(flag.place or "", {})
    where = {"place": flag.place, "time": flag.time}
    if stands.get("source"):
        where = {"place": stands.get("place") or None, "time": flag.time, "source": stands["source"]}
    if stands.get("code"):
        where["code"] = stands["code"]
    return {
        "check": flag.check,
        "where": where,
        "value": flag.value,
        "expected": flag.expected,
        "severity": flag.severity,
        "p_value": flag.p_value,
        "facts": flag.facts,
        "message": sentence(flag),
    }


def _checks(findings: Findings) -> list[dict[str, Any]]:
    from pazos.analysis.quality.sentences import reason

    return [{"check": ran.check, "ran": ran.ran, "why": reason(ran)} for ran in findings.checks]


def _whole(reading: Reading) -> list[dict[str, Any]]:
    from pazos.science.quality.panel import period_label

    frame = reading.frame
    if any("source" in one for one in reading.places.values()):
        return []
    sums = frame.groupby("time")["count"].sum(min_count=1)
    return [{"time": period_label(time, reading.unit), "count": float(count)} for time, count in sums.items()]


def _settings(reading: Reading) -> dict[str, Any]:
    return {
        "method": "plausibility",
        "file": reading.name,
        "kind": reading.kind,
        "unit": {"M": "month", "Q": "quarter", "Y": "year"}[reading.unit],
        "columns": {
            ("place" if name == "finest" else name): column for name, column in reading.columns.items()
        },
        "places": len(reading.places) or 1,
        "rows": len(reading.deaths) if reading.deaths is not None else len(reading.frame),
        "absent_rows": "zero" if reading.absent_is_zero else "unknown",
        "several_rows_added": reading.adds_up,
        "not_data": reading.left_out,
        **reading.notes,
    }


def show(result: dict[str, Any]) -> None:
    """Print the weightiest flags and what could not be checked."""
    from pazos.interfaces.cli.output import print_table

    flags, left = result["flags"], sum(result["left_out"].values())
    title = say(
        N_("{flags} flags in {rows} rows of {file} ({left} more not listed)"),
        None,
        flags=len(flags),
        left=left,
        rows=result["settings"]["rows"],
        file=result["settings"]["file"],
    )
    rows = [
        [_severities()[flag["severity"]], flag["check"], flag["message"]] for flag in _first_of_each(flags)
    ]
    print_table(title, [say(N_("weight")), say(N_("check")), say(N_("what"))], rows) if rows else print(title)
    undone = [f"{ran['check']} ({ran['why']})" for ran in result["checks"] if not ran["ran"]]
    if undone:
        print(say(N_("Not checked: {checks}"), None, checks="; ".join(undone)))


def _first_of_each(flags: list[dict[str, Any]], *, most: int = 5) -> list[dict[str, Any]]:
    """Return the weightiest flags of each check: a screen must not be full of one."""
    from collections import Counter

    seen: Counter[str] = Counter()
    seen_first = []
    for flag in flags:
        seen[flag["check"]] += 1
        if seen[flag["check"]] <= most:
            seen_first.append(flag)
    return seen_first


def _severities() -> dict[str, str]:
    return {
        "impossible": say(N_("impossible")),
        "implausible": say(N_("implausible")),
        "notable": say(N_("notable")),
    }


def plot(result: dict[str, Any], options: argparse.Namespace) -> None:
    """Draw the whole series and where the flags stand."""
    from pazos.analysis.figures.quality import flags_chart
    from pazos.analysis.figures.render import save

    save(flags_chart(result["series"], result["flags"]), options.plot)
