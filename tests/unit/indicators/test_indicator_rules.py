"""What stands in the way of a sheet or a value: every reason at once; and the battery is free of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pazos.analysis.indicators.computing import GATHER
from pazos.domain.indicators.actions.sheets import TEXTS, checked
from pazos.domain.indicators.battery import shipped
from pazos.domain.indicators.expressions import EXPRESSIONS
from pazos.domain.indicators.rules import (
    Handed,
    Reportable,
    SheetBlock,
    SheetFacts,
    ValueBlock,
    add_up,
    interval_fits,
    what_blocks_approving,
    what_blocks_reporting,
    what_blocks_sheet,
    what_blocks_submitting,
)
from pazos.science.problems import InputProblem

BOTH = {"es": "palabras", "en": "words"}
WHOLE = SheetFacts(
    is_draft=True,
    texts=dict.fromkeys(TEXTS, BOTH),
    measure="rate",
    interval="poisson",
    frequency="year",
    factor=100_000,
    expression="deaths.rate",
    arguments={"rule": "iccs_0101"},
)
HANDED = Handed(
    state="draft",
    measure="count",
    value=10,
    numerator=None,
    categories={},
    why_incomplete="",
    why_missing="",
    has_evidence=True,
    note="",
)
MAY = Reportable(is_in_force=True, is_computed=False, is_retired=False, is_period=True, is_over=True)


def test_a_whole_sheet_may_go_in_force() -> None:
    assert what_blocks_sheet(WHOLE) == ()


@pytest.mark.parametrize(
    ("changed", "block"),
    [
        ({"is_draft": False}, SheetBlock.NOT_DRAFT),
        ({"texts": {**WHOLE.texts, "weaknesses": {"es": "sí", "en": " "}}}, SheetBlock.WEAKNESSES),
        ({"texts": {**WHOLE.texts, "denominator": {}}}, SheetBlock.DENOMINATOR),
        ({"factor": 0}, SheetBlock.FACTOR),
        ({"baseline": (2019, None)}, SheetBlock.BASELINE),
        ({"expression": "", "arguments": {}}, SheetBlock.OWNER),
        ({"expression": "eval"}, SheetBlock.EXPRESSION),
        ({"measure": "count", "interval": "none"}, SheetBlock.MEASURE),
        ({"arguments": {"colour": "red"}}, SheetBlock.ARGUMENTS),
        ({"arguments": {"sex": "x"}}, SheetBlock.ARGUMENTS),
        ({"expression": "street.opened", "arguments": {}}, SheetBlock.FREQUENCY),
        ({"interval": "wilson"}, SheetBlock.INTERVAL),
        ({"is_retired": True}, SheetBlock.RETIRED),
    ],
)
def test_each_lack_of_a_sheet_is_named(changed, block) -> None:
    assert block in what_blocks_sheet(replace(WHOLE, **changed))


def test_a_count_needs_no_denominator_and_all_lacks_are_told_at_once() -> None:
    count = replace(WHOLE, measure="count", expression="deaths.count", factor=1)
    assert what_blocks_sheet(replace(count, texts={**WHOLE.texts, "denominator": {}})) == ()
    assert len(what_blocks_sheet(replace(WHOLE, texts={}, factor=0))) == len(TEXTS) + 1


@pytest.mark.parametrize(
    ("changed", "block"),
    [
        ({"is_in_force": False}, ValueBlock.NOT_IN_FORCE),
        ({"is_computed": True}, ValueBlock.COMPUTED),
        ({"is_retired": True}, ValueBlock.RETIRED),
        ({"is_period": False}, ValueBlock.NOT_A_PERIOD),
        ({"is_over": False}, ValueBlock.NOT_OVER),
        ({"state": "submitted"}, ValueBlock.SUBMITTED),
        ({"state": "approved"}, ValueBlock.LOCKED),
    ],
)
def test_each_reason_against_writing_a_value_is_named(changed, block) -> None:
    assert what_blocks_reporting(MAY) == ()
    assert what_blocks_reporting(replace(MAY, **changed)) == (block,)


@pytest.mark.parametrize(
    ("changed", "blocks"),
    [
        ({}, ()),
        ({"state": "returned"}, ()),
        ({"state": "approved"}, (ValueBlock.NOT_DRAFT,)),
        ({"value": None}, (ValueBlock.EMPTY,)),
        ({"value": None, "why_missing": "la fuente no entregó"}, ()),
        ({"has_evidence": False}, (ValueBlock.NO_EVIDENCE,)),
        ({"has_evidence": False, "note": "acta 3"}, ()),
        ({"categories": {"sex": {"woman": 4, "man": 6}}}, ()),
        ({"categories": {"sex": {"woman": 4, "man": 5}}}, (ValueBlock.CATEGORIES,)),
        ({"categories": {"sex": {"woman": 4, "man": 5}}, "why_incomplete": "uno sin dato"}, ()),
    ],
)
def test_a_value_is_handed_in_whole_or_says_why_not(changed, blocks) -> None:
    assert what_blocks_submitting(replace(HANDED, **changed)) == blocks


def test_categories_of_a_ratio_add_up_to_its_numerator_and_hidden_ones_are_not_asked() -> None:
    assert add_up({"sex": {"f": 0.1, "m": 0.2}}, 0.3)
    assert add_up({"sex": {"f": None, "m": 7}}, 3)
    assert not add_up({"sex": {"f": 1}, "age": {"a": 2}}, 1)
    ratio = replace(
        HANDED, measure="rate", value=31.5, numerator=111, categories={"sex": {"f": 11, "m": 100}}
    )
    assert what_blocks_submitting(ratio) == ()


def test_nobody_approves_their_own() -> None:
    assert what_blocks_approving(state="submitted", is_own=False) == ()
    assert what_blocks_approving(state="submitted", is_own=True) == (ValueBlock.OWN,)
    assert what_blocks_approving(state="draft", is_own=False) == (ValueBlock.NOT_SUBMITTED,)


def test_an_interval_fits_its_measure() -> None:
    assert interval_fits("count", "poisson")
    assert interval_fits("share", "wilson")
    assert interval_fits("money", "none")
    assert not interval_fits("money", "poisson")
    assert not interval_fits("rate", "wilson")


def test_every_sheet_of_the_battery_is_whole_in_both_languages() -> None:
    lacking = {}
    for one in shipped():
        sheet = checked(one.sheet, whole=True)
        facts = SheetFacts(
            is_draft=True,
            texts={name: sheet.get(name, {}) for name in TEXTS},
            measure=sheet["measure"],
            interval=sheet["interval"],
            frequency=sheet["frequency"],
            factor=sheet.get("factor", 1),
            expression=sheet.get("expression", ""),
            arguments=sheet.get("arguments", {}),
            has_owner=bool(one.owner),
        )
        lacking[one.code] = what_blocks_sheet(facts)
    assert not any(lacking.values()), lacking


def test_the_battery_has_the_standards_and_both_ways_of_getting_a_value() -> None:
    standards = " ".join(one.sheet.get("standard", "") for one in shipped())
    assert "SDG 16.1.1" in standards
    assert all(f"SES {number}" in standards for number in range(1, 12))
    computed = [one for one in shipped() if one.sheet.get("expression")]
    assert 0.4 <= len(computed) / len(shipped()) <= 0.8
    assert len({one.code for one in shipped()}) == len(shipped()) >= 40


def test_every_declared_expression_is_computed_and_no_other() -> None:
    assert set(GATHER) == set(EXPRESSIONS)


@pytest.mark.parametrize(
    "fields",
    [
        {"colour": "red"},
        {"kind": "joy"},
        {"kind": "impact", "name": {"es": "a", "en": "b"}, "measure": "rate", "direction": "down"},
    ],
)
def test_a_field_that_is_unknown_wrong_or_lacking_is_refused_by_name(fields) -> None:
    with pytest.raises(InputProblem) as refused:
        checked(fields, whole=True)
    assert refused.value.facts["field"]
