"""The committees of the strategy, its working tables with citizens, and a new one by its act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.committees import actions
from pazos.domain.committees.queries.bodies import bodies
from pazos.domain.committees.vocabulary import Kind
from pazos.domain.strategy.models import Strategy
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_COMMITTEES, Address, Stage
from pazos.interfaces.web.pages.committees import wording
from pazos.interfaces.web.pages.committees.doing import asked, done, sent
from pazos.interfaces.web.pages.committees.forms import CommitteeForm
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

TABS = (
    ("", pgettext_lazy("committees", "All")),
    (Kind.MANAGEMENT, pgettext_lazy("committees", "Management")),
    (Kind.OPERATIONAL, pgettext_lazy("committees", "Operational")),
    (Kind.MESA, pgettext_lazy("committees", "Mesas")),
    (Kind.COUNCIL, pgettext_lazy("committees", "Councils")),
)


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """List the committees within reach, with what became of what they promised."""
    kind = request.GET.get("kind", "")
    return _list(request, kind if kind in Kind else "", heading=_("Committees"))


@require_GET
def mesas(request: HttpRequest) -> HttpResponse:
    """List the working tables with citizens."""
    return _list(request, Kind.MESA, heading=_("Working tables with citizens (mesas)"))


def _list(request: HttpRequest, kind: str, *, heading: str) -> HttpResponse:
    text, ended = request.GET.get("q", "")[:80], request.GET.get("ended") == "1"
    rows = bodies(seen_by=reader(request), on=timezone.localdate(), kind=kind, text=text, ended=ended)
    where = reverse("committees")
    facts = {
        "heading": heading,
        "rows": [(row, wording.bar(row.tally)) for row in rows],
        "tabs": [(str(words), f"{where}?kind={key}" if key else where, key == kind) for key, words in TABS],
        "text": text,
        "kind": kind,
        "ended": ended,
    }
    return render(request, "web/committees/list.html", facts)


@require_http_methods(["GET", "POST"])
def constitute(request: HttpRequest) -> HttpResponse:
    """Constitute a committee by its act."""
    strategy = Strategy.objects.first()
    form = CommitteeForm(sent(request), initial={"constituted_on": timezone.localdate()})
    if strategy is None:
        return render(request, "web/committees/no_strategy.html", {})
    if request.method == "POST" and form.is_valid():
        made = []
        said = form.cleaned_data

        def deed() -> None:
            made.append(actions.constitute(strategy=strategy, by=reader(request), **said))

        if done(request, deed, said=_("The committee is constituted. Give its seats now."), form=form):
            return redirect("committee", made[0].pk)
    facts = {"form": form, "title": _("Constitute a committee"), "button": _("Constitute it")}
    return asked(request, "web/committees/ask.html", facts | {"cancel": reverse("committees")})


ADDRESSES = (
    Address(
        "committees/",
        "committees",
        listed,
        needs=Permission.SEE_COMMITTEES,
        menu=N_("Committees"),
        stage=Stage.GOVERN,
        group=OF_COMMITTEES,
    ),
    Address(
        "committees/mesas/",
        "mesas",
        mesas,
        needs=Permission.SEE_COMMITTEES,
        menu=N_("Working tables (mesas)"),
        stage=Stage.GOVERN,
        group=OF_COMMITTEES,
    ),
    Address("committees/constitute/", "constitute_committee", constitute, needs=Permission.RUN_COMMITTEES),
)
