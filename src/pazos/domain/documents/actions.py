"""Deeds on documents: keeping one, naming it anew, withdrawing it; taking a reserved one away for good."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from django.db import transaction
from django.utils import timezone

from pazos.domain.documents import shelf
from pazos.domain.documents.models import Document
from pazos.domain.documents.photographs import stripped
from pazos.domain.documents.queries import may_withdraw
from pazos.domain.documents.recognising import kind_of, named_as
from pazos.domain.documents.vocabulary import MEDIA_TYPES, MOST_BYTES
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import change, forget_words, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.people.models import Organisation, Staff

# Signs that cannot be seen or that turn a name round, so that "fdp.exe" reads as "exe.pdf".
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
LONGEST_TITLE = 200


@transaction.atomic
def keep(
    *,
    title: str,
    file_name: str,
    content: BinaryIO,
    organisation: Organisation | None,
    by: Staff,
    is_reserved: bool = False,
) -> Document:
    """Keep a file, sealed, and return its document; what stands there already is not kept twice.

    `organisation` is whose paper it is; None is the strategy's own. A reserved one is in no list and opens
    only through what it is attached to. The kind is told by the content; a photograph loses its place,
    hour and camera before anything is written.

    Raises:
        InputProblem: the title is empty, the file is of no kind that is kept, or it would be another's.
    """
    _refuse_anothers(organisation, by)
    words, name = _line(title), _line((file_name or "").replace("\\", "/").split("/")[-1]) or "file"
    if not words:
        raise InputProblem(N_("Say in a few words what the document is."), field="title")
    if len(words) > LONGEST_TITLE:
        raise InputProblem(N_("The title is longer than {most} letters."), most=LONGEST_TITLE, field="title")
    plain = content.read(MOST_BYTES + 1)
    kind = kind_of(plain, name=name)
    picture = stripped(plain, kind, name=name)
    digest = shelf.put(picture)
    twin = Document.objects.filter(
        sha256=digest,
        title=words,
        organisation=organisation,
        is_reserved=is_reserved,
        withdrawn_at__isnull=True,
    ).first()
    return twin or _new(
        Document(
            title=words,
            file_name=named_as(name, kind),
            media_type=MEDIA_TYPES[kind],
            size=len(picture),
            sha256=digest,
            organisation=organisation,
            is_reserved=is_reserved,
            added_by=by,
            added_at=timezone.now(),
        )
    )


def _new(document: Document) -> Document:
    document.save(force_insert=True)
    made(document, by=document.added_by)
    audit.record("document.kept", document, by=document.added_by, size=document.size)
    return document


@transaction.atomic
def retitle(document: Document, *, title: str, by: Staff) -> None:
    """Give a document another title; its content is never changed."""
    _refuse_who_may_not(document, by)
    words = _line(title)
    if not words or len(words) > LONGEST_TITLE:
        raise InputProblem(N_("Say in a few words what the document is."), field="title")
    if change(document, by=by, title=words):
        audit.record("document.retitled", document, by=by)


@transaction.atomic
def withdraw(document: Document, *, by: Staff) -> None:
    """Close a document: it stays where it proves something, named as withdrawn, and opens to nobody."""
    _refuse_who_may_not(document, by)
    held = Document.objects.select_for_update().get(pk=document.pk)
    if held.withdrawn_at is not None:
        raise InputProblem(N_("This document was withdrawn already."))
    change(document, by=by, withdrawn_at=timezone.now())
    audit.record("document.withdrawn", document, by=by)


@transaction.atomic
def remove(document: Document, *, by: Staff) -> None:
    """Take a reserved document away for good, and its file from the shelf unless another document has it.

    Only what nothing else rests on: whatever proves something is withdrawn instead, and stays. History
    keeps that there was one, and neither its title nor the hash by which its content could be confirmed.

    Raises:
        InputProblem: somebody else's; ProtectedError: something still points to it.
    """
    _refuse_who_may_not(document, by)
    held = Document.objects.select_for_update().get(pk=document.pk)
    if not held.is_reserved:
        raise ValueError("a document of the lists is withdrawn, not removed")
    audit.record("document.removed", held, by=by)
    forget_words(held)
    held.delete()
    transaction.on_commit(lambda: _clear(held.sha256))


def _clear(digest: str) -> None:
    if not Document.objects.filter(sha256=digest).exists():
        shelf.clear(digest)


def _refuse_who_may_not(document: Document, by: Staff) -> None:
    if not may_withdraw(document, by=by):
        raise InputProblem(
            N_("Only who added a document, or who plans the strategy, changes or withdraws it.")
        )


def _refuse_anothers(organisation: Organisation | None, by: Staff) -> None:
    reach = reach_of(by, Permission.RUN_ACTIVITIES)
    near = reach.scope is not None and reach.scope < Scope.CITY
    if near and organisation is not None and organisation.pk != by.organisation_id:
        raise InputProblem(N_("You add documents of your own organisation only."), field="organisation")


def _line(text: str) -> str:
    return " ".join(_UNPRINTABLE.sub("", text).split())
