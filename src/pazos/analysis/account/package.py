"""The open data of a strategy as one Frictionless data package: what two people released, and the clusters in force.

Nothing is read from the books here: tables come letter by letter from released files, outlines from the
signed designation. The same releases give the same package, which is made once and handed out again.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import translation

from pazos.analysis.inert import harmless
from pazos.analysis.licence import licences
from pazos.analysis.releasing import DATASETS
from pazos.domain.designations import queries as designations
from pazos.domain.rights.queries.releases import public
from pazos.domain.territory.models import Municipality, Neighbourhood
from pazos.foundation.runs.code import code_version
from pazos.foundation.words import LANGUAGES, N_, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pazos.domain.designations.queries import DesignationView
    from pazos.domain.rights.models import Release

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # of a zip file: no clock enters it
MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
}
PLACES = (
    ("cluster", "integer", N_("number of the cluster in the signed designation")),
    ("cluster_name", "string", N_("its name")),
    ("code", "string", N_("code of the neighbourhood")),
    ("name", "string", N_("name of the neighbourhood")),
)
ABOUT = N_(
    "Open data of the strategy of {city}. Each table was prepared by one person and released by another. Counts of people "
    "below the minimum are empty, with whatever else would give them away. datapackage.json describes every file; the "
    "dictionaries say what every column means."
)


@dataclass(frozen=True)
class Made:
    """A package: what names it, its descriptor, and its files by their path."""

    fingerprint: str
    descriptor: dict[str, Any]
    files: dict[str, bytes]


def released() -> list[Release]:
    """Return the newest public release of each data set that the code knows, in their order."""
    newest: dict[str, Release] = {}
    for one in public().filter(withdrawn_at__isnull=True).order_by("signed_at"):
        newest[one.dataset] = one
    return [newest[name] for name in DATASETS if name in newest]


def fingerprint_of(releases: Iterable[Release], view: DesignationView | None) -> str:
    """Return what names a package: the same releases and designation give the same."""
    parts = [f"{one.dataset}:{one.content_hash}" for one in releases]
    signed = f"designation:{view.id}:{view.signed_at}" if view else ""
    return hashlib.sha256("\n".join([*parts, signed, code_version()]).encode()).hexdigest()


def packed() -> Path:
    """Return the package as a zip file, made now if it is not there."""
    releases, view = released(), designations.in_force()
    fingerprint = fingerprint_of(releases, view)
    path = Path(settings.CITY_FILES).parent / "opendata" / f"pazos-{fingerprint[:16]}.zip"
    if not path.exists():
        made = package()
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written aside and renamed: a reader never gets half a package.
        fresh = path.with_suffix(".fresh")
        with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in made.files.items():
                archive.writestr(zipfile.ZipInfo(name, FIRST_DAY), content)
        fresh.replace(path)
    return path


def one_file(name: str) -> bytes | None:
    """Return one file of the package by its path, None where it holds none of that name."""
    with zipfile.ZipFile(packed()) as archive:
        return archive.read(name) if name in archive.namelist() else None


def package() -> Made:
    """Return the whole package."""
    releases, view = released(), designations.in_force()
    city = Municipality.objects.first()
    files: dict[str, bytes] = {}
    resources = []
    for one in releases:
        resource, content = _table(one)
        files[resource["path"]] = content
        resources.append(resource)
    if view is not None:
        for resource, content in _places(view):
            files[resource["path"]] = content
            resources.append(resource)
    about = {language: say(ABOUT, language, city=city.name if city else "") for language in LANGUAGES}
    descriptor: dict[str, Any] = {
        "profile": "data-package",
        "licenses": licences(),
        "name": f"pazos-{city.code}" if city and city.code else "pazos",
        **_said("title", {language: _title(language, city) for language in LANGUAGES}),
        **_said("description", about),
        "id": fingerprint_of(releases, view),
        "sources": [{"title": city.name if city else "Pazos"}],
        "resources": resources,
    }
    dictionaries = {f"dictionary-{language}.csv": _dictionary(resources, language) for language in LANGUAGES}
    readme = "\n\n".join(about.values())
    described = (json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n").encode()
    whole = {"datapackage.json": described, "README.md": f"{readme}\n".encode(), **dictionaries, **files}
    return Made(descriptor["id"], descriptor, whole)


def _title(language: str, city: Municipality | None) -> str:
    return say(N_("Open data of the strategy of {city}"), language, city=city.name if city else "")


def _table(one: Release) -> tuple[dict[str, Any], bytes]:
    known = DATASETS[one.dataset]
    content = type(one).objects.values_list("content", flat=True).get(pk=one.pk).encode()
    resource = _resource(f"data/{one.dataset}.{known.ending}", content, known.ending)
    resource |= {
        "name": one.dataset,
        **_said("title", _both(known.title)),
        **_said("description", _both(known.protection)),
        "covers": one.covers,
        "released_on": f"{one.signed_at:%Y-%m-%d}",
    }
    if known.ending == "csv":
        resource["schema"] = {
            "missingValues": [""],
            "fields": [
                {"name": column.name, "type": column.kind, **_said("description", _both(column.says))}
                for column in known.columns
            ],
        }
    return resource, content


def _resource(path: str, content: bytes, ending: str) -> dict[str, Any]:
    return {
        "path": path,
        "format": ending,
        "mediatype": MEDIA[ending],
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }


def _both(text: Any) -> dict[str, str]:
    """Return a text that is translated late in both languages."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = str(text)
    return found


def _said(name: str, texts: dict[str, str]) -> dict[str, str]:
    """Return a text in both languages: a descriptor's own word is Spanish, the other stands beside it."""
    return {_key(name, language): text for language, text in texts.items()}


def _key(name: str, language: str) -> str:
    return name if language == LANGUAGES[0] else f"{name}_{language}"


def _places(view: DesignationView) -> Iterator[tuple[dict[str, Any], bytes]]:
    import geopandas as gpd
    import shapely

    features = _features(view)
    fields = [
        {
            "name": name,
            "type": kind,
            **_said("description", {language: say(says, language) for language in LANGUAGES}),
        }
        for name, kind, says in PLACES
    ]
    title = {language: say(N_("Neighbourhoods of the clusters in force"), language) for language in LANGUAGES}
    as_json = {"type": "FeatureCollection", "features": features}
    shapes = gpd.GeoDataFrame(
        [one["properties"] for one in features],
        geometry=[shapely.geometry.shape(one["geometry"]) for one in features],
        crs="EPSG:4326",
    )
    for ending, content in (
        ("geojson", json.dumps(as_json, ensure_ascii=False, separators=(",", ":")).encode()),
        ("gpkg", _geopackage(shapes)),
    ):
        resource = _resource(f"data/clusters.{ending}", content, ending)
        name = "clusters" if ending == "geojson" else "clusters-gpkg"
        yield resource | {"name": name, **_said("title", title), "schema": {"fields": fields}}, content


def _features(view: DesignationView) -> list[dict[str, Any]]:
    codes = {code: cluster for cluster in view.clusters for code, _name in cluster.neighbourhoods}
    rows = Neighbourhood.objects.filter(clusters__designation=view.id, outline__isnull=False)
    return [
        {
            "type": "Feature",
            "geometry": row.outline,
            "properties": {
                "cluster": codes[row.code].number,
                "cluster_name": codes[row.code].name,
                "code": row.code,
                "name": row.name,
            },
        }
        for row in rows.order_by("code")
    ]


def _geopackage(shapes: Any) -> bytes:
    """Return outlines as a GeoPackage; its clock is stopped, so that the same outlines are the same bytes."""
    import tempfile

    import pyogrio

    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "1980-01-01T00:00:00Z"})
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "clusters.gpkg"
            pyogrio.write_dataframe(shapes, path, layer="clusters", driver="GPKG")
            return path.read_bytes()
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _dictionary(resources: Iterable[dict[str, Any]], language: str) -> bytes:
    text = io.StringIO()
    text.write("\ufeff")
    write = csv.writer(text, lineterminator="\n")
    heads = (N_("file"), N_("column"), N_("type"), N_("what it says"))
    write.writerow([say(head, language) for head in heads])
    for resource in resources:
        for column in resource.get("schema", {}).get("fields", ()):
            cells = (resource["path"], column["name"], column["type"], column[_key("description", language)])
            write.writerow([harmless(cell) for cell in cells])
    return text.getvalue().encode()
