"""The words of an undercount, and the files from which lists are read.

The method gives codes and numbers; the sentences that people read stand here, once, for the
command and for the pages. A file is read as histories and nothing more: no row of it, which is a
person, is kept, named or said.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.analysis.tables import read_table
from pazos.foundation.words import N_, say
from pazos.science.problems import InputProblem, listed
from pazos.science.undercount import Doubt, Histories, histories, only

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

DOUBTS = {
    "few_lists": N_(
        "One list alone ({lists}) says nothing about what it misses: at least two are needed, made by "
        "offices that do not copy from each other."
    ),
    "empty_list": N_("The list {list} holds no death. Leave it out with --lists, or ask its source again."),
    "small_overlap": N_(
        "Only {shared} deaths are in two lists or more, and fewer than {needed} cannot carry an estimate. "
        "Take a longer period, or link the lists again."
    ),
    "apart": N_(
        "The list {list} shares no death with any other: it was not linked, or it holds other deaths. "
        "Link it, or leave it out with --lists."
    ),
    "nested": N_(
        "All {deaths} deaths of {inner} are also in {outer}: one may be drawn from the other, and then it "
        "shows nothing that the other misses. Leave one of them out with --lists."
    ),
    "all_dependent": N_(
        "The lists {lists} are all declared to depend on one another: none is left by which to check the "
        "others. A list that copies from none of them is needed."
    ),
    "no_model": N_(
        "None of the {models} models has a finite answer for these lists: too many combinations hold nobody. "
        "Take a longer period, or fewer lists."
    ),
    "no_finite": N_(
        "The model {model} has no finite answer and the data prefer it: a combination of lists that it needs "
        "holds nobody. Take a longer period, or fewer lists."
    ),
    "saturated": N_(
        "The data ask for the model {model}, which allows every dependence that they can show: nothing is left "
        "to test it by. One more list that copies from none of these would."
    ),
    "disagree": N_(
        "Models that the data cannot tell apart disagree: {low_model} says {low} deaths in all, {high_model} "
        "says {high}."
    ),
    "wide": N_("The data allow anything from {low} deaths in all to {high}."),
    "stratum": N_("The stratum {stratum} cannot tell, so the sum cannot. Join it with another one."),
    "untestable": N_(
        "With two lists ({lists}) nothing can show whether one depends on the other. The estimate stands only "
        "if they do not; if one copies from or feeds the other, say so with --dependent."
    ),
    "poor_fit": N_(
        "Even the best model ({model}) fits poorly (p = {p_value:.4f}): read the interval as too narrow."
    ),
    "declared": N_("Only models that allow the declared dependence were asked."),
}
ENDLESS = N_("no end")


def sentence(doubt: Doubt, language: str | None = None) -> str:
    """Return what a reason or a caution says to people."""
    facts = dict(doubt.facts)
    if doubt.code == "wide" and facts["high"] is None:
        facts["high"] = say(ENDLESS, language)
    return say(DOUBTS[doubt.code], language, **facts)


@dataclass(frozen=True)
class Assumption:
    """What an estimate stands on: what happens if it fails, and whether the undercount is then
    estimated "too low" or "too high"."""

    code: str
    assumption: str
    if_it_fails: str
    bias: str


TOO_LOW, TOO_HIGH = "too low", "too high"
TWO = (
    Assumption(
        "independence",
        N_(
            "Neither list depends on the other: to be in one does not make a death likelier to be in the other."
        ),
        N_("Offices that copy from, feed or alert each other share more deaths than chance would."),
        TOO_LOW,
    ),
    Assumption(
        "avoidance",
        N_("Neither list avoids what the other has."),
        N_("Offices that divide the deaths between them share fewer than chance would."),
        TOO_HIGH,
    ),
)
MORE = (
    Assumption(
        "independence",
        N_("Lists may depend in the ways that the models allow, but not all of them at once."),
        N_("A dependence of all lists at once, as when every office starts from the same call, is not seen."),
        TOO_LOW,
    ),
)
ALL = (
    Assumption(
        "equal_catchability",
        N_("Every death is as likely as any other to be in a list, within each stratum."),
        N_("Deaths that are hard to record for every list (rural, unnamed, of migrants) stay out of sight."),
        TOO_LOW,
    ),
    Assumption(
        "none_hidden",
        N_("Every death could have been in some list."),
        N_("Deaths that no list could hold, such as hidden bodies, are not in the estimate."),
        TOO_LOW,
    ),
    Assumption(
        "closed_population",
        N_("All lists are about the same deaths: the same place, the same months, the same definition."),
        N_(
            "A list with deaths that the others could not hold (another municipality, injuries) shares fewer."
        ),
        TOO_HIGH,
    ),
    Assumption(
        "no_missed_links",
        N_("No link was missed: the records of one death were joined."),
        N_("A death left as two looks like two deaths in one list each."),
        TOO_HIGH,
    ),
    Assumption(
        "no_false_links",
        N_("No link is false: only records of one death were joined."),
        N_("Two deaths taken for one look like a death in more lists."),
        TOO_LOW,
    ),
    Assumption(
        "no_duplicates",
        N_("No list holds a death twice."),
        N_("A death that a list holds twice looks like one more that the others miss."),
        TOO_HIGH,
    ),
)


def assumptions(lists: int) -> tuple[Assumption, ...]:
    """Return what an estimate from so many lists stands on, in English; `say` translates."""
    return (*(TWO if lists == 2 else MORE), *ALL)


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
