"""Minutes as papers: the versions within reach, who signed them, and whether a hash is that of a true one.

Anybody who holds a paper may check its hash; they learn which offices signed it and when, and no name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from pazos.domain.committees.actions.minutes import hash_of, latest
from pazos.domain.committees.facts import present_seats
from pazos.domain.committees.models import Minutes
from pazos.domain.committees.queries.reach import minutes_seen, sessions_seen
from pazos.domain.committees.rules.minutes import Part, still_needed
from pazos.domain.committees.vocabulary import SessionState
from pazos.domain.documents.models import Document

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from pazos.domain.people.models import Staff

HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Signed:
    """One signature: the office that signed, for which organisation, and when."""

    office: str
    organisation: str
    at: datetime
    fits: bool  # it was given for the very text


@dataclass(frozen=True)
class Paper:
    """One version of minutes: the text, whether it is whole, and who signed it."""

    minutes: Minutes
    is_whole: bool
    is_latest: bool
    is_in_force: bool
    signatures: tuple[Signed, ...]
    needed: tuple[Part, ...]


def attached(key: int, document: UUID, *, seen_by: Staff) -> Document | None:
    """Return a document that is attached to a session within reach, None for any other."""
    session = sessions_seen(seen_by).filter(pk=key).first()
    if session is None:
        return None
    of_session = Q(pk=session.act_id) | Q(pk__in=session.papers.values("pk"))
    points = session.agenda.filter(documents__isnull=False).values("documents")
    return Document.objects.filter(of_session | Q(pk__in=points), pk=document).first()


def paper(key: int, *, seen_by: Staff) -> Paper | None:
    """Return one version of minutes within reach; None hides that it exists."""
    found = minutes_seen(seen_by).select_related("session__committee").filter(pk=key).first()
    return _paper(found) if found else None


def verified(content_hash: str) -> Paper | None:
    """Return the minutes of a hash, for anybody who holds the paper; None where there are none."""
    wanted = "".join(content_hash.casefold().split())
    if not HASH.fullmatch(wanted):
        return None
    found = Minutes.objects.select_related("session__committee").filter(content_hash=wanted).first()
    return _paper(found) if found else None


def _paper(found: Minutes) -> Paper:
    rows = found.signatures.select_related("seat__organisation")
    newest = latest(found.session)
    is_latest = newest is not None and newest.pk == found.pk
    return Paper(
        minutes=found,
        is_whole=hash_of(found.content) == found.content_hash,
        is_latest=is_latest,
        is_in_force=is_latest and found.session.state == SessionState.SIGNED,
        signatures=tuple(
            Signed(
                one.seat.office,
                one.seat.organisation.name if one.seat.organisation else "",
                one.signed_at,
                one.content_hash == found.content_hash,
            )
            for one in rows
        ),
        needed=still_needed(present_seats(found.session), signed={one.seat_id for one in rows}),
    )
