"""Attaching papers to a session: to a point of its agenda, to the session, or the signed act as it was scanned.

Minutes name the papers of each point and are hashed with them, so that nothing is attached to a point any
more once they are drafted. A paper that is kept for one session alone is closed when it is taken out: its title stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from pazos.domain.committees.facts import session_facts
from pazos.domain.committees.models import Session
from pazos.domain.committees.rules import sessions as rules
from pazos.domain.documents import actions as documents
from pazos.domain.refusing import refuse
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change

if TYPE_CHECKING:
    from typing import BinaryIO

    from django.db.models import QuerySet

    from pazos.domain.committees.models import AgendaItem
    from pazos.domain.documents.models import Document
    from pazos.domain.people.models import Staff


@transaction.atomic
def attach(
    session: Session,
    *,
    title: str,
    file_name: str,
    content: BinaryIO,
    by: Staff,
    item: AgendaItem | None = None,
    is_act: bool = False,
) -> Document:
    """Keep a paper that opens only to those who see this session, and return its document."""
    session = Session.objects.select_for_update().select_related("committee").get(pk=session.pk)
    point = session.agenda.get(pk=item.pk) if item else None
    facts, has_minutes = session_facts(session), session.minutes.exists()
    said = {"is_of_point": point is not None, "is_act": is_act, "has_minutes": has_minutes}
    refuse(rules.what_blocks_attaching(facts, is_there=False, **said))
    paper = documents.keep(
        title=title, file_name=file_name, content=content, organisation=None, by=by, is_reserved=True
    )
    is_there = _sessions_with(paper).filter(pk=session.pk).exists()
    refuse(rules.what_blocks_attaching(facts, is_there=is_there, **said))
    if is_act:
        change(session, by=by, act=paper)
    elif point is not None:
        point.documents.add(paper)
    else:
        session.papers.add(paper)
    audit.record("session.paper_attached", session, by=by, is_act=is_act, is_of_point=point is not None)
    return paper


@transaction.atomic
def take_out(session: Session, *, paper: Document, by: Staff) -> None:
    """Take a paper out of a session.

    One that is kept for this session alone is closed: it opens to nobody any more, and its title stays, as
    withdrawn. A document of the library, or a paper of another session too, is only let go of here.
    """
    session = Session.objects.select_for_update().select_related("committee").get(pk=session.pk)
    is_of_point = session.agenda.filter(documents=paper.pk).exists()
    stays_elsewhere = not paper.is_reserved or _sessions_with(paper).exclude(pk=session.pk).exists()
    refuse(
        rules.what_blocks_taking_out(
            is_here=_sessions_with(paper).filter(pk=session.pk).exists(),
            minutes_name_it=is_of_point and session.minutes.exists(),
            stays_elsewhere=stays_elsewhere,
        )
    )
    if stays_elsewhere:
        _let_go(session, paper, by=by)
    else:
        documents.withdraw(paper, by=by)
    audit.record("session.paper_taken_out", session, by=by, is_withdrawn=not stays_elsewhere)


def _sessions_with(paper: Document) -> QuerySet[Session]:
    """Return the sessions that have a paper: as their own, of a point of their agenda, or as their signed act."""
    return Session.objects.filter(Q(papers=paper.pk) | Q(agenda__documents=paper.pk) | Q(act=paper.pk))


def _let_go(session: Session, paper: Document, *, by: Staff) -> None:
    session.papers.remove(paper)
    for point in session.agenda.filter(documents=paper.pk):
        point.documents.remove(paper)
    if session.act_id == paper.pk:
        change(session, by=by, act=None)
