"""Minutes: previewed and frozen, read, signed, printed, and verified by their hash."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pazos.domain.committees import actions
from pazos.domain.committees.actions.minutes import content_of, latest, signing_facts
from pazos.domain.committees.models import Session
from pazos.domain.committees.queries import papers
from pazos.domain.committees.rules.minutes import what_blocks_signing
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import LANGUAGES, N_
from pazos.interfaces.components.routes import OF_COMMITTEES, Address, Stage
from pazos.interfaces.web.pages.committees import wording
from pazos.interfaces.web.pages.committees.doing import asked, done, sent, tell
from pazos.interfaces.web.pages.committees.forms import WhyForm
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest

    from pazos.domain.committees.queries.papers import Paper
    from pazos.interfaces.reports.committee_minutes import CommitteeMinutes


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Show what the minutes would say, and freeze them."""
    session = get_object_or_404(Session.objects.select_related("committee"), pk=number)
    before = latest(session)
    form = WhyForm(sent(request))
    if before is None:
        form.fields["why"].required = False
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["why"]
        if done(
            request,
            lambda: actions.draft_minutes(session, why=why, by=reader(request)),
            said=_("The minutes are frozen. They are in force once chair and secretary have signed."),
            form=form,
        ):
            made = latest(session)
            return redirect("minutes", made.pk if made else number)
    facts = {
        "session": session,
        "said": in_words(content_of(session)),
        "before": before,
        "form": form,
        "cancel": reverse("committee_session", args=[number]),
    }
    return asked(request, "web/committees/draft.html", facts)


def _paper(request: HttpRequest, number: int) -> Paper:
    found = papers.paper(number, seen_by=reader(request))
    if found is None:
        raise Http404
    return found


@require_GET
def shown(request: HttpRequest, number: int) -> HttpResponse:
    """Show one version of minutes, who signed it, and whether the reader may."""
    paper = _paper(request, number)
    who, minutes = reader(request), paper.minutes
    facts = signing_facts(minutes, content_hash=minutes.content_hash, by=who)
    return render(
        request,
        "web/committees/minutes.html",
        {
            "paper": paper,
            "minutes": minutes,
            "session": minutes.session,
            "said": in_words(minutes.content),
            "needed": [str(part.label) for part in paper.needed],
            "sits": bool(facts.seats),
            "blocks": [str(block.label) for block in what_blocks_signing(facts)],
            "versions": minutes.session.minutes.all(),
            "languages": LANGUAGES,
        },
    )


@require_POST
def sign(request: HttpRequest, number: int) -> HttpResponse:
    """Sign the very text that was shown."""
    paper = _paper(request, number)
    seen = request.POST.get("content_hash", "")[:64]
    tell(
        request,
        lambda: actions.sign(paper.minutes, content_hash=seen, by=reader(request)),
        said=_("Signed. The signature holds for this text alone."),
    )
    return redirect("minutes", number)


@require_GET
def pdf(request: HttpRequest, number: int, language: str) -> HttpResponse:
    """Hand the minutes out as a PDF in one language; what was said in them stays as it was said."""
    paper = _paper(request, number)
    if language not in LANGUAGES:
        raise Http404
    from pazos.interfaces.reports.committee_minutes import committee_minutes_paper
    from pazos.interfaces.reports.render import to_pdf

    with override(language):
        made = to_pdf(committee_minutes_paper(_for_paper(paper), language=language))
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="pazos-minutes-{number}-{language}.pdf"'
    return response


@require_GET
def as_json(request: HttpRequest, number: int) -> HttpResponse:
    """Hand out the very text that was hashed: its SHA-256 is that of the minutes."""
    minutes = _paper(request, number).minutes
    text = json.dumps(minutes.content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="pazos-minutes-{number}.json"'
    return response


@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """Tell anybody who holds minutes whether they are true: which offices signed them, and when."""
    given = request.GET.get("hash", "")[:200]
    facts = {"given": given, "paper": papers.verified(given) if given else None}
    return render(request, "web/committees/verify.html", facts)


def in_words(content: dict[str, Any]) -> dict[str, Any]:
    """Return minutes in the reader's words; what people said stays as it was said."""
    return {
        **content,
        "kind_words": wording.kind_words(content["kind"]) if content.get("kind") else "",
        "day": wording.long_day(content["held_on"]) if content.get("held_on") else "",
        "quorum_words": wording.quorum_words(content["quorum"]) if content.get("quorum") else "",
        "came": [
            (one["office"], one["organisation"], wording.presence_words(one), wording.part_words(one["part"]))
            for one in content.get("attendance", ())
        ],
        "decided": [wording.decision_words(one) for one in content.get("decisions", ())],
        "promised": [
            {**one, "due": wording.long_day(one["due_on"])} for one in content.get("commitments", ())
        ],
    }


def _for_paper(paper: Paper) -> CommitteeMinutes:
    from pazos.interfaces.reports.committee_minutes import CommitteeMinutes

    city = Municipality.objects.first()
    return CommitteeMinutes(
        said=in_words(paper.minutes.content),
        city=city.name if city else "",
        fingerprint=paper.minutes.content_hash,
        signatures=tuple(
            (
                one.office,
                one.organisation,
                date_format(localtime(one.at), "DATETIME_FORMAT"),
            )
            for one in paper.signatures
        ),
        in_force=paper.is_in_force,
        needed=tuple(str(part.label) for part in paper.needed),
        synthetic=bool(city and city.is_synthetic),
    )


_ONE = "committees/minutes/<int:number>"
ADDRESSES = (
    Address(
        "committees/sessions/<int:number>/draft/",
        "draft_minutes",
        draft,
        needs=Permission.RUN_COMMITTEES,
    ),
    Address(f"{_ONE}/", "minutes", shown, needs=Permission.SEE_COMMITTEES),
    Address(f"{_ONE}/sign/", "minutes_sign", sign, needs=Permission.SEE_COMMITTEES),
    Address(f"{_ONE}-<slug:language>.pdf", "minutes_paper", pdf, needs=Permission.SEE_COMMITTEES),
    Address(f"{_ONE}.json", "minutes_json", as_json, needs=Permission.SEE_COMMITTEES),
    Address(
        "committees/verify/",
        "verify_minutes",
        verify,
        needs=Permission.SEE_PUBLIC,
        menu=N_("Verify minutes"),
        stage=Stage.GOVERN,
        group=OF_COMMITTEES,
    ),
)
