"""The coordinator's board: what waits, how risky and how old, who carries how much, where nobody walked.

It counts and lists; no word that a person wrote stands on it. It asks again every quarter of a
minute whether somebody calls for help.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from pazos.domain.disputes.queries.board import AGES, Board, Waiting, board
from pazos.domain.outreach.queries.presence import A_WEEK, quiet_clusters
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_STREET, Address, Stage
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.street import wording
from pazos.interfaces.web.pages.street.trace import looked

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

EVERY = gettext_lazy("All clusters")


@require_GET
def street_board(request: HttpRequest) -> HttpResponse:
    """Show the board."""
    who = reader(request)
    known = board(seen_by=who)
    keys = [one.key for one in (*known.alerts, *known.offers)]
    looked(request, at="street_board", what="disputes.dispute", keys=keys)
    facts = {
        "board": known,
        "bands": bands(),
        "risks": _risks(known),
        "alerts": [_waiting(one) for one in known.alerts],
        "more_alerts": known.alerts_in_all - len(known.alerts),
        "offers": [_waiting(one) for one in known.offers],
        "responses": [(one.cluster or EVERY, wording.waited(one.hours), one) for one in known.responses],
        "quiet": quiet_clusters(seen_by=who, since=timezone.localdate() - A_WEEK),
        "ended": [(one.risk.label, one) for one in known.ended],
        "at": timezone.now(),
        "polls": True,
    }
    return render(request, "web/street/board.html", facts)


def bands() -> list[str]:
    """Return the bands of age as headings."""
    upto = [ngettext("up to {n} day", "up to {n} days", most).format(n=most) for most in AGES]
    return [*upto, _("more than {n} days").format(n=AGES[-1])]


def _risks(known: Board) -> list[tuple[int, str, str, tuple[int, ...], int]]:
    return [
        (risk.value, str(risk.label), wording.RISK_BADGES[risk], numbers, sum(numbers))
        for risk, numbers in known.by_risk_and_age
    ]


def _waiting(one: Waiting) -> tuple[Waiting, str, str]:
    return one, wording.RISK_BADGES[one.risk], wording.waited(one.hours)


ADDRESSES = (
    Address(
        "street/board/",
        "street_board",
        street_board,
        needs=Permission.SETTLE_EDITS,
        menu=N_("Board"),
        stage=Stage.ACT,
        group=OF_STREET,
    ),
)
