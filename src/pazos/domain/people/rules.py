"""May this account be given this role, in this organisation, by this person?

Pure judgement on small facts: every reason against is returned, so that a page can say all at
once. The separation stands here: whoever belongs to a police or security body is a security
liaison and nothing else, and a security liaison belongs nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pazos.foundation.access.policy import GRANTS, Permission, Role, Scope, scope_of
from pazos.foundation.words import N_


class Block(StrEnum):
    """One reason against; the value is its sentence (English key)."""

    OWN = N_("Your own account is changed by somebody else.")
    OUT_OF_REACH = N_("This account is not yours to manage.")
    TOO_HIGH = N_("You cannot give a role that manages more accounts than you do.")
    NO_ROLE = N_("An account is opened for a person of the strategy; the public needs none.")
    LIAISON_ELSEWHERE = N_(
        "A security liaison belongs to a police or security body. Choose that organisation, or another role."
    )
    POLICE_INSIDE = N_(
        "Whoever belongs to a police or security body is a security liaison and nothing else: nobody of such a "
        "body may reach what people of the street trusted to the strategy."
    )
    ORGANISATION_ENDED = N_("This organisation does not work in the strategy any more. Choose another.")
    LAST = N_(
        "This is the last account that manages accounts. Give another person that role, without an earlier end, "
        "first."
    )


@dataclass(frozen=True)
class Manager:
    """Who decides: how far they manage accounts (None: not at all), and whether it is their own account."""

    scope: Scope | None = Scope.CITY  # the command line, held by whoever holds the city's folder
    is_own: bool = False
    same_organisation: bool = True


@dataclass(frozen=True)
class Place:
    """The role and the kind of organisation that an account is to have."""

    role: Role
    is_police: bool | None = None  # None: no organisation
    organisation_ended: bool = False


def what_blocks_managing(manager: Manager) -> tuple[Block, ...]:
    """Return what stands against this person changing an account at all."""
    reaches = manager.scope is Scope.CITY or (
        manager.scope is Scope.ORGANISATION and manager.same_organisation
    )
    stands = {Block.OWN: manager.is_own, Block.OUT_OF_REACH: not reaches}
    return tuple(block for block, true in stands.items() if true)


def what_blocks_place(place: Place, *, manager: Manager) -> tuple[Block, ...]:
    """Return what stands against a role in an organisation, given by this person."""
    granted = scope_of(place.role, Permission.MANAGE_ACCOUNTS)
    is_liaison = place.role is Role.SECURITY_LIAISON
    stands = {
        Block.NO_ROLE: place.role is Role.PUBLIC,
        Block.TOO_HIGH: granted is not None and granted > (manager.scope or 0),
        Block.LIAISON_ELSEWHERE: is_liaison and not place.is_police,
        Block.POLICE_INSIDE: bool(place.is_police) and not is_liaison,
        Block.ORGANISATION_ENDED: place.organisation_ended,
    }
    return tuple(block for block, true in stands.items() if true)


def shrinks(before: Role, after: Role) -> bool:
    """Return whether a change of role takes anything away: a permission, or how far it reaches."""
    return any((scope_of(after, one) or 0) < scope for one, scope in GRANTS[before].items())
