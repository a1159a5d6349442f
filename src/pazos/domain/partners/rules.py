"""May this agreement be signed, amended, ended; is a partner cleared; how does it all stand on a day?

Each rule looks at facts without names and returns everything that stands in the way at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pazos.domain.partners.vocabulary import (
    AgreementStanding,
    AgreementState,
    Side,
    VettingResult,
    VettingStanding,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

SOON = timedelta(days=90)
MOST_CONSENT = timedelta(days=5 * 366)


class Block(TextChoices):
    """A reason why a deed on an agreement, a duty or a vacancy is refused."""

    NOT_DRAFT = "not_draft", _("It was signed already. What both sides changed since is an amendment.")
    NOT_SIGNED = "not_signed", _("It is not signed, or it has ended.")
    PARTNER_ENDED = "partner_ended", _("The partner's organisation has ended.")
    NOT_VETTED = "not_vetted", _("The partner was never vetted. Vet it first.")
    VETTING_REFUSED = "vetting_refused", _("The last vetting of the partner refused it.")
    VETTING_LAPSED = "vetting_lapsed", _("The vetting of the partner has lapsed. Vet it anew.")
    NO_CITY_DUTY = "no_city_duty", _("It states no duty of the city.")
    NO_PARTNER_DUTY = "no_partner_duty", _("It states no duty of the partner.")
    DUTY_TOO_EARLY = "duty_too_early", _("A duty is due before the agreement begins.")
    NO_METHOD = "no_method", _("Something is given in kind, and nothing says how it was valued.")
    SIGNED_LATER = "signed_later", _("The day of signing has not come yet.")
    BEGINS_BEFORE = "begins_before", _("It begins before it is signed. Move the first day.")
    OVER_BEFORE = "over_before", _("It is over before it is signed.")
    NO_DOCUMENT = "no_document", _("The signed text is missing. Attach it.")
    NO_REASONS = "no_reasons", _("Say why.")
    NOTHING_CHANGES = "nothing_changes", _("Nothing changes: give a later end, another value or a new duty.")
    ENDS_SOONER = "ends_sooner", _("An amendment does not bring the end forward. End it early instead.")
    LESS_VALUE = (
        "less_value",
        _("An amendment does not lower what a side gives. End it early and agree anew."),
    )
    AFTER_THE_END = "after_the_end", _("It is past its end: what has ended is agreed anew, not extended.")
    BEFORE_SIGNING = "before_signing", _("That day is before it was signed.")
    NOT_OVER = "not_over", _("Its last day has not passed. To stop before it, end it early.")
    ALREADY_OVER = "already_over", _("Its last day has passed. Close it instead.")
    DUTIES_OPEN = "duties_open", _("Duties are not done. Say why it is closed without them.")
    DONE_ALREADY = "done_already", _("It was said to be done already.")
    SAID_ALREADY = "said_already", _("The partner said so already. The city accepts it or sends it back.")
    NOT_SAID = "not_said", _("The partner did not say that it is done.")
    NOT_ITS_OWN = "not_its_own", _("It is a duty of the city: the city says that it is done.")
    NO_EVIDENCE = "no_evidence", _("What proves it is missing. Attach it.")
    DAY_TO_COME = "day_to_come", _("That day has not come yet.")
    NOT_OPEN = "not_open", _("The vacancy is not open any more.")
    TOO_MANY = "too_many", _("That is more people than the vacancy has places left.")
    NOBODY = "nobody", _("Say how many people began: one at least.")


@dataclass(frozen=True)
class VettingFacts:
    """The last look at a partner."""

    result: VettingResult
    valid_until_on: date


@dataclass(frozen=True)
class DutyFacts:
    """One duty without its words."""

    side: Side
    due_on: date | None
    is_done: bool = False


@dataclass(frozen=True)
class AgreementFacts:
    """One agreement without names or words."""

    state: AgreementState
    starts_on: date
    ends_on: date
    signed_on: date | None
    is_in_kind: bool  # some side gives something that is not money
    has_method: bool
    has_document: bool
    partner_ended: bool
    vetting: VettingFacts | None
    duties: tuple[DutyFacts, ...] = ()


@dataclass(frozen=True)
class AmendmentFacts:
    """What an amendment would change."""

    signed_on: date
    ends_on: date
    changes_something: bool
    lowers_value: bool
    has_reasons: bool
    has_document: bool


def vetting_standing(vetting: VettingFacts | None, *, on: date) -> VettingStanding:
    """Return how the last vetting stands on a day; a refusal never lapses into anything better."""
    if vetting is None:
        return VettingStanding.NONE
    if vetting.result == VettingResult.REFUSED:
        return VettingStanding.REFUSED
    if vetting.valid_until_on < on:
        return VettingStanding.LAPSED
    return VettingStanding(vetting.result.value)


def agreement_standing(
    state: AgreementState, *, starts_on: date, ends_on: date, on: date
) -> AgreementStanding:
    """Return how an agreement stands on a day."""
    if state != AgreementState.SIGNED:
        return AgreementStanding(state.value)
    if on < starts_on:
        return AgreementStanding.TO_BEGIN
    if on > ends_on:
        return AgreementStanding.TO_CLOSE
    return AgreementStanding.ENDS_SOON if ends_on - on <= SOON else AgreementStanding.IN_FORCE


def what_blocks_signing(facts: AgreementFacts, *, signed_on: date, today: date) -> tuple[Block, ...]:
    """Return everything that stands in the way of signing on a day."""
    sides = {duty.side for duty in facts.duties}
    early = any(duty.due_on is not None and duty.due_on < facts.starts_on for duty in facts.duties)
    return (
        *_true({Block.NOT_DRAFT: facts.state != AgreementState.DRAFT}),
        *_of_partner(facts, on=signed_on),
        *_true(
            {
                Block.NO_CITY_DUTY: Side.CITY not in sides,
                Block.NO_PARTNER_DUTY: Side.PARTNER not in sides,
                Block.DUTY_TOO_EARLY: early,
                Block.NO_METHOD: facts.is_in_kind and not facts.has_method,
                Block.SIGNED_LATER: signed_on > today,
                Block.OVER_BEFORE: signed_on > facts.ends_on,
                Block.BEGINS_BEFORE: facts.starts_on < signed_on <= facts.ends_on,
                Block.NO_DOCUMENT: not facts.has_document,
            }
        ),
    )


def what_blocks_amending(facts: AgreementFacts, change: AmendmentFacts, *, today: date) -> tuple[Block, ...]:
    """Return everything that stands in the way of an amendment; `facts` holds the values as they would be."""
    return (
        *_true(
            {
                Block.NOT_SIGNED: facts.state != AgreementState.SIGNED,
                Block.BEFORE_SIGNING: facts.signed_on is not None and change.signed_on < facts.signed_on,
                Block.AFTER_THE_END: change.signed_on > facts.ends_on,
            }
        ),
        *_of_partner(facts, on=change.signed_on),
        *_true(
            {
                Block.ENDS_SOONER: change.ends_on < facts.ends_on,
                Block.LESS_VALUE: change.lowers_value,
                Block.NO_METHOD: facts.is_in_kind and not facts.has_method,
                Block.NOTHING_CHANGES: not change.changes_something,
                Block.SIGNED_LATER: change.signed_on > today,
                Block.NO_REASONS: not change.has_reasons,
                Block.NO_DOCUMENT: not change.has_document,
            }
        ),
    )


def what_blocks_ending(
    facts: AgreementFacts, *, on: date, has_reasons: bool, today: date
) -> tuple[Block, ...]:
    """Return everything that stands in the way of closing an agreement that ran to its end."""
    open_duties = any(not duty.is_done for duty in facts.duties)
    return _true(
        {
            Block.NOT_SIGNED: facts.state != AgreementState.SIGNED,
            Block.NOT_OVER: on <= facts.ends_on,
            Block.DAY_TO_COME: on > today,
            Block.DUTIES_OPEN: open_duties and not has_reasons,
        }
    )


def what_blocks_ending_early(
    facts: AgreementFacts, *, on: date, has_reasons: bool, today: date
) -> tuple[Block, ...]:
    """Return everything that stands in the way of ending an agreement before its last day."""
    return _true(
        {
            Block.NOT_SIGNED: facts.state != AgreementState.SIGNED,
            Block.BEFORE_SIGNING: facts.signed_on is not None and on < facts.signed_on,
            Block.ALREADY_OVER: on > facts.ends_on,
            Block.DAY_TO_COME: on > today,
            Block.NO_REASONS: not has_reasons,
        }
    )


def what_blocks_done(
    facts: AgreementFacts, *, is_done: bool, has_evidence: bool, on: date, today: date
) -> tuple[Block, ...]:
    """Return everything that stands in the way of saying that a duty is done."""
    return _true(
        {
            Block.NOT_SIGNED: facts.signed_on is None,
            Block.DONE_ALREADY: is_done,
            Block.BEFORE_SIGNING: facts.signed_on is not None and on < facts.signed_on,
            Block.DAY_TO_COME: on > today,
            Block.NO_EVIDENCE: not has_evidence,
        }
    )


def what_blocks_saying(done: Sequence[Block], *, side: str, is_said: bool) -> tuple[Block, ...]:
    """Return everything against a partner's word; `done` is what stands against the duty being done at all."""
    own = _true({Block.NOT_ITS_OWN: side != Side.PARTNER, Block.SAID_ALREADY: is_said})
    return (*own, *done)


def what_blocks_sending_back(*, is_said: bool, is_done: bool, has_reasons: bool) -> tuple[Block, ...]:
    """Return everything against sending a partner's word back."""
    return _true(
        {
            Block.DONE_ALREADY: is_done,
            Block.NOT_SAID: not is_said and not is_done,
            Block.NO_REASONS: not has_reasons,
        }
    )


def what_blocks_filling(*, is_open: bool, left: int, people: int) -> tuple[Block, ...]:
    """Return everything that stands in the way of writing down that people began in a vacancy."""
    return _true({Block.NOT_OPEN: not is_open, Block.NOBODY: people < 1, Block.TOO_MANY: people > left})


def _of_partner(facts: AgreementFacts, *, on: date) -> tuple[Block, ...]:
    stands = vetting_standing(facts.vetting, on=on)
    return _true(
        {
            Block.PARTNER_ENDED: facts.partner_ended,
            Block.NOT_VETTED: stands == VettingStanding.NONE,
            Block.VETTING_REFUSED: stands == VettingStanding.REFUSED,
            Block.VETTING_LAPSED: stands == VettingStanding.LAPSED,
        }
    )


def _true(stands: Mapping[Block, bool]) -> tuple[Block, ...]:
    return tuple(block for block, true in stands.items() if true)
