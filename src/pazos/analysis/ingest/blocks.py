"""Parsed records as the plain columns that the database takes, a block of rows at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pazos.analysis.territory import neighbourhood_at
from pazos.domain.sources.actions import Columns
from pazos.domain.territory.actions import note_spellings
from pazos.domain.territory.spelling import spelling_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from pazos.analysis.ingest.parse import Parsed
    from pazos.domain.people.models import Staff

AT_ONCE = 50_000
COLUMNS = (
    "in_city",
    "municipality_code",
    "occurred_on",
    "precision",
    "dated_by",
    "died_on",
    "registered_on",
    "died_in_code",
    "conflict_related",
    "minute_of_day",
    "victims",
    "age",
    "age_group",
    "sex",
    "weapon",
    "manner",
    "cause_code",
    "zone",
    "lon",
    "lat",
    "source_key",
)


def as_columns(parsed: Parsed, *, by: Staff | None, tell: Callable[[float], None]) -> Columns:
    """Return the records ready to write. Spellings of the city's places are noted on the way."""
    arrays: dict[str, NDArray[Any]] = {"row_number": parsed.row_numbers}
    arrays |= {name: parsed.records[name] for name in COLUMNS}
    arrays["occurred_on"] = _days(arrays["occurred_on"])
    for name in ("died_on", "registered_on"):
        arrays[name] = _days_or_none(arrays[name])
    arrays["spelling"] = _spellings(parsed, by)
    arrays["neighbourhood"] = _neighbourhoods(arrays["lon"], arrays["lat"], parsed.records["in_city"])
    for name in ("lon", "lat"):
        arrays[name] = _or_none(arrays[name], np.isnan(arrays[name]))
    same = {name: values[0] for name, values in arrays.items() if name != "row_number" and _constant(values)}
    varied = [name for name in arrays if name not in same]
    rows = len(parsed.row_numbers)
    return Columns(
        names=varied,
        blocks=_blocks([arrays[name] for name in varied], rows, tell),
        same={name: value.item() if hasattr(value, "item") else value for name, value in same.items()}
        | {"superseded_by": None},
        rows=rows,
    )


def _or_none(values: NDArray[Any], nothing: NDArray[np.bool_]) -> NDArray[Any]:
    if nothing.all():
        return np.broadcast_to(np.array(None, dtype=object), len(values))
    answer = values.astype(object)
    answer[nothing] = None
    return answer


def _constant(values: NDArray[Any]) -> bool:
    """Return whether all rows have one value; the first rows of most columns already say no."""
    if not len(values) or not bool(np.all(values[:1000] == values[0])):
        return False
    held_once = values.strides == (0,)
    return held_once or bool(np.all(values == values[0]))


def _blocks(
    arrays: Sequence[NDArray[Any]], rows: int, tell: Callable[[float], None]
) -> Iterator[list[list[Any]]]:
    for start in range(0, rows, AT_ONCE):
        yield [values[start : start + AT_ONCE].tolist() for values in arrays]
        tell(min(1.0, (start + AT_ONCE) / rows))


def _days(days: NDArray[Any]) -> NDArray[Any]:
    """Return days as the text that both databases take; each distinct day is written once."""
    distinct, codes = np.unique(days, return_inverse=True)
    return np.array([str(day) for day in distinct], dtype=object)[codes] if len(days) else days.astype(object)


def _days_or_none(days: NDArray[Any]) -> NDArray[Any]:
    unknown = np.isnat(days)
    if unknown.all():
        return _or_none(days, unknown)
    return _or_none(_days(days), unknown)


def _spellings(parsed: Parsed, by: Staff | None) -> NDArray[Any]:
    inside = parsed.records["in_city"]
    used = np.unique(parsed.place_codes[inside]).tolist()
    keys = {code: spelling_key(parsed.place_texts[code]) for code in used}
    texts = {key: parsed.place_texts[code] for code, key in keys.items() if key}
    noted = note_spellings(texts, by=by) if texts else {}
    ids = np.full(len(parsed.place_texts), None, dtype=object)
    for code, key in keys.items():
        ids[code] = noted.get(key)
    return _or_none(ids[parsed.place_codes], ~inside)


def _neighbourhoods(lon: NDArray[Any], lat: NDArray[Any], inside: NDArray[np.bool_]) -> NDArray[Any]:
    found = np.full(len(lon), None, dtype=object)
    rows = np.flatnonzero(inside & ~np.isnan(lon))
    if len(rows):
        ids = neighbourhood_at(lon[rows], lat[rows])
        found[rows] = _or_none(ids, ids == 0)
    return found
