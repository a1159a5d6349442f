"""Two people let a data set out, exactly as both saw it; one of them can take it back with a reason."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from pazos.domain.refusing import refuse
from pazos.domain.rights.models import Release
from pazos.domain.rights.rules.releasing import ReleaseFacts, what_blocks_signing, what_blocks_withdrawing
from pazos.foundation.audit import actions as audit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pazos.domain.people.models import Staff


def hash_of(content: str) -> str:
    """Return the SHA-256 of a file's content, as anybody can reckon it."""
    return hashlib.sha256(content.encode()).hexdigest()


@transaction.atomic
def prepare(
    dataset: str,
    *,
    content: str,
    columns: Sequence[Mapping[str, str]],
    rows: int,
    suppressed: Mapping[str, Any],
    covers: str,
    remark: str,
    by: Staff,
) -> Release:
    """Keep a data set as it would leave, for another person to sign. Nobody outside reaches it yet."""
    made = Release.objects.create(
        dataset=dataset,
        content=content,
        content_hash=hash_of(content),
        columns=[dict(one) for one in columns],
        rows=rows,
        suppressed=dict(suppressed),
        covers=covers,
        remark=remark.strip(),
        prepared_at=timezone.now(),
        prepared_by=by,
    )
    audit.record("release.prepared", made, by=by, dataset=dataset, hash=made.content_hash, rows=rows)
    return made


def facts_of(release: Release, *, by: Staff, as_prepared: bool) -> ReleaseFacts:
    """Return what the rule of signing looks at; `as_prepared`: made again now, it is the same."""
    return ReleaseFacts(
        by_same_person=release.prepared_by_id == by.pk,
        is_signed=release.signed_at is not None,
        is_withdrawn=release.withdrawn_at is not None,
        content_whole=hash_of(release.content) == release.content_hash,
        as_prepared=as_prepared,
    )


@transaction.atomic
def sign(release: Release, *, as_prepared: bool, by: Staff) -> Release:
    """Let a prepared data set out. Whoever prepared it cannot."""
    held = Release.objects.select_for_update().get(pk=release.pk)
    refuse(what_blocks_signing(facts_of(held, by=by, as_prepared=as_prepared)))
    held.signed_at, held.signed_by = timezone.now(), by
    held.save(update_fields=["signed_at", "signed_by"])
    audit.record("release.signed", held, by=by, dataset=held.dataset, hash=held.content_hash)
    return held


@transaction.atomic
def withdraw(release: Release, *, why: str, by: Staff) -> Release:
    """Take a data set out of the public's hands, or one that waits back; anybody may read the reason."""
    held = Release.objects.select_for_update().get(pk=release.pk)
    refuse(what_blocks_withdrawing(is_withdrawn=held.withdrawn_at is not None, has_reason=bool(why.strip())))
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_why = timezone.now(), by, why.strip()
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    audit.record(
        "release.withdrawn", held, by=by, dataset=held.dataset, was_public=held.signed_at is not None
    )
    return held
