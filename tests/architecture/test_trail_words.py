"""Whoever reads the trail finds words for every deed, never its code."""

from __future__ import annotations

import re
from pathlib import Path

import pazos
from pazos.interfaces.web.pages.naming import VERBS

DEED = re.compile(r"\brecord\(\s*\"([a-z_]+\.[a-z_]+)\"")


def test_every_deed_that_is_written_has_words() -> None:
    source = Path(pazos.__file__).parent
    deeds = {deed for path in source.rglob("*.py") for deed in DEED.findall(path.read_text(encoding="utf-8"))}
    assert len(deeds) > 100
    assert deeds - set(VERBS) == set()
