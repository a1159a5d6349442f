"""What is a proof bundle, as a file? A zip of plain JSON, every part under its hash.

The same content gives the same bytes. Reading trusts nothing: a bundle comes from a stranger, so
parts are read by name and never unpacked onto the disk, sizes are bounded before anything is
opened, and a part whose hash does not fit is not read.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pazos.foundation.runs.canonical import letters
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FORM = 1
MANIFEST = "manifest.json"
LARGEST = 256 << 20  # bytes of one part, unpacked
MOST_PARTS = 50
# A zip carries the moment of each part; a bundle made twice is the same file.
EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Bundle:
    """A bundle that was read: its manifest, and its other parts by name."""

    manifest: dict[str, Any]
    parts: dict[str, bytes]

    def value(self, name: str) -> Any:
        """Return the JSON of a part. Raises InputProblem for a part that is not there or is no JSON."""
        try:
            return json.loads(self.parts[name])
        except (KeyError, ValueError) as error:
            raise InputProblem(
                N_("The bundle lacks {part}, or it cannot be read: it is not whole. Take it again."),
                part=name,
            ) from error


def canonical(value: Any) -> bytes:
    """Return JSON in which equal values are equal to the byte."""
    return letters(value).encode()


def sha256(content: bytes) -> str:
    """Return the hash of some bytes."""
    return hashlib.sha256(content).hexdigest()


def packed(manifest: Mapping[str, Any], parts: Mapping[str, bytes]) -> bytes:
    """Return the bundle as bytes; the manifest gets the form and the hash of every part."""
    whole = {**manifest, "form": FORM, "parts": {name: sha256(part) for name, part in parts.items()}}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [(MANIFEST, canonical(whole)), *sorted(parts.items())]:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return target.getvalue()


def opened(path: Path) -> Bundle:
    """Read a bundle. Raises InputProblem for what is no bundle, is damaged, or was altered."""
    try:
        with zipfile.ZipFile(path) as archive:
            contents = _contents(archive, path)
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise InputProblem(
            N_("{file} cannot be opened as a proof bundle. It is a zip file: take it again from its figure."),
            file=path.name,
        ) from error
    manifest = _manifest(contents.pop(MANIFEST, b""), path)
    stated = manifest["parts"]
    for name, content in contents.items():
        if stated.get(name) != sha256(content):
            raise InputProblem(
                N_("{file} was altered: {part} does not have the hash that the manifest states."),
                file=path.name,
                part=name,
            )
    if missing := sorted(set(stated) - set(contents)):
        raise InputProblem(
            N_("{file} is not whole: {part} is missing. Take it again from its figure."),
            file=path.name,
            part=missing[0],
        )
    return Bundle(manifest, contents)


def _contents(archive: zipfile.ZipFile, path: Path) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MOST_PARTS or any(entry.file_size > LARGEST for entry in entries):
        raise InputProblem(
            N_("{file} holds more than a proof bundle does. It was not opened."), file=path.name
        )
    found = {}
    for entry in entries:
        with archive.open(entry) as part:
            # The size that a zip states of a part may be a lie.
            content = part.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise InputProblem(
                N_("{file} holds more than a proof bundle does. It was not opened."), file=path.name
            )
        found[entry.filename] = content
    return found


def _manifest(content: bytes, path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(content)
        stated = manifest["parts"]
        known = manifest["form"] == FORM and isinstance(stated, dict) and isinstance(manifest["kind"], str)
    except (ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise InputProblem(
            N_("{file} is no proof bundle of Pazos, or of a later version: its {part} cannot be read."),
            file=path.name,
            part=MANIFEST,
        )
    return dict(manifest)
