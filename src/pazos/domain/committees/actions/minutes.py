"""Minutes: frozen from the session with their hash, and signed by the seats that were there.

They hold offices and never names of people; what stands in one version is never altered.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from pazos.domain.committees.facts import count_of, day_of, present_seats
from pazos.domain.committees.models import Minutes, Seat, Session, Signature
from pazos.domain.committees.rules import minutes as rules
from pazos.domain.committees.vocabulary import SessionState
from pazos.domain.people.models import Staff
from pazos.domain.refusing import refuse
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from pazos.domain.committees.models import AgendaItem, Commitment, Decision, SessionAttendance
    from pazos.domain.committees.rules.sessions import Tally
    from pazos.domain.documents.models import Document

# What says which version it is, and nothing of the session.
ABOUT_THE_VERSION = ("version", "corrects", "drafted_on")


def hash_of(content: dict[str, Any]) -> str:
    """Return the SHA-256 of minutes written as sorted JSON without spaces, in UTF-8."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Held:
    """Everything that minutes of a session are written from, as rows that need not be asked for."""

    session: Session
    counted: Tally
    attendance: Sequence[SessionAttendance]
    agenda: Sequence[tuple[AgendaItem, Sequence[Document]]]
    decisions: Sequence[Decision]
    commitments: Sequence[tuple[Commitment, date]]  # with the day that was promised


def content_of(session: Session) -> dict[str, Any]:
    """Return what minutes of a session would say as it stands now: offices, never names."""
    return content_from(
        Held(
            session=session,
            counted=count_of(session),
            attendance=list(session.attendance.select_related("seat__organisation")),
            agenda=[
                (item, list(item.documents.all())) for item in session.agenda.prefetch_related("documents")
            ],
            decisions=list(session.decisions.select_related("item").order_by("number")),
            commitments=[(one, _first_due(one)) for one in _promised(session)],
        )
    )


def content_from(held: Held) -> dict[str, Any]:
    """Return the content of minutes from the rows of a session."""
    session, committee = held.session, held.session.committee
    return {
        "committee": committee.name,
        "code": committee.code,
        "kind": str(committee.kind),
        "legal_basis": committee.legal_basis,
        "number": session.number,
        "held_on": day_of(session).isoformat(),
        "began_at": timezone.localtime(session.called_for).strftime("%H:%M"),
        "place": session.place,
        "quorum": {
            "asked": held.counted.quorum,
            "present": held.counted.votes,
            "seats": held.counted.seats,
            "reached": held.counted.has_quorum,
        },
        "attendance": [_came(one) for one in sorted(held.attendance, key=_place)],
        "agenda": [_point(item, documents) for item, documents in held.agenda],
        "decisions": [_decided(one) for one in held.decisions],
        "commitments": [_owed(one, due_on) for one, due_on in held.commitments],
        "notes": session.notes,
    }


def _place(one: SessionAttendance) -> tuple[bool, bool, bool, str]:
    seat = one.seat
    return not seat.is_chair, not seat.is_secretary, not seat.has_vote, seat.office


def _came(one: SessionAttendance) -> dict[str, Any]:
    seat = one.seat
    return {
        "office": seat.office,
        "organisation": seat.organisation.name if seat.organisation else "",
        "presence": str(one.presence),
        "delegate": one.delegate_office,
        "has_vote": seat.has_vote,
        "part": "chair" if seat.is_chair else "secretary" if seat.is_secretary else "",
    }


def _point(item: AgendaItem, documents: Sequence[Document]) -> dict[str, Any]:
    return {
        "position": item.position,
        "title": item.title,
        "presented_by": item.presented_by,
        "discussion": item.discussion,
        # In an order that no database chooses.
        "documents": [
            {"title": one.title, "sha256": one.sha256}
            for one in sorted(documents, key=lambda one: one.sha256)
        ],
    }


def _decided(one: Decision) -> dict[str, Any]:
    return {
        "number": one.number,
        "point": one.item.position if one.item else None,
        "text": one.text,
        "for": one.votes_for,
        "against": one.votes_against,
        "abstentions": one.abstentions,
        "is_recommendation": one.is_recommendation,
    }


def _promised(session: Session) -> QuerySet[Commitment]:
    return session.commitments.select_related("committee", "organisation", "decision").order_by("number")


def _owed(one: Commitment, due_on: date) -> dict[str, Any]:
    return {
        "code": one.code,
        "text": one.text,
        "office": one.office,
        "organisation": one.organisation.name if one.organisation else "",
        "due_on": due_on.isoformat(),
        "decision": one.decision.number if one.decision else None,
    }


def _first_due(one: Commitment) -> date:
    """Return the day that was promised in the session, whatever time was given since."""
    given = one.progress.filter(was_due_on__isnull=False).order_by("at", "id").first()
    return one.due_on if given is None or given.was_due_on is None else given.was_due_on


def _texts(content: dict[str, Any]) -> Iterator[str]:
    yield content["notes"]
    for item in content["agenda"]:
        yield from (item["title"], item["presented_by"], item["discussion"])
    for one in content["attendance"]:
        yield from (one["office"], one["delegate"])
    for one in (*content["decisions"], *content["commitments"]):
        yield one["text"]
        yield one.get("office", "")


def latest(session: Session) -> Minutes | None:
    """Return the newest version of a session's minutes."""
    return session.minutes.order_by("-version").first()


def is_stale(minutes: Minutes) -> bool:
    """Return whether the session says something else today than these minutes."""
    said = {key: value for key, value in minutes.content.items() if key not in ABOUT_THE_VERSION}
    return said != content_of(minutes.session)


@transaction.atomic
def draft_minutes(session: Session, *, by: Staff, why: str = "") -> Minutes:
    """Freeze what the session said as a new version; of a correction, say why.

    Signatures of the version before stay with it and are given anew for this one.
    """
    session = Session.objects.select_for_update().get(pk=session.pk)
    before = latest(session)
    content = content_of(session)
    refuse(
        rules.what_blocks_drafting(
            session.state,
            is_first=before is None,
            why=why,
            is_same=before is not None and not is_stale(before),
            names_stand=rules.names_stand_in(
                _texts(content), names=Staff.objects.values_list("name", flat=True)
            ),
        )
    )
    version = (session.minutes.aggregate(last=Max("version"))["last"] or 0) + 1
    today = timezone.localdate()
    content |= {
        "version": version,
        "corrects": {"version": before.version, "why": why.strip()} if before else None,
        "drafted_on": today.isoformat(),
    }
    minutes = session.minutes.create(
        version=version,
        content=content,
        content_hash=hash_of(content),
        drafted_at=timezone.now(),
        drafted_by=by,
    )
    audit.record("minutes.drafted", minutes, by=by, version=version, content_hash=minutes.content_hash)
    return minutes


def seats_to_sign_for(session: Session, staff: Staff) -> frozenset[int]:
    """Return the present seats for which somebody may sign: their own, or of the office they took over."""
    came = {one.key for one in present_seats(session)}
    own = set(Seat.objects.filter(pk__in=came, holder=staff).values_list("pk", flat=True))
    offices = Seat.objects.filter(committee=session.committee, holder=staff, until_on__isnull=True)
    followed = Seat.objects.filter(
        pk__in=came, until_on__isnull=False, office__in=offices.values("office"), committee=session.committee
    )
    return frozenset(own | set(followed.values_list("pk", flat=True)))


def signing_facts(minutes: Minutes, *, content_hash: str, by: Staff) -> rules.SigningFacts:
    """Return what the rule of signing looks at, for one person and the hash they saw."""
    session, newest = minutes.session, latest(minutes.session)
    fits = content_hash == minutes.content_hash == hash_of(minutes.content)
    return rules.SigningFacts(
        is_signed=session.state == SessionState.SIGNED,
        is_latest=newest is not None and newest.pk == minutes.pk,
        is_stale=is_stale(minutes),
        hash_fits=fits,
        seats=seats_to_sign_for(session, by),
        signed=frozenset(minutes.signatures.values_list("seat", flat=True)),
    )


@transaction.atomic
def sign(minutes: Minutes, *, content_hash: str, by: Staff) -> Signature:
    """Sign for a seat that was present: it saw exactly the text of this hash.

    With the signatures of whoever chaired and kept the minutes they are in force and do not change.
    """
    Session.objects.select_for_update().get(pk=minutes.session_id)
    minutes.session.refresh_from_db()
    facts = signing_facts(minutes, content_hash=content_hash, by=by)
    refuse(rules.what_blocks_signing(facts))
    seat = min(facts.seats - facts.signed)
    signature = minutes.signatures.create(
        seat_id=seat, signed_by=by, signed_at=timezone.now(), content_hash=content_hash
    )
    given = {*facts.signed, seat}
    done = not rules.still_needed(present_seats(minutes.session), signed=given)
    if done and minutes.session.state == SessionState.HELD:
        change(minutes.session, by=by, state=SessionState.SIGNED)
    audit.record("minutes.signed", minutes, by=by, seat=seat, content_hash=content_hash, in_force=bool(done))
    return signature
