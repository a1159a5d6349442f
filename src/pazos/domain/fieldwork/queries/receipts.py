"""What became of what a phone sent, and which of it the phone may forget."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils import translation

from pazos.domain.fieldwork.forms.registry import FORMS
from pazos.domain.fieldwork.knowing import digest
from pazos.domain.fieldwork.models import BackupMark, Submission
from pazos.domain.fieldwork.problems import said
from pazos.domain.fieldwork.queries.given import ProblemGiven, Receipt
from pazos.domain.fieldwork.vocabulary import Standing
from pazos.foundation.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from pazos.domain.fieldwork.models import Device
    from pazos.domain.fieldwork.problems import Stored
    from pazos.domain.people.models import Staff

KEPT_ON_PHONE = timedelta(hours=72)  # at most, where no backup is told of
LATELY = timedelta(days=14)
MOST = 200


def receipt(row: Submission) -> Receipt:
    """Return the receipt of a sending; its number is the one the phone sent it under."""
    return Receipt(
        id=row.same_as or row.pk,
        standing=row.standing,
        problems=[_problem(one, row.form) for one in row.problems or ()],
        version=row.version,
        hash=_hash(row.content) if row.content is not None else "",
    )


def _hash(content: Mapping[str, Any]) -> str:
    """Return the hash that the phone knows a sending by, also where somebody it named was erased since."""
    return str(content.get("sent_as") or digest(dict(content)))


def _problem(reason: Stored, form: str) -> ProblemGiven:
    texts = {}
    for language in LANGUAGES:
        with translation.override(language):
            texts[language] = said(reason, language, labels=labels(form))
    return ProblemGiven(field=reason["field"], **texts)


def labels(form: str) -> dict[str, str]:
    """Return what the fields of a form are called, in the language in force."""
    known = FORMS.get(form)
    return {field.name: str(field.label) for field in known.fields} if known else {}


def lately(staff: Staff, *, at: datetime) -> list[Receipt]:
    """Return what became, after it was received, of a person's sendings of the last days."""
    changed = Q(stood_at__gt=F("received_at")) | ~Q(standing=Standing.APPLIED)
    rows = Submission.objects.filter(changed, staff=staff, stood_at__gte=at - LATELY, same_as=None)
    return [receipt(row) for row in rows.order_by("-stood_at")[:MOST]]


def sorted_kept(device: Device, numbers: Iterable[UUID], *, at: datetime) -> tuple[list[UUID], list[UUID]]:
    """Return which receipted sendings a phone may forget, and which are not here (any more)."""
    asked = list(dict.fromkeys(numbers))
    rows = Submission.objects.filter(pk__in=asked, staff=device.staff_id)
    came = dict(rows.values_list("pk", "received_at"))
    mark = BackupMark.objects.values_list("taken_at", flat=True).first()
    since = max(filter(None, [mark, at - KEPT_ON_PHONE]))
    safe = [one for one in asked if one in came and came[one] <= since]
    return safe, [one for one in asked if one not in came]
