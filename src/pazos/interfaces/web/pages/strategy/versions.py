"""Versions of the strategy: adopting one, publishing one, and laying two side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.strategy import actions
from pazos.domain.strategy.freezing import frozen
from pazos.domain.strategy.queries import current_strategy
from pazos.domain.strategy.queries.versions import is_whole, version, versions
from pazos.domain.strategy.vocabulary import VersionState
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.reader import reader
from pazos.interfaces.web.pages.strategy.doing import done
from pazos.interfaces.web.pages.strategy.finding import is_ahead_now, said, sees_all, the_strategy
from pazos.interfaces.web.pages.strategy.forms import AdoptForm
from pazos.interfaces.web.pages.strategy.picture import of_version
from pazos.interfaces.web.pages.strategy.telling import differences

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.strategy.models import Strategy, StrategyVersion

WORKING = "working"
KINDS = {VersionState.PUBLISHED: "good", VersionState.ADOPTED: "info", VersionState.REPLACED: ""}


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List the versions, and say whether the working strategy is ahead of them."""
    who, strategy = reader(request), current_strategy()
    facts = said("versions", strategy, who)
    if strategy is not None and facts["sees_all"]:
        rows = list(versions(strategy))
        facts |= {
            "rows": [(row, KINDS[VersionState(row.state)]) for row in rows],
            "ahead": is_ahead_now(strategy),
            "newest": rows[0] if rows else None,
        }
    return render(request, "web/strategy/versions.html", facts)


@require_http_methods(["GET", "POST"])
def adopt(request: HttpRequest) -> HttpResponse:
    """Freeze the strategy as it stands, after showing what changes by it."""
    who, strategy = reader(request), the_strategy()
    form = AdoptForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        wish = form.cleaned_data
        adopted = done(
            request,
            lambda: actions.adopt(strategy, on=wish["on"], reasons=wish["reasons"], by=who),
            said=_("The version is adopted and frozen. The public goes on reading the published one."),
            form=form,
        )
        if adopted:
            return redirect("versions")
    last = versions(strategy).first()
    facts = {
        "form": form,
        "last": last,
        "sections": differences(last.content, frozen(strategy)) if last else [],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "web/strategy/adopt.html", facts, status=status)


@require_GET
def shown(request: HttpRequest, number: int) -> HttpResponse:
    """Show one version as it was adopted."""
    one = _found(request, number)
    facts = {
        "version": one,
        "content": one.content,
        "kind": KINDS[VersionState(one.state)],
        "whole": is_whole(one),
        "picture": of_version(one.content),
        "components": with_programmes(one.content),
    }
    return render(request, "web/strategy/version.html", facts)


def _found(request: HttpRequest, number: int) -> StrategyVersion:
    strategy = current_strategy()
    if strategy is None or not sees_all(reader(request)):
        raise Http404
    found = version(strategy, number)
    if found is None:
        raise Http404
    return found


def with_programmes(content: dict[str, Any]) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Return the components of a version, each with its programmes."""
    ordered = sorted(content["components"], key=lambda one: one["position"])
    return [
        (one, [row for row in content["programmes"] if row["component"] == one["code"]]) for one in ordered
    ]


@require_POST
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Show a version to the public."""
    one = _found(request, number)
    done(
        request,
        lambda: actions.publish(one, by=reader(request)),
        said=_("The public reads this version from now on."),
    )
    return redirect("versions")


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Lay two versions side by side, field by field; the working strategy is one of them if asked for."""
    who, strategy = reader(request), the_strategy()
    if not sees_all(who):
        raise Http404
    rows = list(versions(strategy))
    asked = [request.GET.get("before", ""), request.GET.get("after", "")]
    before, after = (_content(strategy, rows, one) for one in asked)
    facts = {
        "choices": [(str(row.number), _("version {number}").format(number=row.number)) for row in rows]
        + [(WORKING, _("as it is worked on"))],
        "before": asked[0],
        "after": asked[1],
        "compared": before is not None and after is not None,
        "sections": differences(before, after) if before is not None and after is not None else [],
    }
    return render(request, "web/strategy/compare.html", facts)


def _content(strategy: Strategy, rows: list[StrategyVersion], asked: str) -> dict[str, Any] | None:
    if asked == WORKING:
        return frozen(strategy)
    return next((row.content for row in rows if str(row.number) == asked), None)


SEE, ADOPT = Permission.SEE_STRATEGY, Permission.ADOPT_STRATEGY
ADDRESSES = (
    Address("strategy/versions/", "versions", listed, needs=SEE),
    Address("strategy/versions/adopt/", "version_adopt", adopt, needs=ADOPT),
    Address("strategy/versions/compare/", "versions_compare", compare, needs=SEE),
    Address("strategy/versions/<int:number>/", "version", shown, needs=SEE),
    Address("strategy/versions/<int:number>/publish/", "version_publish", publish, needs=ADOPT),
)
