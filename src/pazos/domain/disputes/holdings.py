"""What is kept of disputes, and how one is erased with everything that hangs on it.

A dispute names nobody, so nobody's data are looked for in it: it is found by its number, which
whoever told it can be given. What it says is of several people and is handed to none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from pazos.domain.disputes.models import Dispute, FollowUp, Link, Party, Settlement, Step, Turn
from pazos.domain.rights.registry import Gone, Holding, Kept, Subject
from pazos.domain.rights.rows import erase_row, first_keys
from pazos.domain.rights.vocabulary import Basis, Purpose, SubjectKind

if TYPE_CHECKING:
    from datetime import date

PARTS = (Party, Step, Settlement, FollowUp, Turn)


def _find(subject: Subject) -> list[Kept]:
    if subject.kind != SubjectKind.RECORD:
        return []
    part = next((one for model in PARTS for one in model.objects.filter(pk=subject.key)), None)
    found = Dispute.objects.filter(pk=part.dispute_id if part else subject.key)
    return [Kept(str(one.pk), one.began_on, str(_("dispute"))) for one in found]


def _erase(key: str) -> Gone:
    parts = (model.objects.filter(dispute__pk=key) for model in PARTS)
    links = Link.objects.filter(Q(dispute__pk=key) | Q(other__pk=key))
    return erase_row(Dispute.objects.all(), key, *parts, links)


def _due(before: date, most: int) -> list[str]:
    return first_keys(Dispute.objects.filter(state="closed", closed_at__date__lt=before), most)


HOLDINGS = (
    Holding(
        name="disputes.disputes",
        title=_("Disputes and what was done about them"),
        models=(
            *("disputes.Dispute", "disputes.Party", "disputes.Step", "disputes.Settlement"),
            *("disputes.FollowUp", "disputes.Turn", "disputes.Link"),
        ),
        purpose=Purpose.STREET_WORK,
        basis=Basis.PUBLIC_FUNCTION,
        months=60,
        since=_("the day it was closed"),
        find=_find,
        erase=_erase,
        due=_due,
    ),
)
