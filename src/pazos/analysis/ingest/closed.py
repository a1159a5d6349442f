"""Does a file say that its months are closed? It is taken as any file, and that is said.

A month is closed in Pazos, by two people, on every source's word; a sender's "closed" binds
nobody and keeps no later file from replacing this one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from pazos.analysis.ingest.words import plain
from pazos.analysis.notices import Notice, notice
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pazos.analysis.ingest.rows import Body

_SAYS = re.compile(r"\b(CIERRE|CERRAD[AO]S?|CIFRAS? DEFINITIVAS?|CLOSED|CLOSING)\b")
# A case or an inquiry is closed too, and so is a compound.
_OF_ANOTHER = re.compile(r"\b(CASOS?|PROCESOS?|INVESTIGACION(ES)?|CASE|INVESTIGATION)\b")
_CELLS = {"CERRADO", "CERRADA", "CIERRE", "MES CERRADO", "CIFRA DEFINITIVA", "DEFINITIVO", "CLOSED"}
_FEW = 50  # a column that states where a month stands holds few words


def closed_months(body: Body) -> list[Notice]:
    """Return what must be said of a file that calls its months closed."""
    said = next(_claims(body), None)
    if said is None:
        return []
    template = N_(
        "The file calls its months closed ({text}). It was taken as any file: a month is closed in Pazos "
        "only, by two people, and a later file may still change it."
    )
    return [notice("claims_closed_months", template, text=said[:120])]


def _claims(body: Body) -> Iterator[str]:
    """Yield what calls months closed: banners, headings and notes, then cells of columns not read."""
    grid, layout = body.grid, body.layout
    after = int(body.places[-1]) + 1 if len(body.places) else layout.header + 1
    for row in (*range(layout.header + 1), *range(after, grid.rows)):
        yield from (text for text in grid.row(row) if _calls_closed(text))
    for place in sorted(set(range(len(grid.columns))) - set(layout.columns.values())):
        column = grid.columns[place]
        if len(column.texts) <= _FEW:
            used = np.unique(column.codes[body.places]).tolist()
            yield from (column.texts[code] for code in used if plain(column.texts[code]) in _CELLS)


def _calls_closed(text: str) -> bool:
    bare = plain(text)
    return bool(_SAYS.search(bare)) and not _OF_ANOTHER.search(bare)
