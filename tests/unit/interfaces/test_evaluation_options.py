"""Every option that a method declares may be chosen within bounds, in words, or is left out with a reason."""

from __future__ import annotations

import pytest
from django.utils import translation

from pazos.domain.evaluations.protocol import Choice
from pazos.interfaces.components.evaluation_options import (
    LABELS,
    NOT_OFFERED,
    VALUES,
    Span,
    choice_words,
    offered,
)
from pazos.science.evaluation.estimators import MODULES, options_of

DECLARED = [(method, option, default) for method in MODULES for option, default in options_of(method).items()]


@pytest.mark.parametrize(("method", "option", "default"), DECLARED)
def test_an_option_is_offered_with_its_default_among_what_may_be_chosen(method, option, default) -> None:
    ways = offered(method, option)
    if (method, option) in NOT_OFFERED:
        assert ways is None
        return
    assert ways is not None
    assert option in LABELS
    if isinstance(ways, Span):
        assert ways.least <= default <= ways.most
    else:
        assert default is None or default in ways
        assert all(isinstance(one, bool) or one in VALUES for one in ways)


def test_nothing_is_left_out_that_no_method_declares() -> None:
    assert NOT_OFFERED.keys() <= {(method, option) for method, option, _default in DECLARED}


def test_a_method_is_told_with_the_options_that_were_chosen() -> None:
    with translation.override("en"):
        said = choice_words(Choice("twfe", {"inference": "wild", "draws": 1999}))
    assert said.endswith("(Draws of chance: 1,999; How chance is reckoned: wild bootstrap by place)")
