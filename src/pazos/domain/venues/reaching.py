"""Which venues may this person keep? The whole city's, or those that their organisation keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from pazos.domain.refusing import refuse
from pazos.domain.teams.queries import reach_of
from pazos.domain.venues.models import Venue
from pazos.domain.venues.rules import Block
from pazos.foundation.access.policy import Permission, Scope

if TYPE_CHECKING:
    from django.db.models import Q

    from pazos.domain.people.models import Organisation, Staff

BELONGS = "keeper"


def kept_by(staff: Staff, *, through: str = "") -> Q:
    """Return the condition on venues (or on what hangs on them, `through="venue__"`) that a person keeps."""
    return reach_of(staff, Permission.KEEP_VENUES).belonging(organisation=f"{through}{BELONGS}")


def may_keep(venue: Venue, *, by: Staff) -> bool:
    """Return whether a person may write of a venue."""
    return Venue.objects.filter(kept_by(by), pk=venue.pk).exists()


def must_keep(venue: Venue, *, by: Staff) -> Venue:
    """Return the venue as it is now, kept from others' changes; refuse whom it is not, and a closed one."""
    held = Venue.objects.select_for_update(of=("self",)).filter(kept_by(by), pk=venue.pk).first()
    if held is None:
        raise PermissionDenied
    refuse((Block.CLOSED,) if held.closed_on is not None else ())
    return held


def must_keep_for(keeper: Organisation | None, *, by: Staff) -> None:
    """Refuse whoever would keep a venue of another organisation."""
    reach = reach_of(by, Permission.KEEP_VENUES)
    if reach.scope is Scope.CITY:
        return
    own = keeper is not None and reach.organisation == keeper.pk
    if reach.scope is None or reach.scope < Scope.ORGANISATION or not own:
        raise PermissionDenied
