"""Rules of the yearly report: every reason at once, and none where it may go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pazos.domain.accountability.rules import (
    PreparingFacts,
    SigningFacts,
    what_blocks_preparing,
    what_blocks_signing,
    what_blocks_withdrawing,
)
from pazos.domain.accountability.vocabulary import Block

MAY_PREPARE = PreparingFacts(
    year=2023,
    as_of_on=date(2023, 12, 31),
    on=date(2024, 2, 1),
    has_strategy=True,
    one_waits=False,
    one_is_signed=False,
    same_as_signed=False,
    has_remark=False,
)
MAY_SIGN = SigningFacts(state="prepared", by_same_person=False, content_whole=True, same_today=True)


@pytest.mark.parametrize(
    ("change", "blocks"),
    [
        ({}, ()),
        ({"on": date(2023, 12, 31)}, ()),
        ({"year": 2025, "as_of_on": date(2025, 12, 31)}, (Block.YEAR_AHEAD,)),
        ({"as_of_on": date(2022, 12, 31)}, (Block.DAY_OUTSIDE,)),
        ({"on": date(2023, 12, 30)}, (Block.DAY_OUTSIDE,)),
        ({"has_strategy": False, "one_waits": True}, (Block.NO_STRATEGY, Block.ONE_WAITS)),
        ({"one_is_signed": True}, (Block.NO_REASON,)),
        ({"one_is_signed": True, "has_remark": True}, ()),
        (
            {"one_is_signed": True, "has_remark": True, "same_as_signed": True},
            (Block.SAME_AS_SIGNED,),
        ),
    ],
)
def test_what_stands_against_preparing(change, blocks) -> None:
    assert what_blocks_preparing(replace(MAY_PREPARE, **change)) == blocks


@pytest.mark.parametrize(
    ("change", "blocks"),
    [
        ({}, ()),
        ({"by_same_person": True}, (Block.SAME_PERSON,)),
        ({"same_today": False, "content_whole": False}, (Block.CONTENT_CHANGED, Block.FIGURES_CHANGED)),
        ({"state": "signed"}, (Block.NOT_PREPARED,)),
        ({"state": "withdrawn", "by_same_person": True}, (Block.NOT_PREPARED, Block.SAME_PERSON)),
    ],
)
def test_what_stands_against_signing(change, blocks) -> None:
    assert what_blocks_signing(replace(MAY_SIGN, **change)) == blocks


@pytest.mark.parametrize(
    ("state", "has_why", "blocks"),
    [
        ("prepared", True, ()),
        ("signed", True, ()),
        ("signed", False, (Block.NO_WHY,)),
        ("replaced", True, (Block.NOT_STANDING,)),
        ("withdrawn", False, (Block.NOT_STANDING, Block.NO_WHY)),
    ],
)
def test_what_stands_against_withdrawing(state, has_why, blocks) -> None:
    assert what_blocks_withdrawing(state, has_why=has_why) == blocks
