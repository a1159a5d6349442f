"""`pazos register`: brings the register of deaths up to date with the records in use.

What a person decided stays. A second call changes nothing; one that was ended half-way is done
by the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pazos.foundation.words import N_, say

if TYPE_CHECKING:
    import argparse

    from pazos.analysis.register.update import RegisterUpdate

NEEDS_CITY = True
ANSWER = """\
JSON: the register as it stands: `claims`, `deaths`, `linked`, `waiting`, `decided` (pairs), `differences` (open);
what this call changed: `trained`, `scored` (claims), `opened`, `joined`, `reopened`, `values` (deaths), `noticed`,
`gone`, `asked_again` (differences); `problem` (a sentence, or null) says why no model could be trained."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether the linkage is trained anew, and where its result goes."""
    parser.add_argument(
        "--retrain", action="store_true", help=say(N_("estimate the linkage model anew from today's claims"))
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="NUMBER", help=say(N_("seed of the training (default: 1)"))
    )
    parser.add_argument("--json", metavar="OUT", help=say(N_("write the result as JSON (- for the screen)")))


def run(options: argparse.Namespace) -> int:
    """Update the register and say how it stands."""
    from pazos.interfaces.cli.output import write_json

    update = bring_up_to_date(retrain=options.retrain, seed=options.seed)
    if options.json:
        write_json(result_of(update), options.json)
    if options.json != "-":
        show(update)
    return 0


def bring_up_to_date(*, retrain: bool = False, seed: int = 1) -> RegisterUpdate:
    """Update the register with a bar on the terminal."""
    from pazos.analysis.register.update import update_register
    from pazos.interfaces.cli.output import following

    with following() as progress:
        return update_register(by=None, seed=seed, retrain=retrain, progress=progress)


def result_of(update: RegisterUpdate) -> dict[str, Any]:
    """Return an update as what JSON holds, its problem as a sentence."""
    from dataclasses import asdict

    from pazos.analysis.notices import message

    return asdict(update) | {"problem": message(update.problem) if update.problem else None}


def show(update: RegisterUpdate) -> None:
    """Print how the register stands and what changed."""
    from pazos.analysis.notices import message
    from pazos.interfaces.cli.output import print_table

    changed = update.opened + update.reopened - update.joined
    rows = [
        (say(N_("claims of sources")), update.claims, say(N_("scored anew: {n}"), None, n=update.scored)),
        (say(N_("deaths")), update.deaths, f"{changed:+}" if changed else ""),
        (say(N_("pairs linked by the model")), update.linked, ""),
        (say(N_("pairs that wait for a person")), update.waiting, ""),
        (say(N_("pairs decided by people")), update.decided, ""),
        (say(N_("open differences")), update.differences, _differences(update)),
    ]
    columns = [say(N_("what")), say(N_("now")), say(N_("changed"))]
    print_table(say(N_("Register of deaths")), columns, rows)
    if update.problem:
        print(message(update.problem))


def _differences(update: RegisterUpdate) -> str:
    if not (update.noticed or update.gone or update.asked_again):
        return ""
    return f"+{update.noticed + update.asked_again} −{update.gone}"
