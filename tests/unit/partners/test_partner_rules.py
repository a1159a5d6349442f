"""What stands in the way of signing, amending and ending an agreement: all of it, at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pazos.domain.partners.rules import (
    AgreementFacts,
    AmendmentFacts,
    Block,
    DutyFacts,
    VettingFacts,
    agreement_standing,
    vetting_standing,
    what_blocks_amending,
    what_blocks_done,
    what_blocks_ending,
    what_blocks_ending_early,
    what_blocks_filling,
    what_blocks_signing,
)
from pazos.domain.partners.vocabulary import (
    AgreementStanding,
    AgreementState,
    Side,
    VettingResult,
    VettingStanding,
)

DAY = date(2022, 3, 1)
BOTH = (DutyFacts(Side.CITY, None), DutyFacts(Side.PARTNER, date(2022, 6, 1)))
READY = AgreementFacts(
    state=AgreementState.DRAFT,
    starts_on=date(2022, 3, 15),
    ends_on=date(2022, 12, 31),
    signed_on=None,
    is_in_kind=False,
    has_method=False,
    has_document=True,
    partner_ended=False,
    vetting=VettingFacts(VettingResult.CLEARED, date(2022, 3, 1)),
    duties=BOTH,
)
SIGNED = replace(READY, state=AgreementState.SIGNED, signed_on=DAY)
LONGER = AmendmentFacts(
    signed_on=DAY,
    ends_on=date(2023, 6, 30),
    changes_something=True,
    lowers_value=False,
    has_reasons=True,
    has_document=True,
)


@pytest.mark.parametrize(
    ("changed", "blocks"),
    [
        ({}, ()),
        ({"state": AgreementState.SIGNED}, (Block.NOT_DRAFT,)),
        ({"partner_ended": True}, (Block.PARTNER_ENDED,)),
        ({"vetting": None}, (Block.NOT_VETTED,)),
        ({"vetting": VettingFacts(VettingResult.REFUSED, date(2030, 1, 1))}, (Block.VETTING_REFUSED,)),
        ({"vetting": VettingFacts(VettingResult.CLEARED, date(2022, 2, 28))}, (Block.VETTING_LAPSED,)),
        ({"vetting": VettingFacts(VettingResult.WITH_CONDITIONS, DAY)}, ()),
        ({"duties": BOTH[:1]}, (Block.NO_PARTNER_DUTY,)),
        ({"duties": BOTH[1:]}, (Block.NO_CITY_DUTY,)),
        ({"duties": (*BOTH, DutyFacts(Side.CITY, date(2022, 3, 14)))}, (Block.DUTY_TOO_EARLY,)),
        ({"is_in_kind": True}, (Block.NO_METHOD,)),
        ({"is_in_kind": True, "has_method": True}, ()),
        ({"starts_on": date(2022, 2, 28)}, (Block.BEGINS_BEFORE,)),
        ({"starts_on": date(2021, 1, 1), "ends_on": date(2022, 2, 28)}, (Block.OVER_BEFORE,)),
        ({"has_document": False}, (Block.NO_DOCUMENT,)),
    ],
)
def test_an_agreement_is_signed_when_nothing_is_missing(changed, blocks) -> None:
    assert what_blocks_signing(replace(READY, **changed), signed_on=DAY, today=DAY) == blocks


def test_everything_that_is_missing_is_said_at_once() -> None:
    bare = replace(READY, vetting=None, duties=(), is_in_kind=True, has_document=False)
    assert set(what_blocks_signing(bare, signed_on=DAY, today=DAY - timedelta(days=1))) == {
        *(Block.NOT_VETTED, Block.NO_CITY_DUTY, Block.NO_PARTNER_DUTY, Block.NO_METHOD),
        *(Block.NO_DOCUMENT, Block.SIGNED_LATER),
    }


@pytest.mark.parametrize(
    ("result", "until", "standing"),
    [
        (VettingResult.CLEARED, DAY, VettingStanding.CLEARED),
        (VettingResult.CLEARED, DAY - timedelta(days=1), VettingStanding.LAPSED),
        (VettingResult.WITH_CONDITIONS, DAY, VettingStanding.WITH_CONDITIONS),
        (VettingResult.REFUSED, DAY, VettingStanding.REFUSED),
        (VettingResult.REFUSED, date(2000, 1, 1), VettingStanding.REFUSED),
    ],
)
def test_a_vetting_counts_through_its_last_day_and_a_refusal_does_not_lapse(result, until, standing) -> None:
    assert vetting_standing(VettingFacts(result, until), on=DAY) == standing


@pytest.mark.parametrize(
    ("state", "on", "standing"),
    [
        (AgreementState.DRAFT, DAY, AgreementStanding.DRAFT),
        (AgreementState.SIGNED, date(2022, 3, 14), AgreementStanding.TO_BEGIN),
        (AgreementState.SIGNED, date(2022, 3, 15), AgreementStanding.IN_FORCE),
        (AgreementState.SIGNED, date(2022, 10, 1), AgreementStanding.IN_FORCE),
        (AgreementState.SIGNED, date(2022, 10, 2), AgreementStanding.ENDS_SOON),
        (AgreementState.SIGNED, date(2022, 12, 31), AgreementStanding.ENDS_SOON),
        (AgreementState.SIGNED, date(2023, 1, 1), AgreementStanding.TO_CLOSE),
        (AgreementState.ENDED, date(2022, 4, 1), AgreementStanding.ENDED),
        (AgreementState.TERMINATED, date(2022, 4, 1), AgreementStanding.TERMINATED),
    ],
)
def test_how_an_agreement_stands_is_read_from_its_days(state, on, standing) -> None:
    found = agreement_standing(state, starts_on=READY.starts_on, ends_on=READY.ends_on, on=on)
    assert found == standing


@pytest.mark.parametrize(
    ("facts", "change", "blocks"),
    [
        ({}, {}, ()),
        ({"state": AgreementState.DRAFT}, {}, (Block.NOT_SIGNED,)),
        ({"state": AgreementState.ENDED}, {}, (Block.NOT_SIGNED,)),
        ({}, {"signed_on": DAY - timedelta(days=1)}, (Block.BEFORE_SIGNING,)),
        ({"vetting": VettingFacts(VettingResult.CLEARED, date(2029, 1, 1))}, {"signed_on": date(2023, 1, 1)},
         (Block.AFTER_THE_END,)),
        ({"vetting": None}, {}, (Block.NOT_VETTED,)),
        ({}, {"ends_on": date(2022, 12, 30)}, (Block.ENDS_SOONER,)),
        ({}, {"lowers_value": True}, (Block.LESS_VALUE,)),
        ({}, {"changes_something": False}, (Block.NOTHING_CHANGES,)),
        ({}, {"has_reasons": False, "has_document": False}, (Block.NO_REASONS, Block.NO_DOCUMENT)),
        ({"is_in_kind": True}, {}, (Block.NO_METHOD,)),
    ],
)  # fmt: skip
def test_an_amendment_extends_and_adds_and_never_takes_away(facts, change, blocks) -> None:
    found = what_blocks_amending(replace(SIGNED, **facts), replace(LONGER, **change), today=date(2029, 1, 1))
    assert found == blocks


@pytest.mark.parametrize(
    ("on", "reasons", "blocks"),
    [
        (date(2022, 12, 31), True, (Block.NOT_OVER,)),
        (date(2023, 1, 1), True, ()),
        (date(2023, 1, 1), False, (Block.DUTIES_OPEN,)),
        (date(2023, 2, 2), True, (Block.DAY_TO_COME,)),
    ],
)
def test_an_agreement_is_closed_after_its_last_day(on, reasons, blocks) -> None:
    assert what_blocks_ending(SIGNED, on=on, has_reasons=reasons, today=date(2023, 2, 1)) == blocks


def test_an_agreement_whose_duties_are_done_is_closed_without_a_word() -> None:
    done = replace(SIGNED, duties=tuple(replace(one, is_done=True) for one in BOTH))
    assert not what_blocks_ending(done, on=date(2023, 1, 1), has_reasons=False, today=date(2023, 1, 1))


@pytest.mark.parametrize(
    ("on", "reasons", "blocks"),
    [
        (date(2022, 8, 1), True, ()),
        (date(2022, 8, 1), False, (Block.NO_REASONS,)),
        (date(2022, 2, 1), True, (Block.BEFORE_SIGNING,)),
        (date(2023, 1, 1), True, (Block.ALREADY_OVER,)),
    ],
)
def test_an_early_end_has_reasons_and_comes_before_the_last_day(on, reasons, blocks) -> None:
    assert what_blocks_ending_early(SIGNED, on=on, has_reasons=reasons, today=date(2023, 6, 1)) == blocks


def test_a_duty_is_done_once_with_what_proves_it() -> None:
    def blocks(**said):
        given = {"is_done": False, "has_evidence": True, "on": DAY, "today": DAY, **said}
        return what_blocks_done(given.pop("facts", SIGNED), **given)

    assert blocks() == ()
    assert blocks(facts=READY) == (Block.NOT_SIGNED,)
    assert blocks(is_done=True) == (Block.DONE_ALREADY,)
    assert blocks(has_evidence=False) == (Block.NO_EVIDENCE,)
    assert blocks(on=DAY - timedelta(days=1)) == (Block.BEFORE_SIGNING,)
    assert blocks(on=DAY + timedelta(days=1)) == (Block.DAY_TO_COME,)


@pytest.mark.parametrize(
    ("is_open", "left", "people", "blocks"),
    [
        (True, 3, 3, ()),
        (True, 3, 4, (Block.TOO_MANY,)),
        (True, 3, 0, (Block.NOBODY,)),
        (False, 3, 1, (Block.NOT_OPEN,)),
    ],
)
def test_no_more_people_begin_than_there_are_places(is_open, left, people, blocks) -> None:
    assert what_blocks_filling(is_open=is_open, left=left, people=people) == blocks
