"""Which code computed this? The package's version and a hash of the files that compute."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from pazos import __version__

ROOT = Path(__file__).resolve().parents[2]
COMPUTING = ("science", "domain", "analysis")


@cache
def code_version() -> str:
    """Return "VERSION+HASH", where HASH covers every source file that can change a figure."""
    digest = hashlib.sha256()
    for room in COMPUTING:
        for path in sorted((ROOT / room).rglob("*.py")):
            digest.update(path.relative_to(ROOT).as_posix().encode())
            digest.update(path.read_bytes())
    return f"{__version__}+{digest.hexdigest()[:12]}"
