"""What is kept of phones and of what they sent, and how a record is forgotten there too.

A phone that holds an erased record is told to forget it at its next visit, and nothing it sends
about it is taken or kept. What is left of such a sending is its number, its days and a hash under the
city's key, by which it is known again when it is sent once more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pazos.domain.fieldwork.forgetting import SETTLED, empty
from pazos.domain.fieldwork.held_of_people import ACCOMPANIMENT
from pazos.domain.fieldwork.models import Device, Erased, HeldEdit, Submission, Version
from pazos.domain.fieldwork.vocabulary import Standing
from pazos.domain.rights.registry import Copies, Gone, Holding, Kept, Subject
from pazos.domain.rights.rows import first_keys, of_staff
from pazos.domain.rights.vocabulary import Basis, Purpose, SubjectKind

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID


def _forget(records: frozenset[UUID]) -> int:
    """Forget records: their versions, what phones sent about them, and the phones' own copies."""
    if not records:
        return 0
    now = timezone.now()
    known = Erased.objects.filter(record__in=records).values_list("record", flat=True)
    Erased.objects.bulk_create([Erased(record=one, at=now) for one in records.difference(known)])
    about = Q(record__in=records) | Q(parent__in=records)
    sent = Submission.objects.filter(about)
    rows = HeldEdit.objects.filter(submission__in=sent).delete()[0]
    rows += Version.objects.filter(record__in=records).delete()[0]
    return rows + empty(sent, standing=Standing.ERASED)


def _sendings(subject: Subject) -> list[Kept]:
    rows = Submission.objects.filter(content__isnull=False)
    if subject.kind == SubjectKind.STAFF and subject.number is not None:
        rows = rows.filter(staff=subject.number)
    elif subject.kind == SubjectKind.RECORD:
        rows = rows.filter(Q(record=subject.key) | Q(parent=subject.key) | Q(pk=subject.key))
    else:
        return []
    return [Kept(str(one.pk), one.written_at.date(), one.form) for one in rows.defer("content")]


def _sendings_due(before: date, most: int) -> list[str]:
    settled = Q(standing__in=SETTLED, stood_at__date__lt=before)
    # What a phone still sends of an erased record is not kept any longer than to say so.
    of_erased = Q(standing=Standing.ERASED)
    return first_keys(Submission.objects.filter(settled | of_erased, content__isnull=False), most)


def _phones(subject: Subject) -> list[Kept]:
    rows = of_staff(Device.objects.all(), subject)
    return [Kept(str(one.pk), one.made_at.date(), str(_("phone"))) for one in rows]


def _erase_phone(key: str) -> Gone:
    """Take the name off a phone that is over; what it sent keeps pointing at its number."""
    rows = Device.objects.filter(pk=key).exclude(name="").update(name="")
    return Gone(rows)


def _phones_due(before: date, most: int) -> list[str]:
    return first_keys(Device.objects.filter(expires_at__date__lt=before).exclude(name=""), most)


SENDINGS = Holding(
    name="fieldwork.sendings",
    title=_("What phones sent, as they sent it"),
    models=("fieldwork.Submission", "fieldwork.Version", "fieldwork.HeldEdit"),
    purpose=Purpose.STREET_WORK,
    basis=Basis.PUBLIC_FUNCTION,
    months=3,
    since=_("the day it was taken or set aside"),
    find=_sendings,
    erase=lambda key: Gone(empty(Submission.objects.filter(pk=key))),
    due=_sendings_due,
)
PHONES = Holding(
    name="fieldwork.phones",
    title=_("Phones of the staff"),
    models=("fieldwork.Device", "fieldwork.Holding"),
    purpose=Purpose.ACCESS,
    basis=Basis.PUBLIC_FUNCTION,
    months=24,
    since=_("the day the phone expired"),
    find=_phones,
    erase=_erase_phone,
    due=_phones_due,
)

HOLDINGS = (ACCOMPANIMENT, SENDINGS, PHONES)
COPIES = (Copies("fieldwork.copies", _("Versions, sendings and the phones themselves"), _forget),)
