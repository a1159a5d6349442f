"""What offices really hand out by mistake: each is refused or taken with a clear word, and never crashes."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import xlsxwriter

from pazos.analysis.ingest.take import Outcome, Wishes, take
from pazos.analysis.notices import Stopped, message
from pazos.analysis.tables import read_table
from pazos.analysis.tables.kinds import LARGEST_UNPACKED
from pazos.domain.sources.models import Delivery, Record
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db
TEXT = "Fecha,Municipio,Código DANE,Barrio,Edad,Sexo,Cantidad\n25/03/2017,PALMIRA,76520000,Peñón,24,MASCULINO,1\n"


@pytest.fixture(autouse=True)
def _city(settings: Any, tmp_path: Path) -> None:
    settings.CITY_FILES = tmp_path / "city" / "files"


def taken(path: Path, **wishes: Any) -> Outcome:
    return take(path, source="policia-nacional", by=None, wishes=Wishes(**wishes))


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Hoja1")
        for place, cells in enumerate(rows):
            sheet.write_row(place, 0, cells)
    return path


def zip_of(entries: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries.items():
            packed.writestr(name, data)
    return content.getvalue()


def encrypted() -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(504)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(2048)
    )


def bomb() -> bytes:
    """A workbook that declares far more than it holds."""
    content = zip_of({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": b"0" * 1000})
    size = struct.pack("<L", 1000)
    place = content.rindex(b"xl/worksheets/sheet1.xml") - 46 + 24
    assert content[place : place + 4] == size
    return content[:place] + struct.pack("<L", LARGEST_UNPACKED + 1) + content[place + 4 :]


REFUSED = {
    "empty.csv": (b"", "empty_file"),
    "blank.csv": (b"  \n\n \n", "empty_file"),
    "headings.csv": (TEXT.splitlines()[0].encode(), "no_rows"),
    "page.xls": (b"<html><table><tr><td>Fecha</td></tr></table></html>", "html"),
    "page2.xls": (b"\xef\xbb\xbf\n<!DOCTYPE html><body></body>", "html"),
    "locked.xlsx": (encrypted(), "password"),
    "bomb.xlsx": (bomb(), "zip_bomb"),
    "torn.xlsx": (zip_of({"xl/workbook.xml": b"x" * 999})[:60], "unreadable"),
    "hollow.xlsx": (zip_of({"xl/workbook.xml": b"<a"}), "unreadable"),
    "photos.zip": (zip_of({"a.jpg": b"x"}), "not_a_table"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "not_a_table"),
    "program.csv": (bytes(range(256)) * 20, "not_a_table"),
    "letter.csv": (b"%PDF-1.7 ...", "not_a_table"),
    "poem.csv": (b"Verde que te quiero verde\nverde viento\nverdes ramas\n", "no_headings"),
    "wide.csv": ((",".join(f"c{n}" for n in range(10_000)) + "\n").encode(), "too_many_columns"),
    "quote.csv": (TEXT.encode() + b'25/03/2017,"PALMIRA,76520000,x,1,MASCULINO,1\n' * 3, "open_quote"),
    "half.csv.gz": (gzip.compress(TEXT.encode() * 50)[:-20], "unreadable"),
    "no_date.csv": (b"Municipio,Sexo,Edad\nPALMIRA,MASCULINO,24\n", "no_date_column"),
    "torn.parquet": (b"PAR1" + bytes(100), "unreadable"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_no_table_is_kept_and_refused_by_name(name: str, tmp_path: Path) -> None:
    content, code = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Stopped) as stopped:
        taken(path)
    assert stopped.value.code == code
    assert name.removesuffix(".gz") in str(stopped.value)
    assert Record.objects.count() == 0
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.problem["code"]) == ("stopped", code)
    assert message(delivery.problem, "en") == str(stopped.value)


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing.csv"):
        with pytest.raises(InputProblem):
            taken(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "cp850", "utf-16", "utf-16-le"])
def test_names_are_right_in_every_encoding_that_offices_use(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.replace("Peñón", "Peñón Ibáñez").encode(encoding))
    taken(path)
    assert Record.objects.get().spelling.text == "Peñón Ibáñez"


def test_a_stated_encoding_that_is_wrong_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode("cp1252"))
    with pytest.raises(Stopped, match="utf-8"):
        taken(path, encoding="utf-8")
    with pytest.raises(InputProblem, match="klingon"):
        taken(path, encoding="klingon")


def test_a_broken_character_in_utf_8_does_not_make_the_whole_file_another_encoding(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = TEXT.splitlines()
    path.write_bytes("\n".join([lines[0], *[lines[1]] * 40]).encode() + b"\n" + lines[1].encode("cp1252"))
    outcome = taken(path)
    assert "broken_characters" in {warning["code"] for warning in outcome.warnings}
    assert set(Record.objects.values_list("spelling__text", flat=True)) >= {"Peñón"}


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_every_delimiter_is_found(sign: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TEXT.replace(",", sign), encoding="utf-8")
    assert taken(path).delivery.accepted == 1


def test_nul_bytes_are_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(TEXT.encode().replace(b"PALMIRA", b"PAL\x00MIRA"))
    outcome = taken(path)
    assert "nul_bytes" in {warning["code"] for warning in outcome.warnings}
    assert outcome.delivery.accepted == 1


def test_headings_over_two_rows_are_read_together(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "Fecha,Municipio,Víctima,,Cantidad\n,,Edad,Sexo,\n25/03/2017,PALMIRA,24,MASCULINO,1\n",
        encoding="utf-8",
    )
    outcome = taken(path)
    assert "two_header_rows" in {warning["code"] for warning in outcome.warnings}
    record = Record.objects.get()
    assert (record.age, record.sex, outcome.delivery.rows) == (24, "m", 1)


def test_a_formula_in_a_text_file_is_never_a_value(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        TEXT + "26/03/2017,PALMIRA,76520000,=HYPERLINK(1),=20+4,MASCULINO,=1+1\n", encoding="utf-8"
    )
    outcome = taken(path)
    assert (outcome.delivery.accepted, outcome.delivery.rejected) == (1, 1)
    assert "formulas" in {warning["code"] for warning in outcome.warnings}


def test_a_formula_of_a_workbook_gives_the_value_last_computed(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["FECHA HECHO", "CODIGO DANE", "EDAD", "CANTIDAD"])
        sheet.write_row(1, 0, ["2017-03-25", 76520000, 24])
        sheet.write_formula(1, 3, "=1+1", None, 2)
    outcome = taken(path)
    assert outcome.delivery.victims == 2
    assert "formulas" in {warning["code"] for warning in outcome.warnings}


def test_a_row_with_more_cells_than_headings_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(TEXT * 1 + "25/03/2017,PALMIRA,76520000,SAN, JOSE,24,MASCULINO,1,\n", encoding="utf-8")
    outcome = taken(path)
    assert outcome.delivery.rows == 2
    assert outcome.delivery.accepted + outcome.delivery.rejected == 2
    assert outcome.delivery.rejected == 1


def test_dates_that_can_be_read_two_ways_are_told_apart_by_the_weekday_or_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Fecha,Día,Cantidad\n03/04/2017,Lunes,1\n05/04/2017,Miércoles,1\n", encoding="utf-8")
    assert "dates_by_weekday" in {warning["code"] for warning in taken(path).warnings}
    assert sorted(str(day) for day in Record.objects.values_list("occurred_on", flat=True)) == [
        "2017-04-03",
        "2017-04-05",
    ]
    path.write_text("Fecha,Cantidad\n03/04/2017,1\n05/04/2017,1\n", encoding="utf-8")
    with pytest.raises(Stopped, match="--dates"):
        taken(path)


def test_a_column_that_mixes_both_orders_is_refused_with_the_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("nota,\nFecha,Cantidad\n25/03/2017,1\n03/25/2017,1\n", encoding="utf-8")
    with pytest.raises(Stopped) as stopped:
        taken(path)
    assert (stopped.value.facts["day_row"], stopped.value.facts["month_row"]) == (3, 4)


def test_a_table_of_any_kind_gives_the_same_text_and_row_numbers(tmp_path: Path) -> None:
    rows = [["id", "code", "rate"], ["a", "05001", "1,5"], ["b", "05002", "2,25"]]
    text = tmp_path / "a.csv"
    text.write_text("\n".join(";".join(row) for row in rows) + "\n", encoding="utf-8")
    packed = tmp_path / "a.csv.gz"
    packed.write_bytes(gzip.compress(text.read_bytes()))
    book = workbook(tmp_path / "a.xlsx", rows)
    parquet = tmp_path / "a.parquet"
    import duckdb

    duckdb.sql(
        f"COPY (SELECT * FROM read_csv('{text}', all_varchar = true, delim = ';')) TO '{parquet}' (FORMAT parquet)"
    )
    tables = [read_table(path) for path in (text, packed, book, parquet)]
    for table in tables:
        pd.testing.assert_frame_equal(table.frame, tables[0].frame)
        assert table.rows.tolist() == [2, 3]
    assert tables[0].frame["code"].tolist() == ["05001", "05002"]
    assert tables[0].how["delimiter"] == ";"
