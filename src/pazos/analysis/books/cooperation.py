"""Cooperation as spreadsheets: contributions, their movements, exchange rates, announcements.

Movements have no code of their own. One is known again by its contribution, stage, day and amount, and
by `number` where several are alike; rows go out in the order in which they were written, which is an
order in which they can be written again.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from pazos.analysis.books.sheet import Column, Kind, Sheet
from pazos.domain.cooperation import actions
from pazos.domain.cooperation.models import Announcement, Resource, ResourceMovement
from pazos.domain.cooperation.queries import resources as queries
from pazos.domain.cooperation.queries.rates import rates
from pazos.domain.cooperation.queries.years import announcements
from pazos.domain.cooperation.vocabulary import Form, Stage, Valuation
from pazos.domain.money import HOME
from pazos.domain.partners.models import Agreement, Partner
from pazos.domain.strategy.models import Component, Programme
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pazos.domain.people.models import Staff

CURRENCY = Column("currency", _("Currency"), says=_("Three letters; pesos where it is empty."), example="USD")


def _partners() -> Iterable[tuple[str, str]]:
    names = Partner.objects.values_list("organisation__name", flat=True)
    return [(name, name) for name in names]


def _components() -> Iterable[tuple[str, str]]:
    rows = Component.objects.order_by("strategy__starts_on", "-position").values_list("code", "name")
    return list(dict(rows).items())[::-1]  # a later strategy's name of the same code counts


def _partner(name: str | None) -> Partner | None:
    if name is None:
        return None
    found = Partner.objects.filter(organisation__name=name).first()
    if found is None:
        raise InputProblem(N_("There is no partner {name}."), name=name, field="partner")
    return found


def _needed(name: str | None) -> Partner:
    found = _partner(name)
    if found is None:
        raise InputProblem(N_("Say which partner."), field="partner")
    return found


def _component(code: str) -> Component:
    found = Component.objects.filter(code=code).order_by("-strategy__starts_on").first()
    if found is None:
        raise InputProblem(N_("There is no component {code}."), code=code, field="component")
    return found


def _programme(code: str | None) -> Programme | None:
    if code is None:
        return None
    found = Programme.objects.filter(code=code).first()
    if found is None:
        raise InputProblem(N_("There is no programme {code}."), code=code, field="programme")
    return found


def _agreement(number: str | None) -> Agreement | None:
    if number is None:
        return None
    found = Agreement.objects.filter(number=number).first()
    if found is None:
        raise InputProblem(N_("There is no agreement {number}."), number=number, field="agreement")
    return found


def _contribution(code: str, by: Staff) -> Resource:
    found = queries.resource(code, seen_by=by)
    if found is None:
        raise InputProblem(N_("There is no contribution {code}."), code=code, field="contribution")
    return found


# Contributions ------------------------------------------------------------------------------------


def contributions(staff: Staff) -> Iterator[Mapping[str, object]]:
    """Return the contributions that a person sees."""
    seen = queries.visible(seen_by=staff).order_by("code")
    for one in seen.select_related("partner__organisation", "component", "programme", "agreement"):
        yield {
            "code": one.code,
            "partner": one.partner.organisation.name,
            "component": one.component.code,
            "programme": one.programme.code if one.programme else None,
            "agreement": one.agreement.number if one.agreement else None,
            "title": one.title,
            "form": one.form,
            "valuation": one.valuation or None,
            "valuation_words": one.valuation_words or None,
            "currency": one.currency,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "purpose_code": one.purpose_code,
            "words": one.words or None,
        }


def take_contribution(row: Mapping[str, Any], by: Staff) -> None:
    """Write one contribution down, or describe it anew where its code is known."""
    said: dict[str, Any] = {
        "partner": _needed(row["partner"]),
        "component": _component(row["component"]),
        "programme": _programme(row.get("programme")),
        "agreement": _agreement(row.get("agreement")),
        "title": row["title"],
        "form": row["form"],
        "valuation": row.get("valuation") or "",
        "valuation_words": row.get("valuation_words") or "",
        "currency": row.get("currency") or HOME,
        "starts_on": row["starts_on"],
        "ends_on": row.get("ends_on"),
        "purpose_code": row.get("purpose_code") or "15220",
        "words": row.get("words") or "",
    }
    known = Resource.objects.filter(code=row["code"]).first()
    if known is None:
        actions.add_resource(code=row["code"], **said, by=by)
    else:
        actions.change_resource(known, **said, by=by)


# Movements ----------------------------------------------------------------------------------------


def movements(staff: Staff) -> Iterator[Mapping[str, object]]:
    """Return the movements of the contributions that a person sees, in the order they were written."""
    alike: Counter[tuple[object, ...]] = Counter()
    rows = ResourceMovement.objects.filter(resource__in=queries.visible(seen_by=staff)).order_by("pk")
    for one in rows.select_related("resource", "takes_back"):
        of_day = one.takes_back.on if one.takes_back else None
        alike[key := (one.resource_id, one.stage, one.on, one.amount, of_day)] += 1
        yield {
            "contribution": one.resource.code,
            "stage": one.stage,
            "on": one.on,
            "amount": one.amount,
            "takes_back_of": of_day,
            "number": alike[key],
            "note": one.note or None,
        }


def take_movement(row: Mapping[str, Any], by: Staff) -> None:
    """Write one movement down, or take one back; nothing where it stands already."""
    of, back = _contribution(row["contribution"], by), row.get("takes_back_of")
    alike = of.movements.filter(stage=row["stage"], on=row["on"], amount=row["amount"])
    alike = alike.filter(takes_back__isnull=True) if back is None else alike.filter(takes_back__on=back)
    standing, number = alike.count(), row.get("number") or 1
    if standing >= number:
        return
    if number != standing + 1:
        raise InputProblem(
            N_("Number {number} is written after number {before}, which does not stand yet."),
            number=number,
            before=number - 1,
            field="number",
        )
    if back is None:
        said = {"stage": row["stage"], "amount": row["amount"], "on": row["on"]}
        actions.move(of, **said, note=row.get("note") or "", by=by)
    else:
        actions.take_back(_to_take_back(of, row), on=row["on"], note=row.get("note") or "", by=by)


def _to_take_back(of: Resource, row: Mapping[str, Any]) -> ResourceMovement:
    found = of.movements.filter(
        stage=row["stage"],
        on=row["takes_back_of"],
        amount=-row["amount"],
        takes_back__isnull=True,
        taken_back_by__isnull=True,
    ).first()
    if found is None:
        raise InputProblem(
            N_("Nothing of that stage, day and amount is there to be taken back."), field="takes_back_of"
        )
    return found


# Rates and announcements ----------------------------------------------------------------------------


def kept_rates(_staff: Staff) -> Iterator[Mapping[str, object]]:
    """Return the exchange rates."""
    for one in rates().order_by("currency", "on"):
        yield {"currency": one.currency, "on": one.on, "home_units": one.home_units, "source": one.source}


def take_rate(row: Mapping[str, Any], by: Staff) -> None:
    """Keep one exchange rate."""
    actions.set_rate(
        currency=row["currency"], on=row["on"], home_units=row["home_units"], source=row["source"], by=by
    )


def said(staff: Staff) -> Iterator[Mapping[str, object]]:
    """Return the announcements that a person sees."""
    for one in announcements(seen_by=staff).order_by("year", "said_on", "pk"):
        yield {
            "year": one.year,
            "partner": one.partner.organisation.name if one.partner else None,
            "amount": one.amount,
            "currency": one.currency,
            "said_on": one.said_on,
            "said_in": one.said_in,
        }


def take_announcement(row: Mapping[str, Any], by: Staff) -> None:
    """Keep one announcement; nothing where the very same stands."""
    same: dict[str, Any] = {
        "year": row["year"],
        "partner": _partner(row.get("partner")),
        "amount": row["amount"],
        "currency": row.get("currency") or HOME,
        "said_on": row["said_on"],
        "said_in": row["said_in"],
    }
    if not Announcement.objects.filter(**same).exists():
        actions.announce(**same, by=by)


SEES, KEEPS = Permission.SEE_COOPERATION, Permission.KEEP_COOPERATION
SHEETS = (
    Sheet(
        "exchange_rates",
        _("Exchange rates"),
        (
            Column("currency", _("Currency"), is_required=True, example="USD"),
            Column("on", _("Day"), Kind.DATE, is_required=True, example="2023-05-31"),
            Column("home_units", _("Worth in pesos"), Kind.DECIMAL, is_required=True, example="4408.65"),
            Column("source", _("Who says so"), is_required=True, example="Banco de la República"),
        ),
        SEES,
        KEEPS,
        kept_rates,
        take_rate,
    ),
    Sheet(
        "contributions",
        _("Contributions of partners"),
        (
            Column("code", _("Code"), is_required=True, example="ceiba-2023-1", says=_("Known again by it.")),
            Column("partner", _("Partner"), Kind.CHOICE, is_required=True, choices=_partners),
            Column("component", _("Component"), Kind.CHOICE, is_required=True, choices=_components),
            Column("programme", _("Programme"), says=_("Its code.")),
            Column("agreement", _("Agreement"), says=_("Its number.")),
            Column("title", _("What it is"), is_required=True, example="Sillas de ruedas"),
            Column("form", _("Form"), Kind.CHOICE, is_required=True, choices=lambda: Form.choices),
            Column(
                "valuation", _("In kind: how it was valued"), Kind.CHOICE, choices=lambda: Valuation.choices
            ),
            Column("valuation_words", _("In kind: by what"), Kind.LONG),
            CURRENCY,
            Column("starts_on", _("First day"), Kind.DATE, is_required=True, example="2023-01-01"),
            Column("ends_on", _("Last day"), Kind.DATE),
            Column("purpose_code", _("Purpose (DAC code)"), example="15220"),
            Column("words", _("About it"), Kind.LONG),
        ),
        SEES,
        KEEPS,
        contributions,
        take_contribution,
    ),
    Sheet(
        "cooperation_movements",
        _("Movements of contributions"),
        (
            Column("contribution", _("Contribution"), is_required=True, says=_("Its code.")),
            Column("stage", _("Stage"), Kind.CHOICE, is_required=True, choices=lambda: Stage.choices),
            Column("on", _("Day"), Kind.DATE, is_required=True, example="2023-05-31"),
            Column("amount", _("Amount"), Kind.AMOUNT, is_required=True, example="1500000.50"),
            Column(
                "takes_back_of",
                _("Takes back the movement of"),
                Kind.DATE,
                says=_("The day of the movement that this one takes back; empty for all others."),
            ),
            Column("number", _("Number"), Kind.WHOLE, says=_("1, 2, 3 where several are alike; else empty.")),
            Column("note", _("Note")),
        ),
        SEES,
        KEEPS,
        movements,
        take_movement,
    ),
    Sheet(
        "cooperation_announcements",
        _("Announcements of cooperation"),
        (
            Column("year", _("For the year"), Kind.WHOLE, is_required=True, example="2023"),
            Column("partner", _("Partner"), Kind.CHOICE, choices=_partners, says=_("Empty: all together.")),
            Column("amount", _("Amount"), Kind.AMOUNT, is_required=True, example="1000000"),
            CURRENCY,
            Column("said_on", _("Said on"), Kind.DATE, is_required=True, example="2023-02-10"),
            Column("said_in", _("Where"), is_required=True, example="Boletín de la alcaldía"),
        ),
        SEES,
        KEEPS,
        said,
        take_announcement,
    ),
)
