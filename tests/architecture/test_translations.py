"""Spanish is complete: every text of the tree has it, with the same slots, and nothing is guessed."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[2]
SLOT = re.compile(r"%\(\w+\)[sd]|\{\w*[^{}]*\}")


def messages():
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools" / "messages.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = messages()
CATALOGUE = polib.pofile(str(TOOL.CATALOGUE))


def test_the_catalogue_holds_exactly_the_texts_of_the_tree() -> None:
    known = {(entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in CATALOGUE}
    found = set(TOOL.texts())
    assert found - known == set(), "new texts: run python tools/messages.py"
    assert known - found == set(), "texts that are gone: run python tools/messages.py"


def test_no_text_is_asked_for_under_a_name_that_the_catalogue_does_not_read() -> None:
    """Such a text would stand in English on a Spanish page, and nothing would say that it has no Spanish."""
    renamed = re.compile(r"^from django\.utils\.translation import (\w*gettext\w*) as (\w+)$", re.M)
    found = {
        (path.relative_to(ROOT).as_posix(), name)
        for path in sorted(TOOL.SOURCE.rglob("*.py"))
        for _what, name in renamed.findall(path.read_text(encoding="utf-8"))
    }
    assert {one for one in found if one[1] not in TOOL.KEYWORDS} == set()


def test_every_text_has_its_spanish() -> None:
    assert TOOL.without_spanish(CATALOGUE) == []


def test_nothing_is_guessed_or_left_over() -> None:
    assert CATALOGUE.fuzzy_entries() == []
    assert CATALOGUE.obsolete_entries() == []


def sides(entry) -> list[tuple[str, str]]:
    """The English and Spanish that must say the same: of one, and of several where it has a plural."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    return [(entry.msgid, entry.msgstr_plural[0]), (entry.msgid_plural, entry.msgstr_plural[1])]


def test_both_sides_have_the_same_slots() -> None:
    wrong = [
        english
        for entry in CATALOGUE
        if entry.translated()
        for english, spanish in sides(entry)
        if sorted(SLOT.findall(spanish)) != sorted(SLOT.findall(english))
        or spanish.startswith("\n") != english.startswith("\n")
    ]
    assert wrong == []


def test_spaces_and_ends_agree() -> None:
    ends = [(entry.msgid.rstrip()[-1:], entry.msgstr.rstrip()[-1:], entry.msgid) for entry in CATALOGUE]
    assert [
        text for english, spanish, text in ends if spanish and english in ".:" and spanish != english
    ] == []


def test_no_text_of_ours_takes_the_name_of_a_month() -> None:
    """One catalogue serves all: "May" for a permission made every date of May read "Puede"."""
    import calendar

    months = {*calendar.month_name, *calendar.month_abbr} - {""}
    assert {entry.msgid for entry in CATALOGUE if not entry.msgctxt} & months == set()
