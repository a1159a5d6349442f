#!/usr/bin/env python3
"""Keep the Spanish catalogue in step with the texts of the tree (developers only).

    python tools/messages.py           add new texts, drop those gone, sort; lists what lacks Spanish
    python tools/messages.py --check   change nothing; fail if the catalogue is stale

Texts are: gettext and its kin, N_(...), the first words of InputProblem(...), the first words
of a `say(...)`, and the translate tags of templates. Nothing is guessed: no fuzzy entries, and
no line numbers, so that the catalogue changes only when a text does.
"""

from __future__ import annotations

import argparse
import ast
import io
import itertools
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import django
import polib
from babel.messages.extract import extract
from django.conf import settings
from django.utils.translation import template as django_template

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "pazos"
CATALOGUE = SOURCE / "locale" / "es" / "LC_MESSAGES" / "django.po"
ONE = ("text",)
KEYWORDS = {
    **dict.fromkeys(("_", "N_", "say", "gettext", "gettext_lazy", "InputProblem", "Stopped"), ONE),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), ("text", "plural")),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ("context", "text")),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ("context", "text", "plural")),
}
METADATA = {
    "Project-Id-Version": "Pazos",
    "Language": "es",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
Key = tuple[str, str, str]  # context, text, plural


def texts() -> dict[Key, set[str]]:
    """Return every text of the tree and the files that hold it."""
    found: dict[Key, set[str]] = {}
    for path in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.txt")]):
        place = path.relative_to(SOURCE).as_posix()
        for key in _texts_of(path):
            found.setdefault(key, set()).add(place)
    return found


def _texts_of(path: Path) -> Iterator[Key]:
    source = path.read_text(encoding="utf-8")
    return _texts_of_python(source) if path.suffix == ".py" else _texts_of_template(source, path)


def _texts_of_template(source: str, path: Path) -> Iterator[Key]:
    turned = django_template.templatize(source, origin=str(path))
    # Babel reads the result as Python, where the indentation of HTML would be a mistake.
    lines = "\n".join(line.lstrip() for line in turned.splitlines())
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
    for _line, message, _comments, context in extract(
        "python", io.BytesIO(lines.encode()), keywords=keywords
    ):
        text, plural = message if isinstance(message, tuple) else (message, "")
        if text:
            yield context or "", text, plural


def _texts_of_python(source: str) -> Iterator[Key]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (shape := KEYWORDS.get(_name(node.func))):
            given = [list(_literals(argument)) for argument in node.args[: len(shape)]]
            for words in itertools.product(*given):
                parts = dict(zip(shape, words, strict=False))
                if parts.get("text"):
                    yield parts.get("context", ""), parts["text"], parts.get("plural", "")


def _name(function: ast.expr) -> str:
    return getattr(function, "id", "") or getattr(function, "attr", "")


def _literals(argument: ast.expr) -> Iterator[str]:
    """Give the text of an argument; both texts of `a if so else b`."""
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _literals(argument.body)
        yield from _literals(argument.orelse)


def merged(old: polib.POFile, found: dict[Key, set[str]]) -> polib.POFile:
    """Return the catalogue of exactly the texts found, with the Spanish that is known."""
    known = {(entry.msgctxt or "", entry.msgid, entry.msgid_plural): entry for entry in old}
    fresh = polib.POFile(wrapwidth=100)
    fresh.metadata = METADATA
    for key in sorted(found):
        fresh.append(_entry(key, found[key], known.get(key)))
    return fresh


def _entry(key: Key, places: set[str], known: polib.POEntry | None) -> polib.POEntry:
    context, text, plural = key
    entry = polib.POEntry(msgid=text, msgstr="", occurrences=[(place, "") for place in sorted(places)])
    entry.msgctxt = context or None
    if plural:
        entry.msgid_plural = plural
        entry.msgstr_plural = dict(known.msgstr_plural) if known else {0: "", 1: ""}
    elif known:
        entry.msgstr = known.msgstr
    return entry


def without_spanish(catalogue: polib.POFile) -> list[str]:
    """Return the texts that have no Spanish yet."""
    return [entry.msgid for entry in catalogue if not entry.translated()]


def main() -> int:
    """Update or check the catalogue."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="change nothing; fail if the catalogue is stale")
    options = parser.parse_args()
    if not settings.configured:
        settings.configure()
        django.setup()
    old = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile()
    fresh = merged(old, texts())
    missing = without_spanish(fresh)
    for text in missing:
        print(f"no Spanish yet: {text}")
    if options.check:
        stale = str(fresh) != (CATALOGUE.read_text(encoding="utf-8") if CATALOGUE.exists() else "")
        if stale:
            print("The catalogue is stale: run python tools/messages.py")
        return 1 if stale or missing else 0
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(str(fresh), encoding="utf-8")
    print(f"{len(fresh)} texts, {len(missing)} without Spanish")
    return 0


if __name__ == "__main__":
    sys.exit(main())
