"""A city's execution report becomes movements: the differences since, each cent, each doubt said."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given, settings
from hypothesis import strategies as st

from budgeted import YEAR, Books, person
from execution_report import report
from pazos.analysis.budget import reports
from pazos.analysis.budget.headings import KNOWN, propose
from pazos.analysis.budget.preview import Wishes, fund_of
from pazos.domain.budget import actions, queries
from pazos.domain.budget.differences import Reported, differences, sums_by
from pazos.domain.budget.models import BudgetLine, ExecutionFile, LineMapping, Movement
from pazos.domain.budget.queries import Sought, Steps
from pazos.domain.budget.rules import Entry, what_breaks
from pazos.domain.budget.vocabulary import ORDER, Amendment, Fund, Step
from pazos.foundation.access.policy import Role
from pazos.science.problems import InputProblem

MARCH, JUNE = date(YEAR, 3, 31), date(YEAR, 6, 30)
CULTURE, SECURITY = "SECRETARIA DE CULTURA", "Secretaría de Seguridad"
ROWS = [
    ("", "2", "GASTOS", "", ("1.000", "1.000", "1.000", "0", "0", "0")),
    ("", "2.3.2.02.02", "Servicios", "", ("9", "9", "9", "9", "9", "9")),
    (
        CULTURE,
        "2.3.2.02.02.009",
        "Ludotecas",
        "SGP",
        ("1.500.000,50", "1.600.000,50", "$ 900.000", "800000", "1.234,56", 0),
    ),
    ("", "0210", "Bibliotecas", "Recursos propios", (2000000.25, 2000000.25, "1,500,000.25", 10, 10, "-")),
    ("", "", "TOTAL SECRETARÍA DE CULTURA", "", ("3.500.000,75", "3.600.000,75", "1", "1", "1", "1")),
    (SECURITY, "2.3.2.02.02.008", "Cámaras", "FONSET", ("100", "100", "50", "50", "20", "20")),
    ("TOTAL GENERAL", "", "", "", ("1", "1", "1", "1", "1", "1")),
    ("", "Elaboró: Finanzas", "", "", ()),
]
OWN = [row for row in ROWS if row[1] != "0210"]


@pytest.fixture
def books(db) -> Books:
    made = Books()
    actions.change_line(made.line, fund=Fund.TRANSFERS, by=made.lead)
    actions.change_line(made.other, fund=Fund.SECURITY_FUND, by=made.lead)
    return made


def hand_in(books: Books, content: io.BytesIO, **more: object) -> ExecutionFile:
    more.setdefault("by", books.lead)
    return reports.hand_in(content=content, file_name=more.pop("name", "ejecucion.xlsx"), **more)


def take(
    books: Books, content: io.BytesIO, *, why: str = "", by=None, name="ejecucion.xlsx", **wishes
) -> ExecutionFile:
    by = by or books.lead
    file = hand_in(books, content, name=name, by=by, department=by.organisation)
    return reports.take_in(file, wishes=Wishes(**wishes), why=why, by=by)


def steps(books: Books, line: BudgetLine, on: date = MARCH) -> Steps:
    rows = queries.execution(Sought(), on=on, seen_by=books.lead)
    return next(row.steps for row in rows if row.key == line.pk)


def test_columns_day_and_unit_are_proposed_from_what_stands_in_the_report(books) -> None:
    file = hand_in(books, report(ROWS))
    assert file.as_of_on == MARCH
    assert file.year == YEAR
    assert file.unit == 1
    assert set(file.mapping) == {
        *("rubro", "name", "department", "fund", "initial", "appropriation"),
        *("cdp", "rp", "obligation", "payment"),
    }
    assert file.mapping["payment"] == "PAGOS ACUMULADO"
    assert Movement.objects.count() == 0


def test_every_cent_of_a_report_reaches_the_books(books) -> None:
    file = take(books, report(ROWS))
    assert file.rows_taken == 2
    assert steps(books, books.line) == Steps(
        *(Decimal(text) for text in ("1600000.50", "900000", "800000", "1234.56", "0"))
    )
    assert steps(books, books.other) == Steps(*(Decimal(n) for n in (100, 50, 50, 20, 20)))
    assert set(Movement.objects.values_list("on", flat=True)) == {MARCH}


def test_a_rubro_that_was_typed_as_a_number_and_may_have_lost_a_zero_is_asked_for_in_words(books) -> None:
    amounts = ("1", "1", "1", "1", "1", "1")
    rows = [(CULTURE, code, f"Rubro {code}", "SGP", amounts) for code in (2.1, 2.11, "2.12", 3.1, 3.2, "4.1")]
    file = hand_in(books, report([*rows, (CULTURE, "4.10", "Rubro", "SGP", amounts)]))
    found, _seen = reports.look(file, wishes=Wishes(), by=books.lead)
    assert [row.rubro for row in found.report.rows] == ["2.11", "2.12", "3.1", "3.2", "4.1", "4.10"]
    (refused,) = found.report.refused
    assert refused["cells"]["rubro"] == "2.1"
    assert refused["problems"][0]["facts"] == {"code": "2.1", "longer": "2.10"}


def test_sums_totals_headings_and_signatures_are_no_lines(books) -> None:
    file = hand_in(books, report(ROWS))
    found, seen = reports.look(file, wishes=Wishes(), by=books.lead)
    assert [row.rubro for row in found.report.rows] == ["2.3.2.02.02.009", "0210", "2.3.2.02.02.008"]
    assert found.report.left_out == 4
    assert [row.rubro for row in seen.unknown] == ["0210"]
    assert [row.department for row in found.report.rows] == [CULTURE, CULTURE, SECURITY]


def test_lines_that_the_books_lack_are_written_down_only_where_that_is_asked_for(books) -> None:
    take(books, report(ROWS), adds_lines=True)
    new = BudgetLine.objects.get(rubro="0210")
    assert (new.department, new.name, new.fund) == (books.culture, "Bibliotecas", Fund.OWN)
    assert steps(books, new).cdp == Decimal("1500000.25")


def test_the_next_report_writes_only_what_came_since(books) -> None:
    take(books, report(ROWS))
    later = [
        (d, r, n, f, tuple("150.000.000" if d == CULTURE and i < 2 else a for i, a in enumerate(m)))
        for d, r, n, f, m in ROWS
    ]
    take(books, report(later, title="A 30 DE JUNIO DE 2023"), name="junio.xlsx")
    june = Movement.objects.filter(on=JUNE)
    assert [(row.step, row.amendment, row.amount) for row in june] == [
        ("appropriation", Amendment.ADDITION, Decimal("148399999.50"))
    ]
    assert steps(books, books.line, MARCH).appropriation == Decimal("1600000.50")
    assert steps(books, books.line, JUNE).appropriation == 150_000_000


def test_the_same_file_twice_is_harmless(books) -> None:
    content = report(ROWS).getvalue()
    file = take(books, io.BytesIO(content))
    moved = Movement.objects.count()
    again = hand_in(books, io.BytesIO(content), name="otra vez.xlsx")
    assert again.pk == file.pk
    with pytest.raises(InputProblem, match="in the books already"):
        reports.take_in(again, wishes=Wishes(), by=books.lead)
    take(books, report(ROWS, note="guardado otra vez"), name="copia.xlsx")
    assert Movement.objects.count() == moved


def test_a_total_that_fell_waits_until_somebody_says_why(books) -> None:
    take(books, report(ROWS))
    fell = [
        (d, r, n, f, (*m[:3], "500.000", *m[4:])) if d == CULTURE else (d, r, n, f, m)
        for d, r, n, f, m in OWN
    ]
    june = report(fell, title="A 30 DE JUNIO DE 2023").getvalue()
    file = hand_in(books, io.BytesIO(june), name="junio.xlsx")
    _found, seen = reports.look(file, wishes=Wishes(), by=books.lead)
    (waiting,) = seen.waiting
    assert [(one.step, one.before, one.after) for one in waiting.falls] == [(Step.RP, 800_000, 500_000)]
    with pytest.raises(InputProblem, match="Say why"):
        reports.take_in(file, wishes=Wishes(accepts_falls=True), by=books.lead)
    reports.take_in(
        file, wishes=Wishes(accepts_falls=True), why="Finanzas liberó el contrato 12", by=books.lead
    )
    released = Movement.objects.get(on=JUNE)
    assert (released.amount, released.amendment) == (-300_000, Amendment.RELEASE)
    assert "contrato 12" in released.note


def test_a_total_that_fell_and_is_not_accepted_is_kept_with_its_reason(books) -> None:
    take(books, report(ROWS))
    fell = [
        (d, r, n, f, (*m[:3], "500.000", *m[4:])) if d == CULTURE else (d, r, n, f, m)
        for d, r, n, f, m in OWN
    ]
    file = take(books, report(fell, title="A 30 DE JUNIO DE 2023"), name="junio.xlsx")
    assert [one["cells"]["rubro"] for one in file.refused] == ["2.3.2.02.02.009"]
    assert "lower than in the books" in file.refused[0]["problems"][0]["template"]


@pytest.mark.parametrize(
    ("amounts", "says"),
    [
        (("1", "mil", "1", "1", "1", "1"), "not an amount"),
        (("1", "100", "50", "60", "1", "1"), "above_step_before"),
        (("1", "100", "50", "50", "10", "10,005"), "more than two decimals"),
    ],
)
def test_a_wrong_row_is_refused_with_its_reason_and_the_others_go_in(books, amounts, says) -> None:
    wrong = [(d, r, n, f, amounts if d == CULTURE else m) for d, r, n, f, m in OWN]
    if says.startswith("more"):
        wrong = [(d, r, n, f, (*m[:5], "10.0051") if d == CULTURE else m) for d, r, n, f, m in OWN]
    file = take(books, report(wrong))
    assert len(file.refused) == 1
    assert says in str(file.refused[0]["problems"])
    assert steps(books, books.other).payment == 20
    assert steps(books, books.line) == Steps()


def test_rows_of_one_line_are_added_up_and_a_row_repeated_is_not(books) -> None:
    culture = OWN[2]
    half = (*culture[:4], ("0", "10", "5", "5", "5", "5"))
    file = take(books, report([culture, half, half]))
    assert steps(books, books.line).payment == 5
    assert steps(books, books.line).cdp == 900_005
    assert "repeats another row" in str(file.refused)


def test_an_older_report_is_not_taken_in_over_a_newer_one(books) -> None:
    june = take(books, report(ROWS, title="A 30 DE JUNIO DE 2023"), name="junio.xlsx")
    march = hand_in(books, report(ROWS, note="marzo"))
    with pytest.raises(InputProblem, match="from the oldest"):
        reports.take_in(march, wishes=Wishes(), by=books.lead)
    actions.take_back_report(june, by=books.lead, why="falta marzo")
    assert steps(books, books.line, JUNE) == Steps()
    reports.take_in(march, wishes=Wishes(), by=books.lead)
    june.refresh_from_db()
    reports.take_in(june, wishes=Wishes(), by=books.lead)
    assert steps(books, books.line, JUNE).cdp == 900_000


def test_what_was_entered_by_hand_is_not_counted_again(books) -> None:
    books.appropriate(books.line, "1600000.50")
    books.move(books.line, Step.CDP, "500000", 2)
    take(books, report(ROWS))
    assert steps(books, books.line).cdp == 900_000
    assert Movement.objects.get(on=MARCH, step=Step.CDP, line=books.line).amount == 400_000


def test_a_report_in_thousands_is_counted_in_pesos(books) -> None:
    rows = [(SECURITY, "2.3.2.02.02.008", "Cámaras", "FONSET", (100, 100, 50, 50, 20, 20))]
    file = take(books, report(rows, note="Cifras en miles de pesos"))
    assert file.unit == 1000
    assert steps(books, books.other).payment == 20_000


def test_a_department_takes_its_own_rows_only(books) -> None:
    file = take(books, report(ROWS), by=books.keeper)
    assert file.department == books.culture
    assert steps(books, books.other) == Steps()
    assert steps(books, books.line).cdp == 900_000
    with pytest.raises(PermissionDenied):
        hand_in(books, report(ROWS, note="otra"), by=books.keeper, department=books.security)
    with pytest.raises(PermissionDenied):
        hand_in(books, report(ROWS, note="toda la ciudad"), by=books.keeper)
    other = person("other", Role.DEPARTMENT, books.security)
    assert list(queries.reports(seen_by=other)) == []


def test_a_report_without_a_day_asks_for_it_and_a_file_of_nothing_is_refused(books) -> None:
    with pytest.raises(InputProblem, match="up to which day"):
        hand_in(books, report(ROWS, title="EJECUCIÓN"))
    file = hand_in(books, report(ROWS, title="EJECUCIÓN"), as_of_on=MARCH)
    assert file.as_of_on == MARCH
    with pytest.raises(InputProblem):
        hand_in(books, io.BytesIO(b"\x00\x01\x02"), as_of_on=MARCH)
    assert ExecutionFile.objects.count() == 1


def test_a_saved_mapping_reads_headings_that_nobody_else_uses(books) -> None:
    strange = {
        name: f"Columna {name}" for name in ("rubro", "appropriation", "cdp", "rp", "obligation", "payment")
    }
    actions.save_mapping(name="Finanzas Plus", headings=strange, heading_row=1, by=books.lead)
    text = ";".join(strange.values()) + "\n2.3.2.02.02.008;100;50;50;20;20\n"
    file = reports.hand_in(
        content=io.BytesIO(text.encode()),
        file_name="plus.csv",
        as_of_on=MARCH,
        department=books.security,
        by=books.lead,
    )
    assert file.mapping == strange
    reports.take_in(file, wishes=Wishes(), by=books.lead)
    assert steps(books, books.other).payment == 20
    assert LineMapping.objects.count() == 1


def test_headings_of_a_month_of_balances_and_of_percentages_are_never_taken() -> None:
    found = propose(
        ["CDP del mes", "Saldo CDP", "% CDP", "CDP expedidos", "Compromisos por pagar", "Total compromisos"]
    )
    assert found == {"cdp": 3, "rp": 5}


def test_every_known_heading_proposes_its_own_field() -> None:
    wrong = [(name, text) for name, texts in KNOWN.items() for text in texts if name not in propose([text])]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "fund"),
    [
        ("1.2.1.0.00 INGRESOS CORRIENTES DE LIBRE DESTINACIÓN", Fund.OWN),
        ("SGP Propósito general", Fund.TRANSFERS),
        ("Fondo común", None),
        ("", None),
    ],
)
def test_funds_are_told_by_the_words_of_an_office(text, fund) -> None:
    assert fund_of(text) == fund


CENTS = st.integers(0, 10**12).map(lambda cents: Decimal(cents).scaleb(-2))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[CENTS] * 5).map(lambda five: sorted(five, reverse=True)), min_size=1, max_size=6))
def test_reports_in_a_row_always_leave_the_books_at_what_the_last_one_says(totals) -> None:
    entries: list[Entry] = []
    for place, amounts in enumerate(totals):
        on = date(YEAR, 1 + place, 28)
        reported = Reported(dict(zip(ORDER, amounts, strict=True)), {})
        found = differences(entries, reported, on=on)
        entries += [
            Entry(len(entries) + n + 1, one.step, on, one.amount, one.amendment)
            for n, one in enumerate(found)
        ]
        assert list(sums_by(entries, on).values()) == amounts
        assert what_breaks(entries) == ()
        assert differences(entries, reported, on=on) == []
