"""`pazos observe`: every study of a period, kept as runs and drawn for the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    import argparse

NEEDS_CITY = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whose records and which years."""
    parser.add_argument(
        "--source", help=say(N_("whose records (default: the source with most places known)"))
    )
    parser.add_argument("--years", metavar="FROM-TO", help=say(N_("such as 2019-2023 (default: last five)")))


def run(options: argparse.Namespace) -> int:
    """Carry out the studies and list their runs."""
    from pazos.analysis.figures.shelf import draw_all
    from pazos.analysis.studies.observe import observe, usual_basis
    from pazos.interfaces.cli.output import following, print_table, span

    first, last = span(options.years, "--years") if options.years else (None, None)
    basis = usual_basis(options.source, first=first, last=last)
    with following() as progress:
        runs = observe(basis, by=None, progress=progress)
        draw_all(runs.values())
    rows = [(run.pk, run.method, say("no" if "cannot" in run.result else "yes")) for run in runs.values()]
    title = say(
        N_("Studies of {source}, {first} to {last}"),
        None,
        source=basis.source,
        first=basis.first_year,
        last=basis.last_year,
    )
    print_table(title, [say(N_("run")), say(N_("method")), say(N_("answered"))], rows)
    return 0
