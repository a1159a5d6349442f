"""The second signature under a plan, and the deeds around it: taking back, withdrawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pazos.domain.evaluations import actions, queries
from pazos.domain.evaluations.blocks import DeedBlock, Step
from pazos.domain.evaluations.protocol import Protocol
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.evaluations.finding import find
from pazos.interfaces.web.pages.evaluations.power import power_facts
from pazos.interfaces.web.pages.evaluations.reading import changes_of, parts_of
from pazos.interfaces.web.pages.evaluations.writing import locked
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse


@require_http_methods(["GET", "POST"])
def seal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what waits, first of all what it could detect; put the second signature under it."""
    row, who = find(request, pk), reader(request)
    version = queries.plan_waiting(row)
    if version is None:
        messages.info(request, DeedBlock.NOT_PROPOSED.label)
        return redirect("evaluation", row.pk)
    if request.method == "POST":
        said = _("Sealed. From now on it counts; it is never edited, only amended with a public reason.")
        sealed = done(request, lambda: actions.seal(version, by=who, seen=_read(request)), said=said)
        return redirect("evaluation" if sealed else "evaluation_seal", row.pk)
    plan = Protocol.of(version.content)
    facts = {
        "row": row,
        "version": version,
        "parts": parts_of(plan),
        "changes": changes_of(version),
        "is_own": version.proposed_by_id == who.pk,
        "same_person": DeedBlock.SAME_PERSON.label,
        **locked(row, plan),
        **power_facts(version.power, plan),
    }
    return render(request, "web/evaluations/seal.html", facts)


@require_POST
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what waits for its second signature, to write on."""
    row = find(request, pk)
    version = queries.plan_waiting(row)
    if version is None:
        messages.info(request, DeedBlock.NOT_PROPOSED.label)
        return redirect("evaluation", row.pk)
    said = _("It is taken back and can be written on. The version is kept among the others.")
    if done(request, lambda: actions.take_back(version, by=reader(request), seen=_read(request)), said=said):
        return redirect("evaluation_write", row.pk, Step.WHOLE.value)
    return redirect("evaluation", row.pk)


def _read(request: HttpRequest) -> str:
    """Return the hash of the plan that was on the page, whatever waits by now."""
    return request.POST.get("content_hash", "")


@require_POST
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give an evaluation up, with a reason."""
    row, why = find(request, pk), request.POST.get("why", "").strip()[:500]
    said = _(
        "It is withdrawn. Its plan, its versions and your reason stay for anybody who may see evaluations."
    )
    done(request, lambda: actions.withdraw(row, why=why, by=reader(request)), said=said)
    return redirect("evaluation", row.pk)


_ONE = "evaluations/<uuid:pk>/"
NEEDS = Permission.PLAN_EVALUATIONS
ADDRESSES = (
    Address(f"{_ONE}seal/", "evaluation_seal", seal, needs=NEEDS),
    Address(f"{_ONE}take-back/", "evaluation_take_back", take_back, needs=NEEDS),
    Address(f"{_ONE}withdraw/", "evaluation_withdraw", withdraw, needs=NEEDS),
)
