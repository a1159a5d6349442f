"""One year of a small city's books: a strategy of two components, its programmes, people, money, promises.

Everything is of 2023 and written straight into the tables; what each test counts can be read here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone

from pazos.domain.activities.models import Activity, Attendance, HeadCount, IndirectReach
from pazos.domain.budget.models import BudgetLine, LineShare, Movement
from pazos.domain.committees.models import Commitment, Committee, CouncilReview
from pazos.domain.cooperation.models import Announcement, ExchangeRate, Resource, ResourceMovement
from pazos.domain.indicators.models import Indicator, IndicatorSheet, IndicatorValue, YearTarget
from pazos.domain.participants.models import Participant
from pazos.domain.partners.models import Agreement, Duty, Partner
from pazos.domain.people.models import Organisation, Staff
from pazos.domain.strategy.models import Component, Programme, Readiness, Strategy
from pazos.domain.teams.models import WorkCluster
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import Role

YEAR = 2023
MONDAY = date(2023, 11, 20)
AT = datetime(2023, 1, 10, 15, 0, tzinfo=UTC)
SECRET = "Zorzal de la Vega"


@dataclass
class Books:
    """What stands in the database after `books`."""

    strategy: Strategy
    components: dict[str, Component] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)
    offices: dict[str, Organisation] = field(default_factory=dict)
    clusters: dict[str, WorkCluster] = field(default_factory=dict)
    people: dict[str, Staff] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    lines: dict[str, BudgetLine] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Staff:
        return self.people[name]


def books() -> Books:
    """Fill the database with the year."""
    Municipality.objects.get_or_create(
        name="Villa Inventada", defaults={"code": "99001", "is_synthetic": True}
    )
    strategy = Strategy.objects.create(
        name="Estrategia 2020-2023",
        legal_basis="Decreto 1 de 2020",
        starts_on=date(2020, 1, 1),
        ends_on=date(2023, 12, 31),
        vision="Una ciudad que ofrece oportunidades",
    )
    made = Books(strategy)
    _who(made)
    _programmes(made)
    _activities(made)
    _indicators(made)
    _money(made)
    _cooperation(made)
    _promises(made)
    return made


def _who(made: Books) -> None:
    kinds = {"education": "city", "sport": "city", "foundation": "partner"}
    for name, kind in kinds.items():
        made.offices[name] = Organisation.objects.create(name=f"Oficina {name}", kind=kind)
    Partner.objects.create(organisation=made.offices["foundation"], kind="foundation", track="2")
    roles = {
        "lead": Role.STRATEGY_LEAD,
        "analyst": Role.ANALYST,
        "partner": Role.PARTNER,
        "department": Role.DEPARTMENT,
        "member": Role.COMMITTEE_MEMBER,
        "liaison": Role.SECURITY_LIAISON,
        "gestor": Role.GESTOR,
        "officer": Role.DATA_OFFICER,
        "auditor": Role.AUDITOR,
    }
    offices = {"partner": "foundation", "department": "sport"}
    for name, role in roles.items():
        office = made.offices.get(offices.get(name, ""))
        made.people[name] = Staff.objects.create(
            username=name, name=f"{name} {SECRET}", role=role.value, organisation=office
        )


def _programmes(made: Books) -> None:
    for position, code in enumerate(("prevention", "intervention"), start=1):
        made.components[code] = Component.objects.create(
            strategy=made.strategy, code=code, position=position, name=code.capitalize()
        )
    plan = (
        ("schools", "prevention", "education"),
        ("pitches", "prevention", "sport"),
        ("plans", "intervention", "foundation"),
    )
    for code, component, office in plan:
        made.programmes[code] = Programme.objects.create(
            component=made.components[component],
            code=code,
            name=f"Programa {code}",
            department=made.offices[office],
            state="running",
        )
    Readiness.objects.create(
        strategy=made.strategy,
        failure="team",
        standing="partly",
        argument="Hay equipo",
        judged_on=date(2023, 9, 1),
        judged_by=made.lead,
    )


def _activities(made: Books) -> None:
    """12 people at schools, 8 of them at the pitches too, 3 others in plans; 40 counted heads."""
    for name in ("Norte", "Sur", "Centro"):
        made.clusters[name] = WorkCluster.objects.create(name=name, opened_on=date(2020, 1, 1))
    crowd = [
        Participant.objects.create(
            person_key=f"key{number}",
            name=f"{SECRET} {number}",
            traits={"sex": "woman" if number % 2 else "man"},
            agreed_on=date(2023, 1, 1),
            registered_by=made.lead,
            registered_at=AT,
            changed_at=timezone.now(),  # what is held at hand of people knows by it that these are others
        )
        for number in range(15)
    ]
    who = {"schools": crowd[:12], "pitches": crowd[:8], "plans": crowd[12:]}
    for number, (code, people) in enumerate(who.items()):
        activity = Activity.objects.create(
            code=f"act-{code}",
            programme=made.programmes[code],
            name=f"Taller {code}",
            kind="training",
            state="done",
            starts_on=date(2023, 11, 15),
            ends_on=date(2023, 11, 15),
            cluster=made.clusters["Norte" if number < 2 else "Sur"],
            responsible=made.programmes[code].department,
            entered_by=made.lead,
            entered_at=AT,
        )
        Attendance.objects.bulk_create(
            Attendance(activity=activity, participant=one, on=activity.starts_on, entered_by=made.lead)
            for one in people
        )
    HeadCount.objects.create(activity=activity, people=40)
    IndirectReach.objects.create(
        programme=made.programmes["schools"],
        year=YEAR,
        method="households",
        people=36,
        workings="12 personas por 3 en cada hogar",
        entered_by=made.lead,
    )


TEXTS = {"es": "{name}", "en": "{name} (en)"}


def _indicators(made: Books) -> None:
    make = (
        ("rate", "rate", "poisson", "down", "year", 66.0, {2022: (30, 100_000), 2023: (70, 100_000)}),
        ("trained", "count", "none", "up", "year", 10.0, {2022: (9, None), 2023: (12, None)}),
        ("late", "count", "none", "up", "quarter", 5.0, {}),
    )
    for position, (code, measure, interval, direction, frequency, target, values) in enumerate(make):
        one = Indicator.objects.create(
            code=code,
            position=position,
            owner=made.offices["education"],
            component=made.components["prevention"],
        )
        made.indicators[code] = one
        sheet = _sheet(one, measure, interval, direction, frequency)
        YearTarget.objects.create(indicator=one, year=YEAR, value=target)
        YearTarget.objects.create(indicator=one, year=YEAR - 1, value=target)
        for year, (numerator, denominator) in values.items():
            _value(made, sheet, year, numerator, denominator)


def _sheet(one: Indicator, measure: str, interval: str, direction: str, frequency: str) -> IndicatorSheet:
    words = {language: text.format(name=f"Indicador {one.code}") for language, text in TEXTS.items()}
    return IndicatorSheet.objects.create(
        indicator=one,
        version=1,
        state="in_force",
        kind="result",
        name=words,
        definition=words,
        unit={"es": "unidad", "en": "unit"},
        factor=100_000 if measure == "rate" else 1,
        measure=measure,
        interval=interval,
        direction=direction,
        frequency=frequency,
        in_force_from_on=date(2020, 1, 1),
        made_at=AT,
    )


def _value(
    made: Books, sheet: IndicatorSheet, year: int, numerator: float, denominator: float | None
) -> None:
    from pazos.domain.indicators.lights import interval_of

    value = numerator / denominator * sheet.factor if denominator else float(numerator)
    low, high = interval_of(
        sheet.interval, value=value, numerator=numerator, denominator=denominator, factor=sheet.factor
    )
    IndicatorValue.objects.create(
        sheet=sheet,
        starts_on=date(year, 1, 1),
        ends_on=date(year, 12, 31),
        state="approved",
        value=value,
        numerator=numerator,
        denominator=denominator,
        low=low,
        high=high,
        entered_by=made.analyst,
        entered_at=AT,
        approved_by=made.lead,
        approved_at=AT,
    )


def _money(made: Books) -> None:
    """One line of schools (all prevention), one of sport shared 60 to 40."""
    amounts = {
        "schools": {"appropriation": "1000000.01", "cdp": "900000.01", "rp": "500000.00", "payment": "0"},
        "pitches": {"appropriation": "333333.33", "cdp": "333333.33", "rp": "333333.33", "payment": "0"},
    }
    for code, steps in amounts.items():
        line = BudgetLine.objects.create(
            year=YEAR,
            department=made.programmes[code].department,
            rubro=f"2.3.{code}",
            name=f"Rubro {code}",
            programme=made.programmes[code],
        )
        made.lines[code] = line
        for step, amount in steps.items():
            if amount == "0":
                continue
            Movement.objects.create(
                line=line,
                step=step,
                amendment="initial" if step == "appropriation" else "",
                on=date(2023, 2, 1),
                amount=amount,
                entered_by=made.lead,
                entered_at=AT,
            )
    for code, part in (("prevention", 6000), ("intervention", 4000)):
        LineShare.objects.create(
            line=made.lines["pitches"], component=made.components[code], ten_thousandths=part
        )


def _cooperation(made: Books) -> None:
    """Announced 1,000,000 US dollars; the line says 940,000, of which 200,000 came."""
    rate = ExchangeRate.objects.create(currency="USD", on=date(2023, 3, 1), home_units="4800", source="Banco")
    partner = made.offices["foundation"].partner
    resource = Resource.objects.create(
        code="coop-1",
        partner=partner,
        component=made.components["intervention"],
        title="Aporte",
        form="money",
        currency="USD",
        starts_on=date(2023, 3, 1),
    )
    for stage, amount in (("pledge", 940_000), ("commitment", 940_000), ("disbursement", 200_000)):
        ResourceMovement.objects.create(
            resource=resource,
            stage=stage,
            on=date(2023, 3, 1),
            amount=amount,
            rate=rate,
            home_amount=amount * 4800,
            entered_by=made.lead,
            entered_at=AT,
        )
    Announcement.objects.create(
        partner=partner,
        year=YEAR,
        amount=1_000_000,
        currency="USD",
        home_amount=4_800_000_000,
        rate=rate,
        said_on=date(2023, 3, 1),
        said_in="Boletín 1",
    )


def _promises(made: Books) -> None:
    agreement = Agreement.objects.create(
        partner=made.offices["foundation"].partner,
        number="CONV-1",
        title="Convenio de apoyo",
        component=made.components["intervention"],
        state="signed",
        signed_on=date(2023, 1, 5),
        starts_on=date(2023, 1, 5),
        ends_on=date(2024, 6, 30),
        city_money="100.50",
        partner_money="200.25",
    )
    Duty.objects.create(
        agreement=agreement, side="partner", text="Entregar informe", due_on=date(2023, 11, 22)
    )
    Duty.objects.create(agreement=agreement, side="city", text="Abrir las sedes", due_on=date(2023, 10, 1))
    committee = Committee.objects.create(
        strategy=made.strategy,
        code="cg",
        name="Comité de gestión",
        kind="management",
        legal_basis="Decreto 1",
        constituted_on=date(2020, 2, 1),
        quorum=1,
    )
    council = Committee.objects.create(
        strategy=made.strategy,
        code="cc",
        name="Consejo ciudadano",
        kind="council",
        legal_basis="Decreto 1",
        constituted_on=date(2020, 2, 1),
        quorum=1,
    )
    plan: tuple[dict[str, Any], ...] = (
        {"due_on": date(2023, 11, 24), "text": "Iluminar el parque"},
        {"due_on": date(2023, 6, 1), "text": "Abrir la biblioteca"},
        {"due_on": date(2023, 5, 1), "text": "Contratar", "state": "done", "ended_on": date(2023, 4, 20)},
        {"due_on": date(2023, 5, 1), "text": "Cosa interna", "is_public": False},
    )
    for number, said in enumerate(plan, start=1):
        one = Commitment.objects.create(
            committee=committee,
            number=number,
            office="Secretaría de obras",
            organisation=made.offices["sport"],
            owner=made.department,
            made_on=date(2023, 3, 1),
            component=made.components["prevention"],
            **said,
        )
        if number == 3:
            CouncilReview.objects.create(
                commitment=one,
                council=council,
                on=date(2023, 7, 1),
                judgement="partly",
                words="A medias",
                by=made.lead,
            )
