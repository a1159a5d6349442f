"""Agreements as open contracting data: by the published structure, to the cent, and never a draft or a contact."""

from __future__ import annotations

import csv
import io
import json
import random
import re
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from agreed import Agreed, agreed, person
from pazos.analysis import releasing
from pazos.analysis.opendata.ocds.codes import PREFIX_NOT_SET, telling
from pazos.analysis.opendata.ocds.merging import compiled
from pazos.analysis.opendata.ocds.packages import package
from pazos.analysis.opendata.ocds.writing import written
from pazos.config.city import read as read_city
from pazos.domain.partners import actions, queries
from pazos.domain.rights.models import Release
from pazos.foundation.access.policy import Role
from pazos.science.problems import InputProblem

pytestmark = pytest.mark.django_db
Json = dict[str, Any]

# The structure we rely on, read from the published schemas and codelists of OCDS 1.1.5:
# https://standard.open-contracting.org/schema/1__1__5/release-schema.json (and release-package-,
# record-package-schema.json), https://standard.open-contracting.org/1.1/en/schema/codelists/, and the
# extension https://github.com/open-contracting-extensions/ocds_budget_breakdown_extension.
# Each definition: fields that must stand there, and what each field we write may hold: a type, a
# definition, [one of either] for a list of them, or the set of a closed codelist.
DAY, URI = "date-time", "uri"
REFERENCE = ({"id", "name"}, {"id": str, "name": str})
RULES: dict[str, tuple[set[str], dict[str, Any]]] = {
    "ReleasePackage": (
        {"uri", "publisher", "publishedDate", "releases", "version"},
        {"uri": URI, "publisher": "Publisher", "publishedDate": DAY, "version": str, "license": URI}
        | {"extensions": [URI], "releases": ["Release"]},
    ),
    "RecordPackage": (
        {"uri", "publisher", "publishedDate", "records", "version"},
        {"uri": URI, "publisher": "Publisher", "publishedDate": DAY, "version": str, "license": URI}
        | {"extensions": [URI], "records": ["Record"]},
    ),
    "Publisher": ({"name"}, {"name": str, "uid": str}),
    "Record": (
        {"ocid", "releases"},
        {"ocid": str, "releases": ["Release"], "compiledRelease": "Release"},
    ),
    "Release": (
        {"ocid", "id", "date", "tag", "initiationType"},
        {
            "ocid": str,
            "id": str,
            "date": DAY,
            "initiationType": {"tender"},
            "language": str,
            "tag": [
                {
                    *("planning", "planningUpdate", "tender", "tenderAmendment", "tenderUpdate"),
                    *("tenderCancellation", "award", "awardUpdate", "awardCancellation", "contract"),
                    *("contractUpdate", "contractAmendment", "implementation", "implementationUpdate"),
                    *("contractTermination", "compiled"),
                }
            ],
            "parties": ["Organization"],
            "buyer": "OrganizationReference",
            "planning": "Planning",
            "tender": "Tender",
            "awards": ["Award"],
            "contracts": ["Contract"],
        },
    ),
    "OrganizationReference": REFERENCE,
    "Organization": (
        {"id", "name"},
        {"id": str, "name": str, "roles": [{"buyer", "procuringEntity", "supplier", "funder"}]}
        | {"identifier": "Identifier"},
    ),
    "Identifier": (set(), {"id": str, "legalName": str}),
    "Planning": (set(), {"budget": "Budget"}),
    "Budget": (
        set(),
        {"description": str, "amount": "Value", "budgetBreakdown": ["BudgetBreakdown"]},
    ),
    "BudgetBreakdown": (
        {"id"},
        {"id": str, "description": str, "amount": "Value", "sourceParty": "OrganizationReference"},
    ),
    "Value": ({"amount", "currency"}, {"amount": Decimal, "currency": str}),
    "Period": (set(), {"startDate": DAY, "endDate": DAY}),
    "Tender": (
        {"id"},
        {
            "id": str,
            "title": str,
            "description": str,
            "value": "Value",
            "status": {"planning", "planned", "active", "cancelled", "unsuccessful", "complete", "withdrawn"},
            "procuringEntity": "OrganizationReference",
            "procurementMethod": {"open", "selective", "limited", "direct"},
            "procurementMethodDetails": str,
            "mainProcurementCategory": {"goods", "works", "services"},
        },
    ),
    "Award": (
        {"id"},
        {
            "id": str,
            "title": str,
            "date": DAY,
            "value": "Value",
            "contractPeriod": "Period",
            "status": {"pending", "active", "cancelled", "unsuccessful"},
            "suppliers": ["OrganizationReference"],
        },
    ),
    "Contract": (
        {"id", "awardID"},
        {
            "id": str,
            "awardID": str,
            "title": str,
            "description": str,
            "statusDetails": str,
            "status": {"pending", "active", "cancelled", "terminated"},
            "dateSigned": DAY,
            "value": "Value",
            "period": "Period",
            "amendments": ["Amendment"],
            "implementation": "Implementation",
        },
    ),
    "Implementation": (set(), {"milestones": ["Milestone"]}),
    "Milestone": (
        {"id"},
        {
            "id": str,
            "title": str,
            "description": str,
            "code": str,
            "type": str,
            "dueDate": DAY,
            "dateMet": DAY,
            "dateModified": DAY,
            "status": {"scheduled", "met", "notMet", "partiallyMet"},
        },
    ),
    "Amendment": (
        set(),
        {"id": str, "date": DAY, "rationale": str, "amendsReleaseID": str, "releaseID": str},
    ),
}


def faults(value: Any, kind: Any, at: str = "") -> list[str]:
    """Return every place where a value breaks the rules."""
    if isinstance(kind, list):
        each = value if isinstance(value, list) else []
        own = [] if isinstance(value, list) and value else [f"{at} is no list with something in it"]
        return own + [fault for n, one in enumerate(each) for fault in faults(one, kind[0], f"{at}[{n}]")]
    if isinstance(kind, set):
        return [] if value in kind else [f"{at}: {value!r} is not in its codelist"]
    if kind == DAY:
        return [] if _is_moment(value) else [f"{at}: {value!r} is no moment with its zone"]
    if kind == URI:
        return [] if re.fullmatch(r"https://[^\s#]+", str(value)) else [f"{at}: {value!r} is no address"]
    if isinstance(kind, str):
        return _object_faults(value, kind, at)
    if kind is Decimal:
        value = Decimal(value) if type(value) is int else value
    return [] if isinstance(value, kind) and value != "" else [f"{at}: {value!r} is no {kind.__name__}"]


def _object_faults(value: Json, kind: str, at: str) -> list[str]:
    required, fields = RULES[kind]
    found = [f"{at} lacks {name}" for name in required - value.keys()]
    found += [f"{at} has no field {name} by the schema" for name in value.keys() - fields.keys()]
    for name, one in value.items():
        found += faults(one, fields[name], f"{at}.{name}") if name in fields else []
    return found


def _is_moment(value: object) -> bool:
    return isinstance(value, str) and "T" in value and datetime.fromisoformat(value).tzinfo is not None


def told(kind: str, here: Agreed, seen_by: Any = None) -> Json:
    """Return a package as a stranger reads it from its text."""
    made = package(kind, queries.signed(seen_by=seen_by or here.lead), telling())
    return json.loads(written(made), parse_float=Decimal)


@pytest.fixture
def here() -> Agreed:
    return agreed()


@pytest.fixture
def lived(here: Agreed) -> Agreed:
    """Agreements in every state, amended, with duties done, ended early and at their end."""
    one = here.signed("C-1", city_in_kind="0.10", in_kind_method="Horas", purpose="Tambores para todos")
    actions.amend_agreement(
        one,
        signed_on=here.day(-20),
        ends_on=here.day(300),
        partner_in_kind="33.33",
        duties=[actions.NewDuty("partner", "Informe", here.day(290))],
        reasons="Otra cohorte",
        document=here.paper,
        by=here.lead,
    )
    actions.amend_agreement(
        one, signed_on=here.day(-20), city_money="1000000.01", reasons="Un centavo", document=here.paper,
        by=here.lead,
    )  # fmt: skip
    for duty in one.duties.all()[:2]:
        actions.say_done(duty, on=here.day(-20), evidence=here.paper, by=here.lead)
    two = here.signed("C-2", partner=here.company, currency="USD", city_money=0, partner_money=0)
    actions.end_early(two, on=here.day(-5), reasons="Cerró la sede", by=here.lead)
    three = here.signed("C-3", ends_on=here.day(-1), due=None)
    actions.end_agreement(three, on=here.today, reasons="Sin informe", by=here.lead)
    here.draft("BORRADOR-4", title="Borrador sin firmar")
    return here


@pytest.mark.parametrize(("kind", "name"), [("releases", "ReleasePackage"), ("records", "RecordPackage")])
def test_a_package_keeps_to_the_published_structure(lived, kind, name) -> None:
    assert faults(told(kind, lived), name) == []


def test_the_rules_see_what_breaks_them(lived) -> None:
    broken = told("releases", lived)
    del broken["publisher"]["name"]
    broken["releases"][0]["contracts"][0].pop("awardID")
    broken["releases"][0]["date"] = "2022-01-01"
    broken["releases"][0]["tender"]["status"] = "done"
    assert len(faults(broken, "ReleasePackage")) == 4


def test_a_contract_names_its_award_and_every_reference_leads_to_a_party(lived) -> None:
    for record in told("records", lived)["records"]:
        whole = record["compiledRelease"]
        awards = {award["id"] for award in whole["awards"]}
        parties = {party["id"]: party for party in whole["parties"]}
        assert {contract["awardID"] for contract in whole["contracts"]} == awards
        lines = whole["planning"]["budget"]["budgetBreakdown"]
        assert {line["sourceParty"]["id"] for line in lines} <= parties.keys()
        givers = {line["sourceParty"]["id"] for line in lines if line["amount"]["amount"]}
        assert givers == {key for key, party in parties.items() if "funder" in party["roles"]}
        (supplier,) = whole["awards"][0]["suppliers"]
        assert "supplier" in parties[supplier["id"]]["roles"]
        assert "buyer" in parties[whole["buyer"]["id"]]["roles"]


def test_releases_of_a_process_have_their_own_ids_and_moments_in_order(lived) -> None:
    for record in told("records", lived)["records"]:
        releases = record["releases"]
        moments = [datetime.fromisoformat(one["date"]) for one in releases]
        assert moments == sorted(set(moments))
        assert len({one["id"] for one in releases}) == len(releases)
        assert {one["ocid"] for one in releases} == {record["ocid"]}
        assert all(one["id"].startswith(record["ocid"]) and "#" not in one["id"] for one in releases)


def test_what_was_handed_out_never_changes_when_something_else_happens(here) -> None:
    one = here.signed(due=10)
    before = told("releases", here)["releases"]
    actions.say_done(one.duties.first(), on=here.day(-3), evidence=here.paper, by=here.lead)
    actions.amend_agreement(
        one, signed_on=here.day(-9), ends_on=here.day(500), reasons="Más", document=here.paper, by=here.lead
    )
    actions.end_early(one, on=here.day(-1), reasons="Cerró", by=here.lead)
    after = {release["id"]: release for release in told("releases", here)["releases"]}
    assert all(after[release["id"]] == release for release in before)
    assert len(after) == len(before) + 3


def test_a_record_says_what_stands_now(lived) -> None:
    records = {one["compiledRelease"]["contracts"][0]["id"]: one for one in told("records", lived)["records"]}
    assert set(records) == {"C-1", "C-2", "C-3"}
    whole = records["C-1"]["compiledRelease"]
    contract = whole["contracts"][0]
    assert contract["value"]["amount"] == Decimal("1250033.94")
    assert [one["rationale"] for one in contract["amendments"]] == ["Otra cohorte", "Un centavo"]
    assert contract["period"]["endDate"].startswith(lived.day(300).isoformat())
    assert [one["status"] for one in contract["implementation"]["milestones"]] == ["met", "met", "scheduled"]
    ended = records["C-2"]["compiledRelease"]["contracts"][0]
    assert ended["status"] == "terminated"
    assert "Cerró la sede" in ended["statusDetails"]


def test_releases_merge_to_the_same_record_in_whatever_order_they_come(lived) -> None:
    for record in told("records", lived)["records"]:
        shuffled = list(record["releases"])
        random.Random(7).shuffle(shuffled)
        assert compiled(shuffled) == record["compiledRelease"]


def test_neither_drafts_nor_contacts_nor_vettings_leave(lived) -> None:
    said = {"office": "Dirección", "name": "Nombre Reservado", "phone": "6025550101"}
    days = {"agreed_on": lived.today, "until_on": lived.day(9)}
    actions.add_contact(lived.foundation, **said, **days, by=lived.lead)
    lived.vet(reasons="Motivo interno", result="conditions", conditions="Condición interna")
    for kind in ("releases", "records"):
        text = written(package(kind, queries.to_publish(), telling()))
        for word in ("Reservado", "6025550101", "interno", "interna", "BORRADOR-4", "lead", "ines"):
            assert word not in text


def test_a_partner_takes_its_own_and_nobody_an_empty_package(lived, client) -> None:
    client.force_login(lived.omar)
    answer = client.get(reverse("agreements_ocds", args=["records"]))
    assert [one["compiledRelease"]["contracts"][0]["id"] for one in answer.json()["records"]] == ["C-2"]
    assert client.get(reverse("agreements_ocds", args=["tables"])).status_code == 404
    with pytest.raises(InputProblem):
        package("records", [], telling())


def test_a_city_without_a_registered_prefix_says_so_in_every_identifier(lived) -> None:
    assert all(one["ocid"].startswith(PREFIX_NOT_SET) for one in told("records", lived)["records"])


def test_packages_are_made_with_few_questions(lived, django_assert_max_num_queries) -> None:
    for n in range(12):
        lived.signed(f"M-{n}")
    tells = telling()
    with django_assert_max_num_queries(4):
        package("records", queries.to_publish(), tells)


CENTS = st.integers(0, 10**16).map(lambda cents: Decimal(cents).scaleb(-2))


@settings(max_examples=12, deadline=None)
@given(rows=st.lists(st.tuples(CENTS, CENTS, CENTS, CENTS, CENTS), min_size=1, max_size=3))
def test_page_file_and_open_data_add_up_to_the_same_cent(rows) -> None:
    with transaction.atomic():
        here = agreed()
        for n, (a, b, c, d, more) in enumerate(rows):
            one = here.signed(
                f"P-{n}",
                city_money=a,
                city_in_kind=b,
                partner_money=c,
                partner_in_kind=d,
                in_kind_method="Horas",
                due=None,
            )
            if more:
                actions.amend_agreement(
                    one, signed_on=here.today, partner_money=c + more, reasons="Más", document=here.paper,
                    by=here.lead,
                )  # fmt: skip
        _compare(here)
        transaction.set_rollback(True)


def _compare(here: Agreed) -> None:
    from django.test import Client

    sides = queries.sums(queries.agreements(queries.Asked(), on=here.today, seen_by=here.lead))["COP"]
    client = Client()
    client.force_login(person("otra", Role.STRATEGY_LEAD))
    content = b"".join(client.get(reverse("agreements_file")).streaming_content).decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(content)))
    ocds = [one["compiledRelease"] for one in told("records", here)["records"]]
    lines = [line for one in ocds for line in one["planning"]["budget"]["budgetBreakdown"]]
    for place, (name, code) in enumerate(
        (
            ("city_money", "city-money"),
            ("city_in_kind", "city-in-kind"),
            ("partner_money", "partner-money"),
            ("partner_in_kind", "partner-in-kind"),
        )
    ):
        by_page = getattr(sides, name)
        assert sum(Decimal(row[11 + place]) for row in table[1:]) == by_page
        assert sum(line["amount"]["amount"] for line in lines if line["id"] == code) == by_page
    assert sum(one["contracts"][0]["value"]["amount"] for one in ocds) == sides.total


def test_open_data_leave_only_when_a_second_person_signs_what_still_stands(lived, client) -> None:
    client.cookies["pazos_language"] = "en"
    client.force_login(lived.lead)
    client.post(reverse("releases"), {"dataset": "agreements-ocds", "remark": ""})
    one = Release.objects.get()
    address = reverse("released_json", args=[one.pk])
    assert (one.rows, client.get(address).status_code) == (3, 404)
    assert "agreements" in client.get(reverse("release", args=[one.pk])).content.decode()
    client.post(reverse("release_sign", args=[one.pk]))
    assert client.get(address).status_code == 404, "who prepared it does not sign it"
    client.force_login(person("otra", Role.ANALYST))
    client.post(reverse("release_sign", args=[one.pk]))
    client.logout()
    answer = client.get(address)
    assert faults(json.loads(answer.content, parse_float=Decimal), "RecordPackage") == []
    assert client.get(reverse("released_file", args=[one.pk])).status_code == 404
    assert address in client.get(reverse("released_data")).content.decode()


def test_what_changed_since_it_was_prepared_is_not_signed(lived, client) -> None:
    prepared = releasing.prepare("agreements-ocds", remark="", by=lived.lead)
    assert releasing.is_as_prepared(prepared)
    lived.signed("C-9")
    assert not releasing.is_as_prepared(prepared)


def test_without_a_signed_agreement_there_is_nothing_to_release(here) -> None:
    here.draft()
    with pytest.raises(InputProblem):
        releasing.prepare("agreements-ocds", remark="", by=here.lead)


@pytest.mark.parametrize(("said", "is_taken"), [("ocds-a1b2c3", True), ("ocds-A1", False), ("a1b2c3", False)])
def test_the_prefix_of_a_city_is_one_that_a_register_gives(tmp_path, said, is_taken) -> None:
    (tmp_path / "pazos.toml").write_text(f'ocid_prefix = "{said}"\n', encoding="utf-8")
    if is_taken:
        assert read_city(tmp_path).ocid_prefix == said
        return
    with pytest.raises(InputProblem):
        read_city(tmp_path)
