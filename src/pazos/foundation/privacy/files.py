"""How is a whole file sealed, so that it can be read in part without unpacking it to the disk?

In pieces of 1 MiB, each AES-256-GCM under a key of the file's own (HKDF of the city's key and
a random salt), numbered, and the last one marked as last: the STREAM construction of Hoang,
Reyhanitabar, Rogaway and Vizár (2015). Pieces cannot be changed, dropped, moved or cut off.
The file's name is bound into the last piece, which is checked before anything is handed out:
a file that was put in another's place does not open.

A file that is not sealed (of a city from before) is read as it is. The size of a file shows.
"""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from pazos.foundation.privacy.keys import ring
from pazos.foundation.privacy.problems import DoesNotOpen
from pazos.foundation.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MARK = b"\x89PAZOS1\n"
PIECE = 2**20
TAG = 16
_SALT = 16
_KEY_ID = 8


class Head(NamedTuple):
    """The first bytes of a sealed file: which key of the city, and the salt of the file's own."""

    key_id: str
    salt: bytes

    def as_bytes(self) -> bytes:
        """Return it as it is written; it is bound into every piece."""
        return MARK + self.key_id.encode("ascii") + self.salt


HEAD = len(MARK) + _KEY_ID + _SALT


class SealingWriter:
    """Seals what is written to it; nothing of the plain bytes is written anywhere else."""

    def __init__(self, target: BinaryIO) -> None:
        self._target, self._waiting, self._number = target, bytearray(), 0
        self._head = Head(ring().current.id, os.urandom(_SALT))
        self._cipher = _cipher_of(self._head)
        target.write(self._head.as_bytes())

    def write(self, block: bytes) -> None:
        """Take the next bytes."""
        left = memoryview(block)
        while left:
            # A full piece waits until more comes: it may be the last.
            if len(self._waiting) == PIECE:
                self._put(_bound(self._head))
            room = PIECE - len(self._waiting)
            self._waiting += left[:room]
            left = left[room:]

    def finish(self, name: str) -> None:
        """Seal the last piece with the name under which the file will be kept."""
        self._put(_bound(self._head, name))

    def _put(self, bound: bytes) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._number), self._waiting, bound))
        self._number += 1
        self._waiting = bytearray()


class SealedFile(io.RawIOBase):
    """The plain bytes of a sealed file, opened piece by piece as they are read."""

    def __init__(self, path: Path, *, name: str) -> None:
        self._file = path.open("rb")
        try:
            self._begin(path, name)
        except BaseException:
            self._file.close()
            raise

    def _begin(self, path: Path, name: str) -> None:
        found = _head_in(self._file.read(HEAD))
        if found is None:
            raise _altered(name)
        self._head, self._name, self._at = found, name, 0
        self._cipher = _cipher_of(found)
        body = path.stat().st_size - HEAD
        self._pieces = -(-body // (PIECE + TAG))
        self.size = body - self._pieces * TAG
        self._held: tuple[int, bytes] = (-1, b"")
        if body < TAG:
            raise _altered(name)
        # The name stands in the last piece: a file put in another's place is refused at once.
        self._piece(self._pieces - 1)

    def _piece(self, number: int) -> bytes:
        if self._held[0] != number:
            from cryptography.exceptions import InvalidTag

            last = number == self._pieces - 1
            self._file.seek(HEAD + number * (PIECE + TAG))
            sealed = self._file.read(PIECE + TAG)
            bound = _bound(self._head, self._name if last else None)
            try:
                self._held = (number, self._cipher.decrypt(_nonce(number), sealed, bound))
            except (InvalidTag, ValueError, OverflowError) as error:
                raise _altered(self._name) from error
        return self._held[1]

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` with the next plain bytes and return how many there were."""
        if self._at >= self.size:
            return 0
        number, start = divmod(self._at, PIECE)
        part = self._piece(number)[start : start + len(buffer)]
        buffer[: len(part)] = part
        self._at += len(part)
        return len(part)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in the plain bytes."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """Return the place in the plain bytes."""
        return self._at

    def readable(self) -> bool:
        """It is read."""
        return True

    def seekable(self) -> bool:
        """It can be read from any place."""
        return True

    def close(self) -> None:
        """Let go of the file and of the piece at hand."""
        self._held = (-1, b"")
        self._file.close()
        super().close()


def open_file(path: Path) -> BinaryIO:
    """Return the plain bytes of a file, sealed or not, to be read from any place."""
    if key_of_file(path) is None:
        return path.open("rb")
    return io.BufferedReader(SealedFile(path, name=path.name), PIECE)


def key_of_file(path: Path) -> str | None:
    """Return the id of the key that a file is sealed with; None if it is not sealed."""
    with path.open("rb") as file:
        found = _head_in(file.read(HEAD))
    return found.key_id if found else None


def write_sealed(path: Path, content: bytes) -> None:
    """Write a small file sealed, whole or not at all."""
    _replace(path, iter([content]))


def reseal_file(path: Path) -> None:
    """Seal a file with the current key, whole or not at all, whether it was sealed or not."""
    with open_file(path) as plain:
        _replace(path, iter(lambda: plain.read(PIECE), b""))


def files_in(folder: Path) -> Iterator[Path]:
    """Return the kept files of a folder in a steady order; what is half written is hidden and left out."""
    if folder.is_dir():
        yield from sorted(
            path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")
        )


def _replace(path: Path, blocks: Iterator[bytes]) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".partial")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            writer = SealingWriter(target)
            for block in blocks:
                writer.write(block)
            writer.finish(path.name)
            target.flush()
            os.fsync(target.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _head_in(start: bytes) -> Head | None:
    if not start.startswith(MARK) or len(start) < HEAD:
        return None
    key_id = start[len(MARK) : len(MARK) + _KEY_ID]
    return Head(key_id.decode("ascii", "replace"), start[len(MARK) + _KEY_ID :])


def _cipher_of(head: Head) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    secret = ring().find(head.key_id).secret
    return AESGCM(HKDF(SHA256(), 32, head.salt, b"pazos file").derive(secret))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _bound(head: Head, name: str | None = None) -> bytes:
    return head.as_bytes() + (b"" if name is None else b"last " + name.encode())


def _altered(name: str) -> DoesNotOpen:
    return DoesNotOpen(
        N_(
            "The kept file {file} does not open: it was altered, cut, or put in another's place. "
            "Compare with a backup."
        ),
        file=name,
    )
