"""With which keys are personal and sensitive values sealed, and where do those keys stand?

In a file outside the database: who has a copy of the one and not of the other reads nothing.
A ring holds several keys: one is current and seals, the others only open what was sealed
before them. A second secret makes the blind indexes. Without a city the ring is in memory.

It must never make a ring in place of one that is missing: what is sealed would be lost
without anybody noticing.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pazos.foundation.privacy.problems import SealProblem
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VERSION = 1
BYTES = 32  # AES-256


@dataclass(frozen=True)
class Key:
    """One key of 256 bits; `retiring_since` is None while it is the one that seals."""

    id: str
    made_at: datetime
    secret: bytes = field(repr=False)
    retiring_since: datetime | None = None


@dataclass(frozen=True)
class KeyRing:
    """The keys of one city, the current one last, and the secret of its blind indexes."""

    keys: tuple[Key, ...]
    index_secret: bytes = field(repr=False)

    @property
    def current(self) -> Key:
        """The key that seals what is written from now on."""
        return self.keys[-1]

    def find(self, key_id: str) -> Key:
        """Return the key of this id, or refuse: what it sealed cannot be opened without it."""
        for key in self.keys:
            if key.id == key_id:
                return key
        raise SealProblem(
            N_(
                "A stored value was sealed with the key {key}, which is not in {file}. Bring back a copy of "
                "the key file that holds it."
            ),
            key=key_id,
            file=place() or "-",
        )

    def with_new_key(self, now: datetime) -> KeyRing:
        """Return the ring with a new current key; the one before it only opens from now on."""
        before = (*self.keys[:-1], replace(self.current, retiring_since=now))
        return replace(self, keys=(*before, _new_key(now)))

    def without(self, key_ids: set[str]) -> KeyRing:
        """Return the ring without these keys; the current one always stays."""
        kept = tuple(key for key in self.keys if key.id not in key_ids or key is self.current)
        return replace(self, keys=kept)


def new_ring(now: datetime) -> KeyRing:
    """Return a ring with one key, made from the system's randomness."""
    return KeyRing((_new_key(now),), secrets.token_bytes(BYTES))


def _new_key(now: datetime) -> Key:
    return Key(secrets.token_hex(4), now, secrets.token_bytes(BYTES))


def place() -> Path | None:
    """Return where the ring of this process stands; None is in memory (no city)."""
    from django.conf import settings

    return Path(settings.KEY_RING) if settings.KEY_RING else None


_held: dict[Path | None, tuple[object, KeyRing]] = {}


def ring() -> KeyRing:
    """Return the ring in force; a file that another process changed is read again."""
    path = place()
    if path is None:
        if None not in _held:
            _held[None] = (None, new_ring(datetime.now(UTC)))
        return _held[None][1]
    state = _state(path)
    if path not in _held or _held[path][0] != state:
        _held[path] = (state, read(path))
    return _held[path][1]


def change(how: Callable[[KeyRing], KeyRing]) -> KeyRing:
    """Put `how(ring)` in the place of the ring in force, whole or not at all, and return it."""
    path = place()
    if path is None:
        changed = how(ring())
        _held[None] = (None, changed)
        return changed
    with _alone(path):
        changed = how(read(path))
        _written_aside(path, changed).replace(path)
        _sync(path.parent)
    return changed


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep other processes from changing the ring meanwhile: one of two new keys would be lost."""
    handle = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.name == "posix":
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def make(path: Path) -> None:
    """Write a ring for a new city; one that stands there already is left as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = _written_aside(path, new_ring(datetime.now(UTC)))
    try:
        # A link is refused where a file stands: two processes that start at once get one ring.
        os.link(aside, path)
    except FileExistsError:
        return
    finally:
        aside.unlink()
    _sync(path.parent)


def read(path: Path) -> KeyRing:
    """Read a ring; a missing, unreadable or unguarded file is refused with its cure."""
    _state(path)
    try:
        return _ring_of(json.loads(path.read_text(encoding="ascii")))
    except (ValueError, KeyError, TypeError) as error:
        raise SealProblem(
            N_("The key file {file} cannot be read. Put back a whole copy of it from its own backup."),
            file=path,
        ) from error


def _state(path: Path) -> tuple[int, int, int]:
    try:
        stat = path.stat()
    except OSError as error:
        raise SealProblem(
            N_(
                "The key file {file} is missing or cannot be reached. Personal data cannot be read without it. "
                "Put it back from its own backup; do not make another."
            ),
            file=path,
        ) from error
    if os.name == "posix" and stat.st_mode & 0o077:
        raise SealProblem(
            N_("Others on this machine can read the key file {file}. Type: chmod 600 {file}"), file=path
        )
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _written_aside(path: Path, ring: KeyRing) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # made with mode 600
    with os.fdopen(handle, "w", encoding="ascii") as target:
        json.dump(_facts_of(ring), target, indent=1)
        target.flush()
        os.fsync(target.fileno())
    return Path(name)


def _sync(folder: Path) -> None:
    """Make a rename last through a power cut; a key that vanished would take its values along."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _facts_of(ring: KeyRing) -> dict[str, Any]:
    keys = [
        {
            "id": key.id,
            "made_at": key.made_at.isoformat(),
            "state": "retiring" if key.retiring_since else "current",
            "retiring_since": key.retiring_since.isoformat() if key.retiring_since else None,
            "key": base64.b64encode(key.secret).decode(),
        }
        for key in ring.keys
    ]
    return {"version": VERSION, "keys": keys, "index_key": base64.b64encode(ring.index_secret).decode()}


def _ring_of(facts: dict[str, Any]) -> KeyRing:
    keys = tuple(
        Key(
            one["id"],
            datetime.fromisoformat(one["made_at"]),
            _secret(one["key"]),
            datetime.fromisoformat(one["retiring_since"]) if one["retiring_since"] else None,
        )
        for one in facts["keys"]
    )
    sealing = [key for key in keys if not key.retiring_since]
    if facts["version"] != VERSION or not keys or sealing != [keys[-1]]:
        raise ValueError("not a ring with one current key, which stands last")
    return KeyRing(keys, _secret(facts["index_key"]))


def _secret(text: str) -> bytes:
    secret = base64.b64decode(text, validate=True)
    if len(secret) != BYTES:
        raise ValueError("a key has 32 bytes")
    return secret
