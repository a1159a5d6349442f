"""The pages of the budget: what a department lead and the strategy lead find, enter and are refused."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from budgeted import YEAR, Books
from execution_report import report
from pazos.domain.budget import actions, queries
from pazos.domain.budget.models import BudgetLine, ExecutionFile, LineMapping, LineShare, Movement
from pazos.domain.budget.queries import Sought
from pazos.domain.budget.vocabulary import Step
from pazos.foundation.history.changing import changes_of

pytestmark = pytest.mark.django_db
DAY = {"on": f"{YEAR}-02-15", "number": "1", "note": ""}


@pytest.fixture
def books() -> Books:
    return Books()


@pytest.fixture
def lead(client, books):
    client.cookies["pazos_language"] = "en"
    client.force_login(books.lead)
    return client


def text(answer) -> str:
    return answer.content.decode()


def rows(answer) -> list[dict[str, str]]:
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


def test_the_list_adds_up_what_it_shows(lead, books) -> None:
    books.run(books.line, "1000.50")
    books.run(books.other, "2000000")
    page = text(lead.get(reverse("budget"), {"year": YEAR}))
    assert "2,001,000.50" in page
    assert "2 lines" in page
    narrowed = text(lead.get(reverse("budget"), {"year": YEAR, "text": "2.3.2.02.02.009"}))
    assert "1 line" in narrowed
    assert "2,001,000.50" not in narrowed


def test_the_file_holds_every_cent_that_the_page_adds_up(lead, books) -> None:
    books.run(books.line, "1000.55")
    books.run(books.other, "0.45")
    found = rows(lead.get(reverse("budget_file"), {"year": YEAR, "on": f"{YEAR}-12-31"}))
    total = queries.totals(Sought(year=YEAR), on=date(YEAR, 12, 31), seen_by=books.lead)
    assert sum(Decimal(row["payment"]) for row in found) == total.payment == Decimal(1001)


def test_a_department_finds_its_own_lines_only(client, books) -> None:
    client.force_login(books.keeper)
    page = text(client.get(reverse("budget"), {"year": YEAR}))
    assert books.line.name in page
    assert books.other.name not in page
    assert client.get(reverse("budget_line", args=[books.other.pk])).status_code == 404
    assert client.get(reverse("budget_deed", args=[books.other.pk, "cdp"])).status_code == 404
    assert len(rows(client.get(reverse("budget_file"), {"year": YEAR}))) == 1


def test_the_police_find_no_money(client, books) -> None:
    client.force_login(books.liaison)
    for name in ("budget", "budget_file", "budget_stuck", "budget_execution"):
        assert client.get(reverse(name)).status_code == 403


def test_a_line_goes_through_its_steps_on_the_page(lead, books) -> None:
    address = lambda deed: reverse("budget_deed", args=[books.line.pk, deed])  # noqa: E731
    said = {**DAY, "amount": "1.000.000,50"}
    assert lead.post(address("appropriation"), {**said, "amendment": "initial"}).status_code == 302
    for deed in ("cdp", "rp", "obligation", "payment"):
        assert lead.get(address(deed)).status_code == 200
        assert lead.post(address(deed), said).status_code == 302
    page = text(lead.get(reverse("budget_line", args=[books.line.pk])))
    assert page.count("1,000,000.50") >= 10
    assert Movement.objects.filter(line=books.line).count() == 5


def test_a_refused_step_says_the_day_the_amounts_and_the_cure_beside_the_form(lead, books) -> None:
    books.appropriate(books.line, 1000)
    answer = lead.post(reverse("budget_deed", args=[books.line.pk, "cdp"]), {**DAY, "amount": "1500"})
    assert answer.status_code == 422
    assert "500 too much" in text(answer)
    assert "Enter first" in text(answer)
    wrong = lead.post(reverse("budget_deed", args=[books.line.pk, "cdp"]), {**DAY, "amount": "mil"})
    assert "is not an amount of money" in text(wrong)


def test_a_paper_is_chosen_and_given_back_on_the_page(lead, books) -> None:
    books.appropriate(books.line, 1000)
    cdp = books.move(books.line, Step.CDP, 800, 1, number="CDP-7")
    form = text(lead.get(reverse("budget_deed", args=[books.line.pk, "rp"])))
    assert "CDP-7" in form
    lead.post(
        reverse("budget_deed", args=[books.line.pk, "rp"]), {**DAY, "amount": "300", "stands_on": cdp.pk}
    )
    back = {**DAY, "amount": "500", "stands_on": f"cdp:{cdp.pk}"}
    assert lead.post(reverse("budget_deed", args=[books.line.pk, "give-back"]), back).status_code == 302
    assert queries.papers_left(books.line, Step.CDP, on=date(YEAR, 12, 31), seen_by=books.lead) == []


def test_a_transfer_and_its_taking_back(lead, books) -> None:
    books.appropriate(books.line, 1000)
    said = {**DAY, "amount": "400", "target": books.other.pk}
    lead.post(reverse("budget_deed", args=[books.line.pk, "transfer"]), said)
    row = Movement.objects.get(amount=-400)
    assert "2.3.2.02.02.008" in text(lead.get(reverse("budget_line", args=[books.line.pk])))
    assert lead.get(reverse("budget_take_back", args=[row.pk])).status_code == 200
    lead.post(reverse("budget_take_back", args=[row.pk]), {"on": f"{YEAR}-03-01", "why": "línea equivocada"})
    assert Movement.objects.count() == 5


def test_shares_in_per_cent_are_kept_to_the_hundredth(lead, books) -> None:
    a, b, c = (one.pk for one in books.components)
    address = reverse("budget_deed", args=[books.line.pk, "shares"])
    said = {
        f"part_{a}": "33.33",
        f"part_{b}": "66.67",
        f"least_{a}": "20",
        f"most_{a}": "40",
        f"part_{c}": "",
    }
    assert lead.get(address).status_code == 200
    short = lead.post(address, {**said, f"part_{b}": "60"})
    assert short.status_code == 422
    assert "93.33%" in text(short)
    assert lead.post(address, said).status_code == 302
    kept = LineShare.objects.order_by("ten_thousandths").values_list("ten_thousandths", "at_least", "at_most")
    assert list(kept) == [(3333, 2000, 4000), (6667, None, None)]
    assert "20.00 to 40.00" in text(lead.get(reverse("budget_line", args=[books.line.pk])))


def test_the_plan_is_written_month_by_month(lead, books) -> None:
    address = reverse("budget_deed", args=[books.line.pk, "plan"])
    assert (
        lead.post(address, {f"month_{n}": "1.000" if n > 6 else "" for n in range(1, 13)}).status_code == 302
    )
    curve = queries.curve(Sought(), year=YEAR, on=date(YEAR, 12, 31), seen_by=books.lead)
    assert curve.months[-1].planned == 6000
    assert lead.get(address).status_code == 200


def test_a_line_is_written_down_and_changed(lead, books) -> None:
    said = {"year": YEAR, "department": books.culture.pk, "rubro": "021.5", "name": "Nueva", "fund": "own"}
    answer = lead.post(reverse("new_budget_line"), {**said, "currency": "COP"})
    made = BudgetLine.objects.get(rubro="021.5")
    assert answer.headers["Location"] == reverse("budget_line", args=[made.pk])
    change = {**said, "currency": "COP", "name": "Renombrada"}
    assert lead.post(reverse("budget_deed", args=[made.pk, "change"]), change).status_code == 302
    assert BudgetLine.objects.get(pk=made.pk).name == "Renombrada"
    assert lead.post(reverse("new_budget_line"), {**change}).status_code == 422


@pytest.mark.parametrize("by", ["department", "programme", "component", "fund", "nonsense"])
def test_execution_shows_curves_and_sums_by_whatever_is_asked(lead, books, by) -> None:
    books.run(books.line)
    page = text(lead.get(reverse("budget_execution"), {"year": YEAR, "by": by}))
    assert "<polyline" in page
    assert page.count("1,000") > 5


def test_stuck_money_is_listed_with_its_step_and_day(lead, books) -> None:
    books.appropriate(books.line, 1000)
    books.move(books.line, Step.CDP, 700, 2)
    asked = {"on": f"{YEAR}-07-01"}
    page = text(lead.get(reverse("budget_stuck"), asked))
    assert books.line.name in page
    assert "700" in page
    assert "15/02/2023" in page
    (appropriation, cdp) = sorted(
        rows(lead.get(reverse("budget_stuck_file"), asked)), key=lambda row: row["amount"]
    )
    assert (cdp["step"], cdp["since_on"]) == ("cdp", "2023-02-15")
    assert appropriation["step"] == "appropriation"
    assert "Nothing is stuck" in text(
        lead.get(reverse("budget_stuck"), {**asked, "cdp": 900, "appropriation": 900})
    )


def test_empty_books_say_what_to_do(lead) -> None:
    BudgetLine.objects.all().delete()
    assert "No budget line of this year yet" in text(lead.get(reverse("budget")))
    assert lead.get(reverse("budget_execution")).status_code == 200
    assert lead.get(reverse("budget_stuck")).status_code == 200


@pytest.mark.parametrize(("name", "most"), [("budget", 16), ("budget_execution", 18), ("budget_stuck", 10)])
def test_pages_ask_the_same_however_many_lines(
    lead, books, django_assert_max_num_queries, name, most
) -> None:
    for n in range(12):
        books.run(books.add(f"9.{n}", books.culture))
    actions.plan_payments(books.line, months={date(YEAR, 1, 1): 5}, by=books.lead)
    with django_assert_max_num_queries(most):
        assert lead.get(reverse(name), {"year": YEAR}).status_code == 200


def test_a_line_page_asks_the_same_however_many_movements(lead, books, django_assert_max_num_queries) -> None:
    books.run(books.line)
    for n in range(20):
        actions.amend(line=books.line, amendment="addition", amount=n + 1, on=date(YEAR, 7, 1), by=books.lead)
    with django_assert_max_num_queries(20):
        assert lead.get(reverse("budget_line", args=[books.line.pk])).status_code == 200


def test_a_report_is_handed_in_looked_at_taken_in_and_taken_back(lead, books) -> None:
    content = report(
        [(books.culture.name, "2.3.2.02.02.009", "Ludotecas", "", ("0", "1.000", 600, 500, 400, 300))]
    )
    content.name = "ejecucion.xlsx"
    answer = lead.post(reverse("budget_reports"), {"file": content, "as_of_on": "", "department": ""})
    file = ExecutionFile.objects.get()
    address = reverse("budget_report", args=[file.pk])
    assert answer.headers["Location"] == address
    page = text(lead.get(address))
    assert "What it would change" in page
    assert "initial appropriation" in page
    assert Movement.objects.count() == 0
    assert lead.post(reverse("budget_report_take", args=[file.pk]), {"why": ""}).status_code == 302
    assert Movement.objects.count() == 5
    assert "1 row of it is in the books" in text(lead.get(address))
    assert "ejecucion.xlsx" in text(lead.get(reverse("budget_reports")))
    assert lead.post(reverse("budget_report_back", args=[file.pk]), {"why": "de prueba"}).status_code == 302
    assert Movement.objects.count() == 10
    assert "What it would change" in text(lead.get(address))


def test_columns_that_nobody_knows_are_pointed_at(lead, books) -> None:
    content = io.BytesIO(b"A;B;C;D;E;F\n2.3.2.02.02.009;1000;6;5;4;malo\n2.3.2.02.02.008;9;8;7;6;5\n")
    content.name = "raro.csv"
    lead.post(reverse("budget_reports"), {"file": content, "as_of_on": f"{YEAR}-03-31", "department": ""})
    file = ExecutionFile.objects.get()
    address = reverse("budget_report", args=[file.pk])
    assert "not all known yet" in text(lead.get(address))
    columns = dict(
        zip(("rubro", "appropriation", "cdp", "rp", "obligation", "payment"), "ABCDEF", strict=True)
    )
    said = {f"at_{name}": heading for name, heading in columns.items()} | {"unit": 1, "heading_row": 1}
    pointing = reverse("budget_report_columns", args=[file.pk])
    twice = lead.post(pointing, {**said, "at_cdp": "B"})
    assert twice.status_code == 422
    assert "pointed at twice" in text(twice)
    assert lead.post(pointing, {**said, "save_as": "Oficina A"}).status_code == 302
    assert LineMapping.objects.get().headings == columns
    page = text(lead.get(address))
    assert "malo is not an amount of money" in page
    lead.post(reverse("budget_report_take", args=[file.pk]), {"why": ""})
    (refused,) = rows(lead.get(reverse("budget_report_refused", args=[file.pk])))
    assert (refused["row"], refused["rubro"]) == ("2", "2.3.2.02.02.009")


def test_reports_of_the_city_are_not_a_departments(client, books) -> None:
    client.force_login(books.keeper)
    content = report([(books.culture.name, "2.3.2.02.02.009", "Ludotecas", "", ("0", "9", 8, 7, 6, 5))])
    content.name = "propia.xlsx"
    said = {"file": content, "as_of_on": ""}
    assert client.post(reverse("budget_reports"), said).status_code == 422
    content.seek(0)
    assert client.post(reverse("budget_reports"), {**said, "department": books.culture.pk}).status_code == 302
    mine = ExecutionFile.objects.get()
    ExecutionFile.objects.filter(pk=mine.pk).update(department=books.security)
    assert client.get(reverse("budget_report", args=[mine.pk])).status_code == 404


def test_a_lines_history_says_who_changed_what_and_takes_a_name_back(lead, books) -> None:
    actions.change_line(books.line, name="Otra", by=books.lead)
    address = reverse("history", args=["budget.budgetline", books.line.pk])
    page = text(lead.get(address))
    assert "Otra" in page
    change = changes_of(books.line).first()
    lead.post(reverse("history_undo", args=["budget.budgetline", books.line.pk, change.pk]))
    assert BudgetLine.objects.get(pk=books.line.pk).name != "Otra"
    lead.force_login(books.keeper)
    assert lead.get(reverse("history", args=["budget.budgetline", books.other.pk])).status_code == 404


def test_the_open_package_is_a_zip_of_what_was_asked_for(lead, books) -> None:
    books.run(books.line)
    answer = lead.get(reverse("budget_package"), {"year": YEAR, "text": "2.3.2.02.02.009"})
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert len(packed.read("data/budget.csv").splitlines()) == 2


def test_costs_without_books_say_what_they_need(lead, books) -> None:
    assert "No cost can be told yet" in text(lead.get(reverse("budget_cost")))
