"""What stands in the way of telling of somebody, of answering, of taking it back? All of it, or nothing.

A referral is answered within a published time. Nothing here weighs a person: what is looked at is what
was agreed, by whom a paper is signed, and how the referral stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from pazos.domain.cases.rules.eligibility import Eligibility, EligibilityFacts, Fit, ages_told
from pazos.domain.cases.vocabulary import ReferralState, Refusal

if TYPE_CHECKING:
    from datetime import date

ANSWER_WITHIN = 5  # working days, published on the page of the rule
OF_AGE = 18
OPEN = (ReferralState.SENT, ReferralState.WAITING)


class Block(models.TextChoices):
    """A reason why a referral cannot be made, answered or taken back."""

    NO_NAME = "no_name", _("Write the name that the person chooses. It need not be the one of a document.")
    NO_CONTACT = "no_contact", _("Write how and when the person can be found safely.")
    NOT_YET_AGREED = "not_yet_agreed", _("The day on which the person agreed has not come yet.")
    NOT_YET_BORN = "not_yet_born", _("The birth date has not come yet.")
    NO_GUARDIAN = (
        "no_guardian",
        _("Under 18, write who the father, mother or guardian is, or the family defender."),
    )
    TERM_OVER = "term_over", _("The legal term ended before the person agreed. Look at the order again.")
    NO_ORDER_PAPER = (
        "no_order_paper",
        _("A term is that of a paper: write which authority ordered it and the number of its paper."),
    )
    ORDER_BY_OTHERS = (
        "order_by_others",
        _(
            "An order puts somebody before others who wait: it comes with the referral of an authority, or whoever "
            "supervises writes it, with the paper before them."
        ),
    )
    ANSWERED = "answered", _("This referral was answered already. Look at the answer.")
    GONE = "gone", _("The words of this referral were erased.")
    NOT_TAKEN_BACK = (
        "not_taken_back",
        _("It was neither withdrawn nor refused, so there is nothing to take back."),
    )
    NOT_ANSWERED = "not_answered", _("There is no answer yet of which the person could be told.")
    NOT_THAT_DAY = "not_that_day", _("The person was told between the day of the referral and today.")
    PLACE_FITS = "place_fits", _("The place fits the designation, so it is no reason to refuse.")
    AGE_FITS = "age_fits", _("The age fits the designation, so it is no reason to refuse.")
    NOT_ASKED_ENOUGH = (
        "not_asked_enough",
        _(
            "The place or the age is not known yet, or not exactly enough. Ask first, and write it into the referral."
        ),
    )
    AGE_NOT_ASKED = "age_not_asked", _("It is not known whether the person is under 18. Ask first.")
    MINORS_DAY = (
        "minors_day",
        _("Under 18 the birth date is needed: the permission of a guardian ends on the 18th birthday."),
    )
    NOT_ELIGIBLE = (
        "not_eligible",
        _("Place or age do not fit, and no exception was approved by a supervisor."),
    )
    NEVER = "never", _("Nobody can give this permission for a child under 14.")
    HAS_CASE = "has_case", _("The person has an open case already.")
    WAITS_ALREADY = "waits_already", _("It stands on the waiting list already.")
    OTHERS_FIRST = (
        "others_first",
        _(
            "Others wait before this person by the published rule. Whoever supervises may say why those cannot be "
            "called now."
        ),
    )
    NO_ARGUMENT = "no_argument", _("Write why an exception is right, in plain words.")
    FITS_ALREADY = "fits_already", _("Place and age fit, so no exception is needed.")
    NOT_NEARLY = (
        "not_nearly",
        _("This ground is for whoever turns of age within six months, by the birth date."),
    )
    NO_EXCEPTION = "no_exception", _("Nobody argued an exception here.")
    OWN_EXCEPTION = "own_exception", _("An exception is approved by somebody else than whoever argued it.")


@dataclass(frozen=True)
class ToldFacts:
    """What was told of somebody, without a word of it."""

    has_name: bool
    has_contact: bool
    has_guardian: bool
    agreed_on: date
    eligibility: EligibilityFacts
    ordered_until: date | None = None


def is_minor(facts: EligibilityFacts) -> bool | None:
    """Return whether the person is under 18; None where what was said leaves it open."""
    least, most = ages_told(facts)
    if most < OF_AGE:
        return True
    return False if least >= OF_AGE else None


def what_blocks_referring(facts: ToldFacts, *, on: date) -> tuple[Block, ...]:
    """Return everything that is missing or wrong in what was told."""
    born_on = facts.eligibility.born_on
    stands = {
        Block.NO_NAME: not facts.has_name,
        Block.NO_CONTACT: not facts.has_contact,
        Block.NOT_YET_AGREED: facts.agreed_on > on,
        Block.NOT_YET_BORN: born_on is not None and born_on > on,
        Block.NO_GUARDIAN: is_minor(facts.eligibility) is True and not facts.has_guardian,
        Block.TERM_OVER: facts.ordered_until is not None and facts.ordered_until < facts.agreed_on,
    }
    return tuple(block for block, true in stands.items() if true)


@dataclass(frozen=True)
class OrderFacts:
    """The term of an order as it is written, and who writes it."""

    until: date | None
    paper: str
    is_from_justice: bool
    receives: bool  # whoever writes it answers referrals
    supervises: bool


def what_blocks_ordering(facts: OrderFacts) -> tuple[Block, ...]:
    """Return why the term of an order cannot be written, changed or taken away like this."""
    stands = {
        Block.NO_ORDER_PAPER: facts.until is not None and not facts.paper,
        Block.ORDER_BY_OTHERS: not facts.supervises and (facts.receives or not facts.is_from_justice),
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_answering(state: str, *, is_gone: bool = False) -> tuple[Block, ...]:
    """Return why nobody can answer it any more; who waits can still be taken in or refused."""
    stands = {Block.ANSWERED: state not in OPEN, Block.GONE: is_gone}
    return tuple(block for block, true in stands.items() if true)


def what_blocks_refusing(state: str, *, refusal: str, eligibility: Eligibility) -> tuple[Block, ...]:
    """Return why it cannot be refused like that: nobody is refused for a place or an age that fits."""
    stands = {
        Block.ANSWERED: state not in OPEN,
        Block.PLACE_FITS: refusal == Refusal.PLACE and eligibility.place is Fit.FITS,
        Block.AGE_FITS: refusal == Refusal.AGE and eligibility.age is Fit.FITS,
        Block.NOT_ASKED_ENOUGH: (refusal == Refusal.PLACE and eligibility.place is Fit.NOT_KNOWN)
        or (refusal == Refusal.AGE and eligibility.age is Fit.NOT_KNOWN),
    }
    return tuple(block for block, true in stands.items() if true)


def what_blocks_holding(state: str, eligibility: Eligibility) -> tuple[Block, ...]:
    """Return why nobody can be put on the waiting list."""
    if state == ReferralState.WAITING:
        return (Block.WAITS_ALREADY,)
    return (*what_blocks_answering(state), *_what_keeps_out(eligibility))


@dataclass(frozen=True)
class AcceptFacts:
    """What is looked at before somebody is taken in."""

    state: str
    eligibility: Eligibility
    minor: bool | None
    has_birth_date: bool
    has_open_case: bool
    others_first: int  # who wait before this person, by the published rule
    says_why_before_others: bool = False


def what_blocks_accepting(facts: AcceptFacts) -> tuple[Block, ...]:
    """Return everything that stands in the way of taking somebody in; consent is asked of `rights`."""
    stands = {
        Block.AGE_NOT_ASKED: facts.minor is None,
        Block.MINORS_DAY: facts.minor is True and not facts.has_birth_date,
        Block.HAS_CASE: facts.has_open_case,
        Block.OTHERS_FIRST: facts.others_first > 0 and not facts.says_why_before_others,
    }
    rest = tuple(block for block, true in stands.items() if true)
    return (*what_blocks_answering(facts.state), *_what_keeps_out(facts.eligibility), *rest)


def _what_keeps_out(eligibility: Eligibility) -> tuple[Block, ...]:
    if eligibility.never:
        return (Block.NEVER,)
    if not eligibility.is_known:
        return (Block.NOT_ASKED_ENOUGH,)
    return () if eligibility.may_take_part else (Block.NOT_ELIGIBLE,)


def what_blocks_taking_back(state: str) -> tuple[Block, ...]:
    """Return why a withdrawal or a refusal cannot be taken back."""
    taken = (ReferralState.WITHDRAWN, ReferralState.REFUSED)
    return () if state in taken else (Block.NOT_TAKEN_BACK,)


def what_blocks_telling(*, made_on: date | None, told_on: date, on: date) -> tuple[Block, ...]:
    """Return why it cannot be written that the person was told on a day. `made_on` None: there is no answer."""
    if made_on is None:
        return (Block.NOT_ANSWERED,)
    return () if made_on <= told_on <= on else (Block.NOT_THAT_DAY,)


@dataclass(frozen=True)
class ExceptionFacts:
    """What is looked at before an exception is argued."""

    state: str
    eligibility: Eligibility
    has_argument: bool
    is_ground_nearly: bool
    is_nearly: bool


def what_blocks_arguing(facts: ExceptionFacts) -> tuple[Block, ...]:
    """Return why no exception can be argued."""
    stands = {
        Block.NO_ARGUMENT: not facts.has_argument,
        Block.FITS_ALREADY: facts.eligibility.fits,
        Block.NEVER: facts.eligibility.never,
        Block.NOT_NEARLY: facts.is_ground_nearly and not facts.is_nearly,
    }
    return (
        *what_blocks_answering(facts.state),
        *(block for block, true in stands.items() if true),
    )


def what_blocks_approving(state: str, *, is_argued: bool, is_own: bool) -> tuple[Block, ...]:
    """Return why an exception cannot be approved or turned down."""
    stands = {Block.NO_EXCEPTION: not is_argued, Block.OWN_EXCEPTION: is_argued and is_own}
    return (*what_blocks_answering(state), *(block for block, true in stands.items() if true))
