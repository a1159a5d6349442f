"""The letter that answers a request, and the copy of a person's own data, as PDF.

The copy is printed only once it is sure who asks. It holds what is about that person alone: a record
that also speaks of others is counted in it, not copied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.http import require_GET

from pazos.domain.people.models import ROLE_NAMES
from pazos.domain.rights.queries import keeping
from pazos.domain.rights.registry import Subject
from pazos.domain.rights.vocabulary import Answer, RequestKind
from pazos.domain.territory.queries import municipality
from pazos.foundation.access.policy import Permission, Role
from pazos.foundation.audit.reading import note_reads
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.files import paper_file
from pazos.interfaces.web.pages.intake import language
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.rights import wording
from pazos.interfaces.web.pages.rights.requests import one_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse

    from pazos.domain.rights.models import KeepingPeriod, Request
    from pazos.domain.rights.queries.keeping import Gathered
    from pazos.interfaces.reports.rights import PartOfCopy


@require_GET
def letter(request: HttpRequest, key: UUID) -> HttpResponse:
    """Print the letter that answers a request."""
    from pazos.interfaces.reports.rights import Letter, letter_paper

    found = one_of(request, key)
    if found.answered_on is None or not found.letter:
        raise Http404
    city = municipality()
    made = Letter(
        city=city.name,
        number=str(found),
        requester=found.requester,
        contact=found.contact,
        received=date_format(found.received_on, "DATE_FORMAT"),
        dated=date_format(found.answered_on, "DATE_FORMAT"),
        asked=found.asked,
        paragraphs=_paragraphs(found),
        signed=_signed(found),
        synthetic=city.is_synthetic,
    )
    return paper_file(letter_paper(made, language=language()), f"{found}.pdf")


def _paragraphs(found: Request) -> tuple[str, ...]:
    """Return the letter's own words; where something was erased, with what becomes of it in older copies."""
    own = tuple(line.strip() for line in found.letter.splitlines() if line.strip())
    erased = found.kind == RequestKind.DELETION and found.answer in (Answer.GRANTED, Answer.PARTLY)
    return (*own, wording.backups_told()) if erased else own


def _signed(found: Request) -> str:
    by = found.answered_by
    return f"{by.name}, {ROLE_NAMES[Role(by.role)]}" if by else ""


@require_GET
def copy(request: HttpRequest, key: UUID) -> HttpResponse:
    """Print what is kept about the person who asked, for that person."""
    from pazos.interfaces.reports.rights import copy_paper

    found = one_of(request, key)
    if found.verified_on is None or found.subject_key is None:
        raise Http404
    who, subject = reader(request), Subject(found.subject_kind, found.subject_key)
    gathered = keeping.gather(subject, seen_by=who)
    content = {one.holding.name: [kept.key for kept in one.kept] for one in gathered if one.holding.content}
    note_reads(by=who, shown=content, at_address="request_copy")
    city, own = municipality(), keeping.own_periods()
    paper = copy_paper(
        tuple(_part(one, own) for one in gathered),
        city=city.name,
        number=str(found),
        dated=date_format(timezone.localdate(), "DATE_FORMAT"),
        language=language(),
        synthetic=city.is_synthetic,
    )
    return paper_file(paper, f"{found}-copia.pdf")


def _part(one: Gathered, own: Mapping[str, KeepingPeriod]) -> PartOfCopy:
    content = one.holding.content
    records = [content(kept.key) for kept in one.kept] if content else []
    return wording.part_of_copy(
        one.holding,
        kept=one.kept,
        period=keeping.period_of(one.holding, own),
        records=[[wording.field_words(name, value) for name, value in each.items()] for each in records],
    )


ADDRESSES = (
    Address(
        "rights/requests/<uuid:key>/letter.pdf", "request_letter", letter, needs=Permission.HANDLE_REQUESTS
    ),
    Address("rights/requests/<uuid:key>/copy.pdf", "request_copy", copy, needs=Permission.HANDLE_REQUESTS),
)
