"""Where the files of documents stand: sealed, each content once, under its hash."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from pazos.foundation.privacy.files import key_of_file, open_file, write_sealed
from pazos.foundation.privacy.problems import SealProblem


def put(content: bytes) -> str:
    """Keep a content and return its hash; one that stands there already is not written again."""
    digest = hashlib.sha256(content).hexdigest()
    path = place_of(digest)
    if not _stands(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_sealed(path, content)
    return digest


def take(digest: str) -> BinaryIO:
    """Return the plain bytes of a kept content."""
    return open_file(place_of(digest))


def clear(digest: str) -> None:
    """Take a content off the shelf; one that is not there is gone already."""
    place_of(digest).unlink(missing_ok=True)


def place_of(digest: str) -> Path:
    """Return where a content of this hash stands."""
    return Path(settings.CITY_FILES) / "documents" / digest[:2] / digest


def _stands(path: Path) -> bool:
    """Tell whether it is there, sealed and opens; one that does not is healed by the new copy."""
    try:
        with open_file(path):
            return key_of_file(path) is not None
    except (OSError, SealProblem):
        return False
