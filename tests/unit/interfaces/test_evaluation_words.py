"""Whatever an evaluation can say has its words, so that no page shows a code."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.utils import translation

import pazos.science.evaluation
from pazos.analysis.studies.again import OF_REGISTER
from pazos.analysis.studies.registry import STUDIES
from pazos.interfaces.components.evaluation_words import CHECKS, METHODS, VERDICTS, WHY
from pazos.interfaces.web.pages.naming import METHODS as RUNS
from pazos.science.evaluation.doubts import DECIDING
from pazos.science.evaluation.doubts import MODULES as DOUBTS
from pazos.science.evaluation.effect import Verdict
from pazos.science.evaluation.estimators import MODULES

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOM = Path(pazos.science.evaluation.__file__).parent
_NAMED = re.compile(r"(?:\bCheck\(\s*|rests_on=)\"(\w+)\"")
GIVEN = {name for path in ROOM.rglob("*.py") for name in _NAMED.findall(path.read_text(encoding="utf-8"))}

GIVING_CODES = ("_why_not", "_cannot")  # functions that return why a check cannot be made


def _texts(node: ast.expr) -> Iterator[str]:
    """Yield the texts that an expression may come to."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))
    elif isinstance(node, ast.BoolOp):
        for one in node.values:
            yield from _texts(one)


def _codes(source: str) -> Iterator[str]:
    """Yield every code of why a check could not be made that a module may give."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            found = [value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "why"]
        elif isinstance(node, ast.FunctionDef) and node.name in GIVING_CODES:
            found = [one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value]
        else:
            continue
        for value in found:
            yield from _texts(value)


CODES = {code for path in ROOM.rglob("*.py") for code in _codes(path.read_text(encoding="utf-8"))}


def test_every_method_whose_run_can_be_made_again_has_its_name_on_a_page() -> None:
    assert {*OF_REGISTER, *STUDIES} <= RUNS.keys()


def test_every_reason_why_a_check_could_not_be_made_has_one_sentence_and_none_is_left_over() -> None:
    assert WHY.keys() == CODES
    assert all(one.endswith(".") for one in WHY.values())


def test_a_reason_that_stands_behind_two_ways_is_found_too() -> None:
    both = 'def f():\n    return Check(N, None, {"why": "a" if x == "no" else y or "b"})'
    assert set(_codes(both)) == {"a", "b"}


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
    with translation.override("en"):
        assert "not evidence that there was no effect" in str(VERDICTS[Verdict.NO_EVIDENCE].sentence)
    with translation.override("es"):
        assert "no es evidencia de que no hubo efecto" in str(VERDICTS[Verdict.NO_EVIDENCE].sentence)
