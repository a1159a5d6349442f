"""One activity: what it is, how many came, what proves it, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from pazos.domain.activities import actions, rules
from pazos.domain.activities.standing import standing_of
from pazos.domain.activities.vocabulary import State
from pazos.domain.documents import queries as documents
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address, address_named
from pazos.interfaces.web.pages.activities import wording
from pazos.interfaces.web.pages.activities.asking import activity_or_404, keeps, runs
from pazos.interfaces.web.pages.activities.counted import crossed_table
from pazos.interfaces.web.pages.activities.doing import done
from pazos.interfaces.web.pages.evidence import DocumentForm
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.activities.models import Activity
    from pazos.domain.people.models import Staff


class CancelForm(forms.Form):
    """Why an activity will not be."""

    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy(
            "In a few words, without names: it rained, no transport, the venue was closed."
        ),
    )


@require_GET
def activity(request: HttpRequest, number: int) -> HttpResponse:
    """Show one activity."""
    return _shown(request, activity_or_404(number, reader(request)), {})


def _shown(
    request: HttpRequest, one: Activity, changed: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    from pazos.analysis.reach.of_activity import figures_of

    who, today = reader(request), timezone.localdate()
    may_run = runs(one, who)
    badge, state = wording.badge(one, on=today)
    found = figures_of(one, seen_by=who)
    facts = {
        "activity": one,
        "badge": badge,
        "state": state,
        "people": found.people,
        "named": crossed_table(found.named) if found.people else None,
        "heads": crossed_table(found.reported) if found.heads else None,
        "said": found.heads is None or found.heads > 0,
        "told": found,
        "documents": [row for row in one.evidence.all() if documents.document(row.pk, seen_by=who)],
        "may_run": may_run and one.state != State.CANCELLED,
        "may_keep": keeps(one, who) and one.state != State.CANCELLED,
        "may_history": address_named("history") is not None,
        "has_begun": one.starts_on <= today,
        "deeds": _deeds(one, today) if may_run else {},
        "cancel_form": CancelForm(),
        "paper_form": DocumentForm(),
        **changed,
    }
    return render(request, "web/activities/show.html", facts, status=status)


def _deeds(one: Activity, today: Any) -> dict[str, bool]:
    """Return which deeds nothing stands in the way of."""
    stands = standing_of(one)
    return {
        "done": one.state == State.PLANNED and not rules.what_blocks_done(stands, on=today),
        "cancel": one.state == State.PLANNED and not rules.what_blocks_cancelling(stands, why="."),
        "again": one.state != State.PLANNED and not rules.what_blocks_planning_again(stands),
    }


@require_POST
def deed(request: HttpRequest, number: int, deed: str) -> HttpResponse:
    """Say that it was done, that it will not be, or take that back."""
    who = reader(request)
    one = activity_or_404(number, who)
    if deed == "cancel":
        return _cancel(request, one, who)
    deeds = {
        "done": (lambda: actions.done(one, by=who), _("It was done. Now say who or how many came.")),
        "again": (lambda: actions.plan_again(one, by=who), _("It is planned again.")),
    }
    if deed not in deeds:
        raise Http404
    what, said = deeds[deed]
    done(request, what, said=said)
    return redirect("activity", one.pk)


def _cancel(request: HttpRequest, one: Activity, who: Staff) -> HttpResponse:
    form = CancelForm(request.POST)
    if form.is_valid() and done(
        request,
        lambda: actions.cancel(one, why=form.cleaned_data["why"], by=who),
        said=_("It is cancelled."),
        form=form,
    ):
        return redirect("activity", one.pk)
    return _shown(request, one, {"cancel_form": form}, status=422)


@require_POST
def evidence(request: HttpRequest, number: int) -> HttpResponse:
    """Add a document that proves it."""
    who = reader(request)
    one = activity_or_404(number, who)
    form = DocumentForm(request.POST, request.FILES)
    if form.is_valid() and done(
        request, lambda: _add(one, form, who), said=_("The document is added."), form=form
    ):
        return redirect("activity", one.pk)
    return _shown(request, one, {"paper_form": form}, status=422)


def _add(one: Activity, form: DocumentForm, who: Staff) -> None:
    from django.db import transaction

    with transaction.atomic():
        kept = form.keep(organisation=who.organisation, by=who)
        actions.add_evidence(one, documents=[kept], by=who)


ADDRESSES = (
    Address("activities/<int:number>/", "activity", activity, needs=Permission.SEE_STRATEGY),
    Address(
        "activities/<int:number>/evidence/", "activity_evidence", evidence, needs=Permission.RUN_ACTIVITIES
    ),
    Address(
        "activities/<int:number>/do/<slug:deed>/", "activity_deed", deed, needs=Permission.RUN_ACTIVITIES
    ),
)
