"""Tables that whoever writes a plan brings in: who was treated since when, and counts of other municipalities.

Nothing is guessed: a row that cannot be read is told by its row and column, and a file with such rows is not kept.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pazos.domain.evaluations.months import ordinal, whole
from pazos.domain.evaluations.vocabulary import Grain
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pazos.analysis.tables.reading import Table

MOST_BYTES = 20 * 2**20
MOST_ROWS = 400_000
_YEAR = re.compile(r"(\d{4})(?:\.0)?")
_QUARTER = re.compile(r"(\d{4})[- ]?[QqTt]([1-4])")
_AMBIGUOUS = re.compile(r"[1-9]\d{0,2}\.\d{3}")  # 354.000: thousands in Spanish, a decimal in English
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(\.\d{3})+")
_MANY_THOUSANDS = re.compile(r"[1-9]\d{0,2}(\.\d{3}){2,}")
_DECIMAL = re.compile(r"\d+\.\d+")
AMBIGUOUS = N_("the point may part thousands or decimals; write the number without a point, such as 354000")
THOUSANDS, DECIMALS = "thousands", "decimals"
# Each column by the headings under which it is known, in either language.
HEADINGS: dict[str, tuple[str, ...]] = {
    "unit": ("unit", "code", "codigo", "unidad", "divipola", "place", "lugar", "barrio"),
    "name": ("name", "nombre", "municipality", "municipio"),
    "time": ("time", "year", "month", "tiempo", "año", "ano", "mes", "periodo", "period"),
    "outcome": ("outcome", "deaths", "count", "muertes", "homicidios", "homicides", "conteo"),
    "exposure": ("exposure", "population", "people", "poblacion", "habitantes"),
    "starts": ("starts", "treated from", "from", "desde", "inicio", "tratado desde"),
}


@dataclass(frozen=True)
class Fault:
    """One cell that cannot be read: where it stands in the spreadsheet, and what stands there."""

    row: int
    column: str
    text: str
    problem: InputProblem


@dataclass(frozen=True)
class Comparison:
    """Counts of municipalities as they were read: rows of [unit, name, time, outcome, exposure or None]."""

    rows: tuple[tuple[Any, ...], ...]
    grain: str
    faults: tuple[Fault, ...] = ()
    units: int = 0
    times: tuple[str, ...] = ()


def treated_rows(content: bytes, *, name: str) -> list[tuple[str, str]]:
    """Return each row as (unit, month), both as they are written.

    Raises:
        InputProblem: the file cannot be read, or lacks one of its columns.
    """
    table, columns = _table(content, name=name, needs=("unit", "starts"))
    cells = zip(table.frame[columns["unit"]], table.frame[columns["starts"]], strict=True)
    return [(str(unit).strip(), whole(str(starts).strip())) for unit, starts in cells if str(unit).strip()]


def comparison(content: bytes, *, name: str) -> Comparison:
    """Return the counts of a file of municipalities, and every cell that cannot be read.

    Raises:
        InputProblem: the file cannot be read, lacks a column, or mixes years with months.
    """
    table, columns = _table(content, name=name, needs=("unit", "time", "outcome"))
    rows, faults, grains = [], [], set()
    seen: dict[tuple[str, str], int] = {}
    points: dict[str, str] = {
        column: _points_of(map(str, table.frame[columns[column]]))
        for column in ("outcome", "exposure")
        if column in columns
    }
    for number, cells in _cells(table, columns):
        read, wrong = _row(cells, number=number, seen=seen, points=points)
        faults += wrong
        if not wrong:
            rows.append(read)
            grains.add(_grain(read[2]))
    if len(grains) > 1:
        raise InputProblem(N_("The file mixes years, quarters and months. Hand in one kind of time."))
    if not rows and not faults:
        raise InputProblem(N_("The file holds no row under its headings."))
    times = sorted({str(row[2]) for row in rows})
    units = len({row[0] for row in rows})
    return Comparison(tuple(rows), next(iter(grains), Grain.YEAR.value), tuple(faults), units, tuple(times))


def _table(content: bytes, *, name: str, needs: tuple[str, ...]) -> tuple[Table, dict[str, str]]:
    from pazos.analysis.books.reading import table_of

    if not content or len(content) > MOST_BYTES:
        raise InputProblem(
            N_("{file} is empty or larger than {most} MB."), file=name[:120], most=MOST_BYTES // 2**20
        )
    ending = Path(name).suffix[:8] if re.fullmatch(r"\.\w+", Path(name).suffix) else ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{ending}"
        path.write_bytes(content)
        table = table_of(path)
    if len(table.frame) > MOST_ROWS:
        raise InputProblem(
            N_("The file has {rows} rows; at most {most} are taken at once."),
            rows=len(table.frame),
            most=MOST_ROWS,
        )
    return table, _columns([str(one) for one in table.frame.columns], needs=needs)


def _columns(headings: list[str], *, needs: tuple[str, ...]) -> dict[str, str]:
    by_key = {_key(heading): heading for heading in headings}
    found = {}
    for column, known in HEADINGS.items():
        heading = next((by_key[key] for key in known if key in by_key), None)
        if heading is not None:
            found[column] = heading
    missing = [column for column in needs if column not in found]
    if missing:
        raise InputProblem(
            N_("The file lacks the columns {missing}. Its headings are: {headings}."),
            missing=", ".join(f"{one} ({' / '.join(HEADINGS[one][:4])})" for one in missing),
            headings=", ".join(headings)[:200] or "-",
        )
    return found


def _key(heading: str) -> str:
    from pazos.domain.territory.spelling import spelling_key

    return spelling_key(heading).lower()


def _cells(table: Table, columns: dict[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
    picked = {column: table.frame[heading].tolist() for column, heading in columns.items()}
    for place, number in enumerate(table.rows):
        yield int(number), {column: str(texts[place] or "").strip() for column, texts in picked.items()}


def _row(
    cells: dict[str, str], *, number: int, seen: dict[tuple[str, str], int], points: Mapping[str, str]
) -> tuple[tuple[Any, ...], list[Fault]]:
    faults = []

    def fault(column: str, template: str, **facts: object) -> None:
        text = cells.get(column, "")
        faults.append(Fault(number, column, text[:60], InputProblem(template, **facts)))

    def count(column: str, otherwise: str) -> float | None:
        if _is_ambiguous(cells[column], points[column]):
            fault(column, AMBIGUOUS)
            return None
        found = _count(cells[column], points[column])
        if found is None:
            fault(column, otherwise)
        return found

    unit, time = cells["unit"], _time(cells["time"])
    if not unit:
        fault("unit", N_("no municipality is named"))
    if time is None:
        fault("time", N_("this is no year (2020), quarter (2020-Q3) or month (2020-08)"))
    outcome = count("outcome", N_("this is no count of nought or more; an empty cell is not nought"))
    exposure = count("exposure", N_("this is no number of people")) if cells.get("exposure") else None
    if unit and time is not None:
        before = seen.setdefault((unit, time), number)
        if before != number:
            fault("unit", N_("the same municipality and time stand in row {row} already"), row=before)
    return (unit, cells.get("name") or unit, time, outcome, exposure), faults


def _time(text: str) -> str | None:
    if found := _YEAR.fullmatch(text):
        return found[1]
    if found := _QUARTER.fullmatch(text):
        return f"{found[1]}-Q{found[2]}"
    return whole(text) if ordinal(text) is not None else None


def _grain(time: str) -> str:
    if "Q" in time:
        return Grain.QUARTER.value
    return Grain.MONTH.value if "-" in time else Grain.YEAR.value


def _points_of(texts: Iterable[str]) -> str:
    """Return what a column's values say that their points are: THOUSANDS, DECIMALS, or "" where they leave it open."""
    stripped = list(map(_bare, texts))
    found = {THOUSANDS for text in stripped if _MANY_THOUSANDS.fullmatch(text)}
    found |= {DECIMALS for text in stripped if _DECIMAL.fullmatch(text) and not _AMBIGUOUS.fullmatch(text)}
    return found.pop() if len(found) == 1 else ""


def _is_ambiguous(text: str, points: str) -> bool:
    return not points and _AMBIGUOUS.fullmatch(_bare(text)) is not None


def _count(text: str, points: str) -> float | None:
    """Return a count; None for what is none."""
    bare = _bare(text)
    try:
        found = float(bare.replace(".", "") if points == THOUSANDS and _THOUSANDS.fullmatch(bare) else bare)
    except ValueError:
        return None
    if not 0 <= found < 1e12:  # also what is not a number
        return None
    return int(found) if found.is_integer() else found


def _bare(text: str) -> str:
    return text.replace("\u00a0", "").replace(" ", "")
