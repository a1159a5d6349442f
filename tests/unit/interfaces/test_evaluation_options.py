"""Every option that a method declares may be chosen within bounds, in words, or is left out with a reason."""

from __future__ import annotations

import pytest
from django.utils import translation

from pazos.domain.evaluations.comparing import differences
from pazos.domain.evaluations.protocol import Choice, Protocol
from pazos.interfaces.components.evaluation_options import (
    LABELS,
    OF_PLAN,
    OWN,
    VALUES,
    Span,
    choice_words,
    ways_of,
)
from pazos.science.evaluation.estimators import MODULES, options_of

NOT_OFFERED = {
    ("synthetic-control", "control"): "it knows one",
    ("sdid", "control"): "it knows one",
    ("augmented", "control"): "it knows one",
    ("matching", "control"): "it knows one",
    ("augmented", "inference"): "it knows one",
    ("augmented", "course"): "it spares time where it is run many times over, and no digit",
    (
        "its",
        "breaks",
    ): "the first is when the plan's treatment begins; further ones belong to `pazos analyse breaks`",
    ("matching", "split"): "it follows from how many times there are before",
}
DECLARED = [(method, option, default) for method in MODULES for option, default in options_of(method).items()]


@pytest.mark.parametrize(("method", "option", "default"), DECLARED)
def test_an_option_is_offered_with_its_default_among_what_may_be_chosen(method, option, default) -> None:
    if (method, option) in NOT_OFFERED:
        assert option not in OWN[method]
        return
    assert OWN[method][option] == default
    assert option in LABELS
    ways = ways_of(method, option)
    if isinstance(ways, Span):
        assert ways.least <= default <= ways.most
    else:
        assert default is None or default in ways
        assert all(isinstance(one, bool) or one in VALUES for one in ways)


def test_nothing_is_left_out_that_no_method_declares() -> None:
    declared = {(method, option) for method, option, _default in DECLARED}
    assert NOT_OFFERED.keys() <= declared
    assert {
        (method, option) for method, own in OWN.items() for option in own
    } == declared - NOT_OFFERED.keys()


def test_a_method_is_told_with_the_options_that_were_chosen() -> None:
    with translation.override("en"):
        said = choice_words(Choice("twfe", {"inference": "wild", "draws": 1999}))
    assert said.endswith("(Draws of chance: 1,999; How chance is reckoned: wild bootstrap by place)")


def test_an_amendment_tells_methods_options_and_checks_in_words_and_no_code() -> None:
    old = Protocol(primary=Choice("twfe"), doubts=("honest_bounds",))
    new = Protocol(primary=Choice("twfe", {"inference": "wild"}), doubts=("placebo_in_time",))
    with translation.override("en"):
        said = " ".join(one.words for one in differences(old, new, words=OF_PLAN))
    assert "How chance is reckoned: wild bootstrap by place" in said
    assert not [code for code in ("twfe", "inference=", "honest_bounds", "placebo_in_time") if code in said]
