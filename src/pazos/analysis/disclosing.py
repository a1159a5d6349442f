"""The gate: a count of people goes through here, whichever way it leaves, or it does not leave.

Page, file, PDF, chart, map and command all show what `released` gives them. Whoever may read the
records themselves gets every count; everybody else gets a table in which counts of one to four are
hidden, with whatever else it takes so that they cannot be worked out. Where one person can be counted
several times (jobs, cases of who came again) it is the different people that must not be few. There is
one minimum for all, here, and no other module calls `science.disclosure`. The scientific libraries are imported where a
table is made: whoever only asks for the minimum must not pay for them.

What stands in `interfaces.components.ways_out` says of each way out what it shows and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

from pazos.foundation.access.policy import COMPARTMENTS, GUARDED

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from pazos.foundation.access.policy import Permission

    Zeros = Literal["show", "suppress"]

MINIMUM = 5
TOTAL = "total"
Cell = TypeVar("Cell")


@dataclass(frozen=True)
class Released:
    """A table as it may be shown: the last row and column are totals; None is a hidden cell."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: tuple[tuple[int | None, ...], ...]
    minimum: int  # 1 where nothing had to be hidden from this reader

    def count(self, row: str, column: str = TOTAL) -> int | None:
        """Return one count, or None where it is hidden."""
        return self.cells[self.rows.index(row)][self.columns.index(column)]

    @property
    def hidden(self) -> int:
        """How many cells are hidden."""
        return sum(cell is None for row in self.cells for cell in row)


def released(
    counts: Mapping[tuple[str, str], int],
    *,
    rows: Sequence[str],
    columns: Sequence[str],
    to: Permission,
    zeros: Zeros = "show",
    people: Mapping[tuple[str, str], Collection[Hashable]] | None = None,
) -> Released:
    """Return a table of two ways as the holders of a permission may see it.

    `counts` by row and column; a pair that is not there counts nobody. `zeros`: whether "nobody"
    is shown, or hidden like a small count where it would say something of those who are not there.
    A table with one row or one column is suppressed as a list. `people`: who stands behind each count,
    where one person can stand behind several of what is counted.
    """
    import pandas as pd

    table = pd.DataFrame(
        [[int(counts.get((row, column), 0)) for column in columns] for row in rows],
        index=list(rows),
        columns=list(columns),
    )
    if _may_see_all(to):
        return _whole(table)
    return _suppressed(table, zeros=zeros, people=_behind(people, rows, columns) if people else None)


def released_list(
    counts: Mapping[str, int],
    *,
    to: Permission,
    zeros: Zeros = "show",
    people: Mapping[str, Collection[Hashable]] | None = None,
) -> dict[str, int | None]:
    """Return a list of counts with its total (`TOTAL`) as the holders of a permission may see it; `people` as above."""
    found = released(
        {(name, TOTAL): count for name, count in counts.items()},
        rows=list(counts),
        columns=[TOTAL],
        to=to,
        zeros=zeros,
        people={(name, TOTAL): who for name, who in people.items()} if people else None,
    )
    return {row: found.count(row) for row in found.rows}


def by_person(pairs: Iterable[tuple[Cell, Hashable]]) -> dict[Cell, set[Hashable]]:
    """Return the different people behind each count, given a pair of what is counted and whose it is each time."""
    found: dict[Cell, set[Hashable]] = {}
    for cell, who in pairs:
        found.setdefault(cell, set()).add(who)
    return found


def _may_see_all(to: Permission) -> bool:
    """Tell whether a permission is of a compartment in which people are seen one by one."""
    return COMPARTMENTS[to] in GUARDED


def _whole(table: pd.DataFrame) -> Released:
    import pandas as pd

    wide = table if table.columns.to_list() == [TOTAL] else table.assign(**{TOTAL: table.sum(axis=1)})
    wide = pd.concat([wide, wide.sum().to_frame(TOTAL).T])
    return _read(wide, minimum=1)


def _behind(
    people: Mapping[tuple[str, str], Collection[Hashable]], rows: Sequence[str], columns: Sequence[str]
) -> NDArray[np.int64]:
    """Return how many different people stand behind each cell and, in the last places, each margin."""
    import numpy as np

    cells = [[frozenset(people.get((row, column), ())) for column in columns] for row in rows]
    nobody: frozenset[Hashable] = frozenset()
    across = [[*line, nobody.union(*line)] for line in cells]
    down = [nobody.union(*line) for line in zip(*across, strict=True)]
    return np.array([[len(one) for one in line] for line in (*across, down)], dtype=np.int64)


def _suppressed(table: pd.DataFrame, *, zeros: Zeros, people: NDArray[np.int64] | None = None) -> Released:
    import pandas as pd

    from pazos.science import disclosure

    if table.shape[1] == 1:
        name = str(table.columns[0])
        behind = people[:, 0] if people is not None else None
        shown = disclosure.suppress(table.iloc[:, 0], minimum=MINIMUM, zeros=zeros, people=behind).table
        wide = pd.DataFrame({name: shown})
        return _read(wide if name == TOTAL else wide.assign(**{TOTAL: wide[name]}), minimum=MINIMUM)
    if table.shape[0] == 1:
        name = str(table.index[0])
        behind = people[0] if people is not None else None
        line = disclosure.suppress(table.iloc[0], minimum=MINIMUM, zeros=zeros, people=behind).table
        return _read(pd.DataFrame([line, line], index=[name, TOTAL]), minimum=MINIMUM)
    found = disclosure.suppress(table, minimum=MINIMUM, zeros=zeros, people=people).table
    return _read(pd.DataFrame(found), minimum=MINIMUM)


def _read(wide: pd.DataFrame, *, minimum: int) -> Released:
    import pandas as pd

    return Released(
        rows=tuple(str(one) for one in wide.index),
        columns=tuple(str(one) for one in wide.columns),
        cells=tuple(
            tuple(None if pd.isna(cell) else int(cell) for cell in line)
            for line in wide.itertuples(index=False, name=None)
        ),
        minimum=minimum,
    )
