"""On which side of the wall does a sending lie? Decided once, as it arrives, and never again.

Its form decides. One that is not known here lies with what it names, then with what was sent of its record
before, and else where the role belongs in which its phone last got its forms: who changes role afterwards,
or before the phone has a signal, moves nothing to readers who must not see it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.cases.models import Case
from pazos.domain.disputes.models import Dispute
from pazos.domain.fieldwork.forms.registry import FORMS, OF_ACCOMPANIMENT
from pazos.domain.fieldwork.models import Submission
from pazos.domain.fieldwork.naming import numbers_in
from pazos.domain.fieldwork.vocabulary import Side
from pazos.domain.people.models import Staff
from pazos.foundation.access.policy import Permission, holders

if TYPE_CHECKING:
    from pazos.domain.fieldwork.actions.keeping import Said
    from pazos.domain.fieldwork.models import Device


def side_of(one: Said, device: Device) -> Side:
    """Return the side on which a sending lies that arrives now from this phone."""
    if one.form in FORMS:
        return Side.CASES if one.form in OF_ACCOMPANIMENT else Side.STREET
    named = {one.record, *numbers_in(one.content.get("values"))}
    # Accompaniment lies deeper: what names both is not for those who settle street work.
    if Case.objects.filter(pk__in=named).exists():
        return Side.CASES
    if Dispute.objects.filter(pk__in=named).exists():
        return Side.STREET
    earlier = Submission.objects.filter(record__in=named).order_by("received_at")
    known = earlier.values_list("side", flat=True).first()
    return Side(known) if known else _of_role(device)


def _of_role(device: Device) -> Side:
    role = device.given_as or Staff.objects.values_list("role", flat=True).get(pk=device.staff_id)
    return Side.CASES if role in holders(Permission.WORK_CASES) else Side.STREET
