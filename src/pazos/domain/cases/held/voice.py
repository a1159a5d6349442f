"""What is kept of those who complain or say how satisfied they are: words that are nobody's, and when they go.

An erased complaint stays counted, by what it was about and its month.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pazos.domain.cases.models import Complaint, Satisfaction
from pazos.domain.rights.registry import Gone, Holding, Kept, Subject
from pazos.domain.rights.rows import first_keys, of_staff_or_number
from pazos.domain.rights.vocabulary import Basis, Purpose

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


def _find(subject: Subject) -> list[Kept]:
    """Find a complaint by its number, and those that are kept from somebody because they are about them."""
    kept = Complaint.objects.filter(emptied_at__isnull=True)
    rows = of_staff_or_number(kept, subject, person="kept_from")
    return [Kept(str(one.pk), one.made_at.date(), str(_("a complaint"))) for one in rows]


def _erase(key: str) -> Gone:
    """Empty a complaint of its words; that there was one, about what and when, stays counted."""
    row = Complaint.objects.select_for_update().filter(pk=key, emptied_at__isnull=True).first()
    if row is None:
        return Gone(0)
    row.text = row.contact = row.answer = ""
    row.word_hash, row.kept_from, row.cluster = uuid.uuid4().hex, None, None
    row.emptied_at = timezone.now()
    row.save()
    return Gone(1, frozenset({row.pk}))


def _due(before: date, most: int) -> list[str]:
    over = Q(answered_at__date__lt=before) | Q(answered_at__isnull=True, answer_due_on__lt=before)
    return first_keys(Complaint.objects.filter(over, emptied_at__isnull=True), most)


def _content(key: str) -> Mapping[str, Any]:
    one = Complaint.objects.get(pk=key)
    return {
        gettext("day"): one.made_at.date(),
        gettext("about"): str(one.get_about_display()),
        gettext("what was told"): one.text,
        gettext("contact"): one.contact,
        gettext("answer"): one.answer,
    }


def _nobodys(_subject: Subject) -> list[Kept]:
    """Find nothing: an answer carries no person, so nobody can tell whose it is."""
    return []


def _erase_answer(key: str) -> Gone:
    return Gone(Satisfaction.objects.filter(pk=key).delete()[0])


def _answers_due(before: date, most: int) -> list[str]:
    return first_keys(Satisfaction.objects.filter(month__lt=before), most)


COMPLAINTS = Holding(
    name="cases.complaints",
    title=_("Complaints, which may be nobody's"),
    models=("cases.Complaint",),
    purpose=Purpose.RIGHTS,
    basis=Basis.PUBLIC_FUNCTION,
    months=24,
    since=_("the day it was answered, else the day it was due"),
    find=_find,
    erase=_erase,
    due=_due,
    content=_content,
)
SATISFACTION = Holding(
    name="cases.satisfaction",
    title=_("Answers to the three short questions, which carry no person"),
    models=("cases.Satisfaction",),
    purpose=Purpose.EVALUATION,
    basis=Basis.PUBLIC_FUNCTION,
    months=60,
    since=_("the month of the answer"),
    find=_nobodys,
    erase=_erase_answer,
    due=_answers_due,
)
HOLDINGS = (COMPLAINTS, SATISFACTION)
