"""The open data of the strategy for anybody: one package, and its descriptor and outlines alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.http import require_GET

from pazos.foundation.access.policy import Permission
from pazos.interfaces.components.routes import Address

if TYPE_CHECKING:
    from django.http import HttpRequest

ALONE = {
    "datapackage": ("datapackage.json", "application/json"),
    "clusters-json": ("data/clusters.geojson", "application/geo+json"),
    "clusters-gpkg": ("data/clusters.gpkg", "application/geopackage+sqlite3"),
}


@require_GET
def package(request: HttpRequest) -> FileResponse:
    """Hand out the whole package, as it was made from what was released."""
    from pazos.analysis.account.package import packed

    path = packed()
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


@require_GET
def alone(request: HttpRequest, name: str) -> HttpResponse:
    """Hand out one file of the package."""
    from pazos.analysis.account.package import one_file

    if name not in ALONE:
        raise Http404
    path, media = ALONE[name]
    content = one_file(path)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{path.rpartition("/")[2]}"'
    return response


ADDRESSES = (
    Address("public/data/pazos.zip", "public_package", package, needs=Permission.SEE_PUBLIC),
    Address("public/data/<slug:name>/", "public_data_file", alone, needs=Permission.SEE_PUBLIC),
)
