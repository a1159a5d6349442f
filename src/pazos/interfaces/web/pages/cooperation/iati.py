"""IATI on the page: the strategy's file to take away, and a partner's file brought in.

What a partner's file would change is shown before anything is kept, by doing it and giving it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.analysis.ingest.keeping import open_kept, place_of
from pazos.analysis.opendata.iati import codes
from pazos.analysis.opendata.iati.reading import MOST_BYTES, ReadFile, read_file
from pazos.analysis.opendata.iati.taking import Outcome, Taken, take
from pazos.analysis.opendata.iati.writing import activity_file, contributions
from pazos.domain.cooperation.queries.resources import partners
from pazos.domain.cooperation.vocabulary import ORDER
from pazos.domain.money import HOME
from pazos.domain.partners.models import Partner
from pazos.domain.strategy.models import Component, Strategy
from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.cooperation import wording
from pazos.interfaces.web.pages.intake import keep_upload, refusal
from pazos.interfaces.web.pages.reader import holds, reader
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import QuerySet
    from django.http import HttpRequest

    from pazos.domain.people.models import Staff

SALT, HOLDS_SECONDS = "cooperation.iati", 3_600
SHOWN = 100


class PartnerFileForm(forms.Form):
    """A partner's file, whose it is, and what it is for."""

    partner = forms.ModelChoiceField(label=gettext_lazy("Partner"), queryset=Partner.objects.none())
    component = forms.ModelChoiceField(
        label=gettext_lazy("Component"),
        help_text=gettext_lazy("What the contributions serve. Change it in each of them afterwards."),
        queryset=Component.objects.order_by("-strategy__starts_on", "position"),
    )
    file = forms.FileField(
        label=gettext_lazy("The partner's file of IATI activities (XML)"),
        help_text=gettext_lazy("Version 2, at most 10 MB. You see what would be taken before anything is."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,text/xml,application/xml"}),
    )

    def __init__(self, *args: Any, partners: QuerySet[Partner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile[Any]:
        """A file of a size that is read."""
        given: UploadedFile[Any] = self.cleaned_data["file"]
        if (given.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB."))
        return given


@dataclass(frozen=True)
class _Asked:
    """What is to be taken: a kept file, for whom, for what."""

    file: str  # its hash
    partner: Partner
    component: Component

    def token(self) -> str:
        """Return it as something a form can carry and nobody can change."""
        said = {"file": self.file, "partner": self.partner.pk, "component": self.component.pk}
        return signing.dumps(said, salt=SALT)

    def read(self) -> ReadFile:
        """Return what the file says."""
        with open_kept(place_of(self.file)) as kept:
            return read_file(kept.read(MOST_BYTES + 1))


@require_GET
def iati(request: HttpRequest) -> HttpResponse:
    """Show the files there are to take away, and who tells them."""
    who = reader(request)
    rows = [(strategy, len(contributions(strategy, seen_by=who))) for strategy in Strategy.objects.all()[:20]]
    identifier = codes.reporting_organisation()
    facts = {
        "rows": rows,
        "identifier": identifier,
        "is_placeholder": identifier == codes.PLACEHOLDER,
        "tabs": wording.tabs("iati"),
        "may_keep": holds(request, Permission.KEEP_COOPERATION),
    }
    return render(request, "web/cooperation/iati.html", facts)


def _told(strategy: Strategy, who: Staff) -> int:
    """Return how many contributions stand in a strategy's file."""
    return contributions(strategy, seen_by=who).count()


@require_GET
def file(request: HttpRequest, number: int) -> HttpResponse:
    """Hand the IATI file of a strategy out."""
    strategy = get_object_or_404(Strategy, pk=number)
    content = activity_file(strategy, seen_by=reader(request), at=timezone.now())
    response = HttpResponse(content, content_type="application/xml")
    response["Content-Disposition"] = f'attachment; filename="pazos-iati-{number}.xml"'
    return response


@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Ask for a partner's file, and show what would be taken of it."""
    who = reader(request)
    form = PartnerFileForm(request.POST or None, request.FILES or None, partners=partners(seen_by=who))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            asked = _Asked(keep_upload(said["file"]).sha256, said["partner"], said["component"])
            return _preview(request, asked)
        except InputProblem as problem:
            form.add_error("file", refusal(problem))
    status = 422 if request.method == "POST" else 200
    return render(request, "web/cooperation/iati_in.html", {"form": form}, status=status)


def _preview(request: HttpRequest, asked: _Asked) -> HttpResponse:
    read = asked.read()
    outcome = take(
        read.activities,
        partner=asked.partner,
        component=asked.component,
        by=reader(request),
        is_rehearsal=True,
    )
    facts = {
        "asked": asked,
        "token": asked.token(),
        "version": read.version,
        "rows": [_row(one) for one in outcome.taken[:SHOWN]],
        "left": max(len(outcome.taken) - SHOWN, 0),
        "outcome": outcome,
        "wrong": [refusal(problem) for problem in read.wrong[:SHOWN]],
        "strangers": _strangers(read, asked.partner),
    }
    return render(request, "web/cooperation/iati_preview.html", facts)


def _strangers(read: ReadFile, partner: Partner) -> list[str]:
    """Return who reports in the file where that is not the partner's own identifier."""
    told = {one.reporter for one in read.activities if one.reporter}
    return sorted(told - {partner.iati_identifier})[:5]


def _row(one: Taken) -> dict[str, Any]:
    sums = [
        (stage.label, [row.amount for row in one.moved if row.stage is stage and row.amount is not None])
        for stage in ORDER
    ]
    return {
        "title": one.activity.title,
        "identifier": one.activity.identifier,
        "is_new": one.is_new,
        "currency": one.currency,
        "known": one.known,
        "moved": [
            (label, len(amounts), wording.amount(sum(amounts, amounts[0] * 0), one.currency or HOME))
            for label, amounts in sums
            if amounts
        ],
        "refused": [
            {
                "on": row.transaction.on,
                "stage": row.transaction.stage.label if row.transaction.stage else row.transaction.kind,
                "amount": wording.amount(row.transaction.amount, row.transaction.currency)
                if row.transaction.amount is not None
                else "",
                "why": refusal(row.problem),
            }
            for row in one.refused[:SHOWN]
        ],
        "problem": refusal(one.problem) if one.problem else "",
        "may_take": bool(one.moved or one.is_new),
    }


@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    """Take the activities that were ticked."""
    try:
        said = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=HOLDS_SECONDS)
    except signing.BadSignature:  # one that is too old as well
        messages.error(request, _("That was more than an hour ago. Bring the file in again."))
        return redirect("iati_in")
    partner = partners(seen_by=reader(request)).filter(pk=said["partner"]).first()
    if partner is None:
        raise Http404
    asked = _Asked(said["file"], partner, get_object_or_404(Component, pk=said["component"]))
    outcome = take(
        asked.read().activities,
        partner=asked.partner,
        component=asked.component,
        by=reader(request),
        only=request.POST.getlist("only"),
    )
    _say(request, outcome)
    return redirect(f"{reverse('resources')}?partner={partner.pk}")


def _say(request: HttpRequest, outcome: Outcome) -> None:
    messages.success(
        request,
        _("Taken: {resources} new contributions, {movements} movements. Left out: {refused}.").format(
            resources=outcome.resources, movements=outcome.movements, refused=outcome.refused
        ),
    )


SEES, KEEPS = Permission.SEE_COOPERATION, Permission.KEEP_COOPERATION
ADDRESSES = (
    Address("cooperation/iati/", "iati", iati, needs=SEES),
    Address("cooperation/iati/<int:number>/activities.xml", "iati_file", file, needs=SEES),
    Address("cooperation/iati/in/", "iati_in", bring_in, needs=KEEPS),
    Address("cooperation/iati/take/", "iati_take", take_in, needs=KEEPS),
)
