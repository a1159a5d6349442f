"""`pazos verify BUNDLE`: does a published figure's proof give the digits it states? Exit code 1 when not.

The JSON is a contract: `ok`, `kind`, `manifest`, `same_code`, `rounded` and `checks`, each with
`name`, `stated`, `found` and `holds`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from pazos.analysis.proof.verifying import Check, Proof

LONGEST = 24
ANSWER = """\
JSON: `ok` (every check holds), `kind`, `manifest` (what the bundle states of itself), `same_code` (whether the code
here is the code that made it), `rounded` (figures that agree to nine digits and not to the last) and `checks`, each with
`name`, `stated`, `found` and `holds`."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which bundle."""
    parser.add_argument(
        "bundle", metavar="BUNDLE", help=say(N_("the zip file that was taken from the figure"))
    )
    parser.add_argument("--json", metavar="FILE", help=say(N_("write the result as JSON (- for the screen)")))


def run(options: argparse.Namespace) -> int:
    """Reckon the bundle anew and say what is the same."""
    from pazos.analysis.proof.verifying import verify

    proof = verify(Path(options.bundle), begin=_warn)
    if options.json:
        from pazos.interfaces.cli.output import write_json

        write_json(_facts(proof), options.json)
    if options.json != "-":
        _show(proof)
    return 0 if proof.holds else 1


def _warn(manifest: Mapping[str, Any]) -> None:
    """Say beforehand that a choice of clusters is made anew, which takes as long as it took the city."""
    from pazos.analysis.proof.reckoned import LONG

    if manifest.get("whole") and manifest.get("method") in LONG:
        text = N_("This makes the choice anew; it may take as long as the city took ({seconds} s) or longer.")
        print(say(text, None, seconds=manifest.get("seconds", "?")), file=sys.stderr, flush=True)


def _facts(proof: Proof) -> dict[str, object]:
    checks = [
        {"name": one.name, "stated": one.stated, "found": one.found, "holds": one.holds}
        for one in proof.checks
    ]
    return {
        "ok": proof.holds,
        "kind": proof.manifest["kind"],
        "manifest": proof.manifest,
        "same_code": proof.same_code,
        "rounded": proof.rounded,
        "checks": checks,
    }


def _show(proof: Proof) -> None:
    from pazos.interfaces.cli.output import print_table

    columns = [say(N_("what")), say(N_("stated")), say(N_("found")), ""]
    print_table(say(N_("Proof of a figure")), columns, [_row(check) for check in proof.checks])
    if proof.holds:
        print(say(N_("The same digits come out: the figure is what its inputs and its rule give.")))
        if not proof.manifest.get("whole", True):
            print(
                say(N_("This is the proof for anybody: what it cannot show is said in the text inside it."))
            )
    else:
        print(say(N_("Other digits come out: the figure is NOT what its inputs and its rule give.")))
    if proof.rounded:
        text = N_(
            "{n} figures are the same to nine digits and not to the last: processors round differently."
        )
        print(say(text, None, n=proof.rounded))
    if not proof.same_code:
        print(say(N_("The code here is not the code that made the bundle; that alone changes no digit.")))


def _row(check: Check) -> list[str]:
    return [say(check.name), _short(check.stated), _short(check.found), "=" if check.holds else "≠"]


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
