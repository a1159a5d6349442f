"""`pazos analyse plausibility` and `quality`: files as offices write them, the contract, and what is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from pazos.config.main import main

if TYPE_CHECKING:
    from pathlib import Path

MONTHS = (
    "Enero", "Febrero", "Marzo", "Abril", "Mayo", "Junio", "Julio", "Agosto", "Septiembre", "Octubre", "Noviembre",
    "Diciembre",
)  # fmt: skip
MIXED = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
CELLS = [(place, month) for place in range(12) for month in range(60)]


@pytest.fixture(autouse=True)
def _in_english(monkeypatch) -> None:
    monkeypatch.setenv("PAZOS_LANGUAGE", "en")


def faulty():
    """Twelve places over five years: August 2020 copies July, and place 4 stops in May 2021."""
    chance = np.random.default_rng(2)
    counts = chance.poisson(chance.gamma(2, 3, 12)[:, None] * np.ones(60))
    counts[:, 31] = counts[:, 30]
    counts[4, 40:] = 0
    return counts


def run(
    folder: Path, text: str | bytes, *words: str, method: str = "plausibility", name: str = "f.csv"
) -> dict[str, Any]:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    out = folder / "out.json"
    assert main(["analyse", method, str(path), "--json", str(out), *words]) == 0
    return json.loads(out.read_text(encoding="utf-8"))


def year_of(month: int) -> int:
    return 2018 + month // 12


LAYOUTS = {
    "names of months": "Barrio,Año,Mes,Casos\n" + "".join(
        f"P{p},{year_of(t)},{MONTHS[t % 12]},{faulty()[p, t]}\n" for p, t in CELLS
    ),
    "a column a month": "Municipio,Año," + ",".join(MONTHS) + "\n" + "".join(
        f"P{p},{2018 + y}," + ",".join(str(n) for n in faulty()[p, 12 * y : 12 * y + 12]) + "\n"
        for p in range(12) for y in range(5)
    ),
    "first days and a total row": "place;date;deaths\n" + "".join(
        f"P{p};01/{t % 12 + 1:02d}/{year_of(t)};{faulty()[p, t]}\n" for p, t in CELLS
    ) + "TOTAL;;9999\n",
    "a total in disguise": "lugar,fecha,total\n" + "".join(
        f"{f'P{p}' if p < 12 else 'La ciudad'},{year_of(t)}-{t % 12 + 1:02d},"
        f"{faulty()[p, t] if p < 12 else faulty()[:, t].sum()}\n" for p in range(13) for t in range(60)
    ),
    "months in two languages, tabs": "neighbourhood\tmonth\tyear\tcount\n" + "".join(
        f"P{p}\t{MIXED[t % 12]}.\t{year_of(t)}\t{faulty()[p, t]}\n"
        for p, t in CELLS
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_faults_are_found_however_the_file_is_laid(tmp_path: Path, layout: str) -> None:
    result = run(tmp_path, LAYOUTS[layout])
    found = {(flag["check"], flag["where"]["place"], flag["where"]["time"]) for flag in result["flags"]}
    assert found == {("place_stops", "P4", "2021-05"), ("repeated_period", None, "2020-08")}
    assert result["settings"]["unit"] == "month"
    assert result["settings"]["places"] >= 12


def test_every_flag_holds_the_contract(tmp_path: Path) -> None:
    result = run(tmp_path, LAYOUTS["names of months"])
    for flag in result["flags"]:
        assert flag.keys() >= {"check", "where", "value", "expected", "severity", "message"}
        assert flag["where"].keys() >= {"place", "time"}
        assert "{" not in flag["message"]
    assert {one["check"] for one in result["checks"]} >= {"implied_population", "sudden_level", "place_stops"}


def test_a_table_out_of_order_is_told_row_by_row(tmp_path: Path) -> None:
    rows = [f"B{p},{year_of(t)},{t % 12 + 1},{faulty()[p, t]}" for p in range(3) for t in range(60)]
    rows[10] = "B0,2018,11,-3"
    rows[20] = "B0,2019,9,4.5"
    rows[70] = "B1,2018,11,doce"
    rows[90] = "B1,2020,13,4"
    rows.append(rows[50])
    del rows[100:103]
    result = run(tmp_path, "barrio,ano,mes,homicidios\n" + "\n".join(rows) + "\n")
    found = {flag["check"]: (flag["where"]["place"], flag["where"]["time"]) for flag in result["flags"]}
    assert found["count_negative"] == ("B0", "2018-11")
    assert found["count_fraction"] == ("B0", "2019-09")
    assert found["count_not_a_number"] == ("B1", "2018-11")
    assert found["duplicated"] == ("B0", "2022-03")
    assert ("missing_periods", "B1", "2021-05") in {
        (flag["check"], flag["where"]["place"], flag["where"]["time"]) for flag in result["flags"]
    }
    assert [flag["facts"]["row"] for flag in result["flags"] if flag["check"] == "time_unreadable"] == [92]


def test_a_missing_month_of_one_series_is_told(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    rows = [f"{year_of(t)}-{t % 12 + 1:02d},{chance.poisson(20)}\n" for t in range(48) if t not in (20, 21)]
    (flag,) = run(tmp_path, "month,homicides\n" + "".join(rows))["flags"]
    assert (flag["check"], flag["where"]["time"], flag["facts"]["periods"]) == (
        "missing_periods",
        "2019-09",
        2,
    )


def test_codes_that_lost_their_zero_are_the_same_place(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    rows = [
        f"{'5001' if year % 2 else '05001'},{year},{chance.poisson(90)}\n76520,{year},{chance.poisson(60)}\n"
        for year in range(2008, 2020)
    ]
    result = run(tmp_path, "codigo,anio,casos\n" + "".join(rows))
    assert result["settings"]["places"] == 2
    assert result["flags"] == []


def test_a_list_of_deaths_is_counted_by_month_and_looked_at_for_piles(tmp_path: Path) -> None:
    chance = np.random.default_rng(4)
    days = pd.to_datetime("2019-01-01") + pd.to_timedelta(np.sort(chance.integers(0, 1460, 900)), "D")
    ages = np.clip(chance.gamma(5, 6, 900), 1, 90).round().astype(int)
    ages = np.where(chance.random(900) < 0.3, (ages / 5).round().astype(int) * 5, ages)
    hours = np.where(chance.random(900) < 0.12, 0, chance.integers(0, 1440, 900))
    rows = [
        f"{day:%d/%m/%Y},{hour // 60:02d}:{hour % 60:02d},{age},M\n"
        for day, hour, age in zip(days, hours, ages, strict=True)
    ]
    result = run(tmp_path, "fecha_hecho,hora,edad,sexo\n" + "".join(rows))
    assert result["settings"]["kind"] == "deaths"
    assert result["settings"]["day_order"] == "day-first"
    assert [flag["check"] for flag in result["flags"]] == ["unknown_hour", "age_heaping"]
    assert sum(month["count"] for month in result["series"]) == 900


def test_one_city_in_a_thousand_places_takes_seconds_and_is_ranked_first(tmp_path: Path) -> None:
    chance = np.random.default_rng(9)
    counts = chance.poisson(chance.gamma(0.4, 10, 300)[:, None] * np.ones(24))
    counts[17] = chance.poisson(60, 24)
    counts[17, 18:] = 0
    rows = [f"M{p},{1990 + t},{counts[p, t]}\n" for p in range(300) for t in range(24)]
    result = run(tmp_path, "municipio,anio,homicidios\n" + "".join(rows))
    assert result["flags"][0]["where"] == {"place": "M17", "time": "2008"}
    assert len(result["flags"]) <= 6


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("year,count\n", "nothing under them"),
        ("a,b\n1,2\n3,4\n", "name it with --date"),
        ("year,colour\n2001,red\n2002,blue\n", "name it with --count"),
        ("year,count\nx,1\ny,2\n", "says no time"),
    ],
)
def test_what_cannot_be_checked_is_refused_with_the_cure(
    tmp_path: Path, capsys, text: str, words: str
) -> None:
    (tmp_path / "f.csv").write_text(text, encoding="utf-8")
    assert main(["analyse", "plausibility", str(tmp_path / "f.csv")]) == 2
    said = capsys.readouterr().err
    assert words in " ".join(said.split())
    assert "f.csv" in said


def test_a_column_that_does_not_exist_is_refused_by_name(tmp_path: Path, capsys) -> None:
    (tmp_path / "f.csv").write_text("year,count\n2001,2\n", encoding="utf-8")
    assert main(["analyse", "plausibility", str(tmp_path / "f.csv"), "--rate", "tasa"]) == 2
    assert "no column tasa" in capsys.readouterr().err


@pytest.mark.parametrize(
    "rows", ["2001,3\n", "2001,3\n2002,4\n", "".join(f"{y},0\n" for y in range(2001, 2012))]
)
def test_little_or_nothing_is_no_flag(tmp_path: Path, rows: str) -> None:
    assert run(tmp_path, "year,count\n" + rows)["flags"] == []


def test_both_commands_print_and_draw(tmp_path: Path, capsys) -> None:
    run(tmp_path, LAYOUTS["names of months"], "--plot", str(tmp_path / "p.svg"))
    assert "place_stops" in capsys.readouterr().out
    assert (tmp_path / "p.svg").read_text(encoding="utf-8").startswith("<svg")
    run(tmp_path, VICTIMS, "--plot", str(tmp_path / "q.svg"), method="quality")
    said = " ".join(capsys.readouterr().out.split())
    assert "unconfirmed" in said
    assert "To rise" in said


VICTIMS = "fecha;barrio;municipio;codigo dane;edad;sexo;arma;manera de muerte;cantidad\n" + "".join(
    f"{d % 28 + 1:02d}/{d % 12 + 1:02d}/2021;{'SIN INFORMACION' if d % 5 == 0 else f'B{d % 9}'};PALMIRA;76520000;"
    f"{999 if d % 20 == 0 else 15 + d % 50};{'-' if d % 10 == 0 else 'M'};ARMA DE FUEGO;"
    f"{'INDETERMINADA' if d % 4 == 0 else 'HOMICIDIO'};{2 if d == 7 else 1}\n"
    for d in range(100)
)


def test_words_for_not_known_are_missing_and_are_named(tmp_path: Path) -> None:
    result = run(tmp_path, VICTIMS, "--declare", "method=yes", "--inside", "76520", method="quality")
    assert result["completeness"]["place"]["missing"] == pytest.approx(0.2)
    assert result["completeness"]["age"] == {"missing": pytest.approx(0.05), "words": {"999": 5}}
    assert result["completeness"]["sex"]["words"] == {"-": 10}
    by_code = {one["code"]: one for one in result["criteria"]}
    assert by_code["intent_known"]["value"] == pytest.approx(0.25)
    assert by_code["sex_known"]["verdict"] == "not met"
    assert by_code["sex_known"]["lacking"] == 5
    assert by_code["method_open"]["verdict"] == "met"
    assert by_code["own_territory"]["verdict"] == "met"
    assert result["unit"] == {"rows": 100, "victims": 101, "unit": "event"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--other", "forense"], "--other is a name and a value"),
        (["--other", "forense=many"], "takes a number"),
        (["--declare", "luck=yes"], "--declare knows"),
        (["--column", "age=nothing"], "no column nothing"),
    ],
)
def test_words_that_say_nothing_are_refused(tmp_path: Path, capsys, words: list[str], said: str) -> None:
    (tmp_path / "f.csv").write_text(VICTIMS, encoding="utf-8")
    assert main(["analyse", "quality", str(tmp_path / "f.csv"), *words]) == 2
    assert said in " ".join(capsys.readouterr().err.split())


def test_a_file_that_is_no_list_of_deaths_is_refused(tmp_path: Path, capsys) -> None:
    (tmp_path / "f.csv").write_text("colour,size\nred,3\nblue,4\n", encoding="utf-8")
    assert main(["analyse", "quality", str(tmp_path / "f.csv")]) == 2
    assert "--column MEANING=COLUMN" in capsys.readouterr().err
