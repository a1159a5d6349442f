"""A check as its reader sees it: what its outcome means, and never a code."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext

from pazos.interfaces.components.evaluation_words import CHECKS, WHY
from pazos.interfaces.reports.evaluation.doubts import _card


@pytest.mark.parametrize("why", WHY)
def test_a_check_that_could_not_be_made_says_why_in_its_own_sentence_and_shows_no_code(why: str) -> None:
    card = _card({"name": "leave_one_out", "passed": None, "facts": {"why": why, "places": 3}}, decides=False)
    assert card.means == gettext(WHY[why])
    assert card.facts == (("places", "3"),)


def test_without_a_reason_the_words_of_the_check_stand() -> None:
    card = _card({"name": "leave_one_out", "passed": None, "facts": {"donors": 1}}, decides=False)
    assert card.means == str(CHECKS["leave_one_out"].not_made)


@pytest.mark.parametrize("passed", [True, False])
def test_a_check_that_was_made_never_says_why_it_was_not(passed: bool) -> None:
    card = _card({"name": "balance", "passed": passed, "facts": {"why": "not_close"}}, decides=False)
    words = CHECKS["balance"]
    assert card.means == str(words.passed if passed else words.failed)
