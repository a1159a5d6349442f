"""What every page of a case begins with: whose it is, who accompanies them, whether it may go on.

The chosen name stands on the page and nowhere else: not in the address, the title or the trail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils import timezone

from pazos.domain.cases.queries import cases as queries
from pazos.domain.cases.queries.crises import OpenCrisis, open_in
from pazos.domain.cases.queries.working import Permit, permits
from pazos.domain.cases.rules.working import subject_of, what_blocks_work
from pazos.domain.rights.queries.requests import in_process
from pazos.foundation.access.policy import Permission
from pazos.foundation.audit.reading import note_read
from pazos.interfaces.web.pages.cases import wording
from pazos.interfaces.web.pages.cases.tabs import tabs_of
from pazos.interfaces.web.pages.reader import holds, reader

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import TextChoices
    from django.http import HttpRequest

    from pazos.domain.cases.models import Case

SOON = 30  # days before the end of a permission from which it is said


@dataclass(frozen=True)
class Framed:
    """A case as the head of its pages shows it."""

    case: Case
    name: str
    number: str  # a few letters, by which a case is spoken of without a name
    permit: Permit
    blocks: tuple[TextChoices, ...]  # why nothing is written of it today
    tabs: list[tuple[str, str, bool]]
    supervises: bool
    ends: bool  # without asking: whoever supervises, of what others accompany
    is_claimed: bool  # the person disputes what is kept, and the claim is in process
    crises: list[OpenCrisis]  # open ones, at the head of every page until they are signed off

    @property
    def may_write(self) -> bool:
        """Whether the reader may write of it today."""
        return not self.blocks

    @property
    def state_badge(self) -> str:
        """The kind of the badge of its state."""
        return wording.STATE_BADGES.get(self.case.state, "")

    @property
    def permit_ends_soon(self) -> bool:
        """Whether the permission must be asked for again soon."""
        return self.permit.ends_within(SOON, on=timezone.localdate())

    @property
    def must_stop(self) -> bool:
        """Whether there is no permission, and what to do about it is said on the page."""
        return not self.permit.holds and self.case.ended_on is None


def frame(request: HttpRequest, key: UUID, *, tab: str = "") -> Framed:
    """Return the case of a page, or answer as if there were none; the look is noted.

    `tab` is the address of the tab that the page belongs to, where it is not a tab itself.
    """
    who = reader(request)
    case = queries.case(key, seen_by=who)
    if case is None:
        raise Http404
    here = request.resolver_match.url_name if request.resolver_match else ""
    note_read(by=who, what="cases.case", keys=[case.pk], at_address=str(here))
    today = timezone.localdate()
    supervises = holds(request, Permission.SUPERVISE_CASES)
    return Framed(
        case=case,
        name=case.participant.name,
        number=wording.number_of(case.pk),
        permit=permits([case.participant_id], on=today)[case.participant_id],
        blocks=what_blocks_work(case, on=today, by=who),
        tabs=tabs_of(case.pk, seen_by=who, current=tab or str(here)),
        supervises=supervises,
        ends=supervises and who.pk not in (case.first_worker_id, case.second_worker_id),
        is_claimed=in_process(subject_of(case.participant_id)).exists(),
        crises=open_in(case.pk, seen_by=who),
    )


def facts_of(framed: Framed, **facts: Any) -> dict[str, Any]:
    """Return what a page that extends web/cases/frame.html is rendered with."""
    return {
        "framed": framed,
        "case": framed.case,
        "tabs": framed.tabs,
        "today": timezone.localdate(),
        **facts,
    }
