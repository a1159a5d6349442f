"""Whatever an evaluation can say has its words, so that no page shows a code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import pazos.science.evaluation
from pazos.interfaces.components.evaluation_words import CHECKS, METHODS, VERDICTS
from pazos.science.evaluation.doubts import DECIDING
from pazos.science.evaluation.doubts import MODULES as DOUBTS
from pazos.science.evaluation.effect import Verdict
from pazos.science.evaluation.estimators import MODULES

ROOM = Path(pazos.science.evaluation.__file__).parent
_NAMED = re.compile(r"(?:\bCheck\(\s*|rests_on=)\"(\w+)\"")
GIVEN = {name for path in ROOM.rglob("*.py") for name in _NAMED.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("method", MODULES)
def test_every_method_is_explained_with_its_source(method: str) -> None:
    words = METHODS[method]
    assert str(words.name)
    assert str(words.explained).endswith(".")
    assert re.search(r"\((19|20)\d\d\)", words.citation)


@pytest.mark.parametrize("name", sorted({*DOUBTS, *DECIDING, *GIVEN}))
def test_every_check_says_what_it_asks_and_what_each_end_means(name: str) -> None:
    words = CHECKS[name]
    assert str(words.asks).endswith("?")
    assert all(str(one) for one in (words.title, words.passed, words.failed, words.not_made))


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_has_a_light_a_word_and_one_sentence(verdict: Verdict) -> None:
    words = VERDICTS[verdict]
    assert words.light in ("good", "info", "warning", "error")
    assert str(words.sentence).endswith(".")


def test_no_evidence_is_never_told_as_no_effect() -> None:
    assert "not evidence that there was no effect" in str(VERDICTS[Verdict.NO_EVIDENCE].sentence)
