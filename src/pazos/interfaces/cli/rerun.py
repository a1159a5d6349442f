"""`pazos rerun NUMBER`: a run is made again and its digits compared. Exit code 1 when they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    import argparse

    from pazos.analysis.studies.again import Comparison

NEEDS_CITY = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which run."""
    parser.add_argument("number", type=int, metavar="NUMBER", help=say(N_("the run's number")))


def run(options: argparse.Namespace) -> int:
    """Make the run again and say what is the same."""
    from pazos.analysis.studies.again import make_again

    compared = make_again(options.number, by=None)
    if compared.same_digits:
        print(
            say(N_("Run {first} gave the same digits again (now run {again})."), None, **_numbers(compared))
        )
        return 0
    print(say(N_("Run {first} gave other digits (now run {again})."), None, **_numbers(compared)))
    if not compared.same_inputs:
        print(say(N_("The records, places or people have changed since.")))
    if not compared.same_code:
        print(say(N_("The code has changed since: {first} then, {again} now."), None, **_codes(compared)))
    return 1


def _numbers(compared: Comparison) -> dict[str, object]:
    return {"first": compared.first.pk, "again": compared.again.pk}


def _codes(compared: Comparison) -> dict[str, object]:
    return {"first": compared.first.code_version, "again": compared.again.code_version}
