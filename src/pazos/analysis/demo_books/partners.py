"""The demo city's partners: thirty of all kinds and tracks, and their agreements since the strategy began.

As in a real city one was refused, some agreements ran past their end before anybody closed them, one
ended early, reports are late, and jobs were offered that nobody took. Agreements go through the deeds
a city uses; vettings, duties and vacancies are written in bulk beside them.
"""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
from django.utils import timezone

from pazos.analysis.demo_books import partners_words as words
from pazos.domain.documents.actions import keep
from pazos.domain.partners import actions
from pazos.domain.partners.models import Agreement, Duty, Vacancy, Vetting
from pazos.domain.partners.vocabulary import Kind, Side, VacancyState, VettingResult
from pazos.domain.strategy.queries import components, current_strategy
from pazos.domain.territory.models import Neighbourhood
from pazos.foundation.access.policy import Role
from pazos.foundation.audit import actions as audit
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pazos.domain.documents.models import Document
    from pazos.domain.partners.models import Partner
    from pazos.domain.people.models import Staff
    from pazos.domain.strategy.models import Component, Programme

FIRST_ON = date(2020, 11, 9)
LAST_OF_TERM = date(2023, 11, 20)  # the last day on which an agreement of the term was signed
OF_TERM, OF_TODAY, DRAFTS = 36, 7, 2
MILLION = Decimal(1_000_000)
A_YEAR = timedelta(days=365)
WORKS_ON = {one.name: one.components for one in words.PARTNERS}


@dataclass(frozen=True)
class _City:
    """Who writes, on which last day, with which papers and what lot."""

    lead: Staff
    today: date
    draw: np.random.Generator
    papers: dict[str, Document]
    parts: dict[str, Component]

    def among(self, rows: Sequence[int]) -> int:
        """Return one of some numbers."""
        return int(rows[int(self.draw.integers(len(rows)))])


def invent(*, by: Mapping[Role, Staff], seed: int) -> Counter[str]:
    """Fill the partners and their agreements; return how much was made.

    Raises:
        InputProblem: no strategy stands yet.
    """
    strategy = current_strategy()
    if strategy is None:
        raise InputProblem(N_("Partners are invented after the strategy."))
    lead, today = by[Role.STRATEGY_LEAD], timezone.localdate()
    papers = {
        title: _paper(title, lead) for title in ("Convenio firmado", "Otrosí", "Soporte de cumplimiento")
    }
    parts = {one.code: one for one in components(strategy)}
    city = _City(lead, today, np.random.default_rng(seed), papers, parts)
    partners = {one.name: _partner(one, city) for one in words.PARTNERS}
    vetted = Vetting.objects.bulk_create([row for one in partners.values() for row in _vettings(one, city)])
    made = _agreements(partners, city)
    offered = _vacancies([one for one in partners.values() if one.kind == Kind.COMPANY], city)
    audit.record(
        "partners.brought_in",
        strategy,
        by=lead,
        vettings=len(vetted),
        duties=made["duties"],
        vacancies=offered,
    )
    return made + Counter(partners=len(partners), vettings=len(vetted), vacancies=offered)


def _paper(title: str, by: Staff) -> Document:
    content = f"{title}\n\nDocumento inventado de una ciudad que no existe.\n"
    name = f"{title.lower().replace(' ', '-')}.txt"
    return keep(title=title, file_name=name, content=io.BytesIO(content.encode()), organisation=None, by=by)


def _partner(one: words.PartnerWords, city: _City) -> Partner:
    return actions.register_partner(
        name=one.name,
        kind=one.kind,
        track=one.track,
        components=[city.parts[code] for code in one.components if code in city.parts],
        since_on=FIRST_ON + timedelta(days=int(city.draw.integers(0, 200))),
        by=city.lead,
    )


def _vettings(partner: Partner, city: _City) -> Iterator[Vetting]:
    """Look at a partner every other year since the strategy began."""
    name, on = str(partner), FIRST_ON - timedelta(days=int(city.draw.integers(5, 40)))
    while on <= city.today:
        result, conditions = VettingResult.CLEARED, ""
        if name == words.REFUSED:
            result = VettingResult.REFUSED
        elif name in words.CONDITIONED:
            result, conditions = VettingResult.WITH_CONDITIONS, "Informe contable cada semestre."
        yield Vetting(
            partner=partner,
            on=on,
            result=result.value,
            reasons="Existencia legal, estados financieros, conflictos de interés y protección de menores.",
            conditions=conditions,
            valid_until_on=on + 2 * A_YEAR,
            by=city.lead,
        )
        if name in (words.REFUSED, words.LAPSED):
            return
        on += 2 * A_YEAR - timedelta(days=city.among((3, 10, 25)))


# Agreements ---------------------------------------------------------------------------------------


def _agreements(partners: Mapping[str, Partner], city: _City) -> Counter[str]:
    able = [one for name, one in partners.items() if name not in (words.REFUSED, words.LAPSED)]
    duties: list[Duty] = []
    signed: list[Agreement] = []
    days = [*_days_of_term(city), *_days_of_today(city)]
    for number, on in enumerate(days, start=1):
        agreement = _draft(number, on, able, city)
        duties += _duties(agreement, city, signs=number <= OF_TERM + OF_TODAY)
        if number <= OF_TERM + OF_TODAY:
            signed.append(agreement)
    # The newest draft waits on a partner that nobody may sign with.
    _draft(len(days) + 1, city.today, [partners[words.REFUSED]], city)
    Duty.objects.bulk_create(duties)
    for agreement in signed:
        on = agreement.starts_on - timedelta(days=4)
        actions.sign_agreement(agreement, on=on, documents=[city.papers["Convenio firmado"]], by=city.lead)
    amended = _amend(signed, city)
    early, closed = _end(signed, city)
    _join_programmes(signed)
    return Counter(
        agreements=len(days) + 1,
        duties=len(duties),
        amendments=amended,
        ended_early=early,
        closed=closed,
    )


def _days_of_term(city: _City) -> list[date]:
    span = (LAST_OF_TERM - FIRST_ON).days
    return [FIRST_ON + timedelta(days=round(span * n / (OF_TERM - 1))) for n in range(OF_TERM)]


def _days_of_today(city: _City) -> list[date]:
    """Return first days of agreements that run today, so that some of them end soon, and of a draft to come."""
    return [city.today - timedelta(days=back) for back in (350, 300, 290, 250, 180, 90, 40)] + [
        city.today + timedelta(days=30)
    ] * (DRAFTS - 1)


def _draft(number: int, on: date, able: Sequence[Partner], city: _City) -> Agreement:
    kind = words.AGREEMENTS[number % len(words.AGREEMENTS)]
    component = city.parts.get(kind.component) or next(iter(city.parts.values()))
    fitting = [one for one in able if kind.component in WORKS_ON[str(one)]] or list(able)
    partner = fitting[int(city.draw.integers(len(fitting)))]
    gives = [MILLION * int(city.draw.integers(5, 180)) for _ in range(4)]
    in_kind = city.draw.random() < 0.7
    is_abroad = partner.kind == Kind.AGENCY
    return actions.draft_agreement(
        partner=partner,
        number=f"CV-{on.year}-{number:03}",
        title=kind.title,
        purpose=kind.purpose,
        component=component,
        programme=_programme(component, on),
        starts_on=on,
        ends_on=on + timedelta(days=city.among((240, 300, 330, 364))),
        currency="USD" if is_abroad else "COP",
        city_money=0 if is_abroad or number % 5 == 0 else gives[0],
        city_in_kind=gives[1] / 2000 if is_abroad else gives[1] / 2 if in_kind else 0,
        partner_money=gives[2] / 2000 if is_abroad else 0 if number % 3 == 0 else gives[2] / 4,
        partner_in_kind=0 if is_abroad or not in_kind else gives[3] / 2,
        in_kind_method=kind.method if in_kind or is_abroad else "",
        by=city.lead,
    )


def _programme(component: Component, on: date) -> Programme | None:
    return component.programmes.filter(starts_on__lte=on).order_by("-starts_on", "code").first()


def _duties(agreement: Agreement, city: _City, *, signs: bool) -> list[Duty]:
    """Return the duties of an agreement: nearly all that are due were done, some of them late."""
    span, rows = (agreement.ends_on - agreement.starts_on).days, []
    for one in words.DUTIES:
        due = None if one.share is None else agreement.starts_on + timedelta(days=round(span * one.share))
        late = int(city.draw.choice((0, 0, 4, 15, 60)))
        done = due + timedelta(days=late) if due and signs and city.draw.random() < 0.93 else None
        is_done = done is not None and done <= city.today
        rows.append(
            Duty(
                agreement=agreement,
                side=one.side,
                text=one.text,
                due_on=due,
                done_on=done if is_done else None,
                evidence=city.papers["Soporte de cumplimiento"] if is_done else None,
            )
        )
    return rows


def _amend(signed: Sequence[Agreement], city: _City) -> int:
    """Extend every seventh agreement; every other of these gets more money and a new duty too."""
    chosen = signed[3::7]
    for place, agreement in enumerate(chosen):
        on = min(agreement.ends_on - timedelta(days=20), city.today)
        ends_on = agreement.ends_on + timedelta(days=120)
        duty = actions.NewDuty(Side.PARTNER, "Informe de la segunda cohorte", ends_on)
        actions.amend_agreement(
            agreement,
            signed_on=on,
            ends_on=ends_on,
            city_money=agreement.city_money * Decimal("1.2") if place % 2 else None,
            duties=[duty] if place % 2 else (),
            reasons=words.MORE if place % 2 else words.LONGER,
            document=city.papers["Otrosí"],
            by=city.lead,
        )
    return len(chosen)


def _end(signed: Sequence[Agreement], city: _City) -> tuple[int, int]:
    """End one early and close those past their end, but for two that nobody has closed yet."""
    early = signed[len(signed) // 3]
    on = early.starts_on + timedelta(days=100)
    actions.end_early(early, on=on, reasons=words.END_REASONS, by=city.lead)
    over = [one for one in signed if one.pk != early.pk and one.ends_on < city.today - timedelta(days=30)]
    forgotten = {one.pk for one in over[-2:]}
    closed = [one for one in over if one.pk not in forgotten]
    for one in closed:
        on = min(one.ends_on + timedelta(days=city.among((20, 45, 90))), city.today)
        actions.end_agreement(one, on=on, reasons=words.OPEN_REASONS, by=city.lead)
    return 1, len(closed)


def _join_programmes(signed: Sequence[Agreement]) -> None:
    """Let each programme name the partners that agreed to work in it."""
    for one in signed:
        if one.programme is not None:
            one.programme.partners.add(one.partner.pk)


# Vacancies ----------------------------------------------------------------------------------------


def _vacancies(companies: Sequence[Partner], city: _City) -> int:
    places = list(Neighbourhood.objects.order_by("code")[:40])
    rows = []
    for place in range(44):
        title, terms = words.JOBS[place % len(words.JOBS)]
        is_now = place >= 36
        on = city.today - timedelta(days=5 * (place - 35)) if is_now else _in_the_term(place)
        count = int(city.draw.integers(1, 9))
        filled = 0 if is_now else count if city.draw.random() < 0.6 else int(city.draw.integers(0, count))
        state = VacancyState.OPEN if is_now else VacancyState.WITHDRAWN
        state = VacancyState.FILLED if filled == count else state
        rows.append(
            Vacancy(
                partner=companies[place % len(companies)],
                title=title,
                terms=terms,
                places=count,
                monthly_pay=Decimal(city.among((908_526, 1_000_000, 1_160_000, 1_423_500))),
                neighbourhood=places[place % len(places)] if places else None,
                offered_on=on,
                open_until_on=on + timedelta(days=60),
                state=state.value,
                filled=filled,
            )
        )
    return len(Vacancy.objects.bulk_create(rows))


def _in_the_term(place: int) -> date:
    return FIRST_ON + timedelta(days=60 + 29 * place)
