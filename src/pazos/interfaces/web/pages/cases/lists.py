"""The lists of cases beside one another: cases, caseloads, cohorts, what waits for the supervisor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pazos.domain.cases.queries.crises import crises
from pazos.domain.fieldwork.queries.supervised import waiting_for
from pazos.interfaces.components.routes import address_named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pazos.domain.people.models import Staff

LISTS = (
    ("cases", _("Cases")),
    ("open_crises", _("Open crises")),
    ("case_asks", _("Waiting for an answer")),
    ("case_sendings", _("From phones")),
    ("caseloads", _("Caseloads")),
    ("cohorts", _("Cohorts")),
    ("group_workshops", _("Group workshops")),
)


def list_tabs(
    current: str, who: Staff, *, known: Mapping[str, int] | None = None
) -> list[tuple[str, str, bool]]:
    """Return label, address and whether it is the current one of every list that somebody may open.

    `known`, by the name of a list, is what the page has counted already.
    """
    found = []
    for name, label in LISTS:
        address = address_named(name)
        if address is not None and who.may(address.needs):
            number = known[name] if known and name in known else _count(name, who)
            found.append((f"{label} ({number})" if number else str(label), reverse(name), name == current))
    return found


def _count(name: str, who: Staff) -> int:
    """Return how many are open or wait, where no list may be read past them."""
    count = COUNTS.get(name)
    return count(who) if count else 0


def _open_crises(who: Staff) -> int:
    return crises(seen_by=who).filter(closed_at=None).count()


COUNTS: dict[str, Callable[[Staff], int]] = {"open_crises": _open_crises, "case_sendings": waiting_for}
