"""The files from which lists are read.

A file is read as histories and nothing more: no row of it, which is a person, is kept, named or
said.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.analysis.tables import read_table
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem, listed
from pazos.science.undercount import Histories, histories, only

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

YES = frozenset({"1", "1.0", "true", "t", "yes", "y", "si", "sí", "s", "x", "verdadero", "v"})
NO = frozenset({"0", "0.0", "false", "f", "no", "n", "falso"})
COUNTS = frozenset(
    {"count", "counts", "n", "freq", "frequency", "frecuencia", "deaths", "muertes", "fallecidos", "cantidad", "casos", "cases", "conteo", "total", "victims", "victimas", "víctimas", "number", "numero", "número"}
)  # fmt: skip
NOT_STATED = "-"


@dataclass(frozen=True)
class Read:
    """Histories by stratum (one, named "", without strata), and how they were read."""

    strata: dict[str, Histories]
    shape: str
    count: str | None
    left_out: int


def read_lists(
    path: str | Path,
    *,
    lists: Sequence[str] | None = None,
    count: str | None = None,
    strata: str | None = None,
) -> Read:
    """Read capture histories: a table of counts, one row a death, or the JSON of `analyse link`.

    Without `lists` every column that holds only yes and no is a list. Raises InputProblem that
    names the file, the column, the row and the cure.
    """
    path = Path(path)
    if path.suffix.lower() == ".json":
        return _read_links(path, lists=lists, options=[count, strata])
    table = read_table(path)
    return _Table(path.name, table.frame, table.rows).read(lists=lists, count=count, strata=strata)


def _read_links(path: Path, *, lists: Sequence[str] | None, options: Sequence[str | None]) -> Read:
    if any(options):
        raise InputProblem(N_("{file} holds links: --count and --strata are for tables."), file=path.name)
    cells = _cells(path)
    names = list(dict.fromkeys(name for held in cells for name in held))
    whole = histories(names, cells)
    kept = only(whole, lists) if lists else whole
    return Read({"": kept}, "links", None, whole.observed - kept.observed)


def _cells(path: Path) -> dict[tuple[str, ...], int]:
    try:
        cells: Counter[tuple[str, ...]] = Counter()
        for cell in json.loads(path.read_text(encoding="utf-8"))["overlap"]:
            cells[tuple(map(str, cell["lists"]))] += cell["deaths"]
    except OSError as error:
        raise InputProblem(
            N_("{file} cannot be read ({reason})."), file=path.name, reason=str(error)
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise InputProblem(
            N_(
                "{file} is not the JSON of analyse link: it needs overlap, a list of lists and deaths such "
                'as {{"lists": ["police", "press"], "deaths": 12}}.'
            ),
            file=path.name,
        ) from error
    return dict(cells)


@dataclass(frozen=True)
class _Table:
    """A table of text cells and the row of each as a spreadsheet shows it."""

    file: str
    frame: pd.DataFrame
    rows: NDArray[np.int64]

    def read(self, *, lists: Sequence[str] | None, count: str | None, strata: str | None) -> Read:
        self._need([*(lists or []), *(name for name in (count, strata) if name)])
        count = count or self._count_column({*(lists or []), strata})
        names = list(lists or self._list_columns({count, strata}))
        held = np.column_stack([self._marks(name) for name in names])
        deaths = self._deaths(count)
        if count is None:
            self._refuse_counts_unnamed(held, {*names, strata})
        elsewhere = self._in_none(held, deaths, chosen=lists is not None, counted=count is not None)
        if not (deaths[held.any(axis=1)] > 0).any():
            raise InputProblem(
                N_("{file} counts no death in the lists {lists}."), file=self.file, lists=listed(names)
            )
        labels = self.frame[strata].str.strip().replace("", NOT_STATED).to_numpy() if strata else None
        return Read(
            _by_stratum(tuple(names), held, deaths, labels),
            "counts" if count else "deaths",
            count,
            elsewhere,
        )

    def _need(self, columns: Sequence[str]) -> None:
        missing = [column for column in columns if column not in self.frame.columns]
        if missing:
            raise InputProblem(
                N_("{file} has no column {column}. It has: {present}."),
                file=self.file,
                column=listed(missing),
                present=listed(self.frame.columns),
            )
        if not len(self.frame):
            raise InputProblem(N_("{file} has headings and no rows."), file=self.file)

    def _count_column(self, taken: set[str | None]) -> str | None:
        found = [name for name in self.frame.columns if name.strip().lower() in COUNTS and name not in taken]
        return found[0] if len(found) == 1 else None

    def _list_columns(self, taken: set[str | None]) -> list[str]:
        found = [name for name in self.frame.columns if name not in taken and self._is_list(name)]
        if not found:
            raise InputProblem(
                N_(
                    "{file} has no column of yes and no (1 and 0, si and no, x and nothing), one for each list. "
                    "It has: {present}. Name the columns with --lists."
                ),
                file=self.file,
                present=listed(self.frame.columns),
            )
        return found

    def _is_list(self, name: str) -> bool:
        words = set(self.frame[name].str.strip().str.lower().unique())
        return words <= YES | NO | {""} and bool(words & YES)

    def _marks(self, name: str) -> NDArray[np.bool_]:
        """Return who is in a list. An empty cell is a no where nobody writes a no, and unknown elsewhere."""
        words = self.frame[name].str.strip().str.lower()
        yes = words.isin(YES).to_numpy()
        known = yes | words.isin(NO).to_numpy() | ((words == "").to_numpy() & ~words.isin(NO).any())
        if not known.all():
            raise InputProblem(
                N_(
                    "{file}, column {column}, rows {rows}: a list is marked with 1 and 0, si and no, true and "
                    "false, or x and nothing. Mark these rows, or leave the list out with --lists."
                ),
                file=self.file,
                column=name,
                rows=listed(self.rows[~known]),
            )
        return np.asarray(yes, dtype=bool)

    def _deaths(self, count: str | None) -> NDArray[np.int64]:
        if count is None:
            return np.ones(len(self.frame), dtype=np.int64)
        words = self.frame[count].str.strip().str.removesuffix(".0")
        whole = words.str.fullmatch(r"\d{1,9}").to_numpy(dtype=bool)
        if not whole.all():
            raise InputProblem(
                N_("{file}, column {column}, rows {rows}: a count is a whole number from 0 up."),
                file=self.file,
                column=count,
                rows=listed(self.rows[~whole]),
            )
        return words.to_numpy().astype(np.int64)

    def _refuse_counts_unnamed(self, held: NDArray[np.bool_], taken: set[str | None]) -> None:
        """Refuse what looks like a table of counts whose column of counts was not recognised."""
        distinct = len(np.unique(held, axis=0)) == len(held)
        numbers = [
            name
            for name in self.frame.columns
            if name not in taken and self.frame[name].str.strip().str.fullmatch(r"\d{1,9}").all()
        ]
        if distinct and numbers and len(held) > 1:
            raise InputProblem(
                N_(
                    "{file} has each combination of lists once and a column of numbers ({columns}): if these "
                    "are counts of deaths, name the column with --count; if each row is a death, leave it out."
                ),
                file=self.file,
                columns=listed(numbers),
            )

    def _in_none(
        self, held: NDArray[np.bool_], deaths: NDArray[np.int64], *, chosen: bool, counted: bool
    ) -> int:
        """Return the deaths in none of the lists chosen; with no choice made, refuse them."""
        none = ~held.any(axis=1) & (deaths > 0)
        if none.any() and not chosen:
            raise InputProblem(
                N_("{file}, rows {rows}: deaths that are in no list. What nobody recorded cannot be counted: "
                   "mark a list, or take these rows out.")
                if not counted
                else N_("{file}, rows {rows}: a count of deaths in no list. What nobody recorded is what is "
                        "estimated: take this row out."),
                file=self.file,
                rows=listed(self.rows[none]),
            )  # fmt: skip
        return int(deaths[none].sum())


def _by_stratum(
    names: tuple[str, ...],
    held: NDArray[np.bool_],
    deaths: NDArray[np.int64],
    labels: NDArray[Any] | None,
) -> dict[str, Histories]:
    numbers = held @ (2 ** np.arange(len(names)))
    if labels is None:
        labels = np.full(len(numbers), "", dtype=object)
    found = {}
    for label in sorted(set(labels)):
        here = labels == label
        counts = np.zeros(2 ** len(names))
        np.add.at(counts, numbers[here], deaths[here])
        counts[0] = 0
        if counts.any():
            found[str(label)] = Histories(names, counts)
    return found
