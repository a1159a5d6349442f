"""Pages of the yearly report and of the strategy in the open: outsiders first, then one object on every way out."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from bookkeeping import SECRET, YEAR, Books, books
from pazos.analysis import releasing
from pazos.analysis.account import deeds
from pazos.analysis.account.chain import facts_of
from pazos.analysis.account.package import fingerprint_of, package, released
from pazos.analysis.account.tables import TABLES
from pazos.domain.accountability.models import YearReport
from pazos.domain.activities.models import Activity, Attendance
from pazos.domain.committees.models import Commitment
from pazos.domain.indicators.models import IndicatorSheet
from pazos.domain.participants.models import Participant
from pazos.interfaces.reports.document import Table
from pazos.interfaces.reports.yearly import yearly_report

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db
FEW, MANY = 3, 61


@pytest.fixture(autouse=True)
def _fresh(client, settings, tmp_path):
    cache.clear()
    settings.CITY_FILES = tmp_path / "files"
    client.cookies["pazos_language"] = "en"
    with translation.override("en"):
        yield
    cache.clear()


@pytest.fixture
def city() -> Books:
    """Many in prevention; the three of intervention are the poison."""
    made = books()
    activity = Activity.objects.get(code="act-schools")
    crowd = Participant.objects.bulk_create(
        Participant(
            person_key=f"more{number}",
            name=SECRET,
            agreed_on=date(YEAR, 1, 1),
            registered_by=made.lead,
            registered_at=activity.entered_at,
            changed_at=activity.entered_at,
        )
        for number in range(MANY - 12)
    )
    Attendance.objects.bulk_create(
        Attendance(activity=activity, participant=one, on=activity.starts_on, entered_by=made.lead)
        for one in crowd
    )
    return made


@pytest.fixture
def prepared(city) -> YearReport:
    return deeds.prepare(year=YEAR, by=city.analyst)


@pytest.fixture
def signed(city, prepared) -> YearReport:
    return deeds.sign(prepared, by=city.lead)


def text_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8-sig", errors="replace")


def main_of(answer: Any) -> str:
    return text_of(answer).split("<main", 1)[1].split("</main>", 1)[0]


STAFF_ONLY = ("account_of_year", "account_workbook")


@pytest.mark.parametrize("name", ["partner", "department", "member", "liaison", "officer", "auditor"])
def test_who_gives_no_account_reads_none_of_its_drafts(client, city, prepared, name) -> None:
    client.force_login(city.people[name])
    assert client.get(reverse("accounts")).status_code == 403
    for address in STAFF_ONLY:
        assert client.get(reverse(address, args=[prepared.pk])).status_code == 403
    assert client.post(reverse("account_sign", args=[prepared.pk])).status_code == 403
    prepared.refresh_from_db()
    assert prepared.state == "prepared"


def test_what_nobody_signed_does_not_exist_for_the_public(client, prepared) -> None:
    for name, more in (
        ("public_report", ()),
        ("public_report_workbook", ()),
        ("public_report_frozen", ()),
        ("public_report_paper", ("en",)),
        ("public_report_table", ("commitments",)),
    ):
        assert client.get(reverse(name, args=[YEAR, 1, *more])).status_code == 404, name
    assert "No account yet" in text_of(client.get(reverse("public_front")))


def test_whoever_prepared_it_cannot_sign_it_on_the_page(client, city, prepared) -> None:
    client.force_login(city.analyst)
    assert "Another person signs" in main_of(client.get(reverse("account_of_year", args=[prepared.pk])))
    client.post(reverse("account_sign", args=[prepared.pk]))
    prepared.refresh_from_db()
    assert prepared.state == "prepared"


def test_one_prepares_another_reads_and_signs_and_everybody_reads(client, city) -> None:
    client.force_login(city.analyst)
    assert client.post(reverse("accounts"), {"year": YEAR, "as_of_on": "", "remark": ""}).status_code == 302
    report = YearReport.objects.get()
    client.force_login(city.lead)
    page = main_of(client.get(reverse("account_of_year", args=[report.pk])))
    assert f"Sign as lead {SECRET}" in page
    client.post(reverse("account_sign", args=[report.pk]))
    client.logout()
    client.cookies["pazos_language"] = "en"
    page = main_of(client.get(reverse("public_report", args=[YEAR, 1])))
    assert "1,333,333.34" in page
    assert SECRET not in page


def test_a_refused_report_says_why_beside_the_form(client, city) -> None:
    client.force_login(city.lead)
    answer = client.post(reverse("accounts"), {"year": 2010, "remark": ""})
    assert answer.status_code == 422
    assert "no strategy in that year" in main_of(answer)


def test_the_page_says_whether_the_digits_are_the_same_today(client, city, prepared) -> None:
    client.force_login(city.lead)
    address = reverse("account_of_year", args=[prepared.pk]) + "?check=1"
    assert "every figure is the same" in main_of(client.get(address))
    Commitment.objects.filter(number=1).update(state="done", ended_on=date(YEAR, 11, 20))
    page = main_of(client.get(address))
    assert "tally.kept" in page
    assert "are not what they were" in page


WAYS = (
    ("public_front", ()),
    ("public_report", (YEAR, 1)),
    ("public_report_frozen", (YEAR, 1)),
    ("public_report_table", (YEAR, 1, "people-reached")),
    ("public_report_workbook", (YEAR, 1)),
)


def numbers_of_people(client: Client, name: str, args: tuple[Any, ...]) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, name
    if name.endswith("workbook"):
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            return "".join(book.read(one).decode() for one in book.namelist() if "sheet2.xml" in one)
    return main_of(answer) if name in ("public_front", "public_report") else text_of(answer)


@pytest.mark.parametrize(("name", "args"), WAYS)
def test_three_people_show_by_no_way(client, signed, name, args) -> None:
    """Neither they nor those of the other component: all are told, and would give them away."""
    text = numbers_of_people(client, name, args)
    assert str(MANY) not in re.findall(r"(?<![\w.,])\d+(?![\w.,])", text)
    people = facts_of(signed.content, "people")
    assert {one["people"] for one in people["by_component"]} == {None}
    assert people["people"] == MANY + FEW


def test_nothing_of_people_passes_a_shut_gate(city, monkeypatch) -> None:
    from pazos.analysis import disclosing

    passed = disclosing._suppressed

    def nothing(table, **options):
        found = passed(table, **options)
        cells = tuple(tuple(None for _ in line) for line in found.cells)
        return disclosing.Released(found.rows, found.columns, cells, found.minimum)

    monkeypatch.setattr(disclosing, "_suppressed", nothing)
    people = facts_of(deeds.prepare(year=YEAR, by=city.analyst).content, "people")
    assert people["people"] is None
    assert {one["people"] for one in people["by_component"]} == {None}
    assert {one["reported"] for one in people["by_component"]} == {None}


@pytest.mark.parametrize("role", ["", "liaison", "partner"])
def test_the_public_pages_are_the_same_for_everybody_and_name_nobody(client, city, signed, role) -> None:
    if role:
        client.force_login(city.people[role])
    for name, args in (
        ("public_front", ()),
        ("public_indicators", ()),
        ("public_commitments", ()),
        *WAYS[1:2],
    ):
        answer = client.get(reverse(name, args=args))
        assert answer.status_code == 200, name
        assert SECRET not in main_of(answer), name


def test_a_commitment_or_indicator_that_is_not_public_is_nowhere(client, city, signed) -> None:
    IndicatorSheet.objects.filter(indicator__code="rate").update(is_public=False)
    assert "Cosa interna" not in text_of(client.get(reverse("public_commitments")))
    assert "Cosa interna" not in text_of(client.get(reverse("public_report_frozen", args=[YEAR, 1])))
    page = text_of(client.get(reverse("public_indicators")))
    assert "Indicador trained" in page
    assert "Indicador rate" not in page
    assert client.get(reverse("public_indicator", args=["rate"])).status_code == 404
    assert "2023" in main_of(client.get(reverse("public_indicator", args=["trained"])))


def test_a_withdrawn_report_gives_its_reason_and_nothing_else(client, city, signed) -> None:
    from pazos.domain.accountability import actions

    actions.withdraw(signed, why="Faltaba un trimestre", by=city.analyst)
    page = main_of(client.get(reverse("public_report", args=[YEAR, 1])))
    assert "Faltaba un trimestre" in page
    assert "1,333,333.34" not in page
    assert client.get(reverse("public_report_frozen", args=[YEAR, 1])).status_code == 404
    assert client.get(reverse("public_report_paper", args=[YEAR, 1, "es"])).status_code == 404


def cents(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def released_files(city: Books) -> dict[str, str]:
    """Prepare and sign every data set of the books and return the files of the package."""
    for name in TABLES:
        one = releasing.DATASETS[name]
        if one.rows():
            releasing.sign(releasing.prepare(name, remark="", by=city.analyst), by=city.officer)
    return {path: content.decode("utf-8-sig", errors="replace") for path, content in package().files.items()}


def test_sums_are_the_same_on_the_page_the_paper_the_tables_and_the_package(client, city, signed) -> None:
    facts = facts_of(signed.content, "budget")["currencies"][0]
    steps = facts_of(signed.content, "budget")["steps"]
    wanted = {step: Decimal(facts["total"][step]) for step in steps}
    # the paper
    (table,) = (
        block
        for section in yearly_report(signed, language="en").sections
        if section.heading == "The city's budget"
        for block in section.blocks
        if isinstance(block, Table)
    )
    for place, step in enumerate(steps, start=1):
        assert cents(table.rows[-1][place]) == wanted[step]
        assert sum(cents(row[place]) for row in table.rows[:-1]) == wanted[step]
    # the page
    page = main_of(client.get(reverse("public_report", args=[YEAR, 1])))
    for cell in {cell for row in table.rows for cell in row}:
        assert cell in page
    # the CSV and the package
    own = text_of(client.get(reverse("public_report_table", args=[YEAR, 1, "budget-execution"])))
    packed = released_files(city)["data/budget-execution.csv"]
    assert own == packed
    rows = list(csv.DictReader(io.StringIO(own)))
    for step in steps:
        assert sum(Decimal(row["amount"]) for row in rows if row["step"] == step) == wanted[step]


def test_every_table_leaves_only_by_two_signatures(city, signed) -> None:
    made = releasing.prepare("commitments", remark="", by=city.analyst)
    assert released() == []
    releasing.sign(made, by=city.officer)
    assert [one.dataset for one in released()] == ["commitments"]


def test_the_package_describes_every_file_it_holds(city, signed) -> None:
    files = released_files(city)
    descriptor = json.loads(files["datapackage.json"])
    paths = {one["path"] for one in descriptor["resources"]}
    assert paths | {"datapackage.json", "README.md", "dictionary-es.csv", "dictionary-en.csv"} == set(files)
    for one in descriptor["resources"]:
        names = [field["name"] for field in one["schema"]["fields"]]
        assert next(csv.reader(io.StringIO(files[one["path"]]))) == names
        assert all(field["description"] and field["description_en"] for field in one["schema"]["fields"])
    assert "people" in files["dictionary-es.csv"]


def test_the_same_releases_give_the_same_package(client, city, signed) -> None:
    released_files(city)
    first, second = (client.get(reverse("public_package")) for _ in range(2))
    assert b"".join(first.streaming_content) == b"".join(second.streaming_content)
    assert fingerprint_of(released(), None) == package().fingerprint


def test_public_pages_ask_few_questions(client, signed, django_assert_max_num_queries) -> None:
    for name, args, most in (
        ("public_front", (), 8),
        ("public_report", (YEAR, 1), 8),
        ("public_commitments", (), 8),
        ("public_indicators", (), 10),
    ):
        with django_assert_max_num_queries(most):
            client.get(reverse(name, args=args))


def test_an_address_that_is_none_is_not_found(client) -> None:
    assert client.get(reverse("public_report", args=[1999, 1])).status_code == 404
    assert client.get(reverse("public_data_file", args=["nothing"])).status_code == 404
