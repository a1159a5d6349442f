"""Whose indicators may this person write to? One place that every action asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission, Scope
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.domain.indicators.models import Indicator
    from pazos.domain.people.models import Staff


def must_keep(by: Staff | None) -> None:
    """Raise InputProblem unless somebody (or the system, None) may keep sheets, targets and breaks."""
    if by is not None and by.scope(Permission.KEEP_INDICATORS) is not Scope.CITY:
        raise InputProblem(N_("Sheets and targets of indicators are not kept by this account."))


def must_approve(by: Staff) -> None:
    """Raise InputProblem unless somebody may approve values."""
    if by.scope(Permission.APPROVE_INDICATORS) is not Scope.CITY:
        raise InputProblem(N_("Values are not approved by this account."))


def may_report(indicator: Indicator, *, by: Staff) -> bool:
    """Return whether somebody may write values of an indicator: their organisation's, or any."""
    reach = reach_of(by, Permission.REPORT_INDICATORS)
    if reach.scope is Scope.CITY:
        return True
    own = reach.organisation is not None and indicator.owner_id == reach.organisation
    return reach.scope is Scope.ORGANISATION and own


def must_report(indicator: Indicator, *, by: Staff) -> None:
    """Raise InputProblem unless somebody may write values of an indicator."""
    if not may_report(indicator, by=by):
        raise InputProblem(N_("{code} is reported by another organisation."), code=indicator.code)
