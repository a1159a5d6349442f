"""`pazos demo`: the whole chain on an invented city, from messy files to a signed report and a site.

The files go in through the very commands that a city uses. A demo that was finished before
is not made anew: it is served as it stands, so that nothing done in it is lost.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from pazos.foundation.access.policy import Role
from pazos.foundation.words import LANGUAGES, N_, say
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from types import ModuleType

    from pazos.analysis.demo_files import DemoFiles

MAKES_CITY = True
SECOND_FACTOR = "offered"  # its people are invented, and its passwords stand in a file
LAST_YEAR = 2023  # of the first strategy
STARTED, FINISHED = ".demo-started", ".demo-finished"
LOGINS = ".demo-logins"
LOGIN_OF = (
    ("lider", "Lucía Andrade", Role.STRATEGY_LEAD),
    ("analista", "Mateo Quintero", Role.ANALYST),
    ("comite", "Elena Ríos", Role.COMMITTEE_MEMBER),
    ("deporte", "Dora Palacio", Role.DEPARTMENT),
    ("aliada", "Amelia Rengifo", Role.PARTNER),
    ("enlace", "Capitán Suárez", Role.SECURITY_LIAISON),
    ("auditora", "Nora Vélez", Role.AUDITOR),
    ("coordina", "Ofelia Mina", Role.OUTREACH_COORDINATOR),
    ("gestora", "Yuli Samán", Role.GESTOR),
    ("supervisa", "Camilo Ortega", Role.CASE_SUPERVISOR),
    ("psicosocial", "Adela Chicuasuque", Role.CASE_WORKER),
    ("trabajo-social", "Julián Mosquera", Role.CASE_WORKER),
    ("facilita", "Teresa Palmar", Role.FACILITATOR),
    ("evalua", "Bruno Escarria", Role.EVALUATOR),
    ("datos", "Ramiro Cuéllar", Role.DATA_OFFICER),
    ("admin", "Irma Toro", Role.ADMINISTRATOR),
)
PAIR = ("psicosocial", "trabajo-social")  # whoever signs in as one of them finds the other's cases too
SOURCES = {"police": "policia-nacional", "forensic": "medicina-legal", "vital": "estadisticas-vitales"}
REASONS = N_(
    "Six in ten deaths fall in these neighbourhoods, where three in ten people live, and more than half of "
    "those who die are between 14 and 29. The strategy brings its five components together there first."
)

STOPPED = N_("The demo stopped at the command {name}: {said}")
RELEASED = N_("The deaths of two closed years, as the council asked for them.")
PAIRS_WAIT = N_(
    "Some pairs of records of the month still wait for a person; the counts fall when two are found to be one death."
)
SETTLED = N_("Two records were found to be of one death: the forensic file and the death certificate agree.")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the demo city stands and whether to serve it."""
    parser.add_argument(
        "folder", nargs="?", default="demo-city", metavar="FOLDER", help=say(N_("default: demo-city"))
    )
    parser.add_argument("--language", choices=LANGUAGES, help=say(N_("language of the pages (default: es)")))
    parser.add_argument("--no-serve", action="store_true", help=say(N_("stop when the report is written")))
    parser.add_argument("--port", type=int, default=8000, help=say(N_("port (default: 8000)")))


def prepare(options: argparse.Namespace) -> None:
    """Clear away a demo that was ended half-way; nothing in it is anybody's work."""
    folder = Path(options.folder)
    if (folder / STARTED).exists() and not (folder / FINISHED).exists():
        shutil.rmtree(folder)


def run(options: argparse.Namespace) -> int:
    """Make the demo city unless it stands already, say what was found, and serve it."""
    folder = Path(options.folder).resolve()
    if not (folder / FINISHED).exists():
        began = time.monotonic()
        (folder / STARTED).touch()
        _make(folder)
        (folder / FINISHED).touch()
        print(
            say(
                N_("The demo city was made in {seconds} seconds."),
                None,
                seconds=round(time.monotonic() - began),
            )
        )
    _show_findings()
    _show_logins(folder)
    if not options.no_serve:
        _hand_over(folder, options.port)
    return 0


def _hand_over(folder: Path, port: int) -> None:
    """Become the command that serves: whoever drew pictures cannot be forked into servers that draw, they would hang."""
    sys.stdout.flush()
    os.execv(  # noqa: S606 - its words are our own
        sys.executable,
        [sys.executable, "-m", "pazos", "serve", "--city", str(folder), "--port", str(port)],
    )


def _make(folder: Path) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=False) as bar:
        steps = _steps(folder)
        task = bar.add_task("", total=len(steps))
        for text, step in steps:
            bar.update(task, description=say(text))
            step()
            bar.advance(task)


def _steps(folder: Path) -> list[tuple[str, Callable[[], None]]]:
    made: dict[str, DemoFiles] = {}
    beside = _Beside(folder, "register")
    studies = _Beside(folder, "observe", "--source", SOURCES["police"])

    def invent() -> None:
        from pazos.analysis.demo_files import write_demo_files
        from pazos.science.synthetic.city import demo_city

        made["files"] = write_demo_files(demo_city(), folder / "delivered")

    return [
        (N_("inventing a city and writing its institutions' files"), invent),
        (N_("opening accounts"), lambda: _open_accounts(folder)),
        (N_("bringing in its neighbourhoods and people"), lambda: _bring_in_territory(made["files"])),
        (N_("taking in the records of three sources"), lambda: _take_in(made["files"])),
        (N_("beginning to join the records into one register of deaths"), beside.begin),
        (N_("finding patterns, choosing and testing the clusters"), _designate),
        (N_("inventing months of street work"), _take_up_the_street),
        (N_("finishing the register of deaths"), beside.finish),
        (N_("closing two years of the register"), _close_months),
        (N_("beginning to study the latest years"), studies.begin),
        (N_("inventing four years of programmes, money and committees"), _invent_books),
        (N_("inventing months of accompaniment, work, venues and justice"), _accompany),
        (N_("giving account of a year, prepared by one and signed by another"), _give_account),
        (N_("releasing a data set in public, prepared by one and signed by another"), _release),
        (N_("studying the latest years"), studies.finish),
        (N_("writing the report"), lambda: _command("report")),
    ]


class _Beside:
    """A command that a second process does meanwhile: neither of two processors stands idle."""

    def __init__(self, folder: Path, name: str, *more: str) -> None:
        self.name, self.words = name, [sys.executable, "-m", "pazos", name, "--city", str(folder), *more]
        self.doing: Future[subprocess.CompletedProcess[str]] | None = None

    def begin(self) -> None:
        self.doing = ThreadPoolExecutor(1).submit(
            subprocess.run, self.words, capture_output=True, text=True, check=False
        )

    def finish(self) -> None:
        done = self.doing.result() if self.doing else None
        if done is None or done.returncode:
            raise InputProblem(STOPPED, name=self.name, said=done.stderr.strip() if done else "")


def _command(name: str, *words: str) -> None:
    """Run a command of a city the way a user does; its screen output is left out."""
    import contextlib
    import importlib
    import io

    module: ModuleType = importlib.import_module(f"pazos.interfaces.cli.{name}")
    parser = argparse.ArgumentParser()
    module.add_arguments(parser)
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = module.run(parser.parse_args([str(word) for word in words]))
    if code:
        raise InputProblem(STOPPED, name=name, said=said.getvalue().strip())


def _bring_in_territory(files: DemoFiles) -> None:
    from pazos.domain.territory.actions import declare_synthetic, describe_municipality

    describe_municipality(by=None, name="Valdelucero", code="09317", department="Llanos del Alba")
    declare_synthetic(by=None)
    _command("areas", str(files.areas))
    _command("areas", "--population", str(files.population))


def _take_in(files: DemoFiles) -> None:
    for path in files.police:
        _command("ingest", str(path), "--source", SOURCES["police"])
    _command("ingest", str(files.forensic), "--source", SOURCES["forensic"])
    _command("ingest", str(files.vital), "--source", SOURCES["vital"])


def _close_months() -> None:
    """Close months as a city does: one prepares, another signs, and a pair settled later revises one."""
    from pazos.analysis.demo_register import ask_how_good, close_two_years, settle_a_pair_and_revise
    from pazos.domain.people.models import Staff

    analyst, lead = (Staff.objects.get(username=name) for name in ("analista", "lider"))
    remark = say(PAIRS_WAIT)
    close_two_years(prepares=analyst, signs=lead, remark=remark)
    settle_a_pair_and_revise(prepares=analyst, signs=lead, note=say(SETTLED), remark=remark)
    ask_how_good(by=analyst)


def _take_up_the_street() -> None:
    from django.utils import timezone

    from pazos.analysis.demo_street import take_up_the_street
    from pazos.domain.people.models import Staff

    coordinator, gestor = (Staff.objects.get(username=name) for name in ("coordina", "gestora"))
    take_up_the_street(coordinator=coordinator, gestor=gestor, today=timezone.localdate())


def _invent_books() -> None:
    from pazos.analysis.demo_books.invented import invent_books
    from pazos.domain.people.models import Organisation, Staff

    staff = Staff.objects.in_bulk([username for username, _name, _role in LOGIN_OF], field_name="username")
    invent_books(by={role: staff[username] for username, _name, role in LOGIN_OF})
    # A department and a partner of the books have somebody who signs in for them.
    for username, kind in (("deporte", Organisation.Kind.CITY), ("aliada", Organisation.Kind.PARTNER)):
        own = Organisation.objects.filter(kind=kind).exclude(staff__isnull=False).order_by("pk").first()
        if own is not None:
            Staff.objects.filter(username=username).update(organisation=own)


def _accompany() -> None:
    from django.utils import timezone

    from pazos.analysis.demo_books.indicators import compute_held
    from pazos.analysis.demo_cases.invented import invent_cases
    from pazos.analysis.demo_cases.sendings import invent_sendings
    from pazos.analysis.programme import complaints, justice
    from pazos.analysis.programme.asked import Asked
    from pazos.analysis.programme.totals import totals
    from pazos.domain.people.models import Staff

    staff = Staff.objects.in_bulk([username for username, _name, _role in LOGIN_OF], field_name="username")
    first, second = (staff[username] for username in PAIR)
    invent_cases(by={role: staff[username] for username, _name, role in LOGIN_OF}, pair=(first, second))
    invent_sendings(first, supervisor=staff["supervisa"])
    compute_held(by=staff["lider"])
    totals(Asked(), seen_by=staff["lider"])
    complaints.count_new(on=timezone.localdate())
    justice.count_new(on=timezone.localdate())


def _give_account() -> None:
    from pazos.analysis.account import deeds
    from pazos.domain.people.models import Staff

    analyst, lead = (Staff.objects.get(username=name) for name in ("analista", "lider"))
    deeds.sign(deeds.prepare(year=LAST_YEAR, by=analyst), by=lead)


def _release() -> None:
    from pazos.analysis import releasing
    from pazos.domain.people.models import Staff

    officer, lead = (Staff.objects.get(username=name) for name in ("datos", "lider"))
    releasing.sign(releasing.prepare("closed-months", remark=say(RELEASED), by=officer), by=lead)


def _designate() -> None:
    """Designate as the invented city did when its strategy began: on the years before it."""
    _command(
        "designate",
        *("--source", SOURCES["police"], "--years", "2012-2019", "--clusters", "7", "--max-share", "0.3"),
        *("--half-life", "0", "--minimum-rural", "1", "--ages", "14-29", "--sign", "lider"),
        *("--title", say(N_("First designation of the strategy, 2020"))),
        *("--legal-basis", say(N_("Municipal decree 0147 of 2020 (invented)"))),
        *("--reasons", say(REASONS)),
    )


def _open_accounts(folder: Path) -> None:
    from pazos.domain.people.actions import open_account, open_organisation
    from pazos.domain.people.models import Organisation

    city, police, control = (
        open_organisation(name=say(name), kind=kind, by=None)
        for name, kind in (
            (N_("City hall of Valdelucero"), Organisation.Kind.CITY),
            (N_("Police of Valdelucero (invented)"), Organisation.Kind.SECURITY),
            (N_("Control office of Valdelucero"), Organisation.Kind.CONTROL),
        )
    )
    where = {Role.SECURITY_LIAISON: police, Role.AUDITOR: control}
    lines = []
    for username, name, role in LOGIN_OF:
        # Made anew for every demo: a password printed in the code would be a door left open.
        password = f"{username}-{secrets.token_hex(4)}"
        open_account(
            username=username,
            name=name,
            role=role,
            password=password,
            organisation=where.get(role, city),
            by=None,
        )
        lines.append(f"{username}\t{password}\t{role.value}")
    path = folder / LOGINS
    path.touch(mode=0o600)
    path.write_text("\n".join(lines), encoding="utf-8")


def _show_logins(folder: Path) -> None:
    from pazos.domain.people.models import ROLE_NAMES
    from pazos.interfaces.cli.output import print_table

    rows = []
    for line in (folder / LOGINS).read_text(encoding="utf-8").splitlines():
        username, password, role = line.split("\t")
        rows.append((username, password, say(str(ROLE_NAMES[Role(role)]))))
    columns = (say(N_("user")), say(N_("password")), say(N_("role")))
    print_table(say(N_("Sign-ins of the demo (this machine only)")), columns, rows)


def _show_findings() -> None:
    from pazos.interfaces.cli.designate import show_latest

    show_latest()
