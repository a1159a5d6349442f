"""The access policy on a page that anybody can read: who may do what, with which data, how far.

It is printed from the table that decides, so it cannot say anything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_GET

from pazos.domain.people.models import ROLE_NAMES
from pazos.foundation.access.policy import (
    COMPARTMENTS,
    EMERGENCY,
    GRANTS,
    GUARDED,
    Permission,
    Role,
    reads_guarded,
)
from pazos.foundation.access.wording import HOW_FAR, KINDS_OF_DATA, WHAT_IT_LETS
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_ACCESS, Address, Stage

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.utils.functional import Promise


@dataclass(frozen=True)
class Grant:
    """One line of a role: what it lets them do, with which data, how far."""

    what: str | Promise
    data: str | Promise
    is_guarded: bool
    how_far: str | Promise


@dataclass(frozen=True)
class RoleRules:
    """A role with everything it holds beyond what the public holds."""

    name: str | Promise
    grants: tuple[Grant, ...]
    in_emergency: tuple[str | Promise, ...]
    second_factor: bool


def rules() -> tuple[RoleRules, ...]:
    """Return the whole policy in words, role by role, in the order of the table."""
    return tuple(_of(role) for role in Role if role is not Role.PUBLIC)


def _of(role: Role) -> RoleRules:
    own = [permission for permission in Permission if permission in GRANTS[role]]
    grants = tuple(
        Grant(
            WHAT_IT_LETS[permission],
            KINDS_OF_DATA[COMPARTMENTS[permission]],
            COMPARTMENTS[permission] in GUARDED,
            HOW_FAR[GRANTS[role][permission]],
        )
        for permission in own
        if permission not in GRANTS[Role.PUBLIC]
    )
    taken = tuple(WHAT_IT_LETS[one] for one in Permission if one in EMERGENCY.get(role, ()))
    return RoleRules(ROLE_NAMES[role], grants, taken, second_factor=reads_guarded(role))


@require_GET
def policy(request: HttpRequest) -> HttpResponse:
    """Show the policy."""
    return render(request, "web/policy.html", {"rules": rules()})


ADDRESSES = (
    Address(
        "access/",
        "policy",
        policy,
        needs=Permission.SEE_PUBLIC,
        menu=N_("Who may do what"),
        stage=Stage.ENTER,
        group=OF_ACCESS,
    ),
)
