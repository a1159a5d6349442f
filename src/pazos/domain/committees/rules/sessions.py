"""When may a session be called, held and decide; and when would the next one be?

A quorum is counted in seats with a vote, present or through a delegate, against what the act asks
for. Without it the session may still be held and may recommend: nobody is bound by what it says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from pazos.domain.committees.vocabulary import Kind, Presence, SessionState
from pazos.domain.rights.rules.clock import months_after

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from pazos.domain.committees.rules.constituting import CommitteeFacts, SeatFacts
    from pazos.domain.rights.calendar import WorkingDays

CAME = (Presence.PRESENT, Presence.DELEGATE)
# Where citizens sit, they come when they do not work: evenings, Saturdays, holidays.
ON_ANY_DAY = (Kind.MESA, Kind.COUNCIL)
_NOTICE = 5  # working days from today, where the rhythm's own day is over


class Block(TextChoices):
    """A reason why a session cannot be called, held, changed or decide."""

    DISSOLVED = "dissolved", _("The committee was dissolved before that day.")
    BEFORE_ACT = "before_act", _("That day lies before the committee was constituted.")
    NOT_WORKING = (
        "not_working",
        _("The city does not work that day: choose a working day."),
    )
    NO_AGENDA = "no_agenda", _("Write what will be spoken of: one point of the agenda or more.")
    TOO_FEW_SEATS = (
        "too_few_seats",
        _("Fewer seats with a vote stand that day than the quorum asks for. Give the missing seats first."),
    )
    NO_WORDS = "no_words", _("Give the reason in words.")
    NOT_CALLED = "not_called", _("Only a session that is called and was not held yet can be so changed.")
    AHEAD = "ahead", _("The session lies ahead. It is held on its day.")
    NOT_MOVED = "not_moved", _("That is the day, the hour and the place it has already.")
    OVER_ALREADY = "over_already", _("That day is over. A session is moved to a day that is ahead.")
    PAPER_ELSEWHERE = "paper_elsewhere", _("That paper is attached to this session already.")
    MINUTES_STAND = (
        "minutes_stand",
        _(
            "Its minutes name the papers of each point and are drafted. Attach the paper to the session instead of to a point."
        ),
    )
    NOT_ITS_PAPER = "not_its_paper", _("That paper is not attached to this session.")
    NAMED_IN_MINUTES = (
        "named_in_minutes",
        _("The drafted minutes name this paper of a point, and it is kept elsewhere too: it stays here."),
    )
    NOT_SIGNED = "not_signed", _("The minutes are not signed yet: there is no signed act to keep.")
    CANCELLED = "cancelled", _("The session was cancelled.")
    NO_SEAT = "no_seat", _("Attendance was given for a seat that does not stand that day.")
    NOBODY = "nobody", _("Nobody came. Cancel the session instead, with the reason.")
    DELEGATE_UNNAMED = (
        "delegate_unnamed",
        _("Say which office the delegate comes from."),
    )
    VOTES_STAND = (
        "votes_stand",
        _("Decisions were taken with more votes than would then be present. Correct those decisions first."),
    )
    NOT_HELD = "not_held", _("The session was not held yet.")
    SIGNED = "signed", _("Its minutes are signed and do not change any more.")
    NO_QUORUM = (
        "no_quorum",
        _(
            "The session had no quorum, so it cannot decide. It can be kept as a recommendation, without votes."
        ),
    )
    HAD_QUORUM = (
        "had_quorum",
        _("The session had a quorum: it decides, with votes, and does not recommend."),
    )
    NO_TEXT = "no_text", _("Write what was decided.")
    NO_VOTES = "no_votes", _("Nobody voted. Write the votes for, against and the abstentions.")
    TOO_MANY_VOTES = "too_many_votes", _("There are more votes than seats with a vote that were present.")
    VOTES_WITHOUT_QUORUM = "votes_without_quorum", _("A recommendation carries no votes.")
    PROMISES_HANG_ON_IT = "promises_hang_on_it", _("Commitments hang on this decision.")


@dataclass(frozen=True)
class Tally:
    """How many voting seats came, of how many that stand, and what the act asks for."""

    votes: int
    seats: int
    quorum: int

    @property
    def has_quorum(self) -> bool:
        """Whether enough came to decide."""
        return self.votes >= self.quorum


@dataclass(frozen=True)
class Votes:
    """How seats voted."""

    for_it: int
    against: int
    abstained: int

    @property
    def cast(self) -> int:
        """All of them."""
        return self.for_it + self.against + self.abstained


@dataclass(frozen=True)
class SessionFacts:
    """A session as rules see it."""

    state: str
    day: date
    had_quorum: bool | None = None
    votes_present: int = 0


def _given(stands: Mapping[Block, bool]) -> tuple[Block, ...]:
    return tuple(block for block, true in stands.items() if true)


def tally(committee: CommitteeFacts, seats: Iterable[SeatFacts], presence: Mapping[int, str]) -> Tally:
    """Return the count of voting seats: a delegate stands for the seat, an excuse does not."""
    voting = [seat.key for seat in seats if seat.has_vote]
    return Tally(sum(presence.get(key) in CAME for key in voting), len(voting), committee.quorum)


def next_day(
    *, last_on: date | None, constituted_on: date, every_months: int, on: date, days: WorkingDays
) -> date:
    """Return the day that the rhythm proposes: so many months after the last, moved to a working day.

    Where that day is over already it is a week of working days from today.
    """
    proposed = months_after(last_on or constituted_on, every_months if last_on else 1)
    if proposed <= on:
        return days.after(on, days=_NOTICE)
    return proposed if days.is_working(proposed) else days.after(proposed, days=1)


def missed_since(*, last_on: date | None, constituted_on: date, every_months: int, on: date) -> int:
    """Return the days since a session should have been held by the rhythm; 0 where none is missing."""
    expected = months_after(last_on or constituted_on, every_months)
    return max((on - expected).days, 0)


def what_blocks_calling(
    committee: CommitteeFacts,
    *,
    kind: str,
    day: date,
    agenda: Sequence[str],
    seats: Sequence[SeatFacts],
    days: WorkingDays,
) -> tuple[Block, ...]:
    """Return everything against calling a session for a day.

    A day that is over is no reason: what met before Pazos did can be written down.
    """
    voting = sum(seat.has_vote and seat.stands_on(day) for seat in seats)
    return _given(
        {
            Block.BEFORE_ACT: day < committee.constituted_on,
            Block.DISSOLVED: committee.dissolved_on is not None and day > committee.dissolved_on,
            Block.NOT_WORKING: kind not in ON_ANY_DAY and not days.is_working(day),
            Block.NO_AGENDA: not any(title.strip() for title in agenda),
            Block.TOO_FEW_SEATS: voting < committee.quorum,
        }
    )


def what_blocks_changing_agenda(session: SessionFacts, *, agenda: Sequence[str]) -> tuple[Block, ...]:
    """Return everything against another agenda."""
    return _given(
        {
            Block.NOT_CALLED: session.state != SessionState.CALLED,
            Block.NO_AGENDA: not any(title.strip() for title in agenda),
        }
    )


def what_blocks_cancelling(session: SessionFacts, *, why: str) -> tuple[Block, ...]:
    """Return everything against cancelling."""
    return _given(
        {
            Block.NOT_CALLED: session.state != SessionState.CALLED,
            Block.NO_WORDS: not why.strip(),
        }
    )


def what_blocks_moving(
    session: SessionFacts, calling: Sequence[Block], *, day: date, on: date, is_same: bool, why: str
) -> tuple[Block, ...]:
    """Return everything against another day or place; `calling` is what stands against calling it for that day."""
    own = _given(
        {
            Block.NOT_CALLED: session.state != SessionState.CALLED,
            Block.NOT_MOVED: is_same,
            Block.OVER_ALREADY: day < on,
            Block.NO_WORDS: not why.strip(),
        }
    )
    return (*own, *(block for block in calling if block is not Block.NO_AGENDA))


def what_blocks_attaching(
    session: SessionFacts, *, is_of_point: bool, is_act: bool, has_minutes: bool, is_there: bool
) -> tuple[Block, ...]:
    """Return everything against a paper: minutes that are drafted name the papers of the points, and stay as they are."""
    return _given(
        {
            Block.CANCELLED: session.state == SessionState.CANCELLED,
            Block.MINUTES_STAND: is_of_point and has_minutes,
            Block.NOT_SIGNED: is_act and session.state != SessionState.SIGNED,
            Block.PAPER_ELSEWHERE: is_there,
        }
    )


def what_blocks_taking_out(
    *, is_here: bool, minutes_name_it: bool, stays_elsewhere: bool
) -> tuple[Block, ...]:
    """Return everything against taking a paper out: one that is only let go of would be missing from its minutes."""
    return _given(
        {
            Block.NOT_ITS_PAPER: not is_here,
            Block.NAMED_IN_MINUTES: is_here and minutes_name_it and stays_elsewhere,
        }
    )


def what_blocks_holding(
    session: SessionFacts,
    *,
    on: date,
    seats: Sequence[SeatFacts],
    presence: Mapping[int, str],
    unnamed_delegates: bool,
    counted: Tally,
    most_votes_cast: int,
) -> tuple[Block, ...]:
    """Return everything against this attendance, taken for the first time or corrected.

    `most_votes_cast` is the largest vote among the decisions already taken, 0 where there are none.
    """
    held = session.state == SessionState.HELD
    lost = most_votes_cast > (counted.votes if counted.has_quorum else 0)
    return _given(
        {
            Block.NOT_CALLED: session.state == SessionState.CANCELLED,
            Block.SIGNED: session.state == SessionState.SIGNED,
            Block.AHEAD: session.day > on,
            Block.NO_SEAT: not set(presence) <= {seat.key for seat in seats},
            Block.NOBODY: not any(value in CAME for value in presence.values()),
            Block.DELEGATE_UNNAMED: unnamed_delegates,
            Block.VOTES_STAND: held and lost,
        }
    )


def what_blocks_writing(session: SessionFacts) -> tuple[Block, ...]:
    """Return everything against writing down what was said."""
    return _given(
        {
            Block.NOT_HELD: session.state in (SessionState.CALLED, SessionState.CANCELLED),
            Block.SIGNED: session.state == SessionState.SIGNED,
        }
    )


def what_blocks_deciding(
    session: SessionFacts, *, text: str, votes: Votes, is_recommendation: bool
) -> tuple[Block, ...]:
    """Return everything against a decision, or a recommendation where there was no quorum."""
    without = not session.had_quorum
    stands = {
        Block.NO_TEXT: not text.strip(),
        Block.NO_QUORUM: without and not is_recommendation,
        Block.HAD_QUORUM: is_recommendation and not without,
        Block.VOTES_WITHOUT_QUORUM: is_recommendation and votes.cast > 0,
        Block.NO_VOTES: not is_recommendation and not without and votes.cast == 0,
        Block.TOO_MANY_VOTES: not is_recommendation and not without and votes.cast > session.votes_present,
    }
    blocks = what_blocks_writing(session)
    return blocks if Block.NOT_HELD in blocks else (*blocks, *_given(stands))


def is_adopted(votes: Votes) -> bool:
    """Return whether a proposal won: more for it than against; a tie changes nothing."""
    return votes.for_it > votes.against
