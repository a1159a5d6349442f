"""Where do instruments and pathways stand? In the files that come with Pazos, and in those that the city keeps.

Only contents are read here, never judged: what a file means, and what is wrong with it, says who reads it.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pazos.domain.cases.models import CareSheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pazos.domain.cases.vocabulary import SheetKind


def shipped_with(package: str) -> list[Mapping[str, Any]]:
    """Return the contents of the files that come with a package, by their names."""
    folder = files(package) / "shipped"
    every = sorted(folder.iterdir(), key=lambda file: file.name)
    return [json.loads(one.read_text("utf-8")) for one in every if one.name.endswith(".json")]


def kept_by_the_city(kind: SheetKind, code: str = "") -> list[Mapping[str, Any]]:
    """Return the contents of the sheets of a kind that the city keeps, of one code where it is given."""
    rows = CareSheet.objects.filter(kind=kind)
    rows = rows.filter(code=code) if code else rows
    return list(rows.values_list("content", flat=True))
