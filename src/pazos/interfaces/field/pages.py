"""The phone's page: its frame, its service worker and what makes it installable.

The frame and its files are the same for everybody and hold no data: what a person writes or may
see is on the phone, sealed, and comes through the API. Nothing here may ask where somebody is.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING

from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from pazos.domain.outreach.naming import as_data
from pazos.domain.territory.models import Municipality
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.interfaces.components.routes import OF_STREET, Address, Stage

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpRequest

MODULES = (
    "app",
    "cases",
    "deeds",
    "dom",
    "form",
    "home",
    "idle",
    "naming",
    "outbox",
    "received",
    "settings",
    "store",
    "street",
    "sync",
    "unlock",
    "vault",
    "words",
)
ICON = "field/icon-512.png"
STYLE = "field/field.css"
NOTHING = "geolocation=(), camera=(), microphone=(), bluetooth=(), usb=(), payment=()"


@require_safe
@ensure_csrf_cookie
def show_page(request: HttpRequest) -> HttpResponse:
    """Answer with the frame, to whoever may use the phone; the signature is for making a device."""
    return _handed_out(_frame(), "text/html; charset=utf-8")


@require_safe
def show_frame(request: HttpRequest) -> HttpResponse:
    """Answer with the frame to anybody: the service worker keeps it, also when no session is left."""
    return _handed_out(_frame(), "text/html; charset=utf-8")


@require_safe
def show_worker(request: HttpRequest) -> HttpResponse:
    """Answer with the service worker, which names every file of the page with its hash."""
    files = {static(name): _hash(_content(name)) for name in _files()}
    files[reverse("field_frame")] = _hash(_frame().encode())
    files[reverse("field_naming")] = _hash(_naming().encode())
    version = _hash(json.dumps(files, sort_keys=True).encode())[:12]
    about = {
        "version": version,
        "files": [{"url": url, "hash": found} for url, found in files.items()],
        "shell": reverse("field_frame"),
        "page": reverse("field"),
    }
    module = static("field/worker.js")
    text = f'import {{ attend }} from "{module}";\nattend(self, {json.dumps(about)});\n'
    return _handed_out(text, "text/javascript; charset=utf-8")


@require_safe
def show_manifest(request: HttpRequest) -> HttpResponse:
    """Answer with what a phone needs to install the page. Its name and icon say nothing of its use."""
    icon = {"src": static(ICON), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"}
    page = reverse("field")
    about = {
        "id": page,
        "name": "Pazos",
        "short_name": "Pazos",
        "start_url": page,
        "scope": page,
        "display": "standalone",
        "lang": "es",
        "background_color": "#ffffff",
        "theme_color": "#0b5454",
        "icons": [icon],
    }
    return JsonResponse(about, content_type="application/manifest+json")


@require_safe
def show_naming(request: HttpRequest) -> HttpResponse:
    """Answer with the lists by which the phone warns of names before anything is saved; of nobody's data."""
    return _handed_out(_naming(), "application/json")


def _naming() -> str:
    return json.dumps(as_data(), ensure_ascii=False)


def _handed_out(text: str, kind: str) -> HttpResponse:
    response = HttpResponse(text, content_type=kind)
    response["Cache-Control"] = "no-cache"
    response["Permissions-Policy"] = NOTHING
    return response


def _frame() -> str:
    synthetic = Municipality.objects.filter(is_synthetic=True).exists()
    return render_to_string(
        "field/frame.html", {"modules": MODULES, "style": STYLE, "is_synthetic": synthetic}
    )


def _files() -> tuple[str, ...]:
    return (STYLE, *(f"field/{module}.js" for module in MODULES), ICON)


def _content(name: str) -> bytes:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return _read(found)


@cache
def _read(path: str | Path) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123
        return file.read()


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


ADDRESSES = (
    Address(
        "field/",
        "field",
        show_page,
        needs=Permission.USE_PHONE,
        menu=N_("Phone"),
        stage=Stage.ACT,
        group=OF_STREET,
    ),
    Address("field/frame/", "field_frame", show_frame, needs=Permission.SEE_PUBLIC),
    Address("field/worker.js", "field_worker", show_worker, needs=Permission.SEE_PUBLIC),
    Address("field/naming.json", "field_naming", show_naming, needs=Permission.SEE_PUBLIC),
    Address("field/manifest.json", "field_manifest", show_manifest, needs=Permission.SEE_PUBLIC),
)
