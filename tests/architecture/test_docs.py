"""The documents say what is: generated pages are current, links lead somewhere, commands can be typed."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from pazos.config.main import COMMANDS, METHODS, _parse

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "benchmarks").glob("*.md")],
)
PROSE = [path for path in DOCUMENTS if path.parent.name != "reference"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
TYPED = re.compile(r"^ {4,}(?:[A-Z_]+=\S+ )?(?:(?:\.\./)?\.venv/bin/)?pazos (?=[a-z])(.+)$")


def commands_in(path: Path) -> list[str]:
    """Return every `pazos ...` that stands on a line of its own, its continued lines joined."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    return [match[1] for line in text.splitlines() if (match := TYPED.match(line))]


TO_TYPE = [(path.relative_to(ROOT).as_posix(), typed) for path in PROSE for typed in commands_in(path)]


def test_pages_made_from_the_code_are_current():
    checked = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "reference.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_to_a_file_leads_to_one(path: Path):
    targets = [target.split("#")[0] for target in LINK.findall(path.read_text(encoding="utf-8"))]
    near = [
        target for target in targets if target and "://" not in target and not target.startswith("mailto:")
    ]
    assert [target for target in near if not (path.parent / target).exists()] == []


@pytest.mark.parametrize(("where", "typed"), TO_TYPE, ids=lambda text: text)
def test_every_command_of_the_documents_can_be_typed(where: str, typed: str):
    module, _options = _parse(shlex.split(typed, comments=True))
    assert module.__name__.startswith("pazos.interfaces.cli"), where


def test_both_readmes_are_read_for_commands():
    read = {where for where, _ in TO_TYPE}
    assert {
        "README.md",
        "LEAME.md",
        "docs/tutorials/primera-ciudad.md",
        "docs/tutorials/first-city.md",
    } <= read


def test_every_command_and_method_has_its_answer_or_says_none():
    page = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    for name in METHODS:
        assert "JSON: " in page.split(f"## pazos analyse {name}\n")[1].split("\n## ")[0]
    for name in COMMANDS:
        section = page.split(f"## pazos {name}\n")[1].split("\n## ")[0] if name != "analyse" else ""
        assert "--json" not in section or "\nJSON" in section


def test_every_page_of_the_documents_is_on_their_map():
    text = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert sorted(pages - {"README.md"} - set(LINK.findall(text))) == []


def test_both_tutorials_type_the_same_commands():
    def names(path: str) -> list[str]:
        return [typed.split()[0] for typed in commands_in(ROOT / "docs" / "tutorials" / path)]

    assert names("primera-ciudad.md") == names("first-city.md")
