"""A table of people by place, year, sex and age, long or wide, as the figures it states.

Single years of age are gathered in bands of five. A figure that cannot be read is refused
with its row; a place that is not known is told, never dropped unsaid.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pazos.analysis.tables.numbers import decimal_sign, number
from pazos.domain.territory.actions import PeopleCell
from pazos.domain.territory.spelling import code_key, spelling_key
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pazos.analysis.tables import Table
    from pazos.domain.territory.rules import Register

_MEN = frozenset({"HOMBRE", "HOMBRES", "MASCULINO", "MALE", "MEN", "VARON", "VARONES", "H"})
_WOMEN = frozenset({"MUJER", "MUJERES", "FEMENINO", "FEMALE", "WOMEN", "F"})
_BOTH = frozenset({"", "TOTAL", "AMBOS", "AMBOS SEXOS", "BOTH", "TODOS"})
_YEAR = re.compile(r"\b((?:19|20)\d\d)\b")
_BAND = re.compile(r"\b(\d{1,3}) (?:A )?(\d{1,3})\b")
_OPEN = re.compile(r"\b(\d{1,3}) ?(?:Y MAS|O MAS|MAS|AND OVER|PLUS|\+)")
_SINGLE = re.compile(r"(?:EDAD |AGE )?(\d{1,3})(?: ANOS?)?")
_PEOPLE_WORDS = frozenset(
    {"POB", "POBLACION", "POP", "POPULATION", "TOTAL", "PERSONAS", "ANO", "ANOS", "EDAD", "DE", "A", "Y", "O"}
    | {"MAS"}
)
_NO_FIGURE = frozenset({"", "ND", "NA"})


@dataclass(frozen=True)
class Figure:
    """One figure as a file states it; `place` is the text of its code or name."""

    row: int
    place: str
    year: int
    sex: str
    ages: tuple[int, int | None] | None
    persons: float


@dataclass
class Headcount:
    """The cells of a file that found their place, and those that did not."""

    cells: list[PeopleCell] = field(default_factory=list)
    whole_municipality: bool = False
    by_code: int = 0
    zeros_mended: list[str] = field(default_factory=list)
    unknown: dict[str, float] = field(default_factory=dict)


def read_figures(table: Table, columns: Mapping[str, dict[str, Any]], *, file: str) -> Iterator[Figure]:
    """Yield every figure of a table, whichever way it is laid out."""
    names = {name: item["column"] for name, item in columns.items()}
    spread = {} if "persons" in names else _wide(table, names)
    if "persons" not in names and not spread:
        raise InputProblem(
            N_("{file} has no column of people; name it with --persons. It has: {present}."),
            file=file,
            present=listed(table.frame.columns, most=20),
        )
    told = {name: table.frame[column].tolist() for name, column in names.items()}
    for column, stated in spread.items() or {names.get("persons", ""): _Stated()}.items():
        yield from _column(table, told, stated, column=column, file=file)


@dataclass(frozen=True)
class _Stated:
    """What a wide heading says of the figures below it."""

    year: int | None = None
    sex: str | None = None
    ages: tuple[int, int | None] | None = None


def _wide(table: Table, names: Mapping[str, str]) -> dict[str, _Stated]:
    """Return the columns whose headings are a year, an age, a sex, and nothing else but people."""
    keys = {
        column: spelling_key(column.replace("+", " y mas"))
        for column in table.frame.columns
        if column not in names.values()
    }
    m_means = meaning_of_m(word for key in keys.values() for word in key.split())
    found = {}
    for column, key in keys.items():
        year = _YEAR.search(key)
        rest = _YEAR.sub("", key)
        sex = next(
            (said for word in rest.split() if word not in _BOTH and (said := read_sex(word, m_means))), None
        )
        ages = _ages_in(rest)
        strange = set(rest.split()) - _MEN - _WOMEN - _PEOPLE_WORDS - {"M"}
        if (year or ages) and not any(not word.isdecimal() for word in strange):
            found[column] = _Stated(int(year[1]) if year else None, sex, ages)
    return found


def meaning_of_m(words: Iterable[str]) -> str:
    """Return what M alone means beside the other words: women next to H, men next to F, else unknown."""
    said = set(words)
    return "f" if "H" in said else "m" if "F" in said else ""


def _column(
    table: Table, told: Mapping[str, list[str]], stated: _Stated, *, column: str, file: str
) -> Iterator[Figure]:
    texts = table.frame[column].tolist()
    sign = decimal_sign(texts)
    m_means = meaning_of_m(spelling_key(text) for text in set(told.get("sex", ())))
    for at, row in enumerate(table.rows.tolist()):
        cells = {name: values[at] for name, values in told.items()}
        place = cells.get("municipality") or cells.get("id") or cells.get("name", "")
        if spelling_key(texts[at]) in _NO_FIGURE:
            continue
        persons = number(texts[at], sign)
        year = stated.year or _whole(cells.get("year", ""))
        sex = read_sex(cells.get("sex", ""), m_means) if stated.sex is None else stated.sex
        ages = stated.ages or read_ages(cells.get("age", ""))
        if persons is None or persons < 0 or year is None or sex is None or ages == ():
            raise InputProblem(
                N_("Row {row} of {file} cannot be read: people {people}, year {year}, sex {sex}, age {age}."),
                row=row,
                file=file,
                people=texts[at],
                year=cells.get("year", "") or str(stated.year or "?"),
                sex=cells.get("sex", "") or "-",
                age=cells.get("age", "") or "-",
            )
        yield Figure(row, place, year, sex, ages or None, persons)


def _whole(text: str) -> int | None:
    value = number(text)
    return int(value) if value is not None and value == int(value) and 1900 <= value <= 2200 else None


def read_sex(text: str, m_means: str = "") -> str | None:
    """Return "m", "f", "" for both, or None for what is no sex (M alone is what `m_means` says)."""
    key = spelling_key(text)
    if key == "M":
        return m_means or None
    if key in _BOTH:
        return ""
    return "m" if key in _MEN else "f" if key in _WOMEN else None


def read_ages(text: str) -> tuple[int, int | None] | tuple[()] | None:
    """Return (from, to), `to` None for and over; None for every age; () for what is no age."""
    key = spelling_key(text.replace("+", " y mas"))
    if key in _BOTH or key == "TODAS":
        return None
    if found := _ages_in(key):
        return found
    single = _SINGLE.fullmatch(key)
    return (int(single[1]), int(single[1])) if single else ()


def _ages_in(key: str) -> tuple[int, int | None] | None:
    if found := _OPEN.search(key):
        return int(found[1]), None
    found = _BAND.search(key)
    return (int(found[1]), int(found[2])) if found and int(found[1]) <= int(found[2]) <= 130 else None


def gather(
    figures: Iterator[Figure], columns: Mapping[str, Any], *, places: Register, code: str, file: str
) -> Headcount:
    """Return the figures by place; those of the whole municipality when the file lists municipalities."""
    head = Headcount()
    if "municipality" in columns:
        _need_code(code, file)
        head.whole_municipality = True
        figures = (figure for figure in figures if code_key(figure.place) == code_key(code))
        found = dict.fromkeys((code,))
        _add(head, ((figure, None) for figure in figures), file=file)
        if not head.cells:
            raise InputProblem(
                N_("{file} has no row for the municipality {code}."), file=file, code=next(iter(found))
            )
        return head
    if "id" not in columns and "name" not in columns:
        head.whole_municipality = True
        _add(head, ((figure, None) for figure in figures), file=file)
        return head
    _add(head, _placed(figures, columns, places=places, head=head), file=file)
    if not head.cells:
        raise InputProblem(
            N_("No row of {file} belongs to a neighbourhood of the city. Its first places: {places}."),
            file=file,
            places=listed(head.unknown),
        )
    return head


def _need_code(code: str, file: str) -> None:
    if not code:
        raise InputProblem(
            N_(
                "{file} lists municipalities, and this city has no code. Give it one: "
                "pazos init FOLDER --code 00000"
            ),
            file=file,
        )


def _placed(
    figures: Iterator[Figure], columns: Mapping[str, Any], *, places: Register, head: Headcount
) -> Iterator[tuple[Figure, int]]:
    by_code = {code_key(place.code): place for place in places.places.values()}
    mended: set[str] = set()
    for figure in figures:
        if "id" in columns:
            place = by_code.get(code_key(figure.place))
            found = place.id if place else None
            if place and place.code != figure.place:
                mended.add(place.code)
        else:
            match = places.automatic_match(spelling_key(figure.place))
            found = match.place if match else None
        if found is None:
            head.unknown[figure.place] = head.unknown.get(figure.place, 0.0) + figure.persons
        else:
            yield figure, found
    head.zeros_mended = sorted(mended)


def _add(head: Headcount, figures: Iterator[tuple[Figure, int | None]], *, file: str) -> None:
    """Gather single years in bands of five; refuse a figure that is stated twice."""
    sums: dict[tuple[Any, ...], float] = defaultdict(float)
    rows: dict[tuple[Any, ...], int] = {}
    widths: dict[tuple[Any, ...], set[bool]] = defaultdict(set)
    for figure, place in figures:
        stated = (place, figure.year, figure.sex, figure.ages)
        if stated in rows:
            raise InputProblem(
                N_("Rows {first} and {second} of {file} state the same people twice ({place}, {year})."),
                first=rows[stated],
                second=figure.row,
                file=file,
                place=figure.place or "-",
                year=figure.year,
            )
        rows[stated] = figure.row
        cell = (place, figure.year, figure.sex, *_band(figure.ages))
        sums[cell] += figure.persons
        widths[cell].add(_band(figure.ages) == figure.ages)
        if len(widths[cell]) > 1:
            raise InputProblem(
                N_("{file} gives the same people by single years and by bands of age (row {row})."),
                file=file,
                row=figure.row,
            )
    head.cells = [
        PeopleCell(place, year, persons, sex, age_from, age_to)
        for (place, year, sex, age_from, age_to), persons in sums.items()
    ]


def _band(ages: tuple[int, int | None] | None) -> tuple[int | None, int | None]:
    if ages is None:
        return None, None
    if ages[0] == ages[1]:
        start = ages[0] // 5 * 5
        return start, start + 4
    return ages
