"""May anything be written of a case on a day? Every reason against, or nothing.

Every deed that writes of a case asks here first. What the law makes a duty (to protect a life, to
tell an authority of a child in danger) does not wait for a permission: such a deed asks
`what_blocks_reach` alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pazos.domain.cases.queries.cases import reached
from pazos.domain.cases.vocabulary import CaseState, Turn
from pazos.domain.rights.queries import consents
from pazos.domain.rights.registry import Subject
from pazos.domain.rights.vocabulary import Purpose, SubjectKind
from pazos.foundation.access.policy import Permission

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from pazos.domain.cases.models import Case
    from pazos.domain.people.models import Staff


class Block(models.TextChoices):
    """A reason why nothing is written of a case."""

    NOT_YOURS = "not_yours", _("This case is another pair's. Ask its pair, or the supervisor.")
    ENDED = "ended", _("This case has ended. If the person is back, open a new one from a referral.")
    PAUSED = "paused", _("This case rests. Take it up again first.")
    NOT_YET = "not_yet", _("The case was not open yet on that day.")
    AHEAD = "ahead", _("That day has not come yet.")


@dataclass(frozen=True)
class Working:
    """What is asked of a case before something is written of it."""

    state: str
    opened_on: date
    ended_on: date | None
    is_reached: bool
    rests_since: date | None = None


def blocks_of(facts: Working, *, on: date, today: date) -> tuple[Block, ...]:
    """Return everything but the permission that stands against writing of what was done on a day.

    What was done before the end, or before the day since which the case rests, may arrive after it: a phone
    was away.
    """
    stands = {
        Block.NOT_YOURS: not facts.is_reached,
        Block.ENDED: facts.state == CaseState.ENDED and (facts.ended_on is None or on > facts.ended_on),
        Block.PAUSED: facts.state == CaseState.PAUSED
        and (facts.rests_since is None or on >= facts.rests_since),
        Block.NOT_YET: on < facts.opened_on,
        Block.AHEAD: on > today,
    }
    return tuple(block for block, true in stands.items() if true)


def subject_of(participant: UUID) -> Subject:
    """Return a participant as the permissions name them."""
    return Subject(SubjectKind.PARTICIPANT, participant)


def what_blocks_permission(participant: UUID, *, on: date) -> tuple[models.TextChoices, ...]:
    """Return everything that keeps a person from being accompanied on a day: no permission, or one that ended."""
    return consents.what_blocks(subject_of(participant), purpose=Purpose.ACCOMPANIMENT, on=on)


def what_blocks_reach(case: Case, *, by: Staff) -> tuple[models.TextChoices, ...]:
    """Return what keeps somebody from this case, whatever its state and permission."""
    return () if reaches(case, by=by) else (Block.NOT_YOURS,)


def what_blocks_work(case: Case, *, on: date, by: Staff) -> tuple[models.TextChoices, ...]:
    """Return everything that stands against writing of a case what was done on a day: state, reach, permission.

    The permission is asked for that day and for today: once it was taken back nothing more is written.
    """
    today = timezone.localdate()
    facts = Working(case.state, case.opened_on, case.ended_on, reaches(case, by=by), _rests_since(case))
    permission = what_blocks_permission(case.participant_id, on=on)
    if not permission and on != today:
        permission = what_blocks_permission(case.participant_id, on=today)
    return (*blocks_of(facts, on=on, today=today), *permission)


def reaches(case: Case, *, by: Staff) -> bool:
    """Return whether somebody works this case: one of the pair, or who supervises."""
    return type(case).objects.filter(reached(by, Permission.WORK_CASES), pk=case.pk).exists()


def _rests_since(case: Case) -> date | None:
    if case.state != CaseState.PAUSED:
        return None
    return case.turns.filter(turn=Turn.PAUSED).order_by("-at").values_list("on", flat=True).first()
