"""Partners, agreements, duties and vacancies as spreadsheets.

A file never signs, ends or amends an agreement and never says a duty done: each of these needs its
papers and is done on its page. Those columns are told and must be left as they stand. People to call
at a partner are in no file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pazos.analysis.books.sheet import Column, Kind, Sheet
from pazos.domain.money import HOME
from pazos.domain.partners import actions, queries
from pazos.domain.partners.actions.agreements import AMOUNTS
from pazos.domain.partners.asking import currency as currency_code
from pazos.domain.partners.models import Agreement, Duty, Partner, Vacancy
from pazos.domain.partners.vocabulary import AgreementState, Side, Track
from pazos.domain.partners.vocabulary import Kind as PartnerKind
from pazos.domain.strategy.models import Component, Programme
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pazos.domain.people.models import Staff

CODE_SAYS = _("Its code, one of the strategy's.")
ON_ITS_PAGE = _("Told only; it is done on the page of the agreement.")


def _components() -> Iterable[tuple[str, str]]:
    rows = Component.objects.order_by("strategy__starts_on", "-position").values_list("code", "name")
    return list(dict(rows).items())[::-1]  # a later strategy's name of the same code counts


def _component(code: str, field: str = "component") -> Component:
    found = Component.objects.filter(code=code).order_by("-strategy__starts_on").first()
    if found is None:
        raise InputProblem(N_("There is no component {code}."), code=code, field=field)
    return found


def _programme(code: str | None) -> Programme | None:
    found = Programme.objects.filter(code=code).first() if code else None
    if code and found is None:
        raise InputProblem(N_("There is no programme {code}."), code=code, field="programme")
    return found


def _partner(name: str, by: Staff) -> Partner:
    seen = queries.partners(queries.AskedPartners(), seen_by=by)
    found = seen.filter(organisation__name__iexact=name.strip()).first()
    if found is None:
        raise InputProblem(N_("There is no partner {name}."), name=name, field="partner")
    return found


def _agreement(number: str, by: Staff) -> Agreement:
    seen = queries.agreements(queries.Asked(), on=timezone.localdate(), seen_by=by)
    found = seen.filter(number=number.strip()).first()
    if found is None:
        raise InputProblem(N_("There is no agreement {number}."), number=number, field="agreement")
    return found


# Partners -----------------------------------------------------------------------------------------


def partners(staff: Staff) -> Iterator[Mapping[str, object]]:
    """Return the partners that a person sees."""
    for one in queries.partners(queries.AskedPartners(), seen_by=staff):
        yield {
            "name": str(one),
            "kind": one.kind,
            "track": one.track,
            "components": " ".join(component.code for component in one.components.all()) or None,
            "identifier": one.identifier or None,
            "iati_identifier": one.iati_identifier or None,
            "website": one.website or None,
            "since_on": one.since_on,
            "words": one.words or None,
        }


def take_partner(row: Mapping[str, Any], by: Staff) -> None:
    """Register one partner, or change what is known of it where its name is known."""
    codes = (row.get("components") or "").replace(",", " ").split()
    said: dict[str, Any] = {
        "kind": row["kind"],
        "track": row["track"],
        "components": [_component(code, "components") for code in codes],
        "since_on": row.get("since_on"),
        **{name: row.get(name) or "" for name in ("identifier", "iati_identifier", "website", "words")},
    }
    known = Partner.objects.filter(organisation__name__iexact=row["name"].strip()).first()
    if known is None:
        actions.register_partner(name=row["name"], **said, by=by)
    else:
        actions.change_partner(known, **said, by=by)


# Agreements ---------------------------------------------------------------------------------------


def agreements(staff: Staff) -> Iterator[Mapping[str, object]]:
    """Return the agreements that a person sees, those that were drafted first at the top."""
    for one in queries.agreements(queries.Asked(), on=timezone.localdate(), seen_by=staff).order_by("pk"):
        yield {
            "number": one.number,
            "partner": str(one.partner),
            "title": one.title,
            "purpose": one.purpose or None,
            "component": one.component.code,
            "programme": one.programme.code if one.programme else None,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "currency": one.currency,
            **{name: getattr(one, name) for name in AMOUNTS},
            "in_kind_method": one.in_kind_method or None,
            "state": one.state,
            "signed_on": one.signed_on,
        }


def take_agreement(row: Mapping[str, Any], by: Staff) -> None:
    """Draft one agreement, or change the draft of that number; what is signed must be told as it stands."""
    known = Agreement.objects.filter(number=row["number"].strip()).first()
    _refuse_deeds(known, row)
    said: dict[str, Any] = {
        "title": row["title"].strip(),
        "purpose": (row.get("purpose") or "").strip(),
        "component": _component(row["component"]),
        "programme": _programme(row.get("programme")),
        "starts_on": row["starts_on"],
        "ends_on": row["ends_on"],
        "currency": currency_code(row.get("currency") or HOME),
        "in_kind_method": (row.get("in_kind_method") or "").strip(),
        **{name: row.get(name) or 0 for name in AMOUNTS},
    }
    partner = _partner(row["partner"], by)
    if known is None:
        actions.draft_agreement(partner=partner, number=row["number"], **said, by=by)
        return
    if known.partner_id != partner.pk:
        raise InputProblem(N_("That agreement is with another partner."), field="partner")
    changed = {name: value for name, value in said.items() if value != getattr(known, name)}
    if changed:
        actions.change_agreement(known, **changed, by=by)


def _refuse_deeds(known: Agreement | None, row: Mapping[str, Any]) -> None:
    state = row.get("state") or (known.state if known else AgreementState.DRAFT)
    stands = known.state if known else AgreementState.DRAFT
    if state != stands:
        raise InputProblem(
            N_("An agreement is signed and ended on its page, with its papers."), field="state"
        )
    signed_on = row.get("signed_on")
    if signed_on is not None and signed_on != (known.signed_on if known else None):
        raise InputProblem(
            N_("An agreement is signed and ended on its page, with its papers."), field="signed_on"
        )


# Duties -------------------------------------------------------------------------------------------


def duties(staff: Staff) -> Iterator[Mapping[str, object]]:
    """Return the duties of the agreements that a person sees."""
    seen = queries.agreements(queries.Asked(), on=timezone.localdate(), seen_by=staff)
    rows = Duty.objects.filter(agreement__in=seen).select_related("agreement")
    for one in rows.order_by("agreement", "pk"):
        yield {
            "agreement": one.agreement.number,
            "side": one.side,
            "text": one.text,
            "due_on": one.due_on,
            "done_on": one.done_on,
        }


def take_duty(row: Mapping[str, Any], by: Staff) -> None:
    """Write one duty into a draft, or move its day; known again by its agreement, side and words."""
    agreement, text = _agreement(row["agreement"], by), row["text"].strip()
    known = agreement.duties.filter(side=row["side"], text=text).first()
    done_on = row.get("done_on")
    if done_on is not None and done_on != (known.done_on if known else None):
        raise InputProblem(
            N_("A duty is said to be done on the page of its agreement, with what proves it."),
            field="done_on",
        )
    if known is None:
        actions.add_duty(agreement, side=row["side"], text=text, due_on=row.get("due_on"), by=by)
    elif known.due_on != row.get("due_on"):
        actions.change_duty(known, side=row["side"], text=text, due_on=row.get("due_on"), by=by)


# Vacancies ----------------------------------------------------------------------------------------


def vacancies(staff: Staff) -> Iterator[Mapping[str, object]]:
    """Return the vacancies that a person sees."""
    seen = queries.vacancies(queries.AskedVacancies(), on=timezone.localdate(), seen_by=staff)
    for one in seen.order_by("pk"):
        yield {
            "partner": str(one.partner),
            "title": one.title,
            "offered_on": one.offered_on,
            "terms": one.terms,
            "places": one.places,
            "filled": one.filled,
            "monthly_pay": one.monthly_pay,
            "neighbourhood": one.neighbourhood.code if one.neighbourhood else None,
            "agreement": one.agreement.number if one.agreement else None,
            "open_until_on": one.open_until_on,
        }


def take_vacancy(row: Mapping[str, Any], by: Staff) -> None:
    """Offer one vacancy, change it, or fill places; known again by its partner, job and day of offering."""
    partner = _partner(row["partner"], by)
    place = Neighbourhood.objects.filter(code=row.get("neighbourhood") or "").first()
    if row.get("neighbourhood") and place is None:
        raise InputProblem(
            N_("There is no neighbourhood {code}."), code=row["neighbourhood"], field="neighbourhood"
        )
    said: dict[str, Any] = {
        "terms": row["terms"].strip(),
        "places": row["places"],
        "monthly_pay": row.get("monthly_pay"),
        "neighbourhood": place,
        "agreement": _agreement(row["agreement"], by) if row.get("agreement") else None,
        "open_until_on": row["open_until_on"],
    }
    title = row["title"].strip()
    known = Vacancy.objects.filter(partner=partner, title=title, offered_on=row["offered_on"]).first()
    if known is None:
        known = actions.offer_vacancy(
            partner=partner, title=title, offered_on=row["offered_on"], **said, by=by
        )
    elif changed := {name: value for name, value in said.items() if value != getattr(known, name)}:
        actions.change_vacancy(known, **changed, by=by)
    _fill(known, row.get("filled"), by)


def _fill(known: Vacancy, filled: int | None, by: Staff) -> None:
    if filled is None or filled == known.filled:
        return
    if filled < known.filled:
        raise InputProblem(
            N_("{n} places are filled already; a wrong number is taken back in the history of the vacancy."),
            n=known.filled,
            field="filled",
        )
    actions.fill_vacancy(known, people=filled - known.filled, by=by)


SEES, MANAGES = Permission.SEE_PARTNERS, Permission.MANAGE_PARTNERS
_AMOUNT_LABELS = {
    "city_money": _("The city gives in money"),
    "city_in_kind": _("The city gives in kind"),
    "partner_money": _("The partner gives in money"),
    "partner_in_kind": _("The partner gives in kind"),
}
SHEETS = (
    Sheet(
        "partners",
        _("Partners"),
        (
            Column("name", _("Name"), is_required=True, example="Fundación Guadual"),
            Column("kind", _("Kind"), Kind.CHOICE, is_required=True, choices=lambda: PartnerKind.choices),
            Column("track", _("Track"), Kind.CHOICE, is_required=True, choices=lambda: Track.choices),
            Column(
                "components", _("Components"), says=_("Codes, with a space between."), example="prevencion"
            ),
            Column("identifier", _("Tax number or registry code"), example="900123456-7"),
            Column("iati_identifier", _("IATI identifier")),
            Column("website", _("Web page")),
            Column("since_on", _("Partner since"), Kind.DATE, example="2021-03-01"),
            Column("words", _("About it"), Kind.LONG, says=_("It names no person.")),
        ),
        SEES,
        MANAGES,
        partners,
        take_partner,
    ),
    Sheet(
        "agreements",
        _("Agreements with partners"),
        (
            Column(
                "number", _("Number"), is_required=True, example="CV-2023-014", says=_("Known again by it.")
            ),
            Column("partner", _("Partner"), is_required=True, example="Fundación Guadual"),
            Column("title", _("Title"), is_required=True, example="Escuela de tambores"),
            Column("purpose", _("Purpose"), Kind.LONG),
            Column("component", _("Component"), Kind.CHOICE, is_required=True, choices=_components),
            Column("programme", _("Programme"), says=CODE_SAYS),
            Column("starts_on", _("First day"), Kind.DATE, is_required=True, example="2023-02-01"),
            Column("ends_on", _("Last day"), Kind.DATE, is_required=True, example="2023-12-15"),
            Column(
                "currency", _("Currency"), says=_("Three letters; pesos where it is empty."), example="COP"
            ),
            *(Column(name, label, Kind.AMOUNT, example="0") for name, label in _AMOUNT_LABELS.items()),
            Column("in_kind_method", _("How what is in kind was valued"), Kind.LONG),
            Column(
                "state", _("State"), Kind.CHOICE, choices=lambda: AgreementState.choices, says=ON_ITS_PAGE
            ),
            Column("signed_on", _("Signed on"), Kind.DATE, says=ON_ITS_PAGE),
        ),
        SEES,
        MANAGES,
        agreements,
        take_agreement,
    ),
    Sheet(
        "agreement_duties",
        _("Duties of agreements"),
        (
            Column(
                "agreement",
                pgettext_lazy("with a partner", "Agreement"),
                is_required=True,
                says=_("Its number."),
                example="CV-2023-014",
            ),
            Column("side", _("Whose duty"), Kind.CHOICE, is_required=True, choices=lambda: Side.choices),
            Column("text", _("What it owes"), is_required=True, example="Informe trimestral"),
            Column("due_on", _("Due on"), Kind.DATE, example="2023-06-30"),
            Column("done_on", _("Done on"), Kind.DATE, says=ON_ITS_PAGE),
        ),
        SEES,
        MANAGES,
        duties,
        take_duty,
    ),
    Sheet(
        "vacancies",
        _("Vacancies"),
        (
            Column("partner", _("Partner"), is_required=True, example="Ingenio El Samán"),
            Column("title", _("Job"), is_required=True, example="Auxiliar de vivero"),
            Column("offered_on", _("Offered on"), Kind.DATE, is_required=True, example="2023-05-02"),
            Column(
                "terms", _("Terms"), Kind.LONG, is_required=True, example="Tiempo completo, contrato fijo"
            ),
            Column("places", _("Places"), Kind.WHOLE, is_required=True, example="4"),
            Column("filled", _("Filled"), Kind.WHOLE, says=_("How many began; who they are stands nowhere.")),
            Column("monthly_pay", _("Pay a month"), Kind.AMOUNT, example="1423500"),
            Column("neighbourhood", _("Neighbourhood of the job"), says=_("Its code.")),
            Column("agreement", _("Under the agreement"), says=_("Its number.")),
            Column("open_until_on", _("Open until"), Kind.DATE, is_required=True, example="2023-06-30"),
        ),
        SEES,
        Permission.OFFER_VACANCIES,
        vacancies,
        take_vacancy,
    ),
)
