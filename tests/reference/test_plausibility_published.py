"""El Salvador's homicides and rates as published (UNODC 2013, Global Study on Homicide, from the national police)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pazos.config.main import main

if TYPE_CHECKING:
    from pathlib import Path

YEARS = range(1995, 2013)
HOMICIDES = (
    7977, 6792, 6573, 5584, 3845, 3551, 3590, 2835, 3356, 3897, 3778, 3928, 3497, 3179, 4349, 4005, 4308, 2576,
)  # fmt: skip
RATES = (
    139.1, 117.3, 112.6, 95.0, 65.0, 59.8, 60.2, 47.3, 55.9, 64.6, 62.4, 64.7, 57.3, 51.9, 70.6, 64.7, 70.2, 32.0,
)  # fmt: skip


def analysed(folder: Path, text: str, *words: str, encoding: str = "utf-8") -> dict[str, Any]:
    (folder / "serie.csv").write_text(text, encoding=encoding)
    out = folder / "out.json"
    assert main(["analyse", "plausibility", str(folder / "serie.csv"), "--json", str(out), *words]) == 0
    return json.loads(out.read_text(encoding="utf-8"))


def table(names: str, sign: str = ",", write=str) -> str:
    rows = zip(YEARS, HOMICIDES, RATES, strict=True)
    return names + "\n" + "".join(f"{y}{sign}{write(h)}{sign}{write(r)}\n" for y, h, r in rows)


def of(result: dict[str, Any], check: str) -> list[dict[str, Any]]:
    return [flag for flag in result["flags"] if flag["check"] == check]


def with_comma(value: float) -> str:
    """As an office writes it: 7.977 homicides, a rate of 139,1."""
    return str(value).replace(".", ",") if isinstance(value, float) else f"{value:,}".replace(",", ".")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (table("year,count,rate"), "utf-8"),
        (table("Año,Homicidios,Tasa"), "utf-8-sig"),
        ("Serie publicada\n\n" + table("AÑO;HOMICIDIOS;TASA", ";", with_comma) + "TOTAL;74.620;\nFuente: PNC;;\n", "latin-1"),
        (table("anio\tmuertes\ttasa por 100000", "\t", lambda value: f"{value:g}"), "utf-8"),
    ],
    ids=["english", "spanish with a mark", "latin-1, decimal commas, total and note", "zeros dropped"],
)  # fmt: skip
def test_the_people_implied_leap_in_2012_and_nowhere_else(tmp_path: Path, text: str, encoding: str) -> None:
    result = analysed(tmp_path, text, encoding=encoding)
    (flag,) = of(result, "implied_population")
    assert flag["where"] == {"place": None, "time": "2012"}
    assert flag["value"] == pytest.approx(2576 / 32.0 * 1e5)  # 8.05 million
    assert flag["expected"] == pytest.approx(4308 / 70.2 * 1e5)  # 6.14 million
    assert "8,050,000" in flag["message"]
    assert "6,136,752" in flag["message"]


def test_its_true_swings_are_notable_and_never_called_impossible(tmp_path: Path) -> None:
    result = analysed(tmp_path, table("year,homicides,rate"))
    assert {flag["severity"] for flag in result["flags"] if flag["check"].startswith("sudden")} <= {"notable"}
    assert not of(result, "rate_mismatch")


def test_columns_are_taken_as_they_are_named(tmp_path: Path) -> None:
    text = table("a,b,c")
    result = analysed(tmp_path, text, "--year", "a", "--count", "b", "--rate", "c")
    assert [flag["where"]["time"] for flag in of(result, "implied_population")] == ["2012"]
    assert result["settings"]["columns"] == {"year": "a", "count": "b", "rate": "c"}


def test_without_rates_it_says_that_people_could_not_be_checked(tmp_path: Path) -> None:
    text = "year,count\n" + "".join(f"{y},{h}\n" for y, h in zip(YEARS, HOMICIDES, strict=True))
    checks = {one["check"]: one for one in analysed(tmp_path, text)["checks"]}
    assert not checks["implied_population"]["ran"]
    assert checks["implied_population"]["why"]
