"""Signing a yearly report and taking one back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from pazos.domain.accountability import actions
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.accountability.reading import found
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@require_POST
def sign(request: HttpRequest, key: UUID) -> HttpResponse:
    """Sign a report, after making it again: what changed since is not signed."""
    from pazos.analysis.account import deeds

    report = found(request, key)
    done(
        request,
        lambda: deeds.sign(report, by=reader(request)),
        said=_("It is signed, and anybody may read it now."),
    )
    return redirect("account_of_year", key)


@require_POST
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take a report back."""
    report = found(request, key)
    why = request.POST.get("why", "")
    done(
        request,
        lambda: actions.withdraw(report, why=why, by=reader(request)),
        said=_("It is taken back. Whoever looks for it reads the reason."),
    )
    return redirect("account_of_year", key)


_ONE = "accountability/<uuid:key>/"
ADDRESSES = (
    Address(f"{_ONE}sign/", "account_sign", sign, needs=Permission.GIVE_ACCOUNT),
    Address(f"{_ONE}withdraw/", "account_withdraw", withdraw, needs=Permission.GIVE_ACCOUNT),
)
