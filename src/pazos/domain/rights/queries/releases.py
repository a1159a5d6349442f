"""Which data sets left in public, which wait for a second person, which were taken back?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.rights.models import Release

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet


def releases() -> QuerySet[Release]:
    """Return every release without its content, the newest first."""
    return Release.objects.defer("content").select_related("prepared_by", "signed_by", "withdrawn_by")


def public() -> QuerySet[Release]:
    """Return what was let out, also what was taken back since: the public reads that too, with the reason."""
    return releases().filter(signed_at__isnull=False)


def public_file(key: UUID) -> Release | None:
    """Return a release that anybody may have, with its content."""
    return Release.objects.filter(pk=key, signed_at__isnull=False, withdrawn_at__isnull=True).first()
