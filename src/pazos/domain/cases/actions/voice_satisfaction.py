"""Taking in what somebody thinks, of a cohort and a month: no person, no day, no address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from pazos.domain.cases.models import Satisfaction
from pazos.domain.cases.queries.voice_satisfaction import behind
from pazos.domain.cases.rules.voice_satisfaction import what_blocks_saying
from pazos.domain.refusing import refuse
from pazos.foundation.audit import actions as audit

if TYPE_CHECKING:
    from datetime import date


@transaction.atomic
def say(code: str, *, respect: int, use: int, again: int, on: date | None = None) -> Satisfaction:
    """Take the three answers in under a code of this month.

    The trail names the cohort and not the answer: the moment at which a phone was handed over must not
    say what was answered on it.
    """
    found = behind(code, on=on or timezone.localdate())
    refuse(what_blocks_saying(code_holds=found is not None, answers=(respect, use, again)))
    if found is None:
        raise ValueError(code)
    row = Satisfaction.objects.create(
        cohort=found.cohort, month=found.month, respect=respect, use=use, again=again
    )
    audit.record("satisfaction.said", found.cohort, by=None)
    return row
