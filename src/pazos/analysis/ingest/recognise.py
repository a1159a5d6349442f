"""Whose file is this? Its headings held against every mapping of this city and those that Pazos ships.

A proposal names the headings it knew, so that a person can judge it; nothing is taken in by
it. For pointing at columns, the first rows are kept beside the file, where the records are,
and never in the job.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.analysis.ingest.keeping import open_kept, place_of
from pazos.analysis.ingest.layout import DEEPEST, match
from pazos.analysis.ingest.mapping import from_stored, shipped
from pazos.analysis.notices import Stopped
from pazos.analysis.tables import Grid
from pazos.analysis.tables.cells import Gathered
from pazos.domain.sources.models import Source
from pazos.foundation.privacy.files import write_sealed
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from pathlib import Path

    from pazos.analysis.ingest.mapping import Mapping

FEWEST = 3  # headings known, below which a likeness is chance
SHOWN = 2_000  # rows kept for pointing at columns
GENERIC = "generica"


@dataclass(frozen=True)
class Likeness:
    """A source whose mapping understands a file: the headings known, of how many it can know."""

    source: str
    name: str
    known: list[str]
    can_know: int


def recognise(grid: Grid) -> list[Likeness]:
    """Return the sources whose mapping knows the headings of a file, the likeliest first."""
    rows = [grid.row(place) for place in range(min(grid.rows, DEEPEST))]
    found = [one for mapping in known_mappings() if (one := _likeness(mapping, rows))]
    return sorted(found, key=lambda one: (-len(one.known), one.source == GENERIC, one.can_know, one.source))


def known_mappings() -> list[Mapping]:
    """Return the mapping of every source of this city, and those shipped that it does not use yet."""
    own = {source.slug: from_stored(source.mapping) for source in Source.objects.all() if source.mapping}
    return list({**shipped(), **own}.values())


def _likeness(mapping: Mapping, rows: list[list[str]]) -> Likeness | None:
    best = max((match(row, mapping) for row in rows), key=len, default={})
    row = next((row for row in rows if match(row, mapping) == best), [])
    dated = {"occurred_on", "year"} & set(best)
    if len(best) < min(FEWEST, len(mapping.columns)) or not dated:
        return None
    known = [row[place].strip() for place in best.values()]
    return Likeness(mapping.slug, mapping.name, known, len(mapping.columns))


def facts(found: list[Likeness]) -> list[dict[str, Any]]:
    """Return proposals as a job keeps them."""
    return [asdict(one) for one in found]


def keep_sample(grid: Grid, sha256: str) -> None:
    """Keep the first rows of a file beside it."""
    rows = np.arange(min(grid.rows, SHOWN))
    texts = [column.take(rows).as_texts().tolist() for column in grid.columns]
    sample = {"name": grid.name, "how": grid.how, "rows": grid.rows, "columns": texts}
    write_sealed(_sample_of(sha256), json.dumps(sample, ensure_ascii=False).encode())


def sample(sha256: str, *, name: str) -> Grid:
    """Return the first rows of a kept file as a grid called `name`."""
    path = _sample_of(sha256)
    if not path.exists():
        raise Stopped(
            N_("The first rows of {file} are not at hand. Bring the file in again."), "no_file", file=name
        )
    with open_kept(path) as kept:
        said = json.load(kept)
    gathered = Gathered(len(said["columns"]))
    gathered.add_rows(list(zip(*said["columns"], strict=True)))
    return Grid(name, gathered.columns(), gathered.rows, said["how"])


def _sample_of(sha256: str) -> Path:
    return place_of(sha256).with_name(f"{sha256}.sample.json")
