"""Deeds on pictures of venues: made of pixels alone, said to show nobody who can be recognised, described."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from pazos.domain.documents import actions as documents
from pazos.domain.outreach import answers
from pazos.domain.partners.asking import words
from pazos.domain.refusing import refuse
from pazos.domain.teams.queries import reach_of
from pazos.domain.venues.models import Picture
from pazos.domain.venues.pixels import cleaned
from pazos.domain.venues.reaching import may_keep, must_keep
from pazos.domain.venues.rules import Block
from pazos.domain.venues.vocabulary import Moment
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.audit import actions as audit
from pazos.foundation.history.changing import forget_words, made
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from datetime import date

    from pazos.domain.people.models import Staff
    from pazos.domain.venues.models import Inspection, Venue, Work


@transaction.atomic
def add_picture(
    venue: Venue,
    *,
    content: BinaryIO,
    moment: str,
    on: date,
    shows: str,
    no_faces: bool,
    by: Staff,
    work: Work | None = None,
    inspection: Inspection | None = None,
) -> Picture:
    """Keep the pixels of a photograph; the file and its name are not kept at all.

    `shows` is read to whoever cannot see it. `no_faces`: who hands it in says that nobody can be recognised.

    Raises:
        InputProblem: no picture, too large, no words, or of another venue's work.
        RefusedError: somebody could be recognised, or the picture stands there already.
    """
    held = must_keep(venue, by=by)
    refuse(() if no_faces is True else (Block.FACES,))
    told = words(shows, field="shows", most=160)
    for part in (work, inspection):
        if part is not None and part.venue_id != held.pk:
            raise InputProblem(N_("That work or inspection is of another venue."), field="work")
    day = answers.past_day("on", on, on=timezone.localdate())
    city = reach_of(by, Permission.RUN_ACTIVITIES).scope is Scope.CITY
    document = documents.keep(
        title=told,
        file_name=f"{held.code}-{day:%Y-%m-%d}.jpg",
        content=io.BytesIO(cleaned(content)),
        organisation=None if city else by.organisation,
        is_reserved=True,
        by=by,
    )
    refuse((Block.THERE_ALREADY,) if Picture.objects.filter(document=document).exists() else ())
    row = Picture.objects.create(
        venue=held,
        work=work,
        inspection=inspection,
        document=document,
        moment=answers.one_of("moment", moment, Moment),
        on=day,
        shows=told,
        no_faces=True,
    )
    made(row, by=by)
    audit.record("venue.picture_added", row, by=by)
    return row


@transaction.atomic
def remove_picture(picture: Picture, *, by: Staff) -> None:
    """Take a picture away with its file, of a closed venue too: somebody may have been recognised in it after all.

    That it was taken away, when and by whom stays; the words that said what it shows do not.
    """
    if not may_keep(picture.venue, by=by):
        raise PermissionDenied
    audit.record("venue.picture_removed", picture, by=by)
    forget_words(picture)
    document = picture.document
    picture.delete()
    documents.remove(document, by=by)
