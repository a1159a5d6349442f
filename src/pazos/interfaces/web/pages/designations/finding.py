"""Which designation does an address name, and may this person see it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from pazos.domain.designations import queries
from pazos.domain.designations.models import Designation
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest

    from pazos.domain.designations.queries import DesignationView

BADGES = {
    Designation.State.DRAFT: "info",
    Designation.State.SIGNED: "good",
    Designation.State.SUPERSEDED: "",
    Designation.State.WITHDRAWN: "warning",
}


def find(request: HttpRequest, number: int) -> DesignationView:
    """Return a designation that the reader may see; to anybody else it is not there."""
    view = queries.one_seen_by(reader(request), number)
    if view is None:
        raise Http404
    return view


def state_badge(view: DesignationView) -> tuple[str, str]:
    """Return the kind of badge and the word for a designation's state."""
    state = Designation.State(view.state)
    return BADGES[state], str(state.label)
