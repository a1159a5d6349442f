"""The pages of one case. Each topic adds its own line; a tab is shown to those who may open it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import pgettext_lazy

from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import address_named

if TYPE_CHECKING:
    from uuid import UUID

    from django.utils.functional import Promise

    from pazos.domain.people.models import Staff


@dataclass(frozen=True)
class Tab:
    """One page of a case: the name of its address (with the case's `key`), its label, who may open it."""

    address: str
    label: str | Promise
    needs: Permission


TABS = (
    Tab("case", pgettext_lazy("page of a case", "The case"), Permission.SEE_CASES),
    Tab("case_plan", pgettext_lazy("page of a case", "Life plan"), Permission.SEE_CASES),
    Tab("case_assessments", pgettext_lazy("page of a case", "Assessments"), Permission.SEE_CASES),
    Tab("case_safety", pgettext_lazy("page of a case", "Safety plan"), Permission.SEE_CASES),
    Tab("case_crises", pgettext_lazy("page of a case", "Crises"), Permission.SEE_CASES),
    Tab("case_sessions", pgettext_lazy("page of a case", "Sessions"), Permission.SEE_CASES),
    Tab("case_support", pgettext_lazy("page of a case", "Services and support"), Permission.SEE_CASES),
    Tab("case_work", pgettext_lazy("page of a case", "Work"), Permission.SEE_CASES),
    Tab("case_measures", pgettext_lazy("page of a case", "Measures of a judge"), Permission.SEE_CASES),
    Tab("case_own_sheet", pgettext_lazy("page of a case", "What is kept"), Permission.WORK_CASES),
    Tab("case_course", pgettext_lazy("page of a case", "Course and end"), Permission.SEE_CASES),
)


def tabs_of(key: UUID, *, seen_by: Staff, current: str) -> list[tuple[str, str, bool]]:
    """Return label, address and whether it is the current one of every page that somebody may open."""
    return [
        (str(tab.label), reverse(tab.address, args=[key]), tab.address == current)
        for tab in TABS
        if address_named(tab.address) is not None and seen_by.may(tab.needs)
    ]
