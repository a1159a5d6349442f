"""Write the reference pages that come from the code: the commands, and who may do what.

.venv/bin/python tools/reference.py           write docs/reference
.venv/bin/python tools/reference.py --check   fail where a page is stale
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pazos.domain.rights.registry import Holding

os.environ["PAZOS_LANGUAGE"] = "en"
os.environ["COLUMNS"] = "100"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pazos.config.settings")
PAGES = Path(__file__).resolve().parents[1] / "docs" / "reference"


def commands() -> str:
    """The page of commands: what `--help` says, and the keys of each answer."""
    from pazos.config.main import COMMANDS, METHODS

    parts = [
        "# Commands",
        "",
        "Made from the code by `tools/reference.py`. Exit codes: 0 done; 1 it ran and failed",
    ]
    parts += ["its own check; 2 the input or the words were refused.", ""]
    for name, text in COMMANDS.items():
        if name != "analyse":
            parts += _section(f"pazos {name}", text, f"pazos.interfaces.cli.{name}")
    for name, text in METHODS.items():
        room = f"pazos.interfaces.cli.analyse.{name.replace('-', '_')}"
        parts += _section(f"pazos analyse {name}", text, room)
    return "\n".join(parts).rstrip() + "\n"


def _section(title: str, text: str, room: str) -> list[str]:
    module = importlib.import_module(room)
    parser = argparse.ArgumentParser(prog=title, add_help=False)
    module.add_arguments(parser)
    if getattr(module, "NEEDS_CITY", False):
        parser.add_argument("--city", metavar="FOLDER", help="the city's folder (default: this one)")
    if ".analyse." in room:
        parser.add_argument("--json", metavar="FILE", help="write the result as JSON (- for the screen)")
        parser.add_argument("--plot", metavar="FILE", help="draw the result (.svg, .png or .pdf)")
    answer = getattr(module, "ANSWER", "")
    said = [
        f"## {title}",
        "",
        f"{text[0].upper()}{text[1:]}.",
        "",
        "```text",
        parser.format_help().rstrip(),
        "```",
    ]
    return [*said, "", *([answer.strip(), ""] if answer else [])]


def access(language: str) -> str:
    """The page of access: every role in words, and every address with what it needs."""
    import django

    django.setup()
    from django.utils.translation import gettext, override

    from pazos.config.addresses import ADDRESSES
    from pazos.foundation.access.wording import MADE_FROM, SECOND_FACTOR, TAKEN, WHAT_IT_LETS
    from pazos.interfaces.web.pages.policy import rules

    with override(language):
        parts = [f"# {gettext('Who may do what')}", ""]
        parts += [str(MADE_FROM), ""]
        for role in rules():
            parts += [f"## {role.name}", ""]
            if role.second_factor:
                parts += [str(SECOND_FACTOR), ""]
            heads = (gettext("Permissions"), gettext("Kind of data"), gettext("Of whom"))
            parts += [f"| {' | '.join(heads)} |", "|---|---|---|"]
            parts += [f"| {one.what} | {one.data} | {one.how_far} |" for one in role.grants] + [""]
            if role.in_emergency:
                parts += [f"{TAKEN} {'; '.join(str(one) for one in role.in_emergency)}.", ""]
        if language == "en":
            parts += ["## Addresses", "", "| address | name | needs |", "|---|---|---|"]
            parts += [f"| `/{a.route}` | {a.name} | {WHAT_IT_LETS[a.needs]} |" for a in ADDRESSES]
    return "\n".join(parts).rstrip() + "\n"


def personal(language: str) -> str:
    """The page of personal data: what is kept, why and how long, and what every way out shows of people."""
    import django

    django.setup()
    from django.utils.translation import gettext, override

    from pazos.domain.rights.queries.keeping import Period
    from pazos.domain.rights.registry import holdings
    from pazos.interfaces.components import ways_out
    from pazos.interfaces.web.pages.rights import wording

    with override(language):
        parts = [f"# {gettext(ways_out.TITLE)}", "", gettext(ways_out.LEAD), ""]
        heads = ("What is kept", "What for", "Legal ground", "Kept for", "Erasure")
        parts += [
            f"## {gettext('What is kept')}",
            "",
            f"| {' | '.join(map(gettext, heads))} |",
            "|---" * 5 + "|",
        ]
        for one in holdings().values():
            kept = wording.kept_for(Period(one, one.months, None))
            cells = (
                one.title,
                wording.purpose_name(one.purpose),
                wording.basis_name(one.basis),
                kept,
                _erasure(one),
            )
            parts.append(f"| {' | '.join(map(str, cells))} |")
        parts += ["", f"## {gettext(ways_out.HEADING)}", "", gettext(ways_out.EXPLAINED), ""]
        for shows in ways_out.Shows:
            parts += [f"### {gettext(shows.value).capitalize()}", ""]
            reasons: dict[str, list[str]] = {}
            for way in ways_out.WAYS:
                if way.shows is shows:
                    reasons.setdefault(gettext(way.why), []).append(f"`{way.where}`")
            parts += [f"- {', '.join(where)}: {why}" for why, where in reasons.items()] + [""]
    return "\n".join(parts).rstrip() + "\n"


def _erasure(one: Holding) -> str:
    """What can be done when somebody asks that it be erased."""
    from django.utils.translation import gettext

    from pazos.interfaces.components.ways_out import BY_DECISION, ON_ASKING

    if one.erase is None or one.proves:
        return str(one.stays)
    return gettext(ON_ASKING if one.basis == "consent" else BY_DECISION)


PAGE = {
    "commands.md": commands,
    "access.md": lambda: access("en"),
    "acceso.md": lambda: access("es"),
    "personal-data.md": lambda: personal("en"),
    "datos-personales.md": lambda: personal("es"),
}


def main(words: list[str]) -> int:
    """Write or check the pages; return 1 when one is stale."""
    from pazos.foundation.words import compile_catalogues

    compile_catalogues()
    stale = []
    for name, make in PAGE.items():
        path, text = PAGES / name, make()
        if "--check" not in words:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
    if stale:
        print(f"stale: {', '.join(stale)}. Run: .venv/bin/python tools/reference.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
