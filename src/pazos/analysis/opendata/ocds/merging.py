"""Releases of one process merged into what is known of it now.

The rules are those of OCDS 1.1 (https://standard.open-contracting.org/1.1/en/schema/merging/): later
releases overwrite earlier ones field by field; in lists of objects with an `id` each object meets its
like; every other list is replaced as a whole; `id`, `date` and `tag` of a release are its own.
"""

from __future__ import annotations

from typing import Any

from pazos.analysis.opendata.ocds.codes import moment

OWN = ("id", "date", "tag")

Json = dict[str, Any]


def compiled(releases: list[Json]) -> Json:
    """Return the compiled release of a process from its releases, whatever order they come in."""
    ordered = sorted(releases, key=moment)
    merged: Json = {}
    for release in ordered:
        merged = _merged(merged, {name: value for name, value in release.items() if name not in OWN})
    date = str(ordered[-1]["date"])
    ocid = merged.pop("ocid")
    return {"ocid": ocid, "id": f"{ocid}-{date}", "date": date, "tag": ["compiled"], **merged}


def _merged(before: Json, after: Json) -> Json:
    found = dict(before)
    for name, value in after.items():
        old = found.get(name)
        if value is None:
            found.pop(name, None)
        elif isinstance(value, dict):
            found[name] = _merged(old if isinstance(old, dict) else {}, value)
        elif _has_ids(value):
            found[name] = _merged_list(old if isinstance(old, list) else [], value)
        else:
            found[name] = value
    return found


def _has_ids(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) and "id" in one for one in value)


def _merged_list(before: list[Json], after: list[Json]) -> list[Json]:
    found = {one["id"]: one for one in before}
    for one in after:
        found[one["id"]] = _merged(found.get(one["id"], {}), one)
    return list(found.values())
