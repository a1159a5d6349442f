"""A check as its reader sees it: what its outcome means, and never a code."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.utils import translation
from django.utils.translation import gettext

import pazos.science.evaluation
from pazos.interfaces.components.evaluation_facts import FACTS
from pazos.interfaces.components.evaluation_words import CHECKS, WHY
from pazos.interfaces.reports.evaluation.doubts import _card

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.mark.parametrize("why", WHY)
def test_a_check_that_could_not_be_made_says_why_in_its_own_sentence_and_shows_no_code(why: str) -> None:
    card = _card(
        {"name": "leave_one_out", "passed": None, "facts": {"why": why, "places": 3}}, decides=False, names={}
    )
    assert card.means == gettext(WHY[why])
    assert card.facts == ((str(FACTS["places"]), "3"),)


def test_without_a_reason_the_words_of_the_check_stand() -> None:
    card = _card({"name": "leave_one_out", "passed": None, "facts": {"donors": 1}}, decides=False, names={})
    assert card.means == str(CHECKS["leave_one_out"].not_made)


@pytest.mark.parametrize("passed", [True, False])
def test_a_check_that_was_made_never_says_why_it_was_not(passed: bool) -> None:
    card = _card(
        {"name": "balance", "passed": passed, "facts": {"why": "not_close"}}, decides=False, names={}
    )
    words = CHECKS["balance"]
    assert card.means == str(words.passed if passed else words.failed)


def test_figures_and_codes_of_a_check_are_told_in_words_and_places_by_their_names() -> None:
    facts = {
        "decided_by": "without_choosing_months",
        "farthest": "017",
        "p_value": 0.0003,
        "share_of_estimate": 0.25,
        "direction": "a_new_code",
        "a_new_fact": 3,
    }
    check = {"name": "leave_one_out", "passed": True, "facts": facts}
    with translation.override("en"):
        told = dict(_card(check, decides=False, names={"017": "El Prado"}).facts)
    assert sorted(told.values()) == [
        "25%",
        "< 0.001",
        "El Prado",
        "the estimate without the months of the choice",
    ]


def _given(tree: ast.AST) -> Iterator[str]:
    """Yield the names of the facts that a module gives by name where it makes a check or gathers its facts."""
    for node in ast.walk(tree):
        found: list[ast.expr | None] = []
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Check", "Chance"):
            found = [*node.args, *(one.value for one in node.keywords)]
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            found = [node.value] if getattr(target, "id", "") == "facts" else []
        for one in found:
            if isinstance(one, ast.Dict):
                yield from (key.value for key in one.keys if isinstance(key, ast.Constant))


ROOM = Path(pazos.science.evaluation.__file__).parent
# Rows and figures with an interval, which are drawn; lists of codes; what the sentence of the check tells; settings.
NOT_PLAIN = {
    *("why", "template", "warning", "unit"),
    *("rows", "course", "relative", "smooth", "balance", "distribution", "distribution_contiguous", "thirds"),
    *(
        "per_dose",
        "beyond_presence",
        "without_those_times",
        "without_choosing_months",
        "as_bad",
        "difference",
    ),
    *("reference_time", "binned_before", "binned_after"),
    *("turning", "holding_nought", "outside_units", "left_out_units"),
}


def test_every_plain_fact_that_a_check_gives_has_words() -> None:
    given = {name for path in ROOM.rglob("*.py") for name in _given(ast.parse(path.read_text("utf-8")))}
    assert len(given) > 80
    assert given - NOT_PLAIN <= FACTS.keys()
