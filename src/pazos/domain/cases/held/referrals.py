"""What is kept of those who were referred, and how its words go so that only counts are left.

A referral that was erased keeps its days, its origin and its answer, of which totals are made, and nothing
by which anybody could be found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pazos.domain.cases.models import Referral
from pazos.domain.participants.models import Merge
from pazos.domain.participants.queries import rows_of
from pazos.domain.participants.vocabulary import AgeBand
from pazos.domain.rights.registry import Gone, Holding, Kept, Subject
from pazos.domain.rights.rows import first_keys
from pazos.domain.rights.vocabulary import Basis, Purpose, SubjectKind
from pazos.foundation.days import midnight

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

CLOSED = ("refused", "withdrawn", "accepted")


def _keys(subject: Subject) -> list[UUID]:
    """Return every number under which a participant is kept, the merged ones too."""
    if subject.kind != SubjectKind.PARTICIPANT:
        return []
    return [row.pk for row in rows_of(subject.key)] or [subject.key]


def _find(subject: Subject) -> list[Kept]:
    found = Q(participant__in=_keys(subject))
    if (
        subject.kind == SubjectKind.RECORD
    ):  # a person who was never taken in is found by the referral's number
        found = Q(pk=subject.key)
    rows = Referral.objects.filter(found).filter(emptied_at__isnull=True).order_by("made_at")
    return [Kept(str(one.pk), one.agreed_on, str(_("a referral"))) for one in rows]


def _content(key: str) -> Mapping[str, Any]:
    one = Referral.objects.select_related("neighbourhood").get(pk=key)
    return {
        "name": one.name,
        "contact": one.contact,
        "born_on": one.born_on,
        "age_band": "" if one.age_band == AgeBand.UNKNOWN else str(one.get_age_band_display()),
        "guardian": one.guardian,
        "reason": one.reason,
        "neighbourhood": one.neighbourhood.name if one.neighbourhood else "",
        "agreed_on": one.agreed_on,
        "referred_by": str(one.get_origin_display()),
        "state": str(one.get_state_display()),
        "refusal": str(one.get_refusal_display()),
        "ground": str(one.get_ground_display()),
        "argument": one.argument,
        "ordered_until": one.ordered_until,
        "order_paper": one.order_paper,
        "told_on": one.told_on,
        "withdrawn_on": one.withdrawn_at and one.withdrawn_at.date(),
    }


def _erase(key: str) -> Gone:
    row = Referral.objects.select_for_update().filter(pk=key, emptied_at__isnull=True).first()
    if row is None:
        return Gone(0)
    row.name = row.contact = row.guardian = row.reason = row.argument = row.order_paper = ""
    row.born_on = row.neighbourhood = row.participant = None
    if row.state in ("sent", "waiting"):
        row.state, row.withdrawn_at = "withdrawn", timezone.now()
    row.emptied_at = timezone.now()
    row.save()
    return Gone(1, frozenset({row.pk}))


def _due(before: date, most: int) -> list[str]:
    """Return those whose answer lies back long enough and who have no case; with a case it stays with that."""
    over = Referral.objects.filter(state__in=CLOSED, made_at__lt=midnight(before), case__isnull=True)
    return first_keys(over.filter(emptied_at__isnull=True), most)


def _find_merges(subject: Subject) -> list[Kept]:
    keys = _keys(subject)
    rows = Merge.objects.filter(Q(kept__in=keys) | Q(gone__in=keys)).order_by("at")
    return [Kept(str(one.pk), one.at.date(), str(_("two rows found to be one person"))) for one in rows]


def _erase_merge(key: str) -> Gone:
    """Remove what would let a merge be undone; the person stays one."""
    return Gone(Merge.objects.filter(pk=key).delete()[0])


def _merges_due(before: date, most: int) -> list[str]:
    return first_keys(Merge.objects.filter(at__date__lt=before), most)


def _merge_content(key: str) -> Mapping[str, Any]:
    one = Merge.objects.get(pk=key)
    return {"why": one.why, "on": one.at}


REFERRALS = Holding(
    name="cases.referrals",
    title=_("Referrals of people who agreed to it"),
    models=("cases.Referral",),
    purpose=Purpose.ACCOMPANIMENT,
    basis=Basis.CONSENT,
    months=12,
    since=_("the day of the referral, where there is no case"),
    find=_find,
    erase=_erase,
    due=_due,
    content=_content,
)
MERGES = Holding(
    name="participants.merges",
    title=_("Rows that were found to be one person"),
    models=("participants.Merge",),
    purpose=Purpose.ACCOMPANIMENT,
    basis=Basis.CONSENT,
    months=60,
    since=_("the day they were made one"),
    find=_find_merges,
    erase=_erase_merge,
    due=_merges_due,
    content=_merge_content,
)
HOLDINGS = (MERGES, REFERRALS)
