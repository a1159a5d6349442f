"""A data set leaves when two people saw the same file, and not otherwise."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pazos.domain.rights.rules.releasing import (
    Block,
    ReleaseFacts,
    what_blocks_signing,
    what_blocks_withdrawing,
)

READY = ReleaseFacts(
    by_same_person=False, is_signed=False, is_withdrawn=False, content_whole=True, as_prepared=True
)


@pytest.mark.parametrize(
    ("facts", "blocks"),
    [
        (READY, ()),
        (replace(READY, by_same_person=True), (Block.SAME_PERSON,)),
        (replace(READY, is_signed=True), (Block.SIGNED,)),
        (replace(READY, content_whole=False), (Block.CONTENT_CHANGED,)),
        (replace(READY, as_prepared=False), (Block.NOT_PREPARED_NOW,)),
        (
            ReleaseFacts(
                by_same_person=True, is_signed=True, is_withdrawn=True, content_whole=False, as_prepared=False
            ),
            (Block.WITHDRAWN, Block.SIGNED, Block.SAME_PERSON, Block.CONTENT_CHANGED, Block.NOT_PREPARED_NOW),
        ),
    ],
)
def test_signing_says_everything_against_it(facts, blocks) -> None:
    assert what_blocks_signing(facts) == blocks


@pytest.mark.parametrize(
    ("withdrawn", "reason", "blocks"),
    [
        (False, True, ()),
        (False, False, (Block.NO_REASON,)),
        (True, False, (Block.WITHDRAWN, Block.NO_REASON)),
    ],
)
def test_what_is_taken_back_has_its_reason_and_is_taken_back_once(withdrawn, reason, blocks) -> None:
    assert what_blocks_withdrawing(is_withdrawn=withdrawn, has_reason=reason) == blocks
