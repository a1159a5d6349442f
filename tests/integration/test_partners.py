"""Partners and agreements: who may do what with them, what is kept of it, and what nobody else sees."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from agreed import Agreed, agreed, person
from pazos.domain.partners import actions, queries
from pazos.domain.partners.models import Agreement, Amendment, Contact, Duty, Partner, Vacancy
from pazos.domain.partners.queries import Asked, AskedPartners, AskedVacancies
from pazos.domain.partners.rules import Block
from pazos.domain.partners.vocabulary import AgreementStanding, WarningKind
from pazos.domain.people.models import Organisation
from pazos.domain.refusing import RefusedError
from pazos.foundation.access.policy import Role
from pazos.foundation.audit.models import AuditEvent
from pazos.foundation.history.changing import changes_of
from pazos.foundation.history.models import Change
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Agreed:
    return agreed()


def refused(deed, *blocks: Block) -> None:
    with pytest.raises(RefusedError) as found, transaction.atomic():
        deed()
    assert set(found.value.blocks) == set(blocks)


def field_of(deed) -> object:
    with pytest.raises(InputProblem) as found, transaction.atomic():
        deed()
    return found.value.facts.get("field")


# --- partners -------------------------------------------------------------------------------------


def test_a_known_organisation_becomes_a_partner_and_none_is_made_twice(here) -> None:
    known = Organisation.objects.create(name="Iglesia del Puente", kind="partner")
    made = actions.register_partner(name="iglesia del puente", kind="church", track="3", by=here.lead)
    assert made.pk == known.pk
    again = {"name": "Fundación Samán", "kind": "foundation", "track": "2", "by": here.lead}
    assert field_of(lambda: actions.register_partner(**again)) == "name"
    assert changes_of(made).get().is_making


def test_neither_the_police_nor_a_department_is_a_partner(here) -> None:
    Organisation.objects.create(name="Policía", kind="security")
    for name in ("Policía", "Secretaría de Cultura"):
        said = {"name": name, "kind": "national", "track": "1", "by": here.lead}
        assert field_of(lambda said=said: actions.register_partner(**said)) == "name"


def test_an_international_agency_is_a_cooperation_agency(here) -> None:
    made = actions.register_partner(name="UNODC", kind="agency", track="1", by=here.lead)
    assert made.organisation.kind == Organisation.Kind.COOPERATION


def test_a_change_of_a_partner_is_told_and_renames_its_organisation(here) -> None:
    actions.change_partner(
        here.foundation, name="Fundación Ceibal", track="3", components=[here.justice], by=here.lead
    )
    one = queries.partner(here.foundation.pk, seen_by=here.lead)
    assert (str(one), one.track) == ("Fundación Ceibal", "3")
    assert [component.code for component in one.components.all()] == ["justice"]
    assert changes_of(one).first().fields == {"track": ["2", "3"]}


@pytest.mark.parametrize(
    "role", [Role.PARTNER, Role.DEPARTMENT, Role.COMMITTEE_MEMBER, Role.SECURITY_LIAISON]
)
def test_only_who_manages_partners_writes_about_them(here, role) -> None:
    who = here.ines if role is Role.PARTNER else person("otro", role)
    draft = here.draft()
    for deed in (
        lambda: actions.register_partner(name="Otra", kind="ngo", track="2", by=who),
        lambda: actions.change_partner(here.foundation, track="1", by=who),
        lambda: actions.vet(
            here.foundation, on=here.today, result="cleared", reasons="x", valid_until_on=here.today, by=who
        ),
        lambda: actions.add_contact(
            here.foundation,
            office="x",
            name="x",
            phone="1",
            agreed_on=here.today,
            until_on=here.today,
            by=who,
        ),
        lambda: actions.change_agreement(draft, title="x", by=who),
        lambda: actions.sign_agreement(draft, on=here.today, by=who),
        lambda: actions.end_early(draft, on=here.today, reasons="x", by=who),
    ):
        with pytest.raises(PermissionDenied):
            deed()


# --- contacts -------------------------------------------------------------------------------------


def _contact(here: Agreed, **said: object) -> Contact:
    given = {
        "office": "Dirección",
        "name": "Nombre Reservado",
        "phone": "6025550101",
        "agreed_on": here.today,
        "until_on": here.day(300),
        **said,
    }
    return actions.add_contact(here.foundation, **given, by=here.lead)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"phone": ""}, "email"),
        ({"name": " "}, "name"),
        ({"until": -1}, "until_on"),
        ({"until": 2000}, "until_on"),
        ({"agreed": 1}, "agreed_on"),
    ],
)
def test_a_contact_can_be_reached_and_agreed_until_a_day(here, said, field) -> None:
    days = {"until": "until_on", "agreed": "agreed_on"}
    given = {days.get(name, name): here.day(value) if name in days else value for name, value in said.items()}
    assert field_of(lambda: _contact(here, **given)) == field


def test_nobody_but_managers_reads_contacts_and_none_after_its_last_day(here) -> None:
    one = _contact(here, until_on=here.day(10))
    assert queries.contacts(here.foundation, on=here.day(10), seen_by=here.lead) == [one]
    assert queries.contacts(here.foundation, on=here.day(11), seen_by=here.lead) == []
    department = person("depto", Role.DEPARTMENT)
    for who in (here.ines, department):
        assert queries.contacts(here.foundation, on=here.today, seen_by=who) == []
        assert queries.contact(one.pk, seen_by=who) is None


def test_history_and_trail_hold_nothing_of_a_contact(here) -> None:
    one = _contact(here)
    said = {"office": "Dirección", "name": "Otro Nombre", "email": "a@b.co"}
    actions.change_contact(one, **said, agreed_on=one.agreed_on, until_on=one.until_on, by=here.lead)
    actions.forget_contact(one, by=here.lead)
    told = f"{list(Change.objects.values_list('fields', flat=True))}"
    told += f"{list(AuditEvent.objects.values_list('facts', flat=True))}"
    assert "Nombre" not in told
    assert "6025550101" not in told
    assert not Contact.objects.exists()


# --- agreements -----------------------------------------------------------------------------------


def test_an_agreement_is_refused_with_every_reason(here) -> None:
    draft = here.draft(city_in_kind="5000", starts_on=here.day(-10), ends_on=here.day(20))
    refused(
        lambda: actions.sign_agreement(draft, on=here.today, by=here.lead),
        *(Block.NOT_VETTED, Block.NO_CITY_DUTY, Block.NO_PARTNER_DUTY, Block.NO_METHOD),
        *(Block.BEGINS_BEFORE, Block.NO_DOCUMENT),
    )
    assert Agreement.objects.get().state == "draft"


def test_what_was_signed_is_told_once_in_trail_and_history(here) -> None:
    one = here.signed()
    assert AuditEvent.objects.filter(verb="agreement.signed").count() == 1
    assert changes_of(one).first().fields["state"] == ["draft", "signed"]
    assert queries.rows_of([one], on=here.today)[0].standing == AgreementStanding.IN_FORCE


def test_the_newest_vetting_by_the_day_of_signing_counts(here) -> None:
    here.vet(on=here.day(-300), valid_until_on=here.day(-250))
    draft = here.with_duties(here.draft())
    on = draft.starts_on
    refused(
        lambda: actions.sign_agreement(draft, on=on, documents=[here.paper], by=here.lead),
        Block.VETTING_LAPSED,
    )
    here.vet(on=here.day(-10))  # it came later than the day of signing
    refused(
        lambda: actions.sign_agreement(draft, on=on, documents=[here.paper], by=here.lead),
        Block.VETTING_LAPSED,
    )
    here.vet(on=here.day(-230), result="conditions", conditions="Informe trimestral")
    actions.sign_agreement(draft, on=on, documents=[here.paper], by=here.lead)


def test_a_refused_partner_signs_nothing(here) -> None:
    here.vet(result="refused", reasons="No entregó estados financieros")
    draft = here.with_duties(here.draft())
    refused(
        lambda: actions.sign_agreement(draft, on=draft.starts_on, documents=[here.paper], by=here.lead),
        Block.VETTING_REFUSED,
    )


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"number": " "}, "number"),
        ({"number": "C-000"}, "number"),
        ({"title": "x" * 201}, "title"),
        ({"currency": "pesos"}, "currency"),
        ({"city_money": "-1"}, "city_money"),
        ({"partner_in_kind": "1.001"}, "partner_in_kind"),
        ({"ends": -300}, "ends_on"),
    ],
)
def test_a_draft_with_a_mistake_names_its_field(here, said, field) -> None:
    here.draft("C-000")
    given = {"number": "C-001", **said}
    if days := given.pop("ends", None):
        given["ends_on"] = here.day(days)
    assert field_of(lambda: here.draft(**given)) == field


def test_a_programme_belongs_to_the_component(here) -> None:
    drums = here.prevention.programmes.get()
    assert here.draft(programme=drums).programme == drums
    assert field_of(lambda: here.draft("C-2", programme=drums, component=here.justice)) == "programme"


def test_what_is_signed_changes_only_by_an_amendment(here) -> None:
    one = here.signed()
    refused(lambda: actions.change_agreement(one, title="Otro", by=here.lead), Block.NOT_DRAFT)
    refused(lambda: actions.add_duty(one, side="city", text="Más", by=here.lead), Block.NOT_DRAFT)
    refused(lambda: actions.remove_duty(one.duties.first(), by=here.lead), Block.NOT_DRAFT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.filter(pk=one.pk).update(state="draft")


def test_an_amendment_keeps_what_stood_before_and_its_reasons(here) -> None:
    one = here.signed()
    before = one.ends_on
    made = actions.amend_agreement(
        one,
        signed_on=here.today,
        ends_on=here.day(400),
        city_money=Decimal("1500000.25"),
        duties=[actions.NewDuty("partner", "Informe final", here.day(400))],
        reasons="Otra cohorte",
        document=here.paper,
        by=here.lead,
    )
    one.refresh_from_db()
    assert (one.ends_on, one.city_money) == (here.day(400), Decimal("1500000.25"))
    assert made.fields["ends_on"] == [before.isoformat(), one.ends_on.isoformat()]
    assert made.fields["city_money"] == ["1000000.00", "1500000.25"]
    assert changes_of(one).first().fields == made.fields
    assert made.duties.get().text == "Informe final"


def test_an_amendment_is_refused_with_every_reason(here) -> None:
    one = here.signed()
    refused(
        lambda: actions.amend_agreement(
            one, signed_on=here.day(1), ends_on=here.day(1), city_money="5", reasons=" ", by=here.lead
        ),
        *(Block.ENDS_SOONER, Block.LESS_VALUE, Block.SIGNED_LATER, Block.NO_REASONS, Block.NO_DOCUMENT),
    )
    assert not Amendment.objects.exists()


def test_what_is_past_its_end_is_not_extended_but_closed(here) -> None:
    one = here.signed(starts_on=here.day(-200), ends_on=here.day(-1), due=-100)
    refused(
        lambda: actions.amend_agreement(
            one,
            signed_on=here.today,
            ends_on=here.day(90),
            reasons="Más",
            document=here.paper,
            by=here.lead,
        ),
        Block.AFTER_THE_END,
    )
    refused(lambda: actions.end_agreement(one, on=here.today, by=here.lead), Block.DUTIES_OPEN)
    actions.end_agreement(one, on=here.today, reasons="Se liquidó sin informe", by=here.lead)
    assert Agreement.objects.get().state == "ended"


def test_an_early_end_needs_reasons(here) -> None:
    one = here.signed()
    refused(lambda: actions.end_early(one, on=here.today, reasons="", by=here.lead), Block.NO_REASONS)
    actions.end_early(one, on=here.today, reasons="La sede se inundó", by=here.lead)
    assert Agreement.objects.get().end_reasons == "La sede se inundó"


def test_a_duty_is_done_with_evidence_and_once(here) -> None:
    duty = here.signed().duties.first()
    refused(lambda: actions.say_done(duty, on=here.today, by=here.lead), Block.NO_EVIDENCE)
    actions.say_done(duty, on=here.today, evidence=here.paper, by=here.lead)
    refused(
        lambda: actions.say_done(duty, on=here.today, evidence=here.paper, by=here.lead), Block.DONE_ALREADY
    )


def test_a_duty_of_a_draft_is_not_done(here) -> None:
    duty = here.with_duties(here.draft()).duties.first()
    refused(
        lambda: actions.say_done(duty, on=here.today, evidence=here.paper, by=here.lead), Block.NOT_SIGNED
    )


# --- what each sees -------------------------------------------------------------------------------


def test_a_partner_sees_its_own_and_nothing_of_another(here) -> None:
    mine, other = here.signed(), here.signed("C-2", partner=here.company)
    said = {"title": "Auxiliar", "terms": "Tiempo completo", "places": 2}
    days = {"offered_on": here.today, "open_until_on": here.day(30)}
    job = actions.offer_vacancy(partner=here.company, **said, **days, by=here.omar)
    for who, own, hidden in ((here.ines, mine, other), (here.omar, other, mine)):
        assert [one.pk for one in queries.agreements(Asked(), on=here.today, seen_by=who)] == [own.pk]
        assert queries.agreement(hidden.pk, seen_by=who) is None
        assert queries.duty(hidden.duties.first().pk, seen_by=who) is None
        assert [one.pk for one in queries.partners(AskedPartners(), seen_by=who)] == [own.partner_id]
        assert queries.partner(hidden.partner_id, seen_by=who) is None
        assert {one.partner for one in queries.warnings(on=here.day(120), seen_by=who)} == {own.partner_id}
        table = queries.who_works_where([here.prevention], on=here.today, seen_by=who)
        seen = {one.partner.pk for _c, cells in table.rows for cell in cells for one in cell.works}
        assert seen == {own.partner_id}
    assert queries.vacancy(job.pk, seen_by=here.ines) is None
    assert queries.vacancy(job.pk, seen_by=here.omar) == job


@pytest.mark.parametrize(
    "role", [Role.SECURITY_LIAISON, Role.GESTOR, Role.AUDITOR, Role.OUTREACH_COORDINATOR]
)
def test_who_may_not_see_partners_sees_none(here, role) -> None:
    here.signed()
    who = person("otro", role)
    assert not queries.agreements(Asked(), on=here.today, seen_by=who)
    assert not queries.partners(AskedPartners(), seen_by=who)
    assert queries.warnings(on=here.day(500), seen_by=who) == []
    assert not queries.vacancies(AskedVacancies(), on=here.today, seen_by=who)
    assert not queries.signed(seen_by=who)


def test_the_list_of_agreements_is_asked_by_standing_as_the_rule_says(here) -> None:
    here.draft("D")
    here.signed("T", starts_on=here.day(-1), ends_on=here.day(400))
    here.signed("S", ends_on=here.day(90))
    here.signed("C", ends_on=here.day(-1), due=None)
    here.signed("B", ends_on=here.day(91))
    on = here.today
    for standing in AgreementStanding:
        asked = queries.agreements(Asked(standing=standing), on=on, seen_by=here.lead)
        every = queries.rows_of(queries.agreements(Asked(), on=on, seen_by=here.lead), on=on)
        assert {one.pk for one in asked} == {row.agreement.pk for row in every if row.standing == standing}


def test_a_component_without_a_track_is_a_gap(here) -> None:
    here.signed("C-2", partner=here.company, component=here.justice)
    table = queries.who_works_where([here.prevention, here.justice], on=here.today, seen_by=here.lead)
    names = [
        [[(str(one.partner), one.is_bound) for one in cell.works] for cell in cells]
        for _component, cells in table.rows
    ]
    assert names == [
        [[], [("Fundación Samán", False)], []],
        [[], [("Ingenio Guadual", True)], []],
    ]
    assert table.gaps == 4


def test_sums_are_exact_and_never_mix_currencies(here) -> None:
    here.draft("A", city_money="0.10", partner_money="0.20")
    here.draft("B", city_money="0.20", partner_money="0.10")
    here.draft("U", currency="usd", city_money=0, partner_money="99999999999.99")
    found = queries.sums(queries.agreements(Asked(), on=here.today, seen_by=here.lead))
    assert found["COP"].total == Decimal("0.60")
    assert found["USD"].partner == Decimal("99999999999.99")


# --- warnings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ends", "kind"),
    [
        (91, None),
        (90, WarningKind.ENDS_IN_90),
        (31, WarningKind.ENDS_IN_90),
        (30, WarningKind.ENDS_IN_30),
        (0, WarningKind.ENDS_IN_30),
        (-1, WarningKind.TO_CLOSE),
    ],
)
def test_an_agreement_warns_before_it_ends(here, ends, kind) -> None:
    here.signed(ends_on=here.day(ends), due=None)
    found = queries.warnings(on=here.today, seen_by=here.lead)
    assert [(one.kind, one.days) for one in found] == ([(kind, ends)] if kind else [])


def test_a_duty_warns_until_it_is_done(here) -> None:
    one = here.signed(due=-3)
    found = queries.warnings(on=here.today, seen_by=here.lead)
    assert [warned.kind for warned in found] == [WarningKind.DUTY_OVERDUE] * 2
    for duty in Duty.objects.filter(agreement=one):
        actions.say_done(duty, on=here.today, evidence=here.paper, by=here.lead)
    assert queries.warnings(on=here.today, seen_by=here.lead) == []


@pytest.mark.parametrize(
    ("result", "until", "kind"),
    [
        ("cleared", 61, None),
        ("cleared", 60, WarningKind.VETTING_LAPSES),
        ("cleared", -1, WarningKind.VETTING_LAPSED),
        ("refused", 900, WarningKind.VETTING_REFUSED),
    ],
)
def test_a_vetting_warns_while_an_agreement_runs(here, result, until, kind) -> None:
    here.signed(due=None)
    here.vet(on=here.day(-100), valid_until_on=here.day(until), result=result)
    found = queries.warnings(on=here.today, seen_by=here.lead)
    assert [one.kind for one in found] == ([kind] if kind else [])


def test_warnings_come_most_pressing_first_and_in_four_queries(here, django_assert_max_num_queries) -> None:
    here.signed("A", ends_on=here.day(80), due=-3)
    here.signed("B", ends_on=here.day(10), due=None)
    with django_assert_max_num_queries(4):
        found = queries.warnings(on=here.today, seen_by=here.lead)
    order = list(WarningKind)
    assert [order.index(one.kind) for one in found] == sorted(order.index(one.kind) for one in found)


# --- vacancies ------------------------------------------------------------------------------------


def _job(here: Agreed, by=None, **said: object) -> Vacancy:
    given = {
        "partner": here.company,
        "title": "Auxiliar de vivero",
        "terms": "Tiempo completo",
        "places": 3,
        "offered_on": here.today,
        "open_until_on": here.day(30),
        **said,
    }
    return actions.offer_vacancy(**given, by=by or here.omar)


def test_a_company_offers_its_own_jobs_and_the_city_offers_for_it(here) -> None:
    _job(here)
    _job(here, by=here.lead)
    with pytest.raises(PermissionDenied):
        _job(here, by=here.ines)
    with pytest.raises(PermissionDenied):
        actions.fill_vacancy(Vacancy.objects.first(), people=1, by=here.ines)


def test_a_vacancy_is_filled_place_by_place(here) -> None:
    one = _job(here)
    actions.fill_vacancy(one, people=2, by=here.omar)
    assert (one.filled, one.state) == (2, "open")
    refused(lambda: actions.fill_vacancy(one, people=2, by=here.omar), Block.TOO_MANY)
    actions.fill_vacancy(one, people=1, by=here.omar)
    assert Vacancy.objects.get().state == "filled"
    refused(lambda: actions.withdraw_vacancy(one, by=here.omar), Block.NOT_OPEN)


def test_places_never_fall_under_those_that_were_filled(here) -> None:
    one = _job(here)
    actions.fill_vacancy(one, people=2, by=here.omar)
    assert field_of(lambda: actions.change_vacancy(one, places=1, by=here.omar)) == "places"
    actions.change_vacancy(one, places=5, monthly_pay="1423500", by=here.omar)
    assert Vacancy.objects.get().monthly_pay == Decimal("1423500.00")


def test_an_agreement_of_a_vacancy_is_its_partners(here) -> None:
    assert field_of(lambda: _job(here, agreement=here.draft())) == "agreement"


def test_a_vacancy_past_its_last_day_is_not_offered_any_more(here) -> None:
    _job(here, offered_on=here.day(-40), open_until_on=here.day(-1))
    now = _job(here)
    found = queries.vacancies(AskedVacancies(open_now=True), on=here.today, seen_by=here.lead)
    assert list(found) == [now]


def test_partners_are_found_by_kind_track_component_and_words(here) -> None:
    here.draft(partner=here.company, component=here.justice)

    def found(**said: str) -> set[str]:
        return {str(one) for one in queries.partners(AskedPartners(**said), seen_by=here.lead)}

    assert found(kind="company") == {"Ingenio Guadual"}
    assert found(component="justice") == {"Ingenio Guadual"}
    assert found(component="prevention") == {"Fundación Samán"}
    assert found(track="3") == set()
    assert found(text="saman") | found(text="Samán") == {"Fundación Samán"}
    assert Partner.objects.count() == 2
