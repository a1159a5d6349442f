"""One contribution: what was promised, sent and spent, on which days, at which rates, by which papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.forms.models import model_to_dict
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.cooperation import actions
from pazos.domain.cooperation.queries import resources as queries
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cooperation import wording
from pazos.interfaces.web.pages.cooperation.doing import done
from pazos.interfaces.web.pages.cooperation.forms import MoveForm, ResourceForm
from pazos.interfaces.web.pages.reader import holds, reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.cooperation.models import Resource


def found(request: HttpRequest, code: str) -> Resource:
    """Return the contribution of an address, as far as this reader sees."""
    one = queries.resource(code, seen_by=reader(request))
    if one is None:
        raise Http404
    return one


@require_GET
def resource(request: HttpRequest, code: str) -> HttpResponse:
    """Show one contribution."""
    return shown(request, found(request, code), {})


def shown(request: HttpRequest, one: Resource, changed: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Answer with the page of a contribution, with a form as it was sent where it was refused."""
    chain = queries.chain(one, seen_by=reader(request))
    may_keep = holds(request, Permission.KEEP_COOPERATION)
    facts = {
        "resource": one,
        "chain": chain,
        "links": [_link(link, one.currency) for link in chain.links],
        "stages": [_stage(standing, one.currency) for standing in chain.stages],
        "may_keep": may_keep,
        "move_form": MoveForm() if may_keep else None,
        **changed,
    }
    return render(request, "web/cooperation/resource.html", facts, status=status)


def _stage(standing: queries.Standing, currency: str) -> dict[str, Any]:
    return {
        "name": standing.stage.label,
        "amount": wording.standing_words(standing, currency),
        "home": wording.amount(standing.home, "COP") if standing.is_recorded and currency != "COP" else "",
        "share": wording.share_words(standing),
    }


def _link(link: queries.Link, currency: str) -> dict[str, Any]:
    row = link.movement
    return {
        "row": row,
        "amount": wording.amount(row.amount, currency),
        "total": wording.amount(link.total, currency),
        "home": wording.amount(row.home_amount, "COP"),
        "is_gone": link.is_taken_back,
        "may_go": not link.is_taken_back and row.takes_back_id is None,
    }


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Describe a contribution anew."""
    one, who = found(request, code), reader(request)
    form = ResourceForm(
        request.POST or None,
        partners=queries.partners(seen_by=who),
        is_new=False,
        initial=model_to_dict(one),
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and done(
            request,
            lambda: actions.change_resource(one, **form.cleaned_data, by=who),
            said=_("The contribution is described anew."),
            form=form,
        )
    ):
        return redirect("resource", one.code)
    status = 422 if request.method == "POST" else 200
    return render(request, "web/cooperation/describe.html", {"form": form, "resource": one}, status=status)


ADDRESSES = (
    Address("cooperation/contributions/<slug:code>/", "resource", resource, needs=Permission.SEE_COOPERATION),
    Address(
        "cooperation/contributions/<slug:code>/change/",
        "change_resource",
        change,
        needs=Permission.KEEP_COOPERATION,
    ),
)
