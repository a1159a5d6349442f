"""By what is a sending known again when it comes once more? By hashes, never by what it says."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pazos.foundation.privacy.sealing import blind_index


def digest(content: dict[str, Any]) -> str:
    """Return the SHA-256 of canonical JSON, as the phone reckons it too."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def hash_kept(content: dict[str, Any]) -> str:
    """Return what is stored beside sealed content to know it again, under the city's key."""
    return blind_index(digest(content), "fieldwork.submission")
