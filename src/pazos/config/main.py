"""The command `pazos`: finds the command asked for, makes its city ready and runs it.

Exit codes: 0 done; 1 it ran and failed its own check; 2 the input or the words were refused.
Only the module of the command asked for is imported, so that `pazos --help` is quick.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pazos import __version__
from pazos.foundation.privacy.problems import SealProblem
from pazos.foundation.words import N_, compile_catalogues, explain, say
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType

COMMANDS = {
    "demo": N_("invent the demo city and run the whole chain on it"),
    "init": N_("make a city in a folder"),
    "areas": N_("bring in neighbourhoods, their outlines and their people"),
    "gazetteer": N_("join the spellings of places to neighbourhoods"),
    "ingest": N_("bring in a file of official records"),
    "register": N_("bring the register of deaths up to date: link, adopt values, note differences"),
    "observe": N_("study a period: rates, patterns, victims"),
    "close": N_("close a month of the register: prepared by one person, signed by another"),
    "indicators": N_(
        "compute the indicators of a period: each value a run, kept anew when its digits change"
    ),
    "designate": N_("choose the clusters and write the designation down"),
    "report": N_("write the report as a PDF"),
    "accountability": N_("the yearly report: prepare it, sign it, check that the digits are the same"),
    "account": N_("open, list and close the accounts of staff"),
    "keys": N_("the keys that seal personal data: which there are, a new one, dropping old ones"),
    "backup": N_("copy the database while the site works, and tell phones what is safe"),
    "serve": N_("serve the pages on this machine"),
    "verify": N_("check the proof of a published figure: the same digits from the file alone"),
    "catalogue": N_("the inventory of what is kept about people"),
    "retention": N_("let go of what was kept about people for long enough"),
    "remind": N_("send the reminders of commitments and sessions that are due"),
    "rerun": N_("make a run again and compare its digits"),
    "analyse": N_("run one method on files, with no database"),
}
METHODS = {
    "clusters": N_("which contiguous clusters cover the most deaths within a limit, with a proof"),
    "hotspots": N_("where counts cluster: Getis-Ord Gi* or local Moran"),
    "rates": N_("how often people die in each place: exact intervals, smoothed rates"),
    "concentration": N_("how unevenly deaths fall on places: Lorenz, Gini, who holds half"),
    "series": N_("months: season, trend and changes of level"),
    "scan": N_("which circle, and when, holds more than its people explain: Kulldorff's scan"),
    "quality": N_(
        "how good a list of deaths is: completeness, duplicates, delay, against criteria held as data"
    ),
    "plausibility": N_("can these figures be so: implied people, sudden changes, repeats, silences, heaping"),
    "near-repeat": N_("does one incident make the next one nearby more likely: Knox"),
    "undercount": N_("how many deaths did no source record: capture-recapture over two lists or more"),
    "link": N_("which rows of two or more lists are the same death: Fellegi and Sunter"),
    "breaks": N_("when did a series change its level: dates that are not given, each with its interval"),
    "effect": N_("did a treatment change an outcome: differences, synthetic controls, interrupted series"),
}


def main(words: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    compile_catalogues()
    words = list(sys.argv[1:] if words is None else words)
    try:
        module, options = _parse(words)
        return int(_run(module, options))
    except (InputProblem, SealProblem) as problem:
        print(f"pazos: {explain(problem)}", file=sys.stderr)  # noqa: T201
        return 2
    except BrokenPipeError:
        return 1


def _parse(words: list[str]) -> tuple[ModuleType, argparse.Namespace]:
    parser = argparse.ArgumentParser(prog="pazos", description=say(N_("Peace and opportunities, measured.")))
    parser.add_argument("--version", action="version", version=f"pazos {__version__}")
    if words[:1] == ["analyse"]:
        return _parse_method(words[1:])
    _add_choices(parser, "command", COMMANDS)
    return _parse_one(parser, words, COMMANDS, "pazos.interfaces.cli", "pazos")


def _parse_method(words: list[str]) -> tuple[ModuleType, argparse.Namespace]:
    parser = argparse.ArgumentParser(prog="pazos analyse", description=say(COMMANDS["analyse"]))
    _add_choices(parser, "method", METHODS)
    return _parse_one(parser, words, METHODS, "pazos.interfaces.cli.analyse", "pazos analyse")


def _add_choices(parser: argparse.ArgumentParser, kind: str, choices: dict[str, str]) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    width = max(map(len, choices)) + 2
    parser.epilog = "\n".join(f"  {name:<{width}}{say(text)}" for name, text in choices.items())
    parser.add_argument(kind, choices=choices, metavar=kind.upper())


def _parse_one(
    parser: argparse.ArgumentParser, words: list[str], choices: dict[str, str], room: str, prog: str
) -> tuple[ModuleType, argparse.Namespace]:
    chosen = words[0] if words and words[0] in choices else None
    if chosen is None:
        parser.parse_args(words[:1] or ["--help"])
    module = importlib.import_module(f"{room}.{str(chosen).replace('-', '_')}")
    own = argparse.ArgumentParser(
        prog=f"{prog} {chosen}",
        description=say(choices[str(chosen)]),
        epilog=getattr(module, "EPILOG", None),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    module.add_arguments(own)
    if getattr(module, "NEEDS_CITY", False):
        own.add_argument("--city", metavar="FOLDER", help=say(N_("the city's folder (default: this one)")))
    if room.endswith("analyse"):
        _add_outputs(own)
    return module, own.parse_args(words[1:])


def _add_outputs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", metavar="FILE", help=say(N_("write the result as JSON (- for the screen)")))
    parser.add_argument("--plot", metavar="FILE", help=say(N_("draw the result (.svg, .png or .pdf)")))


def _run(module: ModuleType, options: argparse.Namespace) -> int:
    if hasattr(module, "prepare"):
        module.prepare(options)
    if getattr(module, "MAKES_CITY", False):
        _make_city(options, second_factor=getattr(module, "SECOND_FACTOR", "required"))
    if getattr(module, "NEEDS_CITY", False):
        _enter_city(options.city)
    if not hasattr(module, "plot"):
        return int(module.run(options) or 0)
    return _run_method(module, options)


def _run_method(module: ModuleType, options: argparse.Namespace) -> int:
    from pazos.interfaces.cli.output import write_json

    result: dict[str, Any] = module.run(options)
    if options.json:
        write_json(result, options.json)
    if options.plot:
        module.plot(result, options)
    if options.json != "-":
        module.show(result)
    return 0 if result.get("ok", True) else 1


def _make_city(options: argparse.Namespace, *, second_factor: str) -> None:
    from pazos.config.city import enter, make

    made = make(Path(options.folder), language=options.language or "es", second_factor=second_factor)
    enter(made)


def _enter_city(folder: str | None) -> None:
    from pazos.config.city import enter, find

    enter(find(Path(folder) if folder else Path(os.environ.get("PAZOS_CITY", "."))))


if __name__ == "__main__":
    sys.exit(main())
