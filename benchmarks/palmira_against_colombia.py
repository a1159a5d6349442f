"""Palmira against Colombia's municipalities, from the police's public files: did deaths fall since the strategy began?

One city is treated, so that inference is by placebo: every other municipality of comparable size is treated on paper.
Donors are taken by their people only, never by their deaths. The answer is printed whatever it is.

What the files are, and are not: the police's count before its definition changed in 2023 (one banner, of 2020, says
"homicidios comunes" where the others say "homicidios"); extracted at different dates, so that years are of different
vintages; people of two censuses that do not join. The years until 2017 are therefore brought to the level of the later
census, each municipality by its own ratio; the figures without that are printed too.

    .venv/bin/python benchmarks/palmira_against_colombia.py [--json FILE]
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pazos.science.evaluation.doubts import MODULES as DOUBTS
from pazos.science.evaluation.estimators import run
from pazos.science.evaluation.panel import NEVER, Panel
from pazos.science.evaluation.study import Design, Finding, Refused, Way, find
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from pazos.science.evaluation.effect import Effect

PALMIRA = "76520"
BEGAN = {"year": "2021", "quarter": "2020-Q4"}
SIZE = (150_000, 900_000)  # people in 2019; Palmira had 352,403
FIRST, LAST = 2003, 2022
CENSUS = 2018
SEED = 76520
FOLDER = Path(os.environ.get("PAZOS_REFERENCE_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
WANTED = {
    "MUNICIPIO": "name",
    "DEPARTAMENTO": "department",
    "CODIGO DANE": "code",
    "FECHA HECHO": "day",
    "FECHA DE HECHO": "day",
    "CANTIDAD": "victims",
}
PUBLISHED = (
    227,
    194,
    188,
    225,
    231,
    178,
    189,
    240,
    291,
    278,
    185,
    143,
    202,
    146,
    155,
    156,
    129,
    112,
    155,
    111,
)


def plain(text: Any) -> str:
    """Return a name in capitals, without accents or the mark of a capital city."""
    letters = unicodedata.normalize("NFD", str(text).replace("(CT)", ""))
    bare = "".join(one for one in letters if not unicodedata.combining(one))
    return re.sub(r"[^A-Z ]", "", bare.upper()).strip()


def opened(path: Path) -> Any:
    """Return a workbook, unpacked where it is packed."""
    return io.BytesIO(gzip.decompress(path.read_bytes())) if path.suffix == ".gz" else path


def read_deaths(path: Path) -> pd.DataFrame:
    """Return the rows of one file (name, department, code, day, victims): no banner, totals or notes."""
    raw = pd.read_excel(opened(path), header=None, engine="calamine")
    heads = raw.apply(lambda row: "MUNICIPIO" in {str(cell).strip() for cell in row}, axis=1)
    head = int(heads.to_numpy().argmax())
    names = [WANTED.get(str(cell).strip(), "") for cell in raw.iloc[head]]
    rows = raw.iloc[head + 1 :].set_axis(names, axis=1)
    rows = rows[[name for name in names if name]]
    rows = rows.assign(
        day=pd.to_datetime(rows["day"], errors="coerce"),
        victims=pd.to_numeric(rows["victims"], errors="coerce"),
    )
    return rows[rows["day"].notna() & rows["victims"].notna() & rows["name"].notna()]


def coded(rows: pd.DataFrame, known: dict[tuple[str, str], str]) -> pd.Series:
    """Return the five digits of each row's municipality: by its code, else by its department and name."""
    if "code" in rows:
        digits = rows["code"].astype(str).str.replace(r"\.0$", "", regex=True).str.zfill(8)
        return digits.str[:5]
    keys = zip(rows["department"].map(plain), rows["name"].map(plain), strict=True)
    return pd.Series([known.get(key, "") for key in keys], index=rows.index)


def read_all() -> pd.DataFrame:
    """Return deaths of the country: code, day, victims."""
    files = sorted((FOLDER / "colombia_municipal").glob("homicidios_*"), reverse=True)
    known: dict[tuple[str, str], str] = {}
    parts = []
    for path in files:  # the latest first: the oldest has names only
        rows = read_deaths(path)
        rows = rows.assign(code=coded(rows, known))
        for department, name, code in zip(rows["department"], rows["name"], rows["code"], strict=True):
            known.setdefault((plain(department), plain(name)), code)
        parts.append(rows[["code", "day", "victims"]])
    return pd.concat(parts, ignore_index=True)


def read_people(*, joined: bool) -> pd.DataFrame:
    """Return people by code and year; `joined` brings the years before the census to its level."""
    folder = FOLDER / "colombia_municipal"
    old = pd.read_excel(
        opened(folder / "dane_poblacion_2003_2017.xls.gz"), sheet_name="Mpios", engine="calamine"
    )
    old = old.assign(code=old["municipio_code"].astype(str).str.zfill(5)).set_index("code")
    old = old[[year for year in old.columns if str(year).isdigit()]].rename(columns=int).astype(float)
    new = pd.read_excel(folder / "dane_poblacion_2018_2023.xlsx", engine="calamine")
    new = new.assign(code=new["municipio_code"].astype(str).str.zfill(5))
    new = new[pd.to_numeric(new["year"], errors="coerce").notna()]
    new = new.pivot_table(index="code", columns="year", values="poblacion", aggfunc="sum").astype(float)
    if joined:
        expected = old[CENSUS - 1] ** 2 / old[CENSUS - 2]  # the year of the census, by the former growth
        old = old.mul(new[CENSUS].reindex(old.index) / expected, axis=0)
    return old.join(new, how="inner").dropna()[list(range(FIRST, LAST + 1))]


@dataclass(frozen=True)
class Country:
    """Deaths of the country and people by municipality and year."""

    deaths: pd.DataFrame
    people: pd.DataFrame


def panel_of(country: Country, grain: str, *, rates: bool) -> Panel:
    """Return the panel of Palmira and the municipalities of its size: deaths, or deaths per 100,000."""
    size = country.people[2019]
    codes = sorted(size.index[size.between(*SIZE)])
    if PALMIRA not in codes:
        raise SystemExit("Palmira is not among the municipalities of its own size.")
    deaths = country.deaths[country.deaths["code"].isin(codes)]
    period = deaths["day"].dt.to_period("Y" if grain == "year" else "Q")
    table = deaths.pivot_table(index="code", columns=period, values="victims", aggfunc="sum", fill_value=0)
    moments = pd.period_range(str(FIRST), f"{LAST}-12", freq="Y" if grain == "year" else "Q")
    table = table.reindex(index=codes, columns=moments, fill_value=0)
    people = country.people.loc[codes, [moment.year for moment in moments]].to_numpy()
    per = people / (1 if grain == "year" else 4)
    labels = tuple(
        str(moment.year) if grain == "year" else f"{moment.year}-Q{moment.quarter}" for moment in moments
    )
    counted = table.to_numpy(float)
    first = np.full(len(codes), NEVER, dtype=np.int64)
    first[codes.index(PALMIRA)] = labels.index(BEGAN[grain])
    return Panel(
        units=tuple(codes),
        times=labels,
        outcome=counted / per * 100_000 if rates else counted,
        first=first,
        exposure=None if rates else people,
    )


def told(effect: Effect | Refused) -> dict[str, Any]:
    """Return the figures of one method."""
    if isinstance(effect, Refused):
        return {"method": effect.method, "refused": effect.template.format(**effect.facts)}
    return {
        "method": effect.method,
        "unit": effect.unit,
        "estimate": effect.estimate,
        "low": effect.low,
        "high": effect.high,
        "p_value": effect.p_value,
        "checks": {check.name: check.passed for check in effect.checks},
        "weights": dict(sorted(effect.weights.items(), key=lambda one: -one[1])[:6]),
    }


def of_counts(panel: Panel) -> Effect | Refused:
    """Return the effect on counts with their people, or why there is none."""
    try:
        return run(panel, "poisson", seed=SEED)
    except InputProblem as problem:
        return Refused("poisson", problem.template, problem.facts)


def asked(country: Country, *, grain: str) -> dict[str, Any]:
    """Return what the methods and every check that there is find on the country's rates."""
    panel = panel_of(country, grain, rates=True)
    ways = (
        Way("sdid"),
        Way("augmented"),
        Way("twfe", {"inference": "randomisation"}),
    )
    design = Design(Way("synthetic-control"), ways, tuple(DOUBTS), smallest=0.2, seed=SEED)
    found: Finding = find(panel, design)
    row = panel.units.index(PALMIRA)
    after = panel.treated[row]
    return {
        "grain": grain,
        "donors": len(panel.units) - 1,
        "rate_before": float(panel.outcome[row, ~after][-5 if grain == "year" else -20 :].mean()),
        "rate_since": float(panel.outcome[row, after].mean()),
        "verdict": found.verdict.value,
        "failed": list(found.failed),
        "methods": [
            told(found.primary),
            *map(told, found.secondary),
            told(of_counts(panel_of(country, grain, rates=False))),
        ],
        "doubts": {check.name: [check.passed, check.facts.get("why", "")] for check in found.doubts},
    }


def shown(found: dict[str, Any]) -> None:
    """Print what was found on one panel."""
    print(f"\n{found['title']}: {found['donors']} donors, verdict {found['verdict']} {found['failed']}")
    print(f"  Palmira per 100,000 a year: {found['rate_before']:.1f} before, {found['rate_since']:.1f} since")
    for one in found["methods"]:
        if "refused" in one:
            print(f"  {one['method']:<18} refused: {one['refused']}")
            continue
        print(
            f"  {one['method']:<18} {one['estimate']:+8.3f} ({one['low']:+.3f} to {one['high']:+.3f})"
            f"  p {one['p_value']:.3f}  {one['unit']}  {one['checks']}"
        )
    print(f"  weights: {found['methods'][0]['weights']}")
    print(f"  doubts: {found['doubts']}")


def main() -> None:
    """Read, ask at both grains and with both series of people, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    deaths = read_all()
    own = deaths[deaths["code"] == PALMIRA].groupby(deaths["day"].dt.year)["victims"].sum()
    print("Palmira by year:", own.astype(int).to_dict(), "as published:", tuple(own) == PUBLISHED)
    print("Without a code:", int(deaths.loc[deaths["code"] == "", "victims"].sum()), "victims")
    answers = []
    for joined in (True, False):
        country = Country(deaths, read_people(joined=joined))
        for grain in ("year", "quarter"):
            found = asked(country, grain=grain)
            found["title"] = f"by {grain}, people {'joined' if joined else 'as published'}"
            answers.append(found)
            shown(found)
    if options.json:
        options.json.write_text(json.dumps(answers, indent=1, default=float), encoding="utf-8")


if __name__ == "__main__":
    main()
