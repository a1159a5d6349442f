"""What one invented committee did: its sessions one by one, and what became of each promise."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from pazos.analysis.demo_books import committees_words as words
from pazos.analysis.demo_books.committees_fates import follow
from pazos.domain.committees.actions.bringing_in import Past
from pazos.domain.committees.actions.minutes import Held, content_from, hash_of
from pazos.domain.committees.facts import committee_facts, seat_facts
from pazos.domain.committees.models import (
    AgendaItem,
    Commitment,
    Decision,
    Minutes,
    Session,
    SessionAttendance,
    Signature,
)
from pazos.domain.committees.rules.sessions import CAME, ON_ANY_DAY, tally
from pazos.domain.committees.vocabulary import Kind, Presence, SessionState
from pazos.domain.rights.queries.days import working_days
from pazos.domain.rights.rules.clock import months_after

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np

    from pazos.domain.committees.models import Committee, Seat
    from pazos.domain.people.models import Staff

FIRST_MONTH = date(2020, 12, 1)
_DAY = timedelta(days=1)
AHEAD = timedelta(days=21)


@dataclass
class Body:
    """A committee with its words and the seats of all its years."""

    words: words.BodyWords
    committee: Committee
    seats: tuple[Seat, ...]


@dataclass
class Story:
    """What is known while a committee's past is told."""

    body: Body
    rng: np.random.Generator
    today: date
    by: Staff
    past: Past = field(default_factory=Past)
    promised: int = 0

    def draws(self, share: float) -> bool:
        """Whether something that happens so often happens now."""
        return bool(self.rng.random() < share)

    def one_of(self, several: Sequence[Any]) -> Any:
        """Return one of several."""
        return several[int(self.rng.integers(len(several)))]


def invent_past(
    body: Body,
    rng: np.random.Generator,
    *,
    today: date,
    by: Staff,
    accepts: Staff,
    council: tuple[Committee, Staff],
    papers: Sequence[Any],
) -> Past:
    """Return a committee's sessions from its first month to the demo's last day, and what came of them."""
    story = Story(body, rng, today, by)
    days = list(_days(body.words, today))
    held = [day for day in days if day <= today]
    for number, day in enumerate(days, start=1):
        _session(story, number, day, is_last=bool(held) and day == held[-1])
    for one in story.past.commitments:
        follow(one, story, accepts=accepts, council=council, papers=papers)
    return story.past


def _days(said: words.BodyWords, today: date) -> Iterator[date]:
    calendar, month = working_days(), FIRST_MONTH
    while True:
        day = month.replace(day=said.day)
        if said.kind in ON_ANY_DAY:
            day += _DAY * ((5 - day.weekday()) % 7)  # citizens come on Saturdays
        elif not calendar.is_working(day):
            day = calendar.after(day, days=1)
        if day > today + AHEAD:
            return
        yield day
        month = months_after(month, said.every)


def _moment(day: date, hour: int, *, after: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day + after * _DAY, time(hour)))


def _session(story: Story, number: int, day: date, *, is_last: bool) -> None:
    body, past = story.body, story.past
    kind = body.words.kind
    session = Session(
        committee=body.committee,
        number=number,
        called_for=_moment(day, 17 if kind in ON_ANY_DAY else 9),
        place=words.PLACES[kind],
        called_by=story.by,
    )
    past.sessions.append(session)
    agenda = _agenda(story, session)
    if day > story.today:
        return
    if not is_last and story.draws(0.04):
        session.state, session.why_cancelled = SessionState.CANCELLED, story.one_of(words.CANCELLED)
        return
    attendance = _attendance(story, session, day, wants_quorum=is_last or not story.draws(0.05))
    seats = [seat_facts(one.seat) for one in attendance]
    counted = tally(committee_facts(body.committee), seats, {one.seat_id: one.presence for one in attendance})
    session.had_quorum = counted.has_quorum
    for item in agenda[2:]:
        item.discussion = dict(words.TOPICS[body.words.component])[item.title]
    decisions = _decisions(story, session, agenda, counted.votes)
    promised = _promises(story, session, decisions, day)
    recent = (story.today - day).days
    session.state = SessionState.HELD if recent < 12 else SessionState.SIGNED
    if session.state == SessionState.SIGNED or recent > 4:
        held = Held(
            session=session,
            counted=counted,
            attendance=attendance,
            agenda=[(item, []) for item in agenda],
            decisions=decisions,
            commitments=[(one, one.due_on) for one in promised],
        )
        _minutes(story, held, attendance, day)


def _agenda(story: Story, session: Session) -> list[AgendaItem]:
    body = story.body
    topics = [title for title, _said in words.TOPICS[body.words.component]]
    first = story.one_of(topics)
    second = story.one_of([one for one in topics if one != first])
    voting = [one.office for one in body.words.seats if one.part in ("", "chair")]
    titles = [*words.ROUTINE, first, *([second] if story.draws(0.6) else [])]
    rows = [
        AgendaItem(
            session=session,
            position=position,
            title=title,
            presented_by=story.one_of(voting) if position > len(words.ROUTINE) else "",
        )
        for position, title in enumerate(titles, start=1)
    ]
    story.past.agenda += rows
    return rows


def _attendance(story: Story, session: Session, day: date, *, wants_quorum: bool) -> list[SessionAttendance]:
    seats = [one for one in story.body.seats if seat_facts(one).stands_on(day)]
    rows = []
    for seat in seats:
        leads = seat.is_chair or seat.is_secretary
        drawn = story.rng.random()
        presence = Presence.PRESENT if drawn < (0.9 if leads else 0.78) else Presence.DELEGATE
        if not leads and drawn > 0.88:
            presence = Presence.EXCUSED if drawn < 0.95 else Presence.ABSENT
        rows.append(SessionAttendance(session=session, seat=seat, presence=presence))
    voting = [row for row in rows if row.seat.has_vote and not row.seat.is_chair]
    quorum = story.body.words.quorum
    came = 1 + sum(row.presence in CAME for row in voting)
    for row in voting:
        if wants_quorum and came < quorum and row.presence not in CAME:
            row.presence, came = Presence.DELEGATE, came + 1
        elif not wants_quorum and came >= quorum and row.presence in CAME:
            row.presence, came = Presence.EXCUSED, came - 1
    for row in rows:
        row.delegate_office = f"Delegación de {row.seat.office}" if row.presence == Presence.DELEGATE else ""
    story.past.attendance += rows
    return rows


def _decisions(story: Story, session: Session, agenda: Sequence[AgendaItem], votes: int) -> list[Decision]:
    if not session.had_quorum:
        rows = [Decision(session=session, number=1, text=words.RECOMMENDATION, is_recommendation=True)]
    else:
        texts = words.DECISIONS.get(story.body.words.component, words.DECISIONS[""])
        wanted = int(story.rng.integers(0, 3))
        rows = [
            Decision(session=session, number=n + 1, item=agenda[-1], text=text, **_votes(story, votes))
            for n, text in enumerate(story.rng.permutation(texts)[:wanted])
        ]
        for row in rows:
            row.text = str(row.text)
    story.past.decisions += rows
    return rows


def _votes(story: Story, votes: int) -> dict[str, int]:
    against = int(story.rng.integers(1, 3)) if story.draws(0.2) and votes > 3 else 0
    if story.draws(0.04):
        return {"votes_for": votes // 2, "votes_against": votes - votes // 2, "abstentions": 0}
    abstained = 1 if story.draws(0.15) and votes > 2 else 0
    return {"votes_for": votes - against - abstained, "votes_against": against, "abstentions": abstained}


def _promises(story: Story, session: Session, decisions: Sequence[Decision], day: date) -> list[Commitment]:
    body = story.body
    wanted = int(story.rng.poisson(body.words.promises)) if body.words.promises else 0
    seats = [
        one for one in body.seats if seat_facts(one).stands_on(day) and not one.is_secretary and one.holder_id
    ]
    owing = [one for one in seats if one.has_vote or body.words.kind is Kind.MESA]
    won = [one for one in decisions if one.votes_for > one.votes_against]
    rows = []
    for _n in range(wanted):
        seat = story.one_of(owing)
        story.promised += 1
        by_name = seat.organisation_id is None or story.draws(0.7)
        rows.append(
            Commitment(
                committee=body.committee,
                number=story.promised,
                session=session,
                decision=story.one_of(won) if won and story.draws(0.5) else None,
                component=body.committee.component,
                text=story.one_of(words.PROMISES[body.words.component]),
                owner=seat.holder if by_name else None,
                organisation=seat.organisation,
                office=seat.office,
                made_on=day,
                due_on=day + int(story.rng.integers(18, 76)) * _DAY,
                is_public=not story.draws(0.08),
            )
        )
    story.past.commitments += rows
    return rows


def _minutes(story: Story, held: Held, attendance: Sequence[SessionAttendance], day: date) -> None:
    drafted = min(day + int(story.rng.integers(2, 6)) * _DAY, story.today)
    made = _version(story, held, 1, drafted, None)
    if story.draws(0.05) and held.session.state == SessionState.SIGNED:
        held.session.notes = "Se anexa la presentación del informe."
        made = _version(story, held, 2, drafted + 2 * _DAY, {"version": 1, "why": "Faltaba el anexo."})
    came = [one.seat for one in attendance if one.presence in CAME and one.seat.holder_id]
    signing = [one for one in came if one.is_chair or one.is_secretary]
    others = [one for one in came if one not in signing and story.draws(0.3)]
    if held.session.state != SessionState.SIGNED:
        signing, others = [one for one in signing if one.is_secretary], []
    for place, seat in enumerate([*signing, *others], start=1):
        moment = _moment(min(drafted + (1 + place // 2) * _DAY, story.today), 8 + place)
        story.past.signatures.append(
            Signature(
                minutes=made,
                seat=seat,
                signed_by=seat.holder,
                signed_at=moment,
                content_hash=made.content_hash,
            )
        )


def _version(story: Story, held: Held, version: int, on: date, corrects: dict[str, Any] | None) -> Minutes:
    content = content_from(held) | {"version": version, "corrects": corrects, "drafted_on": on.isoformat()}
    made = Minutes(
        session=held.session,
        version=version,
        content=content,
        content_hash=hash_of(content),
        drafted_at=_moment(on, 15),
        drafted_by=story.by,
    )
    story.past.minutes.append(made)
    return made
