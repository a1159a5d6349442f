"""Which action takes what somebody who accompanies wrote on the phone? No judgement here, as beside it.

The actions of cases, activities and referrals refuse what cannot be: no permission of the person, a
case of another pair, a day that has not come. What they refuse stays with the sending.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from pazos.domain.activities.actions.attending import attend
from pazos.domain.activities.queries.listing import activity
from pazos.domain.cases.actions import referring, sessions
from pazos.domain.cases.models import Case
from pazos.domain.cases.queries.cases import reached
from pazos.domain.cases.queries.working import permits
from pazos.domain.cases.rules.working import Block
from pazos.domain.outreach import answers
from pazos.domain.refusing import refuse
from pazos.domain.teams.rules import OutOfReachError
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from pazos.domain.fieldwork.actions.taking import Writing
    from pazos.domain.fieldwork.forms.form import Values


def case_session(values: Values, writing: Writing) -> object:
    """Write a meeting, or the attempt of one."""
    row = writing.rows[values["case"]]
    assert isinstance(row, Case)
    return sessions.write(
        row,
        id=writing.record,
        kind=values["kind"],
        came=values["came"],
        on=values["on"],
        by=writing.by,
        author=writing.author,
        minutes=values.get("minutes") or 0,
        dimensions=values.get("dimensions") or (),
        note=values.get("note") or "",
        next_on=values.get("next_on"),
        with_pair=bool(values.get("with_pair")),
        at=writing.at,
    )


def attendance(values: Values, writing: Writing) -> object:
    """Write who of one's own came to an activity; written twice they came once. Of nobody without a permission."""
    cases = [row for key in dict.fromkeys(values["cases"]) if isinstance(row := writing.rows[key], Case)]
    within = reached(writing.by, Permission.WORK_CASES)
    mine = Case.objects.filter(within, pk__in=[one.pk for one in cases]).count()
    refuse((Block.NOT_YOURS,) if mine < len(cases) else ())
    allowed = permits((one.participant_id for one in cases), on=timezone.localdate())
    refuse(dict.fromkeys(block for permit in allowed.values() for block in permit.blocks))
    found = activity(values["activity"], seen_by=writing.by)
    if found is None:
        raise OutOfReachError(N_("This activity is not one to which you write who came."))
    try:
        return attend(
            found,
            participants=[one.participant for one in cases],
            by=writing.by,
            author=writing.author,
            on=values["on"],
        )
    except PermissionDenied as denied:
        raise OutOfReachError(N_("This activity is not one to which you write who came.")) from denied


def referral(values: Values, writing: Writing) -> object:
    """Tell of somebody who agreed to it."""
    code = values.get("neighbourhood")
    return referring.refer(
        id=writing.record,
        origin=values["origin"],
        name=values["name"],
        contact=values["contact"],
        agreed_on=values["agreed_on"],
        neighbourhood=answers.place("neighbourhood", code, on=writing.at.date()) if code else None,
        age_band=values["age_band"],
        guardian=values.get("guardian") or "",
        reason=values.get("reason") or "",
        by=writing.by,
        author=writing.author,
    )


MAKE = {"case_session": case_session, "attendance": attendance, "referral": referral}
