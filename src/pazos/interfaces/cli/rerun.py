"""`pazos rerun NUMBER`: a run is made again and its digits compared. Exit code 1 when they differ.

Of a run that counts people no second digits are ever told: only whether they are the same, and why they may not be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from pazos.analysis.studies.again import Comparison

NEEDS_CITY = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which run."""
    parser.add_argument("number", type=int, metavar="NUMBER", help=say(N_("the run's number")))


def run(options: argparse.Namespace) -> int:
    """Make the run again and say what is the same."""
    from pazos.analysis.studies.again import make_again

    compared = make_again(options.number, by=None)
    for line in _told(compared):
        print(line)
    return 0 if compared.same_digits else 1


def _told(compared: Comparison) -> Iterator[str]:
    if compared.kept is None:
        yield from _told_of_people(compared)
    elif compared.same_digits:
        yield say(N_("Run {first} gave the same digits again (now run {again})."), None, **_numbers(compared))
    else:
        yield say(N_("Run {first} gave other digits (now run {again})."), None, **_numbers(compared))
        if not compared.same_inputs:
            yield say(N_("The records, places or people have changed since."))
    if not compared.same_digits and not compared.same_code:
        yield say(N_("The code has changed since: {first} then, {again} now."), None, **_codes(compared))


def _told_of_people(compared: Comparison) -> Iterator[str]:
    """Tell of what counts people: nothing of its second digits, only why they are not the first."""
    first = compared.first.pk
    if compared.same_digits:
        yield say(
            N_("Run {first} gives the same digits again. It counts people, once: no second run is kept."),
            None,
            first=first,
        )
        return
    yield say(
        N_(
            "Run {first} gives other digits today. It counts people, so they are neither shown nor kept: the difference would give away whom the first one hid."
        ),
        None,
        first=first,
    )
    if compared.erased:
        yield say(
            N_(
                "Records of people were erased since. What was counted then cannot be counted again; the figure stands as it was published, and the run keeps the hash of what it read."
            )
        )
    elif compared.same_inputs:
        yield say(N_("What hangs on the same records (meetings, answers, places) has changed since."))
    else:
        yield say(N_("Records came late, were corrected or were joined since."))


def _numbers(compared: Comparison) -> dict[str, object]:
    return {"first": compared.first.pk, "again": compared.kept.pk if compared.kept else None}


def _codes(compared: Comparison) -> dict[str, object]:
    return {"first": compared.first.code_version, "again": compared.again.code_version}
