"""One agreement: what each side gives and owes, what is missing before it can be signed, and each of its deeds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from pazos.domain.partners import actions, queries
from pazos.domain.partners.asking import may_say_done
from pazos.domain.partners.facts import facts_of
from pazos.domain.partners.rules import what_blocks_signing
from pazos.domain.partners.vocabulary import AgreementStanding, AgreementState, Side
from pazos.foundation.access.policy import Permission, Scope
from pazos.interfaces.components.routes import Address
from pazos.interfaces.web.pages.partners import wording
from pazos.interfaces.web.pages.partners.agreement_forms import (
    GIVES,
    AgreementForm,
    AmendForm,
    AttachForm,
    EndForm,
    SignForm,
)
from pazos.interfaces.web.pages.partners.asking import agreement_or_404, every_component
from pazos.interfaces.web.pages.partners.doing import FormPage, form_answer
from pazos.interfaces.web.pages.reader import reader

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from pazos.domain.partners.models import Agreement, Amendment
    from pazos.domain.people.models import Staff

RUNS = (AgreementStanding.TO_BEGIN, AgreementStanding.IN_FORCE, AgreementStanding.ENDS_SOON)


@require_GET
def agreement(request: HttpRequest, number: int) -> HttpResponse:
    """Show one agreement."""
    who, today = reader(request), timezone.localdate()
    one = agreement_or_404(number, who)
    (row,) = queries.rows_of([one], on=today)
    may_manage = who.scope(Permission.MANAGE_PARTNERS) is Scope.CITY
    warned = [w for w in queries.warnings(on=today, seen_by=who) if w.agreement == one.pk]
    facts: dict[str, Any] = {
        "agreement": one,
        "row": row,
        "badge": wording.BADGES[row.standing],
        "warned": wording.warned_rows(warned),
        "sides": wording.sides_table(row.sides),
        "duties": _duties(one, today),
        "amendments": [(made, changed_words(made)) for made in one.amendments.select_related("document")],
        "documents": one.documents.all(),
        "vacancies": one.vacancies.all(),
        "may_manage": may_manage,
        "may_say": not may_manage and may_say_done(who, one.partner),
        "is_draft": row.standing == AgreementStanding.DRAFT,
        "runs": row.standing in RUNS,
        "is_to_close": row.standing == AgreementStanding.TO_CLOSE,
        "missing": _missing(one, today) if may_manage else [],
    }
    return render(request, "web/partners/agreement.html", facts)


def _missing(one: Agreement, today: date) -> list[str]:
    """Return what stands in the way of signing a draft on its first day, or today where that is nearer."""
    if one.state != AgreementState.DRAFT:
        return []
    on = min(today, one.starts_on)
    blocks = what_blocks_signing(facts_of(one, on=on), signed_on=on, today=today)
    return [str(block.label) for block in blocks]


def _duties(one: Agreement, today: date) -> list[tuple[str, list[Any]]]:
    every = list(one.duties.select_related("evidence", "amendment"))
    signed = one.state == AgreementState.SIGNED
    for duty in every:
        late = (
            duty.done_on is None
            and duty.said_done_on is None
            and duty.due_on is not None
            and duty.due_on < today
        )
        duty.is_late = signed and late  # type: ignore[attr-defined]
    return [(str(side.label), [duty for duty in every if duty.side == side]) for side in Side]


def changed_words(made: Amendment) -> list[tuple[str, str, str]]:
    """Return what an amendment changed: name, before, after, as a reader writes them."""
    names = {"ends_on": _("last day"), "in_kind_method": _("how what is in kind was valued"), **GIVES}
    return [
        (str(names.get(name, name)), _as_read(name, before), _as_read(name, after))
        for name, (before, after) in made.fields.items()
    ]


def _as_read(name: str, value: str) -> str:
    if name == "ends_on":
        return str(date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT"))
    return wording.money(Decimal(value)) if name in GIVES else value


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest) -> HttpResponse:
    """Write the draft of an agreement."""
    who = reader(request)
    known = queries.partners(queries.AskedPartners(), seen_by=who)
    initial = {"partner": request.GET.get("partner"), "starts_on": timezone.localdate()}
    form = AgreementForm(request.POST or None, partners=known, components=every_component(), initial=initial)
    made: list[Agreement] = []
    return form_answer(
        request,
        form,
        deed=lambda: made.append(actions.draft_agreement(**form.cleaned_data, by=who)),
        said=_("The draft is kept. Write the duties of both sides next."),
        to=lambda: reverse("agreement", args=[made[0].pk]),
        page=FormPage(
            heading=_("Draft an agreement"),
            button=_("Keep the draft"),
            up=reverse("agreements"),
            up_text=_("Agreements with partners"),
        ),
    )


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change a draft."""
    who = reader(request)
    one = agreement_or_404(number, who)
    names = ("number", "title", "purpose", "component", "programme", "starts_on", "ends_on", "currency")
    initial = {name: getattr(one, name) for name in (*names, *GIVES, "in_kind_method")}
    form = AgreementForm(request.POST or None, partners=None, components=every_component(), initial=initial)
    return form_answer(
        request,
        form,
        deed=lambda: actions.change_agreement(one, **form.cleaned_data, by=who),
        said=_("The change is kept."),
        to=lambda: reverse("agreement", args=[one.pk]),
        page=of_agreement(one, heading=_("Change the draft"), button=_("Keep the change")),
    )


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, number: int) -> HttpResponse:
    """Write down that both sides signed."""
    who = reader(request)
    one = agreement_or_404(number, who)
    initial = {"on": min(timezone.localdate(), one.starts_on), "evidence": one.documents.all()}
    form = SignForm(request.POST or None, request.FILES or None, seen_by=who, initial=initial)
    return form_answer(
        request,
        form,
        deed=lambda: actions.sign_agreement(
            one, on=form.cleaned_data["on"], documents=_gathered(form, one, who), by=who
        ),
        said=_("The agreement is signed. From now on it changes only by an amendment."),
        to=lambda: reverse("agreement", args=[one.pk]),
        page=of_agreement(
            one,
            heading=_("Sign the agreement"),
            button=_("It was signed"),
            lead=_(
                "Both sides signed it on paper or by a digital signature. Here stands the day, and the text."
            ),
        ),
    )


def _gathered(form: SignForm | AmendForm | AttachForm, one: Agreement, who: Staff) -> list[Any]:
    """Return the papers chosen or added; a new one belongs to the partner, whose people may open it."""
    return form.gathered(organisation=one.partner.organisation, by=who)


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, number: int) -> HttpResponse:
    """Write an amendment of a signed agreement down."""
    who = reader(request)
    one = agreement_or_404(number, who)
    initial = {"signed_on": timezone.localdate()}
    form = AmendForm(request.POST or None, request.FILES or None, seen_by=who, agreement=one, initial=initial)

    def keep() -> None:
        said = form.cleaned_data
        papers = _gathered(form, one, who)
        actions.amend_agreement(
            one,
            signed_on=said["signed_on"],
            reasons=said["reasons"],
            duties=form.duties(),
            document=papers[-1] if papers else None,
            **form.values(),
            by=who,
        )

    return form_answer(
        request,
        form,
        deed=keep,
        said=_("The amendment is kept, with what stood before."),
        to=lambda: reverse("agreement", args=[one.pk]),
        page=of_agreement(
            one,
            heading=_("Amend the agreement"),
            button=_("Keep the amendment"),
            lead=_(
                "Change what both sides changed: a later last day, more value, a new duty. Leave the rest."
            ),
        ),
    )


@require_http_methods(["GET", "POST"])
def attach(request: HttpRequest, number: int) -> HttpResponse:
    """Put papers beside an agreement."""
    who = reader(request)
    one = agreement_or_404(number, who)
    form = AttachForm(request.POST or None, request.FILES or None, seen_by=who)
    return form_answer(
        request,
        form,
        deed=lambda: actions.attach(one, _gathered(form, one, who), by=who),
        said=_("The document is kept."),
        to=lambda: reverse("agreement", args=[one.pk]),
        page=of_agreement(one, heading=_("Add a document"), button=_("Add it")),
    )


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close an agreement whose last day has passed."""
    return _ended(request, number, early=False)


@require_http_methods(["GET", "POST"])
def end_early(request: HttpRequest, number: int) -> HttpResponse:
    """End an agreement before its last day."""
    return _ended(request, number, early=True)


def _ended(request: HttpRequest, number: int, *, early: bool) -> HttpResponse:
    who = reader(request)
    one = agreement_or_404(number, who)
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    deed = actions.end_early if early else actions.end_agreement
    return form_answer(
        request,
        form,
        deed=lambda: deed(one, **form.cleaned_data, by=who),
        said=_("The agreement has ended."),
        to=lambda: reverse("agreement", args=[one.pk]),
        page=of_agreement(
            one,
            heading=_("End the agreement early") if early else _("Close the agreement"),
            button=_("End it early") if early else _("Close it"),
        ),
    )


def of_agreement(one: Agreement, *, heading: str, button: str, lead: str = "") -> FormPage:
    """Return the page of a form under an agreement."""
    return FormPage(
        heading=heading,
        button=button,
        lead=lead,
        up=reverse("agreements"),
        up_text=_("Agreements with partners"),
        more=reverse("agreement", args=[one.pk]),
        more_text=one.number,
    )


SEE, MANAGE = Permission.SEE_PARTNERS, Permission.MANAGE_PARTNERS
ADDRESSES = (
    Address("agreements/new/", "agreement_draft", draft, needs=MANAGE),
    Address("agreements/<int:number>/", "agreement", agreement, needs=SEE),
    Address("agreements/<int:number>/change/", "agreement_change", change, needs=MANAGE),
    Address("agreements/<int:number>/sign/", "agreement_sign", sign, needs=MANAGE),
    Address("agreements/<int:number>/amend/", "agreement_amend", amend, needs=MANAGE),
    Address("agreements/<int:number>/documents/", "agreement_attach", attach, needs=MANAGE),
    Address("agreements/<int:number>/close/", "agreement_close", close, needs=MANAGE),
    Address("agreements/<int:number>/end-early/", "agreement_end_early", end_early, needs=MANAGE),
)
