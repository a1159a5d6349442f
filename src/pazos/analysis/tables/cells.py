"""A column of text as codes into its distinct spellings, so that each spelling is parsed once.

A million rows of an office's file hold a few hundred spellings of most of its columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Cells:
    """`texts[codes]` is the column; texts are distinct and without outer blanks, "" is an empty cell.

    `numbers` are the short texts with decimals that some cell of a workbook held as a number: codes among
    them may have lost a zero.
    """

    codes: NDArray[np.int32]
    texts: list[str]
    numbers: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, row: int) -> str:
        return self.texts[int(self.codes[row])]

    def take(self, rows: NDArray[Any]) -> Cells:
        """Return some rows of the column, with the same list of texts."""
        return Cells(self.codes[rows], self.texts, self.numbers)

    def per_row(self, values: Iterable[Any], dtype: Any = object) -> NDArray[Any]:
        """Spread one value a spelling over the rows."""
        answers = np.empty(len(self.texts), dtype=dtype)
        answers[:] = list(values)
        return answers[self.codes]

    def where(self, truths: Iterable[bool]) -> NDArray[np.bool_]:
        """Return which rows hold a text for which `truths`, one a spelling, is true."""
        said = list(truths)
        return self.per_row(said, bool) if any(said) else np.zeros(len(self.codes), dtype=bool)

    def filled(self) -> NDArray[np.bool_]:
        """Return which rows hold anything."""
        return self.per_row((text != "" for text in self.texts), bool)

    def used(self) -> NDArray[np.int64]:
        """Return how many rows hold each text."""
        return np.bincount(self.codes, minlength=len(self.texts))

    def as_texts(self) -> NDArray[Any]:
        """Return the column as an array of text."""
        return self.per_row(self.texts)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Cells:
        """Return the cells of a column written out."""
        gathered = Gathered(1)
        gathered.add_rows([[text] for text in texts])
        return gathered.columns()[0]


class Gathered:
    """Columns that grow by blocks of rows; a text met again costs one look-up."""

    def __init__(self, width: int) -> None:
        self.rows = 0
        self._ids: list[dict[str, int]] = [{"": 0} for _ in range(width)]
        self._blocks: list[list[NDArray[np.int32]]] = [[] for _ in range(width)]
        self._numbers: dict[int, set[str]] = {}

    @property
    def width(self) -> int:
        """How many columns there are so far."""
        return len(self._ids)

    def add_coded(self, block: Sequence[tuple[NDArray[Any], Iterable[str]]]) -> None:
        """Add a block given as codes and texts, one pair a column; code -1 is an empty cell."""
        for place, (codes, texts) in enumerate(block):
            ids = self._ids[place]
            new = np.array([*(ids.setdefault(text.strip(), len(ids)) for text in texts), 0], dtype=np.int32)
            self._blocks[place].append(new[codes])
        self.rows += len(block[0][0]) if block else 0

    def add_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Add rows of text; a longer row than any before adds columns, a shorter one is filled up."""
        for _ in range(self.width, max(map(len, rows), default=0)):
            self._ids.append({"": 0})
            self._blocks.append([np.zeros(self.rows, dtype=np.int32)] if self.rows else [])
        for place, ids in enumerate(self._ids):
            self._blocks[place].append(
                np.array(
                    [ids.setdefault(row[place].strip(), len(ids)) if place < len(row) else 0 for row in rows],
                    dtype=np.int32,
                )
            )
        self.rows += len(rows)

    def note_number(self, place: int, text: str) -> None:
        """Note that a cell of a column held a number with decimals that says this."""
        self._numbers.setdefault(place, set()).add(text)

    def columns(self) -> list[Cells]:
        """Return the columns gathered."""
        none = [np.zeros(0, dtype=np.int32)]
        return [
            Cells(np.concatenate(blocks or none), list(ids), frozenset(self._numbers.get(place, ())))
            for place, (ids, blocks) in enumerate(zip(self._ids, self._blocks, strict=True))
        ]
