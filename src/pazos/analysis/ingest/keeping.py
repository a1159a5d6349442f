"""Where are files kept? Whole, under the hash of their content, before anything of them is read."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from pazos.analysis.notices import Stopped
from pazos.foundation.words import N_


@dataclass(frozen=True)
class Kept:
    """A file in the city's keeping."""

    path: Path
    sha256: str
    size: int


def keep(path: Path) -> Kept:
    """Copy a file into the city's keeping, whole or not at all; one kept already is not copied again."""
    if not path.is_file():
        template = (
            N_("{file} is a folder; name the files in it.")
            if path.is_dir()
            else N_("There is no file {file}.")
        )
        raise Stopped(template, "no_file", file=path)
    folder = Path(settings.CITY_FILES)
    folder.mkdir(parents=True, exist_ok=True)
    # Two requests of one process may keep files at the same moment.
    handle, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".partial")
    os.close(handle)
    fresh = Path(name)
    try:
        digest, size = _copy(path, fresh)
        target = place_of(digest)
        target.parent.mkdir(exist_ok=True)
        if not target.exists():
            fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    return Kept(target, digest, size)


def place_of(sha256: str) -> Path:
    """Return where a file of this hash is kept."""
    return Path(settings.CITY_FILES) / sha256[:2] / sha256


def _copy(path: Path, fresh: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, fresh.open("wb") as target:
        while block := source.read(2**20):
            digest.update(block)
            target.write(block)
            size += len(block)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest(), size
