"""What became of one invented promise: kept, kept late, given time, sent back, let go, late; and what citizens said."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from pazos.analysis.demo_books import committees_words as words
from pazos.domain.committees.models import CouncilReview, Progress
from pazos.domain.committees.vocabulary import CommitmentState, Judgement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pazos.analysis.demo_books.committees_past import Story
    from pazos.domain.committees.models import Commitment, Committee
    from pazos.domain.people.models import Staff

_DAY = timedelta(days=1)
REVIEWED_FROM = date(2021, 6, 1)
STILL_LATE = timedelta(days=110)  # what fell due longer ago was ended in some way


def follow(
    one: Commitment,
    story: Story,
    *,
    accepts: Staff,
    council: tuple[Committee, Staff],
    papers: Sequence[Any],
) -> None:
    """Carry one promise on to the demo's last day."""
    says = one.owner or story.by
    if story.draws(0.07) and one.due_on < story.today:
        _give_time(one, story)
    drawn = story.rng.random()
    if one.due_on + 45 * _DAY < story.today and drawn < 0.06:
        _drop(one, story)
    elif one.due_on <= story.today:
        _due(one, story, drawn, says=says, accepts=accepts)
    elif drawn < 0.08 and one.made_on + 5 * _DAY < story.today:
        _say(one, story, says, on=story.today - _DAY, words_=story.one_of(words.DONE))
    if one.ended_on and one.state != CommitmentState.DROPPED and story.draws(0.12):
        story.past.evidence.append((one, story.one_of(papers)))
    _review(one, story, council)


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _told(one: Commitment, story: Story, *, by: Staff, at: datetime, said: str, **facts: Any) -> None:
    story.past.progress.append(Progress(commitment=one, by=by, at=at, words=said, **facts))


def _give_time(one: Commitment, story: Story) -> None:
    before, later = one.due_on, one.due_on + int(story.rng.integers(20, 50)) * _DAY
    why = story.one_of(words.MORE_TIME)
    _told(one, story, by=story.by, at=_at(before - _DAY, 10), said=why, due_on=later, was_due_on=before)
    one.due_on, one.reasons = later, why


def _drop(one: Commitment, story: Story) -> None:
    on, why = one.due_on + 40 * _DAY, story.one_of(words.DROPPED)
    one.state, one.ended_on, one.reasons = CommitmentState.DROPPED, on, why
    _told(one, story, by=story.by, at=_at(on, 11), said=why, became=CommitmentState.DROPPED)


def _due(one: Commitment, story: Story, drawn: float, *, says: Staff, accepts: Staff) -> None:
    age = story.today - one.due_on
    if age < STILL_LATE and drawn > 0.72:
        return  # it is late today
    if drawn < 0.74:
        early = int(story.rng.integers(0, max(1, (one.due_on - one.made_on).days - 2)))
        on, said = one.due_on - min(early, 12) * _DAY, story.one_of(words.DONE)
    else:
        on = min(one.due_on + int(story.rng.integers(3, 60)) * _DAY, story.today)
        said = story.one_of(words.DONE_LATE)
    _say(one, story, says, on=on, words_=said)
    accepted = on + int(story.rng.integers(1, 12)) * _DAY
    if accepted > story.today:
        return
    if story.draws(0.05) and accepted + 9 * _DAY < story.today:
        _told(one, story, by=accepts, at=_at(accepted, 9), said=words.SENT_BACK, became=CommitmentState.OPEN)
        _say(one, story, says, on=accepted + 5 * _DAY, words_=story.one_of(words.DONE_LATE))
        accepted += 7 * _DAY
    one.state = CommitmentState.DONE
    _told(one, story, by=accepts, at=_at(accepted, 16), said="", became=CommitmentState.DONE)


def _say(one: Commitment, story: Story, says: Staff, *, on: date, words_: str) -> None:
    one.state, one.ended_on = CommitmentState.SAID_DONE, on
    _told(one, story, by=says, at=_at(on, 14), said=words_, became=CommitmentState.SAID_DONE)


def _review(one: Commitment, story: Story, council: tuple[Committee, Staff]) -> None:
    since = one.ended_on or one.due_on
    on = since + int(story.rng.integers(15, 60)) * _DAY
    if not one.is_public or on < REVIEWED_FROM or on > story.today or not story.draws(0.3):
        return
    shares = [0.55, 0.2, 0.15, 0.1] if one.state == CommitmentState.DONE else [0.05, 0.15, 0.6, 0.2]
    judgement = list(Judgement)[int(story.rng.choice(4, p=shares))]
    story.past.reviews.append(
        CouncilReview(
            commitment=one,
            council=council[0],
            on=on,
            judgement=judgement,
            words=story.one_of(words.REVIEWS[judgement]),
            by=council[1],
        )
    )
