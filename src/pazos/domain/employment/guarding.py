"""Who may write about a case's way to work, and when? Asked by every deed here before it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from pazos.domain.cases.rules.working import what_blocks_permission, what_blocks_reach, what_blocks_work
from pazos.domain.cases.vocabulary import CaseState
from pazos.domain.employment.rules.stepping import Block
from pazos.domain.partners.asking import amount, words
from pazos.domain.refusing import refuse
from pazos.domain.refusing.at_once import in_hand
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from pazos.domain.cases.models import Case
    from pazos.domain.employment.models import Application
    from pazos.domain.people.models import Staff

MOST_WORDS, MOST_LINE, MOST_SHOWN = 600, 160, 120


def must_work(case: Case, *, by: Staff) -> date:
    """Return today where somebody may write about a case; refuse with every reason otherwise.

    The case is locked until the transaction ends: what is sent twice at once is written one after the other.
    """
    today = timezone.localdate()
    held = in_hand(type(case)._default_manager.all(), case.pk)
    refuse(what_blocks_work(held, on=today, by=by))
    return today


def must_follow(case: Case, *, by: Staff) -> date:
    """Return today where somebody may ask after what a case led to, which goes on when it rests or has ended."""
    today = timezone.localdate()
    refuse((*what_blocks_reach(case, by=by), *what_blocks_permission(case.participant_id, on=today)))
    return today


def must_answer_for(application: Application, *, by: Staff) -> None:
    """Refuse whoever is not of the company, and while there is no permission of the person."""
    reach = reach_of(by, Permission.SEE_APPLICANTS)
    if reach.scope is not Scope.ORGANISATION or reach.organisation != application.vacancy.partner_id:
        raise PermissionDenied
    ended = (Block.CASE_ENDED,) if application.case.state == CaseState.ENDED else ()
    refuse((*ended, *what_blocks_permission(application.case.participant_id, on=timezone.localdate())))


def line(text: str, *, field: str, most: int = MOST_LINE) -> str:
    """Return words that may not be left empty."""
    return words(text, field=field, most=most)


def note(text: str, *, field: str, most: int = MOST_WORDS) -> str:
    """Return words that may be left empty."""
    return words(text, field=field, most=most) if text.strip() else ""


def money(value: Decimal | int | str | None, *, field: str) -> Decimal | None:
    """Return an exact amount, None where none is said."""
    return None if value is None else amount(value, field=field)
