"""`pazos accountability 2023`: the yearly report, prepared by one person, signed by another, checked by anybody who holds the city.

`--check` makes the report again from the books and says which figure is not the same today. Exit code 1
when one is not, or when something stands in the way of a deed. The JSON is a contract: `year`, `number`,
`state`, `sha256`, `is_whole`, `same_code`, `ok`, `parts` and `changed`, each with `part`, `where`, `frozen`
and `today`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pazos.foundation.words import LANGUAGES, N_, preferred_language, say
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    import argparse

    from pazos.domain.accountability.models import YearReport
    from pazos.domain.people.models import Staff

NEEDS_CITY = True
LONGEST = 28
ANSWER = """\
JSON: `year`, `number`, `state`, `sha256`, `is_whole` (the frozen text fits its hash), `same_code`, `ok`, and of `--check` also
`parts` (each part with whether it is the same) and `changed` (list of `part`, `where`, `frozen`, `today`)."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which year, which deed, whose, and what to write."""
    parser.add_argument("year", metavar="YEAR", type=int, help=say(N_("such as 2023")))
    deed = parser.add_mutually_exclusive_group()
    deed.add_argument("--prepare", action="store_true", help=say(N_("freeze it, for another to sign")))
    deed.add_argument("--sign", action="store_true", help=say(N_("sign what another prepared")))
    deed.add_argument("--withdraw", metavar="WHY", help=say(N_("take it back; anybody may read why")))
    deed.add_argument("--check", action="store_true", help=say(N_("make it again: the same digits today?")))
    parser.add_argument("--by", metavar="USER", help=say(N_("who does it")))
    parser.add_argument("--remark", default="", help=say(N_("what it corrects; anybody may read it")))
    parser.add_argument("--pdf", metavar="FILE", help=say(N_("write the paper")))
    parser.add_argument("--tables", metavar="FILE", help=say(N_("write its tables as a workbook (xlsx)")))
    parser.add_argument("--language", choices=LANGUAGES, help=say(N_("language of the paper")))
    parser.add_argument("--json", metavar="FILE", help=say(N_("write the result as JSON (- for the screen)")))


def run(options: argparse.Namespace) -> int:
    """Do the deed, if one is asked for, and show where the report stands."""
    from pazos.domain.refusing import RefusedError

    try:
        _do(options)
    except RefusedError as refused:
        for block in refused.blocks:
            print(say(_english(block.label)))
        return 1
    report = _newest(options.year)
    _write(report, options)
    if options.check:
        return _check(report, options)
    if options.json:
        from pazos.interfaces.cli.output import write_json

        write_json(_facts(report), options.json)
    if options.json != "-":
        _show(report)
    return 0


def _english(label: Any) -> str:
    from django.utils.translation import override

    with override("en"):
        return str(label)


def _do(options: argparse.Namespace) -> None:
    from pazos.analysis.account import deeds
    from pazos.domain.accountability import actions

    if options.prepare:
        deeds.prepare(year=options.year, remark=options.remark, by=_person(options.by))
    elif options.sign:
        deeds.sign(_newest(options.year), by=_person(options.by))
    elif options.withdraw is not None:
        actions.withdraw(_newest(options.year), why=options.withdraw, by=_person(options.by))


def _person(username: str | None) -> Staff:
    from pazos.domain.people.models import Staff

    if not username:
        raise InputProblem(N_("Say who does it: --by USER."))
    found = Staff.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise InputProblem(N_("There is no open account {name}."), name=username)
    return found


def _newest(year: int) -> YearReport:
    """Return the report of a year that stands: the one that waits, else the signed one, else the last."""
    from pazos.domain.accountability.models import YearReport
    from pazos.domain.accountability.vocabulary import ReportState

    rows = YearReport.objects.filter(year=year).order_by("-number")
    for state in (ReportState.PREPARED, ReportState.SIGNED):
        if found := rows.filter(state=state).first():
            return found
    last = rows.first()
    if last is None:
        raise InputProblem(
            N_("There is no report of {year}. Prepare one: pazos accountability {year} --prepare --by USER."),
            year=year,
        )
    return last


def _write(report: YearReport, options: argparse.Namespace) -> None:
    if options.pdf:
        from pazos.interfaces.reports.render import to_pdf
        from pazos.interfaces.reports.yearly import yearly_report

        language = options.language or preferred_language()
        Path(options.pdf).write_bytes(to_pdf(yearly_report(report, language=language)))
    if options.tables:
        from pazos.analysis.account.workbook import workbook

        Path(options.tables).write_bytes(workbook(report.content))


def _check(report: YearReport, options: argparse.Namespace) -> int:
    from pazos.analysis.account.again import checked

    who = _person(options.by) if options.by else report.prepared_by
    again = checked(report, seen_by=who)
    if options.json:
        from pazos.interfaces.cli.output import write_json

        write_json(
            _facts(report)
            | {
                "ok": again.holds,
                "is_whole": again.is_whole,
                "same_code": again.same_code,
                "parts": dict(again.parts),
                "changed": [vars(one) for one in again.changed],
            },
            options.json,
        )
    if options.json != "-":
        _show_check(again)
    return 0 if again.holds else 1


def _show_check(again: Any) -> None:
    from pazos.interfaces.cli.output import print_table

    rows = [[one.part, one.where[-LONGEST:], _short(one.frozen), _short(one.today)] for one in again.changed]
    if rows:
        heads = [say(N_("part")), say(N_("where")), say(N_("in the report")), say(N_("today"))]
        print_table(say(N_("What changed since")), heads, rows)
    if not again.is_whole:
        print(say(N_("Its content is NOT what was prepared: its hash differs.")))
    print(
        say(N_("The same digits come out today."))
        if again.holds
        else say(N_("Other digits come out today: {n} figures."), None, n=len(rows))
    )
    if not again.same_code:
        print(say(N_("The code here is not the code that made the report; that alone changes no digit.")))


def _short(value: object) -> str:
    text = "–" if value is None else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _facts(report: YearReport) -> dict[str, Any]:
    return {
        "year": report.year,
        "number": report.number,
        "state": report.state,
        "as_of_on": report.as_of_on.isoformat(),
        "sha256": report.content_hash,
        "code": report.code_version,
    }


def _show(report: YearReport) -> None:
    from pazos.interfaces.cli.output import print_table

    rows = [[say(name), str(value)] for name, value in _facts(report).items()]
    print_table(f"{report.year}-{report.number}", [say(N_("what")), ""], rows)
