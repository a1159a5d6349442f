"""Where are files kept? Whole and sealed, under the hash of their content, before anything is read.

What an institution hands out may hold names in columns that Pazos never reads, so nothing of
it lies open in the city's folder. Other places read a kept file only through here. A file of a
city from before sealing is read as it is, until `pazos keys rotate` seals it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings

from pazos.analysis.notices import Stopped
from pazos.foundation.privacy.files import SealingWriter, key_of_file, open_file
from pazos.foundation.privacy.problems import SealProblem
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
_SMALL = 64 * 2**20
_BLOCK = 2**20


@dataclass(frozen=True)
class Kept:
    """A file in the city's keeping; hash and size are those of its plain bytes."""

    path: Path
    sha256: str
    size: int


def keep(path: Path) -> Kept:
    """Take a file into the city's keeping, whole or not at all; one kept already is not written again."""
    if not path.is_file():
        template = (
            N_("{file} is a folder; name the files in it.")
            if path.is_dir()
            else N_("There is no file {file}.")
        )
        raise Stopped(template, "no_file", file=path)
    # Only what is kept here may be sealed: the first bytes of a stranger's file decide nothing.
    with open_kept(path) if path == place_of(path.name) else path.open("rb") as source:
        return keep_blocks(iter(lambda: source.read(_BLOCK), b""))


def keep_blocks(blocks: Iterable[bytes]) -> Kept:
    """Take bytes into the city's keeping as they come, such as those of an upload."""
    folder = Path(settings.CITY_FILES)
    folder.mkdir(parents=True, exist_ok=True)
    # Two requests of one process may keep files at the same moment.
    handle, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=".partial")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            digest, size = _seal(blocks, target)
        place = place_of(digest)
        place.parent.mkdir(exist_ok=True)
        if not _stands(place):
            fresh.replace(place)
    finally:
        fresh.unlink(missing_ok=True)
    return Kept(place, digest, size)


def place_of(sha256: str) -> Path:
    """Return where a file of this hash is kept."""
    return Path(settings.CITY_FILES) / sha256[:2] / sha256


def open_kept(path: Path) -> BinaryIO:
    """Return the plain bytes of a kept file, to be read from any place in it."""
    return open_file(path)


@contextmanager
def laid_out(path: Path, *, name: str | None = None) -> Iterator[Path]:
    """Give a kept file as a plain one, called `name`, for readers that take nothing but a path.

    It stands in a folder that only this account can enter, in memory where there is room, and is
    gone afterwards. A file that is not sealed, and needs no other name, is given as it is.
    """
    if name is None and key_of_file(path) is None:
        yield path
        return
    with open_kept(path) as source, tempfile.TemporaryDirectory(dir=_roomy(path)) as folder:
        plain = Path(folder) / (name or path.name)
        with plain.open("wb") as target:
            shutil.copyfileobj(source, target, _BLOCK)
        yield plain


def _roomy(path: Path) -> Path | None:
    """Return the folder in memory if a small file fits in it well; None is the system's own choice."""
    size = path.stat().st_size
    fits = size <= _SMALL and IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > 4 * size
    return IN_MEMORY if fits else None


def _seal(blocks: Iterable[bytes], target: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    writer = SealingWriter(target)
    for block in blocks:
        digest.update(block)
        writer.write(block)
        size += len(block)
    writer.finish(digest.hexdigest())
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest(), size


def _stands(place: Path) -> bool:
    """Tell whether a kept file is there, sealed and opens; one that does not is healed by the new copy."""
    try:
        with open_kept(place):
            return key_of_file(place) is not None
    except (OSError, SealProblem):
        return False
