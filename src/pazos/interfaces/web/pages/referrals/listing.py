"""Referrals: the list with what is late first, finding somebody by a name, and a new one.

A name never stands in an address: it is looked for by a form that is sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from pazos.domain.cases.actions import referring
from pazos.domain.cases.queries import referring as queries
from pazos.domain.cases.rules.referring import ANSWER_WITHIN, Block
from pazos.domain.cases.vocabulary import Origin
from pazos.domain.teams.queries import clusters_reached
from pazos.foundation.access.policy import Permission, Role
from pazos.foundation.audit.reading import note_read
from pazos.foundation.words import N_
from pazos.interfaces.components.every import ALL_MASCULINE
from pazos.interfaces.components.routes import OF_CASES, Address, Stage
from pazos.interfaces.web.pages.doing import done
from pazos.interfaces.web.pages.reader import holds, reader
from pazos.interfaces.web.pages.referrals import wording
from pazos.interfaces.web.pages.referrals.forms import FROM, ReferForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.people.models import Staff

PER_PAGE = 50
WHAT = "cases.referral"
# The field that cures each reason.
CURES: dict[str, tuple[str, ...]] = {
    Block.NO_NAME: ("name",),
    Block.NO_CONTACT: ("contact",),
    Block.NOT_YET_AGREED: ("agreed_on",),
    Block.NOT_YET_BORN: ("born_on",),
    Block.NO_GUARDIAN: ("guardian",),
    Block.TERM_OVER: ("ordered_until",),
    Block.NO_ORDER_PAPER: ("order_paper",),
    Block.ORDER_BY_OTHERS: ("ordered_until",),
}


class SearchForm(forms.Form):
    """What the list is narrowed by."""

    text = forms.CharField(
        label=gettext_lazy("Number or neighbourhood"), max_length=60, required=False, widget=forms.SearchInput
    )
    origin = forms.ChoiceField(
        label=gettext_lazy("Sent by"), choices=[("", ALL_MASCULINE), *Origin.choices], required=False
    )
    cluster = forms.ChoiceField(label=gettext_lazy("Cluster"), required=False)

    def __init__(self, *args: Any, who: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = clusters_reached(who, Permission.RECEIVE_REFERRALS)
        if not mine:
            del self.fields["cluster"]
            return
        rows = [("", ALL_MASCULINE), *((str(pk), name) for pk, name in mine), ("0", _("in no cluster"))]
        self.fields["cluster"].choices = rows  # type: ignore[attr-defined]

    def asked(self, show: str) -> queries.Asked:
        """Return the question; an answer that is none narrows nothing."""
        self.is_valid()
        said = self.cleaned_data
        cluster = said.get("cluster") or ""
        return queries.Asked(
            show=show,
            text=said.get("text") or "",
            origin=said.get("origin") or "",
            cluster=int(cluster) if cluster else None,
        )


@require_http_methods(["GET", "POST"])
def referrals(request: HttpRequest) -> HttpResponse:
    """List the referrals within reach; a name that was sent is looked for among the latest."""
    who = reader(request)
    receives = holds(request, Permission.RECEIVE_REFERRALS)
    show = _shown(request, receives=receives)
    form = SearchForm(request.GET, who=who)
    asked = form.asked(show)
    page = Paginator(queries.referrals(asked, seen_by=who), PER_PAGE).get_page(request.GET.get("page"))
    name = request.POST.get("name", "").strip()[:120]
    found = queries.named(name, seen_by=who) if name else None
    keys = [one.pk for one in page] + [one.pk for one in found.rows] if found else [one.pk for one in page]
    note_read(by=who, what=WHAT, keys=keys, at_address="referrals")
    counts = queries.counts(seen_by=who)
    facts = {
        "form": form,
        "asked": asked,
        "page": page,
        "rows": wording.rows_of(page, who),
        "found": found,
        "found_rows": wording.rows_of(found.rows, who) if found else [],
        "tabs": wording.tabs(show, counts=counts, receives=receives),
        "lists": wording.lists("referrals", who),
        "late": counts["late"],
        "days": ANSWER_WITHIN,
        "receives": receives,
    }
    return render(request, "web/referrals/list.html", facts)


def _shown(request: HttpRequest, *, receives: bool) -> str:
    show = request.GET.get("show", "")
    open_to = [name for name, _label in wording.TABS] if receives else [queries.MINE]
    return show if show in open_to else open_to[0]


@require_http_methods(["GET", "POST"])
def new_referral(request: HttpRequest) -> HttpResponse:
    """Write down that somebody agreed to be told of."""
    who = reader(request)
    role = Role(who.role)
    initial = {"agreed_on": timezone.localdate(), "origin": FROM.get(role, "")}
    form = ReferForm(request.POST or None, who=who, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = _("It is sent. The answer is due within {days} working days and stands here.")
        if done(
            request,
            lambda: referring.refer(**form.cleaned_data, by=who),
            said=said.format(days=ANSWER_WITHIN),
            form=form,
            cures=CURES,
        ):
            return redirect("referral", form.cleaned_data["id"])
    status = 422 if request.method == "POST" else 200
    return render(request, "web/referrals/new.html", {"form": form, "days": ANSWER_WITHIN}, status=status)


ADDRESSES = (
    Address(
        "referrals/",
        "referrals",
        referrals,
        needs=Permission.REFER_PEOPLE,
        menu=N_("Referrals"),
        stage=Stage.ACT,
        group=OF_CASES,
    ),
    Address("referrals/new/", "new_referral", new_referral, needs=Permission.REFER_PEOPLE),
)
